"""Pages for a browser, without a network: every figure, and every difference on its page.

An overview, and a page of its own for every scanned page, so that five hundred of them open as
fast as one. Pictures lie beside them; nothing is fetched from elsewhere.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from evaluation.measure.differences import BlockDifference, differences, extra_words
from evaluation.measure.figures import ENGINES
from evaluation.measure.tabulate import percent, seconds
from evaluation.show.gallery import gallery_sheet
from evaluation.show.labels import (
    COLOURS,
    FIELDS,
    HOWS,
    KINDS,
    OUTCOMES,
    PARTS,
    TINTS,
    VERDICTS,
)
from pipeline.text.measures import square_mm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from evaluation.bench.pictures import Pictures
    from evaluation.measure.figures import DocumentFigures, PageFigures
    from evaluation.show.report import Report
    from evaluation.truth.case import Case, TruePage

__all__ = ["PageView", "page_folder", "picture_root", "write_html"]

GALLERY = "bang-chung.html"
"""The page of all marks, in the folder of the pages."""


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of the truth and the pictures of its reading; None where it could not be read."""

    case: Case
    page: TruePage
    pictures: Pictures | None


def page_folder(case: Case, page: TruePage) -> str:
    """The folder of a page's pictures, without a sign that a file system may refuse.

    Letters stay, so that a person finds the page; the hash keeps files apart whose names differ in
    other signs only.
    """
    kept = "".join(letter if letter.isalnum() else "-" for letter in case.name)[-60:]
    return f"{kept}-{hashlib.sha256(case.name.encode()).hexdigest()[:6]}-p{page.number}"


def picture_root(html: Path) -> Path:
    """Where the pages' folders go: the folder itself, or one named like the `.html` file."""
    return html.with_suffix("") if html.suffix == ".html" else html


@dataclass(frozen=True, slots=True)
class Reading:
    """One engine's text of one page, word by word."""

    name: str
    figures: PageFigures
    blocks: tuple[BlockDifference, ...]
    extra: tuple[str, ...]


def write_html(report: Report, views: Sequence[PageView], html: Path) -> None:
    """Write the overview and a page for every view.

    Args:
        report: The figures.
        views: Pages in the order of the report.
        html: A folder (then the overview is its `index.html`), or a file ending in `.html`
            (then the pages lie in a folder of that name beside it).
    """
    root = picture_root(html)
    root.mkdir(parents=True, exist_ok=True)
    index = html if html.suffix == ".html" else root / "index.html"
    environment = Environment(
        loader=PackageLoader("evaluation.show", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"percent": percent, "seconds": seconds, "area": square_mm}
    shared = {
        "kinds": KINDS,
        "field_names": FIELDS,
        "outcomes": OUTCOMES,
        "colours": COLOURS,
        "engines": ENGINES,
    }
    figures = {(p.case, p.number, p.engine): p for p in report.pages}
    covered = {(p.case, p.number): p for p in report.coverage}
    records = {(d.case, page): d for d in report.documents for page in d.pages}
    overview: list[dict[str, Any]] = []
    page_template = environment.get_template("page.html.j2")
    for view, after in zip(views, [*views[1:], None], strict=True):
        name = view.case.name
        folder = _folder(view)
        readings = [
            _reading(view, figures[name, view.page.number, engine])
            for engine in ENGINES
            if (name, view.page.number, engine) in figures
        ]
        record = records.get((name, view.page.number))
        target = root / folder / "index.html"
        target.parent.mkdir(exist_ok=True)
        target.write_text(
            page_template.render(
                **shared,
                view=view,
                readings=readings,
                record=record,
                coverage=covered[name, view.page.number],
                home=_relative(index, target),
                after=None if after is None else f"../{_folder(after)}/index.html",
            ),
            "utf-8",
        )
        overview.append(
            {
                "link": _relative(target, index),
                "name": name,
                "number": view.page.number,
                "condition": view.case.condition,
                "readings": readings,
                "coverage": covered[name, view.page.number],
                "wrong_fields": _wrong_fields(record),
            }
        )
    gallery = root / GALLERY
    gallery.write_text(
        environment.get_template("gallery.html.j2").render(
            **shared,
            tints=TINTS,
            hows=HOWS,
            verdicts=VERDICTS,
            part_names=PARTS,
            home=_relative(index, gallery),
            sheets=[gallery_sheet(v.case, v.page, v.pictures, _folder(v)) for v in views],
        ),
        "utf-8",
    )
    content = environment.get_template("overview.html.j2").render(
        **shared,
        report=report,
        rows=report.rows(),
        field_table=report.field_table(),
        tables=report.named_tables(),
        pages=overview,
        gallery=_relative(gallery, index),
    )
    index.write_text(content, "utf-8")


def _folder(view: PageView) -> str:
    return page_folder(view.case, view.page)


def _relative(target: Path, start: Path) -> str:
    return os.path.relpath(target, start.parent).replace(os.sep, "/")


def _reading(view: PageView, figures: PageFigures) -> Reading:
    blocks, loose = differences(view.page.truth, figures.text)
    extra = extra_words(loose, view.page.truth)
    return Reading(ENGINES[figures.engine], figures, blocks, extra)


def _wrong_fields(record: DocumentFigures | None) -> str:
    """Names of the fields that are not right, for the overview."""
    if record is None:
        return ""
    return ", ".join(FIELDS[f.key].lower() for f in record.fields if not f.correct)
