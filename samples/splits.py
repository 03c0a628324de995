"""What is shown while reading is built, and what is held out to judge it.

Faces, templates and words are parted by their place in their list, so that a held-out page is set
in a face and after a template that no open page has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SPLITS", "Split", "share_of"]

Split = Literal["open", "held"]
SPLITS: tuple[Split, ...] = ("open", "held")

Option = TypeVar("Option")


def share_of(options: Sequence[Option], split: Split) -> list[Option]:
    """The options of a split: every third is held out.

    >>> share_of("abcdef", "open"), share_of("abcdef", "held")
    (['a', 'b', 'd', 'e'], ['c', 'f'])

    Raises:
        ValueError: Too few options to part them.
    """
    if len(options) < 3:
        raise ValueError(f"{len(options)} options cannot be parted: {options!r}")
    return [option for index, option in enumerate(options) if (index % 3 == 2) == (split == "held")]
