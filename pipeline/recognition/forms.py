"""What may stand in a slot that a pen fills: the grammar of numbers, days, months and dates."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["FORMS", "Form", "Grammar", "same_value"]

Form = Literal["number", "day", "month", "date"]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Texts that a form allows.

    Attributes:
        whole: Matches a text that is complete.
        part: Matches any beginning of such a text.
    """

    whole: re.Pattern[str]
    part: re.Pattern[str]

    def is_whole(self, text: str) -> bool:
        """Whether a text may stand in the slot."""
        return self.whole.fullmatch(text) is not None

    @functools.lru_cache(maxsize=20_000)  # noqa: B019 - there are four grammars, for good
    def begins(self, text: str) -> bool:
        """Whether a text may go on to become whole."""
        return self.part.fullmatch(text) is not None


_DAY, _DAY_PART = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:[0-3]?|0[1-9]|[1-9]|[12]\d|3[01])"
_MONTH, _MONTH_PART = r"(?:0?[1-9]|1[0-2])", r"(?:[01]?|0?[1-9]|1[0-2])"
_YEAR, _YEAR_PART = r"(?:(?:19|20)\d\d|\d\d)", r"(?:\d{0,2}|(?:19|20)\d{1,2})"


def _grammar(whole: str, part: str) -> Grammar:
    return Grammar(re.compile(whole), re.compile(part))


#: A document's number counts from 1 and may have one letter behind it (36a); a stamp's date may
#: lack its year.
FORMS: dict[Form, Grammar] = {
    "number": _grammar(r"(?!0+[abc]?$)\d{1,6}[abc]?", r"\d{0,6}|\d{1,6}[abc]"),
    "day": _grammar(_DAY, _DAY_PART),
    "month": _grammar(_MONTH, _MONTH_PART),
    "date": _grammar(
        rf"{_DAY}/{_MONTH}(?:/{_YEAR})?",
        rf"{_DAY_PART}|{_DAY}/{_MONTH_PART}|{_DAY}/{_MONTH}/{_YEAR_PART}",
    ),
}


def same_value(text: str, form: Form) -> str:
    """The value a text stands for: days and months lose their leading zero, numbers keep it."""
    if form == "number":
        return text
    return "/".join(part.lstrip("0") for part in text.split("/"))
