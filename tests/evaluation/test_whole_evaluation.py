"""A drawn letter goes through both engines, the figures and the pages."""

from __future__ import annotations

import pytest

from evaluation.run import evaluate_folder
from pipeline.errors import CorruptScanError, NotAScanError
from pipeline.settings import Settings
from samples.draw import draw_document, write_scan

pytestmark = pytest.mark.slow


def test_a_drawn_letter_is_read_judged_and_shown(tmp_path):
    """Ours is nearly free of errors, both engines have their cost, every page has its pictures."""
    write_scan(draw_document("clean", 3), tmp_path / "in", "thu")
    seen = []
    report = evaluate_folder(
        tmp_path / "in",
        Settings(),
        html=tmp_path / "out",
        progress=lambda done, total, name: seen.append((done, total, name)),
    )
    pages = {engine: [p for p in report.pages if p.engine == engine] for engine in ("sohoa",)}
    rows = {row.engine: row for row in report.rows()}
    # Clean pages are the easiest there are; the bar of the project is 0.7 % over many of them.
    assert rows["sohoa"].rates["cer"] < 0.03
    assert rows["sohoa"].problems == 0
    assert min(row.cpu_seconds for row in rows.values()) > 0.1
    assert seen[-1] == (len(pages["sohoa"]),) * 2 + (f"thu, trang {len(pages['sohoa'])}",)
    assert len(list((tmp_path / "out").glob("*/clean.jpg"))) == len(pages["sohoa"])
    assert "Tesseract thường" in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_a_broken_scan_stops_the_evaluation_by_name(tmp_path):
    """Figures without one of the files would look complete."""
    write_scan(draw_document("clean", 3), tmp_path, "thu")
    (tmp_path / "thu.pdf").write_text("không phải PDF", "utf-8")
    with pytest.raises((NotAScanError, CorruptScanError), match=r"thu\.pdf"):
        evaluate_folder(tmp_path, Settings(), baseline=False)


def test_a_folder_without_truth_is_measured_by_what_is_passed_over(tmp_path):
    """Every page is read by both; nothing is called right or wrong, and pages are shown."""
    write_scan(draw_document("clean", 3), tmp_path / "in", "thu")
    (tmp_path / "in" / "thu.truth.json").unlink()
    report = evaluate_folder(tmp_path / "in", Settings(), html=tmp_path / "out")
    assert report.pages == ()
    assert report.coverage
    for page in report.coverage:
        assert page.cer is None
        assert page.rate is not None
        assert page.rate < 0.03
    folder = next((tmp_path / "out").glob("thu-*"))
    assert "chưa có văn bản đúng" in (folder / "index.html").read_text("utf-8")
    assert "chưa có văn bản đúng" in (tmp_path / "out" / "index.html").read_text("utf-8")
