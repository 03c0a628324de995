"""What breaks ISO 19005-2, and the rules that find it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["BROKEN", "On", "Rule", "Violation"]

BROKEN = (
    pikepdf.PdfError,
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    ArithmeticError,
)
"""What an object that is not what it says raises while it is looked at."""

On = Literal[
    "file",  # the bytes: (mmap or bytes, Pdf)
    "document",  # the catalogue
    "object",  # everything that the file holds, and all that is written inside it
    "page",  # page dictionary
    "annotation",
    "used",  # what a content stream uses (`pdfa.content.Use`)
    "font",  # a font and what it shows (`pdfa.content.Font`)
]


class Violation(NamedTuple):
    """One clause broken in one place.

    Attributes:
        clause: Of ISO 19005-2:2011.
        object: Which, as `12 0 R` or in words.
        what: Is wrong.
        page: Number from 1 where it is a page's affair; None = the whole file's.
    """

    clause: str
    object: str
    what: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One requirement.

    Attributes:
        clause: Of ISO 19005-2:2011.
        on: What it is asked of.
        broken: Says for such a thing what is wrong with it, as often as it is.
    """

    clause: str
    on: On
    broken: Callable[[Any], Iterator[str]]
