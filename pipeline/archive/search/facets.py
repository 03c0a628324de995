"""What documents are counted under: organ, type, year, folder, fonds, grade, signed.

A value is found by a token that is its hash, so that any name will do, on any database.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from pipeline.archive.search.expressions import Expr, Without, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

__all__ = [
    "EVERYTHING",
    "FACETS",
    "NOTHING",
    "FacetName",
    "Facets",
    "Within",
    "counted",
    "facet_token",
    "facet_values",
    "fonds_value",
    "id_token",
    "packed",
    "unpacked",
]

FacetName = Literal["org", "type", "year", "folder", "fonds", "grade", "signed"]
FACETS: tuple[FacetName, ...] = get_args(FacetName)
_AND = "/"  # between several fonds: folders, whose names have none
_ROW = f"<{len(FACETS)}I"
_DIGITS = 20


def facet_values(
    *,
    org: str,
    kind: str,
    year: str,
    name: str,
    fonds: Collection[str],
    grade: str,
    signed: bool,
) -> tuple[str, ...]:
    """A document's value of each facet, in their order; empty where it has none.

    Args:
        org: As printed.
        kind: Type, as printed.
        year: Of its date.
        name: Of its file within the inbox: the folder it lay in is how clerks know a file (hồ sơ).
        fonds: All that its file lay in.
        grade: Of its weightiest note.
        signed: Its record is signed off.
    """
    folder = name.rpartition("/")[0]
    return (org, kind, year, folder, fonds_value(fonds), grade, "yes" if signed else "no")


def fonds_value(fonds: Collection[str]) -> str:
    """One or several fonds as one value: a paper that lay in two may be seen by who sees both.

    >>> fonds_value({"ubnd", "quận ủy"}), fonds_value({""})
    ('quận ủy/ubnd', '')
    """
    return _AND.join(sorted(fonds))


def facet_token(name: FacetName, value: str) -> str:
    """The token of a facet's value."""
    return _token(f"{name}:{value}")


def id_token(document_id: str) -> str:
    """The token of one document."""
    return _token(f"id:{document_id}")


def _token(said: str) -> str:
    digest = hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()
    return f"x:{digest[:_DIGITS]}"


def packed(codes: Sequence[int]) -> bytes:
    """Codes of a document's values, in the order of `FACETS`, as the index keeps them."""
    return struct.pack(_ROW, *codes)


def unpacked(row: bytes) -> tuple[int, ...]:
    """The same back again."""
    return struct.unpack(_ROW, row)


@dataclass(frozen=True, slots=True)
class Within:
    """Which documents are asked; others are neither found, nor counted, nor hinted at.

    Attributes:
        fonds: Only those of these fonds; None = of all.
        chosen: Only those with these values of these facets.
        hidden: None of these, by id.
    """

    fonds: frozenset[str] | None = None
    chosen: tuple[tuple[FacetName, str], ...] = ()
    hidden: frozenset[str] = frozenset()

    def expr(self, known: Iterable[str]) -> Expr | None:
        """What an index is asked for, beside the question; None = no document may be asked.

        Args:
            known: All values of the facet `fonds` in the index.
        """
        parts: list[Expr] = [facet_token(name, value) for name, value in self.chosen]
        if self.fonds is not None:
            seen = [value for value in known if self.fonds.issuperset(value.split(_AND))]
            if not seen:
                return None
            parts.append(any_of([facet_token("fonds", value) for value in seen]))
        found = all_of(parts)
        if self.hidden:
            return Without(found, any_of([id_token(one) for one in sorted(self.hidden)]))
        return found


EVERYTHING = Within()


@dataclass(frozen=True, slots=True)
class Facets:
    """How many documents answer, by each facet; the most frequent first.

    Attributes:
        total: Documents.
        values: Facet → its values, and how many documents have each.
    """

    total: int
    values: dict[FacetName, tuple[tuple[str, int], ...]]

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "total": self.total,
            **{name: [list(one) for one in values] for name, values in self.values.items()},
        }


NOTHING = Facets(0, dict.fromkeys(FACETS, ()))


def counted(rows: Iterable[bytes], value_of: Callable[[int], str]) -> Facets:
    """Count documents: a hundred thousand in a few hundredths of a second.

    Args:
        rows: Of each document its codes, `packed`.
        value_of: A code's value.
    """
    codes = np.frombuffer(b"".join(rows), "<u4").reshape(-1, len(FACETS))
    values: dict[FacetName, tuple[tuple[str, int], ...]] = {}
    for name, column in zip(FACETS, codes.T, strict=True):
        found, numbers = np.unique(column, return_counts=True)
        told = ((value_of(int(code)), int(n)) for code, n in zip(found, numbers, strict=True))
        values[name] = tuple(sorted(told, key=lambda pair: (-pair[1], pair[0])))
    return Facets(len(codes), values)
