import random
from dataclasses import replace

import numpy as np
import pytest

from models.recipes.ink import draw, pages, patches
from models.recipes.ink.shuffle import gathered, spread
from samples import handwriting
from samples.faces import HANDS, MissingFontError


@pytest.fixture(scope="module")
def page():
    """A drawn sheet that carries a seal."""
    try:
        found = [
            p
            for seed in range(3)
            for p in pages.draw_sheets(random.Random(seed), held_out=False)
            if any(m.kind == "seal" for m in p.marks)
        ]
    except MissingFontError as error:
        pytest.skip(str(error))
    return found[0]


def middle_of(page, kind):
    mark = next(m for m in page.marks if m.kind == kind)
    return tuple(round(v) for v in mark.centre)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["grey", "bilevel"])
def test_a_patch_shows_print_and_marks_where_there_is_ink(page, kind):
    """Truth lies on ink only, and nearly all ink of a patch has its truth."""
    way = replace(
        patches.choose_way(random.Random(1), held_out=False, kind=kind, dpi=200), black=True
    )
    way = replace(way, scanner=replace(way.scanner, specks=0, texture=0.5, noise=1.0, shade=0.0))

    patch = patches.cut_patch(random.Random(2), page, middle_of(page, "seal"), way)

    assert patch.gray.shape == patch.truth.shape == (patches.SIDE, patches.SIDE)
    assert (patch.truth & patches.REMOVABLE > 0).mean() > 0.01
    assert patch.gray[patch.truth > 0].max() <= 232
    assert (patch.truth[patch.gray < 60] > 0).mean() > 0.95


@pytest.mark.slow
def test_lifted_colour_is_no_longer_asked_for(page):
    """On a colour scan a seal's red is gone before the net looks, so it is not to be found."""
    rng = random.Random(3)
    way = replace(patches.choose_way(rng, held_out=False, kind="colour", dpi=200), black=False)
    way = replace(way, scanner=replace(way.scanner, dpi=300, quality=92))
    red = replace(page, marks=tuple(m for m in page.marks if m.ink.name == "red"))
    if not any(m.kind == "seal" for m in red.marks):
        pytest.skip("the seal is not red")
    where = middle_of(red, "seal")

    lifted = patches.cut_patch(random.Random(4), red, where, way)
    black = patches.cut_patch(random.Random(4), red, where, replace(way, black=True))

    share = {
        name: (p.truth & patches.REMOVABLE > 0).mean()
        for name, p in (("lifted", lifted), ("black", black))
    }
    assert share["lifted"] < 0.2 * share["black"]


def test_a_name_in_rubber_is_print():
    """The signer's name put on by a stamp is text: the net must keep it."""
    assert "name_stamp" in pages.PRINT_KINDS


@pytest.mark.slow
def test_held_out_hands_never_write_in_training(monkeypatch):
    """Validation is written by people that training has not seen, and samples stay as they were."""
    seen = {True: set(), False: set()}
    held = False
    plain = handwriting.Writer.drawn

    def watched(rng, ink=None):
        writer = plain(rng, ink)
        seen[held].add(writer.face)
        return writer

    monkeypatch.setattr(handwriting.Writer, "drawn", staticmethod(watched))
    try:
        for held in (False, True):
            for seed in range(4):
                pages.draw_sheets(random.Random(seed), held_out=held)
    except MissingFontError as error:
        pytest.skip(str(error))

    assert seen[True]
    assert not seen[True] & seen[False]
    assert handwriting.HANDS == HANDS


@pytest.mark.slow
def test_the_same_seed_draws_the_same_patches():
    """A shard can be drawn again from its number."""
    try:
        first, second = (draw.draw_shard("again", 3) for _ in range(2))
    except MissingFontError as error:
        pytest.skip(str(error))

    assert np.array_equal(first.gray, second.gray)
    assert np.array_equal(first.truth, second.truth)


def convolved(picture, weights, *, stride=1, pad=0):
    """(inward, H, W) under (outward, inward, k, k), by the book."""
    size = weights.shape[2]
    padded = np.pad(picture, ((0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(1, 2))
    return np.einsum("ihwyx,oiyx->ohw", windows[:, ::stride, ::stride], weights)


def widened(picture, weights, pad):
    """(inward, H, W) under a transposed convolution (inward, outward, k, k) of stride 2."""
    _, height, width = picture.shape
    size = weights.shape[2]
    result = np.zeros((weights.shape[1], 2 * height - 2 + size, 2 * width - 2 + size), int)
    for y, x in np.ndindex(height, width):
        stamp = np.einsum("i,ioyx->oyx", picture[:, y, x], weights)
        result[:, 2 * y : 2 * y + size, 2 * x : 2 * x + size] += stamp
    return result[:, pad : result.shape[1] - pad, pad : result.shape[2] - pad]


@pytest.mark.parametrize(("size", "pad"), [(2, 0), (6, 2)])
def test_a_widening_layer_is_a_convolution_and_a_shuffle(size, pad):
    """The same whole numbers, for both kinds of widening layers that the net has."""
    rng = np.random.default_rng(size)
    picture = rng.integers(0, 9, (3, 5, 4))
    weights = rng.integers(-9, 9, (3, 2, size, size))

    kernel = spread(weights, pad)
    four = convolved(picture, kernel, pad=kernel.shape[2] // 2)

    shuffled = four.reshape(2, 2, 2, 5, 4).transpose(2, 3, 0, 4, 1).reshape(2, 10, 8)
    assert np.array_equal(shuffled, widened(picture, weights, pad))


def test_the_first_layer_is_a_shuffle_and_a_convolution():
    """One channel at full size, or four at half."""
    rng = np.random.default_rng(3)
    picture = rng.integers(0, 9, (1, 8, 6))
    weights = rng.integers(-9, 9, (5, 1, 6, 6))

    four = picture.reshape(4, 2, 3, 2).transpose(1, 3, 0, 2).reshape(4, 4, 3)

    expected = convolved(picture, weights, stride=2, pad=2)
    assert np.array_equal(convolved(four, gathered(weights), pad=1), expected)


class TestWithTorch:
    """The net itself; PyTorch is no part of the run-time environment."""

    @pytest.fixture(autouse=True)
    def needs_torch(self):
        pytest.importorskip("torch", reason="the recipe's own requirements are not installed")

    def test_the_net_answers_for_every_pixel(self):
        """Two answers a pixel, for any size that is a multiple of 32."""
        import torch

        from models.recipes.ink.network import MULTIPLE, InkNet, Shape

        net = InkNet(Shape((4, 8, 8, 8))).eval()

        with torch.inference_mode():
            answer = net(torch.zeros(1, 1, 2 * MULTIPLE, 3 * MULTIPLE))

        assert answer.shape == (1, 2, 2 * MULTIPLE, 3 * MULTIPLE)

    def test_losing_print_costs_more_than_leaving_ink(self):
        """The same mistake weighs more on a letter than on a mark."""
        import torch

        from models.recipes.ink.loss import ink_loss

        ink = torch.ones(1, 1, 32, 32)
        right = torch.full((1, 2, 32, 32), -6.0)
        printed, removable = torch.zeros(1, 2, 32, 32), torch.zeros(1, 2, 32, 32)
        printed[:, 0], removable[:, 1] = 1, 1

        none, all_small = torch.zeros(1, 1, 32, 32), torch.ones(1, 1, 32, 32)
        tones_lost = ink_loss(right, printed, all_small, ink)
        print_lost = ink_loss(right, printed, none, ink)
        ink_left = ink_loss(right, removable, none, ink)

        assert tones_lost > print_lost > ink_left
