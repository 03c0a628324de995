"""A damaged bag put right: the same bytes again, no page read, nothing made to look whole."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from typing import TYPE_CHECKING

import bagit
import pytest
from killing import run_until

from pipeline.archive import open_archive
from pipeline.archive.fixity.checking import check_bag, places
from pipeline.archive.fixity.repair import repair_bag
from pipeline.errors import ArchiveFullError
from pipeline.export.bag_files import manifest_bytes, oxum
from pipeline.settings import Raster, Settings

if TYPE_CHECKING:
    from pathlib import Path

RASTER = Raster()
DERIVED = [
    "data/document.pdf",
    "data/text.txt",
    "data/text.md",
    "data/premis.xml",
    "data/pages/0001.alto.xml",
    "data/evidence/p0001-01-seal.png",
    "manifest-sha256.txt",
    "tagmanifest-sha256.txt",
    "bag-info.txt",
    "bagit.txt",
]


@pytest.fixture(autouse=True)
def reading_is_impossible(monkeypatch):
    """Whoever tries to read a page fails."""

    def read(*_args, **_more):
        raise AssertionError("a page was read")

    for name in ("pipeline.page.reading.read_traced", "pipeline.page.reading.digitise_page"):
        monkeypatch.setattr(name, read)
    monkeypatch.setattr("pipeline.recognition.reader.make_reader", read)


def contents(bag: Path) -> dict[str, bytes]:
    """Every file of a bag."""
    return {
        path.relative_to(bag).as_posix(): path.read_bytes()
        for path in bag.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def letter(archive, kho) -> Path:
    """The bag of the letter of one page: nothing else in the archive has its files."""
    (name,) = [
        one
        for one in archive.documents()
        if (kho / "documents" / one / "data/pages/0001.alto.xml").exists()
        and len(archive.read_json(one)["pages"]) == 1
    ]
    return kho / "documents" / name


def place_of(bag: Path) -> str:
    return f"documents/{bag.name}"


@pytest.mark.parametrize("how", ["gone", "changed"])
@pytest.mark.parametrize("file", DERIVED)
def test_a_derived_file_comes_back_byte_for_byte(archive, letter, file, how):
    """From original and record; what was damaged lies aside, with the reason."""
    before = contents(letter)
    if how == "gone":
        (letter / file).unlink()
    else:
        (letter / file).write_bytes(b"x" + before[file][1:])

    done = repair_bag(archive, place_of(letter), RASTER)

    assert contents(letter) == before
    assert (done.same, done.left) == (True, ())
    assert check_bag(archive, place_of(letter), RASTER) == []
    bagit.Bag(str(letter)).validate()
    kept = contents(archive.store.folder / done.aside)
    why = json.loads(kept.pop("repair.json"))
    assert why["damages"]
    assert kept == ({} if how == "gone" else {file: b"x" + before[file][1:]})


def test_all_derived_files_at_once_come_back(archive, letter):
    """Only original, record and cut-outs are left; the bag is what it was."""
    before = contents(letter)
    for file in DERIVED:
        (letter / file).unlink()

    done = repair_bag(archive, place_of(letter), RASTER)

    assert contents(letter) == before
    # Nothing that is left says what the bytes were; that they are the same is our own knowledge.
    assert not done.same


def test_a_damaged_original_is_never_made_to_look_whole(archive, letter):
    """Its bytes stay as they are, its hash in the manifest too; only a backup helps."""
    original = letter / "data/original.pdf"
    whole = original.read_bytes()
    original.write_bytes(whole[:-5] + b"xxxxx")
    (letter / "data/text.txt").unlink()
    before = contents(letter)

    done = repair_bag(archive, place_of(letter), RASTER)

    assert contents(letter) == before
    assert done.mended == ()
    lost, derived = check_bag(archive, place_of(letter), RASTER)
    assert (lost.file, lost.lost, "sao lưu" in lost.remedy) == ("data/original.pdf", True, True)
    assert "khi đã có lại bản gốc" in derived.remedy
    original.write_bytes(whole)
    assert repair_bag(archive, place_of(letter), RASTER).left == ()
    bagit.Bag(str(letter)).validate()


def test_ink_that_another_version_keeps_comes_back(archive, kho):
    """The very bytes, by their hash, out of what was superseded; nothing else would do."""
    (stack,) = [place for place in places(archive) if place.startswith("superseded")]
    home = f"documents/{stack.split('/')[1]}"
    cutout = "data/evidence/p0001-01-seal.cutout.png"
    before = contents(kho / home)
    (kho / home / cutout).unlink()
    (kho / home / "data/text.txt").write_bytes(b"")

    done = repair_bag(archive, home, RASTER)

    assert contents(kho / home) == before
    assert done.mended == (cutout, "data/text.txt")


def test_ink_that_nothing_else_keeps_stays_lost(archive, letter):
    """All else is mended, and the bag still says that its cut-out is missing."""
    cutout = letter / "data/evidence/p0001-01-seal.cutout.png"
    before = contents(letter)
    cutout.unlink()
    (letter / "data/document.pdf").unlink()
    (letter / "data/premis.xml").unlink()
    (letter / "bag-info.txt").unlink()

    done = repair_bag(archive, place_of(letter), RASTER)

    assert done.mended == ("bag-info.txt", "data/document.pdf")
    left, named = sorted(done.left, key=lambda damage: damage.file)
    assert (left.file, left.lost) == ("data/evidence/p0001-01-seal.cutout.png", True)
    assert "sohoa reread" in left.remedy
    assert named.file == "data/premis.xml"  # it names the bytes of the lost ink
    del before[left.file], before[named.file]
    after = contents(letter)
    assert {**after, "bag-info.txt": b"", "tagmanifest-sha256.txt": b""} == {
        **before,
        "bag-info.txt": b"",
        "tagmanifest-sha256.txt": b"",
    }
    assert repair_bag(archive, place_of(letter), RASTER).mended == ()


def test_a_lost_record_is_told_to_be_read_again(archive, letter):
    """ALTO is not enough for it; nothing is invented."""
    (letter / "data/document.json").unlink()
    (letter / "data/text.txt").unlink()

    done = repair_bag(archive, place_of(letter), RASTER)

    assert done.mended == ()
    said = {damage.file: damage for damage in done.left}
    assert said["data/document.json"].lost
    assert "sohoa ingest" in said["data/document.json"].remedy
    assert "khi đã có lại document.json" in said["data/text.txt"].remedy


def test_strange_files_are_put_aside(archive, letter):
    """Nobody knows what they are, so they are kept."""
    before = contents(letter)
    (letter / "data/Thumbs.db").write_bytes(b"\0")
    (letter / "lạ").mkdir()
    (letter / "lạ/x.txt").write_text("x")

    done = repair_bag(archive, place_of(letter), RASTER)

    assert contents(letter) == before
    assert set(done.mended) == {"data/Thumbs.db", "lạ/x.txt"}
    assert (archive.store.folder / done.aside / "lạ/x.txt").read_text() == "x"


def test_another_program_makes_all_derived_files_anew(archive, letter, monkeypatch):
    """Bytes are others, content is the same: told, and the bag is one program's work again."""
    before = contents(letter)
    (letter / "data/text.txt").unlink()
    monkeypatch.setattr("pipeline.export.bag.text_file", lambda document: b"khac\n")

    dry = repair_bag(archive, place_of(letter), RASTER, dry_run=True)
    assert "data/text.txt" not in contents(letter)
    done = repair_bag(archive, place_of(letter), RASTER)

    named = ("data/premis.xml", "data/text.txt")  # the one tells the hash of the other
    assert (dry.mended, dry.same) == (done.mended, done.same) == (named, False)
    assert done.left == ()
    bagit.Bag(str(letter)).validate()
    after = contents(letter)
    for file in ("data/original.pdf", "data/evidence/p0001-01-seal.png", "data/document.pdf"):
        assert after[file] == before[file]


def made_old(bag: Path) -> None:
    """The bag as programs before PDF/A and PREMIS wrote it: whole, by its own manifests."""
    record = json.loads((bag / "data/document.json").read_text())
    record["events"] = [one for one in record["events"] if not one["what"].startswith("pdfa")]
    (bag / "data/document.json").write_text(json.dumps(record, ensure_ascii=False))
    with (bag / "data/document.pdf").open("ab") as pdf:
        pdf.write(b"% of an old program")
    for file in ("premis.xml", "text.md"):
        (bag / "data" / file).unlink()
    payload = {
        path.relative_to(bag).as_posix(): path
        for path in (bag / "data").rglob("*")
        if path.is_file()
    }
    total = oxum({name: path.stat().st_size for name, path in payload.items()})
    info = (bag / "bag-info.txt").read_text().splitlines(keepends=True)
    told = [f"Payload-Oxum: {total}\n" if "Oxum" in line else line for line in info]
    (bag / "bag-info.txt").write_text("".join(told))
    for manifest, files in (
        ("manifest-sha256.txt", sorted(payload)),
        ("tagmanifest-sha256.txt", ["bagit.txt", "bag-info.txt", "manifest-sha256.txt"]),
    ):
        digests = {file: hashlib.sha256((bag / file).read_bytes()).hexdigest() for file in files}
        (bag / manifest).write_bytes(manifest_bytes(digests))


def test_a_bag_of_an_old_program_is_whole_and_renewed_only_when_asked(archive, letter):
    """All derived files anew, no page read; what was replaced is kept, and once is enough."""
    before = contents(letter)
    made_old(letter)
    old = contents(letter)
    assert check_bag(archive, place_of(letter), RASTER) == []
    assert repair_bag(archive, place_of(letter), RASTER).mended == ()
    dry = repair_bag(archive, place_of(letter), RASTER, dry_run=True, renew=True)
    assert contents(letter) == old

    done = repair_bag(archive, place_of(letter), RASTER, renew=True)

    assert dry.mended == done.mended
    assert {"data/document.json", "data/premis.xml", "data/text.md"} <= set(done.mended)
    assert (done.same, done.left) == (False, ())
    after = contents(letter)
    assert after.keys() == before.keys()
    assert after["data/original.pdf"] == before["data/original.pdf"]
    assert "pdfa_2b" in after["data/document.json"].decode()
    bagit.Bag(str(letter)).validate()
    kept = archive.store.folder / done.aside
    assert (kept / "data/document.json").read_bytes() == old["data/document.json"]
    assert repair_bag(archive, place_of(letter), RASTER, renew=True).mended == ()


def test_what_cannot_be_renewed_stays_and_is_told(archive, letter):
    """Without its original no PDF is made; the one of before stands."""
    made_old(letter)
    (letter / "data/original.pdf").write_bytes(b"")
    pdf = (letter / "data/document.pdf").read_bytes()

    done = repair_bag(archive, place_of(letter), RASTER, renew=True)

    assert (letter / "data/document.pdf").read_bytes() == pdf
    (told,) = [one for one in done.left if one.code == "outdated"]
    assert "sohoa reread" in told.remedy


def test_a_full_disk_leaves_everything_as_it_was(archive, letter, monkeypatch):
    """Half a bag is never seen, and the damaged one stays where it is."""
    (letter / "data/text.txt").unlink()
    before = contents(letter)

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.archive.folder._sync", full)
    with pytest.raises(ArchiveFullError):
        repair_bag(archive, place_of(letter), RASTER)

    assert contents(letter) == before
    assert archive.store.names("damaged") == []
    assert archive.store.names(".staging") == []


def test_a_repair_that_was_killed_between_two_renames_is_finished(archive, kho, letter):
    """The damaged bag is aside, the new one not yet there: the next repair makes it of that."""
    before = contents(letter)
    (letter / "data/text.txt").unlink()
    archive.store.move(place_of(letter), f"damaged/{letter.name}/20260101T000000000000Z")

    done = repair_bag(archive, place_of(letter), RASTER)

    assert contents(letter) == before
    assert done.left == ()


def test_a_superseded_version_is_repaired_too(archive, kho):
    """It is evidence of what stood before, and one day somebody asks for it."""
    (place,) = [one for one in places(archive) if one.startswith("superseded")]
    before = contents(kho / place)
    (kho / place / "data/document.pdf").unlink()

    assert repair_bag(archive, place, RASTER).left == ()

    assert contents(kho / place) == before


def test_a_dry_run_changes_nothing(archive, kho, letter):
    (letter / "data/document.pdf").unlink()
    before = contents(kho / "documents")

    done = repair_bag(archive, place_of(letter), RASTER, dry_run=True)

    assert (done.mended, done.aside) == (("data/document.pdf",), None)
    assert contents(kho / "documents") == before
    assert archive.store.names("damaged") == []


@pytest.mark.slow
@pytest.mark.parametrize("touch", range(110, 200, 15))
def test_a_repair_that_is_killed_at_any_touch_of_the_disk_leaves_no_half(archive, letter, touch):
    """The damaged bag, the mended one, or none for the instant between; the next one finishes."""
    before = contents(letter)
    (letter / "data/text.txt").unlink()
    damaged = contents(letter)
    settings = Settings(archive=str(archive.store.folder))

    def work():
        with closing(open_archive(settings)) as opened:
            repair_bag(opened, place_of(letter), RASTER)

    run_until(touch, work)

    if letter.exists():
        assert contents(letter) in (damaged, before)
    assert repair_bag(archive, place_of(letter), RASTER).left == ()
    assert contents(letter) == before


@pytest.mark.parametrize("premis", [True, False])
def test_a_record_that_nothing_proves_is_not_taken_for_the_truth(archive, letter, premis):
    """Its manifest is gone, and somebody changed a word in it: no new hash makes that good."""
    record = letter / "data/document.json"
    record.write_bytes(record.read_bytes().replace("Văn bản 1".encode(), "Văn bản 9".encode()))
    (letter / "manifest-sha256.txt").unlink()
    if not premis:
        (letter / "data/premis.xml").unlink()
    before = contents(letter)

    done = repair_bag(archive, place_of(letter), RASTER)

    assert done.mended == ()
    assert contents(letter) == before


def test_premis_proves_what_a_lost_manifest_proved(archive, letter):
    """Manifests and text are gone: PREMIS still knows the hashes of record and original."""
    before = contents(letter)
    for file in ("manifest-sha256.txt", "tagmanifest-sha256.txt", "data/text.txt"):
        (letter / file).unlink()

    assert repair_bag(archive, place_of(letter), RASTER).left == ()

    assert contents(letter) == before
