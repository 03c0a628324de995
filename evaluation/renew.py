"""Renew the README's figures, and say on what they were measured.

    python -m evaluation.renew README.md samples/scans ../shared/scans

What stands between the two marks is written anew (`make figures`); all else stays as it is.
"""

from __future__ import annotations

import argparse
import subprocess
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.measure.coverage import coverage_of
from evaluation.measure.record_figures import counts_of, outcomes_of, trust_of, wilson
from evaluation.measure.reliability import whole
from evaluation.measure.rows import Group, row_of
from evaluation.run import evaluate_folder
from evaluation.show.print_bars import print_cost
from evaluation.show.report import Report
from pipeline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["figures", "main", "renewed"]

BEGIN, END = "<!-- figures: make figures -->", "<!-- end of figures -->"
_HEAD = (
    "pages", "wrong characters", "words right", "letters that are not there", "wrong tone marks",
    "words passed over", "pages above 3 %", "unread print",
)  # fmt: skip
_RATES = (("cer", 2), ("word_recall", 1), ("noise", 1), ("tone", 1))


def figures(reports: Sequence[Report], measured: str) -> str:
    """The figures of some folders as Markdown.

    Args:
        reports: One a folder, with plain Tesseract's readings.
        measured: When, and what: a day and the program's version.
    """
    together = Report(
        "",
        tuple(page for report in reports for page in report.pages),
        tuple(document for report in reports for document in report.documents),
        coverage=tuple(page for report in reports for page in report.coverage),
    )
    lines = [f"| | {' | '.join(_HEAD)} |", "|---" * (len(_HEAD) + 1) + "|"]
    for name, group in (("real scans", Group(drawn=False)), ("drawn samples", Group(drawn=True))):
        if group.coverage(together.coverage):
            lines.append(f"| {' | '.join([name, *_row(together, group)])} |")
    where = "; ".join(map(_folder, reports))
    source = (
        "In brackets plain Tesseract (`pytesseract`, defaults) on the same pages in the same run. "
        f"Measured on {measured}, on {where}."
    )
    return "\n\n".join(["\n".join(lines), source, *_sentences(together)])


def renewed(text: str, block: str) -> str:
    r"""A text with what stands between the marks written anew.

    Raises:
        ValueError: The marks are not there, or not in that order.

    >>> renewed(f"a\n{BEGIN}\nold\n{END}\nb", "new") == f"a\n{BEGIN}\n\nnew\n\n{END}\nb"
    True
    """
    start, end = text.find(BEGIN), text.find(END)
    if start < 0 or end < start:
        raise ValueError(f"no {BEGIN!r} with {END!r} after it: found at {start} and {end}")
    return f"{text[: start + len(BEGIN)]}\n\n{block}\n\n{text[end:]}"


def _row(report: Report, group: Group) -> Iterator[str]:
    """Ours, plain Tesseract's in brackets; what was passed over is measured on every page."""
    read = {
        engine: [p for p in group.pages(report.pages) if p.engine == engine and p.printed]
        for engine in ("sohoa", "tesseract")
    }
    covered = coverage_of(group.coverage(report.coverage))
    yield str(covered.pages)
    for rate, digits in _RATES:
        shares = [
            _percent(row_of("", "sohoa", pages).rates[rate], digits)
            for pages in read.values()
            if pages
        ]
        yield shares[0] + "".join(f" ({share})" for share in shares[1:]) if shares else "–"
    yield "–" if covered.rate is None else _percent(covered.rate, 2)
    yield f"{covered.over3} of {covered.counted}, {covered.over3_told} say so"
    yield f"{covered.unread_mm2:.0f} mm² on {covered.unread_pages} pages"


def _folder(report: Report) -> str:
    """What a report was measured on."""
    files = len({page.case for page in report.coverage})
    untold = sum(page.cer is None for page in report.coverage)
    pages = f"{len(report.coverage)} pages of {files} files"
    return f"`{report.folder}` ({pages}{f', {untold} not transcribed' if untold else ''})"


def _sentences(report: Report) -> Iterator[str]:
    """Pen, fields, cost and confidence."""
    ours = report.ours
    pen = [
        outcome.outcome
        for document in Group(drawn=False).documents(report.documents)
        for outcome in document.hand
        if outcome.what in ("number", "date") and outcome.wanted is not None
    ]
    if pen:
        yield (
            f"Of {len(pen)} numbers and days that a pen wrote on the real scans "
            f"{pen.count('right')} are read and {pen.count('wrong')} are wrong."
        )
    yield from _field_sentences(report)
    cost = print_cost(report.pages).value
    if cost is not None:
        yield (
            "Reading a page's print, second looks included, takes "
            f"{_percent(cost, 0)} of plain Tesseract's processor time."
        )
    sure = whole(ours)
    if sure.checked is not None and sure.caught is not None:
        yield (
            "Every word has a calibrated confidence. Below 0.9 stand "
            f"{_percent(sure.checked, 1)} of the words, and among these "
            f"{_percent(sure.caught, 0)} of the wrong ones: that is what a clerk must check."
        )


def _field_sentences(report: Report) -> Iterator[str]:
    """How often the record's printed fields are exact, and what their confidence is worth."""
    for name, group in (("real scans", Group(drawn=False)), ("drawn samples", Group(drawn=True))):
        documents = group.documents(report.documents)
        printed = counts_of(outcomes_of(documents, ink="print"))
        if not printed.of:
            continue
        given = counts_of(outcomes_of(documents))
        low, high = wilson(printed.correct, printed.of)
        error = trust_of(outcomes_of(documents)).error or 0.0
        yield (
            f"Of {printed.of} printed fields in the records of the {name} "
            f"{_percent(printed.correct / printed.of, 1)} are exact (95 %: {_percent(low, 1)} to "
            f"{_percent(high, 1)}). Of {given.given} fields given, by pen and stamp too, "
            f"{given.wrong} are wrong; of {given.sure_given} at a confidence of 0.9 and more, "
            f"{given.sure_wrong}. Their confidence is {_percent(error, 1)} off what it promises."
        )


def _percent(share: float, digits: int) -> str:
    return f"{100 * share:.{digits}f} %".replace("-0.0 ", "0.0 ")


def _version() -> str:
    """The commit that is measured; `-dirty` where it was changed since."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return described.stdout.strip()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and write the figures."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.renew", description=__doc__)
    parser.add_argument("readme", type=Path, help="file with the two marks")
    parser.add_argument("folders", type=Path, nargs="+", help="drawn samples, transcribed scans")
    parser.add_argument("--limit", type=int, help="about so many pages a folder: to try it")
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args(arguments)
    text = asked.readme.read_text("utf-8")
    renewed(text, "")  # before hours of measuring, not after
    version = _version()
    reports = [
        evaluate_folder(folder, Settings(), limit=asked.limit, workers=asked.workers)
        for folder in asked.folders
    ]
    # The day here, as on a letter: when the figures were taken.
    today = datetime.now().astimezone().date().isoformat()
    block = figures(reports, f"{today} at {version}")
    asked.readme.write_text(renewed(text, block), "utf-8")


if __name__ == "__main__":
    main()
