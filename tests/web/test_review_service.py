"""Reviewing a document and the queue, asked as programs ask: no browser."""

from datetime import UTC, datetime

import pytest
from doubtful import Doubt, doubtful

from pipeline.archive.ledger.queue import Waiting
from pipeline.errors import ChangedMeanwhileError, DecisionError
from pipeline.values.decisions import Change, Decision, Target
from pipeline.values.document import ReviewNote
from pipeline.values.people import ROLES, Who
from web.services.queue import choices, next_after, queue
from web.services.review import decide, decision_said, review_of

LAN = Who("Cô Lan", ROLES["reviewer"])
HOA = Who("Cô Hoa", ROLES["reviewer"])
CHIEF = Who("Ông Chánh", ROLES["signer"])
NUMBER = Target("field", "number")
DATE = Target("field", "date")
WHOLE = Target("document")
HOLE = ReviewNote("Thiếu trang", "trang 2", "không đọc được", "must", "hole", (), 5, 20)


@pytest.fixture
def paper(desk, tmp_path):
    """A document whose number was misread and whose date was not read."""
    doubts = [Doubt("date", None, ("2021-07-31", "2021-07-30")), Doubt("number", "514", ("574",))]
    return doubtful(desk.archive, tmp_path / "hop", "tờ trình", doubts)


def correct(target, before, after):
    return Change("correct", target, before, after)


def test_doubts_come_first_and_tell_what_was_read_and_why(desk, paper):
    review = review_of(desk, LAN, paper.id)
    assert [field.key for field in review.doubts] == ["number", "date"]
    assert {"recipients", "org"} <= {field.key for field in review.others}
    number, date = review.doubts
    assert (number.value, number.sure, number.why) == ("514", "đọc không chắc", "đọc không chắc")
    assert [one.said for one in number.alternatives] == ["574"]
    assert (date.value, date.why) == (None, "mờ, không đọc được")
    assert [one.said for one in date.alternatives] == ["31/07/2021", "30/07/2021"]


def test_what_a_person_says_stands_above_the_machine(desk, paper):
    done = decide(desk, LAN, paper.id, [correct(NUMBER, "514", "574")], 0)
    number = done.review.doubts[0]
    assert (number.value, number.state, number.decision.who) == ("574", "corrected", "Cô Lan")
    assert number.machine_said == "514"
    assert done.review.seen == 1
    assert [one.note.cause for one in done.review.left] == ["date"]
    assert desk.archive.read_decided(paper.id).fields["number"].value == "574"


def test_what_was_sent_twice_stands_on_record_once(desk, paper):
    """A page that heard no answer sends again with the number that it sent before."""
    sent = [correct(NUMBER, "514", "5\u200b74 ".replace("\u200b", ""))]
    first = decide(desk, LAN, paper.id, sent, 0)
    again = decide(desk, LAN, paper.id, sent, 0)
    assert first.made == again.made
    assert len(desk.archive.decisions.of(paper.id)) == 1
    undo = [Change("undo", NUMBER, undoes=1)]
    assert decide(desk, LAN, paper.id, undo, 1).made == decide(desk, LAN, paper.id, undo, 1).made
    assert len(desk.archive.decisions.of(paper.id)) == 2


def test_two_clerks_on_one_field_the_second_is_told(desk, paper):
    decide(desk, HOA, paper.id, [correct(NUMBER, "514", "571")], 0)
    with pytest.raises(ChangedMeanwhileError) as told:
        decide(desk, LAN, paper.id, [correct(NUMBER, "514", "574")], 0)
    assert told.value.args[1] == "Cô Hoa"
    other = decide(desk, LAN, paper.id, [correct(DATE, None, "2021-07-30")], 0)
    assert [one.who for one in other.others] == ["Cô Hoa"]
    assert desk.archive.read_decided(paper.id).fields["number"].value == "571"


def test_signed_off_when_nothing_must_be_looked_at_or_for_a_reason(desk, tmp_path):
    paper = doubtful(desk.archive, tmp_path / "hop", "một", [Doubt("number", "514")], more=[HOLE])
    decide(desk, CHIEF, paper.id, [Change("confirm", NUMBER, "514")], 0)
    with pytest.raises(DecisionError, match="còn 1 việc"):
        decide(desk, CHIEF, paper.id, [Change("sign", WHOLE)], 1)
    waive = Change("waive", Target("note", "hole", where="trang 2"), reason="bản gốc chỉ có thế")
    review = decide(desk, CHIEF, paper.id, [waive], 1).review
    assert not review.left
    assert {one.state for one in review.notes} == {"settled", "waived"}
    review = decide(desk, CHIEF, paper.id, [Change("sign", WHOLE)], 2).review
    assert review.signed is not None
    assert queue(desk, CHIEF, Waiting(("none",), signed=True)).total == 1
    with pytest.raises(DecisionError, match="đã ký duyệt"):
        decide(desk, LAN, paper.id, [correct(NUMBER, "514", "574")], 3)


def test_the_queue_is_in_order_narrowed_and_paged(desk, tmp_path):
    """Must before should, what a minute mends most first; mended documents leave it."""
    hop = tmp_path / "hop"
    weighty = ReviewNote("Mật", "trang 1", "dấu", "must", "secrecy", (), 2, 50)
    made = {
        "ubnd/nên": doubtful(desk.archive, hop, "ubnd/nên", [Doubt("number", "1", (), "should")]),
        "ubnd/phải": doubtful(desk.archive, hop, "ubnd/phải", [Doubt("number", "2")]),
        "thành ủy/mật": doubtful(desk.archive, hop, "thành ủy/mật", [], more=[weighty]),
        "thành ủy/sạch": doubtful(desk.archive, hop, "thành ủy/sạch", []),
    }
    names = {document.id: name for name, document in made.items()}
    found = queue(desk, LAN, Waiting())
    assert [names[row.place.id] for row in found.rows] == ["thành ủy/mật", "ubnd/phải", "ubnd/nên"]
    assert (found.total, found.more) == (3, None)
    assert [(one.value, one.count) for one in choices(desk, LAN, Waiting())["fonds"]] == [
        ("ubnd", 2), ("thành ủy", 1),
    ]  # fmt: skip
    assert queue(desk, LAN, Waiting(cause="secrecy")).total == 1
    assert queue(desk, LAN, Waiting(fonds="ubnd", grades=("must",))).total == 1
    assert queue(desk, LAN, Waiting(year="2021")).total == 3
    assert queue(desk, LAN, Waiting(org="không có")).total == 0
    # One after the other, also when those before it were mended meanwhile.
    walked, place = [], None
    while place := next_after(desk, LAN, Waiting(), place):
        walked.append(names[place.id])
        review = review_of(desk, LAN, place.id)
        if review.doubts:
            decide(desk, LAN, place.id, [Change("confirm", NUMBER)], 0)
    assert walked == ["thành ủy/mật", "ubnd/phải", "ubnd/nên"]
    assert queue(desk, LAN, Waiting()).total == 1
    assert queue(desk, LAN, Waiting(("must", "none"), by="Cô Lan")).total == 2
    ready = Waiting(("should", "may", "none"), begun=True)
    assert queue(desk, LAN, ready).total == 2


def test_who_sees_one_fonds_has_a_queue_of_it(desk, tmp_path):
    for name in ("ubnd/một", "thành ủy/hai", "ubnd/ba"):
        doubtful(desk.archive, tmp_path / "hop", name, [Doubt("number", "1")])
    narrow = Who("Cô Mai", ROLES["reviewer"], frozenset({"ubnd"}))
    found = queue(desk, narrow, Waiting())
    assert {row.reviewed.name for row in found.rows} == {"ubnd/ba.pdf", "ubnd/một.pdf"}
    assert found.total == 2
    assert [one.value for one in choices(desk, narrow, Waiting())["fonds"]] == ["ubnd"]
    nobody = Who("Cô Tư", ROLES["reviewer"], frozenset({"không có"}))
    assert queue(desk, nobody, Waiting()).total == 0
    assert next_after(desk, nobody, Waiting()) is None


def test_a_mark_s_kind_is_told_in_a_clerk_s_words():
    """Whoever is second is told what the first one did, without names of ours."""
    change = Change("name", Target("mark", page=1), "unknown", "name_stamp")
    told = decision_said(Decision("a-0001", 1, datetime.now(UTC), "Lan", change))
    assert told.isascii() is False
    assert "name_stamp" not in told
