"""Which letter groups can be a Vietnamese syllable, and how Vietnamese a text looks.

A syllable is onset + rhyme + tone; a rhyme is a nucleus with one of the finals it allows
(documents.md §5.3). Validity is a measure of quality, never a corrector: most misreadings turn
one legal syllable into another.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["is_valid_syllable", "looks_vietnamese", "syllable_share", "syllables"]

_TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0303": "ngã", "\u0309": "hỏi", "\u0323": "nặng"}
_VOWELS = "aăâeêioôơuưy"

# Nucleus: the finals it may have; "-" is none.
_PLAIN = {
    "a": "- c ch i m n ng nh o p t u y",
    "ă": "c m n ng p t",
    "â": "c m n ng p t u y",
    "e": "- c m n ng o p t",
    "ê": "- ch m n ng nh p t u",
    "i": "- ch m n nh p t u",
    "ia": "-",
    "iê": "c m n ng p t u",
    "o": "- c i m n ng p t",
    "oo": "c ng",
    "ô": "- c i m n ng p t",
    "ơ": "- i m n p t",
    "u": "- c i m n ng p t",
    "ua": "-",
    "uô": "c i m n ng t",
    "ư": "- c i m n ng t u",
    "ưa": "-",
    "ươ": "c i m n ng p t u",
}
# The same behind a glide, which is written o or u (and u after q).
_GLIDED = {
    "oa": "- c ch i m n ng nh o p t y",
    "oă": "c m n ng t",
    "oe": "- m n o t",
    "uâ": "c n ng t y",
    "uê": "- ch n nh t u",
    "uơ": "- n",
    "uy": "- ch n nh p t u",
    "uya": "-",
    "uyê": "n t",
}
_AFTER_Q = {  # the u of `qu` is the glide
    "a": "- c ch i m n ng nh o p t u y",
    "ă": "c m n ng p t",
    "â": "c m n ng p t u y",
    "e": "- c m n ng o t",
    "ê": "- ch n nh t u",
    "i": "- a ch n nh t u",
    "ô": "c",
    "ơ": "- i n t",
    "y": "- a ch n nh p t u",
    "yê": "n t",
}
_Y_ALONE = {"y": "-", "yê": "m n ng t u"}
# The i of `gi` swallows a following i: gì, gìn; giếng, giêng.
_AFTER_GI = {n: finals for n, finals in _PLAIN.items() if n[0] != "i" and n != "oo"} | {
    "": "- m n p t",
    "e": "- m n o p t",
    "ê": "- c m n ng nh p t u",
}

_ONSETS = (
    *("", "b", "c", "ch", "d", "đ", "g", "gh", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh"),
    *("p", "ph", "r", "s", "t", "th", "tr", "v", "x"),
)
_BEFORE_FRONT = frozenset({"k", "gh", "ngh"})  # written so before e ê i only ...
_BEFORE_BACK = frozenset({"c", "g", "ng"})  # ... and these before the others only
_Y_AFTER = frozenset({"h", "k", "l", "m", "s", "t", "v"})  # hy, kỹ, lý, mỹ, sỹ, tỷ, vy


def _rhymes(table: dict[str, str]) -> list[str]:
    return [
        nucleus + final.replace("-", "")
        for nucleus, finals in table.items()
        for final in finals.split()
    ]


def _toneless() -> frozenset[str]:
    plain, glided = _rhymes(_PLAIN), _rhymes(_GLIDED)
    found = set(_rhymes(_Y_ALONE))
    for onset in _ONSETS:
        for rhyme in plain:
            front = rhyme[0] in "eêi"
            if (onset in _BEFORE_FRONT and not front) or (onset in _BEFORE_BACK and front):
                continue
            found.add(onset + rhyme)
        if onset != "c" and onset not in _BEFORE_FRONT:  # /kw/ is written qu
            found.update(onset + rhyme for rhyme in glided)
        if onset in _Y_AFTER:
            found.add(onset + "y")
    found.update("qu" + rhyme for rhyme in _rhymes(_AFTER_Q))
    found.update("gi" + rhyme for rhyme in _rhymes(_AFTER_GI))
    return frozenset(found)


_TONELESS = _toneless()


def _tone_places(toneless: str) -> set[int]:
    """Indices of the letters that may bear the tone mark, in old or new style."""
    onset = 2 if toneless.startswith("qu") else 0
    if toneless.startswith("gi") and len(toneless) > 2 and toneless[2] in _VOWELS:
        onset = 2
    vowels = [i for i, letter in enumerate(toneless) if letter in _VOWELS and i >= onset]
    marked = [i for i in vowels if toneless[i] in "ăâêôơư"]
    if marked:
        return {marked[-1]}
    open_rhyme = vowels[-1] == len(toneless) - 1
    if len(vowels) == 1:
        return {vowels[0]}
    if len(vowels) == 3 or not open_rhyme:
        return {vowels[1]}
    if toneless[vowels[0] :] in ("oa", "oe", "uy"):
        return {vowels[0], vowels[1]}
    return {vowels[0]}


@lru_cache(maxsize=65536)
def is_valid_syllable(word: str) -> bool:
    """Whether a word could be one Vietnamese syllable, in whatever case.

    Both tone placements count (`hòa`, `hoà`), a misplaced mark does not (`cuả`), nor a final
    c, ch, p or t with another tone than sắc or nặng (`thưc`).

    >>> [w for w in ("Nguyễn", "quốc", "gì", "giếng", "UỶ", "ủy", "khuỷu") if is_valid_syllable(w)]
    ['Nguyễn', 'quốc', 'gì', 'giếng', 'UỶ', 'ủy', 'khuỷu']
    >>> [w for w in ("cuả", "thưc", "kông", "ngi", "tiép", "UBND", "Covid") if is_valid_syllable(w)]
    []
    """
    letters: list[str] = []
    places: list[int] = []
    tone = ""
    for mark in unicodedata.normalize("NFD", word.lower()):
        if mark in _TONES:
            tone = _TONES[mark]
            places.append(len(unicodedata.normalize("NFC", "".join(letters))) - 1)
        else:
            letters.append(mark)
    toneless = unicodedata.normalize("NFC", "".join(letters))
    if toneless not in _TONELESS or len(places) > 1:
        return False
    if re.search(r"(?:ch|[cpt])$", toneless) and tone not in ("sắc", "nặng"):
        return False
    return not places or places[0] in _tone_places(toneless)


# A stretch of letters that belongs to no code, number or address.
_TOKEN = re.compile(r"(?<![\w.@/&-])[^\W\d_]+(?![\w@/&]|-\d)")
_ROMAN = re.compile(r"[IVXLC]+")


def syllables(text: str) -> list[str]:
    """The words of a text that ought to be Vietnamese syllables.

    Left out are single letters, Roman numerals, short words in capitals without a vowel mark
    (abbreviations: `UBND`, `MTTQ`), words with a capital inside (`TTg`) and parts of codes.

    >>> syllables("Số 17/CT-UBND của UBND tỉnh, khóa XII (Covid-19)")
    ['Số', 'của', 'tỉnh', 'khóa']
    """
    found = []
    for match in _TOKEN.finditer(unicodedata.normalize("NFC", text)):
        word = match[0]
        abbreviation = word.replace("Đ", "D").isascii() and (
            (word.isupper() and len(word) <= 6)
            or not (word.islower() or word.isupper() or word.istitle())
        )
        if len(word) == 1 or _ROMAN.fullmatch(word):
            continue
        if abbreviation and not is_valid_syllable(word):
            continue
        found.append(word)
    return found


def syllable_share(text: str) -> float:
    """Share of a text's words that are valid syllables, 0–1; 0 for a text without words.

    >>> syllable_share("Độc lập - Tự do - Hạnh phúc")
    1.0
    >>> round(syllable_share("Dộc lâp - Tự do - Hạnh phúe"), 2)
    0.67
    """
    words = syllables(text)
    return sum(map(is_valid_syllable, words)) / len(words) if words else 0.0


def looks_vietnamese(text: str) -> float:
    """How surely a text layer is Vietnamese read rightly, 0–1; trust one from about 0.8.

    Words in mixed capitals count against it here, because a garbage layer is full of them.  Half
    of the words of real text bear a mark of their own (đ, ê, ả ...), so a text with fewer than a
    quarter such words loses in proportion: toneless text is not worth keeping, read the picture.

    >>> looks_vietnamese("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    1.0
    >>> looks_vietnamese("CONG HOA xA HQI CilU NGHIA VIT NAM")
    0.0
    >>> looks_vietnamese("Céng hßa x· héi chñ nghÜa ViÖt Nam") < 0.5
    True
    """
    words = [
        word
        for word in re.findall(r"[^\W\d_]{2,}", unicodedata.normalize("NFC", text))
        if is_valid_syllable(word) or not (word.isupper() and word.isascii() and len(word) <= 5)
    ]
    if not words:
        return 0.0
    valid = [word for word in words if is_valid_syllable(word)]
    marked = sum(not word.isascii() for word in valid) / len(words)
    return round(len(valid) / len(words) * min(1.0, marked / 0.25), 4)
