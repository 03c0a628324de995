"""A file of the archive cut anew by a person: nothing read again, nothing lost, killed or not."""

import hashlib
from dataclasses import replace

import bagit
import pikepdf
import pytest
from drawn_scans import add_scan, draw_page

from pipeline.archive import InboxFile
from pipeline.archive.recut import finish_cuts, recut, standing
from pipeline.archive.store import DOCUMENTS, SUPERSEDED
from pipeline.document import documents
from pipeline.errors import ArchiveError, CutError
from pipeline.geometry import Box
from pipeline.settings import Settings
from pipeline.values.decisions import Change, Target
from pipeline.values.document import Event
from pipeline.values.marks import MarkRecord
from pipeline.values.scanned import Scan

pytestmark = pytest.mark.timeout(120)
CROP = "p0003-01-seal.png"


@pytest.fixture(scope="session")
def drawn(tmp_path_factory):
    """A scan of four pages that differ, and their readings."""
    path = tmp_path_factory.mktemp("stack") / "chồng 3.pdf"
    page = draw_page()
    readings = []
    with pikepdf.new() as pdf:
        for number in range(1, 5):
            picture = page.image.copy()
            picture.paste(0, (40 * number, 40, 40 * number + 20, 60))
            add_scan(pdf, picture, 100)
            readings.append(replace(page.reading, number=number))
        pdf.save(path)
    seal = MarkRecord("seal", Box(10, 10, 40, 40), 0.9, colour="red", crop=CROP)
    readings[2] = replace(readings[2], marks=(seal,))
    return path, readings


@pytest.fixture
def put(archive, drawn):
    """Publish the stack as documents of these pages, as a night did."""
    path, readings = drawn
    found = path.stat()
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()

    def publish(*pages):
        file = InboxFile(str(path), path.name, found.st_size, found.st_mtime_ns)
        archive.ledger.sight(file, sha256)
        scan = Scan(path, path.name, sha256, len(readings))
        for document in documents(scan, readings, [Event("read_pages", "1")], decided=pages):
            archive.publish(document, path, {CROP: b"\x89PNG seal"}, "k1")
        archive.ledger.publish(sha256)
        return sha256

    return publish


def pages_of(archive):
    """Page numbers of every document that a reader sees."""
    return [tuple(archive.read_json(one)["source"]["pages"]) for one in archive.documents()]


def copy_out(archive, home, target):
    archive.store._fs.get(archive.store.path(home) + "/", str(target) + "/", recursive=True)
    return target


def streams(path):
    """The pictures of a PDF's pages, as stored."""
    with pikepdf.open(path) as pdf:
        return [page.Resources.XObject.Im0.read_raw_bytes() for page in pdf.pages]


def test_a_file_is_cut_as_a_person_says(archive, put, drawn, tmp_path):
    """New bags are whole, with their own pages and pictures; the record says who cut and when."""
    sha256 = put((1, 2), (3, 4))

    new = recut(archive, sha256, [(1,), (2, 3), (4,)], "Lê Thị Mai", Settings())

    assert pages_of(archive) == [(1,), (2, 3), (4,)]
    for document in new:
        bag = copy_out(archive, f"{DOCUMENTS}/{document.id}", tmp_path / document.id)
        bagit.Bag(str(bag)).validate()
        whole = streams(drawn[0])
        numbers = document.source.pages
        assert streams(bag / "data/original.pdf") == [whole[n - 1] for n in numbers]
    record = archive.read_json(new[1].id)
    assert record["cut"]["made"] == "person"
    (event,) = [one for one in record["events"] if one["what"] == "cut_by_person"]
    assert event["who"] == "Lê Thị Mai"
    assert event["at"] > record["archived_at"]  # the decision, finer than the second
    assert [one["what"] for one in record["events"]].count("searchable_pdf") == 1
    seal = (tmp_path / new[1].id / "data/evidence" / CROP).read_bytes()
    assert seal == b"\x89PNG seal"


def test_the_same_cut_again_changes_nothing(archive, put):
    """What a person said once is not moved aside and made again; another cut is made."""
    sha256 = put((1, 2), (3, 4))
    first = recut(archive, sha256, [(1, 2), (3, 4)], "Mai", Settings())  # the machine's, confirmed
    assert [document.cut.made for document in first] == ["person", "person"]
    aside = archive.store._fs.find(archive.store.path("superseded"))

    again = recut(archive, sha256, [(3, 4), (1, 2)], "Lan", Settings())

    assert [document.id for document in again] == [document.id for document in first]
    assert archive.store._fs.find(archive.store.path("superseded")) == aside
    assert [row.who for row in archive.ledger.cuts.of(sha256)] == ["Mai"]
    recut(archive, sha256, [(1,), (2, 3, 4)], "Lan", Settings())
    assert pages_of(archive) == [(1,), (2, 3, 4)]


def test_what_stood_before_is_kept_whole(archive, put, tmp_path):
    """Under superseded/, as valid bags; the ledger knows only what stands."""
    sha256 = put((1, 2), (3, 4))
    old = archive.documents()

    new = recut(archive, sha256, [(1,), (2, 3, 4)], "Mai", Settings())

    assert [row.id for row in archive.ledger.documents(sha256)] == [one.id for one in new]
    (decision,) = archive.ledger.cuts.of(sha256)
    assert decision.state == "done"
    for one in old:
        kept = copy_out(archive, f"{SUPERSEDED}/{one}/{decision.stamp}", tmp_path / one)
        bagit.Bag(str(kept)).validate()
    assert archive.missing() == []


def test_parts_joined_again_are_the_scan_byte_for_byte(archive, put, drawn, tmp_path):
    """A file that was one document, was cut and is joined again has its original again."""
    sha256 = put((1, 2, 3, 4))
    recut(archive, sha256, [(1, 2), (3, 4)], "Mai", Settings())

    (joined,) = recut(archive, sha256, [(1, 2, 3, 4)], "Mai", Settings())

    bag = copy_out(archive, f"{DOCUMENTS}/{joined.id}", tmp_path / "joined")
    assert (bag / "data/original.pdf").read_bytes() == drawn[0].read_bytes()
    assert len(archive.ledger.cuts.of(sha256)) == 2


def test_pages_out_of_order_can_be_put_in_order(archive, put, drawn, tmp_path):
    """Ranges may name pages in the order they should be read."""
    sha256 = put((1, 2), (3, 4))
    recut(archive, sha256, [(1, 3, 2), (4,)], "Mai", Settings())
    assert pages_of(archive) == [(1, 3, 2), (4,)]
    bag = copy_out(archive, f"{DOCUMENTS}/{sha256[:16]}-0001", tmp_path / "bag")
    whole = streams(drawn[0])
    assert streams(bag / "data/original.pdf") == [whole[0], whole[2], whole[1]]


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ([(1, 2), (2, 3, 4)], "trang 2 nằm trong hai văn bản"),
        ([(1, 2), (4,)], "còn sót trang 3"),
        ([(1, 2, 3, 4), (5, 6)], "không có trang 5-6"),
    ],
)
def test_ranges_that_do_not_fit_change_nothing(archive, put, pages, said):
    sha256 = put((1, 2), (3, 4))
    with pytest.raises(CutError, match=said):
        recut(archive, sha256, pages, "Mai", Settings())
    assert pages_of(archive) == [(1, 2), (3, 4)]
    assert archive.ledger.cuts.of(sha256) == []


def test_a_document_that_is_gone_stops_the_cut(archive, put):
    """Its pages would be lost; nothing is changed."""
    sha256 = put((1, 2), (3, 4))
    archive.store.remove(f"{DOCUMENTS}/{sha256[:16]}-0003")
    with pytest.raises(ArchiveError, match="0003"):
        recut(archive, sha256, [(1,), (2, 3, 4)], "Mai", Settings())
    assert archive.ledger.cuts.of(sha256) == []


class KilledError(Exception):
    pass


@pytest.mark.parametrize("step", range(6))
def test_a_cut_that_was_killed_is_finished(archive, put, monkeypatch, step):
    """Before or after any document was published or put away, no page is lost on the way."""
    sha256 = put((1, 2), (3, 4))
    done = iter(range(step + 1))

    def dying(method):
        def call(*args, **more):
            if next(done, None) is None:
                raise KilledError
            result = method(*args, **more)
            if next(done, None) is None:
                raise KilledError
            return result

        return call

    monkeypatch.setattr(archive.store, "publish", dying(archive.store.publish))
    monkeypatch.setattr(archive.store, "supersede", dying(archive.store.supersede))
    with pytest.raises(KilledError):
        recut(archive, sha256, [(1, 3), (2,), (4,)], "Mai", Settings())
    monkeypatch.undo()

    assert finish_cuts(archive, Settings()) == 1

    assert pages_of(archive) == [(1, 3), (2,), (4,)]
    rows = archive.ledger.documents(sha256)
    assert sorted(row.pages for row in rows) == [(1, 3), (2,), (4,)]
    assert finish_cuts(archive, Settings()) == 0
    assert [one.cut.made for one in standing(archive, sha256)] == ["person"] * 3


def test_evidence_that_is_missing_stops_the_cut_and_keeps_the_old(archive, put):
    """A damaged bag is not made into new ones that hide the damage, nor asked for every night."""
    sha256 = put((1, 2), (3, 4))
    archive.store.remove(f"{DOCUMENTS}/{sha256[:16]}-0003/data/evidence/{CROP}")
    with pytest.raises(ArchiveError, match=CROP):
        recut(archive, sha256, [(1,), (2, 3, 4)], "Mai", Settings())
    assert pages_of(archive) == [(1, 2), (3, 4)]
    assert archive.ledger.cuts.pending() == []


def first_line(document, page):
    (reading,) = [one for one in document.pages if one.number == page]
    return Target("line", page=page, box=reading.lines[0].box), reading.lines[0].text


def decide(archive, document, *changes):
    archive.decisions.decide(document.id, changes, "Lan", len(archive.decisions.of(document.id)))


def test_decisions_go_with_their_pages(archive, put):
    """What was decided of a page is decided of it in its new document, by the same person."""
    sha256 = put((1, 2, 3, 4))
    (stood,) = standing(archive, sha256)
    places = [first_line(stood, page) for page in (1, 3)]
    decide(
        archive,
        stood,
        *[Change("correct", place, text, f"GÕ {place.page}") for place, text in places],
        Change("name", Target("mark", page=3, box=Box(10, 10, 40, 40)), "seal", "copy_stamp"),
    )
    made = archive.decisions.of(stood.id)

    one, two = recut(archive, sha256, [(1, 2), (3, 4)], "Mai", Settings())

    shown = {one.id: archive.read_decided(one.id), two.id: archive.read_decided(two.id)}
    assert "GÕ 1" in shown[one.id].text.canonical
    assert "GÕ 3" in shown[two.id].text.canonical
    assert shown[two.id].pages[0].marks[0].kind == "copy_stamp"
    assert not any(note.cause == "lost_decision" for d in shown.values() for note in d.review)
    followed = archive.decisions.of(two.id)
    assert [(d.at, d.who, d.change) for d in followed] == [
        (d.at, d.who, d.change) for d in made[1:]
    ]
    undone = archive.decisions.of(one.id)[3:]
    assert [(d.who, d.change.act, d.change.undoes) for d in undone] == [
        ("Mai", "undo", 2),
        ("Mai", "undo", 3),
    ]
    assert archive.ledger.decisions.untold() == []

    (joined,) = recut(archive, sha256, [(1, 2, 3, 4)], "Mai", Settings())
    text = archive.read_decided(joined.id).text.canonical
    assert ("GÕ 1" in text, "GÕ 3" in text) == (True, True)


def test_a_fields_decision_goes_where_the_field_is(archive, put):
    """To the document that has it on the same page; else a note tells, and nothing is overruled."""
    sha256 = put((1, 2), (3, 4))
    one, two = standing(archive, sha256)
    number = Target("field", "number")
    decide(archive, one, Change("correct", number, None, "11"))
    decide(archive, two, Change("correct", number, None, "33"))

    (joined,) = recut(archive, sha256, [(1, 2, 3, 4)], "Mai", Settings())
    shown = archive.read_decided(joined.id)
    assert shown.fields["number"].value == "11"
    (note,) = [note for note in shown.review if note.cause == "decision_left"]
    assert (note.grade, "“33”" in note.what, note.where[:7]) == ("must", True, "trang 3")

    again = recut(archive, sha256, [(1, 2), (3, 4)], "Mai", Settings())
    assert [archive.read_decided(d.id).fields["number"].value for d in again] == ["11", "33"]


def test_a_signed_record_that_is_cut_is_open_again(archive, put):
    """Who signed has not seen what stands now."""
    sha256 = put((1, 2), (3, 4))
    one, _ = standing(archive, sha256)
    decide(archive, one, Change("sign", Target("document"), reason="x"))
    recut(archive, sha256, [(1,), (2, 3, 4)], "Mai", Settings())
    assert archive.decisions.signed(one.id) is None
    assert archive.decisions.of(one.id)[-1].who == "Mai"


@pytest.mark.parametrize("step", [0, 1, 3, 6])
def test_following_that_was_killed_is_done_once(archive, put, monkeypatch, step):
    """Killed at any decision, the cut goes on: each follows once, none is lost."""
    sha256 = put((1, 2, 3, 4))
    (stood,) = standing(archive, sha256)
    for page in (3, 4):
        place, text = first_line(stood, page)
        decide(archive, stood, Change("correct", place, text, f"GÕ {page}"))
    ledger, left = archive.ledger.decisions, [step]

    class Killed(BaseException):
        pass

    with monkeypatch.context() as patch:
        for name in ("add", "told"):
            real = getattr(ledger, name)

            def dies(made, real=real):
                left[0] -= 1
                if left[0] < 0:
                    raise Killed
                return real(made)

            patch.setattr(ledger, name, dies)
        with pytest.raises(Killed):
            recut(archive, sha256, [(1, 2), (3,), (4,)], "Mai", Settings())
    finish_cuts(archive, Settings())
    assert [len(archive.decisions.of(one)) for one in archive.documents()] == [4, 1, 1]
    texts = [archive.read_decided(one).text.canonical for one in archive.documents()]
    assert ["GÕ 3" in texts[1], "GÕ 4" in texts[2], "GÕ" in texts[0]] == [True, True, False]


def test_a_wish_is_granted_when_the_archive_is_free(archive, put):
    """By whoever holds it next, once; and no night takes it for a decision before."""
    sha256 = put((1, 2, 3, 4))
    cuts = archive.ledger.cuts
    cuts.wish(sha256, "Hà", [(1,), (2, 3, 4)], archive.ledger.documents(sha256))
    assert cuts.of(sha256) == []

    assert finish_cuts(archive, Settings()) == 1
    assert finish_cuts(archive, Settings()) == 0

    assert pages_of(archive) == [(1,), (2, 3, 4)]
    assert (cuts.of(sha256)[0].who, cuts.wishes()) == ("Hà", [])


def test_a_wish_for_other_documents_is_dropped(archive, put):
    """The file was cut otherwise meanwhile: the person saw other documents."""
    sha256 = put((1, 2, 3, 4))
    stood = archive.ledger.documents(sha256)
    recut(archive, sha256, [(1, 2), (3, 4)], "Mai", Settings())
    archive.ledger.cuts.wish(sha256, "Hà", [(1,), (2, 3, 4)], stood)

    assert finish_cuts(archive, Settings()) == 0

    assert pages_of(archive) == [(1, 2), (3, 4)]
    assert archive.ledger.cuts.wishes() == []
