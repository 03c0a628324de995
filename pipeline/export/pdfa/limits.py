"""How large numbers, strings and names may be (ISO 32000-1, annex C; ISO 19005-2, 6.1.13)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Name

__all__ = ["MOST_NAME", "name_bytes", "out_of_bounds"]

_MOST_INTEGER, _MOST_REAL, _LEAST_REAL = 2_147_483_647, 3.403e38, 1.175e-38
_MOST_STRING, MOST_NAME = 32_767, 127  # bytes


def out_of_bounds(value: Any) -> str | None:
    """What is wrong with a number, string or name by annex C of ISO 32000-1 (6.1.13)."""
    wrong = None
    # Numbers first: there are most of them, and whether a value is one of pikepdf's is slow to ask.
    if isinstance(value, int):
        if not isinstance(value, bool) and not -_MOST_INTEGER - 1 <= value <= _MOST_INTEGER:
            wrong = f"integer {value}"
    elif isinstance(value, Decimal | float):
        size = abs(float(value))
        if size and not _LEAST_REAL <= size <= _MOST_REAL:
            wrong = f"real {value}"
    elif isinstance(value, Array):
        wrong = next((fault for part in value if (fault := out_of_bounds(part))), None)
    elif isinstance(value, pikepdf.String):
        if (length := len(bytes(value))) > _MOST_STRING:
            wrong = f"string of {length} bytes"
    elif isinstance(value, Name) and (length := len(name_bytes(value))) > MOST_NAME:
        wrong = f"name of {length} bytes"
    return wrong


def name_bytes(name: Any) -> bytes:
    """A name's own bytes, without its slash."""
    raw = name.unparse()[1:]
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), raw)
