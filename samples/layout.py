"""Place a letter on its sheets as the regulations of state and Party say (Nghị định 30, HD 36).

Sizes are those on paper: margins 30/20/15–20 mm, column widths of the official diagrams.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.annexes import set_annex
from samples.breaking import balance, break_lines, words_of
from samples.foot import set_foot
from samples.furniture import set_footer, set_furniture
from samples.letter import Annex
from samples.letterhead import set_letterhead
from samples.notes import add_note, call_note, notes_height, set_leaders, set_margin, set_notes
from samples.openings import set_recipients, set_title
from samples.parts_setting import set_part
from samples.tables import set_table
from samples.typesetting import Sheet, Type, mm

if TYPE_CHECKING:
    from samples.letter import Letter, Paragraph
    from samples.look import Look
    from samples.typesetting import Word

__all__ = ["Flow", "lay_out"]


class Flow:
    """The column of text running down the sheets of one document."""

    def __init__(self, look: Look, numbers: str = "top", footer: tuple[str, ...] = ()) -> None:
        self.look = look
        self.numbers = numbers
        self.footer = footer
        self.sheets: list[Sheet] = []
        self.y = 0.0
        self.notes: list[list[list[Word]]] = []
        self.noted = 0
        self.new_sheet()

    @property
    def sheet(self) -> Sheet:
        """The sheet now set."""
        return self.sheets[-1]

    @property
    def left(self) -> float:
        """Left edge of the text."""
        return mm(self.look.left)

    @property
    def right(self) -> float:
        """Right edge of the text."""
        return mm(self.look.width - self.look.right)

    @property
    def floor(self) -> float:
        """Lowest baseline allowed."""
        below = mm(2 + 3.2 * len(self.footer)) if self.footer else 0.0
        return mm(self.look.height - self.look.bottom) - below - notes_height(self)

    def new_sheet(self, *, numbered: bool = True) -> None:
        """Go on on the next sheet, with its number on top."""
        self.close_sheet()
        look = self.look
        sheet = Sheet(round(mm(look.width)), round(mm(look.height)))
        self.sheets.append(sheet)
        self.y = mm(look.top)
        if len(self.sheets) > 1 and numbered and self.numbers == "top":
            middle = (self.left + self.right) / 2
            self.y = mm(max(15.0, look.top - 3))
            sheet.set_text(str(len(self.sheets)), look.of(13), middle, self.y, centred=True)
            sheet.next_block()
            self.y += mm(4)

    def close_sheet(self) -> None:
        """Set what stands below the text: footnotes, and a page number that stands there."""
        if not self.sheets:
            return
        set_notes(self)
        set_footer(self)
        if self.numbers != "top" and len(self.sheets) > 1:
            number, kind = str(len(self.sheets)), self.look.of(12)
            y = mm(self.look.height - 12)
            x = (self.left + self.right) / 2
            x = x if self.numbers == "below" else self.right - kind.width(number)
            self.sheet.next_block()
            self.sheet.set_text(number, kind, x, y, centred=self.numbers == "below")

    def room(self, height: float) -> None:
        """Make sure that so many pixels are left, on a new sheet if need be."""
        if self.y + height > self.floor:
            self.new_sheet()

    def paragraph(self, paragraph: Paragraph) -> None:
        """Set a paragraph, over the page's end where it must."""
        look, kind = self.look, self.look.of(self.look.points)
        pitch = kind.em * look.leading
        if paragraph.form == "centre":
            self._centred(paragraph.text, kind.at(look.points, "bold"), pitch)
            return
        if paragraph.form == "note":
            self._centred(paragraph.text, kind.at(look.points - 1, "italic"), pitch)
            return
        if paragraph.form == "leaders":
            set_leaders(self, paragraph.text.split("\t"), kind, pitch)
            return
        indent = 0.0 if paragraph.form == "rest" else mm(look.indent)
        width = self.right - self.left
        lines = break_lines(words_of(paragraph.text, "regular"), kind, width - indent, width)
        if paragraph.note:
            add_note(self, paragraph.note, pitch)
        for index, line in enumerate(lines):
            # No first or last line of a paragraph stands alone on a page, as in Word.
            together = 2 if len(lines) > 1 and index in (0, len(lines) - 2) else 1
            if self.y + pitch * together > self.floor:
                self.new_sheet()
            self.y += pitch
            start = self.left + (indent if index == 0 else 0)
            last = index == len(lines) - 1
            full = not last
            if last and paragraph.form == "broken":
                natural = sum(map(kind.word_width, line)) + kind.width(" ") * (len(line) - 1)
                full = natural > 0.8 * (self.right - start)
            done = self.sheet.set_words(
                line, kind, start, self.y, stretch_to=self.right - start if full else 0.0
            )
            if paragraph.note and index == 0:
                call_note(self, done)
        self.sheet.next_block()
        self.y += mm(look.gap)
        if paragraph.form == "broken":
            self.new_sheet()

    def _centred(self, text: str, kind: Type, pitch: float) -> None:
        middle = (self.left + self.right) / 2
        for line in (
            part
            for given in text.split("\n")
            for part in balance(given, kind, self.right - self.left)
        ):
            self.room(pitch * 2)
            self.y += pitch
            self.sheet.set_text(line, kind, middle, self.y, centred=True)
        self.sheet.next_block()
        self.y += mm(self.look.gap)


def lay_out(letter: Letter, look: Look, *, listed: bool = False) -> list[Sheet]:
    """Print a letter on as many sheets as it takes.

    Args:
        letter: What it says.
        look: How the office sets its letters.
        listed: `Kính gửi:` stands alone above its list.
    """
    flow = Flow(look, letter.numbers, letter.furniture.footer if letter.furniture else ())
    if letter.furniture:
        flow.y = set_furniture(flow.sheet, letter, look, flow.y)
    elif not letter.headless:
        flow.y = set_letterhead(flow.sheet, letter, look, flow.y)
    if letter.kind and not letter.matter:
        set_title(flow, letter)
    set_recipients(flow, letter, listed=listed)
    for paragraph in letter.body:
        flow.paragraph(paragraph)
    for part in letter.matter:
        set_part(flow, part)
    if letter.table:
        set_table(flow, letter.table)
    set_foot(flow, letter)
    if letter.annex:
        set_annex(flow, letter, Annex("PHỤ LỤC", letter.annex_title, letter.annex))
    for annex in letter.annexes:
        set_annex(flow, letter, annex)
    flow.close_sheet()
    if letter.margin:
        set_margin(flow.sheets[0], look, letter.margin)
    return flow.sheets
