"""A new version beside the document that stands: whole or not at all, released, rejected, void."""

import contextlib
import shutil
from dataclasses import replace

import bagit
import pikepdf
import pytest
from drawn_scans import add_scan, draw_page
from killing import run_until

from pipeline.archive import InboxFile, open_archive
from pipeline.archive.originals import fetch_original
from pipeline.archive.recut import recut
from pipeline.archive.relearning.relearning import config_of
from pipeline.archive.store import DOCUMENTS, PROPOSED, SUPERSEDED
from pipeline.archive.versions.choice import Wanted, choose
from pipeline.archive.versions.proposals import (
    compared,
    propose,
    proposed_document,
    reject,
    release,
    settle,
    why_not,
)
from pipeline.archive.versions.secret import withhold_version
from pipeline.document import documents, documents_again
from pipeline.errors import ArchiveError, VersionError
from pipeline.export.own_pages import Leaf
from pipeline.geometry import Box
from pipeline.raster import open_scan
from pipeline.settings import Review, Settings
from pipeline.values.decisions import Change, Target
from pipeline.values.document import Event
from pipeline.values.marks import MarkRecord

pytestmark = pytest.mark.timeout(120)
CROP, SEAL = "p0003-01-seal.png", b"\x89PNG seal"


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    """A scan of three pages, and their readings."""
    path = tmp_path_factory.mktemp("stack") / "chồng.pdf"
    page = draw_page()
    with pikepdf.new() as pdf:
        for number in range(1, 4):
            picture = page.image.copy()
            picture.paste(0, (40 * number, 40, 40 * number + 20, 60))
            add_scan(pdf, picture, 100)
        pdf.save(path)
    readings = [replace(page.reading, number=number) for number in range(1, 4)]
    readings[2] = replace(readings[2], marks=(MarkRecord("seal", Box(9, 9, 9, 9), 0.9, crop=CROP),))
    return path, readings


def said(reading, old, new):
    """The same page with a word read otherwise."""
    lines = tuple(
        replace(line, text=line.text.replace(old, new)) for line in reading.zones[0].lines
    )
    return replace(reading, zones=(replace(reading.zones[0], lines=lines),))


@pytest.fixture
def put(archive, stack):
    """Publish the stack as two documents, the second one cut off by the machine; its hash."""
    path, readings = stack
    scan = open_scan(path)
    found = path.stat()
    file = InboxFile(str(path), path.name, found.st_size, found.st_mtime_ns)
    archive.ledger.sight(file, scan.sha256)
    events = [
        Event("read_pages", "1"),
        Event("judged_not_secret", "", at="2026-01-01T00:00:00+00:00", who="An"),
    ]
    for document in documents(scan, readings, events, decided=[(1, 2), (3,)]):
        archive.publish(document, path, {CROP: SEAL}, "old")
    archive.ledger.publish(scan.sha256)
    return scan.sha256


@pytest.fixture
def again(archive, stack, put, tmp_path):
    """Read the stack again and put both new versions there; their rows."""

    def make(config="new", readings=None, settings=Settings(), otherwise=None, only=None):  # noqa: B008
        rows = archive.ledger.versions.begin(standing(archive), config)
        old = [archive.read_document(row.id) for row in rows]
        new = documents_again(old, readings or stack[1], [Event("read_pages", "2")])
        for row, document in zip(rows, new, strict=True):
            if only in (None, row.id):
                folder = tmp_path / row.stamp / config
                folder.mkdir(parents=True, exist_ok=True)
                path = fetch_original(archive.store, row.id, folder)
                leaves = [Leaf(path, n) for n in range(1, len(document.pages) + 1)]
                propose(archive, row, document, leaves, {CROP: SEAL}, settings, otherwise)
        return [archive.ledger.versions.one(row.id, row.stamp) for row in rows]

    return make


def standing(archive):
    return sorted(archive.ledger.documents(), key=lambda row: row.pages)


def copy_out(archive, home, target):
    archive.store._fs.get(archive.store.path(home) + "/", str(target) + "/", recursive=True)
    return target


def whole(archive, home, target):
    """The bag there, seen to be valid."""
    bag = copy_out(archive, home, target)
    bagit.Bag(str(bag)).validate()
    return bag


def lie_there(archive):
    """Proposed versions in the store."""
    return archive.store.proposals()


def test_a_version_lies_whole_beside_what_stands(archive, again, tmp_path):
    """The original byte for byte, evidence, cut and page numbers; nothing else has changed."""
    before = {one: archive.read_json(one) for one in sorted(archive.documents())}

    rows = again()

    assert {one: archive.read_json(one) for one in sorted(archive.documents())} == before
    assert [row.config for row in archive.ledger.documents()] == ["old", "old"]
    for row in rows:
        bag = whole(archive, f"{PROPOSED}/{row.id}/{row.stamp}", tmp_path / row.id)
        old = archive.store.read(f"{DOCUMENTS}/{row.id}/data/original.pdf")
        assert (bag / "data/original.pdf").read_bytes() == old
        document = proposed_document(archive, row)
        assert document.source == archive.read_document(row.id).source
        assert document.cut.made == "person"
        assert [(e.what, e.version) for e in document.events[:2]] == [
            ("read_pages", "2"),
            ("read_again", "new"),
        ]
    assert (bag / "data/evidence" / CROP).read_bytes() == SEAL
    assert [row.state for row in rows] == ["proposed", "proposed"]


def test_what_it_changes_is_told(archive, again, stack):
    """Counted in the ledger, in full by comparing; that the machine would cut it is a reason."""
    changed = [said(stack[1][0], "nghiêm túc", "nghiêm tức"), *stack[1][1:]]
    first, second = again(readings=changed, otherwise=[[1], [2, 3]])
    assert first.changes["words_changed"] == 1
    assert not first.changes["nothing"]
    assert second.changes["nothing"]
    found = compared(archive, first, Settings())
    assert "nghiêm tức" in found.text.lines[0].after[0]
    assert why_not(found, first, Settings()) == ("máy nay cắt tệp khác: trang 1 | 2–3",)


def test_released_it_takes_the_old_ones_place(archive, again, stack, tmp_path):
    """The old one is kept whole; ledger and review list are of the new one; the other waits."""
    manifest = archive.store.read(f"{DOCUMENTS}/{standing(archive)[0].id}/manifest-sha256.txt")
    came = [row.published_at for row in standing(archive)]
    hole = [replace(stack[1][0], problem="trang hỏng", zones=()), *stack[1][1:]]
    first, second = again(readings=hole)

    release(archive, first, "Mai")

    row = archive.ledger.versions.one(first.id, first.stamp)
    assert (row.state, row.decided_by) == ("released", "Mai")
    assert config_of(archive.read_document(first.id)) == "new"  # so a lost ledger knows it
    bag = whole(archive, f"{DOCUMENTS}/{first.id}", tmp_path / "new")
    assert "read_again" in (bag / "data/document.json").read_text()
    kept = whole(archive, f"{SUPERSEDED}/{first.id}/{row.superseded_as}", tmp_path / "old")
    assert (kept / "manifest-sha256.txt").read_bytes() == manifest
    assert [one.config for one in standing(archive)] == ["new", "old"]
    assert [one.published_at for one in standing(archive)] == came
    (record,) = archive.ledger.records.of([first.id])
    assert "hole" in [note.cause for note in record.notes]
    assert lie_there(archive) == [(second.id, second.stamp)]
    assert archive.missing() == []
    with pytest.raises(VersionError, match="không còn chờ"):
        release(archive, row, "Mai")


def test_rejected_it_goes_and_is_not_made_again_by_itself(archive, again):
    first, second = again()
    reject(archive, first, "Mai")
    assert lie_there(archive) == [(second.id, second.stamp)]
    assert archive.ledger.versions.one(first.id, first.stamp).state == "rejected"
    assert choose(archive, Wanted(), "new", Review()) == ([], [])
    (file,), _ = choose(archive, Wanted(ids=(first.id,)), "new", Review())
    assert file.because_of == (first.id,)
    assert [one.config for one in standing(archive)] == ["old", "old"]


def test_another_reading_takes_an_open_ones_place(archive, again):
    """At most one version of a document waits."""
    older = again("new")
    newer = again("newer")
    now = [archive.ledger.versions.one(row.id, row.stamp) for row in older]
    assert [row.state for row in now] == ["replaced"] * 2
    assert lie_there(archive) == sorted((row.id, row.stamp) for row in newer)
    with pytest.raises(VersionError):
        release(archive, now[0], "Mai")


def test_a_cut_makes_versions_void(archive, put, again):
    """They are of other pages than what stands then."""
    again()
    recut(archive, put, [(1,), (2, 3)], "Mai", Settings())
    assert lie_there(archive) == []
    assert {row.state for row in archive.ledger.versions.all()} == {"replaced"}
    (file,), _ = choose(archive, Wanted(), "new", Review())
    assert [row.pages for row in file.documents] == [(1,), (2, 3)]


def test_what_was_compared_with_something_else_is_not_released(archive, again, put):
    """The document was replaced meanwhile by a version of another reading."""
    first, _ = again()
    archive.ledger.versions.released(replace(first, config="other"))
    with pytest.raises(VersionError, match="đã đổi từ lúc đọc lại"):
        release(archive, first, "Mai")
    assert archive.store.proposed(first.id, first.stamp)


def test_a_version_that_is_gone_is_not_released(archive, again):
    """What stands is not put away for nothing."""
    first, _ = again()
    archive.store.withdraw(first.id, first.stamp)
    with pytest.raises(ArchiveError, match="thiếu proposed"):
        release(archive, first, "Mai")
    assert archive.has(first.id)


class KilledError(Exception):
    pass


def die_at(monkeypatch, step, *calls):
    """Let so many begins and ends of these (object, method) pass; then the run is dead."""
    left = iter(range(step))

    def wrapped(method):
        def call(*args, **more):
            if next(left, None) is None:
                raise KilledError
            result = method(*args, **more)
            if next(left, None) is None:
                raise KilledError
            return result

        return call

    for one, name in calls:
        monkeypatch.setattr(one, name, wrapped(getattr(one, name)))


@pytest.mark.parametrize("step", [0, 1, 2, 3, 4, 5, 6])
def test_a_release_that_was_killed_is_finished(archive, again, stack, monkeypatch, tmp_path, step):
    """Before or after anything moved: the new one stands, the old one is kept, nothing waits."""
    first, second = again(readings=[said(stack[1][0], "Kính gửi", "Gửi"), *stack[1][1:]])
    store, ledger = archive.store, archive.ledger.versions
    moves = [name for name in ("supersede", "_copy", "withdraw", "_tidy") if hasattr(store, name)]
    die_at(
        monkeypatch,
        step,
        *((store, name) for name in moves),
        (archive, "make_known"),
        (ledger, "released"),
    )
    with contextlib.suppress(KilledError):
        release(archive, first, "Mai")
    monkeypatch.undo()

    settle(archive, Settings())

    row = archive.ledger.versions.one(first.id, first.stamp)
    assert row.state == "released"
    bag = whole(archive, f"{DOCUMENTS}/{first.id}", tmp_path / "new")
    assert "read_again" in (bag / "data/document.json").read_text()
    whole(archive, f"{SUPERSEDED}/{first.id}/{row.superseded_as}", tmp_path / "old")
    assert lie_there(archive) == [(second.id, second.stamp)]
    assert sorted(one.config for one in standing(archive)) == ["new", "old"]
    (record,) = archive.ledger.records.of([first.id])
    assert record.notes == archive.read_document(first.id).review
    assert settle(archive, Settings()) == 0


@pytest.mark.slow
@pytest.mark.parametrize("settings", ["folder and SQLite"], indirect=True)
def test_a_release_killed_at_any_touch_of_the_disk(archive, settings, again, tmp_path):
    """The document is whole at every moment but one, and the next run finishes the release."""
    first, _ = again()
    before = tmp_path / "before"
    shutil.copytree(settings.archive, before)
    archive.close()

    def work():
        mine = open_archive(settings)
        release(mine, mine.ledger.versions.one(first.id, first.stamp), "Mai")

    touch, kills, gone = 0, 0, 0
    while not run_until(touch, work):
        touch, kills = touch + 1, kills + 1
        after = open_archive(settings)
        gone += not after.has(first.id)
        settle(after, settings)
        row = after.ledger.versions.one(first.id, first.stamp)
        assert row.state in ("proposed", "released")
        assert after.store.proposed(first.id, first.stamp) == (row.state == "proposed")
        read = after.read_document(first.id).events[0].version
        assert read == ("1" if row.state == "proposed" else "2")
        bagit.Bag(f"{settings.archive}/{DOCUMENTS}/{first.id}").validate()
        after.close()
        shutil.rmtree(settings.archive)
        shutil.copytree(before, settings.archive)
    assert kills > 10
    assert gone <= 3  # two folders are brought to the disk between the renames


@pytest.mark.parametrize("step", [1, 3, 4])
def test_making_versions_that_was_killed_is_taken_up(archive, again, monkeypatch, step):
    """One of each document in the end, under the name it was begun with."""
    begun = archive.ledger.versions.begin(standing(archive), "new")
    ledger = archive.ledger.versions
    die_at(monkeypatch, step, (archive.store, "propose"), (ledger, "propose"))
    with contextlib.suppress(KilledError):
        again()
    monkeypatch.undo()
    assert all(archive.store.proposed(*one) for one in lie_there(archive))

    rows = again()

    assert [row.stamp for row in rows] == [row.stamp for row in begun]
    assert [row.state for row in ledger.all()] == ["proposed", "proposed"]
    assert lie_there(archive) == [(row.id, row.stamp) for row in rows]


@pytest.mark.parametrize("step", range(3))
def test_a_rejection_that_was_killed_is_finished(archive, again, monkeypatch, step):
    first, second = again()
    die_at(monkeypatch, step, (archive.ledger.versions, "decide"), (archive.store, "withdraw"))
    with pytest.raises(KilledError):
        reject(archive, first, "Mai")
    monkeypatch.undo()
    settle(archive, Settings())
    decided = step > 0  # before that nobody had said anything
    assert lie_there(archive) == [(row.id, row.stamp) for row in (first, second)][decided:]


def test_a_lost_ledger_learns_of_versions_again(archive, again):
    """What lies there is put on record, with what it was read with and what it changes."""
    rows = again()
    for row in rows:
        archive.ledger.versions.end(row, "rejected")
    forget_versions(archive)

    settle(archive, Settings())

    found = archive.ledger.versions.all("proposed")
    assert [(row.id, row.config, row.before) for row in found] == [
        (row.id, "new", "old") for row in rows
    ]
    assert found[0].changes["words_changed"] == 0
    release(archive, found[0], "Mai")


def test_something_strange_among_the_versions_is_left_alone(archive, put):
    one = standing(archive)[0].id
    archive.store.write(f"{PROPOSED}/{one}/notes/bagit.txt", b"whatever")
    archive.store.write(f"{PROPOSED}/stranger/20260101T000000000000Z/bagit.txt", b"whatever")
    settle(archive, Settings())
    assert archive.ledger.versions.all() == []
    assert len(lie_there(archive)) == 2


@pytest.mark.parametrize(
    "settings", [pytest.param("S3 and PostgreSQL", marks=pytest.mark.server)], indirect=True
)
def test_half_a_version_in_a_bucket_is_none(again, archive, monkeypatch):
    """Without its seal it is not there; a day later it is swept."""
    from datetime import timedelta

    from pipeline.archive import bucket

    first, second = again()
    archive.store.remove(f"{PROPOSED}/{first.id}/{first.stamp}/bagit.txt")
    assert lie_there(archive) == [(second.id, second.stamp)]
    assert archive.store.sweep() == 0
    monkeypatch.setattr(bucket, "_ABANDONED", timedelta(0))
    assert archive.store.sweep() == 1
    assert archive.store.read(f"{PROPOSED}/{first.id}/{first.stamp}/data/text.txt") is None


def forget_versions(archive):
    from sqlalchemy import delete

    from pipeline.archive.ledger.versions_tables import versions

    archive.ledger._db.run(delete(versions))


def test_a_page_that_is_secret_now_is_told_and_nothing_is_kept(archive, again, put):
    """What stands stays, and leads the review list; the others of its file are told why."""
    again("older")
    rows = archive.ledger.versions.begin(standing(archive), "new")
    archive.store.write(f"work/{put}/new/0001.msgpack", b"a page")

    (told,) = withhold_version(archive, rows, {3: "MẬT"})

    assert rows[1].id in told
    assert "trang 3" in told
    assert "--not-secret" in told
    assert lie_there(archive) == []
    assert not archive.store.exists(f"work/{put}/new/0001.msgpack")
    states = {row.config: row.state for row in archive.ledger.versions.all()}
    assert states == {"older": "replaced", "new": "secret"}
    first, second = archive.ledger.records.of([row.id for row in rows])
    assert "secrecy" not in [note.cause for note in first.notes]
    assert (second.notes[0].cause, second.grade) == ("secrecy", "must")
    assert len(archive.documents()) == 2
    assert choose(archive, Wanted(), "new", Review()) == ([], [])


def test_what_was_found_secret_is_released_only_on_a_persons_word(archive, again, put):
    """A later reading that does not see the mark decides nothing."""
    rows = archive.ledger.versions.begin(standing(archive), "new")
    withhold_version(archive, rows, {3: "MẬT"})
    _, second = again("newer")
    with pytest.raises(VersionError, match="dấu độ mật"):
        release(archive, second, "Mai")
    assert archive.read_document(second.id).events[0].version == "1"
    archive.ledger.clear(put, "An")
    release(archive, second, "Mai")
    assert archive.read_document(second.id).events[0].version == "2"


def test_a_damaged_original_is_not_read(archive, put, tmp_path):
    """A changed byte, or no file: told with the document."""
    one = standing(archive)[0].id
    path = f"{DOCUMENTS}/{one}/data/original.pdf"
    data = bytearray(archive.store.read(path))
    data[len(data) // 2] ^= 1
    archive.store.write(path, bytes(data))
    with pytest.raises(ArchiveError, match="không còn như lúc đưa vào kho"):
        fetch_original(archive.store, one, tmp_path)
    archive.store.remove(path)
    with pytest.raises(ArchiveError, match="không còn bản gốc"):
        fetch_original(archive.store, one, tmp_path)


def test_a_persons_word_stands_whatever_is_read_anew(archive, again, stack):
    """Both sides are compared with it, so that it is no change; released, it is still there."""
    document = archive.read_document(standing(archive)[0].id)
    line = next(line for line in document.pages[0].lines if "nghiêm túc" in line.text)
    place = Target("line", page=1, box=line.box)
    decided = Change("correct", place, line.text, line.text.replace("nghiêm túc", "nghiêm cẩn"))
    archive.decisions.decide(document.id, [decided], "Lan", 0)

    changed = [said(stack[1][0], "nghiêm túc", "nghiêm tức"), *stack[1][1:]]
    first, _ = again(readings=changed)
    assert first.changes["words_changed"] == 0
    assert compared(archive, first, Settings()).nothing

    release(archive, first, "Mai")
    assert "nghiêm tức" in archive.read_document(document.id).text.canonical
    assert "nghiêm cẩn" in archive.read_decided(document.id).text.canonical
    assert [hit.id for hit in archive.search.search('"nghiêm cẩn"').hits] == [document.id]


def test_what_was_decided_on_a_place_that_is_gone_must_be_looked_at(archive, again, stack):
    """A reading that no longer sees the line does not pass by itself."""
    document = archive.read_document(standing(archive)[0].id)
    line = document.pages[0].lines[0]
    decided = Change("correct", Target("line", page=1, box=line.box), line.text, "GÕ")
    archive.decisions.decide(document.id, [decided], "Lan", 0)
    empty = replace(stack[1][0], zones=())
    first, _ = again(readings=[empty, *stack[1][1:]])
    found = compared(archive, first, Settings())
    assert "lost_decision" in [note.cause for note in found.gained]
    assert any("không còn chỗ để đặt" in why for why in why_not(found, first, Settings()))


def test_a_signed_record_is_reopened_before_another_reading_stands(archive, again):
    """Who signed has not seen it."""
    first, _ = again()
    sign = Change("sign", Target("document"), reason="x")
    archive.decisions.decide(first.id, [sign], "Hà", 0)
    with pytest.raises(VersionError, match="mở lại"):
        release(archive, first, "Mai")
    archive.decisions.decide(first.id, [Change("reopen", Target("document"))], "Hà", 1)
    release(archive, first, "Mai")


def test_what_a_person_has_confirmed_is_sure(archive, put):
    """A document is not read again for a field that somebody has looked at."""
    ids = [row.id for row in standing(archive)]
    fields = archive.read_document(ids[0]).fields
    key = next(key for key, field in fields.items() if field.value and field.confidence < 1)
    review = Review(required=key)
    doubtful = Wanted(least_below=1.0, again=True)

    def wanted():
        files, _ = choose(archive, doubtful, "new", review)
        return sorted(one for file in files for one in file.because_of)

    assert wanted() == ids
    archive.decisions.decide(ids[0], [Change("confirm", Target("field", key))], "Lan", 0)
    assert wanted() == ids[1:]
