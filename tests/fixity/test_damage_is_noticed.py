"""`verify` notices every damage, names the file, and says what can be done about it."""

from __future__ import annotations

import errno
import hashlib
import io
import random
import re
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

import bagit
import pytest
from PIL import Image
from small_archives import draw_stack, put
from sqlalchemy import delete, insert, select, update

from pipeline.archive import InboxFile, open_archive
from pipeline.archive.fixity.agreement import check_agreement, strays
from pipeline.archive.fixity.bag_look import look_at
from pipeline.archive.fixity.checking import check_bag, document_of, places
from pipeline.archive.ledger.tables import documents, records
from pipeline.errors import ArchiveError, EmptyFileError
from pipeline.export.bag_files import manifest_bytes, oxum, read_manifest
from pipeline.settings import Raster, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.archive import Archive
    from pipeline.archive.fixity.damage import Damage


def damages(archive: Archive, *, quick: bool = False) -> list[Damage]:
    """Everything that is wrong."""
    found = [
        damage
        for place in places(archive)
        for damage in check_bag(archive, place, Raster(), quick=quick)
    ]
    return [*found, *check_agreement(archive)]


def files_of(kho: Path) -> list[Path]:
    """All files of all bags, in an order of their own."""
    rooms = (kho / "documents", kho / "superseded")
    return sorted(path for room in rooms for path in room.rglob("*") if path.is_file())


@pytest.mark.parametrize(("refusals", "codes"), [(1, []), (2, ["unreadable"])])
def test_what_a_store_refuses_for_a_moment_is_no_damage(archive, monkeypatch, refusals, codes):
    """A store that has just begun again gives its objects some seconds later; a disk does not."""
    place = next(iter(places(archive)))
    monkeypatch.setattr("pipeline.archive.fixity.bag_look._AGAIN_SECONDS", 0.0)
    digest, asked = archive.store.digest, []

    def refuse(path):
        asked.append(path)
        if path.endswith("/data/text.txt") and asked.count(path) <= refusals:
            raise ArchiveError("kho", "kho lưu trữ báo lỗi") from OSError(errno.EREMOTEIO, "x")
        return digest(path)

    monkeypatch.setattr(archive.store, "digest", refuse)
    assert [
        one.code for one in look_at(archive.store, place.removeprefix("documents/"), place).damages
    ] == codes


def test_a_whole_archive_is_whole(archive, kho):
    """Nothing is told where nothing is wrong; superseded versions are looked through too."""
    assert damages(archive) == []
    assert damages(archive, quick=True) == []
    assert strays(archive.store) == []
    assert len(list(places(archive))) == 4
    for place in places(archive):
        bagit.Bag(str(kho / place)).validate()


def bag_of(kho: Path, path: Path) -> tuple[str, str]:
    """Place of the bag that a file belongs to, and its path in it."""
    parts = path.relative_to(kho).parts
    depth = 2 if parts[0] == "documents" else 3
    return "/".join(parts[:depth]), "/".join(parts[depth:])


def flip(path: Path, at: int, bit: int) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)


def bagit_is_content(bag: Path) -> bool:
    """Whether the `bagit` library finds nothing wrong."""
    try:
        return bool(bagit.Bag(str(bag)).is_valid())
    except bagit.BagError:
        return False


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_flipped_bit_of_any_file_is_noticed(archive, kho, share):
    """It is told of that very file, as the `bagit` library tells it."""
    for path in files_of(kho):
        whole = path.read_bytes()
        flip(path, round((len(whole) - 1) * share), 5)
        place, file = bag_of(kho, path)

        found = check_bag(archive, place, Raster())

        named = {damage.file for damage in found}
        # A hash that was changed in a tag manifest may be blamed on the file it is of.
        assert found if file == "tagmanifest-sha256.txt" else file in named, path
        assert all(damage.remedy for damage in found)
        assert not bagit_is_content(kho / place) or file == "tagmanifest-sha256.txt"
        path.write_bytes(whole)


Undo = Callable[[], None]


class Damager:
    """Damages an archive in ways drawn at random, and takes each back."""

    def __init__(self, archive: Archive, kho: Path) -> None:
        self.archive, self.kho, self.db = archive, kho, archive.ledger._db
        self.kinds = [self.flip, self.cut, self.lose, self.add, self.lose_folder, self.lose_row]
        self.kinds += [self.other_pages, self.lose_reason, self.swap]

    def flip(self, dice: random.Random) -> Undo:
        path, whole = self._any(dice)
        flip(path, dice.randrange(len(whole)), dice.randrange(8))
        return lambda: path.write_bytes(whole)

    def cut(self, dice: random.Random) -> Undo:
        path, whole = self._any(dice)
        path.write_bytes(whole[: dice.randrange(len(whole))])
        return lambda: path.write_bytes(whole)

    def lose(self, dice: random.Random) -> Undo:
        path, whole = self._any(dice)
        path.unlink()
        return lambda: path.write_bytes(whole)

    def add(self, dice: random.Random) -> Undo:
        path, _ = self._any(dice)
        extra = path.with_name(f"{dice.choice(['x', '.ẩn', 'Thumbs'])}{path.suffix}")
        extra.write_bytes(dice.randbytes(dice.randrange(3)))
        return extra.unlink

    def swap(self, dice: random.Random) -> Undo:
        """Two files of one bag take each other's place."""
        path, whole = self._any(dice)
        other = dice.choice([one for one in path.parent.iterdir() if one != path] or [path])
        if not other.is_file() or other.read_bytes() == whole:
            return self.flip(dice)
        theirs = other.read_bytes()
        path.write_bytes(theirs)
        other.write_bytes(whole)
        return lambda: (path.write_bytes(whole), other.write_bytes(theirs))

    def lose_folder(self, dice: random.Random) -> Undo:
        home = dice.choice(sorted((self.kho / "documents").iterdir()))
        away = self.kho.parent / home.name
        home.rename(away)
        return lambda: away.rename(home)

    def lose_row(self, dice: random.Random) -> Undo:
        row = dice.choice(self.archive.ledger.documents())
        theirs = self.db.run(select(records).where(records.c.id == row.id))
        self.db.run(delete(documents).where(documents.c.id == row.id))
        back = asdict(row) | {"pages": list(row.pages)}

        def undo() -> None:
            self.db.run(insert(documents).values(**back))
            self.db.run(insert(records).values(**theirs[0]._asdict()))

        return undo

    def other_pages(self, dice: random.Random) -> Undo:
        row = dice.choice(self.archive.ledger.documents())
        this = update(documents).where(documents.c.id == row.id)
        others = dice.choice(
            [{"pages": [7]}, {"sha256": self._other(row.sha256)}, {"state": "missing"}]
        )
        self.db.run(this.values(**others))
        back = {"pages": list(row.pages), "sha256": row.sha256, "state": row.state}
        return lambda: self.db.run(this.values(**back))

    def lose_reason(self, dice: random.Random) -> Undo:
        (path,) = (self.kho / "quarantine").iterdir()
        whole = path.read_bytes()
        path.write_bytes(b"{}") if dice.random() < 0.5 else path.unlink()
        return lambda: path.write_bytes(whole)

    def _other(self, sha256: str) -> str:
        return next(row.sha256 for row in self.archive.ledger.files() if row.sha256 != sha256)

    def _any(self, dice: random.Random) -> tuple[Path, bytes]:
        path = dice.choice([one for one in files_of(self.kho) if one.stat().st_size])
        return path, path.read_bytes()


def is_noticed(archive: Archive) -> bool:
    """Whether `damages` tells anything; what its first stage tells is not asked of the others."""
    for place in places(archive):
        if look_at(archive.store, document_of(place), place).damages:
            return True
    return bool(damages(archive))


@pytest.fixture
def small(tmp_path, inbox):
    """Two letters of a page, one of them with an older version: 200 times everything is quick."""
    kho = tmp_path / "nhỏ"
    with closing(open_archive(Settings(archive=str(kho)))) as opened:
        put(opened, inbox[0], [(1,)])
        put(opened, draw_stack(tmp_path / "thư.pdf", 1, 5), [(1,)])
        one = opened.documents()[0]
        shutil.copytree(
            kho / "documents" / one, kho / "superseded" / one / "20260101T000000000000Z"
        )
        yield opened, kho


@pytest.mark.slow
def test_two_hundred_damages_are_all_noticed(small):
    """Flipped, cut, missing, extra and swapped files, rows and folders that do not agree."""
    archive, kho = small
    broken = InboxFile(str(kho / "hỏng.pdf"), "hỏng.pdf", 9, 0)
    archive.ledger.sight(broken, "f" * 64)
    archive.set_aside(broken.name, "f" * 64, EmptyFileError(broken.name), 0)
    assert damages(archive) == []
    damager, dice = Damager(archive, kho), random.Random(12)
    missed = []
    for number in range(200):
        kind = damager.kinds[number % len(damager.kinds)]
        undo = kind(dice)
        if not is_noticed(archive):
            missed.append((number, kind.__name__))
        undo()
    assert damages(archive) == []
    assert missed == []


def resealed(bag: Path, file: str, data: bytes) -> None:
    """Put other bytes into a bag as its own program would: every hash fits."""
    (bag / file).write_bytes(data)
    manifest = read_manifest((bag / "manifest-sha256.txt").read_bytes())
    manifest[file] = hashlib.sha256(data).hexdigest()
    (bag / "manifest-sha256.txt").write_bytes(manifest_bytes(manifest))
    sizes = {path.as_posix(): path.stat().st_size for path in (bag / "data").rglob("*.*")}
    info = (bag / "bag-info.txt").read_text()
    info = re.sub(r"(?m)^Payload-Oxum: .*$", f"Payload-Oxum: {oxum(sizes)}", info)
    (bag / "bag-info.txt").write_text(info)
    tags = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
    listed = {name: hashlib.sha256((bag / name).read_bytes()).hexdigest() for name in tags}
    (bag / "tagmanifest-sha256.txt").write_bytes(manifest_bytes(listed))


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("data/document.json", b'"schema_version": 2', b'"schema_version": "2"', "JSON"),
        ("data/document.json", b'"confidence": 0.9', b'"confidence": "cao"', "lược đồ"),
        ("data/document.json", b"-0001", b"-0007", "ghi mã"),
        ("data/pages/0001.alto.xml", b"<Layout>", b"<Bo_cuc/><Layout>", "lược đồ"),
        ("data/premis.xml", b"<agentName>", b"<la/><agentName>", "lược đồ"),
        ("data/document.pdf", b"%PDF-", b"%pdf-", "PDF"),
    ],
)
def test_what_says_something_else_is_told_though_every_hash_fits(
    archive, kho, file, old, new, said
):
    """Hashes prove that nothing changed since; not that it was right."""
    bag = next(
        bag
        for bag in sorted((kho / "documents").iterdir())
        if len(archive.read_json(bag.name)["pages"]) == 1 and bag.name.endswith("-0001")
    )
    data = (bag / file).read_bytes()
    assert old in data
    resealed(bag, file, data.replace(old, new, 1))
    bagit.Bag(str(bag)).validate()

    found = check_bag(archive, f"documents/{bag.name}", Raster())

    assert any(damage.file == file and said in damage.what for damage in found), found


def test_another_scan_in_the_originals_place_is_told(archive, kho, inbox):
    """As many pages, all hashes fit; it is not the file that was read."""
    sha256 = inbox[0].scan.sha256
    bag = kho / "documents" / f"{sha256[:16]}-0001"
    resealed(bag, "data/original.pdf", inbox[0].path.read_bytes() + b"\n")

    found = check_bag(archive, f"documents/{bag.name}", Raster())

    assert [(damage.file, damage.lost) for damage in found] == [("data/original.pdf", True)]


def test_evidence_that_is_not_the_scans_is_told(archive, kho):
    """A cut-out whose ink is another one's, and a crop of another place; all hashes fit."""
    bag = kho / "documents" / next(one for one in archive.documents() if one.endswith("-0003"))
    evidence = bag / "data/evidence"
    for name in ("p0003-01-seal.cutout.png", "p0003-01-seal.png"):
        with Image.open(evidence / name) as picture:
            pixels = picture.convert("RGBA" if "cutout" in name else "L")
        changed = pixels.point(lambda level: level ^ 1 if level < 250 else level)
        out = io.BytesIO()
        changed.save(out, "PNG")
        resealed(bag, f"data/evidence/{name}", out.getvalue())

    found = check_bag(archive, f"documents/{bag.name}", Raster())

    assert {damage.file: damage.code for damage in found} == {
        "data/evidence/p0003-01-seal.cutout.png": "disagrees",
        "data/evidence/p0003-01-seal.png": "disagrees",
    }
