"""What a document says before it is set in type: the truth's source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from datetime import date

    from samples.parts import Furniture, Part

__all__ = ["Acting", "Annex", "Letter", "Paragraph", "Signer", "Table"]

System = Literal["state", "party", "mass"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body.

    Attributes:
        text: With `**bold**` and `*italic*` marks.
        form: `body`: justified, first line indented; `centre`: centred, bold;
            `broken`: a body paragraph that goes on after a page break; `rest`: what goes on;
            `leaders`: labels parted by tabs, each with dots behind it for the pen;
            `note`: centred, italic.
        note: A footnote to its first line, or empty.
    """

    text: str
    form: Literal["body", "centre", "broken", "rest", "leaders", "note"] = "body"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """One who signs beside the signer: lines of authority and office, and the name."""

    titles: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Acting:
    """A deputy signs on the head's form: a pen's `KT.` before the title, a stamped title below.

    Attributes:
        mark: What the pen writes, or empty.
        title: What the rubber says, or empty.
    """

    mark: str
    title: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: shares of the width, and rows of cells.

    Attributes:
        widths: One a column.
        rows: The first is the head, if `headed`.
        ruled: Has rules around its cells.
        groups: (first column, columns, text): cells of the head that are joined above others.
        headed: The first row is a head.
        ground: The head's: 0 white, 1 black, shares of grey between; white letters from a half on.
    """

    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    ruled: bool = True
    groups: tuple[tuple[int, int, str], ...] = ()
    headed: bool = True
    ground: float = 0.0


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex on a page of its own.

    Attributes:
        label: `PHỤ LỤC I`, `Mẫu số 02`.
        title: What it is.
        table: Its table, or None.
        note: `(Kèm theo ...)` under the title, or empty.
        form: Rows of labels with dotted leaders.
        headed: Bears a letterhead: organ on the left, national heading on the right.
        body: Paragraphs under its title.
    """

    label: str
    title: str
    table: Table | None
    note: str = ""
    form: tuple[tuple[str, ...], ...] = ()
    headed: bool = False
    body: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    r"""One document: what is printed, and what is left for the pen.

    Attributes:
        system: Who writes; decides the letterhead.
        parent, org: Upper case; `\n` where the line is broken on paper.
        number: Digits, None where there is none.
        before, after: What is printed around the number: `Số: ` … `/CT-UBND`.
        place, day: `day` is the date on paper, None where there is none.
        kind: `CHỈ THỊ` …; None for a letter without a title.
        author: A line under the kind (`CỦA BAN THƯỜNG VỤ QUẬN ỦY`), or empty.
        lead: `V/v `, `Về việc `, `Về `, or empty; printed before the subject.
        subject: What it is about; `\n` fixes line breaks.
        issuer: Upper-case line before the grounds of a decision, or empty.
        recipients: After `Kính gửi:`, without closing marks.
        recipients_end: Closing marks, one a recipient.
        body: Its paragraphs.
        noi_nhan: Items without dash, with closing marks.
        authority: Upper-case lines (`TM. ỦY BAN NHÂN DÂN`).
        title, signer: As printed; None where not.
        signer_office: A line over the name (`CHỦ TỊCH UBND TỈNH`), or empty.
        table, annex: A table after the body; an annex (PHỤ LỤC) on its own page.
        pen_number, pen_day, pen_month: Left blank by print, filled in by hand.
        stamp_signer: The name is put on by a rubber stamp, not printed.
        headless: The letterhead is not on the page (cut off).
        star: What stands under the organ (`*`, `***`), or empty.
        cosigners: Who signs beside the signer, from the left; Nơi nhận then stands below.
        annexes: Annexes, each on pages of its own.
        margin: Lines of small print in the left margin of the first page.
        numbers: Where pages bear their numbers.
        matter: What follows the body, part by part; where there is any, the title is among it.
        furniture: A letterhead of another shape than the regulations', and a page's foot.
        greeting: `Kính gửi:` `hung` before its list, before the `middle` one, or `centred` above.
        heading: Points of the title, and points between its letters; None as the body is set.
        acting: Pen and rubber change who signs.
        sealer: Whose seal it bears, where no organ is printed at the top.
        said: (field, value): what parts of the matter say for the record.
    """

    system: System | None
    org: str
    number: str | None
    before: str
    after: str
    place: str
    day: date | None
    subject: str
    body: tuple[Paragraph, ...]
    parent: str = ""
    kind: str | None = None
    author: str = ""
    lead: str = ""
    issuer: str = ""
    recipients: tuple[str, ...] = ()
    recipients_end: tuple[str, ...] = ()
    noi_nhan: tuple[str, ...] = ()
    noi_nhan_label: str = "Nơi nhận:"
    authority: tuple[str, ...] = ()
    title: str | None = None
    signer: str | None = None
    signer_office: str = ""
    table: Table | None = None
    annex: Table | None = None
    annex_title: str = ""
    pen_number: bool = False
    pen_day: bool = False
    pen_month: bool = False
    stamp_signer: bool = False
    headless: bool = False
    star: str = ""
    cosigners: tuple[Signer, ...] = ()
    annexes: tuple[Annex, ...] = ()
    margin: tuple[str, ...] = ()
    numbers: Literal["top", "below", "right"] = "top"
    matter: tuple[Part, ...] = ()
    furniture: Furniture | None = None
    greeting: Literal["", "hung", "middle", "centred"] = ""
    heading: tuple[float, float] | None = None
    acting: Acting | None = None
    sealer: str = ""
    said: tuple[tuple[str, Any], ...] = ()

    @property
    def symbol(self) -> str | None:
        """The number's code without number and year (`CT-UBND`, `CV/ĐU`, `HĐKT`)."""
        code = re.sub(r"^/?(?:19|20)\d\d/", "", self.after.replace(" ", ""))
        return code.lstrip("/-") or None if self.number else None

    def date_parts(self) -> tuple[str, str, str]:
        """Day, month, year as office style writes them: 02, 8, 2021; 20, 02, 2020."""
        if self.day is None:
            raise ValueError("a letter without a date has no date line")
        month = f"{self.day.month:02d}" if self.day.month < 3 else str(self.day.month)
        return f"{self.day.day:02d}", month, str(self.day.year)

    def fields(self) -> dict[str, Any]:
        """The record that the document shows, in the keys of the archive's fields."""
        head = not self.headless
        kind = (self.kind or "CÔNG VĂN") if head or self.kind else None
        return {
            "system": self.system,
            "parent_org": _joined(self.parent) if head else None,
            "org": _joined(self.org) if head else None,
            "number": self.number if head else None,
            "number_ink": ("hand" if self.pen_number else "printed") if self.number else None,
            "symbol": self.symbol,
            "place": self.place if self.day else None,
            "date": self.day.isoformat() if self.day else None,
            "date_ink": self._date_ink(),
            "type": kind,
            # After an author's line a small `về` goes on with the sentence.
            "subject": _joined(
                (self.lead if self.author and self.lead == "về " else "") + self.subject
            ),
            "recipients": list(self.recipients) or None,
            "authority": _joined("\n".join(self.authority)),
            "title": self.title,
            "signer": self.signer,
            "noi_nhan": [_bare(item) for item in self.noi_nhan] or None,
            **dict(self.said),
        }

    def _spoken(self) -> str:
        """What of the lead belongs to the subject: a small `về` goes on with an author's line."""
        return self.lead if self.author and self.lead == "về " else ""

    def signed_for(self) -> dict[str, Any]:
        """What the pen and the rubber of one who acts for another change in the record."""
        if self.acting is None:
            return {}
        head = self.title or ""
        by_pen = [f"{self.acting.mark} {head}"] if self.acting.mark else []
        titled = self.acting.title or head
        above = [*self.authority, *(by_pen or ([head] if self.acting.title else []))]
        return {"authority": _joined("\n".join(above)), "title": titled}

    def _date_ink(self) -> str | None:
        if self.day is None:
            return None
        return "hand-part" if self.pen_day else "printed"


def _joined(lines: str) -> str | None:
    """Lines as one; None for nothing."""
    return " ".join(lines.split()) or None


def _bare(item: str) -> str:
    """An item of Nơi nhận without its closing mark."""
    return " ".join(item.split()).rstrip(";.,").strip().replace(", (", " (")
