"""premis.xml: what a bag holds and what was done to it, by whom and when."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from drawn_scans import add_scan, document_of, draw_page, jpeg

from pipeline.export import bag as bag_room
from pipeline.export import write_bag
from pipeline.export.formats import format_of
from pipeline.export.validity import validate_premis
from pipeline.geometry import Box
from pipeline.values.document import Event, ReviewNote
from pipeline.values.marks import MarkRecord

if TYPE_CHECKING:
    from pipeline.values.document import Document

NS = {"p": "http://www.loc.gov/premis/v3"}
CAME = datetime(2024, 5, 6, 22, 30, 1, tzinfo=UTC)
CAME_SAID = "2024-05-06T22:30:01+00:00"


@pytest.fixture
def written(tmp_path):
    """Write a bag; the root of its PREMIS, which its schema finds nothing wrong with."""

    def write(change=lambda document: document, pages=2, own=None) -> ET.Element:
        path = tmp_path / "công văn.pdf"
        drawn = [draw_page(n, lines=(f"Trang thứ {n}",)) for n in range(1, pages + 1)]
        with pikepdf.new() as pdf:
            for page in drawn:
                add_scan(pdf, page.image, 100)
            pdf.save(path)
        readings = [page.reading for page in drawn]
        document = change(document_of(path, readings if own is None else readings[own]))
        write_bag(document, path, {"p0001-01-seal.png": b"\x89PNG\r\n\x1a\n"}, tmp_path / "bag")
        data = (tmp_path / "bag/data/premis.xml").read_bytes()
        assert validate_premis(data) == []
        return ET.fromstring(data)

    return write


def texts(root: ET.Element, path: str) -> list[str | None]:
    return [found.text for found in root.findall(path, NS)]


def events(root: ET.Element) -> dict[str, ET.Element]:
    """Events by what was done."""
    detail = "p:eventDetailInformation/p:eventDetail"
    return {event.findtext(detail, None, NS): event for event in root.findall("p:event", NS)}


def test_every_file_is_an_object_with_its_true_hash_and_size(written, tmp_path):
    """Of each file of the bag but itself: SHA-256, size, format; all else comes from the scan."""
    seal = MarkRecord("seal", Box(1, 2, 30, 40), 0.9, "red", crop="p0001-01-seal.png")

    def sealed(document: Document) -> Document:
        first = replace(document.pages[0], marks=(seal,))
        return replace(document, pages=(first, *document.pages[1:]))

    root = written(sealed)

    data = tmp_path / "bag/data"
    files = sorted(p for p in data.rglob("*") if p.is_file() and p.name != "premis.xml")
    objects = root.findall("p:object", NS)[1:]
    ids = [o.findtext("p:objectIdentifier/p:objectIdentifierValue", "", NS) for o in objects]
    names = [f"{p.relative_to(tmp_path / 'bag')}" for p in files]
    assert sorted(name.partition("/")[2] for name in ids) == sorted(names)
    by_name = dict(zip(ids, objects, strict=True))
    for path in files:
        (of,) = [o for i, o in by_name.items() if i.endswith(f"/data/{path.relative_to(data)}")]
        assert of.findtext(".//p:messageDigest", "", NS) == (
            hashlib.sha256(path.read_bytes()).hexdigest()
        )
        assert of.findtext(".//p:size", "", NS) == str(path.stat().st_size)
        derived = of.findtext(".//p:relationshipSubType", None, NS)
        assert derived == (None if path.name == "original.pdf" else "has source")
    (scan,) = [o for i, o in by_name.items() if i.endswith("original.pdf")]
    assert scan.findtext("p:originalName", "", NS) == "công văn.pdf"
    assert scan.findtext(".//p:formatRegistryKey", "", NS) == "fmt/17"
    (made,) = [o for i, o in by_name.items() if i.endswith("document.pdf")]
    assert made.findtext(".//p:formatRegistryKey", "", NS) == "fmt/477"  # PDF/A-2b


def test_what_ran_is_named_with_version_and_model(written):
    """Each event of the record, before the document came; program and model are agents."""
    root = written(lambda document: replace(document, events=READ).archived(CAME))

    read = events(root)["recognise_print"]
    assert read.findtext("p:eventType", "", NS) == "metadata extraction"
    assert read.findtext("p:eventDateTime", "", NS) == f"unknown/{CAME_SAID}"
    assert texts(read, "p:linkingAgentIdentifier/p:linkingAgentIdentifierValue") == [
        "software/tesserocr 2.13.0 (5.5.4)",
        "ab" * 32,
    ]
    agents = {
        a.findtext("p:agentIdentifier/p:agentIdentifierValue", "", NS): a
        for a in root.findall("p:agent", NS)
    }
    engine = agents["software/tesserocr 2.13.0 (5.5.4)"]
    assert engine.findtext("p:agentName", "", NS) == "tesserocr"
    assert engine.findtext("p:agentVersion", "", NS) == "2.13.0 (5.5.4)"
    assert events(root)["searchable_pdf"].findtext("p:eventDateTime", "", NS) == CAME_SAID
    assert len(agents) == len(root.findall("p:agent", NS))


READ = (
    Event("read_pages", "sohoa reading 7"),
    Event("recognise_print", "tesserocr 2.13.0 (5.5.4)", "ab" * 32),
)


def test_who_decided_is_a_person_with_the_moment(written):
    """Clearance and cut: who, when, and of which kind."""
    decided = (
        Event("judged_not_secret", "", at="2024-05-05T08:00:00+00:00", who="Trần Văn Bé"),
        Event("cut_by_person", "", at="2024-05-06T09:00:00+00:00", who="Lê Thị Mai"),
        Event("đọc lại bằng mắt", "", at="2024-05-06T10:00:00+00:00", who="Lê Thị Mai"),
    )
    root = written(lambda document: document.with_events(decided))

    told = events(root)
    assert told["judged_not_secret"].findtext("p:eventType", "", NS) == "policy assignment"
    assert told["judged_not_secret"].findtext("p:eventDateTime", "", NS) == decided[0].at
    assert texts(told["cut_by_person"], ".//p:linkingAgentRole") == ["authorizer"]
    own = told["đọc lại bằng mắt"].find("p:eventType", NS)
    assert (own.text, own.attrib) == ("đọc lại bằng mắt", {})  # no word of the vocabulary
    persons = [
        a for a in root.findall("p:agent", NS) if a.findtext("p:agentType", "", NS) == "person"
    ]
    assert [a.findtext("p:agentName", "", NS) for a in persons] == ["Trần Văn Bé", "Lê Thị Mai"]


def test_settings_and_editions_are_no_programs(written):
    """Their version is told as a detail, and no agent is made of it; PDF/A has its own kinds."""
    told = events(
        written(
            lambda document: document.with_events(
                [
                    Event("reading_settings", "0123456789abcdef"),
                    Event("read_again", "fedcba9876543210", at=CAME_SAID),
                    Event("upgrade_record", "document.json 1e"),
                    Event("pages_turned", "hand 1"),
                ]
            )
        )
    )
    for detail, kind in (
        ("reading_settings: 0123456789abcdef", "metadata extraction"),
        ("read_again: fedcba9876543210", "metadata extraction"),
        ("upgrade_record: document.json 1e", "metadata modification"),
        ("pages_turned", "pages_turned"),
    ):
        assert told[detail].findtext("p:eventType", "", NS) == kind
        agents = told[detail].findall("p:linkingAgentIdentifier", NS)
        assert len(agents) == (detail == "pages_turned")


def test_how_it_went_is_an_outcome(written):
    """A page that could not be read makes reading partial; notes for a person are counted."""
    note = ReviewNote("số", "trang 1", "không rõ", grade="must")

    def holed(document: Document) -> Document:
        hole = replace(document.pages[1], zones=(), problem="ảnh của trang bị hỏng")
        pages = (document.pages[0], hole)
        return replace(document, pages=pages, review=(note, note), events=READ)

    read = events(written(holed))["read_pages"]
    assert read.findtext(".//p:eventOutcome", "", NS) == "partial"
    said = read.findtext(".//p:eventOutcomeDetailNote", "", NS)
    assert said.startswith("đọc được 1/2 trang")
    assert "bắt buộc): 2" in said


def test_a_document_of_a_stack_is_part_of_it(written, tmp_path):
    """The stack is named by its hash where only some pages are kept, and not where it is kept."""
    stack = hashlib.sha256
    part = written(own=slice(1, 2))
    of = "p:relationship[p:relationshipSubType='is part of']"
    (where,) = part.findall(f"p:object/{of}", NS)
    scanned = (tmp_path / "công văn.pdf").read_bytes()
    assert texts(where, ".//p:relatedObjectIdentifierValue") == [stack(scanned).hexdigest()]


def test_a_whole_file_is_part_of_nothing(written):
    assert written().findall(".//p:relationship[p:relationshipSubType='is part of']", NS) == []


def test_alto_that_breaks_its_schema_is_on_record(written, monkeypatch):
    """The document is kept all the same; PREMIS says which file is not what it promises."""
    monkeypatch.setattr(bag_room, "alto_file", lambda _document, page: b"<alto/>")
    root = written()

    check = events(root)["schema of 2 files"]
    assert check.findtext(".//p:eventOutcome", "", NS) == "invalid"
    assert "data/pages/0002.alto.xml" in check.findtext(".//p:eventOutcomeDetailNote", "", NS)
    assert check.findtext("p:eventDateTime", "", NS) == "unknown"


def test_broken_premis_is_found(written, tmp_path):
    """An event without a moment, an object without a hash, a word that PREMIS does not know."""
    written()
    data = (tmp_path / "bag/data/premis.xml").read_bytes()
    for what in (b"eventDateTime", b"messageDigest", b"agentName"):
        assert validate_premis(data.replace(b"<" + what + b">", b"<when>").replace(
            b"</" + what + b">", b"</when>"
        ))  # fmt: skip
    assert validate_premis(b"not xml")


def test_formats_by_what_a_file_says_of_itself(tmp_path):
    """By first bytes, not by name; text of ours by its ending; a damaged PDF by its header."""

    def of(name: str, data: bytes) -> tuple[str | None, str | None]:
        path = tmp_path / name
        path.write_bytes(data)
        found = format_of(path)
        return found.version, found.puid

    assert of("a.pdf", b"%PDF-1.4\nnothing else") == ("1.4", "fmt/18")
    assert of("a.tif", b"II*\0") == (None, "fmt/353")
    assert of("big.tif", b"II+\0") == (None, None)
    assert of("odd.pdf", jpeg(draw_page().image)) == ("1.01", "fmt/43")
    assert of("a.json", b"{}") == (None, "fmt/817")
    assert of("0001.alto.xml", b"<alto/>") == ("4.4", None)
    assert of("unknown.bin", b"\0\1") == (None, None)
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        with pdf.open_metadata() as metadata:
            metadata["pdfaid:part"], metadata["pdfaid:conformance"] = "2", "B"
        pdf.save(tmp_path / "archive.pdf")
    assert format_of(tmp_path / "archive.pdf")[1:3] == ("2b", "fmt/477")
