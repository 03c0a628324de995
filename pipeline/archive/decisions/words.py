"""Decisions in a clerk's words: what was done, to what, and what stood there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.mark_kinds import MARK_KINDS
from pipeline.record.fields import FIELDS
from pipeline.record.said import short

if TYPE_CHECKING:
    from pipeline.values.decisions import Act, Target, TargetKind

__all__ = ["ACTS", "target_said", "value_said"]

ACTS: dict[Act, str] = {
    "confirm": "xác nhận",
    "correct": "sửa",
    "unreadable": "không đọc được",
    "name": "đặt loại",
    "turn": "xoay",
    "waive": "bỏ qua",
    "sign": "ký duyệt",
    "reopen": "mở lại",
    "undo": "hoàn tác",
}
_KINDS: dict[TargetKind, str] = {
    "field": "",
    "line": "dòng chữ",
    "unread": "chữ chưa đọc",
    "mark": "dấu",
    "page": "hình trang",
    "note": "việc cần xem",
    "document": "hồ sơ",
}
_LABELS = {spec.key: spec.label for spec in FIELDS}


def target_said(target: Target) -> str:
    """What a decision is about.

    >>> from pipeline.values.decisions import Target
    >>> target_said(Target("field", "number")), target_said(Target("page", page=2))
    ('số văn bản', 'hình trang, trang 2')
    """
    if target.kind == "field":
        return _LABELS.get(target.key, target.key)
    where = target.where or (f"trang {target.page}" if target.page else "")
    return ", ".join(part for part in (_KINDS[target.kind], where) if part)


def value_said(value: Any, letters: int) -> str:
    """A value before or after; empty for none.

    Args:
        value: Of a field, a line, a mark's kind.
        letters: So many at most.
    """
    if value is None:
        return ""
    if isinstance(value, str) and value in MARK_KINDS:
        return MARK_KINDS[value].label
    return short(value, letters)
