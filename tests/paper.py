"""Pages as a reading engine would give them, made from text: one zone a block, boxes and words.

A page is 1654 x 2339 px (A4 at 200 dpi).  `page_of` takes (zone kind, text) blocks; `blocks_of`
cuts the text of a transcription (blocks parted by blank lines) into such blocks by simple rules of
its own, so that nothing under test decides what is tested.
"""

import re
from dataclasses import replace

from pipeline.geometry import Box
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import Line, PageReading, Word, ZoneReading

WIDTH, HEIGHT = 1654, 2339
LINE, STEP, LETTER = 30, 44, 13
COLUMNS = {
    "letterhead_left": (150, 560),
    "letterhead_right": (760, 780),
    "foot_left": (180, 600),
    "foot_right": (900, 600),
    "title": (180, 1360),
    "recipients": (180, 1360),
    "body": (180, 1360),
    "table": (180, 1360),
    "margin": (10, 100),
    "footnote": (180, 1360),
    "page_number": (780, 60),
}
CENTRED = {"letterhead_left", "letterhead_right", "title", "foot_right", "page_number"}


def words_of(text, x, y, width, confidence):
    """Words with boxes in proportion to their letters."""
    letter = width / max(1, len(text))
    words, at = [], 0
    for token in text.split(" "):
        if token:
            box = Box(round(x + at * letter), y, max(1, round(len(token) * letter)), LINE)
            words.append(Word(token, box, confidence))
        at += len(token) + 1
    return tuple(words)


def line_of(text, name, x, y, width, *, confidence=0.96, raw=None, **more):
    return Line(
        id=name,
        text=text,
        raw=raw or text,
        box=Box(x, y, width, LINE),
        confidence=confidence,
        words=words_of(text, x, y, width, confidence),
        **more,
    )


def page_of(blocks, number=1, marks=(), confidence=0.96, **more):
    """One page of (zone kind, text) blocks; columns side by side share their rows."""
    zones, cursor, column_tops, last = [], 90, {}, None
    for z, (kind, text) in enumerate(blocks, 1):
        left, width = COLUMNS[kind]
        side = kind.rpartition("_")[2] if kind.startswith(("letterhead", "foot")) else None
        if side and last and last.split("_")[0] == kind.split("_")[0]:
            y = column_tops.get(kind, column_tops.get("top", cursor))
        else:
            y = cursor
            column_tops = {"top": y}
        if kind == "page_number":
            y = 60
        lines = []
        for n, said in enumerate(text.split("\n"), 1):
            long = min(width, max(LETTER, LETTER * len(said)))
            if kind == "body" and n <= text.count("\n") and len(said) > 40:
                long = width  # justified
            x = left + (width - long) // 2 if kind in CENTRED else left
            starts = n == 1 or kind != "body"
            name = f"p{number:04d}-z{z:02d}-l{n:03d}"
            lines.append(
                line_of(said, name, x, y, long, confidence=confidence, starts_paragraph=starts)
            )
            y += STEP
        top = lines[0].box.y
        zones.append(ZoneReading(kind, Box(left, top, width, y - top), tuple(lines)))
        column_tops[kind] = y + STEP // 2
        cursor = max(cursor, y + STEP // 2)
        last = kind
    return PageReading(
        number=number,
        size_px=(WIDTH, HEIGHT),
        dpi=200.0,
        confidence=confidence,
        zones=tuple(zones),
        marks=tuple(marks),
        **more,
    )


def find_line(page, start):
    """The first line that begins so."""
    return next(line for line in page.lines if line.text.startswith(start))


def pen_in(page, start, after, text=None, confidence=0.9):
    """A fill-in mark on the line that begins with `start`, right after the word `after`."""
    line = find_line(page, start)
    word = next(word for word in line.words if word.text.strip(",").endswith(after))
    box = Box(word.box.right - 4, line.box.y - 8, 34, LINE + 12)
    return MarkRecord(
        "fill_in", box, confidence, colour="blue", text=text, crop="p0001-01-fill.png"
    )


HEADING = re.compile(r"^(?:CỘNG HO|ĐẢNG CỘNG SẢN)")
DATE = re.compile(r"ngày.*tháng.*năm")
TYPE = re.compile(
    r"^(?:QUYẾT ĐỊNH|CHỈ THỊ|THÔNG TƯ|BÁO CÁO|TỜ TRÌNH|KẾ HOẠCH|THÔNG BÁO|NGHỊ QUYẾT|HƯỚNG DẪN)$"
)


def blocks_of(text):  # noqa: C901 - a list of simple rules
    """(zone kind, text) blocks of a transcription of one page."""
    text = re.sub(r"[*]{1,2}(?=\S)|(?<=\S)[*]{1,2}|(?m:^[ \t]+|[ \t]+$)", "", text.strip("\n"))
    found, state = [], "head"
    for block in re.split(r"\n\s*\n", text.strip()):
        first = block.split("\n")[0]
        if re.fullmatch(r"\d{1,3}", block):
            kind = "page_number" if not found else "margin"
        elif HEADING.match(first) or (state == "head" and len(block) < 70 and DATE.search(block)):
            kind = "letterhead_right"
        elif first.startswith("Kính gửi"):
            kind = state = "recipients"
        elif state == "recipients" and re.match(r"-\s", first) and found[-1][1].endswith(":"):
            kind = "recipients"
        elif TYPE.match(first) and state == "head":
            kind = state = "title"
        elif first.startswith("Nơi nhận"):
            kind = state = "foot_left"
        elif state == "foot_left" and first.startswith("- "):
            kind = "foot_left"
        elif state in ("foot_left", "foot_right"):
            kind = state = "foot_right"
        elif state == "head" and len(first) < 60 and not re.match(r"\d+\. |Điều |Sau ", first):
            kind = "letterhead_left"
        else:
            kind = state = "body"
        found.append((kind, block))
    order = ["letterhead_left", "letterhead_right"]
    head = [b for k in order for b in found if b[0] == k]
    return (
        [b for b in found if b[0] == "page_number"]
        + head
        + [b for b in found if b[0] not in (*order, "page_number")]
    )


def in_one_zone(page, kind="body"):
    """The same page, as a zoner gives it that saw no columns: one zone, lines where they stand."""
    zones = [zone for zone in page.zones if zone.kind != "page_number"]
    box = Box.around(zone.box for zone in zones)
    lines = tuple(line for zone in zones for line in zone.lines)
    kept = tuple(zone for zone in page.zones if zone.kind == "page_number")
    return replace(page, zones=(*kept, ZoneReading(kind, box, lines)))
