"""The index beside an archive: kept up to date, caught up, made anew, and never in the way."""

import hashlib
import logging
import sqlite3
import threading
from dataclasses import replace

import pytest

from pipeline.archive import InboxFile, open_archive
from pipeline.archive.search import index as index_module
from pipeline.archive.search.entries import entry_of
from pipeline.archive.search.facets import Within
from pipeline.archive.search.keeping import catch_up, kept_as, rebuild
from pipeline.archive.search.sqlite_index import SqliteIndex
from pipeline.errors import SearchIndexError
from pipeline.settings import Settings


@pytest.fixture
def published(archive, sighted):
    """An archive with one document, and its id."""
    path, document = sighted
    archive.publish(document, path, {}, "k1")
    return document


def ids(archive, question="55-CV/QU"):
    return [hit.id for hit in archive.search.search(question).hits]


def test_a_published_document_is_found_at_once(archive, published):
    assert ids(archive) == [published.id]
    assert archive.search.count() == archive.ledger.published() == 1


def test_a_document_that_stands_in_another_version_is_found_as_it_stands(archive, published):
    """Its old words are gone from the index."""
    fields = dict(published.fields)
    fields["subject"] = replace(fields["subject"], value="tuyển quân")
    archive.make_found(replace(published, fields=fields))
    assert ids(archive, "trích yếu: tuyển quân") == [published.id]
    assert ids(archive, "trích yếu: phòng chống dịch") == []
    assert archive.search.count() == 1


def test_a_document_out_of_sight_is_not_found(archive, published):
    archive.search.drop([published.id])
    assert archive.search.search("55-CV/QU").hits == ()
    assert archive.search.count() == 0


def test_the_night_puts_in_what_is_lacking_and_takes_out_what_is_gone(archive, published):
    entry = entry_of(published)
    index = archive.search.index
    index.remove([published.id])
    index.add([replace(entry, id="gone-0001")])
    told = []
    assert catch_up(archive, told.append) == []
    assert index.ids() == {published.id}
    assert told == [1]
    assert catch_up(archive, told.append) == []
    assert told == [1, 0]


def test_a_file_met_in_another_fonds_is_hidden_from_who_sees_one(archive, sight):
    """The night tells the index: who sees one of its fonds may not know what lies in the other."""
    path, document = sight(archive)
    archive.publish(document, path, {}, "k1")
    first = archive.search.index.fonds()
    elsewhere = InboxFile("/inbox/mật/copy.pdf", "mật/copy.pdf", 1, 1)
    archive.ledger.sight(elsewhere, document.source.sha256)
    assert catch_up(archive) == []
    seen = [
        len(archive.search.search("55", within=Within(frozenset(fonds))).hits)
        for fonds in (set(first), {"mật"}, {*first, "mật"})
    ]
    assert seen == [0, 0, 1]
    told = []
    catch_up(archive, told.append)
    assert told == [0]


def test_an_index_that_fails_does_not_keep_a_document_out(archive, sighted, monkeypatch, caplog):
    """It is published, the log says so, and the next night catches up."""
    path, document = sighted
    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(archive.search.index, "add", lambda _: 1 / 0)
        assert archive.publish(document, path, {}, "k1")
    assert document.id in caplog.text
    assert archive.documents() == [document.id]
    with pytest.raises(SearchIndexError, match=r"chưa được lập.*--rebuild"):
        archive.search.search("55")
    catch_up(archive)
    assert ids(archive) == [document.id]


def test_an_index_of_another_version_is_told_and_made_anew(archive, published, monkeypatch):
    archive.search.close()
    monkeypatch.setattr(index_module, "INDEX_VERSION", 99)
    with pytest.raises(SearchIndexError, match="bản khác"):
        archive.search.search("55")
    archive.make_found(published)  # only logged
    catch_up(archive)
    assert ids(archive) == [published.id]


def test_a_rebuild_answers_from_the_old_index_until_it_is_whole(archive, published, monkeypatch):
    """And a killed one leaves the old one as it was; tables of no generation stay behind."""
    index = archive.search.index
    seen = []
    rebuild(archive, advance=lambda: seen.append(ids(archive)))
    assert seen == [[published.id]]

    def killed():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(archive, advance=killed)
    assert ids(archive) == [published.id]
    rebuild(archive)
    assert ids(archive) == [published.id]
    assert len(index._generations()) == 1


def test_who_has_the_old_index_open_finds_in_the_new_one(settings, archive, published):
    other = open_archive(settings)
    assert ids(other) == [published.id]
    rebuild(archive)
    assert ids(other) == [published.id]
    other.make_found(published)
    assert other.search.count() == 1
    other.close()


def test_what_is_published_while_the_index_is_made_anew_is_in_it(archive, published, monkeypatch):
    """It went into the old one; the end of the rebuild looks once more."""
    late = replace(published, id="late-0001")
    monkeypatch.setattr(archive, "documents", lambda: [published.id, *late_ids])
    monkeypatch.setattr(
        archive, "read_document", lambda one: {published.id: published, late.id: late}[one]
    )
    late_ids = []
    rebuild(archive, advance=lambda: late_ids.append(late.id) if not late_ids else None)
    assert archive.search.index.ids() == {published.id, late.id}


def test_a_document_that_cannot_be_read_is_named(archive, published):
    archive.store.write(f"documents/{published.id}/data/document.json", b"{")
    assert rebuild(archive) == [published.id]
    assert archive.search.count() == 0


def test_a_desk_takes_up_the_index_that_was_made_anew_beside_it(settings, archive, published):
    """It had open what could not be used, and was told to have it made anew."""
    desk = open_archive(settings)
    assert ids(desk) == [published.id]
    for _ in range(2):
        archive.search.index._run("UPDATE search_meta SET version = 1")
        desk.search.index.close()  # it is started, and finds an index of another version
        with pytest.raises(SearchIndexError, match="bản khác"):
            ids(desk)
        rebuild(archive)
        assert ids(desk) == [published.id]
    desk.search.keep(kept_as(desk, [published])[0])
    assert archive.search.count() == 1
    desk.close()


def test_a_desk_tells_that_the_index_is_gone_and_takes_up_the_next(folder_archive, sight):
    path, document = sight(folder_archive)
    folder_archive.publish(document, path, {}, "k1")
    desk = open_archive(Settings(archive=str(folder_archive.store.folder)))
    assert ids(desk) == [document.id]
    folder_archive.search.index.throw_away()
    with pytest.raises(SearchIndexError, match="chưa được lập"):
        ids(desk)
    rebuild(folder_archive)
    assert ids(desk) == [document.id]
    desk.close()


def test_two_documents_of_one_key_are_both_found(archive, published):
    """Keys are hashes; the second one gets the next."""
    entry = entry_of(published)
    archive.search.index.add([replace(entry, id="other-0001")])
    assert sorted(ids(archive)) == sorted([published.id, "other-0001"])


def test_several_writers_at_once(settings, archive, published):
    """Processes of a night publish side by side."""
    entry, trouble = entry_of(published), []

    def write(who):
        opened = open_archive(settings)
        try:
            for at in range(5):
                name = f"{who}-{at:04d}"
                key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:5])
                opened.search.index.add([replace(entry, id=name, key=key)])
        except Exception as error:  # noqa: BLE001
            trouble.append(error)
        finally:
            opened.close()

    threads = [threading.Thread(target=write, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    assert archive.search.count() == 21


def test_a_broken_file_is_told_and_made_anew(folder_archive, sight, caplog):
    path, document = sight(folder_archive)
    folder_archive.publish(document, path, {}, "k1")
    folder_archive.search.close()
    file = folder_archive.store.folder / "search.sqlite"
    for broken in (b"no database at all, " * 500, file.read_bytes()[:5000]):
        folder_archive.search.close()
        for left in file.parent.glob("search.sqlite-*"):
            left.unlink()
        file.write_bytes(broken)
        with pytest.raises(SearchIndexError, match=r"hỏng|không dùng được|chưa được lập"):
            folder_archive.search.search("55")
        folder_archive.make_found(document)  # only logged
        rebuild(folder_archive)
        assert ids(folder_archive) == [document.id]


def test_fts5_forgets_every_token_of_a_removed_document(tmp_path, scan):
    """It keeps no text of its own, so it must be told all of it."""
    index = SqliteIndex(tmp_path / "search.sqlite")
    index.add([entry_of(scan[1])])
    index.remove([scan[1].id])
    index.close()
    with sqlite3.connect(tmp_path / "search.sqlite") as connection:
        connection.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(search_tokens_1, row)")
        assert connection.execute("SELECT count(*) FROM terms").fetchone() == (0,)
