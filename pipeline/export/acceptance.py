"""The acceptance list (biên bản nghiệm thu) as a workbook: summary, files, pages.

Names of files come from strangers: nothing of them becomes a formula, a link or a control sign.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

import xlsxwriter

from pipeline.document.acceptance import (
    ACCEPTED,
    DIGITAL,
    REJECTED,
    UNJUDGED,
    page_verdict,
    reasons,
    totals,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from pipeline.document.acceptance import JudgedFile
    from pipeline.settings import Judging
    from pipeline.values.readings import PageReading

__all__ = ["Heading", "acceptance_list"]

_BLANK = "…" * 24
_MOST_ROWS = 1_000_000  # a sheet has 1,048,576
_MOST_SIGNS = 32_000  # a cell has 32,767
_VERDICTS = (ACCEPTED, REJECTED, UNJUDGED, DIGITAL)
_A4 = 9

_FILES = (
    ("STT", 6),
    ("Tên tệp", 52),
    ("Số trang", 9),
    ("Trang không đạt", 11),
    ("Kết luận", 11),
    ("Lý do", 60),
    ("SHA-256", 20),
)
_PAGES = (
    ("STT", 6),
    ("Tên tệp", 34),
    ("Trang", 7),
    ("Kết luận", 11),
    ("Lý do", 52),
    ("dpi", 6),
    ("Bit/điểm", 8),
    ("Mép nét (mm)", 8),
    ("Độ đậm chữ", 8),
    ("Nền giấy", 8),
    ("Bóng tối", 8),
    ("Nghiêng (độ)", 9),
    ("Cắt mép (mm)", 9),
    ("Gấp góc (mm)", 8),
    ("Ngón tay (mm²)", 9),
    ("Viền đen (mm)", 9),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above an acceptance list; what is empty is left blank for a pen.

    Attributes:
        place: Archive, file or folder that was judged.
        made: The day.
        fonds: Name of the fonds (phông).
        contractor: Who scanned.
        client: Who accepts.
    """

    place: str
    made: date
    fonds: str = ""
    contractor: str = ""
    client: str = ""


def acceptance_list(files: Sequence[JudgedFile], heading: Heading, judging: Judging) -> bytes:
    """The workbook: three sheets for A4 across, filters, heads that stay and repeat in print.

    Args:
        files: In the order they are listed.
        heading: What stands above.
        judging: The lines that the verdicts come from.
    """
    store = io.BytesIO()
    book = xlsxwriter.Workbook(
        store,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    book.set_properties({"title": "Biên bản nghiệm thu sản phẩm số hóa", "author": "Số hóa"})
    forms = _forms(book)
    _summary(book.add_worksheet("Biên bản"), forms, files, heading, judging)
    _table(book, forms, "Tệp", _FILES, _file_rows(files))
    _table(book, forms, "Trang", _PAGES, _page_rows(files))
    book.close()
    return store.getvalue()


def _forms(book: xlsxwriter.Workbook) -> dict[str, Format]:
    plain = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
    boxed = {**plain, "border": 1}
    return {
        "plain": book.add_format(plain),
        "bold": book.add_format({**plain, "bold": True}),
        "centred": book.add_format({**plain, "bold": True, "align": "center"}),
        "small": book.add_format({**plain, "italic": True, "align": "center"}),
        "title": book.add_format({**plain, "bold": True, "font_size": 15, "align": "center"}),
        "head": book.add_format(
            {
                **boxed,
                "bold": True,
                "text_wrap": True,
                "align": "center",
                "valign": "vcenter",
                "bg_color": "#E7ECF1",
            }
        ),
        "cell": book.add_format({**boxed, "text_wrap": True}),
        "number": book.add_format({**boxed, "num_format": "0.##"}),
        "share": book.add_format({**boxed, "num_format": "0.0%", "bold": True}),
        REJECTED: book.add_format({**boxed, "font_color": "#B3261E", "bold": True}),
        ACCEPTED: book.add_format({**boxed, "font_color": "#1D7A46"}),
    }


def _summary(
    sheet: Worksheet,
    forms: dict[str, Format],
    files: Sequence[JudgedFile],
    heading: Heading,
    judging: Judging,
) -> None:
    _for_print(sheet)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 3, 24)
    row = count()
    for text, form in (
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "centred"),
        ("Độc lập - Tự do - Hạnh phúc", "centred"),
        ("BIÊN BẢN NGHIỆM THU SẢN PHẨM SỐ HÓA", "title"),
    ):
        sheet.merge_range(line := next(row), 0, line, 3, "", forms[form])
        sheet.write_string(line, 0, text, forms[form])
    next(row)
    for label, value in (
        ("Phông, khối tài liệu:", heading.fonds),
        ("Bên giao (đơn vị số hóa):", heading.contractor),
        ("Bên nhận:", heading.client),
        ("Ngày lập:", heading.made.strftime("%d/%m/%Y")),
        ("Đã chấm:", heading.place),
    ):
        sheet.write_string(line := next(row), 0, label, forms["plain"])
        sheet.write_string(line, 1, _safe(value) or _BLANK, forms["plain"])
    next(row)
    found = totals(files)
    _small_table(
        sheet,
        forms,
        row,
        ("Kết luận", "Số tệp", "Số trang"),
        [
            *((v, found.files.get(v, 0), found.pages.get(v, 0)) for v in _VERDICTS),
            ("Cộng", sum(found.files.values()), sum(found.pages.values())),
        ],
    )
    sheet.write_string(line := next(row), 0, "Tỉ lệ trang đạt trên trang đã chấm", forms["cell"])
    if found.share is None:
        sheet.write_string(line, 1, "chưa chấm trang nào", forms["cell"])
    else:
        sheet.write_number(line, 1, found.share, forms["share"])
    next(row)
    if found.faults:
        _small_table(sheet, forms, row, ("Lỗi", "Số trang"), list(found.faults.items()))
        next(row)
    _small_table(sheet, forms, row, ("Yêu cầu với từng trang", "Mức"), _lines(judging))
    next(row)
    line = next(row)
    sheet.write_string(line, 0, "ĐẠI DIỆN BÊN GIAO", forms["centred"])
    sheet.merge_range(line, 2, line, 3, "", forms["centred"])
    sheet.write_string(line, 2, "ĐẠI DIỆN BÊN NHẬN", forms["centred"])
    line = next(row)
    sheet.write_string(line, 0, "(Ký, ghi rõ họ tên)", forms["small"])
    sheet.merge_range(line, 2, line, 3, "", forms["small"])
    sheet.write_string(line, 2, "(Ký, ghi rõ họ tên)", forms["small"])


def _small_table(
    sheet: Worksheet,
    forms: dict[str, Format],
    row: count[int],
    heads: Sequence[str],
    rows: Iterable[Sequence[str | float]],
) -> None:
    line = next(row)
    for column, head in enumerate(heads):
        sheet.write_string(line, column, head, forms["head"])
    for entries in rows:
        _write_row(sheet, forms, next(row), entries)


def _lines(judging: Judging) -> list[tuple[str, str]]:
    """The lines of the settings in a clerk's words."""
    lines = [
        ("Độ phân giải", f"từ {judging.least_dpi:g} dpi, theo cỡ giấy thật"),
        ("Màu", "24 bit" if judging.colour else "không yêu cầu"),
        ("Chữ, dấu bị cắt ở một mép", f"không quá {judging.cut_mm:g} mm"),
        ("Độ rộng mép nét chữ (độ nét)", f"không quá {judging.edge_mm:g} mm"),
        ("Độ đậm của chữ so với nền giấy", f"từ {1 - judging.ink:.0%}"),
        ("Độ sáng nền giấy", f"từ {judging.paper:g} trên 255"),
        ("Ánh sáng mất trong bóng tối", f"không quá {judging.shadow:.0%}"),
        ("Độ nghiêng", f"không quá {judging.skew_degrees:g} độ"),
        ("Nếp gấp góc", f"không quá {judging.fold_mm:g} mm"),
        ("Ngón tay trong ảnh", f"không quá {judging.finger_mm2:g} mm²"),
        ("Viền đen", f"không quá {judging.border_mm:g} mm"),
        ("Một trang quét hai lần trong một tệp", "không"),
    ]
    return [(what, line.replace(".", ",")) for what, line in lines]


def _file_rows(files: Iterable[JudgedFile]) -> Iterable[Sequence[Any]]:
    for number, file in enumerate(files, 1):
        yield (
            number,
            file.name,
            len(file.pages) or None,
            len(file.rejected) if file.pages else None,
            file.verdict,
            file.why,
            file.sha256,
        )


def _page_rows(files: Iterable[JudgedFile]) -> Iterable[Sequence[Any]]:
    number = count(1)
    for file in files:
        for page in file.pages:
            yield (
                next(number),
                file.name,
                page.number,
                page_verdict(page),
                reasons(page),
                *_figures(page),
            )


def _figures(page: PageReading) -> tuple[float | None, ...]:
    scan = page.scan
    if scan is None:
        return ()
    return (
        round(scan.dpi),
        scan.bits,
        scan.edge_mm,
        None if scan.ink is None else round(1 - scan.ink, 2),
        scan.paper,
        scan.shadow,
        scan.skew_degrees,
        max(scan.cut_mm),
        scan.fold_mm,
        scan.finger_mm2,
        max(scan.border_mm),
    )


def _table(
    book: xlsxwriter.Workbook,
    forms: dict[str, Format],
    name: str,
    columns: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[Any]],
) -> None:
    """A table over as many sheets as it needs."""
    sheet, line = _table_sheet(book, forms, name, columns), 0
    part = 1
    for entries in rows:
        if line == _MOST_ROWS:
            sheet.autofilter(0, 0, line, len(columns) - 1)
            part, line = part + 1, 0
            sheet = _table_sheet(book, forms, f"{name} {part}", columns)
        line += 1
        _write_row(sheet, forms, line, (*entries, *[None] * (len(columns) - len(entries))))
    sheet.autofilter(0, 0, line, len(columns) - 1)


def _table_sheet(
    book: xlsxwriter.Workbook,
    forms: dict[str, Format],
    name: str,
    columns: Sequence[tuple[str, float]],
) -> Worksheet:
    sheet: Worksheet = book.add_worksheet(name)
    _for_print(sheet)
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    for column, (head, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, forms["head"])
    return sheet


def _write_row(
    sheet: Worksheet, forms: dict[str, Format], line: int, entries: Sequence[Any]
) -> None:
    for column, value in enumerate(entries):
        if value is None:
            sheet.write_blank(line, column, None, forms["cell"])
        elif isinstance(value, str):
            sheet.write_string(line, column, _safe(value), forms.get(value, forms["cell"]))
        else:
            sheet.write_number(line, column, value, forms["number"])


def _for_print(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&CTrang &P/&N")


def _safe(text: str) -> str:
    """Text that a cell can hold: signs that no one sees become spaces, what is too long is cut.

    >>> _safe("a" + chr(11) + "b" + chr(0xD800))
    'a b '
    """
    seen = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)
    return seen if len(seen) <= _MOST_SIGNS else seen[:_MOST_SIGNS] + "…"
