"""How sure words are."""

from drawn_readings import Phrases, line, word

from pipeline.recognition.language import make_language_model
from pipeline.recognition.trust import FEATURES, SEEN_TWICE, known_of, make_trust

LANGUAGE = Phrases("căn", "cứ", "bổ", "sung")


def told(read, other=None):
    return [w.trust for w in make_trust().told(read, other, make_language_model()).words]


def test_every_word_has_a_probability():
    """Also of a line that says nothing Vietnamese."""
    for read in (line("Căn", "cứ", "Luật"), line("@", "¬-", "zz1"), line("19/6/2015")):
        assert all(0 < trust < 1 for trust in told(read))


def test_an_unlikely_phrase_and_a_near_letter_make_doubt():
    """`bố sung` with ổ close by is trusted less than `bổ sung`."""
    doubtful = told(line("sửa", "đổi,", word("bố", p1="ổ:2"), "sung"))[2]
    plain = told(line("sửa", "đổi,", "bổ", "sung"))[2]

    assert doubtful < 0.6 < plain


def test_two_looks_that_differ_make_doubt():
    """The second look reads another word: neither is sure."""
    read = line("căn", word("cứ", sure=0.93))
    assert told(read, line("căn", word("cử", sure=0.93)))[1] < told(read, read)[1]


def test_rows_have_the_features_they_are_named_for():
    """As many as the weights, seen once and twice; a number is a number, capitals are capitals."""
    read = line("QUYẾT", "ĐỊNH", "15/QĐ", "2021", "Luật")
    rows = known_of(read, None, LANGUAGE)

    assert all(len(row) == len(FEATURES) for row in rows)
    assert all(len(row) == len(SEEN_TWICE) for row in known_of(read, read, LANGUAGE))
    told_kinds = [
        [name for name in ("number", "capitals", "title", "mixed") if row[FEATURES.index(name)]]
        for row in rows
    ]
    assert told_kinds == [["capitals"], ["capitals"], ["mixed"], ["number"], ["title"]]


def test_doubt_asks_for_a_second_look():
    """A line with a word that may be another is looked at again; a sure line is not."""
    model, trust = make_language_model(), make_trust()

    assert trust.doubts(line("khẩn", word("câp", sure=0.75, p1="ấ:2"), "đối"), model)
    assert not trust.doubts(line("Căn", "cứ", "Luật", "Tổ", "chức"), model)
