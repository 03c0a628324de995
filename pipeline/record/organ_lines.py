"""Which lines of a letterhead name one organ together, and which organs issue side by side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.record import signs
from pipeline.record.lexicon import STANDS_ALONE_NEVER
from pipeline.record.spelling import is_phrase
from pipeline.text.folding import fold
from pipeline.text.paragraphs import join_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["are_equals", "group_organs", "is_unfinished", "parted"]

# Last words that no name ends with; those that accents alone tell from others stand unfolded.
_HANGS = re.compile(r"(?:\b(?:va|cua|cac|thuoc|co quan|phong,? chong)|[-,&])$")
_HANGS_AS_SPELT = re.compile(
    r"(?:\b(?:VỀ|TẠI|CHO|TRONG|THEO)|(?<!CƠ )\bSỞ|(?<!MÔI )(?<!THỊ )(?<!HIỆN )(?<!CÔNG )\bTRƯỜNG)$"
)
# Organs of one rank: two of a class over one number issue together (liên tịch, liên ngành).
_CLASSES = (
    re.compile(
        r"^bo\s(?!tu lenh|chi huy|phan)|^(?:vien kiem sat nhan dan|toa an nhan dan|thanh tra chinh|"
        r"kiem toan nha nuoc|tong lien doan|bao hiem xa hoi viet nam|ngan hang nha nuoc viet nam)"
    ),
    re.compile(r"^so\s"),
    re.compile(
        r"^(?:cong an|vien kiem sat nhan dan|toa an nhan dan|thi hanh an dan su|cuc thi hanh an|"
        r"chi cuc thi hanh an|bo chi huy quan su|ban chi huy quan su)\s"
    ),
    re.compile(
        r"^(?:hoi (?:nong dan|lien hiep|lhpn|phu nu|cuu chien binh|ccb|khuyen hoc|chu thap do|cha)|"
        r"lien doan lao dong|tinh doan|huyen doan|quan doan|thanh doan|doan tncs|doan thanh nien|"
        r"(?:uy ban|ub|ban thuong truc uy ban) ?(?:mat tran|mttq)|ubmttq|bch doan)"
    ),
    re.compile(r"^phong\s"),
)


_LEVEL = re.compile(r"\b(?:tinh|thanh pho|huyen|quan|thi xa|xa|phuong|thi tran|truong)\b")


def is_unfinished(said: str) -> bool:
    """Whether a name cannot end here: what follows belongs to it.

    >>> [is_unfinished(t) for t in ("ỦY BAN NHÂN DÂN", "SỞ NÔNG NGHIỆP VÀ", "BCH ĐOÀN TRƯỜNG")]
    [True, True, True]
    >>> [is_unfinished(t) for t in ("SỞ GIAO THÔNG VẬN TẢI", "THANH TRA TỈNH", "SỞ MÔI TRƯỜNG")]
    [False, False, False]
    """
    if signs.starts_with(said, STANDS_ALONE_NEVER, whole=True) is not None:
        return True
    bare = said.rstrip(" .:;*_~")
    return bool(_HANGS.search(fold(bare)) or _HANGS_AS_SPELT.search(bare))


def group_organs(lines: Sequence[str]) -> list[list[int]]:
    """Which letterhead lines name one organ together: lists of indices.

    A line opens another organ when it begins with a closed list of words and the lines before it
    can stand by themselves.

    >>> group_organs(["ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI"])
    [[0, 1]]
    >>> group_organs(["UBND TỈNH QUẢNG NGÃI", "BAN CHỈ ĐẠO 138"])
    [[0], [1]]
    >>> group_organs(["ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI", "SỞ NÔNG NGHIỆP VÀ", "MÔI TRƯỜNG"])
    [[0, 1], [2, 3]]
    >>> group_organs(["BỘ TÀI CHÍNH -", "BỘ NỘI VỤ"])
    [[0], [1]]
    >>> group_organs(["BCH ĐOÀN TRƯỜNG", "ĐẠI HỌC LUẬT"])
    [[0, 1]]
    >>> group_organs(["CÔNG TY CỔ PHẦN MÔI", "TRƯỜNG ĐÔ THỊ"])
    [[0, 1]]
    """
    groups: list[list[int]] = []
    for i, line in enumerate(lines):
        said = join_lines(lines[j] for j in groups[-1]) if groups else ""
        opens = signs.starts_organ(line)
        if groups and not (opens and _may_end(said, line)):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _may_end(said: str, line: str) -> bool:
    bare = said.rstrip(" -–&")
    if bare != said.rstrip() and not is_unfinished(bare):
        return signs.starts_organ(bare) and are_equals([bare, line])
    first = re.match(r"\W*(\w+)", line)
    broken = f"{said.rsplit(maxsplit=1)[-1]} {first[1] if first else ''}"
    return not is_unfinished(said) and not is_phrase(broken)


def parted(name: str) -> list[str]:
    """The organs that one line names side by side; one where a dash belongs to a name.

    >>> parted("BỘ TÀI CHÍNH - BỘ NỘI VỤ"), parted("BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI")
    (['BỘ TÀI CHÍNH', 'BỘ NỘI VỤ'], ['BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI'])
    >>> parted("BAN TỔ CHỨC - KIỂM TRA")
    ['BAN TỔ CHỨC - KIỂM TRA']
    """
    parts = [part.strip() for part in re.split(r"\s+[-–&]\s+|\s*[-–&]\s+(?=[A-ZĐ])", name)]
    return parts if len(parts) > 1 and are_equals(parts) else [name]


def are_equals(names: Sequence[str]) -> bool:
    """Whether organs are of one rank, so that none of them stands over the others.

    >>> are_equals(["BỘ TÀI CHÍNH", "BỘ NỘI VỤ"]), are_equals(["BỘ CÔNG AN", "CỤC CẢNH SÁT"])
    (True, False)
    >>> are_equals(["TỈNH ĐOÀN GIA LAI", "BCH ĐOÀN HUYỆN CHƯ SÊ"])
    False
    >>> are_equals(["VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO", "VIỆN KIỂM SÁT NHÂN DÂN TỈNH X"])
    False
    """
    folded = [fold(name) for name in names]
    supreme = {re.search(r"toi cao|trung uong|viet nam", name) is not None for name in folded}
    heads = {" ".join(name.split()[:4]) for name in folded}
    same_head = len(heads) < len(names) and not all(
        name.startswith(("bo ", "so ")) for name in folded
    )
    if same_head:
        return False
    levels = {match[0] for name in folded for match in [_LEVEL.search(name)] if match}
    if len(levels) > 1 and not all(name.startswith("bo ") for name in folded):
        return False
    ranked = [c for c in _CLASSES if all(c.search(name) for name in folded)]
    return bool(ranked) and (len(supreme) == 1 or ranked[0] is _CLASSES[0])
