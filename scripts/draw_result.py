"""Draw the README's picture: a drawn sample, what was found on it, and its text and record.

    python scripts/draw_result.py samples/scans/NAME.pdf docs/images/result.png

Run it again (`make picture`) when reading or samples have changed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from pipeline.document import documents
from pipeline.mark_kinds import MARK_KINDS
from pipeline.page import digitise_page
from pipeline.raster import open_scan, read_page
from pipeline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.geometry import Box
    from pipeline.values.document import Document
    from pipeline.values.readings import PageReading

HEIGHT, TEXT_WIDTH, MARGIN = 1150, 860, 24
INK, FAINT, ZONE = (30, 30, 30), (110, 110, 110), (70, 110, 190)
MARK = (200, 50, 50)
FACE = "/usr/share/fonts/truetype/noto/NotoSerif-Regular.ttf"  # Debian's fonts-noto-core
SHOWN_FIELDS = (
    "org", "number", "symbol", "place", "date", "type", "subject", "recipients", "title", "signer",
)  # fmt: skip


def main(scan_path: str, picture_path: str) -> None:
    """Read the first page's document and write the picture."""
    scan = open_scan(Path(scan_path))
    settings = Settings()
    readings = [digitise_page(scan.path, n, settings).reading for n in range(1, scan.pages + 1)]
    document = documents(scan, readings)[0]
    page = read_page(scan.path, 1, settings.raster)
    left = _marked(Image.fromarray(page.image).convert("RGB"), readings[0])
    whole = Image.new("RGB", (left.width + TEXT_WIDTH + 3 * MARGIN, HEIGHT + 2 * MARGIN), "white")
    whole.paste(left, (MARGIN, MARGIN))
    _write(ImageDraw.Draw(whole), document, left.width + 2 * MARGIN)
    target = Path(picture_path)
    target.parent.mkdir(parents=True, exist_ok=True)
    whole.quantize(128).save(target, optimize=True)


def _marked(picture: Image.Image, reading: PageReading) -> Image.Image:
    """The scan with frames around its zones (blue) and marks (red, named)."""
    scale = HEIGHT / picture.height
    shown = picture.resize((round(picture.width * scale), HEIGHT), Image.Resampling.LANCZOS)
    draw, small = ImageDraw.Draw(shown), ImageFont.truetype(FACE, 13)

    def frame(box: Box, colour: tuple[int, int, int], width: int) -> tuple[float, float]:
        left, top = box.x * scale, box.y * scale
        draw.rectangle((left, top, box.right * scale, box.bottom * scale), None, colour, width)
        return left, top

    for zone in reading.zones:
        frame(zone.box, ZONE, 1)
    for mark in reading.marks:
        left, top = frame(mark.box, MARK, 2)
        name = MARK_KINDS[mark.kind].label
        draw.rectangle((left, top - 18, left + draw.textlength(name, small) + 6, top), fill=MARK)
        draw.text((left + 3, top - 18), name, "white", small)
    draw.rectangle((0, 0, shown.width - 1, shown.height - 1), None, (200, 200, 200))
    return shown


def _write(draw: ImageDraw.ImageDraw, document: Document, left: int) -> None:
    heading, body = ImageFont.truetype(FACE, 18), ImageFont.truetype(FACE, 15)
    y = MARGIN
    draw.text((left, y), "document.json", FAINT, heading)
    y += 32
    for key in SHOWN_FIELDS:
        field = document.fields[key]
        value = (
            json.dumps(field.value, ensure_ascii=False) if field.value else f"null: {field.reason}"
        )
        draw.text((left, y), key, ZONE, body)
        lines = list(_wrapped(draw, value, body, TEXT_WIDTH - 110))
        for line in lines:
            draw.text((left + 110, y), line, INK if field.value else FAINT, body)
            y += 22
    y += 16
    draw.text((left, y), "text.txt", FAINT, heading)
    y += 32
    for paragraph in document.text.canonical.splitlines():
        if not paragraph:
            y += 8
        for line in _wrapped(draw, paragraph, body, TEXT_WIDTH):
            if y > HEIGHT:
                draw.text((left, y), "…", FAINT, body)
                return
            draw.text((left, y), line, INK, body)
            y += 22


def _wrapped(
    draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, width: int
) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and draw.textlength(f"{line} {word}", font) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    if line:
        yield line


if __name__ == "__main__":
    main(*sys.argv[1:])
