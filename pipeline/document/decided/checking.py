"""Whether what a person wants decided can be a decision: the right act on the right kind of thing.

Nothing typed is ever put right by a dictionary: its encoding is (NFC, spaces), and that is all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.document.decided.places import bare
from pipeline.errors import DecisionError
from pipeline.geometry import Box
from pipeline.mark_kinds import MARK_KINDS
from pipeline.record.fields import FIELDS
from pipeline.record.said import SYSTEMS
from pipeline.text.normalise import collapse_spaces, fix_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.record.fields import FieldSpec
    from pipeline.values.decisions import Change, Target
    from pipeline.values.document import Document

__all__ = ["checked"]

_SPECS = {spec.key: spec for spec in FIELDS}
_LONGEST = 20_000  # letters; a page has some three thousand
_MOST = 1000  # entries of a list; a paper names some dozens
_DEEPEST = 8  # entries within entries; the record has three
_TURNS = (0, 90, 180, 270)
_ACTS = {
    "field": ("confirm", "correct", "unreadable"),
    "line": ("confirm", "correct", "unreadable"),
    "unread": ("correct", "unreadable"),
    "mark": ("confirm", "correct", "unreadable", "name"),
    "page": ("confirm", "turn"),
    "note": ("waive",),
    "document": ("sign", "reopen"),
}


def checked(document: Document, change: Change) -> Change:
    """A change as it goes on record: its text in one encoding, and what it changes named.

    Args:
        document: As it stands, with all decisions so far.
        change: As a person wants it; `undo` is not for here.

    Raises:
        DecisionError: It cannot be decided so; the message says why, for the person.
    """

    def wrong(why: str) -> DecisionError:
        return DecisionError(document.id, why)

    target = change.target
    if change.act not in _ACTS[target.kind]:
        raise wrong(f"không thể “{change.act}” đối với “{target.kind}”")
    if target.kind in ("line", "unread", "mark", "page"):
        if target.page not in {page.number for page in document.pages}:
            raise wrong(f"văn bản không có trang {target.page}")
        if target.kind != "page":
            _see_on_page(document, target, wrong)
    reason = _text(change.reason, wrong) if change.reason else None
    if change.act == "waive" and not reason:
        raise wrong("bỏ qua một việc phải nêu lý do")
    after = _after(document, change, wrong)
    before = _before(document, change, wrong)
    return replace(
        change, target=bare(target), before=before, after=after, reason=reason or None, undoes=None
    )


def _see_on_page(document: Document, target: Target, wrong: Callable[[str], DecisionError]) -> None:
    """See that a place is one on its page, if only in part: a box may stand out over the rim."""
    page = next(page for page in document.pages if page.number == target.page)
    if target.box is None or not target.box.intersection(Box(0, 0, *page.size_px)).area:
        raise wrong("chưa nói chỗ nào trên trang")


def _before(document: Document, change: Change, wrong: Callable[[str], DecisionError]) -> Any:
    """What stood there as the person saw it; what stands there, where nobody said.

    A confirmed value is what was seen, so it must be one that can stand there: another reading may
    say another one now, but never one of another kind.
    """
    target, before = change.target, change.before
    if target.kind == "field":
        stands = document.fields[target.key].value
        if before is None or _plain(before) == _plain(stands):
            return stands
        return _value(_SPECS[target.key], before, wrong)
    if target.kind == "page" and before is not None:
        return _angle(before, wrong)
    if before is not None:
        _text(before, wrong)
    return before


def _plain(value: Any) -> Any:
    """A value as JSON has it: whether a list was a tuple does not matter."""
    return msgspec.to_builtins(value)


def _after(document: Document, change: Change, wrong: Callable[[str], DecisionError]) -> Any:
    target, after = change.target, change.after
    if target.kind == "field":
        if target.key not in document.fields or target.key not in _SPECS:
            raise wrong(f"không có trường {target.key!r}")
        return _value(_SPECS[target.key], after, wrong) if change.act == "correct" else None
    if change.act == "name":
        if not isinstance(after, str) or after not in MARK_KINDS:
            raise wrong(f"không có loại dấu {after!r}; có: {', '.join(MARK_KINDS)}")
        return after
    if change.act == "turn":
        return _angle(after, wrong)
    if change.act == "correct":
        return _text(after if after is not None else "", wrong)
    if change.act == "confirm" and target.kind == "line" and not change.before:
        raise wrong("chưa nói dòng chữ nào được xác nhận")
    return None


def _angle(said: Any, wrong: Callable[[str], DecisionError]) -> int:
    if type(said) is not int or said not in _TURNS:  # True and 90.0 are equal to one of them
        raise wrong(f"trang chỉ xoay được 0, 90, 180 hoặc 270 độ, không phải {said!r}")
    return said


def _value(spec: FieldSpec, value: Any, wrong: Callable[[str], DecisionError]) -> Any:
    """A value of the field's kind; None = the paper has none."""
    if value is None:
        return None
    if spec.kind == "text":
        said = _one_line(value, wrong)
        if spec.key == "system" and said not in SYSTEMS:
            raise wrong(f"{spec.label} chỉ có thể là {', '.join(SYSTEMS)}")
        return said
    if spec.kind == "date":
        return _date(spec, value, wrong)
    if spec.kind == "count":
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise wrong(f"{spec.label} phải là một số đếm, không phải {value!r}")
        return value
    return _several(spec, value, wrong)


def _several(spec: FieldSpec, value: Any, wrong: Callable[[str], DecisionError]) -> Any:
    """A value of many entries."""
    if isinstance(value, list | tuple) and len(value) > _MOST:
        raise wrong(f"{spec.label} có {len(value)} mục, nhiều nhất {_MOST}")
    if spec.kind == "list":
        if not isinstance(value, list | tuple) or not value:
            raise wrong(f"{spec.label} phải là một danh sách, mỗi mục một dòng")
        return [_one_line(item, wrong) for item in value]
    entries = value if spec.kind == "entries" else [value]
    if not isinstance(entries, list | tuple) or not all(isinstance(one, dict) for one in entries):
        raise wrong(f"{spec.label} phải gồm các mục có tên, không phải {value!r}")
    told = [_deep(one, wrong) for one in entries]
    return told if spec.kind == "entries" else told[0]


def _date(spec: FieldSpec, value: Any, wrong: Callable[[str], DecisionError]) -> str:
    said = _one_line(value, wrong)
    try:
        found = date.fromisoformat(said)
    except ValueError:
        raise wrong(
            f"{spec.label} phải có dạng năm-tháng-ngày (2024-03-15), không phải {said}"
        ) from None
    return found.isoformat()


def _deep(value: Any, wrong: Callable[[str], DecisionError], left: int = _DEEPEST) -> Any:
    if left < 0:
        raise wrong("các mục lồng nhau quá sâu")
    if isinstance(value, str):
        return _text(value, wrong)
    if isinstance(value, list | tuple):
        return [_deep(part, wrong, left - 1) for part in value]
    if isinstance(value, dict):
        return {_text(key, wrong): _deep(part, wrong, left - 1) for key, part in value.items()}
    if value is None or isinstance(value, int | float):
        return value
    raise wrong(f"không ghi được giá trị {value!r}")


def _one_line(value: Any, wrong: Callable[[str], DecisionError]) -> str:
    said = " ".join(_text(value, wrong).split())
    if not said:
        raise wrong("giá trị trống; nếu văn bản không có thì để trống hẳn trường này")
    return said


def _text(value: Any, wrong: Callable[[str], DecisionError]) -> str:
    if not isinstance(value, str):
        raise wrong(f"cần một đoạn chữ, không phải {value!r}")
    if len(value) > _LONGEST:
        raise wrong(f"đoạn chữ dài {len(value)} chữ cái, nhiều nhất {_LONGEST}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise wrong("đoạn chữ có ký tự không ghi được") from None
    return "\n".join(collapse_spaces(line).strip() for line in fix_text(value).split("\n")).strip()
