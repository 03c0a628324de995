"""The receiving office's name on an ĐẾN stamp, read off worn capitals three millimetres high."""

from __future__ import annotations

import re

from pipeline.record.lexicon import ORGAN_HEADS
from pipeline.record.signs import is_caps, key
from pipeline.record.spelling import spelled
from pipeline.text.folding import differences
from pipeline.text.syllables import syllable_share

__all__ = ["receiver_name"]

# What offices that own such a stamp are called; names of places are left as they are read.
_NAMES = """
VĂN PHÒNG, VĂN THƯ, TRUNG TÂM, CÔNG BÁO, TIN HỌC, GIÁO DỤC, ĐÀO TẠO, NHÂN DÂN, HỘI ĐỒNG,
QUẢN LÝ, BAN QUẢN LÝ, CÁC KHU, CÔNG NGHIỆP, KHU CÔNG NGHIỆP, THANH TRA, THANH TRA TỈNH, TÀI
CHÍNH, TÀI NGUYÊN, MÔI TRƯỜNG, NỘI VỤ, XÂY DỰNG, CÔNG THƯƠNG, LAO ĐỘNG, THƯƠNG BINH, XÃ HỘI,
NÔNG NGHIỆP, PHÁT TRIỂN, NÔNG THÔN, VĂN HÓA, THỂ THAO, DU LỊCH, KẾ HOẠCH, ĐẦU TƯ, GIAO
THÔNG, VẬN TẢI, TƯ PHÁP, KHOA HỌC, CÔNG NGHỆ, THÔNG TIN, CỔNG THÔNG TIN, TRUYỀN THÔNG, ĐIỆN
TỬ, CHÍNH PHỦ, CÔNG AN, QUÂN SỰ, BẢO HIỂM, KHO BẠC, NHÀ NƯỚC, NGÂN HÀNG, CHI CỤC, KIỂM LÂM,
THỐNG KÊ, LƯU TRỮ, HÀNH CHÍNH, TỔ CHỨC, TUYÊN GIÁO, DÂN VẬN, KIỂM TRA, NỘI CHÍNH, TỈNH ỦY,
THÀNH ỦY, QUẬN ỦY, HUYỆN ỦY, ĐẢNG ỦY, MẶT TRẬN, TỔ QUỐC, CỰU CHIẾN BINH, PHỤ NỮ, THANH NIÊN,
LIÊN ĐOÀN, BỆNH VIỆN, ỦY BAN, TÒA ÁN, VIỆN KIỂM SÁT
"""
_PHRASES = tuple(" ".join(name.split()) for name in _NAMES.split(","))
_KNOWN = frozenset(key(word) for phrase in _PHRASES for word in phrase.split())
_SHORT = frozenset({"UBND", "HĐND", "GD", "ĐT", "GDĐT", "VP", "TP", "TX", "TT", "KT", "XH", "BQL"})
_HEADS = frozenset(key(head.split()[0]) for head in (*ORGAN_HEADS, *_PHRASES, *_SHORT))
# An ampersand between capitals, as engines misread it.
_AND = re.compile(r"(?<=[A-ZĐÀ-Ỹ])\s+[&âã8%$4£äấễềÊkK]\s+(?=[A-ZĐÀ-Ỹ])")


def receiver_name(text: str) -> str | None:
    """The name of a receiving office, misread words of such names put right; None = no name.

    >>> receiver_name("TRUNG TÁM CÔNG BÁO â TÍN HỌC Q. NGÃI")
    'TRUNG TÂM CÔNG BÁO & TIN HỌC Q. NGÃI'
    >>> receiver_name("SỞ CÔNG-THƯƠNG& DU LỊCH"), receiver_name("NG GD & ĐT SÓC TRĂNG")
    ('SỞ CÔNG THƯƠNG & DU LỊCH', None)
    >>> receiver_name("CỔNG THÔNG TN ĐIỆN TỬ CHÍNH PHỦ")
    'CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ'
    >>> receiver_name("| VAN THU SỞ Y TẾ l"), receiver_name("lx VN PHUS 1 HÀC")
    ('VĂN THƯ SỞ Y TẾ', None)
    """
    said = re.sub(r"(?<=\w{3})[-–](?=\w{3})", " ", re.sub(r"\s*&\s*", " & ", _AND.sub(" & ", text)))
    words = [word.strip("|'\"“”*_~^`‘’[](){}!¡;:") for word in said.split()]
    while words and (len(key(words[0])) < 2 or words[0].islower()):
        words = words[1:]
    while words and (len(key(words[-1])) < 2 or words[-1].islower()):
        words = words[:-1]
    name = spelled(_mended(" ".join(word for word in words if word)))
    plain = " ".join(word for word in re.findall(r"[^\W\d_]+", name) if word not in _SHORT)
    letters = len(key(name))
    if letters < 5 or not is_caps(name) or len(name.split()) < 2:
        return None
    if key(name.split()[0]) not in _HEADS:
        return None  # its beginning is worn off
    if plain and syllable_share(plain) < 0.9:
        return None
    # Worn letters come out as figures and small letters.
    return name if name == name.upper() and not re.search(r"[^\W\d_]\d|\d[^\W\d_]", name) else None


def _mended(name: str) -> str:
    """A name whose known runs of words are spelt as they are; words that are known stay."""
    words = name.split()
    for phrase in sorted(_PHRASES, key=len, reverse=True):
        right = phrase.split()
        for i in range(len(words) - len(right) + 1):
            run = words[i : i + len(right)]
            wrong = [(a, b) for a, b in zip(run, right, strict=True) if key(a) != key(b)]
            if len(wrong) < len(right) and all(_misread(a, b) for a, b in wrong):
                words[i : i + len(right)] = right
    for i, word in enumerate(words):
        if len(word) == 4 and word not in _SHORT:
            words[i] = next((s for s in ("UBND", "HĐND") if differences(word, s, 1) < 2), word)
        elif key(word) == "so" and i < 3:
            words[i] = "SỞ"
        elif word == "VA" and i:
            words[i] = "VÀ"
    return " ".join(words)


def _misread(said: str, meant: str) -> bool:
    """Whether a word that names nothing known is another one with a letter or two misread."""
    most = 1 if len(meant) < 5 else 2
    return (
        said == said.upper()
        and key(said) not in _KNOWN
        and differences(key(said), key(meant), most) <= most
    )
