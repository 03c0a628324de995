"""The names before a colon in a question, and what types of document are called."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from pipeline.archive.search.query import FieldName
from pipeline.archive.search.words import forms
from pipeline.record.lexicon import ORG_CODES
from pipeline.record.type_names import TYPE_CODES, TYPES
from pipeline.text.folding import fold

__all__ = ["KNOWN", "REVIEW", "Key", "is_code", "key_at", "type_at", "types_of_code"]

Key = FieldName | Literal["date", "from", "to", "number", "review"]

_SPELT: dict[Key, tuple[str, ...]] = {
    "org": ("co quan ban hanh", "co quan", "coquan", "cq", "organ", "org", "agency"),
    "type": ("ten loai", "loai van ban", "loai", "type", "kind"),
    "signer": ("nguoi ky", "nguoiky", "ky", "signer", "signed by"),
    "file": ("ten tep", "tep", "file", "name"),
    "recipients": ("kinh gui", "noi nhan", "gui", "recipients", "recipient"),
    "subject": ("trich yeu", "trichyeu", "subject"),
    "date": ("ngay", "thang", "nam", "date", "month", "year"),
    "from": ("tu ngay", "tu", "from", "since"),
    "to": ("den ngay", "den", "to", "until"),
    "number": ("so ky hieu", "so va ky hieu", "ky hieu", "so", "number", "no"),
    "review": ("can xem", "canxem", "review"),
}
KNOWN = "cơ quan, loại, người ký, số, ngày, từ, đến, trích yếu, gửi, tệp, cần xem"
"""For a clerk: keys as the help has them."""

REVIEW = {
    "co": ("must", "should"),
    "yes": ("must", "should"),
    "phai": ("must",),
    "must": ("must",),
    "nen": ("should",),
    "should": ("should",),
    "khong": ("may", "none"),
    "no": ("may", "none"),
}
"""What may stand behind `cần xem:`, as grades of a document's weightiest note."""

_BY_SPELLING = {spelling: key for key, all_ in _SPELT.items() for spelling in all_}
_KEY = re.compile(
    "(?:{})".format(
        "|".join(
            re.escape(spelling).replace(r"\ ", r"\s+")
            for spelling in sorted(_BY_SPELLING, key=len, reverse=True)
        )
    )
    + r"\s*:"
)
_CODES = frozenset(fold(code) for code in (*TYPE_CODES, *ORG_CODES))


def key_at(folded: str, at: int) -> tuple[Key, str, int] | None:
    """A key that stands at a place of a folded question, its spelling, and where its value begins.

    >>> key_at("co quan: quan uy", 0), key_at("co quan", 0)
    (('org', 'co quan', 8), None)
    """
    match = _KEY.match(folded, at)
    if match is None:
        return None
    spelling = " ".join(match.group()[:-1].split())
    return _BY_SPELLING[spelling], spelling, match.end()


def is_code(text: str) -> bool:
    """Whether a piece may be part of a symbol, however it is typed: a known code."""
    return fold(text) in _CODES


@cache
def _type_names() -> tuple[tuple[str, ...], ...]:
    names = {tuple(form.folded for form in forms(name)) for name in TYPES}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def type_at(words: list[str], at: int) -> int:
    """How many words from a place on are the name of a type; 0 where none is.

    >>> type_at("cong van phong dich".split(), 0), type_at(["phong"], 0)
    (2, 0)
    """
    return next(
        (len(name) for name in _type_names() if tuple(words[at : at + len(name)]) == name), 0
    )


def types_of_code(code: str) -> list[str]:
    """Names of the types that bear a code; spelt with its marks it is told from its neighbours.

    >>> types_of_code("CTr")[:1], "HƯỚNG DẪN" in types_of_code("HĐ")
    (['CHƯƠNG TRÌNH'], False)
    >>> "HƯỚNG DẪN" in types_of_code("hd")
    True
    """
    if code.lower() == "cv":
        return ["CÔNG VĂN"]
    exact = [name for name, codes in TYPES.items() if code.lower() in map(str.lower, codes)]
    if exact and code.lower() != fold(code):
        return exact
    return [name for name, codes in TYPES.items() if fold(code) in map(fold, codes)]
