"""New versions of documents in a clerk's words: what changed, and why a person must look."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from pipeline.mark_kinds import MARK_KINDS
from pipeline.record.fields import FIELDS
from pipeline.text.measures import percent, square_mm

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.archive.ledger.versions_tables import VersionRow
    from pipeline.document.difference import Difference, FieldChange
    from pipeline.document.text_difference import ChangedLines, TextDifference
    from pipeline.values.document import Field

__all__ = ["difference_words", "in_short", "state_words"]

_STATES = {
    "reading": "đang đọc dở",
    "proposed": "chờ duyệt",
    "releasing": "đang đưa vào dùng dở",
    "released": "đã đưa vào dùng",
    "rejected": "đã bỏ",
    "replaced": "không còn hiệu lực",
    "secret": "có dấu độ mật, không giữ",
}
LINES_SHOWN = 20
"""So many runs of changed lines are shown; `--json` has them all."""
_LETTERS = 60
_AROUND = 30
_LONGEST = 160


def state_words(row: VersionRow) -> str:
    """How a version stands, and who decided."""
    who = f" ({row.decided_by})" if row.decided_by else ""
    return f"{_STATES[row.state]}{who}{': ' if row.why else ''}{row.why}"


def in_short(row: VersionRow) -> str:
    """What a version changes, in a line."""
    told = row.changes
    if not told:
        return state_words(row)
    if told["nothing"]:
        return "không có gì đổi"
    words = _words_changed(told["words_changed"], told["words_missing"], told["words_added"])
    must = []
    if told["must_gained"]:
        must.append(f"thêm {told['must_gained']} việc phải xem")
    if told["must_lost"]:
        must.append(f"bớt {told['must_lost']} việc phải xem")
    judged = "cần người xem" if told["why"] else "không kém bản đang dùng"
    return "; ".join([f"{told['fields']} trường đổi", f"chữ {words}", *must, judged])


def difference_words(found: Difference, why: Sequence[str]) -> list[str]:
    """All that a version changes, line by line, and what speaks against releasing it unseen."""
    lines = ["Không có gì đổi."] if found.nothing else []
    if found.fields:
        lines.append(f"Trường đổi ({len(found.fields)}):")
        lines += [f"  {_field(change)}" for change in found.fields]
    for title, notes in (("Việc phải xem thêm", found.gained), ("Việc không còn", found.lost)):
        if notes:
            lines.append(f"{title} ({len(notes)}):")
            lines += [f"  [{_GRADES[note.grade]}] {note.what}, {note.where}" for note in notes]
    lines += _text(found.text)
    lines += _marks(found)
    lines += _pages(found)
    if why:
        lines.append("Cần người xem trước khi đưa vào dùng:")
        lines += [f"  - {reason}" for reason in why]
    else:
        lines.append("Không kém bản đang dùng: --release --better-only sẽ nhận.")
    return lines


_GRADES = {"must": "phải", "should": "nên", "may": "có thể"}


def _field(change: FieldChange) -> str:
    label = next(spec.label for spec in FIELDS if spec.key == change.key)
    old, new = change.before, change.after
    before, after = change.said(_LETTERS)
    if change.is_same_value:
        sure = f"{old.confidence:.0%} → {new.confidence:.0%}"
        return f"{label}: {before} như cũ, chắc {sure} (ngưỡng {change.line:.0%})"
    was = " (trước đã chắc)" if change.was_sure else ""
    return f"{label}: {before} ({_sure(old)}) → {after} ({_sure(new)}){was}"


def _sure(field: Field) -> str:
    return field.reason if field.reason is not None else f"{field.confidence:.0%}"


def _text(text: TextDifference) -> Iterator[str]:
    if not (text.changed or text.missing or text.added):
        return
    words = _words_changed(text.changed, text.missing, text.added)
    yield f"Chữ: {words} trong {text.words_before} chữ"
    for run in text.lines[:LINES_SHOWN]:
        yield from _run(run)
    if len(text.lines) > LINES_SHOWN:
        yield f"  … và {len(text.lines) - LINES_SHOWN} chỗ nữa; --json kể hết"


def _words_changed(changed: int, missing: int, added: int) -> str:
    """How many words, in words.

    >>> _words_changed(3, 0, 1), _words_changed(0, 0, 0)
    ('đổi 3, thêm 1', 'như cũ')
    """
    counts = {"đổi": changed, "mất": missing, "thêm": added}
    return ", ".join(f"{what} {count}" for what, count in counts.items() if count) or "như cũ"


def _run(run: ChangedLines) -> Iterator[str]:
    """Lines before and after, one under the other, each cut to where it differs."""
    for before, after in zip_longest(run.before, run.after, fillvalue=""):
        if before:
            yield f"  - {_around(before, after)}"
        if after:
            yield f"  + {_around(after, before)}"


def _around(line: str, other: str) -> str:
    """The part of a long line in which it differs from another one."""
    if len(line) <= _LONGEST:
        return line
    pairs = zip(line, other, strict=False)
    same = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(line), len(other)))
    start = max(0, same - _AROUND)
    end = start + _LONGEST
    return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"


def _marks(found: Difference) -> Iterator[str]:
    for mark in found.marks:
        label = MARK_KINDS[mark.kind].label
        yield f"Trang {mark.page}: {label} {mark.before} → {mark.after}"
    before, after = found.unread_mm2
    if before != after:
        yield f"Chữ chưa đọc: {square_mm(before)} → {square_mm(after)}"


def _pages(found: Difference) -> Iterator[str]:
    for page in found.pages:
        if page.after:
            yield f"Trang {page.page} không đọc được: {page.after}"
        elif page.before:
            yield f"Trang {page.page} nay đọc được"
        else:
            before, after = page.rotation
            yield f"Trang {page.page} xoay {after}° thay cho {before}°"
    was, now = found.confidence
    if was is not None and now is not None and was != now:
        yield f"Mức chắc của chữ: {percent(was)} → {percent(now)}"
