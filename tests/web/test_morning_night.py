"""A real night while the morning page stands open: it is begun there, and shown to its end."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import nights
import pytest

from flows.desk_works import DeskWorks

SAMPLE = Path(__file__).parents[2] / "samples" / "scans" / "clean-state-letter.pdf"
SECONDS = 120_000  # milliseconds, on a busy machine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def desk(desk, tmp_path, monkeypatch):
    """A desk whose inbox has one drawn scan, and a file that is none."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    shutil.copy(SAMPLE, inbox)
    (inbox / "rỗng.pdf").touch()
    settings = replace(desk.settings, workers=1, settle_seconds=0.0)
    monkeypatch.setattr("flows.desk_works._command", lambda: [sys.executable, "-c", nights.NIGHT])
    return replace(desk, settings=settings, works=DeskWorks(settings))


def test_a_night_is_begun_watched_and_its_end_is_shown(tab, desk):
    """Without a hand on the page: it asks by itself, and shows the whole morning at the end."""
    tab.set_default_timeout(SECONDS)
    tab.goto("/")
    assert "Chưa có lượt đọc nào" in tab.locator("#night").inner_text()
    tab.get_by_role("button", name="Đọc hộp nhận ngay").click()
    tab.locator("#night", has_text="Đang khởi động").wait_for()
    assert tab.get_by_role("button", name="Đọc hộp nhận ngay").is_disabled()
    tab.locator("#night", has_text="Đang đọc hộp nhận").wait_for()
    tab.locator("#night", has_text="Lượt gần nhất").wait_for()
    assert "1 văn bản vào kho" in tab.locator("#night").inner_text()
    assert "tệp rỗng" in tab.locator("#asides").inner_text()
    assert desk.archive.ledger.nights(1)[0].state == "done"
    tab.get_by_role("button", name="Bỏ khỏi danh sách").click()
    tab.locator("#said", has_text="đã bỏ khỏi danh sách").wait_for()
    assert tab.locator("#asides > .list").count() == 0
    assert tab.get_by_role("button", name="Đọc hộp nhận ngay").is_enabled()
