"""What became of a document: what ran, who decided what, versions, twins, its file, its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.archive.decisions.words import ACTS, target_said, value_said
from pipeline.archive.fonds import visible
from pipeline.archive.store import DOCUMENTS
from pipeline.archive.versions.proposals import compared, why_not
from pipeline.archive.versions.words import difference_words, in_short, state_words
from pipeline.errors import ArchiveError, VersionError
from pipeline.text.measures import ranges
from pipeline.values.decisions import standing
from pipeline.values.likeness import LINK_KINDS
from web.services.naming import title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive import Archive
    from pipeline.archive.ledger.versions_tables import VersionRow
    from pipeline.values.decisions import Decision
    from pipeline.values.document import Event
    from pipeline.values.people import Who
    from web.desk import Desk

__all__ = ["RAN", "History", "Told", "Twin", "VersionShown", "history_of"]

_LETTERS = 300
RAN = {
    "read_pages": "đọc các trang",
    "recognise_print": "nhận dạng chữ in",
    "weigh_phrases": "cân nhắc theo cụm từ",
    "calibrate_confidence": "ước lượng mức chắc của chữ",
    "tell_print_from_ink": "tách chữ in khỏi dấu, bút tích",
    "read_pen_figures": "đọc số viết tay",
    "read_codes": "đọc mã vạch",
    "weigh_fields": "ước lượng mức chắc của các mục",
    "reading_settings": "cấu hình đọc",
    "read_again": "đọc lại",
    "upgrade_record": "nâng cấp bản ghi",
    "searchable_pdf": "lập PDF hai lớp",
    "old_text_layer_removed": "bỏ lớp chữ cũ",
    "judged_not_secret": "kết luận không mật",
    "cut_by_person": "người cắt tệp",
    "pdfa_2b": "kiểm tra PDF/A-2b",
}
"""What events are called by a clerk; one that is not here stands as the record has it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A decision for a reader.

    Attributes:
        number: On this document.
        at: When, ISO 8601.
        who: Decided.
        act: What was done.
        target: To what.
        before: What stood there; empty = nothing.
        after: What stands there now; empty = nothing.
        reason: In the person's words.
        holds: It was not undone.
    """

    number: int
    at: str
    who: str
    act: str
    target: str
    before: str
    after: str
    reason: str
    holds: bool


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A reading again, and what it changes.

    Attributes:
        row: As the ledger has it.
        state: For a clerk.
        short: What it changes, in a line.
        lines: ... all of it, where it waits for a decision.
        why: What speaks against releasing it unseen.
    """

    row: VersionRow
    state: str
    short: str
    lines: tuple[str, ...]
    why: tuple[str, ...]

    @property
    def waits(self) -> bool:
        """Somebody has to decide."""
        return self.row.state == "proposed"


@dataclass(frozen=True, slots=True)
class Other:
    """Another document.

    Attributes:
        id: Of it.
        title: As clerks name it.
        pages: Its pages in the scanned file, as ranges.
    """

    id: str
    title: str
    pages: str


@dataclass(frozen=True, slots=True)
class Twin:
    """A document that may be the same paper.

    Attributes:
        other: It.
        kind: What the likeness may mean.
        reasons: What speaks for it.
        verdict: (who, when, one paper) of the last word on it; None = nobody has looked.
    """

    other: Other
    kind: str
    reasons: tuple[str, ...]
    verdict: tuple[str, str, bool] | None


@dataclass(frozen=True, slots=True)
class History:
    """What became of a document.

    Attributes:
        archived: When it came into the archive, ISO 8601; empty where nobody knows.
        events: What ran.
        decisions: Of people, the last one first.
        versions: Readings again, the last one first.
        twins: Documents that may be the same paper.
        siblings: The other documents of its file that this person sees.
        cut: Why it begins where it begins: who cut, and the reasons.
        cuts: (when, who, pages of each document) of people's cuts of its file.
        looked: When its bag was last looked through, ISO 8601; None = not yet.
        damages: What was damaged then.
    """

    archived: str
    events: tuple[Event, ...]
    decisions: tuple[Told, ...]
    versions: tuple[VersionShown, ...]
    twins: tuple[Twin, ...]
    siblings: tuple[Other, ...]
    cut: tuple[str, ...]
    cuts: tuple[tuple[str, str, str], ...]
    looked: str | None
    damages: tuple[str, ...]


def history_of(desk: Desk, document_id: str, who: Who) -> History:
    """A document's history, as far as this person sees the documents it names."""
    archive = desk.archive
    document = archive.read_document(document_id)
    known = archive.decisions.of(document_id)
    holding = {decision.number for decision in standing(known)}
    looked = archive.ledger.fixity.of(f"{DOCUMENTS}/{document_id}")
    row = archive.ledger.document(document_id)
    came = row.published_at.isoformat() if row else ""
    sha256 = document.source.sha256
    return History(
        document.archived_at or came,
        document.events,
        tuple(_told(one, known, holds=one.number in holding) for one in reversed(known)),
        tuple(_version(desk, one) for one in archive.ledger.versions.of(document_id)),
        _twins(archive, document_id, who),
        _siblings(archive, document_id, sha256, who),
        (_CUTS[document.cut.made], *document.cut.reasons),
        tuple(
            (cut.at.isoformat(), cut.who, " | ".join(map(ranges, cut.pages)))
            for cut in archive.ledger.cuts.of(sha256)
        ),
        looked[0].isoformat() if looked else None,
        tuple(f"{one.said}. {one.remedy}" for one in looked[1]) if looked else (),
    )


_CUTS = {
    "machine": "máy cắt theo nội dung các trang",
    "separator": "cắt theo tờ ngăn",
    "person": "người cắt",
}


def _told(decision: Decision, known: Sequence[Decision], *, holds: bool) -> Told:
    change = decision.change
    target = target_said(change.target)
    if change.act == "undo":
        undone = next((one for one in known if one.number == change.undoes), None)
        target = f"quyết định {change.undoes}" + (f" ({ACTS[undone.change.act]})" if undone else "")
    return Told(
        decision.number,
        decision.at.isoformat(),
        decision.who,
        ACTS[change.act],
        target,
        value_said(change.before, _LETTERS),
        value_said(change.after, _LETTERS),
        change.reason or "",
        holds,
    )


def _version(desk: Desk, row: VersionRow) -> VersionShown:
    lines: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    if row.state == "proposed":
        try:
            found = compared(desk.archive, row, desk.settings)
        except (ArchiveError, VersionError) as error:
            lines = (str(error),)
        else:
            why = why_not(found, row, desk.settings)
            lines = tuple(difference_words(found, ()))
    return VersionShown(row, state_words(row), in_short(row), lines, why)


def _twins(archive: Archive, document_id: str, who: Who) -> tuple[Twin, ...]:
    links = archive.ledger.likeness.links([document_id])
    beside = [link.second if link.first == document_id else link.first for link in links]
    others = _others(archive, visible(archive, who, beside))
    return tuple(
        Twin(
            others[other],
            LINK_KINDS[link.kind],
            link.reasons,
            (link.verdict.who, link.verdict.at.isoformat(), link.verdict.same)
            if link.verdict
            else None,
        )
        for link, other in zip(links, beside, strict=True)
        if other in others
    )


def _siblings(archive: Archive, document_id: str, sha256: str, who: Who) -> tuple[Other, ...]:
    rows = sorted(archive.ledger.documents(sha256), key=lambda row: row.pages)
    ids = [row.id for row in rows if row.state == "published" and row.id != document_id]
    others = _others(archive, visible(archive, who, ids))
    return tuple(others[one] for one in ids if one in others)


def _others(archive: Archive, ids: Sequence[str]) -> dict[str, Other]:
    return {
        row.id: Other(row.id, title_of(row.fields, row.name).head, ranges(row.pages))
        for row in archive.ledger.records.of(ids)
    }
