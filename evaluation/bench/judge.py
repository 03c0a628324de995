"""Set what was read beside the truth of one file: its pages' text, its documents' records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from evaluation.measure.boundaries import boundaries_of
from evaluation.measure.coverage import PageCoverage
from evaluation.measure.differences import exact_tokens
from evaluation.measure.distances import score
from evaluation.measure.field_outcomes import compare_fields
from evaluation.measure.figures import DocumentFigures, PageFigures
from evaluation.measure.handwork import from_marks, from_text
from evaluation.measure.mark_matches import figures_of, match_marks
from evaluation.measure.metering import cpu_seconds
from evaluation.measure.omissions import LEAST_WORDS, passed_over
from evaluation.measure.reliability import reliability_of
from evaluation.measure.review_outcomes import review_outcomes
from pipeline.document import documents
from pipeline.settings import Review

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evaluation.bench.ours_and_plain import Ours, Plain
    from evaluation.measure.boundaries import Boundaries
    from evaluation.measure.figures import EngineName
    from evaluation.truth.case import Case, TrueDocument, TruePage
    from pipeline.values.document import Document
    from pipeline.values.readings import PageReading
    from pipeline.values.scanned import Scan

__all__ = ["Judgement", "PageReadings", "judge"]


@dataclass(frozen=True, slots=True)
class PageReadings:
    """One page of the truth as both engines read it; `plain` is None where it was not asked."""

    page: TruePage
    ours: Ours
    plain: Plain | None


class Judgement(NamedTuple):
    """Figures of one file.

    Attributes:
        pages: Transcribed ones, by every engine that read them.
        documents: Of the truth.
        coverage: What our readings do not say, of every page.
        boundaries: How it was cut into documents; None where nobody knows how it should be.
    """

    pages: tuple[PageFigures, ...]
    documents: tuple[DocumentFigures, ...]
    coverage: tuple[PageCoverage, ...]
    boundaries: Boundaries | None = None


def judge(case: Case, scan: Scan, readings: Sequence[PageReadings]) -> Judgement:
    """Figures of one file.

    A page's text is that of the document it makes when read alone, since truths are kept by page.
    A drawn file's records come from its documents as the archive would have them; a transcribed
    page's record from the page alone, since it says what that page shows.
    """
    pages: list[PageFigures] = []
    covered: list[PageCoverage] = []
    alone: dict[int, list[Document]] = {}
    started = cpu_seconds()
    read = [reading for r in readings if (reading := _open(r.ours)) is not None]
    whole = documents(scan, read) if read and case.drawn else []
    share = (cpu_seconds() - started) / max(1, len(readings))
    for item in readings:
        started = cpu_seconds()
        reading = _open(item.ours)
        found = documents(scan, [reading]) if reading is not None else []
        # In a night a page is part of one document, so its making is charged once.
        extra = share if case.drawn else cpu_seconds() - started
        alone[item.page.number] = found
        text = "\n\n".join(document.text.canonical for document in found)
        if not item.page.transcribed:
            covered.append(_coverage(case, item, text, None))
            continue
        used = item.ours.cpu_seconds + extra
        figures = _figures(case, item.page, "sohoa", text, used, item.ours.problem)
        covered.append(_coverage(case, item, text, figures.score.cer))
        if reading is not None:
            figures = replace(figures, sureness=reliability_of(item.page.truth, reading))
        pages.append(_with_marks(figures, item))
        if item.plain is not None:
            plain = item.plain
            pages.append(
                _figures(case, item.page, "tesseract", plain.text, plain.cpu_seconds, plain.problem)
            )
    looks = {p.number: p.look for p in pages if p.engine == "sohoa"}
    records = (_record(case, true, whole, alone) for true in case.documents)
    judged = tuple(
        replace(record, look=looks.get(record.pages[0]), stamps=_stamps(true, read))
        for record, true in zip(records, case.documents, strict=True)
    )
    cut = boundaries_of(case, whole) if whole else None
    return Judgement(tuple(pages), judged, tuple(covered), cut)


def _open(ours: Ours) -> PageReading | None:
    """The reading, unless the page could not be read or nobody may read it."""
    return None if ours.reading is None or ours.reading.withheld else ours.reading


def _coverage(case: Case, item: PageReadings, text: str, cer: float | None) -> PageCoverage:
    """What our text of a page does not say."""
    page, reading, plain = item.page, item.ours.reading, item.plain
    secret = reading is not None and reading.withheld is not None
    sure = () if plain is None or secret else plain.sure
    asked = plain is not None and plain.problem is None and not secret
    return PageCoverage(
        case=case.name,
        number=page.number,
        condition=case.condition,
        drawn=case.drawn,
        look=page.look or item.ours.look,
        blank=reading is not None and reading.blank,
        places=0 if reading is None else len(reading.unread),
        unread_mm2=0.0 if reading is None else reading.unread_mm2,
        sure=len(sure) if asked else None,
        missing=passed_over(sure, text),
        cer=cer,
        printed=bool(page.truth.lines) if page.transcribed else len(sure) >= LEAST_WORDS,
        problem=item.ours.problem,
        text=None if page.transcribed else text,
    )


def _stamps(true: TrueDocument, read: Sequence[PageReading]) -> dict[str, tuple[bool, bool]]:
    """Whether the document's paper has a seal and an incoming stamp, and whether we found one."""
    ours = {mark.kind for page in read if page.number in true.pages for mark in page.marks}
    return {
        kind: (bool(true.fields[kind]), kind in ours)
        for kind in ("seal", "incoming_stamp")
        if kind in true.fields
    }


def _figures(
    case: Case, page: TruePage, engine: EngineName, text: str, used: float, problem: str | None
) -> PageFigures:
    return PageFigures(
        case=case.name,
        number=page.number,
        condition=case.condition,
        drawn=case.drawn,
        engine=engine,
        score=score(page.truth, text),
        exact=exact_tokens(page.truth, text),
        cpu_seconds=used,
        text=text,
        problem=problem,
    )


def _with_marks(figures: PageFigures, item: PageReadings) -> PageFigures:
    """The same with what only our own reading has: marks, and which way up the page was."""
    page, reading = item.page, item.ours.reading
    marks, turned = None, None
    hand = [] if page.struck is None else list(from_text(page.struck, figures.text))
    if page.marks is not None:
        matches = match_marks(page.marks, () if reading is None else reading.marks)
        marks = figures_of(page.marks, matches)
        hand += from_marks(page.marks, matches)
    if page.rotation is not None:
        turned = reading is not None and reading.rotation == page.rotation
    return replace(
        figures,
        marks=marks,
        turned_right=turned,
        marked=None if page.marks is None else bool(page.marks),
        look=page.look or item.ours.look,
        pixels=item.ours.pixels,
        hand=tuple(hand),
        stages=item.ours.stages,
    )


def _record(
    case: Case,
    true: TrueDocument,
    whole: Sequence[Document],
    alone: Mapping[int, Sequence[Document]],
) -> DocumentFigures:
    """The record of the document that begins where the true one does."""
    candidates = alone.get(true.pages[0], ()) if true.alone else whole
    ours = next((d for d in candidates if d.source.pages[0] == true.pages[0]), None)
    return DocumentFigures(
        case=case.name,
        condition=case.condition,
        drawn=case.drawn,
        pages=true.pages,
        found=ours is not None and ours.source.pages == true.pages,
        fields=compare_fields(true.fields, None if ours is None else ours.fields),
        review=None
        if ours is None
        else review_outcomes(ours, true.fields, Review().required_fields),
    )
