"""Hands, seals and type: the parts that pages are put together from."""

from __future__ import annotations

import random

import numpy as np
import pytest

from samples.breaking import balance, break_lines, words_of
from samples.digits import STROKES
from samples.faces import (
    HANDS,
    HELD_PIN_FACES,
    HELD_PRINT_FACES,
    HELD_SANS_FACES,
    PIN_FACES,
    PRINT_FACES,
    SANS_FACES,
    STAMP_FACES,
    MissingFontError,
    PrintFace,
    hand,
    print_font,
)
from samples.handwriting import Writer, write
from samples.ink import trim
from samples.letters import make_letter
from samples.seals import pressed, round_seal
from samples.signatures import sign
from samples.typesetting import Type

LETTERS = "ẮẰẲẴẶấầẩẫậđĐễệỗộớờởỡợửữựỳỵỷỹ"


def drawn_apart(font):
    """Whether each letter has a glyph of its own (a missing one is drawn as a box)."""
    box = font.getmask("\uffff").getbbox(), bytes(font.getmask("\uffff"))
    return all((font.getmask(c).getbbox(), bytes(font.getmask(c))) != box for c in LETTERS)


EVERY_FACE = (
    *PRINT_FACES,
    *SANS_FACES,
    *PIN_FACES,
    *HELD_PRINT_FACES,
    *HELD_SANS_FACES,
    *HELD_PIN_FACES,
    STAMP_FACES[0],
)


@pytest.mark.parametrize("face", EVERY_FACE, ids=lambda face: face.name)
@pytest.mark.parametrize("style", ["regular", "bold", "italic", "bold_italic"])
def test_print_faces_have_all_of_vietnamese(face, style):
    """No printing face falls back to boxes (Debian's fonts-liberation would)."""
    assert drawn_apart(print_font(face, style, 40))


@pytest.mark.parametrize("name", HANDS)
def test_hands_have_all_of_vietnamese(name):
    """No handwriting face falls back to boxes."""
    assert drawn_apart(hand(name, 40))


def test_a_missing_face_names_its_debian_package():
    """The message can be acted on."""
    face = PrintFace("None", "fonts-none", "None.ttf", "", "", "")

    with pytest.raises(MissingFontError, match="apt-get install fonts-none"):
        print_font(face, "regular", 20)


@pytest.mark.parametrize("digit", "0123456789")
def test_a_figure_written_twice_differs(digit):
    """Nobody writes a figure twice alike: readers must learn its idea, not its shape."""
    rng = random.Random(digit)
    writer = Writer.drawn(random.Random(1))
    one, other = (write(rng, digit, 50, writer) for _ in range(2))

    assert one.shape != other.shape or not np.array_equal(one, other)
    assert len(STROKES[digit]) >= 2


def test_writing_stays_on_its_canvas():
    """Numbers and words are never cut off at the edge of their picture."""
    for seed in range(30):
        rng = random.Random(seed)
        alpha = write(
            rng, rng.choice(("1943", "26/7/2020", "Chuyển đ/c Hương")), 48, Writer.drawn(rng)
        )
        edges = (alpha[0].max(), alpha[-1].max(), alpha[:, 0].max(), alpha[:, -1].max())
        assert max(edges) < 160, seed


def test_a_worn_seal_has_less_ink_than_a_fresh_one():
    """Wear takes ink away and adds none outside the rubber."""
    plate = round_seal(random.Random(1), "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI", "state", 400)
    fresh = pressed(random.Random(2), plate, wear=0.05)
    worn = pressed(random.Random(2), plate, wear=0.9)

    assert 0.1 < worn.mean() / fresh.mean() < 0.9
    assert fresh[:4].max() == 0


def test_signatures_are_wider_than_tall():
    """A signature sweeps along the line, whatever its scribble."""
    shapes = [sign(random.Random(s), 400, Writer.drawn(random.Random(s))).shape for s in range(12)]

    assert sum(width > height for height, width in shapes) >= 10


def test_trimming_nothing_is_refused():
    """An empty mark is a slip of the drawing program."""
    with pytest.raises(ValueError, match="empty mark"):
        trim(np.zeros((4, 4), np.uint8))


def test_codes_break_after_hyphens_only():
    """`STC-HCSN` may break after its hyphen as in Word; words never break inside."""
    kind = Type(PRINT_FACES[0], 14)
    lines = break_lines(words_of("Công văn số 287/STC-HCSN", "regular"), kind, 640, 640)
    text = ["".join(piece for word in line for piece, _ in word) for line in lines]

    assert text == ["Côngvănsố287/STC-", "HCSN"]


def test_marked_words_keep_their_style():
    """Bold and italic marks are styles, not letters."""
    words = words_of("**Điều 1.** Ban hành *kèm theo*", "regular")

    assert [word[0][0] for word in words] == ["Điều", "1.", "Ban", "hành", "kèm", "theo"]
    assert [word[0][1] for word in words] == [
        "bold",
        "bold",
        "regular",
        "regular",
        "italic",
        "italic",
    ]


def test_lonely_stars_are_printed():
    """A Party organ's star and the youth union's three are no style marks."""
    assert words_of("*", "regular") == [(("*", "regular"),)]
    assert words_of("***", "regular") == [(("***", "regular"),)]


def test_headings_are_balanced():
    """A heading of two lines has two lines of like length."""
    kind = Type(PRINT_FACES[0], 14, "bold")
    text = "Về việc tăng cường công tác thi hành án hành chính trên địa bàn tỉnh Quảng Ngãi"
    lines = balance(text, kind, kind.width(text) * 0.75)

    assert " ".join(lines) == text
    assert len(lines) == 2
    assert max(map(len, lines)) - min(map(len, lines)) < 20


def test_letters_of_all_systems_have_full_records():
    """State, Party and youth union write numbers, places and signers in their own way."""
    for system in ("state", "party", "mass"):
        for seed in range(20):
            fields = make_letter(random.Random(seed), system=system, pen=0.5).fields()
            wanted = (
                "org",
                "number",
                "symbol",
                "place",
                "date",
                "type",
                "subject",
                "title",
                "signer",
            )
            assert all(fields[key] for key in wanted), fields
            assert fields["system"] == system
            assert " " not in fields["symbol"]
            assert "\n" not in fields["org"]
