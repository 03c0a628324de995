"""Subjects: scraps and stops between their words, set phrases, labels misread."""

from dataclasses import replace

import pytest
from paper import page_of

from pipeline.record.fields import read_fields
from pipeline.record.parts import sort_parts

HEADING = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
RIGHT = ("letterhead_right", f"{HEADING}\nHà Giang, ngày 4 tháng 3 năm 2024")


def subject(said, unsure=()):
    """Of a letter whose subject's words named in `unsure` were read with doubt."""
    left = f"UBND TỈNH HÀ GIANG\nSỞ NỘI VỤ\nSố: 12/SNV-VP\n{said}"
    page = page_of([("letterhead_left", left), RIGHT, ("body", "Sở Nội vụ đề nghị các đơn vị.")])
    doubted = [
        replace(
            zone,
            lines=tuple(
                replace(
                    line,
                    words=tuple(
                        replace(word, confidence=0.1) if word.text in unsure else word
                        for word in line.words
                    ),
                )
                for line in zone.lines
            ),
        )
        for zone in page.zones
    ]
    return read_fields(sort_parts([replace(page, zones=tuple(doubted))]))["subject"].value


@pytest.mark.parametrize(
    ("said", "unsure", "wanted"),
    [
        ("V/v giảm nghèo giai đoạn 2021 - 2025", "-", "giảm nghèo giai đoạn 2021 - 2025"),
        ("V/v giảm nghèo - bền vững", "-", "giảm nghèo bền vững"),  # a scrap
        ("V/v phát triển kinh tế - xã hội", "", "phát triển kinh tế - xã hội"),
        ("V/v công tác dân số - và phát triển", "", "công tác dân số và phát triển"),
        ("V/v công tác văn thư. lưu trữ", "", "công tác văn thư, lưu trữ"),
        ("V/v họp tại TP. Hà Giang", "", "họp tại TP. Hà Giang"),
        ("V/v công tác chuyển đối số", "", "công tác chuyển đổi số"),
        ("V/v luân chuyển đội số 3", "", "luân chuyển đội số 3"),
        ("V/v nghỉ Tết Nguyễn đán", "", "nghỉ Tết Nguyên đán"),
        ("V/v khen thưởng ông Nguyễn Đan", "", "khen thưởng ông Nguyễn Đan"),
        ("1v đăng ký nội dung kỳ họp", "", "đăng ký nội dung kỳ họp"),
        ("1 vụ cháy rừng tại Hà Giang", "", "1 vụ cháy rừng tại Hà Giang"),
    ],
)
def test_a_subject_is_exact(said, unsure, wanted):
    """What an engine made of dashes, stops, labels and accents; names and other words stay."""
    assert subject(said, unsure) == wanted
