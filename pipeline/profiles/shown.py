"""Text that every table can hold: signs that nobody sees are written as their codes."""

from __future__ import annotations

import unicodedata

__all__ = ["shown"]

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def shown(text: str) -> str:
    r"""NFC; line ends as line feeds; each control, direction mark or half sign as `\u....`.

    A scan's name comes from strangers: nothing of it may break XML, turn words around or end a
    line, and nothing of it is dropped.

    >>> shown("a\x0bb\u202ec\r\nd"), shown("Quyết định\tsố 5")
    ('a\\u000bb\\u202ec\nd', 'Quyết định số 5')
    """
    text = text.replace("\r\n", "\n").replace("\t", " ")
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"\\u{ord(sign):04x}" if sign != "\n" and unicodedata.category(sign) in _HIDDEN else sign
        for sign in unicodedata.normalize("NFC", text)
    )
