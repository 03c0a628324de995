"""A bucket that keeps versions gives back what was written over or deleted."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import servers
from small_archives import draw_stack, put

from pipeline.archive import open_archive
from pipeline.archive.fixity.agreement import check_agreement
from pipeline.archive.fixity.checking import check_bag
from pipeline.archive.fixity.repair import repair_bag
from pipeline.archive.store import WORK
from pipeline.settings import Raster, Settings

pytestmark = [pytest.mark.server, pytest.mark.timeout(120)]
RASTER = Raster()


@pytest.fixture(params=["versioned", "plain"])
def bucket(request, s3_server, postgres_url, tmp_path, monkeypatch):
    """An archive of one document, in a bucket that keeps versions or in one that does not."""
    from pipeline.archive.objects import open_bucket

    servers.lead_to_s3(monkeypatch, s3_server)
    fs, name = open_bucket(
        f"s3://{request.param}-{tmp_path.name[-20:].strip('_').replace('_', '-')}"
    )
    fs.mkdir(name)
    if request.param == "versioned":
        fs.call_s3(
            "put_bucket_versioning", Bucket=name, VersioningConfiguration={"Status": "Enabled"}
        )
    with closing(open_archive(Settings(archive=f"s3://{name}", database=postgres_url))) as opened:
        put(opened, draw_stack(tmp_path / "thư.pdf", 1, 1), [(1,)])
        yield opened


def home_of(archive):
    return f"documents/{archive.documents()[0]}"


def contents(archive, home):
    return {name: archive.store.read(f"{home}/{name}") for name in archive.store.objects(home)}


def test_what_nothing_makes_again_comes_back_from_its_versions(bucket, request):
    """An original written over, a cut-out and the record deleted: the bag is whole again."""
    versioned = "versioned" in request.node.name
    store, home = bucket.store, home_of(bucket)
    before = contents(bucket, home)
    (cutout,) = (name for name in before if name.endswith(".cutout.png"))
    for text in (b"x", b"y"):
        store.write(f"{home}/data/original.pdf", text)
    store.remove(f"{home}/{cutout}")
    store.remove(f"{home}/data/document.json")

    done = repair_bag(bucket, home, RASTER)

    if versioned:
        assert {"data/original.pdf", cutout, "data/document.json"} <= set(done.mended)
        assert (done.same, done.left) == (True, ())
        assert contents(bucket, home) == before
        assert check_bag(bucket, home, RASTER) == []
        # What lay there instead is kept, too.
        assert store.read(f"{done.aside}/data/original.pdf") == b"y"
    else:
        assert {"data/original.pdf", cutout, "data/document.json"} <= {
            one.file for one in done.left
        }


def test_a_document_that_was_deleted_comes_back_whole(bucket, request):
    """All its objects, the seal last; where the bucket keeps nothing it stays lost, and told."""
    versioned = "versioned" in request.node.name
    home = home_of(bucket)
    before = contents(bucket, home)
    bucket.store.remove(home)
    (damage,) = check_agreement(bucket)
    assert (damage.code, damage.place) == ("no-folder", home)

    looked = repair_bag(bucket, home, RASTER, dry_run=True)
    assert not bucket.store.lies_there(home)
    done = repair_bag(bucket, home, RASTER)

    assert contents(bucket, home) == (before if versioned else {})
    assert bool(check_agreement(bucket)) != versioned
    assert bool(done.mended) == versioned == bool(looked.mended)


def test_a_bucket_is_made_ready_once_and_again(s3_server, monkeypatch, capsys):
    """It keeps versions, those of finished pages for a day; a second time changes nothing."""
    from flows.bucket import main
    from pipeline.archive.objects import open_bucket

    servers.lead_to_s3(monkeypatch, s3_server)
    monkeypatch.setenv("SOHOA_ARCHIVE", "s3://ready/kho")
    monkeypatch.setenv("SOHOA_DATABASE", "postgresql+psycopg://db/sohoa")
    assert [main(), main()] == [0, 0]
    assert [line.split(": ")[1][:6] for line in capsys.readouterr().out.splitlines()] == [
        "đã tạo", "đã có,",
    ]  # fmt: skip

    fs, _ = open_bucket("s3://ready/kho")
    assert fs.call_s3("get_bucket_versioning", Bucket="ready")["Status"] == "Enabled"
    rules = fs.call_s3("get_bucket_lifecycle_configuration", Bucket="ready")["Rules"]
    kept = {
        rule["Filter"].get("Prefix", ""): rule["NoncurrentVersionExpiration"]["NoncurrentDays"]
        for rule in rules
    }
    assert kept == {f"kho/{WORK}/": 1, "": 90}
    # SeaweedFS follows rules when told to (docs/backup.md): a mark of what is gone goes at once.
    fs.call_s3("delete_object", Bucket="ready", Key=f"kho/{WORK}/page")
    assert fs.call_s3("list_object_versions", Bucket="ready").get("DeleteMarkers")
    master, store = servers.INSIDE[s3_server]
    told = f"s3.lifecycle.run-shard -shards 0-15 -s3 {store}\n"
    weed = Path(sys.executable).with_name("weed")
    done = subprocess.run(
        [weed, "shell", f"-master={master}"],
        input=told, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert not fs.call_s3("list_object_versions", Bucket="ready").get("DeleteMarkers")

    monkeypatch.setenv("SOHOA_ARCHIVE", "./kho")
    assert main() == 3
