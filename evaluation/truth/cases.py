"""The pages of a folder whose truth is known, from both kinds of folder that we have.

* Drawn samples: `NAME.pdf` with `NAME.truth.json` beside it, and perhaps the masks of page 1's ink,
  `NAME.p1.print.png` and `NAME.p1.ink-seal.png`.
* Transcribed scans: `DOC.pdf` with `DOC.p1.gt.txt` for page 1, and one `fields.json` at the root
  whose keys are `folder/DOC.p1`.

Both may be mixed, at any depth. Other PDFs, and pages without transcription, are taken where
nothing else is there or where it is asked for: of them it is measured what was passed over.
"""

from __future__ import annotations

import glob
import json
import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from evaluation.truth.blocks import truth_of
from evaluation.truth.case import (
    Case,
    Masks,
    NothingToMeasureError,
    TrueDocument,
    TrueLine,
    TrueMark,
    TruePage,
    TruthUnreadableError,
)
from pipeline.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["cases_in"]

GT = re.compile(r"(?P<document>.+)\.p(?P<page>\d+)\.gt\.txt")
SCHEMA_VERSION = 1


def cases_in(folder: Path, *, every_page: bool = False) -> tuple[Case, ...]:
    """All files of a folder whose truth is known, by name; all its PDFs where none is.

    Args:
        folder: Drawn samples or scans, transcribed or not.
        every_page: Also PDFs and pages of which nobody knows what they say.

    Raises:
        NothingToMeasureError: There are none.
        TruthUnreadableError: One is damaged: figures without it would look complete.
    """
    found = [*_drawn_in(folder), *_scans_in(folder)] if folder.is_dir() else []
    if every_page or not found:
        known = {case.path for case in found}
        found = [replace(case, every_page=True) for case in found]
        found += [_untranscribed(pdf, folder) for pdf in _pdfs_in(folder) if pdf not in known]
    if not found:
        raise NothingToMeasureError(str(folder))
    return tuple(sorted(found, key=lambda case: case.name))


def _pdfs_in(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix.lower() == ".pdf" and path.is_file())


def _untranscribed(pdf: Path, folder: Path) -> Case:
    """A PDF of which only its pages are known, and they only once it is opened."""
    return Case(
        name=_name(pdf, folder, pdf.suffix),
        path=pdf,
        condition=unicodedata.normalize("NFC", pdf.resolve().parent.name),
        drawn=False,
        pages=(),
        every_page=True,
    )


def _name(path: Path, folder: Path, ending: str) -> str:
    return unicodedata.normalize("NFC", path.relative_to(folder).as_posix().removesuffix(ending))


def _drawn_in(folder: Path) -> Iterator[Case]:
    for path in sorted(folder.rglob("*.truth.json")):
        pdf = path.with_name(path.name.removesuffix(".truth.json") + ".pdf")
        try:
            content = json.loads(path.read_text("utf-8"))
            if content["schema_version"] != SCHEMA_VERSION:
                raise TruthUnreadableError(str(path), f"schema_version {content['schema_version']}")
            if not pdf.is_file():
                raise TruthUnreadableError(str(path), f"thiếu {pdf.name}")
            yield _drawn(content, _name(pdf, folder, ".pdf"), pdf)
        except (KeyError, TypeError, ValueError) as problem:
            raise TruthUnreadableError(
                str(path), f"{type(problem).__name__}: {problem}"
            ) from problem


def _drawn(content: Mapping[str, Any], name: str, pdf: Path) -> Case:
    documents = tuple(
        TrueDocument(tuple(entry["pages"]), entry["fields"]) for entry in content["documents"]
    )
    record_of = {page: entry.fields for entry in documents for page in entry.pages}
    pages = tuple(
        TruePage(
            number=entry["number"],
            text=entry["text"],
            truth=truth_of(entry["text"], record_of.get(entry["number"])),
            hand=tuple((kind, text) for kind, text, *_ in entry.get("hand", ())),
            marks=tuple(_drawn_mark(mark) for mark in entry.get("marks", ())),
            rotation=entry.get("rotation"),
            lines=tuple(TrueLine(line["text"], _box(line["box"])) for line in entry["lines"]),
            struck=tuple(entry["struck"]),
            look=entry["mode"],
            masks=_masks(pdf, entry["number"]),
        )
        for entry in content["pages"]
    )
    return Case(
        name=name,
        path=pdf,
        condition=content["condition"],
        drawn=True,
        pages=pages,
        documents=documents,
        note=content.get("note", ""),
    )


def _drawn_mark(entry: Mapping[str, Any]) -> TrueMark:
    return TrueMark(
        entry["kind"],
        _box(entry["box"]),
        entry.get("text"),
        entry["colour"],
        entry.get("fields") or {},
    )


def _box(numbers: list[float]) -> Box:
    return Box(*map(round, numbers))


def _masks(pdf: Path, number: int) -> Masks | None:
    """The masks of a page's ink, which are only kept where somebody asked for them."""
    start = f"{pdf.stem}.p{number}."
    printed = pdf.with_name(f"{start}print.png")
    if not printed.is_file():
        return None
    ink = sorted(pdf.parent.glob(f"{glob.escape(start)}ink-*.png"))
    return Masks(printed, {path.stem.rpartition(".ink-")[2]: path for path in ink})


def _scans_in(folder: Path) -> Iterator[Case]:
    numbers: dict[Path, list[int]] = {}
    for path in sorted(folder.rglob("*.gt.txt")):
        if match := GT.fullmatch(path.name):
            numbers.setdefault(path.with_name(match["document"] + ".pdf"), []).append(
                int(match["page"])
            )
    records: dict[Path, Mapping[str, Any]] = {}
    for pdf, pages in numbers.items():
        root = _root_of_records(pdf, folder)
        if root is not None and root not in records:
            try:
                records[root] = json.loads((root / "fields.json").read_text("utf-8"))
            except ValueError as problem:
                raise TruthUnreadableError(str(root / "fields.json"), str(problem)) from problem
        yield _scan(pdf, sorted(pages), folder, root, records)


def _root_of_records(pdf: Path, folder: Path) -> Path | None:
    """The nearest folder upwards, `folder` or one above it included, that has `fields.json`."""
    for parent in pdf.parents:
        if (parent / "fields.json").is_file():
            return parent
        if parent == folder.parent:
            return None
    return None


def _scan(
    pdf: Path,
    numbers: list[int],
    folder: Path,
    root: Path | None,
    records: Mapping[Path, Mapping[str, Any]],
) -> Case:
    if not pdf.is_file():
        raise TruthUnreadableError(str(pdf.with_suffix(".p*.gt.txt")), f"thiếu {pdf.name}")
    pages, documents = [], []
    for number in numbers:
        start = pdf.with_suffix("")
        text = start.with_name(f"{start.name}.p{number}.gt.txt").read_text("utf-8")
        record = None
        if root is not None:
            record = records[root].get(f"{_name(pdf, root, '.pdf')}.p{number}")
        if record is not None:
            documents.append(TrueDocument((number,), record, alone=True))
        hand = start.with_name(f"{start.name}.p{number}.hand.txt")
        pages.append(TruePage(number, text, truth_of(text, record), _hand(hand)))
    return Case(
        name=_name(pdf, folder, ".pdf"),
        path=pdf,
        condition=unicodedata.normalize("NFC", pdf.parent.name),
        drawn=False,
        pages=tuple(pages),
        documents=tuple(documents),
    )


def _hand(path: Path) -> tuple[tuple[str, str], ...]:
    if not path.is_file():
        return ()
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines() if line.strip())
    return tuple((row[0], row[1] if len(row) > 1 else "") for row in rows)
