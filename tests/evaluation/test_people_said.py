"""What people said as a truth: how often a value was right at the confidence it was given."""

from datetime import UTC, datetime

import paper
from shelf import letter

from evaluation.measure.people_said import PeopleSaid, Share, by_band, people_said, shares
from evaluation.show.people_table import people_tables
from pipeline.values.decisions import Change, Decision, Target

PAPER = letter(
    "công văn",
    ["Căn cứ Luật Tổ chức chính quyển địa phương", "Điều 2. Quyết định có hiệu lực."],
    number="574",
    symbol="QĐ-UBND",
    org="UBND TỈNH HÒA BÌNH",
)


def made(*changes):
    at = datetime(2026, 11, 29, tzinfo=UTC)
    return tuple(Decision(PAPER.id, n, at, "Lan", one) for n, one in enumerate(changes, 1))


def field(key, act="correct", after=None, before=None):
    return Change(act, Target("field", key), before, after)


def test_a_confirmed_value_was_right_and_a_corrected_one_wrong():
    """What was left empty has no confidence to keep; what nobody can read is no truth."""
    said = people_said(
        PAPER,
        made(
            field("number", "confirm", before="574"),
            field("symbol", after="QĐ-UB"),
            field("date", after="2024-03-15"),
            field("signer", "unreadable"),
        ),
    )
    outcomes = {one.outcome.key: one.outcome.outcome for one in said.fields}
    assert outcomes == {"number": "right", "symbol": "wrong", "date": "missing"}
    assert {one.outcome.key for one in said.given} == {"number", "symbol"}
    assert {one.office for one in said.fields} == {"UBND TỈNH HÒA BÌNH"}
    assert (said.unreadable, said.documents) == (1, 1)
    assert shares(said.given, by_band) == {"0.90–0.95": Share(2, 1, 1.8)}


def test_an_organ_in_other_capitals_is_the_same():
    """As everywhere where truth and record are compared."""
    said = people_said(PAPER, made(field("org", after="Ubnd tỉnh Hòa Bình")))
    assert [one.outcome.outcome for one in said.fields] == ["right"]


def test_what_was_undone_is_no_truth():
    """Only decisions that hold count, and of several the last."""
    first = field("number", after="575")
    undone = (*made(first), Decision(PAPER.id, 2, made(first)[0].at, "Lan", undo(1)))
    assert people_said(PAPER, undone).fields == ()
    both = people_said(PAPER, made(first, field("number", "confirm", before="574")))
    assert [one.outcome.outcome for one in both.fields] == ["right"]


def undo(number):
    return Change("undo", Target("field", "number"), undoes=number)


def test_words_of_a_line_that_people_read_are_told_right_from_wrong():
    """Each by its own confidence."""
    line = paper.find_line(PAPER.pages[0], "Căn cứ")
    right = line.text.replace("quyển", "quyền")
    said = people_said(
        PAPER, made(Change("correct", Target("line", page=1, box=line.box), line.text, right))
    )
    assert said.lines == 1
    assert (sum(said.words.words), sum(said.words.right)) == (9, 8)


def test_bands_are_told_in_their_order_with_their_intervals():
    """And where nothing was decided, that."""
    said = people_said(PAPER, made(field("number", "confirm", before="574")))
    table = people_tables(said + said)
    assert "0.90–0.95" in table
    assert "34 % – 100 %" in table  # two of two, after Wilson
    plain = (said + said).as_dict()
    assert plain["by_confidence"]["0.90–0.95"]["interval"] == [0.3424, 1.0]
    assert plain["by_field"]["number"]["promised"] == 0.9
    assert "chưa có quyết định" in people_tables(PeopleSaid())
