"""Set annexes, each from a page of its own on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from samples.letter import Paragraph
from samples.letterhead import set_annex_head
from samples.tables import set_table

if TYPE_CHECKING:
    from samples.layout import Flow
    from samples.letter import Annex, Letter

__all__ = ["set_annex"]


def set_annex(flow: Flow, letter: Letter, annex: Annex) -> None:
    """Set an annex (phụ lục); a table of more than six columns needs the sheet turned."""
    look = flow.look
    wide = annex.table is not None and len(annex.table.widths) > 6
    if wide != (look.width > look.height):
        flow.close_sheet()
        flow.look = replace(look, width=look.height, height=look.width)
        flow.sheets, before = [], flow.sheets
        flow.new_sheet(numbered=False)
        flow.sheets = [*before, *flow.sheets]
    else:
        flow.new_sheet(numbered=False)
    if annex.headed:
        flow.y = set_annex_head(flow.sheet, letter, flow.look, flow.y)
    flow.paragraph(Paragraph(f"{annex.label}\n{annex.title}", "centre"))
    if annex.note:
        flow.paragraph(Paragraph(annex.note, "note"))
    for text in annex.body:
        flow.paragraph(Paragraph(text))
    if annex.table is not None:
        set_table(flow, annex.table)
    for labels in annex.form:
        flow.paragraph(Paragraph("\t".join(labels), "leaders"))
