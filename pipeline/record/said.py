"""A value of the record in a few words for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SYSTEMS", "short"]

SYSTEMS = {"state": "nhà nước", "party": "Đảng", "mass": "đoàn thể"}
"""What `system` may be: the only values that are codes of our own."""


def short(value: object, letters: int) -> str:
    """A value as a note or reason names it.

    Args:
        value: Of a field.
        letters: So many at most.

    >>> short(["Như trên", "Lưu: VT"], 80), short([{"printed": "5/QĐ-X", "date": None}], 80)
    ('Như trên; Lưu: VT', '5/QĐ-X')
    """
    text = "; ".join(_parts_of(value))
    return text if len(text) <= letters else text[: letters - 1] + "…"


def _parts_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        # The fullest wording of a citation or a signer says enough of it.
        said = [value.get(key) for key in ("printed", "number_symbol", "name", "title")]
        yield from [next((str(part) for part in (*said, *value.values()) if part), "")]
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _parts_of(part)
    else:
        yield SYSTEMS.get(str(value), str(value))
