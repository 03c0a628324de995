"""Scans drawn for the flow tests: small letters that read fast, and files that are none."""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING

import pikepdf
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from pathlib import Path

FACE = "/usr/share/fonts/truetype/freefont/FreeSerif.ttf"
DPI = 150
PAGE = (int(5.8 * DPI), int(8.3 * DPI))  # A5


def picture(lines):
    """A page of black letters on white, as JPEG bytes."""
    image = Image.new("RGB", PAGE, "white")
    pen = ImageDraw.Draw(image)
    face = ImageFont.truetype(FACE, int(13 / 72 * DPI))
    for row, line in enumerate(lines):
        pen.text((60, 80 + row * 40), line, font=face, fill="black")
    data = io.BytesIO()
    image.save(data, "JPEG", quality=85, dpi=(DPI, DPI))
    return data.getvalue()


def pdf(*pages, broken=()):
    """A scanned PDF: one picture a page; pages numbered in `broken` have a spoilt stream."""
    out = pikepdf.new()
    for number, lines in enumerate(pages, 1):
        data = picture(lines)
        if number in broken:
            data = data[:2000] + b"\x00" * (len(data) - 2000)
        image = pikepdf.Stream(out, data)
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width, image.Height = PAGE
        image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        image.Filter = pikepdf.Name.DCTDecode
        width, height = (round(side / DPI * 72, 2) for side in PAGE)
        page = pikepdf.Page(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Page,
                MediaBox=[0, 0, width, height],
                Resources={"/XObject": {"/Im0": image}},
                Contents=pikepdf.Stream(out, f"q {width} 0 0 {height} 0 0 cm /Im0 Do Q".encode()),
            )
        )
        out.pages.append(page)
    data = io.BytesIO()
    out.save(data, deterministic_id=True)  # the same bytes at any second
    return data.getvalue()


def letter(number, pages=1):
    """A letter of so many pages; no two numbers give the same bytes."""
    first = [
        "ỦY BAN NHÂN DÂN TỈNH AN BÌNH",
        f"Số: {number}/UBND-VX",
        "An Bình, ngày 12 tháng 3 năm 2019",
        "Kính gửi: Sở Nội vụ",
        f"Về việc báo cáo số liệu lần thứ {number}.",
    ]
    rest = [
        [f"Trang {n} của văn bản số {number}", "Nội dung tiếp theo."] for n in range(2, pages + 1)
    ]
    return pdf(first, *rest)


def letters_for_all(
    folder: Path, number: int, batch_pages: int, at: str, url: str
) -> dict[str, str]:
    """Letters of one line in an inbox, and the environment of all workers that read them.

    Args:
        folder: Of the inbox, new.
        number: Of letters.
        batch_pages: Of a batch.
        at: Of the archive, `s3://…`.
        url: Of the ledger.
    """
    folder.mkdir()
    for one in range(number):
        (folder / f"{one}.pdf").write_bytes(pdf([f"Số {one}/TB-UBND"]))
    return {
        "SOHOA_INBOX": str(folder),
        "SOHOA_ARCHIVE": at,
        "SOHOA_DATABASE": url,
        "SOHOA_WORKERS": "1",
        "SOHOA_DEADLINES__BATCH_PAGES": str(batch_pages),
    }


def encrypted(number):
    """A letter that needs a password."""
    data = io.BytesIO()
    with pikepdf.open(io.BytesIO(letter(number))) as source:
        source.save(data, encryption=pikepdf.Encryption(owner="a", user="b"))
    return data.getvalue()


def without_pages():
    """A PDF with an empty page tree."""
    data = io.BytesIO()
    pikepdf.new().save(data)
    return data.getvalue()


def fill_with_trouble(inbox: Path):
    """Good letters, and one file of each kind that offices find in their inboxes.

    Returns:
        Names of the good files, and name → code of those that must be set aside.
    """
    good = {
        "tốt.pdf": letter(1, pages=2),
        "tên có dấu cách.pdf": letter(2),
        unicodedata.normalize("NFD", "Quyết định số 5.pdf"): letter(3),
        "hai\ndòng.pdf": letter(4),
        "một trang hỏng.pdf": pdf(["Trang tốt"], ["hỏng"], ["Trang sau"], broken={2}),
    }
    whole = letter(9, pages=2)
    bad = {
        "rỗng.pdf": (b"", "empty-file"),
        "chữ.pdf": ("đây là tệp văn bản".encode(), "not-a-scan"),
        "cụt.pdf": (whole[: len(whole) // 2], "corrupt"),
        "khóa.pdf": (encrypted(10), "encrypted"),
        "không trang.pdf": (without_pages(), "no-pages"),
    }
    inbox.mkdir(parents=True, exist_ok=True)
    for name, data in good.items():
        (inbox / name).write_bytes(data)
    for name, (data, _) in bad.items():
        (inbox / name).write_bytes(data)
    (inbox / "bản sao của tốt.pdf").write_bytes(good["tốt.pdf"])
    (inbox / "ghi chú.docx").write_bytes(b"PK")
    return list(good), {name: code for name, (_, code) in bad.items()}
