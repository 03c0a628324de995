"""How sure words are."""

from dataclasses import replace

import pytest
from drawn_readings import Phrases, line, word

from pipeline.recognition.language import make_language_model
from pipeline.recognition.trust import FEATURES, known_of, make_trust

LANGUAGE = Phrases("căn", "cứ", "bổ", "sung")


def told(read):
    return [w.trust for w in make_trust().told(read, make_language_model()).words]


def test_every_word_has_a_probability():
    """Also of a line that says nothing Vietnamese."""
    for read in (line("Căn", "cứ", "Luật"), line("@", "¬-", "zz1"), line("19/6/2015")):
        assert all(0 < trust < 1 for trust in told(read))


def test_an_unlikely_phrase_and_a_near_letter_make_doubt():
    """`bố sung` with ổ close by is trusted less than `bổ sung`."""
    doubtful = told(line("sửa", "đổi,", word("bố", p1="ổ:2"), "sung"))[2]
    plain = told(line("sửa", "đổi,", "bổ", "sung"))[2]

    assert doubtful < 0.6 < plain


def test_less_sure_is_never_trusted_more():
    """Whatever the words beside: the engine's confidence and what it offers count one way only."""
    for kind in ("cứ", "CỨ", "Cứ", "12/2021", "cứ:", "(cứ"):
        by_confidence = [
            told(line("Căn", word(kind, sure=sure), "Luật"))[1]
            for sure in (0.3, 0.6, 0.8, 0.9, 0.95, 0.99, 0.999)
        ]
        by_offer = [
            told(line("Căn", word(kind, p1=f"ử:{cost}"), "Luật"))[1]
            for cost in (0.5, 1, 2, 4, 8, 12)
        ]
        assert by_confidence == sorted(by_confidence)
        assert by_offer == sorted(by_offer)


def test_a_colon_that_may_be_a_semicolon_is_doubted():
    """Both close a line of the recipients, and the engine offers the other."""
    sure = told(line("-", "Sở", "Y", word("tế;")))[3]
    doubtful = told(line("-", "Sở", "Y", word("tế:", p2=";:1.5")))[3]

    assert doubtful < 0.9 < sure


def test_rows_have_the_features_they_are_named_for():
    """As many as the names; a number is a number, capitals are capitals."""
    read = line("QUYẾT", "ĐỊNH", "15/QĐ", "2021", "Luật")
    rows = [dict(zip(FEATURES, row, strict=True)) for row in known_of(read, LANGUAGE)]

    told_kinds = [
        [name for name in ("number", "capitals", "title", "mixed") if row[name]] for row in rows
    ]
    assert told_kinds == [["capitals"], ["capitals"], ["mixed"], ["number"], ["title"]]


def test_doubt_asks_for_a_second_look():
    """A line with a word that is likelier another is looked at again; a sure line is not."""
    model, trust = make_language_model(), make_trust()

    def doubted(*words):
        return trust.doubts(trust.told(line(*words), model))

    assert doubted("khẩn", word("câp", sure=0.75, p1="ấ:2"), "đối")
    assert not doubted("Căn", "cứ", "Luật", "Tổ", "chức")


@pytest.mark.parametrize(
    ("text", "sure", "trust", "doubted"),
    [
        ("CHÓNG", 0.85, 0.2, True),
        ("CHÓNG", 0.85, 0.5, False),
        ("CHÓNG", 0.95, 0.2, False),
        ("đông", 0.85, 0.8, True),
        ("đông", 0.85, 0.9, False),
        ("đông", 0.95, 0.8, False),
        ("đông", 0.95, 0.5, True),
        ("câp", 0.95, 0.8, True),
    ],
)
def test_only_what_a_second_look_may_mend_is_looked_at_again(text, sure, trust, doubted):
    """Plain words, which the phrase has a say in, sooner than others."""
    read = line("khẩn", word(text, sure=sure), "đối")
    first, middle, last = read.words

    told = replace(read, words=(first, replace(middle, trust=trust), last))

    assert make_trust().doubts(told) is doubted
