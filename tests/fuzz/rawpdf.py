"""PDFs written byte by byte: no library would let such files through."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

A5 = (420, 595)  # points


@dataclass
class RawPdf:
    """Objects of a PDF by number; 1 is the catalogue, 2 the page tree, pages from 3 on."""

    objects: dict[int, bytes] = field(default_factory=dict)
    pages: list[int] = field(default_factory=list)

    def add(self, body: bytes, number: int | None = None) -> int:
        """An object; its number."""
        number = number or max([2, *self.objects]) + 1
        self.objects[number] = body
        return number

    def stream(self, data: bytes, entries: bytes = b"", number: int | None = None) -> int:
        """A stream as it is given: whoever calls has packed it."""
        body = b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)
        return self.add(body, number)

    def image(self, data: bytes, size: tuple[int, int], entries: bytes) -> int:
        """A picture as it is given."""
        start = b"/Type/XObject/Subtype/Image/Width %d/Height %d" % size
        return self.stream(data, start + entries)

    def page(
        self,
        contents: bytes,
        resources: bytes = b"",
        *,
        box: bytes = b"0 0 %d %d" % A5,
        more: bytes = b"",
    ) -> int:
        """A page of these instructions."""
        drawn = self.stream(contents)
        return self.bare_page(
            b"/MediaBox[%s]/Contents %d 0 R/Resources<<%s>>%s" % (box, drawn, resources, more)
        )

    def bare_page(self, entries: bytes) -> int:
        """A page of these entries."""
        number = self.add(b"<</Type/Page/Parent 2 0 R%s>>" % entries)
        self.pages.append(number)
        return number

    def scan(self, image: int, more: bytes = b"", box: bytes = b"0 0 %d %d" % A5) -> int:
        """A page that is one picture."""
        return self.page(
            b"q %d 0 0 %d 0 0 cm /Im0 Do Q" % A5,
            b"/XObject<</Im0 %d 0 R>>%s" % (image, more),
            box=box,
        )

    def data(self, startxref: int | None = None) -> bytes:
        """The file."""
        kids = b" ".join(b"%d 0 R" % page for page in self.pages)
        tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(self.pages))
        objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: tree, **self.objects}
        out, places = b"%PDF-1.7\n", {}
        for number, body in sorted(objects.items()):
            places[number] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        at = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (max(places) + 1)
        for number in range(1, max(places) + 1):
            place = places.get(number)
            row = b"%010d 00000 n \n" % place if place else b"0000000000 65535 f \n"
            out += row
        out += b"trailer<</Size %d/Root 1 0 R>>\n" % (max(places) + 1)
        return out + b"startxref\n%d\n%%%%EOF\n" % (at if startxref is None else startxref)


def packed_megabytes(unit: bytes, megabytes: int) -> bytes:
    """A Flate stream of a few kilobytes that unpacks to so much of `unit` again and again."""
    packer = zlib.compressobj(9)
    block = unit * ((1 << 20) // len(unit))
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


def in_object_stream(packed: bytes) -> bytes:
    """A PDF whose catalogue, and whatever follows it, lies in a packed object stream."""
    out, places = b"%PDF-1.5\n", {}
    bodies = {
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]>>",
        5: b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream"
        % (len(packed), packed),
    }
    for number, body in bodies.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = [(0, 0), (0, 0), (1, places[2]), (1, places[3]), (2, 5), (1, places[5]), (1, len(out))]
    table = zlib.compress(b"".join(b"%c" % kind + at.to_bytes(4, "big") for kind, at in rows))
    return out + (
        b"6 0 obj\n<</Type/XRef/W[1 4 0]/Size 7/Root 4 0 R/Filter/FlateDecode/Length %d>>\n"
        b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (len(table), table, len(out))
    )
