"""The record's fields beside the truth's: exact, or not.

Compared after NFC and with runs of white space as one space; organs also in upper case, since some
letterheads are set in capitals and the record keeps what is printed. Nothing else is forgiven.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pipeline.record.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.values.document import Field

__all__ = ["KEYS", "FieldOutcome", "Outcome", "compare_fields", "plain_value"]

KEYS = tuple(spec.key for spec in FIELDS if spec.compared)
"""The fields that are compared, in the order of the report."""

UPPER = frozenset(spec.key for spec in FIELDS if spec.compared == "any_case")

Outcome = Literal["right", "absent", "wrong", "invented", "missing"]
"""`right`: given and exact; `absent`: rightly null; `wrong`: given and not exact; `invented`: given
where the paper has none; `missing`: null where the paper has one, or a form (an incoming stamp) of
which what is given is right and something is not given."""


@dataclass(frozen=True, slots=True)
class FieldOutcome:
    """One field of one document.

    Attributes:
        key: Of the record.
        ink: `print` or `pen`: what the paper has it in.
        wanted: The truth, as compared.
        read: Ours, as compared.
        outcome: See `Outcome`.
        confidence: Ours, 0–1; 0 where nothing was given.
    """

    key: str
    ink: Literal["print", "pen"]
    wanted: Any
    read: Any
    outcome: Outcome
    confidence: float = 0.0

    @property
    def correct(self) -> bool:
        """The record says what the paper says, or rightly nothing."""
        return self.outcome in ("right", "absent")

    @property
    def kept(self) -> bool | None:
        """Whether what was given is right, which its confidence promises; None: nothing given."""
        return None if self.read is None else self.outcome in ("right", "missing")


def plain_value(value: Any, *, upper: bool = False) -> Any:
    r"""A field's value as compared: NFC, single spaces, empty = None.

    >>> plain_value("  ỦY BAN\nNHÂN DÂN "), plain_value(["a  b"]), plain_value("")
    ('ỦY BAN NHÂN DÂN', ['a b'], None)
    """
    if isinstance(value, str):
        text = " ".join(unicodedata.normalize("NFC", value).split())
        return (text.upper() if upper else text) or None
    if isinstance(value, (list, tuple)):
        return [plain_value(item, upper=upper) for item in value] or None
    if isinstance(value, dict):
        plain = {key: plain_value(item, upper=upper) for key, item in value.items()}
        known = {key: item for key, item in plain.items() if item is not None}
        return known or None
    return value


def _outcome(wanted: Any, read: Any) -> Outcome:
    if read is None:
        return "absent" if wanted is None else "missing"
    if wanted is None:
        return "invented"
    if wanted == read:
        return "right"
    if isinstance(wanted, dict) and isinstance(read, dict):
        return "missing" if read.items() <= wanted.items() else "wrong"
    return "wrong"


def _ink(key: str, wanted: Mapping[str, Any]) -> Literal["print", "pen"]:
    """What the truth says a field is written in; an incoming stamp is filled in by hand."""
    if key == "incoming_stamp":
        return "pen"
    said = wanted.get(f"{key}_ink")
    return "print" if said in (None, "printed", "print") else "pen"


def compare_fields(
    wanted: Mapping[str, Any], read: Mapping[str, Field] | None
) -> tuple[FieldOutcome, ...]:
    """Every field that the truth judges, beside ours; `read` is None where we made no document."""
    outcomes = []
    for key in KEYS:
        if key not in wanted:
            continue
        upper = key in UPPER
        ours = None if read is None else read.get(key)
        given = None if ours is None else ours.value
        pair = (plain_value(wanted[key], upper=upper), plain_value(given, upper=upper))
        sure = 0.0 if ours is None or pair[1] is None else ours.confidence
        outcomes.append(FieldOutcome(key, _ink(key, wanted), *pair, _outcome(*pair), sure))
    return tuple(outcomes)
