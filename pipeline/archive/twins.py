"""Which documents of the archive are one paper: found, and decided by people.

Nothing is ever dropped for it: both documents stay, and a link says what they have in common.
"""

from __future__ import annotations

import json
import logging
import tempfile
from collections import OrderedDict
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.ledger.likeness_tables import TwinVerdict
from pipeline.archive.ledger.tables import now
from pipeline.archive.moments import as_stamp
from pipeline.archive.originals import original_in
from pipeline.archive.store import DECISIONS, DOCUMENTS
from pipeline.errors import ArchiveError, PageError, ScanError
from pipeline.judging.same_print import compared
from pipeline.likeness import compare, prints_of
from pipeline.raster import read_page
from pipeline.text.folding import fold
from pipeline.values.likeness import Likeness

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.archive.archive import Archive
    from pipeline.settings import Raster
    from pipeline.values.document import Document
    from pipeline.values.likeness import SameInk, Spot
    from pipeline.values.scanned import Page

__all__ = ["Originals", "decide", "find_twins", "originals", "recall"]

log = logging.getLogger(__name__)

PLACE = f"{DECISIONS}/twins"
_MOST_COMPARED = 12
_ENOUGH = 3
"""A paper that lies there so often is told; of a thousand copies each is not held against all."""
_HELD = 4  # pictures in memory at once


class Originals:
    """Pages of published documents, read again from the originals in their bags.

    Args:
        archive: Where they lie.
        raster: How pages are drawn.
        folder: For local copies.
    """

    def __init__(self, archive: Archive, raster: Raster, folder: Path) -> None:
        self._archive, self._raster, self._folder = archive, raster, folder
        self._held: OrderedDict[tuple[str, int], Page] = OrderedDict()

    def page(self, document: str, index: int) -> Page:
        """A page's picture.

        Args:
            document: Its id.
            index: Of the page among the document's, from 0.

        Raises:
            ArchiveError: The original is not there.
            ScanError: It cannot be opened.
            PageError: The page cannot be drawn.
        """
        key = (document, index)
        if key not in self._held:
            self._held[key] = read_page(self._file(document), index + 1, self._raster)
            if len(self._held) > _HELD:
                self._held.popitem(last=False)
        self._held.move_to_end(key)
        return self._held[key]

    def _file(self, document: str) -> Path:
        store, home = self._archive.store, f"{DOCUMENTS}/{document}"
        name = original_in(store, home)
        target = self._folder / f"{document}-{Path(name).name}"
        if not target.exists():
            store.fetch(f"{home}/{name}", target)
        return target


@contextmanager
def originals(archive: Archive, raster: Raster) -> Iterator[Originals]:
    """Open originals; their local copies go at the end."""
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        yield Originals(archive, raster, Path(folder))


def find_twins(archive: Archive, document_id: str, raster: Raster) -> int:
    """Hold a document against those it may be alike, and keep the links; how many there are.

    Args:
        archive: Where both are.
        document_id: Which.
        raster: How pages are drawn.

    Raises:
        ArchiveError: The document is not there, or damaged.
    """
    ledger = archive.ledger.likeness
    document = archive.read_decided(document_id)
    prints = prints_of(document)
    near = ledger.candidates(document_id, prints, _MOST_COMPARED)
    numbered = archive.ledger.likeness.same_number(document_id, _MOST_COMPARED)
    verdicts = ledger.verdicts(document_id)
    told_apart = {
        other
        for verdict in verdicts
        if not verdict.same
        for other in (verdict.first, verdict.second)
    }
    found = copies = 0
    with originals(archive, raster) as pictures:
        for other_id in dict.fromkeys((*numbered, *near)):
            try:
                other = archive.read_decided(other_id)
            except ArchiveError as error:
                log.warning("twin not compared document=%s error=%s", other_id, error)
                continue
            first, second = sorted((document, other), key=lambda one: one.id)
            likeness = _compared(first, second, pictures)
            if likeness is None and other_id in numbered:
                likeness = _one_number(first, second)
            if likeness is not None:
                ledger.link(first.id, second.id, likeness)
                found += 1
                copies += likeness.kind == "same" and other_id not in told_apart
            if copies == _ENOUGH:
                break
    for verdict in verdicts:
        _keep_word(archive, verdict)
    ledger.compared(document_id)
    log.info("twins document=%s looked_at=%d found=%d", document_id, len(near), found)
    return found


def _compared(first: Document, second: Document, pictures: Originals) -> Likeness | None:
    """What makes two documents one paper; None where they are two, or cannot be looked at."""
    places = [
        {page.number: (index, page.size_px) for index, page in enumerate(one.pages)}
        for one in (first, second)
    ]

    def look(number: int, other: int, spots: Sequence[Spot]) -> list[SameInk | None]:
        (index, size), (other_index, other_size) = places[0][number], places[1][other]
        one, two = pictures.page(first.id, index), pictures.page(second.id, other_index)
        if (one.size_px, two.size_px) != (size, other_size):
            # Drawn at another resolution than when it was read: boxes would point elsewhere.
            log.warning("pictures do not fit documents=%s,%s", first.id, second.id)
            return [None] * len(spots)
        return compared(one, two, spots)

    try:
        return compare(first, second, look)
    except (ArchiveError, ScanError, PageError) as error:
        log.warning("twin not compared documents=%s,%s error=%s", first.id, second.id, error)
        return None


def _one_number(first: Document, second: Document) -> Likeness:
    """Two papers bear one number of one organ and year."""
    differ = [
        name
        for key, name in (("date", "ngày"), ("subject", "trích yếu"))
        if _said(first, key) != _said(second, key)
    ]
    what = f"khác {' và '.join(differ)}" if differ else "nhưng chữ và hình không phải của một tờ"
    return Likeness("number", 0.0, (f"cùng số, ký hiệu, cơ quan và năm, {what}",))


def _said(document: Document, key: str) -> str:
    field = document.fields.get(key)
    return fold(field.value) if field is not None and isinstance(field.value, str) else ""


def decide(archive: Archive, first: str, second: str, who: str, *, same: bool) -> TwinVerdict:
    """Put on record what a person says of two documents; later nights never overrule it.

    It is kept in the archive, too: a ledger that is made anew knows it again.

    Raises:
        ArchiveError: One of them is not in the archive, or both are one.
    """
    for document in (first, second):
        if not archive.has(document):
            raise ArchiveError(archive.store.location, f"không có tài liệu {document}")
    if first == second:
        raise ArchiveError(archive.store.location, f"{first}: hãy nêu hai văn bản khác nhau")
    one, other = sorted((first, second))
    verdict = TwinVerdict(one, other, now(), same, who)
    said = {"first": one, "second": other, "same": same, "who": who, "at": verdict.at.isoformat()}
    path = f"{PLACE}/{as_stamp(verdict.at)}-{one}-{other}.json"
    archive.store.write(path, json.dumps(said, ensure_ascii=False, indent=1).encode())
    archive.ledger.likeness.decide(verdict)
    _keep_word(archive, verdict)
    return verdict


def _keep_word(archive: Archive, verdict: TwinVerdict) -> None:
    """Two papers that a person calls one are linked, whatever the machine found."""
    ledger = archive.ledger.likeness
    pair = (verdict.first, verdict.second)
    if verdict.same and not any((r.first, r.second) == pair for r in ledger.links([pair[0]])):
        ledger.link(*pair, Likeness("same", 1.0, ("người xem đã xác nhận",)))


def recall(archive: Archive) -> tuple[int, list[str]]:
    """Tell a ledger that lost them what people said of pairs.

    Returns:
        How many words there are, and the objects that cannot be read.
    """
    unreadable = []
    names = archive.store.names(PLACE)
    for name in names:
        path = f"{PLACE}/{name}"
        try:
            said = json.loads(archive.store.read(path) or b"")
            moment = datetime.fromisoformat(said["at"])
            verdict = TwinVerdict(said["first"], said["second"], moment, said["same"], said["who"])
        except (ValueError, KeyError, TypeError) as error:
            log.warning("word on twins not understood path=%s error=%s", path, error)
            unreadable.append(path)
        else:
            archive.ledger.likeness.decide(verdict)
    return len(names) - len(unreadable), unreadable
