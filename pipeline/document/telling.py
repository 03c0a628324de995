"""How a clerk is told why a stack was cut, or was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.document.cutting import Gap

__all__ = ["reasons_for", "reasons_for_cut"]

_SAID = {
    "heading": "trang có quốc hiệu hoặc tiêu đề của Đảng, đoàn thể",
    "organ": "trang có tên cơ quan ở đầu",
    "number": "trang có số và ký hiệu riêng",
    "date": "trang có địa danh, ngày tháng ở đầu",
    "type": "trang có tên loại văn bản",
    "subject": "trang có trích yếu của công văn",
    "recipients": "trang có “Kính gửi”",
    "bare_title": "trang có đầu đề in hoa, không có số và ký hiệu",
    "annex_label": "đầu trang ghi phụ lục hoặc mẫu, biểu",
    "law_form": "trang là mẫu kế toán, thuế",
    "attached": "đầu trang ghi kèm theo văn bản khác",
    "blank_organ": "tên cơ quan còn để trống theo mẫu",
    "blank_number": "số, ký hiệu còn để trống theo mẫu",
    "blank_date": "ngày tháng còn để trống theo mẫu",
    "blank_recipients": "nơi gửi còn để trống theo mẫu",
    "form_title": "đầu đề là của đơn, phiếu, tờ khai",
    "bare_head": "có quốc hiệu và cơ quan mà không có số, ngày tháng",
    "unsigned_form": "mẫu chưa có dấu, chữ ký",
    "form": "trang là mẫu có chỗ trống để điền",
    "announced": "văn bản trước có nói tới mẫu, phụ lục kèm theo",
    "cites_before": "trang nêu ký hiệu của văn bản trước nó",
    "cites_other": "trang nêu ký hiệu của văn bản khác",
    "mid_sentence": "trang bắt đầu giữa câu",
    "mid_list": "trang tiếp tục các điều, khoản, mục",
    "foot_before": "trang trước có nơi nhận hoặc người ký",
    "signed_before": "trang trước có dấu, chữ ký",
    "open_before": "trang trước kết thúc giữa câu",
    "twice": "trang giống hệt trang trước",
    "copy": "văn bản giống hệt văn bản trước",
    "numbers_go_on": "số trang in nối tiếp trang trước",
    "numbered_one": "số trang in là 1",
    "numbers_restart": "số trang in bắt đầu lại",
}
_MOST = 4


def reasons_for_cut(gap: Gap) -> tuple[str, ...]:
    """What speaks for a cut, strongest first."""
    return _told([(name, value) for name, value in gap.evidence if value > 0])


def reasons_for(gap: Gap) -> tuple[str, ...]:
    """What speaks for a cut and, after it, what speaks against: why a gap is in doubt."""
    against = [(name, -value) for name, value in gap.evidence if value < 0]
    return (*reasons_for_cut(gap), *(f"nhưng {said}" for said in _told(against)))


def _told(named: list[tuple[str, float]]) -> tuple[str, ...]:
    strongest = sorted(named, key=lambda pair: -pair[1])
    return tuple(_SAID[name] for name, _ in strongest if name in _SAID)[:_MOST]
