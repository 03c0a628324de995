"""Small scans with their readings, drawn for the tests of export and archive."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
from PIL import Image, ImageDraw, ImageFont

from pipeline.geometry import Box
from pipeline.values.document import Document, Event, Field, Source, Text
from pipeline.values.readings import Line, PageReading, Word, ZoneReading

if TYPE_CHECKING:
    from pathlib import Path

FACE = "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"
LINES = (
    "ĐẢNG BỘ QUẬN LONG BIÊN",
    "Kính gửi: Ủy ban nhân dân quận, phường Ngọc Thụy",
    "Thường trực Quận ủy đề nghị các đồng chí nghiêm túc triển khai thực hiện",
    "T/M BAN THƯỜNG VỤ, KT. CHỦ TỊCH, 17/CT-UBND, quỹ, nguyễn, khuỷu",
)


@dataclass(frozen=True)
class DrawnPage:
    """A page as scanned, its upright picture, and its reading."""

    image: Image.Image
    upright: Image.Image
    reading: PageReading


def draw_page(
    number: int = 1, *, rotation: int = 0, lines: tuple[str, ...] = LINES, dpi: int = 100
) -> DrawnPage:
    """An A4 page at `dpi`, lying so that it must be turned clockwise by `rotation`."""
    size = (round(8.27 * dpi), round(11.69 * dpi))
    upright = Image.new("L", size, 255)
    pen = ImageDraw.Draw(upright)
    face = ImageFont.truetype(FACE, round(dpi * 13 / 72))
    found: list[Line] = []
    for index, text in enumerate(lines):
        x, y = round(0.7 * dpi), round((1 + 0.4 * index) * dpi)
        words = []
        for n, word in enumerate(text.split(), start=1):
            box = pen.textbbox((x, y), word, font=face)
            pen.text((x, y), word, font=face, fill=0)
            left, top, right, bottom = map(round, box)
            words.append(Word(word, Box(left, top, right - left, bottom - top), 0.5 + n / 100))
            x = right + round(dpi * 0.045)
        whole = Box.around(w.box for w in words)
        line_id = f"p{number:04d}-z01-l{index + 1:03d}"
        found.append(Line(line_id, text, text, whole, 0.9, tuple(words), (), index != 2))
    image = upright.rotate(rotation, expand=True)  # PIL turns counterclockwise
    turned = [_turned(line, rotation, size) for line in found]
    zone = ZoneReading("body", Box.around(line.box for line in turned), tuple(turned))
    reading = PageReading(
        number, image.size, dpi, "embedded", rotation, confidence=0.9, zones=(zone,)
    )
    return DrawnPage(image, upright, reading)


def _turned(line: Line, rotation: int, upright_size: tuple[int, int]) -> Line:
    """The line in the scan that `rotation` turns upright."""
    width, height = upright_size

    def turn(box: Box) -> Box:
        if rotation == 90:
            return Box(box.y, width - box.right, box.height, box.width)
        if rotation == 180:
            return Box(width - box.right, height - box.bottom, box.width, box.height)
        if rotation == 270:
            return Box(height - box.bottom, box.x, box.height, box.width)
        return box

    words = tuple(Word(w.text, turn(w.box), w.confidence) for w in line.words)
    return Line(
        line.id, line.text, line.raw, turn(line.box), line.confidence, words,
        starts_paragraph=line.starts_paragraph,
    )  # fmt: skip


def jpeg(image: Image.Image) -> bytes:
    """The picture as a scanner stores it."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=60)
    return out.getvalue()


def add_scan(pdf: pikepdf.Pdf, image: Image.Image, dpi: float, before: bytes = b"") -> pikepdf.Page:
    """Append a page that is one picture; `before` is content painted ahead of it."""
    width, height = (side * 72 / dpi for side in image.size)
    page = pdf.add_blank_page(page_size=(width, height))
    picture = pikepdf.Stream(pdf, b"")
    picture.write(jpeg(image), filter=pikepdf.Name.DCTDecode)
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width, picture.Height = image.size
    picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceGray, 8
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    page.Contents = pdf.make_stream(
        before + f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Im0 Do Q".encode()
    )
    return page


def document_of(
    path: Path, readings: list[PageReading], pages: tuple[int, ...] | None = None
) -> Document:
    """A document over pages of a scanned file."""
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    numbers = pages or tuple(r.number for r in readings)
    canonical = "\n\n".join(line.text for r in readings for line in r.lines)
    fields = {
        "type": Field(
            "CÔNG VĂN", "CÔNG VĂN", 0.9, numbers[0], Box(1, 2, 3, 4), "print", "untitled"
        ),
        "number": Field("55", "55", 0.8, numbers[0], Box(5, 6, 7, 8), "pen", "slot"),
        "symbol": Field("CV/QU", "CV/QU", 0.9, numbers[0], Box(5, 6, 7, 8), "print", "slot"),
        "org": Field("QUẬN ỦY LONG BIÊN", "QUẬN ỦY LONG BIÊN", 0.9, numbers[0]),
        "subject": Field("phòng, chống dịch", "V/v phòng, chống dịch", 0.9, numbers[0]),
        "date": Field(reason="không có dòng ngày tháng"),
    }
    return Document(
        f"{sha[:16]}-{numbers[0]:04d}",
        Source(path.name, sha, numbers),
        fields,
        tuple(readings),
        Text(canonical, canonical),
        events=(Event("tesseract", "5.3.0", "ab" * 32), Event("normalise", "1")),
    )
