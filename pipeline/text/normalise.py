"""Repairs of encoding that change no letter a reader sees (documents.md §5.1, §5.6).

One fix is one pure `str → str` function, idempotent, with its examples. `fix_and_explain` runs
them in order and says which of them changed the text: exactly what the archive keeps beside the
raw reading. Spelling, doubled words, tone placement (`hòa`/`hoà`) and punctuation are the author's
and are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "FIXES",
    "collapse_spaces",
    "compose",
    "drop_invisible",
    "fix_and_explain",
    "fix_text",
    "latin_lookalikes",
    "plain_dashes",
    "plain_slashes",
    "plain_spaces",
    "split_ligatures",
    "vietnamese_d",
]

# Soft hyphen, zero-width characters, direction marks, byte order mark, C0/C1 controls but
# tab and line feed; a carriage return is Windows' half of a line end.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_ENDS = re.compile("[\u0085\u2028\u2029]")
_D_LOOKALIKES = str.maketrans({"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"})
_DASHES = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2014": "–", "\u2015": "–", "\ufe58": "–"}
)
_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
)
# Cyrillic and Greek letters of the same shape as Latin ones.
_CYRILLIC = "АВЕЅІЈКМНОРСТУХасеіјорѕух"
_CYRILLIC_AS = "ABESIJKMHOPCTYXaceijopsyx"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
_GREEK_AS = "ABEZHIKMNOPTYXo"
_LOOKALIKES = str.maketrans(_CYRILLIC + _GREEK, _CYRILLIC_AS + _GREEK_AS)
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")
_LATIN = re.compile("[A-Za-zÀ-ɏḀ-ỿ]")


def drop_invisible(text: str) -> str:
    r"""Take out characters that leave no ink: soft hyphens, zero-width spaces, controls.

    Line feeds and tabs stay; the two exotic line ends become line feeds.

    >>> drop_invisible("Ủy\u200b ban nhân\u00ad dân\ufeff")
    'Ủy ban nhân dân'
    >>> drop_invisible("Kính gửi:\n- Sở Tài chính")
    'Kính gửi:\n- Sở Tài chính'
    """
    return _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))


def compose(text: str) -> str:
    r"""One code point for a letter with its marks (NFC), also for CP1258-style `ê` + sắc.

    >>> compose("tiê\u0301ng Viê\u0323t")
    'tiếng Việt'
    >>> compose("hoà bình, hòa bình")
    'hoà bình, hòa bình'
    """
    return unicodedata.normalize("NFC", text)


def plain_spaces(text: str) -> str:
    r"""Make every kind of space the plain one.

    >>> plain_spaces("Số:\u00a017/CT-UBND")
    'Số: 17/CT-UBND'
    >>> plain_spaces("cột một\tcột hai")
    'cột một\tcột hai'
    """
    return _SPACES.sub(" ", text)


def vietnamese_d(text: str) -> str:
    """Write Đ and đ with the Vietnamese letters where eth or an African d stands.

    >>> vietnamese_d("ÐẢNG ỦY, ðồng chí")
    'ĐẢNG ỦY, đồng chí'
    >>> vietnamese_d("Đảng, địa danh, D")
    'Đảng, địa danh, D'
    """
    return text.translate(_D_LOOKALIKES)


def latin_lookalikes(text: str) -> str:
    """Write Latin letters where a word mixes them with Cyrillic or Greek ones of the same shape.

    A word wholly in another script is left alone: it may be meant.

    >>> latin_lookalikes("nhân dâп tỉnh, Вan Chỉ đạo")
    'nhân dâп tỉnh, Ban Chỉ đạo'
    >>> latin_lookalikes("báo ПРАВДА số 5")
    'báo ПРАВДА số 5'
    """
    return _WORD.sub(
        lambda word: word[0].translate(_LOOKALIKES) if _LATIN.search(word[0]) else word[0], text
    )


def split_ligatures(text: str) -> str:
    r"""Take typographic ligatures apart.

    >>> split_ligatures("\ufb01le")
    'file'
    >>> split_ligatures("œuvre")
    'œuvre'
    """
    return text.translate(_LIGATURES)


def plain_dashes(text: str) -> str:
    r"""Keep two dashes only: the hyphen and the en dash; longer ones become the en dash.

    >>> plain_dashes("nhiệm kỳ 2020 — 2025, CT\u2011UBND")
    'nhiệm kỳ 2020 – 2025, CT-UBND'
    >>> plain_dashes("2020 – 2025 - chính trị")
    '2020 – 2025 - chính trị'
    """
    return text.translate(_DASHES)


def plain_slashes(text: str) -> str:
    """Write the slash of the keyboard where a fraction or division slash was read.

    >>> plain_slashes("V⁄v, 03∕4/2020")
    'V/v, 03/4/2020'
    >>> plain_slashes("½ ngày, 24/24h")
    '½ ngày, 24/24h'
    """
    return text.replace("\u2044", "/").replace("\u2215", "/")


def collapse_spaces(text: str) -> str:
    r"""One space where several stand, none at the ends of a line.

    Line feeds stay, and so does a space the author put before a full stop.

    >>> collapse_spaces("  Số:      /UBND-VP ")
    'Số: /UBND-VP'
    >>> collapse_spaces("Quận ủy .\n\n- Lưu VT.")
    'Quận ủy .\n\n- Lưu VT.'
    """
    return "\n".join(re.sub(r"[ \t]+", " ", line).strip(" ") for line in text.split("\n"))


#: In the order they run. `compose` runs twice, because what is dropped or replaced can leave a
#: letter beside a mark of its own; it is named once.
FIXES: tuple[Callable[[str], str], ...] = (
    drop_invisible,
    compose,
    plain_spaces,
    vietnamese_d,
    latin_lookalikes,
    split_ligatures,
    plain_dashes,
    plain_slashes,
    compose,
    collapse_spaces,
)


def fix_and_explain(raw: str) -> tuple[str, tuple[str, ...]]:
    """The text as it is kept, and the names of the fixes that made it so.

    >>> fix_and_explain("ÐẢNG  ỦY")
    ('ĐẢNG ỦY', ('vietnamese_d', 'collapse_spaces'))
    >>> fix_and_explain('mô hình "3 lớp", các cơ quan cơ quan')
    ('mô hình "3 lớp", các cơ quan cơ quan', ())
    """
    text, names = raw, []
    for fix in FIXES:
        fixed = fix(text)
        if fixed != text and fix.__name__ not in names:
            names.append(fix.__name__)
        text = fixed
    return text, tuple(names)


def fix_text(raw: str) -> str:
    """The text as it is kept, without the explanation."""
    return fix_and_explain(raw)[0]
