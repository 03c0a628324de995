"""From each edition of `document.json` to the next, and back.

Upwards nothing is invented: what an older program did not look for is null, empty or what the key
means where nothing is known, and a field is null with the reason that it was not looked for.  What
that program said is kept as it said it; its confidences were no probabilities yet (before 1e), and
the event that names the edition tells so.  Downwards what the older program had no place for goes.

Each function is given a record of its own to change, and gives it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.record.migrations.parts import (
    events_of,
    lines_of,
    marks_of,
    notes_of,
    pages_of,
    zones_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["STEPS", "Step"]

Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """The way between two editions that follow each other.

    Attributes:
        older: The first of them.
        newer: The second.
        up: From a record of the older to one of the newer.
        down: Back.
    """

    older: str
    newer: str
    up: Callable[[Part], Part]
    down: Callable[[Part], Part]


# 1b: what ink was taken off and how else lines and pen read; pages that were not read as secret

_LINE_1B = {"other": None, "kept_ink": False}
_MARK_1B = {"alternatives": (), "cutout": None, "outline": ()}
_PAGE_1B = {"withheld": None}


def _up_to_1b(record: Part) -> Part:
    for page in pages_of(record):
        _add(lines_of(page), _LINE_1B)
        _add(marks_of(page), _MARK_1B)
    _add(pages_of(record), _PAGE_1B)
    return record


def _down_to_1a(record: Part) -> Part:
    for page in pages_of(record):
        _take(lines_of(page), _LINE_1B)
        _take(marks_of(page), _MARK_1B)
    _take(pages_of(record), _PAGE_1B)
    return record


# 1c: tables with rows and cells; footnotes are zones of their own

_ZONE_1C = {"html": None, "rows": ()}


def _up_to_1c(record: Part) -> Part:
    for page in pages_of(record):
        _add(zones_of(page), _ZONE_1C)
    return record


def _down_to_1b(record: Part) -> Part:
    for page in pages_of(record):
        _take(zones_of(page), _ZONE_1C)
        _rename(zones_of(page), "footnote", "body")
    return record


# 1d: what was not read; what the file laid over the scan is a mark

_PAGE_1D = {"unread": ()}


def _up_to_1d(record: Part) -> Part:
    _add(pages_of(record), _PAGE_1D)
    return record


def _down_to_1c(record: Part) -> Part:
    _take(pages_of(record), _PAGE_1D)
    for page in pages_of(record):
        _rename(marks_of(page), "digital", "unknown")
    return record


# 1e: how files were cut, how pages were scanned, review in grades, fourteen more fields, citations
# with their issuer and subject

_PAGE_1E = {"codes": (), "scan": None}
_NOTE_1E = {"grade": "must", "cause": "other", "fields": (), "minutes": 1.0, "gain": 1.0}
_FIELDS_1E = (
    "noi_nhan_details", "instructions", "year", "issuers", "type_code", "copy_mark",
    "circulation", "signers", "annexes", "language", "page_count", "sheet_count",
    "physical_state", "inferred",
)  # fmt: skip
NOT_LOOKED_FOR = "văn bản được đọc khi chương trình chưa tìm trường này"
_CUT_UNKNOWN = "văn bản được lập khi chương trình chưa ghi độ chắc của chỗ cắt"


def _up_to_1e(record: Part) -> Part:
    _add(pages_of(record), _PAGE_1E)
    _add(notes_of(record), _NOTE_1E)
    record.setdefault("cut", _cut(record))
    fields = record.get("fields")
    if isinstance(fields, dict):
        for key in _FIELDS_1E:
            fields.setdefault(key, _null(NOT_LOOKED_FOR))
        _each_citation(fields, _citation_of_1e)
    return record


def _down_to_1d(record: Part) -> Part:
    _take(pages_of(record), _PAGE_1E)
    _take(notes_of(record), _NOTE_1E)
    record.pop("cut", None)
    fields = record.get("fields")
    if isinstance(fields, dict):
        for key in _FIELDS_1E:
            fields.pop(key, None)
        _each_citation(fields, _citation_of_1d)
    return record


def _cut(record: Part) -> Part:
    """Programs of before cut files by themselves alone and kept no word of how surely.

    A file's first page begins a document whatever it says; elsewhere nothing speaks for the cut,
    and the confidence is 0.
    """
    source = record.get("source")
    pages = source.get("pages") if isinstance(source, dict) else None
    first = isinstance(pages, list) and pages[:1] == [1]
    reasons = [] if first else [_CUT_UNKNOWN]
    return {"made": "machine", "confidence": float(first), "reasons": reasons, "doubts": []}


def _null(reason: str) -> Part:
    return {
        "value": None, "raw": None, "confidence": 0.0, "page": None, "box": None, "ink": None,
        "rule": None, "alternatives": [], "reason": reason,
    }  # fmt: skip


def _citation_of_1e(entry: Part) -> Part:
    """`printed` was number and symbol in one, and is the words of the first mention since."""
    if "number_symbol" in entry:
        return entry
    return {
        "type": entry.get("type"),
        "type_code": None,
        "number": entry.get("number"),
        "symbol": entry.get("symbol"),
        "number_symbol": entry.get("printed"),
        "date": entry.get("date"),
        "issuer": None,
        "subject": None,
        "name": entry.get("name"),
        "mentions": entry.get("mentions"),
        "printed": None,
    }


def _citation_of_1d(entry: Part) -> Part:
    kept = {key: entry.get(key) for key in ("type", "number", "symbol")}
    kept |= {"printed": entry.get("number_symbol")}
    kept |= {key: entry.get(key) for key in ("date", "mentions")}
    return kept | ({"name": entry["name"]} if entry.get("name") else {})


def _each_citation(fields: Part, change: Callable[[Part], Part]) -> None:
    cited = fields.get("cited_documents")
    if isinstance(cited, dict) and isinstance(cited.get("value"), list):
        cited["value"] = [
            change(entry) if isinstance(entry, dict) else entry for entry in cited["value"]
        ]


# 2: the version says which edition it is; when it came into the archive, and who decided when

_RECORD_2 = {"archived_at": None}
_EVENT_2 = {"at": None, "who": None}


# Before, who decided stood in `what`, and the moment in `version`.
_DECIDED = ("judged_not_secret", "cut_by_person")


def _up_to_2(record: Part) -> Part:
    _add([record], _RECORD_2)
    _add(events_of(record), _EVENT_2)
    for event in events_of(record):
        what, _, who = str(event.get("what")).partition(": ")
        if what in _DECIDED and who and not event["who"]:
            event |= {"what": what, "version": "", "at": event.get("version"), "who": who}
    return record


def _down_to_1e(record: Part) -> Part:
    _take([record], _RECORD_2)
    for event in events_of(record):
        if who := event.get("who"):
            event |= {"what": f"{event.get('what')}: {who}", "version": event.get("at") or ""}
    _take(events_of(record), _EVENT_2)
    return record


STEPS = (
    Step("1a", "1b", _up_to_1b, _down_to_1a),
    Step("1b", "1c", _up_to_1c, _down_to_1b),
    Step("1c", "1d", _up_to_1d, _down_to_1c),
    Step("1d", "1e", _up_to_1e, _down_to_1d),
    Step("1e", "2", _up_to_2, _down_to_1e),
)


def _add(parts: Iterable[Part], unknown: Mapping[str, Any]) -> None:
    for part in parts:
        for key, value in unknown.items():
            part.setdefault(key, list(value) if isinstance(value, tuple) else value)


def _take(parts: Iterable[Part], keys: Iterable[str]) -> None:
    for part in parts:
        for key in keys:
            part.pop(key, None)


def _rename(parts: Iterable[Part], kind: str, to: str) -> None:
    for part in parts:
        if part.get("kind") == kind:
            part["kind"] = to
