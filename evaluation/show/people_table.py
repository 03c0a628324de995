"""What people said of the machine's values, as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluation.measure.people_said import Share, by_band, shares
from evaluation.measure.record_figures import wilson
from evaluation.measure.tabulate import aligned, percent
from pipeline.record.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluation.measure.people_said import PeopleSaid

__all__ = ["people_tables"]

_LABELS = {spec.key: spec.label for spec in FIELDS}
_SHOWN = 20  # offices; JSON has all
_NOTE = (
    "Người xem chủ yếu xem chỗ máy ngờ, nên đây không phải mẫu ngẫu nhiên: hãy đọc từng khoảng tin "
    "cậy riêng. Hứa: trung bình độ tin cậy máy đã ghi; 95 %: khoảng tin cậy Wilson."
)


def people_tables(said: PeopleSaid) -> str:
    """All tables, one under the other; one line where nobody has decided anything."""
    given = said.given
    if not said.fields and not said.lines:
        return "Kho chưa có quyết định nào của người xem để đo."
    missing = len(said.fields) - len(given)
    head = (
        f"{said.documents} văn bản, {len(said.fields)} trường đã xem: máy có ghi {len(given)}, để "
        f"trống {missing}; {said.unreadable} chỗ không ai đọc được.\n{_NOTE}"
    )
    parts = [
        head,
        _table("Tin cậy", shares(given, by_band)),
        _table(
            "Trường",
            {
                _LABELS.get(key, key): share
                for key, share in shares(given, lambda one: one.outcome.key).items()
            },
        ),
        _table(
            "Cơ quan",
            dict(list(shares(given, lambda one: one.office or "(chưa rõ)").items())[:_SHOWN]),
        ),
    ]
    words = sum(said.words.words)
    if words:
        right, error = sum(said.words.right), said.words.error
        parts.append(
            f"{said.lines} dòng đã xem, {words} từ, đúng {percent(right / words, 1)}; sai số hiệu "
            f"chuẩn {percent(error or 0.0, 1)}."
        )
    return "\n\n".join(part for part in parts if part)


def _table(name: str, found: Mapping[str, Share]) -> str:
    rows = []
    for label, share in found.items():
        low, high = wilson(share.right, share.of)
        between = f"{percent(low, 0)} – {percent(high, 0)}"
        promised = percent(share.promised / share.of, 1)
        kept = percent(share.right / share.of, 1)
        rows.append([label, str(share.of), str(share.right), promised, kept, between])
    head = [name, "đã xem", "đúng", "hứa", "đúng thật", "95 %"]
    return aligned(head, rows, left=1) if rows else ""
