"""What a night costs beside OCRmyPDF, and how much memory a long scan takes.

    python -m evaluation.bench.cost FOLDER [--limit N]        CPU a page, ours and OCRmyPDF's
    python -m evaluation.bench.cost FOLDER --stack 300        peak memory, one PDF of 300 pages

Both programs get the same PDFs in the same run, each as a user would start it, one after the other.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf

from evaluation.measure.metering import THREAD_LIMITS, Cost, meter
from evaluation.measure.tabulate import aligned, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "OCRMYPDF",
    "Comparison",
    "as_a_user",
    "chosen",
    "compare",
    "copied",
    "ingest",
    "made_long_ago",
    "main",
    "measure_stack",
    "page_count",
    "stack",
]

OCRMYPDF = "SOHOA_OCRMYPDF"
"""Name in the environment of the OCRmyPDF to compare with, where it is not the one on the path."""
MENDING = ("--rotate-pages", "--deskew", "--clean")
"""What OCRmyPDF is asked for to do about as much as we do."""
HAS_TEXT = 6
"""OCRmyPDF's exit code for a page with text: it refuses scans that carry a signature overlay."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same PDFs through both programs.

    Attributes:
        pages: How many there were.
        night: `sohoa ingest` of all, everything included.
        again: The second `sohoa ingest`, which has nothing to do.
        mending: OCRmyPDF that turns, straightens and cleans, summed over the files.
        plain: OCRmyPDF that only reads.
    """

    pages: int
    night: Cost
    again: Cost
    mending: Cost
    plain: Cost

    @property
    def ratio(self) -> float:
        """Our CPU over that of OCRmyPDF that mends, everything included."""
        return self.night.cpu_seconds / self.mending.cpu_seconds

    @property
    def ratio_to_plain(self) -> float:
        """Our CPU over that of OCRmyPDF that only reads, everything included."""
        return self.night.cpu_seconds / self.plain.cpu_seconds

    def table(self) -> str:
        """The figures, aligned, and the ratios."""
        lines = []
        for name, cost in (
            ("sohoa ingest", self.night),
            ("sohoa ingest, lần hai", self.again),
            (f"ocrmypdf {' '.join(MENDING)}", self.mending),
            ("ocrmypdf", self.plain),
        ):
            row = [name, str(self.pages), seconds(cost.cpu_seconds)]
            row += [seconds(cost.cpu_seconds / self.pages), seconds(cost.wall_seconds)]
            lines.append([*row, f"{cost.peak_mb:.0f}"])
        head = ["Chương trình", "Trang", "CPU s", "CPU s/trang", "Đồng hồ s", "Bộ nhớ MB"]
        return (
            aligned(head, lines, left=1)
            + f"\n\nTỉ lệ CPU so với OCRmyPDF nắn và làm sạch: {seconds(self.ratio)}"
            + f"; so với OCRmyPDF chỉ đọc: {seconds(self.ratio_to_plain)}"
        )


def stack(pdfs: Iterable[Path], pages: int, target: Path) -> None:
    """Write a PDF of so many pages by going round and round the pages of others."""
    sources = [pikepdf.open(path) for path in pdfs]
    if not sources:
        raise ValueError(f"a stack of {pages} pages needs at least one PDF, got 0")
    with pikepdf.new() as whole:
        while len(whole.pages) < pages:
            for source in sources:
                whole.pages.extend(source.pages)
        del whole.pages[pages:]
        whole.save(target)
    for source in sources:
        source.close()


def compare(pdfs: Sequence[Path]) -> Comparison:
    """Let both programs digitise the same PDFs."""
    with tempfile.TemporaryDirectory() as folder:
        inbox, archive = Path(folder, "inbox"), Path(folder, "archive")
        copies = copied(pdfs, inbox)
        pages = sum(page_count(path) for path in copies)
        night = ingest(inbox, archive)
        again = ingest(inbox, archive)
        out = Path(folder, "out.pdf")
        mending = _sum([_ocrmypdf(path, out, MENDING) for path in copies])
        plain = _sum([_ocrmypdf(path, out) for path in copies])
        return Comparison(pages, night, again, mending, plain)


def measure_stack(pdfs: Sequence[Path], pages: int) -> Cost:
    """Digitise one PDF of so many pages; the cost names its largest process."""
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder, "inbox")
        inbox.mkdir()
        stack(pdfs, pages, inbox / "stack.pdf")
        made_long_ago(inbox / "stack.pdf")
        return ingest(inbox, Path(folder, "archive"))


def copied(pdfs: Sequence[Path], inbox: Path) -> list[Path]:
    """Copies in a new folder, under names that differ, as if they had lain there for long."""
    inbox.mkdir()
    copies = []
    for number, path in enumerate(pdfs):
        copies.append(inbox / f"{number:04d}-{path.name}")
        shutil.copyfile(path, copies[-1])
        made_long_ago(copies[-1])
    return copies


def made_long_ago(path: Path) -> None:
    """A file is old, so that nobody waits for the file to settle."""
    os.utime(path, (1_600_000_000, 1_600_000_000))


def page_count(path: Path) -> int:
    """Pages of a PDF."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def as_a_user() -> dict[str, str]:
    """Our environment without thread limits: each program knows what it needs.

    And without a word against keeping compiled modules: a user's second night has them.
    """
    ours = (*THREAD_LIMITS, "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if name not in ours}


def ingest(inbox: Path, archive: Path, **settings: str) -> Cost:
    """One night as a user would run it.

    Args:
        inbox: Scans.
        archive: Made where it is missing.
        settings: More of the environment.

    Raises:
        ChildProcessError: It failed.
    """
    sohoa = shutil.which("sohoa", path=str(Path(sys.executable).parent)) or "sohoa"
    command = [sohoa, "ingest", str(inbox), "--archive", str(archive)]
    cost = meter(command, environment=as_a_user() | settings)
    if cost.code != 0:
        raise ChildProcessError(f"sohoa ingest ended with {cost.code}: {cost.output}")
    return cost


def _ocrmypdf(source: Path, target: Path, options: Sequence[str] = ()) -> Cost:
    program = os.environ.get(OCRMYPDF, "ocrmypdf")
    # Offices sign their scans; OCRmyPDF's copy would break the signature, so it asks first.
    command = [program, *options, "-l", "vie", "--quiet", "--invalidate-digital-signatures"]
    # One thread each, as it is for us: with more it burns a multiple for nothing.
    environment = as_a_user() | dict.fromkeys(THREAD_LIMITS, "1")
    cost = meter([*command, str(source), str(target)], environment=environment)
    if cost.code == HAS_TEXT:
        # The refused attempt is not charged.
        cost = meter([*command, "--force-ocr", str(source), str(target)], environment=environment)
    if cost.code != 0:
        raise ChildProcessError(f"ocrmypdf ended with {cost.code} on {source.name}: {cost.output}")
    return cost


def _sum(costs: Sequence[Cost]) -> Cost:
    largest = max(costs, key=lambda cost: cost.peak_mb)
    return Cost(
        code=0,
        cpu_seconds=sum(cost.cpu_seconds for cost in costs),
        wall_seconds=sum(cost.wall_seconds for cost in costs),
        peak_mb=largest.peak_mb,
        peak_of=largest.peak_of,
        halves_mb=largest.halves_mb,
        own_mb=largest.own_mb,
        output="",
    )


def _as_json(found: Comparison | Cost) -> str:
    content: dict[str, Any] = asdict(found)
    if isinstance(found, Comparison):
        content |= {"ratio": found.ratio, "ratio_to_plain": found.ratio_to_plain}
    return json.dumps(content, ensure_ascii=False, indent=1)


def chosen(folder: Path, limit: int | None) -> list[Path]:
    """PDFs of a folder at any depth; no more than `limit`, spread over it."""
    pdfs = sorted(folder.rglob("*.pdf"))
    if limit and limit < len(pdfs):
        pdfs = [pdfs[i * len(pdfs) // limit] for i in range(limit)]
    return pdfs


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.bench.cost", description=__doc__)
    parser.add_argument("folder", type=Path, help="PDFs, at any depth")
    parser.add_argument("--limit", type=int, help="so many PDFs, spread over the folder")
    parser.add_argument("--stack", type=int, metavar="PAGES", help="memory of one PDF of PAGES")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    pdfs = chosen(asked.folder, asked.limit)
    if not pdfs:
        parser.error(f"{asked.folder} has no PDF")
    if asked.stack:
        cost = measure_stack(pdfs, asked.stack)
        said = (
            f"{asked.stack} trang: tiến trình lớn nhất {cost.peak_mb:.0f} MB ({cost.peak_of}); "
            f"nửa đầu {cost.halves_mb[0]:.0f} MB, nửa sau {cost.halves_mb[1]:.0f} MB; "
            f"CPU {seconds(cost.cpu_seconds / asked.stack)} s/trang"
        )
        sys.stdout.write((_as_json(cost) if asked.json else said) + "\n")
        return
    found = compare(pdfs)
    sys.stdout.write((_as_json(found) if asked.json else found.table()) + "\n")


if __name__ == "__main__":
    main()
