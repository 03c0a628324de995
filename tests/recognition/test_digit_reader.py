import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import MissingModelError
from pipeline.recognition.digits import ALPHABET, DigitReader, make_digit_reader, search, shares
from pipeline.recognition.forms import FORMS, same_value
from pipeline.recognition.strip import HEIGHT, WIDEST, leaned, normalise, shrunk
from samples.handwriting import Writer, write
from samples.ink import Ink

SCANS = Path(__file__).parents[2].parent / "shared" / "scans"
#: A confidence from which readings are taken without a person.
CONFIDENT = 0.85
BLACK = Ink("black", (20, 20, 25))


def a_writer(**habits):
    """Somebody who writes figures plainly, with a ballpoint."""
    usual = {"strokes": True, "slant": 0.15, "aspect": 1.0, "wobble": 0.015, "width": 0.45}
    usual |= {"ink": BLACK, "spacing": 0.14, "joined": False}
    return Writer(face="mali", **usual | habits)


def a_slot(text, seed=1, *, height=46, around=14, **habits):
    """Figures alone on white paper, as a slot is cut from a page."""
    rng = random.Random(seed)
    alpha = write(rng, text, height, a_writer(**habits))
    return np.pad(255 - alpha, around, constant_values=255)


def said(*steps):
    """Chances along a slot: each step names its characters and how likely they are."""
    rows = np.full((len(steps), 1 + len(ALPHABET)), 1e-6, np.float32)
    for row, step in zip(rows, steps, strict=True):
        for character, chance in step.items():
            row[0 if character == " " else 1 + ALPHABET.index(character)] = chance
    return rows


class TestNormalising:
    """Slots come in any size; the net sees one height."""

    @pytest.mark.parametrize("height", [14, 46, 120])
    def test_figures_fill_the_height_whatever_the_scan(self, height):
        """At 100 dpi and at 600 the net sees figures of the same size."""
        slot = normalise(a_slot("280", height=height))

        rows = np.flatnonzero(slot.max(axis=1) > 100)
        assert slot.shape[0] == HEIGHT
        assert 34 <= rows[-1] - rows[0] <= 46

    def test_width_is_what_the_net_takes(self):
        """However long a slot is, its width stays within bounds and a multiple of 8."""
        for text in ("1", "28/4/2026", "123456123456123456"):
            slot = normalise(a_slot(text))
            assert slot.shape[1] % 8 == 0
            assert slot.shape[1] <= WIDEST

    def test_paper_stays_paper(self):
        """Noise of an empty slot is not blown up to ink."""
        noisy = np.random.default_rng(3).normal(243, 4, (60, 200)).clip(0, 255).astype(np.uint8)

        assert not normalise(noisy).any()

    def test_a_dotted_rule_stays_low(self):
        """A rule alone is not stretched until its dots look like figures."""
        slot = np.full((60, 300), 255, np.uint8)
        slot[48:51, ::8] = 0

        assert (normalise(slot).max(axis=1) > 100).sum() < 12

    def test_leaning_moves_the_top_right_and_the_foot_left(self):
        """An upright stroke leans about its middle, and nothing is wrapped around."""
        strip = np.zeros((HEIGHT, 40), np.uint8)
        strip[:, 20] = 255
        strip[:, 0] = 90

        slot = leaned(strip, 0.25)

        assert [int(np.argmax(slot[row])) for row in (0, HEIGHT // 2, HEIGHT - 4)] == [26, 20, 15]
        assert not slot[0, :6].any()
        assert slot.shape == strip.shape

    @pytest.mark.parametrize("width", [24, 40, 320])
    def test_from_farther_away_the_figures_are_smaller(self, width):
        """The same ink about the same middle, with paper around, in a width the net takes."""
        strip = np.zeros((HEIGHT, width), np.uint8)
        strip[4:44, 8:-8] = 255

        small = shrunk(strip, 0.75)

        rows, columns = (np.flatnonzero(small.max(axis=axis) > 127) for axis in (1, 0))
        assert small.shape[0] == HEIGHT
        assert small.shape[1] % 8 == 0
        assert small.shape[1] <= WIDEST
        assert rows.size == pytest.approx(30, abs=2)
        assert columns.size == pytest.approx(0.75 * (width - 16), abs=2)
        assert rows.mean() == pytest.approx(HEIGHT / 2, abs=1)
        assert columns.mean() == pytest.approx(small.shape[1] / 2, abs=1.5)


class TestSearching:
    """What the net says becomes text of the slot's form."""

    def test_a_figure_written_twice_is_read_twice(self):
        """11 needs the nothing between its strokes, 1 held for two steps does not."""
        between = said({"1": 0.9, " ": 0.1}, {" ": 0.95, "1": 0.05}, {"1": 0.9, " ": 0.1})
        held = said({"1": 0.9, " ": 0.1}, {"1": 0.95, " ": 0.05}, {"1": 0.9, " ": 0.1})

        assert search(between, "number")[0][0] == "11"
        assert search(held, "number")[0][0] == "1"

    def test_no_day_is_made_of_what_is_none(self):
        """A clear 95 is not turned into a sure 5, 9 or 25, though nothing else is a day."""
        found = search(said({"9": 0.99, "2": 0.005}, {" ": 1.0}, {"5": 0.99, " ": 0.01}), "day")

        assert all(share < 0.4 for _, share in shares(found))

    def test_readings_of_a_form_share_what_the_net_says(self):
        """A figure that the form forbids leaves its chance to those that it allows."""
        found = search(said({"2": 0.9, "9": 0.1}, {" ": 1.0}, {"5": 0.6, "8": 0.4}), "day")

        assert dict(shares(found))["25"] == pytest.approx(0.6, abs=0.01)

    def test_the_empty_text_is_always_an_answer(self):
        """A slot whose figures make no day may still be empty, however unlikely."""
        assert search(said({"9": 1.0}, {" ": 1.0}, {"9": 1.0}), "day")[-1][0] == ""

    def test_spellings_of_one_day_count_together(self):
        """5 and 05 are one reading, under the spelling that is likelier."""
        found = search(said({"0": 0.6, " ": 0.4}, {" ": 1.0}, {"5": 1.0}), "day")

        assert found[0][0] == "05"
        assert found[0][1] == pytest.approx(1.0, abs=1e-3)

    def test_a_leading_zero_of_a_number_is_part_of_it(self):
        """Number 07 and number 7 are two readings."""
        found = search(said({"0": 0.6, " ": 0.4}, {" ": 1.0}, {"7": 1.0}), "number")

        assert [text for text, _ in found[:2]] == ["07", "7"]

    @pytest.mark.parametrize(
        ("form", "text", "allowed"),
        [
            ("number", "000123", True),
            ("number", "36a", True),
            ("number", "1234567", False),
            ("number", "a", False),
            ("number", "0", False),
            ("number", "00b", False),
            ("number", "050", True),
            ("day", "31", True),
            ("day", "32", False),
            ("day", "00", False),
            ("month", "12", True),
            ("month", "13", False),
            ("date", "21/3/18", True),
            ("date", "28/04/2026", True),
            ("date", "21/3", True),
            ("date", "21/13/18", False),
            ("date", "21/3/2126", False),
        ],
    )
    def test_forms_allow_what_offices_write(self, form, text, allowed):
        """A text is whole exactly when its form allows it, and so begins every whole text."""
        grammar = FORMS[form]

        assert grammar.is_whole(text) is allowed
        if allowed:
            assert all(grammar.begins(text[:end]) for end in range(len(text) + 1))


class TestReading:
    """The model that ships."""

    @pytest.mark.parametrize(
        ("form", "texts"),
        [
            ("number", ("574", "07", "2352", "1180", "96")),
            ("day", ("04", "22", "11", "31", "9")),
            ("month", ("4", "12", "01")),
            ("date", ("21/3/18", "28/4/2026")),
        ],
    )
    def test_plain_hands_are_read(self, form, texts):
        """Figures that anybody can read are read, nearly all with confidence."""
        read = [make_digit_reader().read(a_slot(t, i), form) for i, t in enumerate(texts)]

        right = [r.text == t for r, t in zip(read, texts, strict=True)]
        assert sum(right) >= len(texts) - 1
        assert np.mean([r.confidence for r, good in zip(read, right, strict=True) if good]) > 0.8

    def test_an_empty_slot_says_nothing(self):
        """Paper, and paper with a dotted rule, hold no figures."""
        empty = np.full((60, 300), 255, np.uint8)
        ruled = empty.copy()
        ruled[44:47, ::7] = 0

        assert make_digit_reader().read(empty, "number").text == ""
        assert make_digit_reader().read(ruled, "number").text == ""

    def test_chances_of_all_readings_are_a_share_of_one(self):
        """Confidence and alternatives together never exceed certainty; the reading comes first."""
        reading = make_digit_reader().read(a_slot("17", 5, joined=True, wobble=0.05), "day")

        everything = [reading.confidence, *(chance for _, chance in reading.alternatives)]
        assert sum(everything) <= 1 + 1e-6
        assert reading.text not in [text for text, _ in reading.alternatives]

    @pytest.mark.parametrize("text", ["574", "2352", "96", "1180"])
    def test_figures_cut_in_half_are_not_taken(self, text):
        """What has lost its lower half could be many numbers: none is given with confidence."""
        slot = a_slot(text, 2)
        slot[slot.shape[0] // 2 :] = 255

        reading = make_digit_reader().read(slot, "number")

        assert reading.confidence < CONFIDENT

    def test_a_missing_model_is_named(self, tmp_path):
        """Without its file the reader says what is missing, and where."""
        with pytest.raises(MissingModelError) as raised:
            DigitReader(tmp_path / "digits.onnx")

        assert "digits.onnx" in str(raised.value)


#: Slots of the development scans: file, form, what was written, and where (x, y, width and height
#: in ten-thousandths of the page).
REAL = [
    ("quangngai/bc-280.p1.scan.jpg", "number", "280", (2212, 1095, 549, 265)),
    ("quangngai/bc-280.p1.scan.jpg", "day", "22", (6593, 1110, 426, 227)),
    ("quangngai/ct-07-den-bw.p1.scan.png", "number", "07", (2232, 1097, 378, 247)),
    ("quangngai/ct-07-den-bw.p1.scan.png", "day", "20", (6992, 1111, 275, 213)),
    ("quangngai/ct-07-den-bw.p1.scan.png", "number", "2352", (1181, 1876, 1635, 169)),
    ("quangngai/ct-07-den-bw.p1.scan.png", "date", "21/3/18", (1332, 2046, 1497, 169)),
    ("quangngai/cv-574.p1.scan.jpg", "number", "574", (1841, 1399, 481, 227)),
    ("quangngai/cv-574.p1.scan.jpg", "day", "04", (6580, 1385, 309, 207)),
    ("central/cv_3722_metro.p1.scan.png", "date", "28/4/2026", (7404, 2162, 1264, 170)),
    ("quangngai/qd-04-bcd138.p1.scan.jpg", "number", "04", (2301, 1168, 391, 203)),
    ("quangngai/qd-04-bcd138.p1.scan.jpg", "day", "05", (6683, 1202, 350, 198)),
    ("central/qd_729_ttg.p1.scan.png", "number", "729", (2301, 1188, 529, 219)),
    ("central/qd_729_ttg.p1.scan.png", "day", "23", (6346, 1178, 350, 209)),
    ("central/qd_729_ttg.p1.scan.png", "date", "23/4/2026", (1593, 1836, 1277, 204)),
    ("central/tt_37_bca_vehicle.p1.scan.jpg", "number", "37", (1937, 1147, 687, 354)),
    ("central/tt_37_bca_vehicle.p1.scan.jpg", "day", "24", (6099, 1219, 412, 281)),
    ("central/tt_37_bca_vehicle.p1.scan.jpg", "month", "4", (7191, 1200, 254, 247)),
    ("quangngai/ttr-01.p1.scan.jpg", "number", "01", (2115, 1457, 371, 212)),
    ("quangngai/ttr-01.p1.scan.jpg", "day", "06", (6580, 1481, 309, 203)),
]


@pytest.mark.slow
@pytest.mark.scans
@pytest.mark.skipif(not SCANS.exists(), reason="the development scans are not beside the project")
def test_pens_of_real_scans_are_read():
    """Of the slots of real scans at least 70 % are read with confidence, and none of them wrong."""
    reader = make_digit_reader()
    read = wrong = 0
    for file, form, text, (x, y, width, height) in REAL:
        page = Image.open(SCANS / file).convert("L")
        across, down = page.width / 1e4, page.height / 1e4
        box = (x * across, y * down, (x + width) * across, (y + height) * down)
        reading = reader.read(np.asarray(page.crop(tuple(map(round, box)))), form)
        if reading.confidence >= CONFIDENT:
            read += same_value(reading.text, form) == same_value(text, form)
            wrong += same_value(reading.text, form) != same_value(text, form)

    assert read >= 0.7 * len(REAL)
    assert wrong == 0
