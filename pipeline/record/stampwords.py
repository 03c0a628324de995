"""What a stamp is by the words on it: closed lists, with the misreadings of worn rubber allowed.

A stamp's words are few and set by rule, so a reading with every third letter wrong still tells
which of them it was, where a line of a document would not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipeline.record.foot_words import is_office
from pipeline.record.lexicon import SECRECY, SURNAMES, URGENCY
from pipeline.record.person import is_name
from pipeline.record.signs import is_caps, key, starts_organ
from pipeline.record.spelling import spelled
from pipeline.text.folding import differences, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.values.marks import MarkKind

__all__ = ["FORM_LABELS", "Wording", "form_label", "form_score", "is_arrival", "worded"]

#: Labels of an ĐẾN stamp's form, as printed, and the field that stands behind each.
FORM_LABELS: dict[str, str] = {
    "Số:": "number",
    "Ngày:": "date",
    "Chuyển:": "forwarded_to",
    "Số và ký hiệu HS:": "file_number",
    "Lưu hồ sơ số:": "file_number",
    "Giờ:": "hour",
}

_COPIES = ("SAO Y BẢN CHÍNH", "SAO Y", "SAO LỤC", "TRÍCH SAO", "BẢN SAO")

# Long labels first: `Số và ký hiệu HS` begins like `Số`.
_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Số và ký hiệu HS:", re.compile(r"so\s*v[aoe]|k[yvi]\s*h[il1]\w{1,3}|v[aoe]\s*k[yvi]\s*h")),
    ("Lưu hồ sơ số:", re.compile(r"[l1i]uu?\s*h[o0]|h[o0]\s*s[o0]\s*s[o0]")),
    ("Chuyển:", re.compile(r"\b[cge(]?h?u?[yv][eo][nu]\b|\bch[uvn]\w?[yv]\w{1,3}|\bchu[yv]")),
    ("Ngày:", re.compile(r"\b[nm]?[gq][aeo][yv]\b|\bng[aeo]\w?\b|\bn[gq]\w?[yv]\b|[nm]ga[yv]")),
    ("Giờ:", re.compile(r"\bg[il1][o0]\b\W*")),
    ("Số:", re.compile(r"(?:^|\s)\W?s[o0ecé]\b|\bs[o0]\s*[:.]")),
)


_SURNAMES = {fold(name) for name in SURNAMES}


class Wording(NamedTuple):
    """What a stamp's words make it.

    Attributes:
        kind: Of the mark.
        text: Lines, those of closed lists put right.
        confidence: 0–1, that it is of this kind.
    """

    kind: MarkKind
    text: str
    confidence: float


def form_label(text: str) -> str | None:
    """Which label of an ĐẾN stamp's form a line opens with or holds, misread or not.

    >>> form_label("Ngay:"), form_label("S6 va ky hiẹu HS:"), form_label("Chuyén ..")
    ('Ngày:', 'Số và ký hiệu HS:', 'Chuyển:')
    >>> form_label("x") is None
    True
    """
    said = re.sub(r"[^a-z0-9: .]", " ", fold(text))
    for label, pattern in _LABELS:
        if pattern.search(said):
            return label
    return None


def is_arrival(text: str) -> bool:
    """Whether a line says ĐẾN, alone or behind CÔNG VĂN or CV, in large letters.

    >>> [is_arrival(t) for t in ("ĐẾN", "DẾN", "CV ĐÊN", "CÔNG VĂN ĐẾN", "| ĐỀN")]
    [True, True, True, True, True]
    >>> [is_arrival(t) for t in ("đến ngày 30", "DENVER", "KÍNH GỬI")]
    [False, False, False]
    """
    return any(
        fold(word) in {"den", "dẹn"} and is_caps(word) for word in re.findall(r"[^\W\d_]+", text)
    )


def form_score(lines: Sequence[str]) -> int:
    """How much speaks for an ĐẾN stamp: ĐẾN counts two, each different label one.

    >>> form_score(["SỞ Y TẾ", "ĐẾN", "Số: 12", "Ngày: 3/4"]), form_score(["SAO Y BẢN CHÍNH"])
    (4, 0)
    """
    labels = {label for line in lines if (label := form_label(line))}
    return 2 * any(map(is_arrival, lines)) + len(labels)


def worded(lines: Sequence[str], *, framed: bool) -> Wording | None:
    r"""What a stamp is by its lines, None where no list knows them.

    Args:
        lines: As read, top to bottom; scraps of ink among them.
        framed: A frame stands around them.

    >>> worded(["HOA TOC"], framed=True), worded(["TUYỆT MÀT"], framed=False).text
    (Wording(kind='urgency', text='HỎA TỐC', confidence=0.95), 'TUYỆT MẬT')
    >>> worded(["> HÓA tốc è"], framed=True).text, worded(["Hỏa tốc"], framed=False)
    ('HỎA TỐC', None)
    >>> worded(["MAT"], framed=True).text, worded(["MẶT TRẬN"], framed=True)
    ('MẬT', None)
    >>> worded(["GIẢI MẬT", "Từ: 1/2/2020"], framed=True).kind
    'stamp'
    >>> worded(["SAO Y BAN CHINH", "Ngày 03/1/2024"], framed=False).text
    'SAO Y BẢN CHÍNH\nNgày 03/1/2024'
    >>> worded(["PHÓ CHỦ TỊCH", "Trần Văn Bình"], framed=False).kind
    'name_stamp'
    """
    said = [line.strip(" .,:;|'\"“”*-–—_~^`‘’[](){}<>!¡") for line in lines]
    said = [line for line in said if len(key(line)) > 1]
    squeezed = [key(line) for line in said]
    whole = "".join(squeezed)
    if _close("giaimat", squeezed, 1) or whole.startswith("giaimat"):
        return Wording("stamp", "\n".join(["GIẢI MẬT", *said[1:]]), 0.9)
    copied = _copied(said, squeezed, framed=framed)
    if copied is not None:
        return copied
    degree = _degree(said, framed=framed)
    if degree is not None:
        return degree
    return _named(said)


def _close(wanted: str, said: Sequence[str], most: int) -> bool:
    return any(differences(text, wanted, most) <= most for text in said)


def _degree(said: Sequence[str], *, framed: bool) -> Wording | None:
    """A degree of urgency or secrecy: stamps say it in capitals, notes in small letters."""
    lists: tuple[tuple[MarkKind, Sequence[str]], ...] = (("urgency", URGENCY), ("secrecy", SECRECY))
    # Engines take c, o, s, t, v for their capitals: in a frame a few small letters do not count.
    capitals = [line for line in said if is_caps(line) or (framed and _mostly_caps(line))]
    runs = [run for line in capitals for run in _runs(line)] if framed else capitals
    whole = "".join(map(key, capitals))
    for kind, degrees in lists:
        for degree in degrees:
            wanted = key(degree)
            if len(wanted) < 5:
                # A short word: a name's letters, a word of a note look like it.
                if degree in {run.upper() for run in runs} or (framed and whole == wanted):
                    return Wording(kind, degree, 0.95 if framed else 0.8)
                continue
            most = 1 if len(wanted) < 8 else 2
            if _close(wanted, [*map(key, runs), whole], most):
                return Wording(kind, degree, 0.95)
    return None


def _mostly_caps(line: str) -> bool:
    letters = [letter for letter in line if letter.isalpha()]
    return line[:1].isupper() and sum(map(str.isupper, letters)) > 0.4 * len(letters)


def _runs(line: str) -> list[str]:
    """Every run of up to four words of a line, scraps of a frame at its ends left aside."""
    words = [word.strip(" .,:;|'\"") for word in line.split()]
    return [
        " ".join(words[i:j])
        for i in range(len(words))
        for j in range(i + 1, min(i + 5, len(words) + 1))
    ]


def _copied(said: Sequence[str], squeezed: Sequence[str], *, framed: bool) -> Wording | None:
    for i, text in enumerate(squeezed):
        for name in _COPIES:
            wanted = key(name)
            most = 2 if len(wanted) > 9 else 1 if len(wanted) > 5 or framed else 0
            if differences(text, wanted, most) <= most and (is_caps(said[i]) or len(said) == 1):
                return Wording("copy_stamp", "\n".join([name, *said[i + 1 :]]), 0.9)
    return None


def _named(said: Sequence[str]) -> Wording | None:
    """An office or a person's name, and nothing else but scraps."""
    kept, sure = [], False
    for line in said:
        office = is_office(line)
        words = line.split()
        known = bool(words) and fold(words[0]) in _SURNAMES
        name = 2 <= len(words) <= 5 and known and all(w.isalpha() and len(w) > 1 for w in words)
        name = name and (is_name(line) or (is_caps(line) and not starts_organ(line)))
        if office or name:
            kept.append(spelled(line) if office else line)
            sure = True
    if not sure or len(kept) < len([line for line in said if len(line) > 5]):
        return None
    return Wording("name_stamp", "\n".join(kept), 0.85)
