"""Requests of the IIIF Image API, and the pixels they are answered with."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.archive.pictures.pyramid import open_pyramid, write_pyramid
from pipeline.geometry import Box
from web.services.iiif import (
    MOST_PIXELS,
    MOST_SIDE,
    NotOfferedError,
    NotUnderstoodError,
    information,
    understood,
)
from web.services.pictures import Hole, rendered, size_of

SIZE = (1400, 1100)


def asked(path, picture=SIZE):
    region, size, rotation, last = path.split("/")
    return understood(region, size, rotation, last).held_against(picture)


@pytest.mark.parametrize(
    ("region", "box"),
    [
        ("full", (0, 0, 1400, 1100)),
        ("square", (150, 0, 1100, 1100)),
        ("10,20,30,40", (10, 20, 30, 40)),
        ("1390,1090,500,500", (1390, 1090, 10, 10)),
        ("pct:50,50,25,10", (700, 550, 350, 110)),
        ("pct:0,0,33.3333,100", (0, 0, 467, 1100)),
    ],
)
def test_regions(region, box):
    assert asked(f"{region}/max/0/default.jpg").region == Box(*box)


@pytest.mark.parametrize(
    ("size", "is_"),
    [
        ("max", (400, 200)),
        ("100,", (100, 50)),
        (",100", (200, 100)),
        ("pct:25", (100, 50)),
        ("30,170", (30, 170)),
        ("!100,100", (100, 50)),
        ("!900,100", (200, 100)),
        ("!900,900", (400, 200)),
        ("^800,", (800, 400)),
        ("^,800", (1600, 800)),
        ("^pct:150", (600, 300)),
        ("^!900,900", (900, 450)),
        ("^900,20", (900, 20)),
        ("^100,", (100, 50)),
        ("1,", (1, 1)),
    ],
)
def test_sizes(size, is_):
    assert asked(f"0,0,400,200/{size}/0/default.jpg").size == is_


def test_the_largest_answer_stays_within_limits():
    for picture in ((9933, 14043), (200, 60_000), (300, 300)):
        for size in ("max", "^max"):
            width, height = asked(f"full/{size}/0/default.jpg", picture).size
            assert max(width, height) <= MOST_SIDE
            assert width * height <= MOST_PIXELS
    assert asked("full/max/0/default.jpg", (300, 200)).size == (300, 200)


@pytest.mark.parametrize(
    "wrong",
    [
        "ful/max/0/default.jpg",
        "1,2,3/max/0/default.jpg",
        "-1,2,3,4/max/0/default.jpg",
        "1.5,2,3,4/max/0/default.jpg",
        "pct:1,2,3/max/0/default.jpg",
        "pct:-1,2,3,4/max/0/default.jpg",
        "0,0,0,10/max/0/default.jpg",
        "1400,0,10,10/max/0/default.jpg",
        "pct:100,0,10,10/max/0/default.jpg",
        "full/full/0/default.jpg",
        "full/,/0/default.jpg",
        "full/!100,/0/default.jpg",
        "full/!,100/0/default.jpg",
        "full/0,/0/default.jpg",
        "full/,0/0/default.jpg",
        "full/0,0/0/default.jpg",
        "full/pct:0/0/default.jpg",
        "full/pct:101/0/default.jpg",
        "full/1401,/0/default.jpg",
        "full/,1101/0/default.jpg",
        "full/^5001,/0/default.jpg",
        "full/^4000,4000/0/default.jpg",
        "full/-5,/0/default.jpg",
        "full/max^/0/default.jpg",
        "full/max/361/default.jpg",
        "full/max/-90/default.jpg",
        "full/max/x/default.jpg",
        "full/max/!/default.jpg",
        "full/max/0/native.jpg",
        "full/max/0/default.bmp",
        "full/max/0/default",
        "full/max/0/.jpg",
        "full/max/0/default.jpg.jpg",
        "0,0,٣,4/max/0/default.jpg",
        "0,0,99999999999999999999,4/max/0/default.jpg",
    ],
)
def test_what_is_no_request_is_refused(wrong):
    with pytest.raises(NotUnderstoodError):
        asked(wrong)


@pytest.mark.parametrize(
    "other", ["full/max/45/default.jpg", "full/max/0/bitonal.jpg", "full/max/0/default.webp"]
)
def test_what_we_do_not_offer_is_told_apart(other):
    with pytest.raises(NotOfferedError):
        asked(other)


@pytest.mark.parametrize(
    ("path", "small"),
    [
        ("full/,96/0/default.jpg", True),
        ("full/^72,/90/default.jpg", True),
        ("full/!200,200/0/default.jpg", True),
        ("full/201,/0/default.jpg", False),
        ("full/max/0/default.jpg", False),
        ("full/pct:50/0/default.jpg", False),
        ("0,0,500,500/90,/0/default.jpg", False),
    ],
)
def test_a_thumbnail_is_known(path, small):
    """It waits for the page that somebody reads."""
    assert understood(*path.split("/")).is_small is small


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text("0123456789,.:!^pctfulsqarmxdeg jn/", max_size=14), min_size=4, max_size=4))
def test_no_request_fails_in_another_way(parts):
    try:
        wanted = understood(*parts).held_against(SIZE)
    except (NotUnderstoodError, NotOfferedError):
        return
    assert wanted.region.area > 0
    assert wanted.size[0] * wanted.size[1] <= MOST_PIXELS


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page of soft colours with a coloured box on it: (pyramid, picture)."""
    x = np.linspace(60, 200, SIZE[0])[None, :] + np.zeros((SIZE[1], 1))
    y = np.linspace(200, 60, SIZE[1])[:, None] + np.zeros((1, SIZE[0]))
    image = np.stack([x, y, (x + y) / 2], axis=2).astype(np.uint8)
    image[400:600, 700:1000] = (200, 30, 40)
    path = tmp_path_factory.mktemp("page") / "a.tiles"
    with path.open("wb") as file:
        write_pyramid(image, file)
    return open_pyramid(path), Image.fromarray(image)


def answer(page, path):
    return Image.open(io.BytesIO(rendered(page[0], asked(path))))


def apart(one, other):
    """How far two pictures differ: the level that 99 of 100 samples stay below."""
    difference = np.abs(np.asarray(one, dtype=int) - np.asarray(other.convert(one.mode), dtype=int))
    return np.percentile(difference, 99)


@pytest.mark.parametrize("form", ["jpg", "png"])
def test_a_region_is_cut_exactly(page, form):
    seen = answer(page, f"700,400,300,200/max/0/default.{form}")
    assert seen.format == {"jpg": "JPEG", "png": "PNG"}[form]
    assert seen.size == (300, 200)
    red = np.asarray(seen)[2:-2, 2:-2]
    assert np.abs(red.astype(int) - (200, 30, 40)).max() < 30
    # One pixel further out on each side there is something else.
    around = np.asarray(answer(page, f"698,398,304,204/max/0/default.{form}")).astype(int)
    for edge in (around[0], around[-1], around[:, 0], around[:, -1]):
        assert (edge[:, 1] > 60).mean() > 0.9


@pytest.mark.parametrize(
    "size", ["700,", "350,", "233,", "1399,", "^2000,", "100,300", "pct:12.5", "!512,512"]
)
def test_a_region_is_scaled_as_pillow_would(page, size):
    seen = answer(page, f"full/{size}/0/default.jpg")
    truth = page[1].resize(seen.size, Image.Resampling.BICUBIC)
    assert apart(seen, truth) < 12


def test_a_scaled_region_lies_where_it_did(page):
    """A box at a third of the size is found at a third of its place, to the pixel."""
    seen = np.asarray(answer(page, "101,201,1203,801/401,267/0/default.png")).astype(int)
    red = (seen[..., 0] > 150) & (seen[..., 1] < 60)
    found = Box.of(red)
    assert found.x == pytest.approx((700 - 101) / 3, abs=1)
    assert found.y == pytest.approx((400 - 201) / 3, abs=1)
    assert found.width == pytest.approx(100, abs=2)
    assert found.height == pytest.approx(200 / 3, abs=2)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_region_is_mirrored_then_turned_clockwise(page, rotation, mirrored):
    seen = answer(page, f"600,300,500,200/max/{'!' * mirrored}{rotation}/default.png")
    truth = page[1].crop((600, 300, 1100, 500))
    if mirrored:
        truth = truth.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    truth = truth.rotate(-rotation, expand=True)
    assert seen.size == truth.size
    assert apart(seen, truth) < 12


def test_colours(page):
    assert answer(page, "full/100,/0/gray.jpg").mode == "L"
    assert answer(page, "full/100,/0/color.png").mode == "RGB"
    gray = answer(page, "0,0,64,64/max/0/gray.png")
    assert apart(gray, page[1].crop((0, 0, 64, 64)).convert("L")) < 8


def test_a_tile_is_given_as_it_lies(page):
    """No pixel is decoded for what the viewer asks most."""
    pyramid, _ = page
    for path, tile in (
        ("0,0,512,512/512,512/0/default.jpg", (0, 0, 0)),
        ("1024,1024,376,76/376,76/0/default.jpg", (0, 2, 2)),
        ("0,0,1024,1024/512,512/0/default.jpg", (1, 0, 0)),
        ("1024,0,376,1024/188,512/0/color.jpg", (1, 1, 0)),
        ("0,0,1400,1100/350,275/0/default.jpg", (2, 0, 0)),
        ("full/350,275/0/default.jpg", (2, 0, 0)),
    ):
        assert rendered(pyramid, asked(path)) == pyramid.tile(*tile), path


def test_a_page_that_cannot_be_drawn_is_a_sheet_with_words():
    """Thumbnail, crop and tile of it are all pictures of the size that was asked for."""
    for size in ((1654, 2339), (5000, 300), (40, 40)):
        hole = Hole("hỏng", size)
        assert size_of(hole) == (size, 1)
        for path in ("full/!90,90/0/default.jpg", "pct:40,40,20,20/^20,20/90/default.png"):
            wanted = asked(path, size)
            seen = Image.open(io.BytesIO(rendered(hole, wanted)))
            assert seen.size == (wanted.size if wanted.rotation == 0 else wanted.size[::-1])
    whole = asked("full/800,/0/gray.png", (1654, 2339))
    seen = np.asarray(Image.open(io.BytesIO(rendered(Hole("hỏng"), whole))))
    assert (seen < 120).sum() > 1000
    assert seen.mean() > 230


def test_what_is_known_of_a_picture():
    told = information("http://desk/documents/a/pages/1/iiif/original", (2480, 3508), 4)
    assert told["@context"] == "http://iiif.io/api/image/3/context.json"
    assert (told["type"], told["protocol"]) == ("ImageService3", "http://iiif.io/api/image")
    assert (told["width"], told["height"]) == (2480, 3508)
    assert told["tiles"] == [{"width": 512, "height": 512, "scaleFactors": [1, 2, 4, 8]}]
    assert told["sizes"][0] == {"width": 310, "height": 439}
    for size in told["sizes"]:
        asked(f"full/{size['width']},{size['height']}/0/default.jpg", (2480, 3508))
