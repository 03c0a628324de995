"""A record that was signed off: its bag tells both the machine's reading and the people's facts."""

from __future__ import annotations

import json
from dataclasses import replace

import pikepdf
import pytest

from pipeline.archive.decisions import door, signing
from pipeline.archive.fixity.checking import check_bag
from pipeline.archive.fixity.repair import repair_bag
from pipeline.archive.store import DOCUMENTS, SEAL, SUPERSEDED
from pipeline.digests import sha256_of
from pipeline.export import write_bag
from pipeline.export.bag_files import (
    INFO,
    MANIFEST,
    TAG_MANIFEST,
    manifest_bytes,
    oxum,
    read_info,
)
from pipeline.export.facts import read_facts
from pipeline.record.fields import FIELD_KEYS
from pipeline.settings import Raster
from pipeline.values.decisions import Change, Target
from pipeline.values.document import Field

SIGN = Change("sign", Target("document"), reason="đã đối chiếu bản giấy")
NUMBER = Target("field", "number")


@pytest.fixture
def corrected(archive, sighted):
    """An archive with one document whose number and one line were corrected, and its id."""
    path, document = sighted
    fields = {key: Field(reason="không có") for key in FIELD_KEYS} | document.fields
    archive.publish(replace(document, fields=fields), path, {})
    line = document.pages[0].lines[0]
    place = Target("line", page=1, box=line.box)
    changes = [
        Change("correct", NUMBER, None, "1943"),
        Change("correct", place, line.text, "CƠ QUAN NGƯỜI XEM GÕ"),
    ]
    archive.decisions.decide(document.id, changes, "Lan", 0)
    return archive, document.id


def data_of(archive, name, file):
    return archive.store.read(f"{DOCUMENTS}/{name}/data/{file}")


def whole(archive, name):
    return [damage.said for damage in check_bag(archive, f"{DOCUMENTS}/{name}", Raster())]


def test_until_it_is_signed_the_bag_is_the_machines(corrected):
    """Decisions stand beside it: nobody rewrites a bag for every key that is pressed."""
    archive, name = corrected
    assert data_of(archive, name, "decisions.json") is None
    assert "GÕ" not in data_of(archive, name, "text.txt").decode()


def test_a_signed_bag_tells_both(corrected, tmp_path):
    """The record is the reading as it was; all else says what people say."""
    archive, name = corrected
    read, scan = archive.read_document(name), data_of(archive, name, "original.pdf")

    archive.decisions.decide(name, [SIGN], "Hà", 2)

    assert whole(archive, name) == []
    assert (archive.read_document(name), data_of(archive, name, "original.pdf")) == (read, scan)
    facts = read_facts(data_of(archive, name, "decisions.json"))
    assert facts == archive.decisions.of(name)
    assert read.fields["number"].value != "1943"
    assert "CƠ QUAN NGƯỜI XEM GÕ" in data_of(archive, name, "text.txt").decode()
    assert "CƠ QUAN NGƯỜI XEM GÕ" in data_of(archive, name, "text.md").decode()
    assert "XEM" in data_of(archive, name, "pages/0001.alto.xml").decode()
    premis = data_of(archive, name, "premis.xml").decode()
    assert "1943" in premis
    assert "person/Lan" in premis
    assert "data/decisions.json" in premis
    archive.store.fetch(f"{DOCUMENTS}/{name}/data/document.pdf", tmp_path / "x.pdf")
    pikepdf.open(tmp_path / "x.pdf").close()
    assert archive.store.objects(f"{SUPERSEDED}/{name}") == {}  # nothing in it that is not here
    assert archive.read_decided(name).fields["number"].value == "1943"


def test_signed_again_it_tells_all(corrected):
    """Reopened, mended and signed once more, the bag has every fact from the first on."""
    archive, name = corrected
    archive.decisions.decide(name, [SIGN], "Hà", 2)
    archive.decisions.decide(name, [Change("reopen", Target("document"))], "Hà", 3)
    archive.decisions.decide(name, [Change("correct", NUMBER, None, "1944")], "Lan", 4)
    assert len(read_facts(data_of(archive, name, "decisions.json"))) == 3
    archive.decisions.decide(name, [SIGN], "Hà", 5)
    assert len(read_facts(data_of(archive, name, "decisions.json"))) == 6
    assert whole(archive, name) == []


def test_a_record_by_another_program_is_kept_whole(corrected):
    """Where the old record says anything else, the old bag is kept as it was."""
    archive, name = corrected
    path = f"{DOCUMENTS}/{name}"
    original = archive.store.read(f"{path}/data/original.pdf")

    def build(bag):
        scan = bag.parent / "x.pdf"
        scan.write_bytes(original)
        write_bag(archive.read_document(name), scan, {}, bag)
        record = bag / "data" / "document.json"
        said = json.loads(record.read_bytes())
        said["events"][-1]["version"] = "sohoa 0.1"
        record.write_text(json.dumps(said))
        reseal(bag)

    archive.store.replace(path, build, "damaged/x/1")
    archive.decisions.decide(name, [SIGN], "Hà", 2)
    (stamp,) = archive.store.names(f"{SUPERSEDED}/{name}")
    assert archive.store.exists(f"{SUPERSEDED}/{name}/{stamp}/{SEAL}")
    assert whole(archive, name) == []


class Killed(BaseException):
    """As a process is killed."""


@pytest.mark.parametrize("moment", ["before", "between", "after"])
def test_a_kill_while_the_bag_is_written_is_made_good(corrected, monkeypatch, moment):
    """The signature is on record; the next sweep finishes the bag, wherever it was left."""
    archive, name = corrected
    store = archive.store

    def replace_(home, build, aside):
        if moment == "between":
            store.move(home, aside)
        raise Killed

    with monkeypatch.context() as patch:
        if moment == "after":
            patch.setattr(signing, "_same_record", lambda *_: (_ for _ in ()).throw(Killed()))
        else:
            patch.setattr(store, "replace", replace_)
        with pytest.raises(Killed):
            archive.decisions.decide(name, [SIGN], "Hà", 2)
    assert archive.decisions.signed(name) is not None
    monkeypatch.setattr(door, "_UNDER_WAY", door.timedelta(0))
    archive.sweep()
    assert archive.ledger.decisions.untold() == []
    assert len(read_facts(data_of(archive, name, "decisions.json"))) == 3
    assert whole(archive, name) == []
    assert store.objects(f"{SUPERSEDED}/{name}") == {}


def test_a_bag_that_is_damaged_is_signed_and_waits(corrected):
    """What cannot be proved is not written anew; the signature stays, and the bag waits."""
    archive, name = corrected
    archive.store.write(f"{DOCUMENTS}/{name}/data/original.pdf", b"%PDF-1.4 else")
    archive.decisions.decide(name, [SIGN], "Hà", 2)
    assert archive.decisions.signed(name) is not None
    assert data_of(archive, name, "decisions.json") is None
    assert [one.number for one in archive.ledger.decisions.untold()] == [3]


@pytest.mark.parametrize("file", ["decisions.json", "text.txt", "premis.xml"])
def test_what_a_signed_bag_loses_is_made_again(corrected, file):
    """The facts from the ledger, all else from record and facts: the same bytes."""
    archive, name = corrected
    archive.decisions.decide(name, [SIGN], "Hà", 2)
    before = data_of(archive, name, file)
    archive.store.write(f"{DOCUMENTS}/{name}/data/{file}", b"[]")
    assert whole(archive, name)
    done = repair_bag(archive, f"{DOCUMENTS}/{name}", Raster())
    assert (done.left, done.same) == ((), True)
    assert data_of(archive, name, file) == before


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (lambda facts: facts[:-1], "ký duyệt"),
        (lambda facts: facts[1:], "nối số"),
        (lambda facts: [one | {"document": "x"} for one in facts], "văn bản khác"),
        (lambda facts: [{}], "không đọc được"),
    ],
)
def test_facts_that_cannot_be_are_told(corrected, folder_archive, said, why, settings, tmp_path):
    """A bag whose facts are not one document's, from 1 on to a signature, is none."""
    archive, name = corrected
    if settings.database:
        pytest.skip("one kind of store is enough")
    archive.decisions.decide(name, [SIGN], "Hà", 2)
    home = archive.store.folder / DOCUMENTS / name
    facts = json.loads((home / "data/decisions.json").read_bytes())
    (home / "data/decisions.json").write_text(json.dumps(said(facts)))
    reseal(home)
    assert any(why in damage for damage in whole(archive, name))


def reseal(home):
    """Make the manifests fit: it is what the file says that is wrong."""
    files = {
        path.relative_to(home).as_posix(): sha256_of(path)
        for path in (home / "data").rglob("*")
        if path.is_file()
    }
    (home / MANIFEST).write_bytes(manifest_bytes(files))
    info = read_info((home / INFO).read_bytes())
    total = oxum({path: (home / path).stat().st_size for path in files})
    said = info | {"Payload-Oxum": total}
    (home / INFO).write_text("".join(f"{name}: {value}\n" for name, value in said.items()))
    tags = {name: sha256_of(home / name) for name in (SEAL, INFO, MANIFEST)}
    (home / TAG_MANIFEST).write_bytes(manifest_bytes(tags))
