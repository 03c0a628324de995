"""Stamps are told by what stands on them, and coloured print is no stamp."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.geometry import Affine, Box
from pipeline.page import digitise_page
from pipeline.recognition.digits import DigitReading
from pipeline.recognition.tesseract import make_engine
from pipeline.settings import Settings
from pipeline.stamps import arrivals
from pipeline.stamps.stamp_reading import read_stamps
from pipeline.values.marks import CleanPage, Mark
from pipeline.values.scanned import FlatPage
from samples.faces import STAMP_FACES, print_font

pytestmark = pytest.mark.slow

DPI = 200.0
MM = DPI / 25.4
RED, BLUE, BLACK = (205, 45, 50), (45, 70, 170), (20, 20, 20)
SETTINGS = Settings()
SCANS = Path(__file__).parents[3] / "shared" / "scans"


def plate(lines: list[str], *, frames: int, size_mm: float = 4.6) -> np.ndarray:
    """Lines of bold capitals in no, one or two frames: (h, w) uint8, 255 = ink."""
    font = print_font(STAMP_FACES[0], "bold", round(size_mm * MM))
    width = round(max(font.getlength(line) for line in lines) + 8 * MM)
    height = round(len(lines) * 1.4 * size_mm * MM + 3.5 * MM)
    picture = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(picture)
    for number in range(frames):
        edge = 2 + round(number * 1.1 * MM)
        pen.rectangle((edge, edge, width - edge - 1, height - edge - 1), outline=255, width=3)
    for row, line in enumerate(lines):
        middle = 1.75 * MM + (row + 0.5) * 1.4 * size_mm * MM
        pen.text((width / 2, middle), line, font=font, fill=255, anchor="mm")
    return np.asarray(picture)


def arrival_plate() -> np.ndarray:
    """The form of an ĐẾN stamp with ĐẾN in a cell on the left: (h, w) uint8, 255 = ink."""
    width, height = round(56 * MM), round(24 * MM)
    picture = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(picture)
    head, cell = round(6 * MM), round(15 * MM)
    pen.rectangle((2, 2, width - 3, height - 3), outline=255, width=3)
    pen.line((2, head, width - 3, head), fill=255, width=2)
    pen.line((cell, head, cell, height - 3), fill=255, width=2)
    bold = print_font(STAMP_FACES[0], "bold", round(3.6 * MM))
    large = print_font(STAMP_FACES[0], "bold", round(5.2 * MM))
    label = print_font(STAMP_FACES[0], "regular", round(3.5 * MM))
    pen.text((width / 2, 0.5 * head), "SỞ TÀI CHÍNH", font=bold, fill=255, anchor="mm")
    pen.text((cell / 2, (head + height) / 2), "ĐẾN", font=large, fill=255, anchor="mm")
    for row, text in enumerate(("Số:", "Ngày:", "Chuyển:")):
        foot = head + round((row + 0.75) * 5.6 * MM)
        pen.text((cell + 1.5 * MM, foot), text, font=label, fill=255, anchor="ls")
        for x in range(cell + round(14 * MM), width - round(2 * MM), 7):
            pen.rectangle((x, foot - 2, x + 1, foot - 1), fill=255)
    return np.asarray(picture)


def turned(ink: np.ndarray, degrees: float) -> np.ndarray:
    """A plate put down at a tilt, positive = downhill."""
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = (int(height * sin + width * cos) + 1, int(height * cos + width * sin) + 1)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    return cv2.warpAffine(ink, matrix, size)


def stamped_page(
    ink: np.ndarray,
    colour: tuple[int, int, int],
    *,
    gray: bool = False,
    kind: str = "unknown",
    named: str = "black",
) -> CleanPage:
    """A page on which a plate was pressed and lifted as one mark."""
    image = np.full((900, 1300, 3), 255, np.uint8)
    y, x = 180, 220
    part = image[y : y + ink.shape[0], x : x + ink.shape[1]].astype(float)
    share = (ink / 255)[..., None]
    part = part * (1 - share) + np.array(colour) * share
    image[y : y + ink.shape[0], x : x + ink.shape[1]] = part.astype(np.uint8)
    plain = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    box = Box(x, y, ink.shape[1], ink.shape[0])
    mask = cv2.dilate((ink > 40).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    cleaned = plain.copy()
    cleaned[box.slices][mask] = 255
    flat = FlatPage(1, plain.copy() if gray else image, DPI, Affine(), (1300, 900))
    return CleanPage(flat, cleaned, plain, (Mark(kind, box, mask, named),))  # type: ignore[arg-type]


def read(page: CleanPage) -> CleanPage:
    """The page with its stamps read."""
    return read_stamps(page, make_engine(SETTINGS.recognition), SETTINGS.pen)


@pytest.mark.parametrize(
    ("lines", "frames", "kind", "text"),
    [
        (["HỎA TỐC"], 1, "urgency", "HỎA TỐC"),
        (["THƯỢNG KHẨN"], 1, "urgency", "THƯỢNG KHẨN"),
        (["MẬT"], 2, "secrecy", "MẬT"),
        (["TUYỆT MẬT"], 2, "secrecy", "TUYỆT MẬT"),
        (["SAO Y BẢN CHÍNH"], 0, "copy_stamp", "SAO Y BẢN CHÍNH"),
        (["PHÓ CHỦ TỊCH", "Trần Văn Bình"], 0, "name_stamp", "PHÓ CHỦ TỊCH\nTrần Văn Bình"),
    ],
)
@pytest.mark.parametrize("gray", [False, True])
def test_a_stamp_is_what_it_says(lines, frames, kind, text, gray):
    """Boxed words, lines of capitals and names get their kind by their words, tilted, any ink."""
    ink = turned(plate(lines, frames=frames), 3.0)
    page = stamped_page(ink, BLACK if gray else RED, gray=gray, named="black" if gray else "red")
    (mark,) = read(page).marks
    assert (mark.kind, mark.text) == (kind, text)


def test_an_arrival_form_gives_its_receiver_and_no_figures_that_are_not_there():
    """An ĐẾN stamp is read label by label; empty blanks are null, not guessed."""
    page = stamped_page(turned(arrival_plate(), -2.0), BLACK, gray=True, kind="signature")
    (mark,) = read(page).marks
    assert mark.kind == "incoming_stamp"
    assert mark.text is not None
    assert mark.text.splitlines() == ["SỞ TÀI CHÍNH", "ĐẾN", "Số:", "Ngày:", "Chuyển:"]
    assert mark.fields["receiver"] == "SỞ TÀI CHÍNH"
    assert mark.fields["number"] is None
    assert mark.fields["date"] is None


@pytest.mark.parametrize(("sure", "given"), [(0.88, None), (0.95, "2352")])
def test_figures_on_a_stamp_are_believed_later_than_on_a_letter(monkeypatch, sure, given):
    """They stand on dots, between rubber: what a letterhead's blank may say is not enough here."""
    said = DigitReading("2352", sure, ())
    monkeypatch.setattr(arrivals, "read_slot", lambda _picture, _dpi, form: said._replace(
        text=said.text if form == "number" else ""
    ))  # fmt: skip
    page = stamped_page(turned(arrival_plate(), -2.0), BLACK, gray=True, kind="signature")

    (mark,) = read(page).marks

    assert sure > SETTINGS.pen.accept
    assert mark.fields["number"] == given


def test_a_form_worn_to_dots_is_found_by_its_frame():
    """Half of the rubber's ink is missing: the stamp is still one, and nothing of it is print."""
    ink = turned(arrival_plate(), 2.0)
    grain = np.random.default_rng(7).random((ink.shape[0] // 3 + 1, ink.shape[1] // 3 + 1))
    worn = np.kron(grain, np.ones((3, 3)))[: ink.shape[0], : ink.shape[1]] > 0.3
    page = read(stamped_page((ink * worn).astype(np.uint8), BLACK, gray=True))
    assert [mark.kind for mark in page.marks] == ["incoming_stamp"]


def test_declassification_is_no_degree_of_secrecy():
    """GIẢI MẬT says that a paper is secret no longer."""
    page = stamped_page(plate(["GIẢI MẬT", "Từ: 1/2/2020"], frames=2), RED, named="red")
    (mark,) = read(page).marks
    assert mark.kind == "stamp"
    assert mark.text is not None
    assert mark.text.startswith("GIẢI MẬT")


def test_the_front_is_no_secret():
    """MẶT TRẬN TỔ QUỐC in red capitals is a name, whatever MẶT looks like."""
    page = read(stamped_page(turned(plate(["MẶT TRẬN TỔ QUỐC"], frames=1), 2), RED, named="red"))
    assert all(mark.kind != "secrecy" for mark in page.marks)


def test_coloured_type_goes_back_onto_the_page():
    """A line of print in blue, straight as its page, is print: read, and no mark."""
    font = print_font(STAMP_FACES[1], "regular", round(4.8 * MM))
    text = "Ủy ban nhân dân thành phố thông báo kết quả"
    picture = Image.new("L", (round(font.getlength(text)) + 20, 60), 0)
    ImageDraw.Draw(picture).text((10, 40), text, font=font, fill=255, anchor="ls")
    page = stamped_page(np.asarray(picture), BLUE, kind="note", named="blue")
    back = read(page)
    assert back.marks == ()
    assert np.array_equal(back.gray, page.plain)


def test_pen_stays_what_it_was():
    """Strokes that say nothing are neither stamps nor print, and nothing else is touched."""
    ink = np.zeros((110, 420), np.uint8)
    waves = [(x, int(55 + 40 * np.sin(x / 17) * np.cos(x / 41))) for x in range(10, 410, 3)]
    cv2.polylines(ink, [np.array(waves)], isClosed=False, color=255, thickness=3)
    page = stamped_page(ink, BLUE, kind="signature", named="blue")
    after = read(page)
    assert after.marks == page.marks
    assert after.gray is page.gray


def test_a_page_without_marks_is_not_looked_at():
    """Where the net saw print alone, the engine is never asked."""
    page = stamped_page(plate(["HỎA TỐC"], frames=1), BLACK, gray=True)
    bare = CleanPage(page.flat, page.plain, page.plain)
    assert read_stamps(bare, None, SETTINGS.pen).marks == ()  # type: ignore[arg-type]


@pytest.mark.scans
@pytest.mark.skipif(not SCANS.is_dir(), reason="real scans are not part of the repository")
def test_a_real_arrival_stamp():
    """A 1-bit scan's ĐẾN stamp: found, its receiver and number read, its box right."""
    result = digitise_page(SCANS / "quangngai" / "ct-07-den-bw.pdf", 1, SETTINGS)
    (stamp,) = [mark for mark in result.reading.marks if mark.kind == "incoming_stamp"]
    assert stamp.fields["receiver"] is not None
    assert stamp.fields["receiver"].startswith("TRUNG TÂM CÔNG BÁO")
    assert stamp.fields["number"] in ("2352", None)
    assert stamp.fields["date"] in ("2018-03-21", None)
