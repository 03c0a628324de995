"""What zones, marks, fields and stages are called in the tables and pages that clerks see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.evaluation.handwork import Said

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

KINDS = {
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
    "seal": "con dấu",
    "set_off": "dấu in hằn",
    "incoming_stamp": "dấu đến",
    "copy_stamp": "dấu sao",
    "secrecy": "dấu mật",
    "urgency": "dấu khẩn",
    "name_stamp": "dấu tên",
    "stamp": "dấu khác",
    "signature": "chữ ký",
    "fill_in": "chữ điền",
    "note": "bút phê",
    "tick": "dấu kiểm",
    "underline": "gạch chân",
    "strike_through": "gạch bỏ",
    "digital": "lớp số",
    "unknown": "chưa rõ",
    "unread": "chữ chưa đọc",
}
"""Zones, marks and unread print as a clerk calls them."""

TINTS = {
    "seal": "#c62828",
    "set_off": "#d98a8a",
    "incoming_stamp": "#1565c0",
    "copy_stamp": "#00838f",
    "secrecy": "#6a1b9a",
    "urgency": "#d84315",
    "name_stamp": "#2e7d32",
    "stamp": "#6d4c41",
    "signature": "#303f9f",
    "fill_in": "#00796b",
    "note": "#e07800",
    "tick": "#827717",
    "underline": "#607d8b",
    "strike_through": "#ad1457",
    "digital": "#37474f",
    "unknown": "#616161",
}
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

FIELDS = {
    "system": "Hệ thống",
    "parent_org": "Cơ quan chủ quản",
    "org": "Cơ quan ban hành",
    "number": "Số",
    "symbol": "Ký hiệu",
    "place": "Địa danh",
    "date": "Ngày ban hành",
    "type": "Tên loại",
    "subject": "Trích yếu",
    "recipients": "Kính gửi",
    "authority": "Thẩm quyền ký",
    "title": "Chức vụ",
    "signer": "Người ký",
    "noi_nhan": "Nơi nhận",
    "incoming_stamp": "Dấu đến",
    "urgency": "Độ khẩn",
    "secrecy": "Độ mật",
}

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
