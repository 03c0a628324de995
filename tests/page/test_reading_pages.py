"""Drawn scans read from PDF to reading: text, marks, evidence, directions."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import numpy as np
import pytest
from drawn_paper import PARAGRAPH, Sheet
from PIL import Image

from evaluation.measure.distances import score
from evaluation.truth.blocks import truth_of
from pipeline.page import digitise_page, engine_events, read_traced, reading_key
from pipeline.settings import Flattening, InkCleaning, Recognition, Settings
from pipeline.values.scanned import Page, PageWord
from samples.draw import draw_document, write_scan

pytestmark = pytest.mark.slow

SETTINGS = Settings()


def text_of(reading):
    return "\n".join(line.text for line in reading.lines)


class Read:
    """A drawn scan, its file, and what was read of its first page and its last."""

    def __init__(self, condition, seed, folder):
        self.scan = draw_document(condition, seed)
        self.path = write_scan(self.scan, folder, condition)
        self.before = hashlib.sha256(self.path.read_bytes()).hexdigest()
        self.results = [
            digitise_page(self.path, number, SETTINGS)
            for number in sorted({1, len(self.scan.pages)})
        ]
        self.readings = [result.reading for result in self.results]

    def score(self):
        """All pages that were read, against their truth."""
        record = self.scan.documents[0]["fields"]
        pages = [
            score(
                truth_of(self.scan.pages[reading.number - 1].truth["text"], record),
                text_of(reading),
            )
            for reading in self.readings
        ]
        return sum(pages[1:], start=pages[0])


@pytest.fixture(scope="module")
def stamped(tmp_path_factory):
    """A stamped letter in colour at 300 dpi: first and last page."""
    return Read("stamped", 4, tmp_path_factory.mktemp("stamped"))


@pytest.fixture(scope="module")
def upside_down(tmp_path_factory):
    """A letter that lay on the glass the wrong way round."""
    return Read("upside_down", 1, tmp_path_factory.mktemp("upside"))


def test_a_stamped_letter_is_read(stamped):
    """Through the whole of the pipeline: hardly a letter is wrong, nearly every word is there."""
    read = stamped.score()

    assert read.cer < 0.02
    assert read.word_recall > 0.96
    assert read.noise < 0.03


def test_the_scanned_file_is_only_read(stamped):
    """The original's bytes are what they were."""
    assert hashlib.sha256(stamped.path.read_bytes()).hexdigest() == stamped.before


def test_the_seal_is_found_where_it_was_pressed(stamped):
    """The seal of the truth and the seal of the reading share most of their boxes."""
    page, reading = stamped.scan.pages[-1], stamped.readings[-1]
    (wanted,) = [mark["box"] for mark in page.truth["marks"] if mark["kind"] == "seal"]
    found = [mark.box for mark in reading.marks if mark.kind == "seal"]

    x, y, width, height = wanted
    assert any(
        abs(box.x + box.width / 2 - x - width / 2) < 0.15 * width
        and abs(box.y + box.height / 2 - y - height / 2) < 0.15 * height
        for box in found
    )


def test_every_mark_has_its_evidence(stamped):
    """Each mark names its pictures, each picture belongs to a mark, and all are PNG."""
    for result in stamped.results:
        named = {name for mark in result.reading.marks for name in mark.pictures}
        assert named == set(result.crops)
        for name, png in result.crops.items():
            assert name.startswith(f"p{result.reading.number:04d}-")
            assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert stamped.results[-1].crops


def test_evidence_is_the_scan_itself(stamped):
    """A crop shows its mark as it was scanned, in colour, with a millimetre and a half around."""
    page, result = stamped.scan.pages[-1], stamped.results[-1]

    for mark in result.reading.marks:
        place = mark.box.grown(round(1.5 * page.dpi / 25.4), page.image.shape[:2])
        shown = np.asarray(Image.open(io.BytesIO(result.crops[mark.crop])))
        there = page.image[place.slices]
        assert shown.shape == there.shape
        # Two JPEG decoders may differ by a rounding.
        assert np.abs(shown.astype(int) - there).mean() < 2


@pytest.mark.parametrize("name", ["stamped", "upside_down"])
def test_boxes_lie_on_the_scanned_page(name, request):
    """Zones, lines, words and marks all speak of pixels that the original picture has."""
    for reading in request.getfixturevalue(name).readings:
        width, height = reading.size_px
        boxes = [
            *(zone.box for zone in reading.zones),
            *(line.box for line in reading.lines),
            *(word.box for line in reading.lines for word in line.words),
            *(mark.box for mark in reading.marks),
        ]
        assert boxes
        for box in boxes:
            assert 0 <= box.x < box.right <= width
            assert 0 <= box.y < box.bottom <= height


def test_lines_have_names_of_their_own(stamped):
    """Ids are unique in the document and say page, zone and line."""
    ids = [line.id for reading in stamped.readings for line in reading.lines]

    assert len(ids) == len(set(ids))
    assert ids[0] == "p0001-z01-l001"


def test_a_lines_text_can_be_traced_to_what_the_engine_said(stamped):
    """Where the text is not the raw text, the fixes that changed it are named."""
    for line in (line for reading in stamped.readings for line in reading.lines):
        assert bool(line.fixes) == (line.text != line.raw), line


def test_a_page_that_lay_upside_down_is_read(upside_down):
    """Its direction is found and told, its text read as if it had lain right."""
    assert {reading.rotation for reading in upside_down.readings} == {180}
    assert upside_down.score().cer < 0.02


def test_boxes_of_a_turned_page_lie_on_its_words(upside_down):
    """The letterhead, on top of the page, is at the bottom of the scan."""
    reading, truth = upside_down.readings[0], upside_down.scan.pages[0].truth
    first = reading.lines[0].box

    assert first.y > 0.8 * reading.size_px[1]
    nearest = min(truth["lines"], key=lambda line: abs(line["box"][1] - first.y))
    assert abs(nearest["box"][1] - first.y) < 0.15 * truth["dpi"]


def scanned(folder, *sheets):
    """Sheets as a PDF of one gray picture a page."""
    path = folder / "drawn.pdf"
    pictures = [Image.fromarray(sheet.gray) for sheet in sheets]
    pictures[0].save(path, resolution=sheets[0].dpi, save_all=True, append_images=pictures[1:])
    return path


def test_a_blank_back_is_told_and_kept(tmp_path):
    """A back with nothing but specks: blank, no text, as it was scanned; its front is not."""
    front, back = Sheet(dpi=150), Sheet(dpi=150)
    front.body(40, 8)
    for i in range(40):
        back.pen.rectangle((100 + 17 * i, 300 + 31 * i, 101 + 17 * i, 301 + 31 * i), fill=60)
    path = scanned(tmp_path, front, back)

    one, two = (digitise_page(path, number, SETTINGS).reading for number in (1, 2))

    assert (one.blank, two.blank) == (False, True)
    assert (two.zones, two.confidence, two.rotation) == ((), None, 0)
    assert two.orientation_sure
    assert two.size_px == back.picture.size


def test_a_table_is_read_cell_by_cell(tmp_path):
    """Lines of a table know their row and column."""
    sheet = Sheet(dpi=200, height=150)
    sheet.body(30, 4)
    sheet.table(30, 70, [20, 70, 50], 3)
    rows = (("STT", "Tên tài sản", "Số lượng"), ("1", "Máy vi tính", "12"), ("2", "Ô tô", "15"))
    for r, row in enumerate(rows):
        for text, x in zip(row, (33, 54, 124), strict=True):
            sheet.text(x, 77 + 10 * r, text, pt=13)

    reading = digitise_page(scanned(tmp_path, sheet), 1, SETTINGS).reading

    (table,) = [zone for zone in reading.zones if zone.kind == "table"]
    cells = {(line.row, line.column): line.text for line in table.lines}
    assert [cells.get((r, 1)) for r in range(3)] == ["Tên tài sản", "Máy vi tính", "Ô tô"]
    assert cells[1, 2] == "12"
    assert all(
        line.row is None for zone in reading.zones if zone is not table for line in zone.lines
    )


def test_paragraphs_begin_at_indents(tmp_path):
    """The first line of a paragraph is told from those that go on."""
    sheet = Sheet(dpi=200, height=120)
    sheet.text(42, 30, "Thực hiện Công văn số 287/STC-HCSN ngày 23 tháng 01 năm 2026")
    sheet.text(30, 37, "về việc báo cáo tình hình quản lý, sử dụng tài sản công năm 2025, Ủy ban")
    sheet.text(42, 44, "Căn cứ tình hình thực tế, Ủy ban nhân dân quận Long Biên đề nghị")
    sheet.text(30, 51, "tất cả các phòng, ban, đơn vị trực thuộc nghiêm túc triển khai thực hiện,")
    sheet.text(30, 58, "đồng thời chỉ đạo kiểm tra các đơn vị.")

    reading = digitise_page(scanned(tmp_path, sheet), 1, SETTINGS).reading

    assert [line.starts_paragraph for line in reading.lines] == [True, False, True, False, False]


def test_a_page_of_few_lines_is_turned_by_reading(tmp_path):
    """Two lines upside down: their shapes decide nothing, but one way they read as Vietnamese."""
    sheet = Sheet(dpi=150)
    sheet.body(100, 2)
    sheet.picture = sheet.picture.rotate(180)

    reading = digitise_page(scanned(tmp_path, sheet), 1, SETTINGS).reading

    assert reading.rotation == 180
    assert [line.text for line in reading.lines] == list(PARAGRAPH[:2])


def test_a_page_that_reads_no_way_is_left_for_a_person(tmp_path):
    """Strokes that are no text: the page stays as scanned, and is on the list of the unsure."""
    sheet = Sheet(dpi=150)
    for i in range(4):
        sheet.signature(40, 60 + 30 * i, wide=60, high=6)

    reading = digitise_page(scanned(tmp_path, sheet), 1, SETTINGS).reading

    assert reading.rotation == 0
    assert not reading.orientation_sure


def test_a_page_made_on_a_computer_keeps_its_own_text():
    """A trusted layer is the text, sure and whole; the engine is not asked to do better."""
    sheet = Sheet(dpi=150)
    words = []
    for row, line in enumerate(PARAGRAPH[:5]):
        sheet.text(30, 50 + 8 * row, line)
        x = 30.0
        for word in line.split():
            box = sheet.text(x, 50 + 8 * row, word)
            words.append(PageWord(word.replace("Công", "CÔNG"), box))
            x = (box.right + 8) * 25.4 / 150
    page = Page(1, sheet.gray, 150, "born_digital", words=tuple(words))

    reading = read_traced(page, SETTINGS).result.reading

    assert text_of(reading).split() == " ".join(PARAGRAPH[:5]).replace("Công", "CÔNG").split()
    assert (reading.confidence, reading.origin) == (1.0, "born_digital")


def test_the_key_changes_with_what_changes_a_reading():
    """Another resolution, ink threshold, language or engine is another reading."""
    keys = {
        reading_key(settings)
        for settings in (
            SETTINGS,
            replace(SETTINGS, flattening=Flattening(reading_dpi=150)),
            replace(SETTINGS, ink=InkCleaning(chroma=30)),
            replace(SETTINGS, recognition=Recognition(language="vie")),
            replace(SETTINGS, recognition=Recognition(engine="pytesseract")),
        )
    }

    assert len(keys) == 5
    assert all(len(key) == 16 for key in keys)


def test_the_key_does_not_change_with_the_rest():
    """Where results go and how many workers there are does not make pages be read again."""
    assert reading_key(Settings(archive="elsewhere", workers=7)) == reading_key(SETTINGS)


def test_the_history_names_the_model():
    """What read the pages is in the record, down to the model's bytes."""
    events = engine_events(SETTINGS)

    assert [event.what for event in events] == [
        "read_pages",
        "recognise_print",
        "weigh_phrases",
        "calibrate_confidence",
        "tell_print_from_ink",
        "read_pen_figures",
        "read_codes",
        "weigh_fields",
    ]
    without = {"read_pages", "read_codes"}  # our own code, and a library that has no model
    assert all(len(event.model_sha256) == 64 for event in events if event.what not in without)


@pytest.mark.parametrize("shape", [(1, 1), (3, 400), (400, 3), (7, 900), (10, 10, 3)])
@pytest.mark.parametrize("dpi", [200, 600])
def test_a_sliver_is_read_like_any_page(shape, dpi):
    """A strip of pixels that a program left has nothing to say, and stops nothing."""
    random = np.random.default_rng(7)
    for image in (
        np.zeros(shape, np.uint8),
        random.integers(0, 255, shape).astype(np.uint8),
    ):
        assert read_traced(Page(1, image, dpi), SETTINGS).result.reading.lines == ()
