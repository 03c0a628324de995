"""Sheets of paper drawn by the millimetre, for the tests of images, recognition and page."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw

from pipeline.geometry import Affine, Box
from pipeline.values.marks import CleanPage
from pipeline.values.scanned import FlatPage, Page
from samples.faces import PRINT_FACES, print_font

PARAGRAPH = (
    "Thực hiện Công văn số 287/STC-HCSN ngày 23 tháng 01 năm 2026 của Sở Tài chính",
    "về việc báo cáo tình hình quản lý, sử dụng tài sản công năm 2025, Ủy ban nhân",
    "dân quận Long Biên đề nghị các phòng, ban, đơn vị trực thuộc nghiêm túc triển",
    "khai thực hiện một số nội dung sau đây: rà soát toàn bộ trụ sở làm việc, máy",
    "móc, thiết bị; lập danh mục tài sản không còn nhu cầu sử dụng; đề xuất phương",
    "án xử lý theo đúng quy định của pháp luật; tổng hợp kết quả, gửi về Phòng Tài",
    "chính - Kế hoạch trước ngày 15 tháng 3 năm 2026 để báo cáo Thành phố theo quy",
    "định. Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị các đơn",
    "vị phản ánh kịp thời để được hướng dẫn giải quyết, không để chậm trễ công việc",
    "chung của quận và ảnh hưởng đến tiến độ của các cơ quan khác trong năm nay./.",
)
"""Lines of a letter's body; at 14 pt each is about 160 mm wide."""


class Sheet:
    """A white A4 sheet, in gray; all places and sizes in millimetres from the top left."""

    def __init__(self, *, dpi: int = 200, width: float = 210, height: float = 297) -> None:
        self.dpi = dpi
        self.picture = Image.new("L", (self.px(width), self.px(height)), 255)
        self.pen = ImageDraw.Draw(self.picture)

    def px(self, mm: float) -> int:
        """Millimetres as pixels."""
        return round(mm * self.dpi / 25.4)

    def text(self, x: float, y: float, text: str, *, pt: float = 14, style="regular") -> Box:
        """Print a line, its baseline at `y`; returns the box of its ink."""
        face = print_font(PRINT_FACES[0], style, round(pt * self.dpi / 72, 1))
        place = (self.px(x), self.px(y))
        self.pen.text(place, text, font=face, fill=0, anchor="ls")
        left, top, right, bottom = map(round, self.pen.textbbox(place, text, face, anchor="ls"))
        return Box(left, top, right - left, bottom - top)

    def centred(self, x: float, y: float, text: str, *, pt: float = 14, style="bold") -> Box:
        """Print a line with its middle at `x`."""
        face = print_font(PRINT_FACES[0], style, round(pt * self.dpi / 72, 1))
        return self.text(
            x - face.getlength(text) * 25.4 / self.dpi / 2, y, text, pt=pt, style=style
        )

    def body(self, y: float = 60, lines: int = 10, *, x: float = 30, pitch: float = 7) -> list[Box]:
        """Print a paragraph from `y` down."""
        return [
            self.text(x, y + pitch * i, PARAGRAPH[i % len(PARAGRAPH)], pt=14) for i in range(lines)
        ]

    def rule(self, x: float, y: float, x2: float, y2: float, *, thick: float = 0.3) -> None:
        """Draw a straight line."""
        ends = (self.px(x), self.px(y), self.px(x2), self.px(y2))
        self.pen.line(ends, fill=0, width=max(2, self.px(thick)))

    def table(self, x: float, y: float, columns: list[float], rows: int, high: float = 10) -> None:
        """Draw a grid of ruled lines; `columns` are widths."""
        wide = sum(columns)
        for i in range(rows + 1):
            self.rule(x, y + i * high, x + wide, y + i * high)
        for i in range(len(columns) + 1):
            self.rule(x + sum(columns[:i]), y, x + sum(columns[:i]), y + rows * high)

    def seal(self, x: float, y: float, *, across: float = 36, fill: int = 0, thick=0.9) -> None:
        """Draw two rings and a star about a middle, as seals have them."""
        for share in (1.0, 0.66):
            r = share * across / 2
            ring = tuple(map(self.px, (x - r, y - r, x + r, y + r)))
            self.pen.ellipse(ring, outline=fill, width=self.px(thick))
        for k in range(24):
            angle, near, far = k * np.pi / 12, 0.72 * across / 2, 0.9 * across / 2
            ends = [
                (self.px(x + r * np.cos(angle)), self.px(y + r * np.sin(angle)))
                for r in (near, far)
            ]
            self.pen.line(ends, fill=fill, width=self.px(0.7))
        for k in range(5):
            angle = np.pi * (2 * k / 5 + 0.5)
            tip = (
                self.px(x + 0.53 * across / 2 * np.cos(angle)),
                self.px(y - 0.53 * across / 2 * np.sin(angle)),
            )
            self.pen.line([(self.px(x), self.px(y)), tip], fill=fill, width=self.px(1.6))

    def signature(self, x: float, y: float, *, wide: float = 40, high: float = 18) -> None:
        """Draw one long looping stroke from `x`, about the height `y`."""
        t = np.linspace(0, 1, 160)
        xs = x + wide * t + 4 * np.sin(14 * np.pi * t)
        ys = y + high / 2 * np.sin(9 * np.pi * t) * (0.4 + 0.6 * t)
        points = [(self.px(a), self.px(b)) for a, b in zip(xs, ys, strict=True)]
        self.pen.line(points, fill=0, width=self.px(0.5), joint="curve")

    @property
    def gray(self) -> np.ndarray:
        """(H, W) uint8, a copy."""
        return np.array(self.picture)

    @property
    def rgb(self) -> np.ndarray:
        """(H, W, 3) uint8."""
        return np.array(self.picture.convert("RGB"))


def inked(under: np.ndarray, layer: Sheet, colour: tuple[int, int, int]) -> np.ndarray:
    """A page with another sheet's strokes pressed onto it in ink, which black shows through."""
    cover = (255 - layer.gray.astype(float))[..., None] / 255
    tint = 255 - cover * (255 - np.array(colour, dtype=float))
    return np.asarray(np.round(under.astype(float) * tint / 255), dtype=np.uint8)


def through_jpeg(image: np.ndarray, quality: int = 75) -> np.ndarray:
    """The picture as a scanner's JPEG gives it back."""
    out = io.BytesIO()
    Image.fromarray(image).save(out, "JPEG", quality=quality)
    return np.array(Image.open(out))


def tilted(image: np.ndarray, degrees: float) -> np.ndarray:
    """The page tilted about its middle so that text runs downhill for degrees above 0."""
    white = 255 if image.ndim == 2 else (255, 255, 255)
    turned = Image.fromarray(image).rotate(-degrees, Image.Resampling.BICUBIC, fillcolor=white)
    return np.array(turned)


def as_page(image: np.ndarray, dpi: float = 200) -> Page:
    """A page as scanned."""
    return Page(1, image, dpi)


def as_flat(image: np.ndarray, dpi: float = 200, *, bilevel: bool = False) -> FlatPage:
    """A page that is upright and straight already."""
    return FlatPage(1, image, dpi, Affine(), (image.shape[1], image.shape[0]), bilevel=bilevel)


def as_clean(gray: np.ndarray, dpi: float = 200) -> CleanPage:
    """A page on which nothing is to be cleaned."""
    return CleanPage(as_flat(gray.copy(), dpi), gray, gray)


def all_print(gray):
    """An ink net that takes everything for print."""
    return np.stack([np.full_like(gray, 255), np.zeros_like(gray)])
