"""What is typed, as a tree; and what cannot be understood, told where and why."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archive.search.parsing import parse
from pipeline.archive.search.plan import askings, last_resorts
from pipeline.archive.search.query import And, InField, Not, Number, Or, Phrase, When, Word
from pipeline.archive.search.words import forms
from pipeline.errors import QueryError


def words(text, *, follows=True):
    return tuple(Word(form, follows=bool(at) and follows) for at, form in enumerate(forms(text)))


def test_words_are_all_wanted_and_known_to_stand_together():
    assert parse("phòng chống dịch") == And(words("phòng chống dịch"))
    assert parse("phòng, dịch") == And(words("phòng dịch", follows=False))


def test_names_of_operators_are_words_in_a_title_pasted_in_capitals():
    assert parse("QUẬN ỦY VÀ ĐẢNG ỦY") == And(words("QUẬN ỦY VÀ ĐẢNG ỦY"))
    assert parse("bão HOẶC lụt") == Or((parse("bão"), Word(forms("lụt")[0], follows=True)))


def test_a_minus_takes_away_what_stands_right_behind_it():
    """One between figures, codes or blanks takes nothing."""
    assert parse("a -b").nodes[1] == Not(Word(forms("b")[0], follows=True))
    assert parse("-covid-19") == Not(Phrase(tuple(forms("covid 19"))))
    assert parse("2020 - 2022") == And(words("2020 2022"))
    assert parse("55 -CV/ĐU") == Number(("55", "cv", "du"))


def test_a_name_goes_on_to_the_next_comma_or_key():
    wanted = (InField("org", tuple(forms("quận ủy"))), InField("type", tuple(forms("công văn"))))
    assert parse("cơ quan: quận ủy loại: công văn") == And(wanted)
    assert parse("cơ quan: quận ủy, dịch").nodes[1] == words("dịch")[0]
    assert parse('organ:"quận ủy" dịch').nodes[0] == wanted[0]


def test_from_and_to_are_one_span():
    assert parse("từ: 1/2020 đến: 6/2021") == When(date(2020, 1, 1), date(2021, 6, 30))
    assert parse("ngày: 2020-2022") == When(date(2020, 1, 1), date(2022, 12, 31))
    assert parse("ngày: 2020-07") == When(date(2020, 7, 1), date(2020, 7, 31))


@pytest.mark.parametrize(
    ("question", "where", "why"),
    [
        ("", "", "không có từ nào"),
        ("… !", "… !", "không có từ nào"),
        ("ngày: hôm qua", "ngày: hôm", "phải là ngày"),
        ("ngày: 31/2/2021", "31/2/2021", "không có ngày"),
        ("ngày: 2022..2020", "2022..2020", "kết thúc trước"),
        ("từ: 2022 đến: 2020", "01/01/2022", "kết thúc trước"),
        ("trang:3", "trang:", "không có mục này"),
        ("cần xem: mai", "mai", "chỉ nhận"),
        ("loại:", "loại:", "phải có từ"),
        ('"phòng', '"phòng', "dấu ngoặc kép"),
        ("(phòng", "(phòng", "dấu ngoặc đóng"),
        ("phòng)", ")", "thừa dấu ngoặc"),
        ("phòng OR", "phòng OR", "trước và sau OR"),
        ("(" * 50 + "a" + ")" * 50, "(", "lồng nhau"),
        ("từ " * 100, "từ", "quá 60 từ"),
        ("x" * 3000, "xxx", "dài quá"),
    ],
)
def test_a_wrong_question_is_told_where_and_why(question, where, why):
    with pytest.raises(QueryError) as caught:
        parse(question)
    assert where in str(caught.value)
    assert why in str(caught.value)
    assert caught.value.exit_code == 2


PIECES = st.one_of(
    st.sampled_from(
        ["cơ quan:", "loại:", "ngày:", "từ:", "số", "số:", "-", "OR", "NOT", "(", ")", '"', "“",
         "”", "1943", "CV/QU", "30/7/2021", "..", "2020", "phòng", "dịch", ",", "VÀ", "tháng",
         "cần xem:"]
    ),
    st.text(max_size=6),
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=60))
def test_whatever_is_typed_gives_a_tree_or_a_clear_error(text):
    """And whatever tree it is, tokens hold nothing that a database's language could obey."""
    try:
        node = parse(text)
    except QueryError:
        return
    ways = [*askings(node), *last_resorts(node, lambda word: ("gần",))]
    assert ways
    stack = [way.expr for way in ways]
    while stack:
        expr = stack.pop()
        if isinstance(expr, str):
            assert all(sign.isalnum() or sign in "=:_*" for sign in expr), expr
        else:
            stack += getattr(expr, "parts", None) or (expr.found, expr.taken)
