"""Archives in a bucket with a ledger in PostgreSQL are looked through and repaired the same way."""

from __future__ import annotations

from contextlib import closing

import pytest
from small_archives import draw_stack, put

from pipeline.archive import open_archive
from pipeline.archive.fixity.agreement import check_agreement, strays
from pipeline.archive.fixity.checking import check_bag, places
from pipeline.archive.fixity.repair import repair_bag
from pipeline.archive.recut import recut
from pipeline.settings import Raster, Settings

pytestmark = [pytest.mark.server, pytest.mark.timeout(120)]
RASTER = Raster()


@pytest.fixture
def bucket(s3_url, postgres_url, tmp_path):
    """Two documents and what one of them was."""
    with closing(open_archive(Settings(archive=s3_url, database=postgres_url))) as opened:
        stack = draw_stack(tmp_path / "tập.pdf", 2, 2)
        put(opened, stack, [(1, 2)])
        recut(opened, stack.scan.sha256, [(1,), (2,)], "Mai", Settings())
        yield opened


def contents(archive, home):
    store = archive.store
    return {name: store.read(f"{home}/{name}") for name in store.objects(home)}


def test_every_object_is_guarded_and_derived_ones_come_back(bucket):
    """A whole one is whole; a changed, a missing and a strange object are told and mended."""
    homes = list(places(bucket))
    assert len(homes) == 3
    assert [damage for home in homes for damage in check_bag(bucket, home, RASTER)] == []
    assert check_agreement(bucket) == []
    assert strays(bucket.store) == []
    home = homes[0]
    before = contents(bucket, home)
    bucket.store.write(f"{home}/data/text.txt", b"x")
    bucket.store.remove(f"{home}/data/document.pdf")
    bucket.store.write(f"{home}/data/x.tmp", b"x")

    found = {damage.file: damage.code for damage in check_bag(bucket, home, RASTER)}
    assert found == {
        "data/text.txt": "changed",
        "data/document.pdf": "missing",
        "data/x.tmp": "extra",
    }
    done = repair_bag(bucket, home, RASTER)

    assert contents(bucket, home) == before
    assert (done.same, done.left) == (True, ())
    assert {"data/text.txt", "data/x.tmp", "repair.json"} == set(contents(bucket, done.aside))


def test_a_bag_that_lost_its_seal_is_not_swept_away(bucket, monkeypatch):
    """The ledger knows it: it is damaged, and comes back; a killed upload's leftover goes."""
    from datetime import timedelta

    home = next(place for place in places(bucket) if place.startswith("documents"))
    before = contents(bucket, home)
    bucket.store.remove(f"{home}/bagit.txt")
    bucket.store._fs.pipe_file(bucket.store.path("documents/leftover/data/text.txt"), b"x")
    monkeypatch.setattr("pipeline.archive.bucket._ABANDONED", timedelta(0))

    assert bucket.sweep() == 1

    assert [damage.code for damage in check_agreement(bucket)] == []
    assert [damage.file for damage in check_bag(bucket, home, RASTER)] == ["bagit.txt"]
    assert repair_bag(bucket, home, RASTER).left == ()
    assert contents(bucket, home) == before
    assert bucket.store.objects("documents/leftover") == {}
