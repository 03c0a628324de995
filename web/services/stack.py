"""The pages of a scanned file: which documents they make, where they are cut, how they lie."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.archive.decisions.following import home_of
from pipeline.archive.recut import check_cut, cut_event, planned, standing
from pipeline.errors import CutError
from pipeline.export.pdf import title_of
from pipeline.text.measures import ranges
from pipeline.values.decisions import standing as holding
from web.services.places import page_picture, turns_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive.ledger.tables import CutRow
    from pipeline.values.document import Document
    from web.desk import Desk
    from web.services.places import Crop
    from web.works import CutAtWork

__all__ = [
    "Becomes",
    "Ranges",
    "Stack",
    "StackDocument",
    "StackPage",
    "as_it_was",
    "cut",
    "give_up",
    "preview",
    "ranges_of",
    "stack_of",
]

Ranges = tuple[tuple[int, ...], ...]
"""Page numbers of each document."""


@dataclass(frozen=True, slots=True)
class StackPage:
    """A page of the strip.

    Attributes:
        number: In the scanned file.
        document: Id of its document.
        starts: A document begins here.
        reasons: What speaks for the cut before it, or, where none is, for one; Vietnamese.
        confidence: That what stands is right, where the machine decided; None on a first page.
        made: Who made the cut before it.
        blank: Nothing is on it.
        problem: Why it could not be read.
        turned: Degrees clockwise by which it stands upright: a person's, or as it was read.
        by_person: A person said so.
        read_turned: Its text was read that way up.
        sure: The machine was sure which way is up.
        picture: It, small and upright.
    """

    number: int
    document: str
    starts: bool
    reasons: tuple[str, ...]
    confidence: float | None
    made: str | None
    blank: bool
    problem: str | None
    turned: int
    by_person: bool
    read_turned: bool
    sure: bool
    picture: Crop


@dataclass(frozen=True, slots=True)
class StackDocument:
    """A document of the file."""

    id: str
    pages: tuple[int, ...]
    title: str
    signed: bool


@dataclass(frozen=True, slots=True)
class Stack:
    """A scanned file as a strip of pages.

    Attributes:
        sha256: Of the file.
        name: Of the file.
        pages: In their order.
        documents: In the order of their first pages.
        former: How it was cut before a person last did, and may be again; None where nobody did.
        cut_by: Who last did.
        wish: A cut that waits until the archive is free.
        at_work: What becomes of a cut that was asked for here.
        signed: Ids of documents whose records are signed off.
    """

    sha256: str
    name: str
    pages: tuple[StackPage, ...]
    documents: tuple[StackDocument, ...]
    former: Ranges | None
    cut_by: str | None
    wish: CutRow | None
    at_work: CutAtWork

    @property
    def ranges(self) -> Ranges:
        """How it is cut now."""
        return tuple(one.pages for one in self.documents)


@dataclass(frozen=True, slots=True)
class Becomes:
    """What becomes of a document in a cut.

    Attributes:
        what: `stays` as it is; `changes`: it keeps its id and gets other pages; `new`; `gone`.
        id: Of the document.
        pages: That it would have; of one that goes those it has.
        title: As it would be called; of one that goes as it is.
        kept: Decisions that hold on with it.
        left: Decisions of it that find no place, and stay in its history.
    """

    what: Literal["stays", "changes", "new", "gone"]
    id: str
    pages: str
    title: str
    kept: int
    left: int


def stack_of(desk: Desk, document_id: str) -> Stack | None:
    """The file that a document is of; None where the archive has no such document."""
    row = desk.archive.ledger.document(document_id)
    if row is None:
        return None
    found = standing(desk.archive, row.sha256)
    cuts = desk.archive.ledger.cuts
    last = next(iter(cuts.of(row.sha256)), None)
    former = tuple(version.pages for version in last.before) if last else None
    documents = tuple(_document(desk, one) for one in found)
    now = {one.pages for one in documents}
    return Stack(
        row.sha256,
        found[0].source.name,
        tuple(sorted((p for one in found for p in _pages(desk, one)), key=lambda p: p.number)),
        documents,
        former if former is not None and set(former) != now else None,
        last.who if last else None,
        next(iter(cuts.wishes(row.sha256)), None),
        desk.works.cutting(row.sha256),
    )


def ranges_of(stack: Stack, starts: Sequence[int]) -> Ranges:
    """The documents that pages make when one begins at each of these numbers.

    Raises:
        CutError: A number is no page of the file, or nothing begins with its first page.
    """
    numbers = [page.number for page in stack.pages]
    if strangers := sorted(set(starts) - set(numbers)):
        raise CutError(stack.name, f"không có trang {ranges(strangers)}")
    first = {numbers[0], *starts}
    found: list[list[int]] = []
    for number in numbers:
        if number in first:
            found.append([])
        found[-1].append(number)
    return tuple(map(tuple, found))


def preview(desk: Desk, stack: Stack, wanted: Ranges) -> tuple[Becomes, ...]:
    """What becomes of each document, and of what people decided of it, before anything is done.

    Decisions on a page (its lines, its marks, which way up) go with the page, those on a field with
    the page that it stands on.  What finds no place is told, and stays in the history.
    """
    found = standing(desk.archive, stack.sha256)
    check_cut(stack.name, found, wanted)
    new = planned(found, wanted, cut_event("", ""), desk.settings)
    stood = {one.id: one for one in stack.documents}
    kept, left = _decisions_after(desk, found, new)
    told = [_becomes(one, stood.get(one.id), kept[one.id], left[one.id]) for one in new]
    ids = {one.id for one in new}
    gone = [one for one in stack.documents if one.id not in ids]
    return (
        *told,
        *(Becomes("gone", one.id, ranges(one.pages), one.title, 0, left[one.id]) for one in gone),
    )


def cut(desk: Desk, stack: Stack, wanted: Ranges, who: str) -> Literal["begun", "wished", "same"]:
    """Cut the file so, beside the desk; while the archive is held the wish is kept.

    Raises:
        CutError: The pages are not the file's, each once; a record that would change is signed
            off; or a cut of this file is under way.
    """
    if set(wanted) == set(stack.ranges):
        return "same"
    check_cut(stack.name, standing(desk.archive, stack.sha256), wanted)
    changed = [one for one in stack.documents if one.pages not in wanted and one.signed]
    if changed:
        said = ", ".join(one.title for one in changed)
        raise CutError(stack.name, f"hồ sơ đã ký duyệt ({said}); hãy mở lại trước khi cắt")
    if stack.at_work.state == "cutting":
        raise CutError(stack.name, "tệp này đang được cắt; hãy đợi xong")
    if desk.works.at_work().state in ("beginning", "holds"):
        rows = desk.archive.ledger.documents(stack.sha256)
        desk.archive.ledger.cuts.wish(stack.sha256, who, wanted, rows)
        return "wished"
    desk.works.cut(stack.sha256, wanted, who)
    return "begun"


def give_up(desk: Desk, stack: Stack) -> None:
    """Nobody wants the cut any more that waits."""
    desk.archive.ledger.cuts.drop_wish(stack.sha256)


def as_it_was(stack: Stack) -> Ranges:
    """How the file was cut before a person last did.

    Raises:
        CutError: Nobody has cut it, or it is so.
    """
    if stack.former is None:
        raise CutError(stack.name, "chưa có lần cắt nào trước để trở lại")
    return stack.former


def _document(desk: Desk, document: Document) -> StackDocument:
    shown = desk.archive.decisions.laid_over(document)
    signed = desk.archive.decisions.signed(document.id) is not None
    return StackDocument(document.id, document.source.pages, title_of(shown), signed)


def _pages(desk: Desk, document: Document) -> list[StackPage]:
    turns = turns_of(desk.archive.decisions.of(document.id))
    doubts = {doubt.page: doubt for doubt in document.cut.doubts}
    found = []
    for page in document.pages:
        starts = page.number == document.source.pages[0]
        doubt = doubts.get(page.number)
        turned = turns.get(page.number, page.rotation)
        reasons = document.cut.reasons if starts else doubt.reasons if doubt else ()
        sure = document.cut.confidence if starts else doubt.confidence if doubt else None
        found.append(
            StackPage(
                page.number,
                document.id,
                starts,
                reasons,
                sure,
                document.cut.made if starts else None,
                page.blank,
                page.problem,
                turned,
                page.number in turns,
                turned == page.rotation,
                page.orientation_sure or page.blank,
                page_picture(document.id, page, turned=turned),
            )
        )
    return found


def _becomes(new: Document, stood: StackDocument | None, kept: int, left: int) -> Becomes:
    what: Literal["stays", "changes", "new"] = "new"
    if stood is not None:
        what = "stays" if stood.pages == new.source.pages else "changes"
    title = stood.title if what == "stays" and stood else title_of(new)
    return Becomes(what, new.id, ranges(new.source.pages), title, kept, left)


def _decisions_after(
    desk: Desk, old: Sequence[Document], new: Sequence[Document]
) -> tuple[Counter[str], Counter[str]]:
    """How many decisions each new document has, and how many of each old one find no place."""
    kept: Counter[str] = Counter()
    left: Counter[str] = Counter()
    ids = {one.id for one in new}
    for document in old:
        for decision in holding(desk.archive.decisions.of(document.id)):
            home = home_of(decision, document, new)
            whole = decision.change.target.kind in ("note", "document")
            if home is not None:
                kept[home.id] += 1
            elif whole and document.id in ids:
                kept[document.id] += 1
            else:
                left[document.id] += 1
    return kept, left
