"""Tables as they are stored: rows, cells, how far they reach, figures read as letters."""

from __future__ import annotations

import numpy as np
from drawn_lines import said

from pipeline.geometry import Affine, Box
from pipeline.layout.naming import Block
from pipeline.page.stored_lines import to_zone_reading
from pipeline.values.scanned import FlatPage

FLAT = FlatPage(
    1, np.full((2339, 1654), 255, np.uint8), 200.0, Affine(1, 0, 0, 0, 1, 0), (1654, 2339)
)


def table(grid, *cells):
    """A table zone; `grid` gives (row, column, box), `cells` (row, column, text)."""
    lines = tuple(said(text, 30, 40 + 8 * i) for i, (_, _, text) in enumerate(cells))
    places = tuple((row, column) for row, column, _ in cells)
    return Block("table", Box(0, 0, 900, 300), lines, places, tuple(grid))


def plain(rows, columns):
    return [(r, c, Box(100 * c, 60 * r, 96, 56)) for r in range(rows) for c in range(columns)]


def test_rows_hold_their_cells_in_order_empty_ones_too():
    """What a clerk left blank is a cell without text."""
    done = to_zone_reading(
        table(plain(2, 2), (0, 0, "STT"), (0, 1, "Tên"), (1, 1, "Máy")), 1, 1, FLAT
    )

    assert [[cell.text for cell in row.cells] for row in done.rows] == [["STT", "Tên"], ["", "Máy"]]
    assert [row.row for row in done.rows] == [0, 1]
    assert [line.text for line in done.lines] == ["STT", "Tên", "Máy"]


def test_lines_of_a_cell_stand_one_under_the_other():
    """Two lines in one cell are its text."""
    done = to_zone_reading(
        table(plain(1, 2), (0, 0, "Sở Tài"), (0, 0, "chính"), (0, 1, "5")), 1, 1, FLAT
    )

    assert done.rows[0].cells[0].text == "Sở Tài\nchính"


def test_joined_cells_reach_over_rows_and_columns():
    """`Kinh phí` over two years, `STT` beside both rows of the head."""
    grid = [
        (0, 0, Box(0, 0, 96, 116)),
        (0, 1, Box(100, 0, 196, 56)),
        (1, 1, Box(100, 60, 96, 56)),
        (1, 2, Box(200, 60, 96, 56)),
    ]
    done = to_zone_reading(table(grid, (0, 0, "STT"), (0, 1, "Kinh phí")), 1, 1, FLAT)

    spans = [(cell.rows, cell.columns) for row in done.rows for cell in row.cells]
    assert spans == [(2, 1), (1, 2), (1, 1), (1, 1)]


def test_a_figure_read_as_a_letter_is_put_right_in_a_column_of_figures():
    """`l`, 2, 3 is 1, 2, 3; the repair is named and what was read is kept."""
    cells = [(0, 0, "STT"), (1, 0, "l"), (2, 0, "2"), (3, 0, "l.661")]
    done = to_zone_reading(table(plain(4, 1), *cells), 1, 1, FLAT)
    assert [line.text for line in done.lines] == ["STT", "l", "2", "l.661"]  # one figure in three

    cells[3] = (3, 0, "3")
    done = to_zone_reading(table(plain(4, 1), *cells), 1, 1, FLAT)
    assert [line.text for line in done.lines] == ["STT", "1", "2", "3"]
    assert done.lines[1].raw == "l"
    assert "digits_in_column" in done.lines[1].fixes


def test_letters_in_a_column_of_words_stay():
    """`I`, `II` number chapters, `l` may be anything: no column of figures, no repair."""
    cells = [(0, 0, "Mục"), (1, 0, "I"), (2, 0, "II"), (3, 0, "III")]
    done = to_zone_reading(table(plain(4, 1), *cells), 1, 1, FLAT)

    assert [line.text for line in done.lines] == ["Mục", "I", "II", "III"]


def test_a_zone_that_is_no_table_has_no_rows():
    """Paragraphs have lines only."""
    line = said("Căn cứ Luật Lưu trữ")
    assert to_zone_reading(Block("body", line.box, (line,)), 1, 1, FLAT).rows == ()
