"""Documents of the archive read again: what is chosen, read, kept and told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from reread_archive import SECRET, stack_rows

from flows.again import _cut_otherwise
from flows.closing_words import closing_words
from flows.night import Night
from flows.report import render_report
from flows.rereading import first_pages
from pipeline.archive.leasing import Holder
from pipeline.archive.ledger.leases import NIGHT
from pipeline.archive.versions.choice import Wanted, choose
from pipeline.archive.versions.proposals import compared, proposed_document, release
from pipeline.document import split
from pipeline.errors import PageCorruptError
from pipeline.settings import Reread
from pipeline.values.decisions import Change, Target

pytestmark = pytest.mark.timeout(120)


def test_pages_come_from_the_documents_own_originals(kho, door, again):
    """A part of a stack has its own pages; ids and page numbers stay; nothing that stands moves."""
    _, opened = kho
    run, _ = again
    _, seen = door

    facts = run()

    assert facts.pages_read == 4
    assert len(facts.proposed) == 3
    first, second = stack_rows(opened)
    assert (f"{second.id}.pdf", 1, 3, "set_aside") in seen
    assert (f"{first.id}.pdf", 2, 2, "set_aside") in seen
    for which in facts.proposed:
        row = opened.ledger.versions.one(*which)
        document = proposed_document(opened, row)
        assert document.source == opened.read_document(row.id).source
        assert {line.id[:5] for page in document.pages for line in page.lines} <= {
            f"p{number:04d}" for number in (1, *document.source.pages)
        }
        assert compared(opened, row, kho[0]).nothing
    assert {row.config for row in opened.ledger.documents()} == {"old"}
    assert opened.store.names("work") == []


def test_a_page_that_a_person_has_turned_is_read_so(kho, again):
    """Whatever the machine takes for upright; it stands at once, and nobody is asked again."""
    _, opened = kho
    run, _ = again
    first, _ = stack_rows(opened)
    turn = Change("turn", Target("page", page=2), 0, 180)
    opened.decisions.decide(first.id, [turn], "Lan", 0)
    assert "turned" in [note.cause for note in opened.read_decided(first.id).review]

    taken = dict(run().taken)
    assert opened.ledger.versions.one(first.id, taken[first.id]).decided_by == "Lan"
    assert [page.rotation for page in opened.read_document(first.id).pages] == [0, 180]
    assert "turned" not in [note.cause for note in opened.read_decided(first.id).review]


def test_a_person_may_take_what_is_read_as_read(kho, again):
    """Released one by one; then nothing is left to read again."""
    settings, opened = kho
    run, _ = again
    for which in run().proposed:
        release(opened, opened.ledger.versions.one(*which), "Mai")
    assert {row.config for row in opened.ledger.documents()} == {"new"}
    assert choose(opened, Wanted(), "new", settings.review) == ([], [])
    assert run().pages_read == 0


def test_no_page_is_read_twice_after_a_kill(kho, again):
    """Pages finished before the kill have their checkpoints; the versions keep their names."""
    _, opened = kho
    run, pool = again
    pool.stop_after = 2
    with pytest.raises(KeyboardInterrupt):
        run()
    begun = {(row.id, row.stamp) for row in opened.ledger.versions.all("reading")}
    pool.stop_after = None

    facts = run()

    assert (facts.pages_read, facts.pages_kept) == (2, 2)
    assert len(pool.done) == len(set(pool.done)) == 4
    assert set(facts.proposed) == begun
    assert opened.store.names("work") == []


def test_a_page_that_fails_now_is_a_hole_that_waits(kho, door, again):
    """Whether it raised or its process died: told, and never released unseen."""
    _, opened = kho
    run, pool = again
    results, _ = door

    def broken():
        raise PageCorruptError("copy.pdf", 1, "hỏng")

    results[3] = broken
    pool.dies = {2}

    facts = run()

    first, second = stack_rows(opened)
    rows = {id_: opened.ledger.versions.one(id_, stamp) for id_, stamp in facts.proposed}
    assert any("không đọc được trang 2" in why for why in rows[first.id].changes["why"])
    assert any("không đọc được trang 3" in why for why in rows[second.id].changes["why"])
    hole = proposed_document(opened, rows[second.id]).pages[0]
    assert hole.problem.startswith("chồng.pdf")
    assert "trang 3" in hole.problem


def test_what_a_person_decided_is_kept(kho, again):
    """The cut, who made it, and who said that the file is not secret."""
    _, opened = kho
    run, _ = again
    first, _ = stack_rows(opened)
    opened.ledger.clear(first.sha256, "Trần Văn Bé")

    facts = run()

    document = proposed_document(
        opened, next(opened.ledger.versions.one(*w) for w in facts.proposed if w[0] == first.id)
    )
    assert document.cut.made == "person"
    assert ("judged_not_secret", "Trần Văn Bé") in [(e.what, e.who) for e in document.events]


def test_a_cleared_file_is_read_whatever_it_bears(kho, door, again):
    _, opened = kho
    run, _ = again
    first, _ = stack_rows(opened)
    opened.ledger.clear(first.sha256, "An")
    run()
    told = {secrecy for name, _, _, secrecy in door[1] if name.startswith(first.sha256[:16])}
    assert told == {"flag"}


def test_a_page_that_is_secret_now_stops_its_file(kho, door, again):
    """No version of its file, no page kept; the other file goes on; status leads with it."""
    _, opened = kho
    run, _ = again
    door[0][3] = SECRET

    facts = run()

    first, second = stack_rows(opened)
    assert [which[0] for which in facts.proposed] == [
        row.id for row in opened.ledger.documents() if row.sha256 != first.sha256
    ]
    assert len(facts.secret) == 1
    assert second.id in facts.secret[0]
    assert opened.store.names("work") == []
    (record,) = opened.ledger.records.of([second.id])
    assert record.grade == "must"
    assert "MẬT" in record.notes[0].what


def test_damage_stops_its_own_file_only(kho, again):
    """An original that is not what it was; it is named, and the way out."""
    _, opened = kho
    run, _ = again
    first, _ = stack_rows(opened)
    path = f"documents/{first.id}/data/original.pdf"
    opened.store.write(path, opened.store.read(path) + b"\n%more")

    facts = run()

    assert len(facts.proposed) == 1
    (trouble,) = facts.left
    assert trouble.name == "chồng.pdf"
    assert "sohoa verify" in trouble.reason


def test_the_machine_tells_where_it_would_cut_otherwise(kho, again):
    """The cut stays as it is; what a person cut is not questioned."""
    _, opened = kho
    run, _ = again
    facts = run()
    rows = [opened.ledger.versions.one(*which) for which in facts.proposed]
    assert [row.changes["cut_otherwise"] for row in rows] == [None] * 3  # all cut by a person
    document = opened.read_document(stack_rows(opened)[0].id)
    cut = replace(document.cut, made="machine")
    machine = [replace(opened.read_document(row.id), cut=cut) for row in stack_rows(opened)]
    pages = [page for one in machine for page in one.pages]
    told = _cut_otherwise(machine, pages)
    assert told == [[s.number for s in share.pages] for share in split(pages)]


def test_choice_by_age_type_doubt_and_grade(kho):
    """Each criterion leaves out what it does not fit; all given must hold."""
    settings, opened = kho
    review = settings.review

    def chosen(config="new", **wanted):
        files, _ = choose(opened, Wanted(**wanted), config, review)
        return sorted(one for file in files for one in file.because_of)

    every = sorted(row.id for row in opened.ledger.documents())
    assert chosen() == every
    assert chosen("old") == []
    assert chosen("old", again=True) == every
    assert chosen(read_before=datetime.now(UTC) + timedelta(days=1)) == every
    assert chosen(read_before=datetime.now(UTC) - timedelta(days=1)) == []
    assert chosen(types=("QUYẾT ĐỊNH",)) == []
    record = opened.ledger.records.of([every[0]])[0]
    assert chosen(types=(record.fields.get("type", "không"),)) in ([], every)
    assert chosen(must=True) == [
        row.id
        for row in sorted(opened.ledger.records.of(every), key=lambda r: r.id)
        if row.grade == "must"
    ]
    assert chosen(least_below=0.0) == []
    sure = {
        one: [
            field.confidence
            for key in review.required_fields
            if (field := opened.read_document(one).fields[key]).value is not None
        ]
        for one in every
    }
    assert chosen(least_below=1.0) == [one for one in every if sure[one]]
    assert chosen(mean_below=1.0, types=("QUYẾT ĐỊNH",)) == []


def test_what_is_asked_for_by_name_and_cannot_be_read_is_told(kho, again):
    settings, opened = kho
    run, _ = again
    first, second = stack_rows(opened)
    run()
    _, left = choose(opened, Wanted(ids=(first.id, "không-có")), "new", settings.review)
    assert {one.id: one.why for one in left} == {
        first.id: "bản đọc lại bằng cấu hình này đang chờ quyết định",
        "không-có": "kho không có văn bản này",
    }
    opened.ledger.miss([second.id])
    files, left = choose(opened, Wanted(ids=(first.id,)), "newer", settings.review)
    assert files == []
    assert "chưa đủ trong kho" in left[0].why


def test_whole_files_up_to_so_many_pages(kho):
    settings, opened = kho
    files, _ = choose(opened, Wanted(), "new", settings.review)
    assert len(files) == 2
    assert first_pages(files, 1) == files[:1]
    assert first_pages(files, 4) == files
    assert first_pages(files, 0) == []


def night_of(kho, pool, tmp_path, pages):
    settings, opened = kho
    settings = replace(settings, reread=Reread(pages_a_night=pages))
    lease = opened.ledger.leases.take(NIGHT, Holder.me().as_text())
    return Night(settings, opened, pool, tmp_path / "scratch", "new", lease)


@pytest.mark.parametrize(("pages", "read"), [(0, 0), (1, 1), (100, 4)])
def test_a_night_reads_again_as_much_as_it_may(kho, again, tmp_path, pages, read):
    """Off by default; whole files, so it may be some more; told in the closing words."""
    _, pool = again
    night = night_of(kho, pool, tmp_path, pages)

    night.read_again()

    done = night.facts.again
    assert done.pages_read in ((read,) if read != 1 else (1, 3))
    assert night.facts.nothing_new == (read == 0)
    words = closing_words(night.facts, kho[0])
    page = render_report(night.facts, "./kho")
    assert ("Đọc lại văn bản trong kho" in page) == (read > 0)
    assert ("có bản mới chờ duyệt" in words) == (read > 0)
    assert night.facts.as_dict()["again"]["pages_read"] == done.pages_read


def test_a_secret_page_leads_the_report_of_its_night(kho, door, again, tmp_path):
    _, pool = again
    door[0][3] = SECRET
    night = night_of(kho, pool, tmp_path, 100)
    night.read_again()
    page, words = render_report(night.facts, "./kho"), closing_words(night.facts, kho[0])
    assert "đọc lại thấy dấu độ mật" in page
    assert "CÓ DẤU ĐỘ MẬT khi đọc lại" in words
