"""Where a list goes on: an opaque word that only we understand."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import HTTPException, Query

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Cursor", "Limit", "packed", "unpacked"]

Place = TypeVar("Place")

Cursor = Annotated[
    str | None,
    Query(
        max_length=400,
        description="`next` của câu trả lời trước; bỏ trống = từ đầu.",
    ),
]
Limit = Annotated[int, Query(ge=1, le=200, description="Nhiều nhất bấy nhiêu mục một lần.")]


def packed(*parts: Any) -> str:
    """A place in a list as a word.

    >>> unpacked(packed("a", 1), lambda a, b: (a, b))
    ('a', 1)
    """
    said = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def unpacked(word: str, made: Callable[..., Place]) -> Place:
    """The place that a word names.

    Raises:
        HTTPException: It is none of ours (422).
    """
    try:
        parts = json.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
        if isinstance(parts, list):
            return made(*parts)
    except (ValueError, TypeError, OverflowError, RecursionError):
        pass
    raise HTTPException(422, "cursor không phải do máy chủ này đưa ra. Hãy bắt đầu lại từ đầu.")
