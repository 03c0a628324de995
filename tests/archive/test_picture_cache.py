"""Drawn pages on disk: whole or not there, for one version of a document, as many as have room."""

import os
import stat

import numpy as np
import pytest

from pipeline.archive.pictures.cache import PictureCache, PictureKey
from pipeline.archive.pictures.pyramid import write_pyramid


@pytest.fixture
def cache(tmp_path):
    return PictureCache(tmp_path / "pictures", 2.0)


def keep(cache, key, side=64, seed=0):
    image = np.random.default_rng(seed).integers(0, 255, (side, side), np.uint8)
    with cache.aside() as aside:
        with (aside / "drawn").open("wb") as file:
            write_pyramid(image, file)
        return cache.keep(key, aside / "drawn")


def key(document="a", version="0" * 16, page=1, layer="original"):
    return PictureKey(document, version, page, layer)


def test_what_was_kept_is_found_and_nobody_else_reads_it(cache):
    assert cache.find(key()) is None
    keep(cache, key())
    found = cache.find(key())
    assert found.size == (64, 64)
    for path in (found.path, found.path.parent, cache.folder):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077
    assert cache.find(key(page=2)) is None
    assert cache.find(key(layer="cleaned")) is None
    assert cache.find(key(version="1" * 16)) is None


def test_what_is_not_whole_is_drawn_anew(cache):
    keep(cache, key())
    path = cache.path(key())
    path.write_bytes(path.read_bytes()[:-1])
    assert cache.find(key()) is None
    assert not path.exists()


def test_a_document_that_was_read_anew_keeps_nothing_of_before(cache):
    keep(cache, key())
    keep(cache, key(version="1" * 16))
    cache.forget("a", but="1" * 16)
    assert cache.find(key()) is None
    assert cache.find(key(version="1" * 16)) is not None
    cache.forget("a")
    assert cache.documents() == []


def test_what_was_not_looked_at_for_longest_goes_first(cache):
    for page in range(1, 9):
        keep(cache, key(document=f"d{page}"), side=600, seed=page)
        os.utime(cache.path(key(document=f"d{page}")), (page, page))
    assert cache.find(key(document="d1")) is not None  # looked at now
    size = cache.path(key(document="d1")).stat().st_size
    assert cache.trim(4 * size) >= 4 * size
    left = set(cache.documents())
    assert "d1" in left
    assert {"d2", "d3", "d4"}.isdisjoint(left)
    assert sum(f.stat().st_size for f in cache.folder.rglob("*.tiles")) <= 4 * size


def test_a_cache_with_room_is_left_alone(cache):
    keep(cache, key())
    assert cache.trim() == 0
    assert cache.find(key()) is not None


def test_what_dead_processes_left_goes_and_what_is_drawn_now_stays(cache):
    left = cache.folder / ".aside" / "left"
    left.mkdir()
    (left / "drawn").write_bytes(b"half")
    os.utime(left, (1, 1))
    fresh = cache.folder / ".aside" / "fresh"
    fresh.mkdir()
    with cache.aside() as aside:
        os.utime(aside, (1, 1))
        cache.sweep(lambda _: True)
        assert aside.exists()
    assert not left.exists()
    assert fresh.exists()


def test_nothing_is_kept_of_a_document_that_was_taken_out(cache):
    keep(cache, key("a"))
    keep(cache, key("b"))
    cache.sweep(lambda document: document == "a")
    assert cache.documents() == ["a"]
