"""A ledger that was lost is made again from the archive; nothing is read, no decision is lost."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from pipeline.archive import Archive, InboxFile, open_archive
from pipeline.archive.archive import ledger_url, open_store
from pipeline.archive.fixity.agreement import check_agreement
from pipeline.archive.fixity.settling import settle_disagreement
from pipeline.archive.recut import recut
from pipeline.archive.relearning.old_ledger import documents_of
from pipeline.archive.relearning.relearning import relearn
from pipeline.archive.relearning.swap import swap_ledger
from pipeline.archive.search.keeping import catch_up
from pipeline.errors import ArchiveFullError, EmptyFileError
from pipeline.settings import Settings
from pipeline.values.readings import PageResult

if TYPE_CHECKING:
    from pipeline.archive.relearning.relearning import Relearnt


@pytest.fixture
def settings(kho, inbox) -> Settings:
    return Settings(archive=str(kho), inbox=str(inbox[0].path.parent))


def rebuild(settings: Settings) -> tuple[Relearnt, str | None]:
    """As the command does."""
    told = []
    store, url = open_store(settings), ledger_url(settings)
    before = documents_of(url)
    kept = swap_ledger(
        url,
        lambda ledger: told.append(relearn(Archive(store, ledger), settings.inbox, before=before)),
    )
    return told[0], kept


def facts(archive: Archive) -> dict[str, object]:
    """What the ledger says, without moments of its own."""
    ledger = archive.ledger
    files = ledger.files()
    return {
        "documents": {
            (row.id, row.sha256, row.pages, row.state, row.config) for row in ledger.documents()
        },
        "files": {(row.sha256, row.name, row.size, row.pages, row.state) for row in files},
        "cuts": [
            (cut.who, cut.at, cut.pages, [old.id for old in cut.before], cut.state)
            for row in files
            for cut in ledger.cuts.of(row.sha256)
        ],
        "cleared": {row.sha256: ledger.clearance(row.sha256) for row in files},
        "review": ledger.records.counts(),
        "names": {row.sha256: ledger.names(row.sha256) for row in files},
        "places": {row.sha256: ledger.places(row.sha256) for row in files},
        "reasons": {(row.code, row.reason) for row in files},
    }


def test_a_deleted_ledger_says_again_what_it_said(settings):
    """Documents, records, cuts with what stood before, and files of the inbox."""
    opened = open_archive(settings)
    before = facts(opened)
    opened.close()
    for path in open_store(settings).folder.glob("ledger.*"):
        path.unlink()

    told, kept = rebuild(settings)

    assert kept is None
    assert (told.documents, told.files, told.sightings) == (3, 2, 2)
    assert told.decisions == 2
    with closing(open_archive(settings)) as again:
        assert facts(again) == before
        assert check_agreement(again) == []


def test_a_ledger_that_is_no_database_any_more_is_kept(settings, kho):
    """Nobody can open it, and it stands aside byte for byte, its log too."""
    for name in ("ledger.sqlite", "ledger.sqlite-wal"):
        (kho / name).write_bytes(b"no database at all")

    _, kept = rebuild(settings)

    assert (kho / "ledger.sqlite").exists()
    for suffix in ("", "-wal"):
        assert kho.joinpath(f"{kept}{suffix}").read_bytes() == b"no database at all"
    with closing(sqlite3.connect(kho / "ledger.sqlite")) as new:
        assert new.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_decisions_and_what_waits_come_back(settings, inbox):
    """Two cuts, a file set aside, and finished pages that are not published yet."""
    letter, stack = inbox
    with closing(open_archive(settings)) as opened:
        recut(opened, stack.scan.sha256, [(1,), (2,), (3,)], "Trần Văn B", Settings())
        opened.set_aside("hỏng.pdf", "f" * 64, EmptyFileError("hỏng.pdf"), 0)
        cuts = opened.ledger.cuts.of(stack.scan.sha256)
        reading = letter.readings[0]
        opened.save_page(stack.scan.sha256, 2, "k9", PageResult(reading))
        for path in open_store(settings).folder.glob("ledger.*"):
            path.unlink()

    told, _ = rebuild(settings)

    with closing(open_archive(settings)) as again:
        assert again.ledger.cuts.of(stack.scan.sha256) == cuts
        (aside,) = again.ledger.files("set_aside")
        assert (aside.sha256, aside.code, aside.name) == ("f" * 64, "empty-file", "hỏng.pdf")
        assert again.ledger.pages.of(stack.scan.sha256, "k9")[2].state == "done"
    assert (told.aside, told.pages_kept, told.decisions) == (1, 1, 3)


def test_a_file_with_a_hole_is_looked_for_again(settings, kho, inbox):
    """A document of it is gone, nobody knows of it any more but its neighbours."""
    stack = inbox[1]
    with closing(open_archive(settings)) as opened:
        opened.store.remove(f"documents/{stack.scan.sha256[:16]}-0001")
    (kho / "ledger.sqlite").unlink()

    told, _ = rebuild(settings)

    assert told.gaps == [stack.path.name]
    with closing(open_archive(settings)) as again:
        assert again.ledger.file(stack.scan.sha256).state == "seen"


def test_a_full_disk_leaves_the_old_ledger(settings, kho, monkeypatch):
    """Half a ledger is never the ledger."""
    before = (kho / "ledger.sqlite").read_bytes()

    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.archive.relearning.swap.shutil.copy2", full)
    with pytest.raises(ArchiveFullError):
        rebuild(settings)

    assert (kho / "ledger.sqlite").read_bytes() == before
    assert sorted(path.name for path in kho.glob("ledger*")) == ["ledger.sqlite"]


@pytest.mark.server
def test_a_ledger_in_postgresql_is_exchanged(settings, kho, inbox, postgres_url):
    """The new tables stand where the old ones stood, which are kept in a schema of their own.

    The index stays where it is: it is no part of the ledger.
    """
    settings = replace(settings, database=postgres_url)
    rebuild(settings)
    with closing(open_archive(settings)) as opened:
        before = facts(opened)
        catch_up(opened)
        opened.ledger.records._db.run(text("DELETE FROM records"))

    _, kept = rebuild(settings)

    assert kept.startswith("schema sohoa_lost_")
    with closing(open_archive(settings)) as again:
        assert facts(again) == before
        old = text(f"SELECT count(*) FROM {kept[7:]}.documents")
        assert again.ledger.records._db.run(old)[0][0] == 3
        assert again.search.index.ids() == set(again.documents())


def test_a_document_that_the_ledger_does_not_know_is_put_on_record(settings, inbox):
    """With what people decided about its file; told again, nothing is twice."""
    sha256 = inbox[1].scan.sha256
    with closing(open_archive(settings)) as opened:
        before = facts(opened)
        opened.ledger._db.run(text("DELETE FROM documents"))
        opened.ledger._db.run(text("DELETE FROM cuts"))
        damages = check_agreement(opened)
        assert {damage.code for damage in damages} == {"no-row", "no-folder"}
        assert all("--ledger" in damage.remedy for damage in damages)

        for damage in [one for one in damages if one.code == "no-row"] * 2:
            assert settle_disagreement(opened, damage)

        assert check_agreement(opened) == []
        assert facts(opened) == before
        assert len(opened.ledger.cuts.of(sha256)) == 1


def test_reasons_and_rows_of_what_was_set_aside_make_each_other_again(settings, kho):
    """A lost reason is written from the ledger, a lost row from the reason; nonsense is kept."""
    with closing(open_archive(settings)) as opened:
        broken = InboxFile(str(kho / "hỏng.pdf"), "hỏng.pdf", 9, 0)
        opened.ledger.sight(broken, "f" * 64)
        opened.set_aside(broken.name, "f" * 64, EmptyFileError(broken.name), 0)
        path = kho / "quarantine/hỏng.pdf.reason.json"
        said = json.loads(path.read_bytes())
        for damaged in (None, b"{}"):
            path.unlink() if damaged is None else path.write_bytes(damaged)
            found = check_agreement(opened)
            assert {damage.code for damage in found} == {"reason"}
            assert all(settle_disagreement(opened, damage) for damage in found)
            again = json.loads(path.read_bytes())
            assert {**again, "time": ""} == {**said, "time": "", "size": 9}
        opened.ledger._db.run(text("DELETE FROM sightings"))
        opened.ledger._db.run(text("DELETE FROM files WHERE state = 'set_aside'"))
        (damage,) = check_agreement(opened)
        assert settle_disagreement(opened, damage)
        assert [row.code for row in opened.ledger.files("set_aside")] == ["empty-file"]
        (kho / "quarantine/x.reason.json").write_bytes(b"nonsense")
        (damage,) = check_agreement(opened)
        assert settle_disagreement(opened, damage)
        assert check_agreement(opened) == []
        (kept,) = (kho / "damaged/quarantine").glob("*/x.reason.json")
        assert kept.read_bytes() == b"nonsense"


def test_what_only_the_old_ledger_knows_is_missed_on(settings, kho):
    """Documents went with the ledger's word for them: a new ledger does not hide the loss."""
    (gone, *rest) = sorted(path.name for path in (kho / "documents").iterdir())
    shutil.rmtree(kho / "documents" / gone)

    told, _ = rebuild(settings)

    assert told.missing == [gone]
    with closing(open_archive(settings)) as archive:
        assert [row.id for row in archive.missing()] == [gone]
        assert {row.id for row in archive.ledger.documents()} == {gone, *rest}


def test_an_old_ledger_that_cannot_be_asked_tells_nothing(tmp_path):
    """Gone, of another program, or damaged: not stumbled over, and not made."""
    assert documents_of(f"sqlite:///{tmp_path}/none.sqlite") == ()
    assert not list(tmp_path.iterdir())
    (tmp_path / "noise.sqlite").write_bytes(b"no database" * 400)
    assert documents_of(f"sqlite:///{tmp_path}/noise.sqlite") == ()
    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as other:
        other.execute("CREATE TABLE documents (id TEXT)")
    assert documents_of(f"sqlite:///{tmp_path}/other.sqlite") == ()
