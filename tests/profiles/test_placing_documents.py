"""Documents find their file, or are told to have none; and stand in order."""

from datetime import date

import pytest
from made_facts import drafted, facts, plan, planned

from pipeline.profiles import TT05
from pipeline.profiles.facts import under_sheets
from pipeline.profiles.placing import from_folders, place
from pipeline.profiles.plan import Rule


def placed(documents, *rules, **more):
    files = [planned(code, **more) for code in dict.fromkeys(rule.file for rule in rules)]
    return place(documents, plan(*files, rules=rules))


def inside(placement):
    return {file.code: [one.id[:16].lstrip("0") for one in docs] for file, docs in placement.files}


@pytest.mark.parametrize(
    "rule",
    [
        {"folder": "hop1/"},
        {"folder": ""},
        {"sheet": "hs 01"},
        {"numbers": (1, 1)},
        {"numbers": (None, 1)},
        {"dates": (date(2019, 3, 1), date(2019, 3, 1))},
        {"dates": (date(2019, 1, 1), None)},
        {"organ": "uy ban nhan dan tinh an binh"},
        {"organ": "Ủy ban nhân dân tỉnh An Bình", "type": "Công văn"},
        {"type": "22"},
        {"documents": frozenset({facts().id})},
        {"folder": "hop1/", "numbers": (1, 5), "type": "công văn"},
    ],
)
def test_a_rule_takes_what_meets_it(rule):
    found = placed([facts(sheet="HS  01")], Rule("A", "dòng 2", **rule))
    assert inside(found) == {"A": ["1"]}


@pytest.mark.parametrize(
    "rule",
    [
        {"folder": "hop"},
        {"folder": "hop1/cv1.pdf/"},
        {"folder": "hop2/"},
        {"sheet": "HS 02"},
        {"numbers": (2, 9)},
        {"dates": (None, date(2019, 2, 28))},
        {"organ": "Ủy ban nhân dân"},
        {"type": "Quyết định"},
        {"type": "02"},
        {"documents": frozenset({facts(2).id})},
        {"folder": "hop1/", "numbers": (2, 5)},
    ],
)
def test_and_leaves_what_does_not(rule):
    found = placed([facts(sheet="HS 01")], Rule("A", "dòng 2", **rule))
    assert inside(found) == {"A": []}
    assert [one.id for one in found.unplaced] == [facts().id]


@pytest.mark.parametrize("key", ["number", "date", "type", "org"])
def test_what_is_not_known_meets_no_condition_on_it(key):
    rule = {
        "number": {"numbers": (None, 99)},
        "date": {"dates": (date(1900, 1, 1), None)},
        "type": {"type": "Công văn"},
        "org": {"organ": "ỦY BAN NHÂN DÂN TỈNH AN BÌNH"},
    }[key]
    values = {key: None} | ({"issuers": None} if key == "org" else {})
    assert placed([facts(values=values)], Rule("A", "", **rule)).unplaced


def test_subfolders_belong_to_their_folder():
    found = placed([facts(source="hop1/a/b/cv.pdf")], Rule("A", "", folder="hop1/"))
    assert inside(found) == {"A": ["1"]}


def test_two_files_that_claim_one_document_are_told_and_neither_has_it():
    rules = [Rule("A", "dòng 2", folder="hop1/"), Rule("B", "dòng 3", numbers=(1, 9))]
    found = placed([facts()], *rules)
    assert inside(found) == {"A": [], "B": []}
    assert [rule.where for rule in found.ambiguous[0].rules] == ["dòng 2", "dòng 3"]
    made = drafted(TT05, [facts()], plan(planned("A"), planned("B"), rules=rules))
    told = [one for one in made.troubles if "hai quy tắc" in one.what]
    assert {one.file for one in told} == {"A", "B"}
    assert "“A” (dòng 2); “B” (dòng 3)" in told[0].what


def test_a_rule_that_names_the_document_decides():
    rules = [
        Rule("A", "dòng 2", folder="hop1/"),
        Rule("B", "dòng 3", documents=frozenset({facts().id})),
    ]
    assert inside(placed([facts(1), facts(2)], *rules)) == {"A": ["2"], "B": ["1"]}


def test_two_rules_of_one_file_are_no_conflict():
    rules = [Rule("A", "", folder="hop1/"), Rule("A", "", numbers=(1, 9))]
    assert inside(placed([facts()], *rules)) == {"A": ["1"]}


def test_a_named_document_that_is_not_there_is_told():
    found = placed([facts()], Rule("A", "dòng 2", documents=frozenset({"gone-0001"})))
    assert [(rule.file, document) for rule, document in found.unknown] == [("A", "gone-0001")]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("date", ["3", "1", "2", "4"]),
        ("number", ["1", "3", "2", "4"]),
        ("paper", ["4", "3", "2", "1"]),
    ],
)
def test_order_within_a_file(order, expected):
    """By day, by number, as scanned; what has neither day nor number stands last."""
    documents = [
        facts(1, source="hop1/10.pdf", values={"number": "7", "date": "2019-05-01"}),
        facts(2, source="hop1/9.pdf", values={"number": "12a", "date": "2019-05-01"}),
        facts(3, source="hop1/2.pdf", values={"number": "9", "date": "2019-04-01"}),
        facts(4, source="hop1/1.pdf", values={"number": None, "date": None}),
    ]
    found = placed(documents, Rule("A", "", folder="hop1/"), order=order)
    assert inside(found)["A"] == expected


def test_documents_lie_under_the_last_sheet_of_their_own_scan():
    stack = [
        facts(1, sha256="a", sheet=None),
        facts(2, sha256="a", sheet="HS 01"),
        facts(3, sha256="a", sheet=None),
        facts(4, sha256="a", sheet="HS 02"),
        facts(5, sha256="b", sheet=None),
    ]
    assert [one.sheet for one in under_sheets(stack)] == [None, "HS 01", "HS 01", "HS 02", None]


def test_without_a_plan_each_folder_is_a_file_and_all_is_to_be_filled_in():
    documents = [facts(1), facts(2), facts(3, source="hop2/x.pdf"), facts(4, source="y.pdf")]
    proposed = from_folders(documents)
    assert inside(place(documents, proposed)) == {"01": ["4"], "02": ["1", "2"], "03": ["3"]}
    made = drafted(TT05, documents, proposed)
    assert {one.field for one in made.troubles if one.file == "01"} >= {"title", "retention"}


def test_some_files_alone():
    rules = [Rule("A", "", numbers=(1, 1)), Rule("B", "", numbers=(2, 2))]
    found = placed([facts(1), facts(2), facts(3)], *rules).only({"B"})
    assert inside(found) == {"B": ["2"]}
    assert found.unplaced == ()
