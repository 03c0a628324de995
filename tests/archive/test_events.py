"""Events are told once, when they become true, in an order that readers can rely on."""

import threading
from dataclasses import replace

import pytest

from pipeline.archive.ledger.events import telling
from pipeline.errors import CorruptScanError
from pipeline.values.document import ReviewNote

NOTE = ReviewNote("số", "trang 1", "viết tay", "must", "pen")


def kinds(archive):
    return [event.kind for event in archive.ledger.events.after(0, 100)]


def test_a_document_is_told_once_however_often_it_is_published(archive, sighted):
    path, document = sighted
    document = replace(document, review=())
    archive.publish(document, path, {})
    archive.publish(document, path, {})
    archive.make_known(document)
    (told,) = archive.ledger.events.after(0, 100)
    assert (told.kind, told.document) == ("document.archived", document.id)
    assert told.sha256 == document.source.sha256


def test_review_is_told_when_it_comes_to_be_needed(archive, sighted):
    path, document = sighted
    document = replace(document, review=())
    archive.publish(document, path, {})
    for review in ((NOTE,), (NOTE,), (), (NOTE,)):
        archive.make_known(replace(document, review=review))
    assert kinds(archive) == ["document.archived", *["document.needs_review"] * 2]


def test_a_file_set_aside_is_told_once(archive, sighted):
    path, document = sighted
    sha256 = document.source.sha256
    for _ in range(2):
        archive.ledger.set_aside(sha256, CorruptScanError(path.name, "x"))
    archive.ledger.retry(sha256)
    archive.ledger.set_aside(sha256, CorruptScanError(path.name, "x"))
    archive.ledger.set_aside("0" * 64, CorruptScanError(path.name, "x"))  # nobody knows it
    assert kinds(archive) == ["scan.set_aside"] * 2
    assert archive.ledger.file(sha256).state == "set_aside"


def test_killed_in_between_nothing_is_true_and_nothing_told(archive, sighted, monkeypatch):
    """The event and what it tells of are one transaction."""
    path, document = sighted
    real = type(archive.ledger._db).run_together

    def killed(db, steps):
        def last():
            yield from steps[:-1]
            raise ZeroDivisionError

        real(db, last())

    with monkeypatch.context() as patch:
        patch.setattr(type(archive.ledger._db), "run_together", killed)
        with pytest.raises(ZeroDivisionError):
            archive.publish(document, path, {})
    assert kinds(archive) == []
    archive.publish(document, path, {})
    assert kinds(archive)[0] == "document.archived"


def test_readers_miss_no_event_of_many_writers(archive):
    """Ids are given out in the order in which events become visible."""
    db, seen, done = archive.ledger._db, [], threading.Event()

    def write(kind):
        for number in range(30):
            db.run_together(telling(db, kind, document=f"d{number}"))

    def read():
        cursor = 0
        while True:
            last = done.is_set()
            for event in archive.ledger.events.after(cursor, 7):
                seen.append(event.id)
                cursor = event.id
            if last and cursor == archive.ledger.events.last():
                return

    writers = [
        threading.Thread(target=write, args=(kind,))
        for kind in ("document.signed", "document.corrected", "document.archived")
    ]
    reader = threading.Thread(target=read)
    for thread in (*writers, reader):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join(20)
    assert len(seen) == 90
    assert seen == sorted(set(seen))


def test_ids_grow_when_the_clock_goes_back(archive, monkeypatch):
    from pipeline.archive.ledger import events as module

    db = archive.ledger._db
    moments = iter([module.now(), module.now().replace(year=2001)])
    monkeypatch.setattr(module, "now", lambda: next(moments))
    for _ in range(2):
        db.run_together(telling(db, "document.signed", document="a"))
    first, second = archive.ledger.events.after(0, 10)
    assert second.id == first.id + 1
