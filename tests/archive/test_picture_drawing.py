"""Who draws first, what is left out, and what becomes of a process that dies."""

import os
import threading
from concurrent.futures import CancelledError

import pytest

from pipeline.archive.pictures import drawing
from pipeline.archive.pictures.cache import PictureCache, PictureKey
from pipeline.archive.pictures.drawing import BESIDE, NOW, SOON, Drawer, NoSuchPageError
from pipeline.archive.pictures.layers import Sheet
from pipeline.archive.pictures.pyramid import write_pyramid
from pipeline.errors import PageCrashedError, PageTookTooLongError
from pipeline.settings import Pictures, Raster, Settings


def key(page, layer="original"):
    return PictureKey("a", "0" * 16, page, layer)


class Slow(Drawer):
    """Draws when it is let, and remembers in which order."""

    def __init__(self, tmp_path):
        settings = Settings(pictures=Pictures(workers=1))
        super().__init__(None, PictureCache(tmp_path / "pictures", 50), settings)
        self.order, self.let = [], threading.Event()

    def _in_process(self, sheet, key, target):
        self.let.wait(10)
        self.order.append(key.page)
        import numpy as np

        with target.open("wb") as file:
            write_pyramid(np.zeros((9, 9), np.uint8), file)


@pytest.fixture
def slow(tmp_path, monkeypatch):
    def sheet_of(_archive, _document, page, _layer, _folders):
        return None if page == 404 else Sheet(tmp_path / "none.pdf", page, None)

    monkeypatch.setattr(drawing, "sheet_of", sheet_of)
    made = Slow(tmp_path)
    yield made
    made.let.set()
    made.close()


def begun(drawer, page=1):
    """A first page that is being drawn; what is asked for after it waits."""
    done = drawer.draw(key(page))
    while not drawer._orders[key(page)].taken:
        pass
    return done


def test_what_somebody_waits_for_comes_first(slow):
    first = begun(slow)
    waiting = [slow.draw(key(2), SOON), slow.draw(key(3), BESIDE), slow.draw(key(4), NOW)]
    waiting.append(slow.draw(key(5), SOON))
    assert slow.draw(key(5), NOW) is waiting[-1]  # now somebody waits for it after all
    slow.let.set()
    for one in (first, *waiting):
        assert one.result(10).size == (9, 9)
    assert slow.order == [1, 4, 5, 3, 2]


def test_what_is_only_likely_is_left_out_when_many_wait(slow, monkeypatch):
    monkeypatch.setattr(drawing, "_MOST_WAITING", 2)
    begun(slow)
    slow.draw(key(2), SOON)
    assert slow.draw(key(3), SOON).cancelled()
    assert not slow.draw(key(3), BESIDE).cancelled()


def test_who_waits_when_the_desk_closes_is_told(slow):
    begun(slow)
    waiting = slow.draw(key(2))
    slow.let.set()
    slow.close()
    with pytest.raises((CancelledError,)):
        slow.draw(key(3)).result(10)
    assert waiting.cancelled() or waiting.done()


def test_there_is_no_page_of_that_number(slow):
    slow.let.set()
    with pytest.raises(NoSuchPageError):
        slow.draw(key(404)).result(10)
    assert slow.draw(key(2)).result(10).size == (9, 9)  # and nothing else suffers


def _die(*_):
    os._exit(3)


def _hang(*_):
    threading.Event().wait()


@pytest.mark.slow
def test_a_process_that_dies_or_hangs_costs_one_picture(tmp_path, monkeypatch):
    sheet = Sheet(tmp_path / "none.pdf", 1, None)
    monkeypatch.setattr(drawing, "sheet_of", lambda *_: sheet)
    settings = Settings(raster=Raster(program_seconds=8), pictures=Pictures(workers=1))
    drawer = Drawer(None, PictureCache(tmp_path / "pictures", 50), settings)
    try:
        monkeypatch.setattr(drawing, "_draw", _die)
        with pytest.raises(PageCrashedError):
            drawer.draw(key(1)).result(30)
        drawer._settings = Settings(raster=Raster(program_seconds=0.5))
        monkeypatch.setattr(drawing, "_draw", _hang)
        with pytest.raises(PageTookTooLongError):
            drawer.draw(key(2)).result(30)
    finally:
        drawer.close()
    assert list((tmp_path / "pictures" / ".aside").iterdir()) == []
