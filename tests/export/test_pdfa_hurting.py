"""Whatever an original holds, document.pdf is PDF/A-2b, looks the same, and its words are found."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pikepdf
import pytest
from drawn_scans import LINES, document_of, draw_page
from hurting import (
    HURTS,
    absent_helvetica,
    hurt_pdf,
    smooth_inline,
    square_without_looks,
    turned_with_annotation,
)
from PIL import ImageChops
from test_searchable_pdf import difference, shown, text_of

from pipeline.errors import (
    CorruptScanError,
    MissingProgramError,
    NotArchivalError,
    PageCorruptError,
)
from pipeline.export import pdf as pdf_module
from pipeline.export import write_bag
from pipeline.export.pdf import write_searchable
from pipeline.export.pdfa import Violation, check_pdfa, redraw
from pipeline.record.schema import from_json

PAGE = draw_page()
# What Poppler, asked to draw with other pictures or fonts, may differ by: grey levels of 255, mean.
TOLERANCE = 0.5
# And in a spot of 4 mm, where a line lost would show.
SPOT = 40
DRAWN_ANEW = {
    "absent_helvetica": "vectors",
    "colorants": "vectors",
    "letters_without_looks": "annotations",
    "lzw_inline": "vectors",
    "square_without_looks": "annotations",
    "wrong_widths": "vectors",
}


def scan_of(path):
    """The scanner's own bytes."""
    with pikepdf.open(path) as pdf:
        stored = [
            one.read_raw_bytes()
            for one in pdf.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Width") == PAGE.image.width
        ]
    return {hashlib.sha256(data).digest() for data in stored}


def worst_spot(one, other):
    """The largest difference of grey levels of two pages, in spots of 4 mm averaged."""
    return ImageChops.difference(one.reduce(8), other.reduce(8)).getextrema()[1]


@pytest.mark.slow
@pytest.mark.parametrize("hurt", HURTS, ids=lambda hurt: hurt.__name__)
def test_a_file_that_hurts_becomes_pdfa(tmp_path, hurt):
    path, target = tmp_path / "a.pdf", tmp_path / "document.pdf"
    hurt_pdf(path, PAGE, hurt)

    events = write_searchable(document_of(path, [PAGE.reading]), path, target)

    assert check_pdfa(target) == []
    assert scan_of(path) == scan_of(target)
    assert difference(shown(path), shown(target)) < TOLERANCE
    if hurt is not smooth_inline:  # four pixels over 2 cm: PDF/A knows no smoothing
        assert worst_spot(shown(path), shown(target)) < SPOT
    found = text_of(target)
    assert [line for line in LINES if line not in found] == []
    drawn = [event.what for event in events if event.what.startswith("pdfa_redrawn")]
    if hurt.__name__ in DRAWN_ANEW:
        assert drawn == [f"pdfa_redrawn: document.pdf, 1, {DRAWN_ANEW[hurt.__name__]}"]


def test_only_the_page_at_fault_is_drawn_anew(tmp_path):
    """The other pages of a document stay stream for stream."""
    hurtful, plain = tmp_path / "a.pdf", tmp_path / "b.pdf"
    hurt_pdf(hurtful, PAGE, absent_helvetica)
    hurt_pdf(plain, PAGE, lambda pdf: None)
    path, target = tmp_path / "c.pdf", tmp_path / "document.pdf"
    with pikepdf.open(plain) as pdf, pikepdf.open(hurtful) as other:
        pdf.add_pages_from(other, [0])
        pdf.save(path)
    readings = [PAGE.reading, replace(PAGE.reading, number=2)]

    events = write_searchable(document_of(path, readings), path, target)

    drawn = [event.what for event in events if event.what.startswith("pdfa_redrawn")]
    assert drawn == ["pdfa_redrawn: document.pdf, 2, vectors"]
    assert check_pdfa(target) == []


def test_a_page_drawn_anew_is_a_note_of_review(tmp_path):
    path = tmp_path / "a.pdf"
    hurt_pdf(path, PAGE, absent_helvetica)
    write_bag(document_of(path, [PAGE.reading]), path, {}, tmp_path / "bag")
    kept = from_json((tmp_path / "bag/data/document.json").read_bytes())
    assert [(note.grade, note.cause, note.where) for note in kept.review] == [
        ("may", "redrawn", "trang 1")
    ]
    assert (tmp_path / "bag/data/original.pdf").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("hurt", [absent_helvetica, square_without_looks, turned_with_annotation])
def test_a_page_drawn_anew_is_the_same_each_time(tmp_path, hurt):
    path = tmp_path / "a.pdf"
    hurt_pdf(path, PAGE, hurt)
    document = document_of(path, [PAGE.reading])
    made = []
    for name in ("one.pdf", "two.pdf"):
        write_searchable(document, path, tmp_path / name)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


def test_a_page_that_vectors_do_not_mend_becomes_a_picture(tmp_path, monkeypatch):
    path, target = tmp_path / "a.pdf", tmp_path / "document.pdf"
    hurt_pdf(path, PAGE, absent_helvetica)
    check, calls = pdf_module.check_pdfa, []

    def stubborn(file):
        calls.append(file)
        found = check(file)
        return found or ([Violation("6.2.2", "page", "odd", 1)] if len(calls) < 4 else [])

    monkeypatch.setattr(pdf_module, "check_pdfa", stubborn)
    events = write_searchable(document_of(path, [PAGE.reading]), path, target)
    assert "pdfa_redrawn: document.pdf, 1, picture" in [event.what for event in events]
    assert check(target) == []
    assert difference(shown(path), shown(target)) < 3  # 100 dpi drawn at 300, seen at 50
    assert text_of(target) == list(LINES)


def test_what_cannot_be_made_pdfa_is_set_aside(tmp_path, monkeypatch):
    """Nothing is published that the check complains of; the clerk is told what to do."""
    path, target = tmp_path / "a.pdf", tmp_path / "document.pdf"
    hurt_pdf(path, PAGE, lambda pdf: None)
    fault = Violation("6.6.4", "catalogue", "identified as nothing")
    monkeypatch.setattr(pdf_module, "check_pdfa", lambda _: [fault])
    with pytest.raises(NotArchivalError, match=r"6\.6\.4.*quét lại"):
        write_searchable(document_of(path, [PAGE.reading]), path, target)
    assert not target.exists()


def test_without_poppler_nothing_is_drawn_anew(tmp_path, monkeypatch):
    path, target = tmp_path / "a.pdf", tmp_path / "document.pdf"
    hurt_pdf(path, PAGE, absent_helvetica)
    monkeypatch.setenv("PATH", str(tmp_path))  # no Poppler
    with pytest.raises(MissingProgramError, match="pdftocairo"):
        write_searchable(document_of(path, [PAGE.reading]), path, target)


@pytest.mark.parametrize("problem", [None, "ảnh của trang bị hỏng"])
def test_a_page_that_cannot_be_drawn(tmp_path, monkeypatch, problem):
    """One that was read must be shown; a hole that is known of is a crossed-out sheet."""

    run = redraw.run

    def broken(command, *more):
        if "-pdf" in command:
            raise PageCorruptError("a.pdf", 1, "không vẽ được trang")
        return run(command, *more)

    path, target = tmp_path / "a.pdf", tmp_path / "document.pdf"
    hurt_pdf(path, PAGE, absent_helvetica)
    monkeypatch.setattr(redraw, "run", broken)
    document = document_of(path, [replace(PAGE.reading, problem=problem)])
    if problem is None:
        with pytest.raises(CorruptScanError, match="không vẽ được trang"):
            write_searchable(document, path, target)
        assert not target.exists()
        return
    write_searchable(document, path, target)
    assert check_pdfa(target) == []
    assert text_of(target) == []
    assert shown(target).getextrema()[0] < 200
