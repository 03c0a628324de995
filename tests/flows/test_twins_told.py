"""Pairs that may be one paper: told once, shown side by side, decided by a person."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
import pytest
from drawn_scans import add_scan, document_of, draw_page

from flows.console import Silent
from flows.document_facts import facts_of
from flows.night_facts import NightFacts
from flows.pool import JobDiedError, Outcome
from flows.report import PAIRS_SHOWN, render_report
from flows.twin_work import ThumbTask, compare_all, do_twin_task, thumbnails
from flows.twins import Pair, Side, known_pairs, twin_notes
from pipeline.archive import InboxFile, open_archive
from pipeline.archive.ledger.likeness_tables import LinkRow, TwinVerdict
from pipeline.errors import PageCorruptError
from pipeline.settings import Settings
from pipeline.values.document import Field

WHEN = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    """A folder archive with a paper that was scanned twice."""
    settings = Settings(archive=str(tmp_path / "kho"))
    archive = open_archive(settings)
    for name, dpi in (("sáng", 150), ("chiều", 120)):
        drawn = draw_page(dpi=dpi)
        path = tmp_path / f"{name}.pdf"
        with pikepdf.new() as pdf:
            add_scan(pdf, drawn.image, dpi)
            pdf.save(path, static_id=True)
        found = path.stat()
        document = document_of(path, [drawn.reading])
        document = replace(document, fields={**document.fields, "date": Field("2021-04-17", "x")})
        file = InboxFile(str(path), path.name, found.st_size, found.st_mtime_ns)
        archive.ledger.sight(file, document.source.sha256)
        archive.publish(document, path, {})
        archive.ledger.publish(document.source.sha256)
    yield archive
    archive.close()


class Here:
    """Does jobs in this process; such as are told to die do."""

    def __init__(self, archive, dying=()):
        self.archive, self.dying = archive, dying

    def run(self, jobs, done):
        for job in jobs:
            if job.task.document in self.dying:
                done(Outcome(job, 0.0, error=JobDiedError(11)))
            else:
                done(Outcome(job, 0.1, do_twin_task(job.task, self.archive, Settings().raster)))


def pair(kind="same", number=1, verdict=None):
    link = LinkRow(
        f"a{number}-0001", f"b{number}-0001", kind, 0.99, ("3 trang giống nhau",), ((1, 2),), WHEN,
        f"b{number}-0001", verdict,
    )  # fmt: skip
    first = Side(link.first, "sáng.pdf", "55-CV/QU", (1,))
    return Pair(link, first, Side(link.second, "chiều <b>.pdf", "55-CV/QU", (2,), 1))


def test_a_pair_is_told_of_once_with_the_newer_document():
    """And no more when somebody has looked."""
    notes = twin_notes([pair()])
    assert set(notes) == {"b1-0001"}
    (note,) = notes["b1-0001"]
    assert (note.grade, note.cause) == ("should", "twice")
    assert "55-CV/QU, sáng.pdf (a1-0001)" in note.what
    assert note.where == "trang 2, bên kia trang 1"
    verdict = TwinVerdict("a1-0001", "b1-0001", WHEN, False, "Mai")
    assert twin_notes([pair(verdict=verdict)]) == {}


def test_one_number_on_two_papers_must_be_looked_at():
    """One of the numbers was misread."""
    ((note,),) = twin_notes([pair("number")]).values()
    assert (note.grade, note.fields) == ("must", ("number",))
    assert "đọc sai" in note.why


def test_the_night_compares_and_finds_the_pair(store):
    """Every document once; a second night has nothing to compare."""
    assert compare_all(store, Here(store), Silent()) == 2
    (found,) = known_pairs(store)
    assert {found.first.name, found.second.name} == {"sáng.pdf", "chiều.pdf"}
    assert found.first.label == "55-CV/QU"
    assert compare_all(store, Here(store), Silent()) == 0


def test_a_comparison_that_takes_its_process_along_is_not_tried_every_night(store):
    """The document stays; the log has it."""
    dying = store.documents()[0]
    assert compare_all(store, Here(store, {dying}), Silent()) == 2
    assert store.ledger.likeness.not_compared() == []


def test_a_portion_a_night(store):
    """Archives of older programs are compared little by little."""
    assert compare_all(store, Here(store), Silent(), 1) == 1
    assert len(store.ledger.likeness.not_compared()) == 1


def test_the_report_shows_both_pictures_side_by_side(store):
    """In the report itself, small, upright; each leads to its document."""
    compare_all(store, Here(store), Silent())
    pairs = known_pairs(store)
    small = thumbnails(pairs, Here(store))
    assert all(jpeg[:2] == b"\xff\xd8" and len(jpeg) < 60_000 for jpeg in small.values())
    facts = NightFacts("2026-11-22T220000", files_in_inbox=2)
    facts.documents += [facts_of(store.read_document(one)) for one in store.documents()]
    facts.twice = twin_notes(pairs)
    page = render_report(facts, "./kho", pairs, small)
    assert page.count('src="data:image/jpeg;base64,') == 2
    assert page.count("Có thể quét hai lần") == 1
    assert "sohoa twins --not-same" in page
    for one in store.documents():
        assert f"../documents/{one}/data/document.pdf" in page


def test_a_picture_that_fails_leaves_words(store):
    """The pair is told all the same, and no more than so many stand with pictures."""
    facts = NightFacts("2026-11-22T220000", files_in_inbox=2)
    document = facts_of(store.read_document(store.documents()[0]))
    pairs = [pair(number=n) for n in range(PAIRS_SHOWN + 3)]
    facts.documents += [replace(document, id=one.second.id) for one in pairs]
    facts.twice = twin_notes(pairs)
    page = render_report(facts, "./kho", pairs, {})
    assert page.count("Không lập được ảnh nhỏ") == 2 * PAIRS_SHOWN
    assert "Còn 3 cặp nữa" in page
    assert "chiều <b>" not in page


def test_thumbnails_leave_out_what_cannot_be_made(store):
    """A crash costs that one picture."""
    compare_all(store, Here(store), Silent())
    pairs = known_pairs(store)
    small = thumbnails(pairs, Here(store, {pairs[0].first.id}))
    assert set(small) == {(pairs[0].second.id, 0)}
    with pytest.raises(PageCorruptError):
        do_twin_task(ThumbTask(pairs[0].first.id, 7), store, Settings().raster)


def test_the_command_lists_and_decides(sohoa, store):
    """A person's word, with name and moment; the pair is asked for no more."""
    compare_all(store, Here(store), Silent())
    one, other = sorted(store.documents())
    listed = sohoa("twins", "--archive", store.store.location)
    assert listed.returncode == 0
    assert "Có thể quét hai lần" in listed.stdout
    assert one in listed.stdout
    assert other in listed.stdout
    told = json.loads(sohoa("twins", "--archive", store.store.location, "--json").stdout)
    assert told["open"] == 1
    assert told["pairs"][0]["ids"] == [one, other]
    said = sohoa(
        "twins", "--not-same", other, one, "--by", "Lê Mai", "--archive", store.store.location
    )
    assert said.returncode == 0
    assert f"{one} và {other} khác nhau, Lê Mai" in said.stdout
    assert "Không có cặp" in sohoa("twins", "--archive", store.store.location).stdout
    everything = sohoa("twins", "--all", "--archive", store.store.location).stdout
    assert "Lê Mai đã xem" in everything


def test_the_status_names_a_pair_once(sohoa, store):
    """Under its cause, with the newer document; a decided one not at all."""
    compare_all(store, Here(store), Silent())
    one, other = sorted(store.documents())
    shown = sohoa("status", "--all", "--archive", store.store.location).stdout
    assert shown.count("Có thể quét hai lần") == 1
    sohoa("twins", "--same", one, other, "--by", "Mai", "--archive", store.store.location)
    shown = sohoa("status", "--all", "--archive", store.store.location).stdout
    assert "Có thể quét hai lần" not in shown


def test_nonsense_is_refused_in_words(sohoa, store):
    """Both words at once; an id that is none."""
    place = store.store.location
    both = sohoa("twins", "--same", "a", "b", "--not-same", "a", "b", "--archive", place)
    assert both.returncode == 2
    assert "chọn một" in both.stderr
    wrong = sohoa("twins", "--same", "a", "b", "--by", "Mai", "--archive", place)
    assert wrong.returncode != 0
    assert "không có tài liệu a" in wrong.stderr


@pytest.mark.slow
def test_the_command_compares_at_once(sohoa, store):
    """In processes of its own, with nobody else at the archive."""
    told = sohoa("twins", "--compare", "--json", "--archive", store.store.location)
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert (found["open"], found["not_compared"]) == (1, 0)
