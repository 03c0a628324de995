"""What zones, marks, fields and stages are called in the tables and pages that clerks see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.mark_kinds import MARK_KINDS
from pipeline.record import fields

if TYPE_CHECKING:
    from evaluation.measure.handwork import Said

__all__ = [
    "COLOURS",
    "FIELDS",
    "HAND",
    "HOWS",
    "KINDS",
    "OUTCOMES",
    "PARTS",
    "STAGES",
    "STEPS",
    "TINTS",
    "VERDICTS",
]

KINDS: dict[str, str] = {
    "letterhead_left": "tiêu đề trái",
    "letterhead_right": "tiêu đề phải",
    "title": "tên loại",
    "recipients": "kính gửi",
    "body": "nội dung",
    "table": "bảng",
    "foot_left": "nơi nhận",
    "foot_right": "người ký",
    "page_number": "số trang",
    "margin": "ngoài lề",
    "footnote": "chú thích",
    **{kind: spec.label for kind, spec in MARK_KINDS.items()},
    "unread": "chữ chưa đọc",
}
"""Zones, marks and unread print as a clerk calls them."""

TINTS = {kind: spec.colour for kind, spec in MARK_KINDS.items()}
"""The colour in which each kind of mark is outlined; dark enough for white letters on it."""

HOWS = {"right": "đúng", "wrong": "sai", "missed": "bỏ sót", "open": "chưa có lời đúng"}
"""What became of a mark, as the evidence page sorts them."""

VERDICTS = {
    "right": "đúng loại",
    "misnamed": "nhầm loại",
    "missed": "bỏ sót",
    "invented": "thừa: giấy không có",
}

PARTS = {
    "receiver": "nơi nhận",
    "number": "số",
    "date": "ngày",
    "forwarded_to": "chuyển",
    "file_number": "hồ sơ số",
}
"""Blanks of a stamp's form; a new one shows under its own name until it gets one here."""

FIELDS = {spec.key: spec.label[0].upper() + spec.label[1:] for spec in fields.FIELDS}

COLOURS = {
    "red": "đỏ",
    "blue": "xanh lam",
    "violet": "tím",
    "green": "xanh lục",
    "black": "đen",
}

OUTCOMES = {
    "right": "đúng",
    "absent": "đúng (không có)",
    "wrong": "ghi sai",
    "invented": "ghi thừa",
    "missing": "bỏ trống",
}

HAND: dict[Said, str] = {
    "number": "Số viết tay",
    "date": "Ngày viết tay",
    "fill_in": "Chữ điền trong chỗ trống",
    "receiver": "Dấu đến: nơi nhận",
    "arrival_number": "Dấu đến: số đến",
    "arrival_date": "Dấu đến: ngày đến",
    "urgency": "Độ khẩn",
    "secrecy": "Độ mật",
    "name_stamp": "Dấu tên",
    "struck": "Tiếng bị gạch",
}

STAGES = {
    "open": "mở ảnh trang",
    "flatten": "xoay, làm thẳng",
    "even": "làm đều nền",
    "upright": "hỏi lại chiều trang",
    "clean": "gỡ mực",
    "account": "kê mực",
    "unfold": "chia vùng",
    "print": "nhận dạng chữ in",
    "stamps": "đọc dấu",
    "pen": "đọc bút",
    "strokes": "gạch, dấu kiểm",
    "compare": "so hai cách đọc",
    "rescue": "đọc lại chỗ còn sót",
    "names": "gọi tên vùng",
    "evidence": "cắt bằng chứng",
}
"""Stages of `PageTrace.seconds`; a new one shows under its own name until it gets one here."""

STEPS = {
    "colour": "không gỡ mực màu",
    "black": "không gỡ mực đen",
    "compare": "không so hai cách đọc",
    "second_opinion": "không nhìn lần hai",
    "language_model": "không cân theo cụm từ",
}
"""A reading with one step of `Settings.ink` or `Settings.recognition` turned off."""
