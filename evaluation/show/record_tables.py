"""The record in tables: fields with their intervals, what confidence keeps, the review list."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from evaluation.measure.field_outcomes import KEYS
from evaluation.measure.record_figures import (
    SURE,
    FieldCounts,
    counts_of,
    outcomes_of,
    reviews_of,
    trust_of,
    wilson,
)
from evaluation.measure.reliability import EDGES
from evaluation.measure.rows import Group
from evaluation.measure.tabulate import Cells, NamedTable, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evaluation.measure.figures import DocumentFigures

__all__ = ["outcome_table", "record_dict", "record_tables", "review_table", "trust_table"]

_INKS = {"print": "in", "pen": "bút"}
_ALL = "mọi trường"


def record_tables(
    groups: Mapping[str, Group], documents: Sequence[DocumentFigures]
) -> Iterator[NamedTable]:
    """Fields with their intervals and what their confidence keeps; the review list."""
    for name, drawn in (("trang vẽ", True), ("bản quét thật", False)):
        mine = Group(drawn=drawn).documents(documents)
        yield NamedTable(
            f"Trường của hồ sơ, {name}",
            "Đúng: đúng từng chữ, hoặc giấy không có và để trống; 95 %: khoảng tin cậy Wilson. "
            "Dấu đến ghi đúng mà chưa đủ tính là bỏ trống.",
            outcome_table(mine),
        )
        yield NamedTable(
            f"Tin cậy từng trường, {name}",
            "Chỉ tính trường đã ghi. Mỗi khoảng: tin cậy hứa → thật sự đúng (số lần); ECE: hai "
            "số ấy chênh nhau bao nhiêu.",
            trust_table(mine),
        )
    yield NamedTable(
        "Danh sách phải xem",
        "Sai trường bắt buộc: hồ sơ có trường bắt buộc sai, thừa hoặc bỏ trống; bên phải: bao "
        "nhiêu trong số đó nằm trong danh sách phải xem. Phút: cho phần phải xem.",
        review_table(groups, documents),
    )


def outcome_table(documents: Sequence[DocumentFigures]) -> Cells:
    """By field and ink: right with its interval, wrong, left empty, invented."""
    head = ["Trường", "trên", "đúng", "95 %", "giấy có: đúng", "sai", "bỏ trống"]
    head += ["giấy không có: để trống", "ghi thừa"]
    lines = []
    for name, _, _, counts in _counted(documents):
        low, high = wilson(counts.correct, counts.of)
        shares = [percent(counts.correct / counts.of, 1), f"{percent(low, 1)[:-2]}–"]
        shares[1] += percent(high, 1)
        times = [str(counts.by_outcome[o]) for o in ("right", "wrong", "missing", "absent")]
        lines.append([name, str(counts.of), *shares, *times, str(counts.by_outcome["invented"])])
    return Cells(head, lines)


def trust_table(documents: Sequence[DocumentFigures]) -> Cells:
    """By field: what each band of confidence promises and keeps, of what was given."""
    bands = [f"{low:.2f}–{high:.2f}" for low, high in pairwise(EDGES)]
    head = ["Tin cậy trường", "đã ghi", "sai", "ECE", f"từ {SURE}", "sai trong đó", *bands]
    lines = []
    for key in (*KEYS, None):
        outcomes = outcomes_of(documents, None if key is None else (key,))
        counts, found = counts_of(outcomes), trust_of(outcomes)
        if not counts.given:
            continue
        kept = [
            f"{percent(promised / given, 0)} → {percent(right / given, 0)} ({given})"
            if given
            else "–"
            for given, right, promised in zip(found.words, found.right, found.promised, strict=True)
        ]
        figures = [str(counts.given), str(counts.wrong), percent(found.error or 0.0, 1)]
        figures += [str(counts.sure_given), str(counts.sure_wrong)]
        lines.append([key or _ALL, *figures, *kept])
    return Cells(head, lines)


def review_table(groups: Mapping[str, Group], documents: Sequence[DocumentFigures]) -> Cells:
    """How long the review list is and what it catches, a row for each condition."""
    head = ["Danh sách phải xem", "hồ sơ", "phải xem", "nên xem", "không cần ai", "ghi chú/hồ sơ"]
    head += ["phút/hồ sơ", "sai trường bắt buộc", "có trong danh sách"]
    lines = []
    for name, group in groups.items():
        found = reviews_of(group.documents(documents))
        if not found.documents:
            continue
        free = found.documents - found.must - found.should
        caught = "–" if found.caught_share is None else percent(found.caught_share, 1)
        times = [found.documents, found.must, found.should, free]
        each = [_each(found.notes_each), _each(found.minutes / found.documents)]
        lines.append([name, *map(str, times), *each, str(found.faulty), caught])
    return Cells(head, lines)


def record_dict(
    groups: Mapping[str, Group], documents: Sequence[DocumentFigures]
) -> dict[str, dict[str, Any]]:
    """The same figures for programs, by condition."""
    found: dict[str, dict[str, Any]] = {}
    for name, group in groups.items():
        mine = group.documents(documents)
        if not mine:
            continue
        fields = {
            f"{key or 'all'}.{ink}": _as_dict(counts) for _, key, ink, counts in _counted(mine)
        }
        bands = {
            key: {"given": t.words, "right": t.right, "promised": t.promised, "ece": t.error}
            for key in (*KEYS, "all")
            if sum((t := trust_of(outcomes_of(mine, None if key == "all" else (key,)))).words)
        }
        review = reviews_of(mine)
        found[name] = {
            "fields": fields,
            "reliability": {"edges": EDGES, "by_field": bands},
            "review": {
                "documents": review.documents,
                "must": review.must,
                "should": review.should,
                "notes": review.notes,
                "minutes": round(review.minutes, 2),
                "faulty": review.faulty,
                "caught": review.caught,
            },
        }
    return found


def _counted(
    documents: Sequence[DocumentFigures],
) -> Iterator[tuple[str, str | None, str, FieldCounts]]:
    """Name, key and ink of every row that has something judged; all fields of an ink at its end."""
    for ink, said in _INKS.items():
        for key in (*KEYS, None):
            counts = counts_of(outcomes_of(documents, None if key is None else (key,), ink))
            if counts.of:
                yield f"{key or _ALL} ({said})", key, ink, counts


def _as_dict(counts: FieldCounts) -> dict[str, Any]:
    return {
        "of": counts.of,
        **{name: counts.by_outcome[name] for name in ("right", "wrong", "missing")},
        **{name: counts.by_outcome[name] for name in ("absent", "invented")},
        "interval": [round(end, 4) for end in wilson(counts.correct, counts.of)],
        "given": counts.given,
        "given_wrong": counts.wrong,
        "sure_given": counts.sure_given,
        "sure_wrong": counts.sure_wrong,
    }


def _each(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}".replace(".", ",")
