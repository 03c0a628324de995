import gzip
import shutil
import struct
import subprocess
from pathlib import Path
from random import Random

import cv2
import numpy as np
import pytest

from models.recipes.print import faces, lines, lstmf, measure, network
from models.recipes.print.degrade import scan_line
from models.recipes.print.render import Setting, set_line
from models.recipes.print.shards import draw_shard

TINOS = faces.TRAINING[0]
DEBIAN_VIE = Path("/usr/share/tesseract-ocr/5/tessdata/vie.traineddata")

needs_tinos = pytest.mark.skipif(
    not any(f.exists() and any(f.rglob("Tinos-Regular.ttf")) for f in faces.FONT_FOLDERS),
    reason="the faces of the recipe (Debian fonts-croscore) are not installed",
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A corpus of one made-up paragraph, repeated to the length of the real one."""
    tmp_path = tmp_path_factory.mktemp("corpus")
    prose = "Chi bộ đề nghị Đảng ủy xem xét hòa giải, quyết định số 12 ngày 01/7/2020.\n"
    names = "Nguyễn Thị Hạnh\nBan Tổ chức Huyện ủy Sơn Động\nXã Yên Định, Huyện Sơn Động\n"
    with gzip.open(tmp_path / "administrative.txt.gz", "wt", encoding="utf-8") as file:
        file.write(prose * 272_751)
    with gzip.open(tmp_path / "names.txt.gz", "wt", encoding="utf-8") as file:
        file.write(names * 60)
    return lines.Corpus(tmp_path, frozenset(faces.NEEDED - {"–"}))


@pytest.fixture
def clean_line():
    """A line set in 14 points at 400 dpi, before any scanner saw it."""
    return set_line("Số: 27/2016/QĐ-UBND", Setting(TINOS, 14.0), 400)


def test_quoted_text_keeps_the_tone_where_it_belongs_to_the_rhyme():
    """Respelling moves the tone of open oa, oe, uy and touches nothing else."""
    assert lines.respell("Uỷ ban, thuỷ lợi, hoàn, quý, khoẻ", new=False) == (
        "Ủy ban, thủy lợi, hoàn, quý, khỏe"
    )


@pytest.mark.slow
def test_the_same_number_draws_the_same_lines(corpus):
    """Text lines depend on the dice alone, so that a shard can be drawn again."""
    first, second = ([lines.draw_line(corpus, Random(7)) for _ in range(20)] for _ in range(2))

    assert first == second


@pytest.mark.slow
def test_no_line_holds_a_letter_that_the_model_cannot_write(corpus):
    """A line with an unknown letter would teach the net to skip it."""
    dice = Random(3)
    drawn = "".join(lines.draw_line(corpus, dice) for _ in range(300))

    assert set(drawn) - corpus.letters <= {" "}


@needs_tinos
def test_every_cut_stays_within_its_line(clean_line):
    """Ink of the text lies between the rows that the line names, around its baseline."""
    inked = np.flatnonzero(clean_line.ink.max(axis=1) > 0.5)

    assert (inked[0], inked[-1] + 1) == (clean_line.top, clean_line.bottom)
    assert clean_line.top < clean_line.baseline < clean_line.bottom


@needs_tinos
@pytest.mark.parametrize("seed", range(12))
def test_a_worn_line_is_still_dark_on_light(clean_line, seed):
    """Whatever the scanner did, ink is darker than paper, and nothing is cut off at the sides."""
    gray = scan_line(clean_line, [clean_line], 2, np.random.default_rng(seed))

    low, high = np.percentile(gray, (2, 90))
    assert gray.dtype == np.uint8
    assert high - low > 40
    assert gray.shape[1] > 0.9 * np.ptp(np.flatnonzero(clean_line.ink.max(axis=0) > 0.5)) / 2


@needs_tinos
def test_a_shard_is_the_same_whenever_it_is_drawn(corpus):
    """Two drawings of a numbered shard are equal to the last pixel."""
    first, second = (list(draw_shard(corpus, (TINOS,), 11, 8)) for _ in range(2))

    assert [text for _, text in first] == [text for _, text in second]
    assert all(np.array_equal(a, b) for (a, _), (b, _) in zip(first, second, strict=True))


def test_a_training_file_holds_picture_and_text(tmp_path):
    """The picture in a training file is stored without loss, beside its text."""
    image = np.arange(40 * 60, dtype=np.uint32).reshape(40, 60).astype(np.uint8)

    lstmf.write_lstmf(tmp_path / "one.lstmf", [(image, "Đảng ủy")])

    data = (tmp_path / "one.lstmf").read_bytes()
    start = data.index(b"\x89PNG")
    (size,) = struct.unpack_from("<I", data, start - 4)
    stored = cv2.imdecode(np.frombuffer(data[start : start + size], np.uint8), cv2.IMREAD_UNCHANGED)
    assert struct.unpack_from("<I", data) == (1,)
    assert np.array_equal(stored, image)
    assert "Đảng ủy".encode() in data


@pytest.fixture(scope="module")
def debian_network(tmp_path_factory):
    """The LSTM component of Debian's Vietnamese model."""
    if not DEBIAN_VIE.exists() or shutil.which("combine_tessdata") is None:
        pytest.skip("Debian's tesseract-ocr-vie is not installed")
    part = tmp_path_factory.mktemp("vie") / "vie.lstm"
    subprocess.run(["combine_tessdata", "-e", DEBIAN_VIE, part], check=True, capture_output=True)
    return part.read_bytes()


def test_an_int8_model_becomes_float_and_comes_back_unchanged(debian_network):
    """Nothing is lost on the way to training and back."""
    read = network.read_network(debian_network)

    assert network.read_network(read.as_float()).as_int8() == debian_network


def test_rounding_moves_no_weight_by_more_than_half_a_step(debian_network):
    """Back in int8, each weight is the nearest of its row's 255 values."""
    read = network.read_network(debian_network)
    shift = network.Network(
        tuple(
            network.Matrix(p.weights * 1.003 + 1e-4, p.adam) if isinstance(p, network.Matrix) else p
            for p in read.parts
        )
    )
    back = network.read_network(shift.as_int8())

    for true, rounded in zip(shift.matrices, back.matrices, strict=True):
        step = np.abs(true.weights).max(axis=1, keepdims=True) / 127
        assert np.all(np.abs(true.weights - rounded.weights) <= step / 2 * (1 + 1e-9))


def test_the_average_of_two_rounds_lies_between_them(debian_network):
    """Averaging takes the mean of every weight and keeps the form of the file."""
    read = network.read_network(debian_network)
    doubled = network.Network(
        tuple(
            network.Matrix(p.weights * 2, p.adam) if isinstance(p, network.Matrix) else p
            for p in read.parts
        )
    )
    mean = network.average([read, doubled])

    for once, middle in zip(read.matrices, mean.matrices, strict=True):
        assert np.allclose(middle.weights, once.weights * 1.5)


def test_bytes_of_another_kind_are_refused():
    """A file that is no LSTM component is named as such, not read as weights."""
    with pytest.raises(network.ModelFormatError):
        network.read_network(b"\x07" * 64)


@pytest.mark.parametrize(
    ("truth", "read", "expected"),
    [
        ("Ủy ban", "Uy ban", {"tone": 1}),
        ("SỐ", "SÓ", {"tone": 1}),
        ("số", "sỐ", {"letter": 1}),
        ("01/7", "0l/7", {"digit": 1}),
        ("ngày;", "ngày", {"mark": 1}),
        ("Điều 1", "Điều1", {"space": 1}),
        ("“vàng” – đỏ", '"vàng" - đỏ', {}),
    ],
)
def test_slips_are_counted_by_what_was_misread(truth, read, expected):
    """A wrong mark is a tone, a wrong case a letter; kinds of quotes and dashes are no slip."""
    counted = measure.slips(truth, read)

    assert {k: n for k, n in counted.items() if k != "chars"} == expected
