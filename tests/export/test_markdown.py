"""text.md: the canonical text with headings, lists and tables, and not a letter more or less."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from drawn_scans import document_of, draw_page
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.export.markdown import markdown_file
from pipeline.geometry import Box
from pipeline.values.document import Document, Field, Source, Text
from pipeline.values.readings import Line, TableCell, TableRow, ZoneReading

if TYPE_CHECKING:
    from pipeline.values.readings import PageReading

RENDER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
BOX = Box(0, 0, 10, 10)


def document(text: str, kind: str | None = None, pages: tuple[PageReading, ...] = ()) -> Document:
    fields = {"type": Field(kind) if kind else Field(reason="không có")}
    return Document("1", Source("a.pdf", "0", (1,)), fields, pages, Text(text, text))


def markdown(text: str, kind: str | None = None, pages: tuple[PageReading, ...] = ()) -> str:
    return markdown_file(document(text, kind, pages)).decode()


def shown(text: str) -> str:
    """What a reader of the rendered Markdown sees, without spaces."""
    rendered = RENDER.render(text).replace("<li>", "<li>-")
    rendered = re.sub(r"</?s>", "~~", rendered)
    return "".join(html.unescape(re.sub(r"<[^>]+>", "", rendered)).split())


def table(rows: list[list[str]], **spans: int) -> ZoneReading:
    """A ruled table of these cells; an empty text is an empty cell."""
    lines, ruled = [], []
    for r, texts in enumerate(rows):
        for c, text in enumerate(texts):
            if text:
                lines.append(Line(f"t{r}{c}", text, text, BOX, 0.9, row=r, column=c))
        cells = tuple(TableCell(c, BOX, text) for c, text in enumerate(texts))
        ruled.append(TableRow(r, BOX, cells))
    return ZoneReading("table", BOX, tuple(lines), tuple(ruled))


def test_number_signs_at_the_end_of_a_heading_are_shown():
    text = "Điều 1. Gói thầu số ##"
    assert markdown(text) == "### Điều 1. Gói thầu số \\##\n"
    assert shown(markdown(text)) == "Điều1.Góithầusố##"


def test_the_title_is_a_heading_and_parts_are_below_it():
    """Type of document, chapters, Roman numerals in capitals, short articles."""
    text = (
        "QUẬN ỦY LONG BIÊN\n\nQUYẾT ĐỊNH\nVề việc thi đua\n\nChương I\n\nI. MỤC ĐÍCH\n\n"
        "Điều 1. Phạm vi\n\nĐiều 2. Các đồng chí sau đây:\n\nquyết định"
    )
    assert markdown(text, "QUYẾT ĐỊNH").split("\n\n") == [
        "QUẬN ỦY LONG BIÊN",
        "# QUYẾT ĐỊNH",
        "Về việc thi đua",
        "## Chương I",
        "## I. MỤC ĐÍCH",
        "### Điều 1. Phạm vi",
        "Điều 2. Các đồng chí sau đây:",
        "quyết định\n",
    ]


def test_lines_of_a_block_stay_lines_and_items_are_a_list():
    """Letterhead and foot keep their lines; Nơi nhận is a list under its label."""
    text = "ĐẢNG BỘ\nQUẬN ỦY\n\nNơi nhận:\n- Như trên;\n- Lưu VT.\n\nCHỦ TỊCH\n\n\n\nNguyễn Văn A\n"
    assert markdown(text) == (
        "ĐẢNG BỘ\\\nQUẬN ỦY\n\nNơi nhận:\n\n- Như trên;\n- Lưu VT.\n\nCHỦ TỊCH\n\nNguyễn Văn A\n"
    )


def test_printed_numbers_are_not_counted_anew():
    """A paragraph that begins with `3.` says 3 when it is rendered, whatever stands before it."""
    rendered = RENDER.render(markdown("3. Đối tượng\n\n1. Thời gian\n\n7) Khác"))
    assert "<ol" not in rendered
    assert [n in rendered for n in ("3. Đối", "1. Thời", "7) Khác")] == [True] * 3


def test_a_table_has_its_empty_cells():
    """Cells of the zone, also those that nothing stands in; a pipe in one does not end it."""
    zone = table([["STT", "Tên", "Ghi chú"], ["1", "", "a|b"], ["", "Máy", ""]])
    page = replace(draw_page().reading, zones=(zone,))
    said = "Trước\n\nSTT\tTên\tGhi chú\n1\ta|b\nMáy\n\nSau"
    assert markdown(said, pages=(page,)).split("\n\n")[1].splitlines() == [
        "| STT | Tên | Ghi chú |",
        "| --- | --- | --- |",
        r"| 1 |  | a\|b |",
        "|  | Máy |  |",
    ]


def test_rows_without_a_zone_are_a_table_all_the_same():
    """Nothing but tables has tabs; a row that is no row of the zone is not given its cells."""
    zone = table([["STT", "Tên"]])
    page = replace(draw_page().reading, zones=(zone,))
    said = markdown("STT\tTên\nkhác\tlạ\tnữa", pages=(page,))
    assert said.splitlines()[0] == "| STT | Tên |  |"
    assert said.splitlines()[2] == "| khác | lạ | nữa |"


def test_struck_print_stays_struck_and_marks_stay_as_they_are():
    """`~~574~~` is struck through; `[Dấu đến]` is text and no link."""
    said = markdown("[Dấu đến]: Số ~~5*4~~ 12\n\n~ một dấu ngã")
    assert said == "\\[Dấu đến\\]: Số ~~5\\*4~~ 12\n\n\\~ một dấu ngã\n"
    assert "<s>5*4</s>" in RENDER.render(said)
    assert "[Dấu đến]: Số" in RENDER.render(said)


@pytest.mark.parametrize(
    "text",
    [
        "-----\n* * *\n___",
        "# không phải mục\n> trích\n<b>đậm</b> &amp; [a](b) ![c](d) `mã`",
        "a\n=====\nb\n-----\n    thụt vào\n\t- tab",
        "1.\n2)\n- \n+ cộng\n- - -\n-5 độ",
        "\\ cuối dòng\\\n\nhttp://a.vn/<x>  *_~`",
        "[Ký số]\n[Ký số]: x\n\n| a | b |\n| --- | --- |",
        "",
    ],
)
def test_whatever_markdown_would_read_is_shown_as_it_is(text):
    assert shown(markdown(text)) == "".join(text.split())


@given(st.text(st.sampled_from("ab1 .)-+*_#>=~`[]()<>|\\&!:\n\tđ"), max_size=40))
@settings(max_examples=300, deadline=None)
def test_rendered_it_says_what_the_text_says(text):
    """Whatever stands in a text, its Markdown shows the same letters in the same order."""
    plain = text.replace("~~", "~")  # pairs of two are struck print, tried above
    assert shown(markdown(plain)) == "".join(plain.split())


def test_a_drawn_document_is_shown_whole(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"scan")
    made = document_of(path, [draw_page().reading])
    assert shown(markdown_file(made).decode()) == "".join(made.text.canonical.split())
