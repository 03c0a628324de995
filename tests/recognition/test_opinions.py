"""Second opinions: what may be changed, by whom, and what never is."""

import pytest
from drawn_readings import Phrases, line, word
from hypothesis import given
from hypothesis import strategies as st

from pipeline.recognition.lattice import DEAR, Letter, cost_of, letters_of, shared_stretches
from pipeline.recognition.opinion import _candidates, _stretches, merged

LANGUAGE = Phrases("sửa", "đổi", "bổ", "sung", "cấp", "ban", "thực", "hiện", "mai")


def test_a_phrase_chooses_among_offered_letters():
    """`bố sung`, where the engine offered ổ too: the phrase says `bổ sung`, and it is on record."""
    read = line("sửa", "đổi,", word("bố", p1="ổ:3"), "sung")
    settled = merged(read, (), LANGUAGE)

    assert settled.text == "sửa đổi, bổ sung"
    assert settled.first == "sửa đổi, bố sung"
    assert settled.fixes == ("language_model: bố → bổ",)
    assert [w.box for w in settled.words] == [w.box for w in read.words]


def test_a_phrase_never_offers_a_word_of_its_own():
    """Where the engine saw nothing but ố there, the unlikely word stays."""
    assert merged(line("bố", "sung"), (), LANGUAGE).text == "bố sung"


@pytest.mark.parametrize(
    "said",
    [
        word("BỐ", p1="Ổ:3"),  # capitals
        word("Mái", p1="a:3"),  # a name, or the first word of a sentence
        word("15", p0="7:2"),  # a number
        word("l5/QĐ-UBND", p0="1:2"),  # a code
        word("H5N1", p1="S:2"),
    ],
    ids=lambda said: said.text,
)
def test_numbers_codes_names_and_capitals_are_not_the_languages(said):
    """However likely another reading is as a phrase."""
    language = Phrases("bổ", "mai", "<n>", "hsn")

    assert merged(line("sửa", said, "sung"), (), language).fixes == ()


def test_what_was_read_clearly_stays_however_unlikely():
    """Authors slip too: `gải quyết`, where the engine saw ả and hardly anything else."""
    read = line("quyền", word("gải", p1="á:18"), "quyết")

    assert merged(read, (), Phrases("quyền", "gái", "quyết")).text == "quyền gải quyết"


def test_a_phrase_may_begin_on_the_line_above():
    """`khẩn` / `câp đối với`: the line above says which of the offered letters it is."""

    class AfterKhan(Phrases):
        def phrase_cost(self, before, words, after):
            seen = list(before)
            total = 0.0
            for token in (*words, *after):
                total += 1.0 if (seen[-1:], token) == (["khẩn"], "cấp") else 6.0
                seen.append(token)
            return total

    read = line(word("câp", p1="ấ:2"), "đối")

    assert merged(read, (), AfterKhan(), "xây dựng công trình khẩn").text == "cấp đối"
    assert merged(read, (), AfterKhan(), "").text == "câp đối"


def test_the_letters_of_a_list_keep_their_marks():
    """`c.` is no likelier as `c,`: how an author counts is no phrase."""
    read = line(word("c.", p1=",:2"), "Chứng", "từ")

    assert merged(read, (), Phrases("c", ",", "chứng", "từ")).text == "c. Chứng từ"


def test_a_phrase_takes_no_mark_away():
    """Fewer marks make a likelier phrase, and a wrong one: `giấy.”.` keeps its stop."""
    language = Phrases("bản", "giấy")
    first, second = line("bản", word("giấy.”.")), line("bản", word("giấy”."))

    assert merged(first, (second,), language).text == "bản giấy.”."


def test_two_looks_make_one_reading():
    """A letter that the second look is surer of wins, in capitals too; the rest stays as read."""
    first = line("PHÒNG,", word("CHÓNG", p2="Ố:2"), "TỘI")
    second = line("PHÒNG,", word("CHỐNG", p2="Ó:9"), "TỘI")
    settled = merged(first, (second,), LANGUAGE)

    assert settled.text == "PHÒNG, CHỐNG TỘI"
    assert settled.fixes == ("second_opinion: CHÓNG → CHỐNG",)


def test_the_first_look_stays_where_both_are_as_sure():
    """Equal costs change nothing."""
    first, second = line(word("TỎ", p1="Ổ:4")), line(word("TỔ", p1="Ỏ:4"))

    assert merged(first, (second,), LANGUAGE) == first


def test_a_reading_that_is_doubted_yields():
    """A speck before the word, which one look takes for a quote it does not believe in."""
    first = line(word("“QUẬN", sure=0.13), word("ỦY"))
    second = line(word("QUẬN", sure=0.71), word("ỦY"))

    assert merged(first, (second,), LANGUAGE).text == "QUẬN ỦY"
    assert merged(second, (first,), LANGUAGE).text == "QUẬN ỦY"


def test_words_that_fell_apart_come_together():
    """A space that only one look saw is a letter like others; boxes are that look's."""
    first = line("thực", word("hiện."), word("/."))
    second = line("thực", word("hiện./.", sure=0.97))
    settled = merged(first, (second,), LANGUAGE)

    assert len(settled.words) in (2, 3)
    assert settled.text in ("thực hiện./.", "thực hiện. /.")
    assert all(w.box.width > 0 for w in settled.words)


def test_nothing_heard_changes_nothing():
    """One clean reading and no offers: the same object, no record of opinions."""
    read = line("Ủy", "ban", "nhân", "dân")

    assert merged(read, (), LANGUAGE) is read
    assert merged(read, (read,), LANGUAGE) is read


WORDS = st.lists(st.text("abcđêổ/1", min_size=1, max_size=6), min_size=1, max_size=7)


@given(WORDS, WORDS)
def test_stretches_cover_both_readings(first, other):
    """Every word of both lies in one stretch, in order."""
    stretches = shared_stretches(first, other)

    assert [i for a, b, _c, _d in stretches for i in range(a, b)] == list(range(len(first)))
    assert [i for _a, _b, c, d in stretches for i in range(c, d)] == list(range(len(other)))


@given(WORDS, WORDS)
def test_a_reading_costs_nothing_and_others_no_less(first, other):
    """What was read is free; nothing is cheaper, or dearer than putting all letters anew."""
    letters = letters_of([word(text) for text in first])
    text, different = " ".join(first), " ".join(other)

    assert cost_of(text, letters) == 0
    assert 0 <= cost_of(different, letters) <= DEAR * max(len(text), len(different))


def test_offered_letters_cost_what_the_engine_says():
    """Others cost as much as letters nobody saw."""
    letters = (Letter("b", {}), Letter("ố", {"ổ": 3.0}))

    assert cost_of("bổ", letters) == 3
    assert cost_of("bộ", letters) == DEAR
    assert cost_of("b", letters) == DEAR


SPACED = st.lists(st.text("abcổ", min_size=1, max_size=3), min_size=1, max_size=6)


@given(SPACED, SPACED)
def test_any_two_readings_make_a_line(first, other):
    """However spaces and letters differ: no word is empty, and boxes go from left to right."""
    doubted = line(*(word(text, sure=0.2) for text in first))
    settled = merged(doubted, (line(*other),), LANGUAGE)

    assert all(w.text and " " not in w.text for w in settled.words)
    assert settled.text in (" ".join(first), " ".join(other)) or settled.fixes


def test_no_candidate_has_an_empty_word():
    """`ab c` and `a bc` differ in two places, and a mixture of them has two spaces in a row."""
    (stretch,) = _stretches(line("ab", "c"), [line("a", "bc")])

    assert _candidates(stretch) == {"ab c", "a bc"}
