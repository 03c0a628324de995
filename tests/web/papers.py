"""Documents for the desk's tests, drawn: stacks, lines in doubt, marks, notes of one cause."""

from __future__ import annotations

from dataclasses import replace

import pikepdf
from drawn_scans import add_scan, document_of, draw_page

from pipeline.archive import InboxFile
from pipeline.document import documents
from pipeline.geometry import Box
from pipeline.values.document import Field, ReviewNote
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import UnreadPrint
from pipeline.values.scanned import Scan

LETTER = ("SỞ TÀI CHÍNH", "Kính gửi: Ủy ban nhân dân tỉnh", "Đề nghị các cơ quan thực hiện")
STAMP = MarkRecord("unknown", Box(500, 60, 120, 60), 0.4, colour="red")
NOTE = MarkRecord("note", Box(120, 700, 300, 90), 0.9, colour="blue")
UNREAD = UnreadPrint(Box(100, 900, 200, 30), 12.0)


def sure(reading, but=()):
    """The reading with every word sure, but for lines of these places."""
    zones = []
    for zone in reading.zones:
        lines = [
            line
            if at in but
            else replace(line, words=tuple(replace(word, confidence=0.99) for word in line.words))
            for at, line in enumerate(zone.lines)
        ]
        zones.append(replace(zone, lines=tuple(lines)))
    return replace(reading, zones=tuple(zones))


def written(folder, name, pages):
    """A scan of these drawn pages; its path."""
    path = folder / name
    with pikepdf.new() as pdf:
        for page in pages:
            add_scan(pdf, page.image, 100)
        pdf.save(path)
    return path


def sighted(archive, path, sha256, name=None):
    """The ledger knows the file, as a night that met it in the inbox."""
    found = path.stat()
    file = InboxFile(str(path), name or path.name, found.st_size, found.st_mtime_ns)
    archive.ledger.sight(file, sha256)
    archive.ledger.begin(sha256, 1)


def add_stack(archive, folder, *cuts, name="chồng 7.pdf"):
    """A file of four pages with doubts, marks and unread print, cut so; ids of its documents."""
    drawn = [draw_page(number, lines=(*LETTER, f"Trang thứ {number}")) for number in range(1, 5)]
    path = written(folder, name, drawn)
    readings = [sure(page.reading, but=(1, 3)) for page in drawn]
    readings[0] = replace(readings[0], marks=(STAMP, NOTE), unread=(UNREAD,))
    sha256 = document_of(path, readings).source.sha256
    sighted(archive, path, sha256)
    scan = Scan(path, path.name, sha256, len(readings))
    made = documents(scan, readings, decided=cuts)
    for document in made:
        archive.publish(document, path, {}, "k1")
    archive.ledger.publish(sha256)
    return [document.id for document in made]


def add_letters(archive, folder, count, *, fonds=""):
    """Letters of one office with numbers by pen in doubt; their ids, in the order of batches."""
    ids = []
    for number in range(1, count + 1):
        drawn = draw_page(lines=(*LETTER, f"{fonds} số {number}"))
        path = written(folder, f"thư {fonds}{number}.pdf", [drawn])
        document = document_of(path, [drawn.reading])
        box = Box(70, 100, 200, 30)
        field = Field(str(number), str(number), 0.4, 1, box, "pen", "slot", ("9",))
        note = ReviewNote("Số văn bản", "trang 1", "viết tay", "must", "pen", ("number",))
        document = replace(document, fields=document.fields | {"number": field}, review=(note,))
        name = f"{fonds}/{path.name}" if fonds else path.name
        sighted(archive, path, document.source.sha256, name)
        archive.publish(document, path, {}, "k1")
        ids.append(document.id)
    return sorted(ids)
