"""The deputy's title under the head's, of which a seal, worn rubber or an engine left a part."""

from __future__ import annotations

from pipeline.record.acting import scrap_before
from pipeline.record.foot_words import is_authority, is_office
from pipeline.record.signs import key
from pipeline.record.spelling import nearest_office, spelled
from pipeline.text.folding import differences

__all__ = ["deputy_of"]

# Of a deputy's title so many letters may be misread, where the head's is printed above.
_MISREAD = 0.34


def deputy_of(said: str, printed: str) -> str | None:
    """`PHÓ …` of the printed office, where a damaged row under it is like it and like nothing else.

    The same letters once more, with something before them, are the deputy's.

    >>> deputy_of("cNđ GIÁM ĐỐC", "XT GIÁM ĐỐC"), deputy_of("PHÓTUHƯỞNG PHÒNG", "TRƯỞNG PHÒNG")
    ('PHÓ GIÁM ĐỐC', 'PHÓ TRƯỞNG PHÒNG')
    >>> [deputy_of(t, "GIÁM ĐỐC") for t in ("GIÁM ĐỐC", "GIAM DÓC", "CHÁNH VĂN PHÒNG", "BÙI ĐỨC")]
    [None, None, None, None]
    >>> deputy_of("PHỦ HIỆU TRƯỞNG", "mMIỆU TRƯỞNG")
    'PHÓ HIỆU TRƯỞNG'
    >>> deputy_of("FT GAM ĐỐC", "GIÁM ĐỐC"), deputy_of("TL. GIÁM ĐỐC", "GIÁM ĐỐC")
    ('PHÓ GIÁM ĐỐC', None)
    >>> deputy_of("PHÓ CHỦ TỊCH", "PHÓ CHỦ TỊCH"), deputy_of("PHÓ CHỦ TỊCH", "ỦY BAN NHÂN DÂN")
    (None, None)
    """
    scrap = scrap_before(printed)
    office = spelled(scrap[1] if scrap else printed).strip(" .,:;-–")
    if not is_office(office):
        office = nearest_office(office) or office
    if not is_office(office) or office.startswith("PHÓ"):
        return None
    wanted = f"PHÓ {office}"
    letters, squeezed = key(said), key(wanted)
    most = int(_MISREAD * len(squeezed))
    own = differences(letters, squeezed, most)
    head = differences(letters, key(office), most + 1)
    nearer = own < head or (own == head and letters[:1] == "p")
    return wanted if (own <= most and nearer) or _once_more(said, key(office)) else None


def _once_more(said: str, office: str) -> bool:
    """Whether a line ends in an office, one letter misread perhaps, with two to five before it."""
    letters = key(said)
    tails = (letters[-size:] for size in range(len(office) - 1, len(office) + 2))
    return not is_authority(said) and any(
        2 <= len(letters) - len(tail) <= 5 and differences(tail, office, 1) <= 1 for tail in tails
    )
