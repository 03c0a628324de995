"""The bag of a document: complete, provable, and the original untouched."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import bagit
import pikepdf
import pytest
from drawn_scans import add_scan, document_of, draw_page

from pipeline.errors import CorruptScanError, StillCopyingError
from pipeline.export import rewrite_bag, write_bag
from pipeline.geometry import Box
from pipeline.record.schema import from_json, to_json
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import UnreadPrint

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.values.readings import PageReading

PNG = b"\x89PNG\r\n\x1a\n drawn"
CAME = datetime(2024, 5, 6, 22, 30, 1, tzinfo=UTC)


def stack(path: Path, pages: int) -> list[PageReading]:
    """A scanned file of so many pages; their readings."""
    drawn = [draw_page(n, lines=(f"Trang thứ {n} của tập",)) for n in range(1, pages + 1)]
    with pikepdf.new() as pdf:
        for page in drawn:
            add_scan(pdf, page.image, 100)
        pdf.save(path)
    return [page.reading for page in drawn]


def test_a_bag_is_valid_and_complete(tmp_path):
    """The `bagit` library finds nothing wrong, and everything of the contract is in it."""
    path = tmp_path / "công văn.pdf"
    readings = stack(path, 2)
    mark = MarkRecord("seal", Box(1, 2, 30, 40), 0.9, "red", crop="p0001-01-seal.png")
    readings[0] = replace(readings[0], marks=(mark,))
    document = document_of(path, readings)

    crops = {"p0001-01-seal.png": PNG, "p0009-01-seal.png": b"of another document"}
    write_bag(document, path, crops, tmp_path / "bag")

    bag = bagit.Bag(str(tmp_path / "bag"))
    bag.validate()
    assert sorted(bag.payload_entries()) == [
        "data/document.json",
        "data/document.pdf",
        "data/evidence/p0001-01-seal.png",
        "data/original.pdf",
        "data/pages/0001.alto.xml",
        "data/pages/0002.alto.xml",
        "data/premis.xml",
        "data/text.md",
        "data/text.txt",
    ]
    assert sorted(bag.tagfile_entries()) == ["bag-info.txt", "bagit.txt", "manifest-sha256.txt"]
    assert bag.version_info == (1, 0)
    assert bag.info["External-Identifier"] == document.id
    assert bag.info["Source-SHA256"] == document.source.sha256
    assert bag.info["Source-Pages"] == "1-2"
    assert (tmp_path / "bag/data/evidence/p0001-01-seal.png").read_bytes() == PNG


def test_what_was_not_read_has_its_picture_in_the_bag(tmp_path):
    """The record names it under `evidence/`, the picture lies there; without it there is no bag."""
    path = tmp_path / "a.pdf"
    (reading,) = stack(path, 1)
    gap = UnreadPrint(Box(1, 2, 30, 40), 2.5, "p0001-u01.png")
    document = document_of(path, [replace(reading, unread=(gap,))])

    write_bag(document, path, {"p0001-u01.png": PNG}, tmp_path / "bag")
    record = json.loads((tmp_path / "bag/data/document.json").read_bytes())
    (told,) = record["pages"][0]["unread"]
    assert told == {"box": [1, 2, 30, 40], "area_mm2": 2.5, "crop": "evidence/p0001-u01.png"}
    assert (tmp_path / "bag/data" / told["crop"]).read_bytes() == PNG
    with pytest.raises(ValueError, match=r"p0001-u01\.png"):
        write_bag(document, path, {}, tmp_path / "other")


def test_the_original_is_kept_byte_for_byte(tmp_path):
    """A document that is the whole file has the file itself, signatures and all."""
    path = tmp_path / "a.pdf"
    readings = stack(path, 2)
    with path.open("ab") as file:
        file.write(b"\n% bytes after the end, as some scanners write them\n")
    write_bag(document_of(path, readings), path, {}, tmp_path / "bag")

    assert (tmp_path / "bag/data/original.pdf").read_bytes() == path.read_bytes()


def test_text_and_record_agree_with_the_document(tmp_path):
    """text.txt is the canonical text in NFC; the record is JSON with what was done last."""
    path = tmp_path / "a.pdf"
    readings = stack(path, 1)
    document = document_of(path, readings)
    document = replace(document, text=replace(document.text, canonical="U\u0309y ban\n"))
    write_bag(document, path, {}, tmp_path / "bag")

    data = tmp_path / "bag/data"
    assert (data / "text.txt").read_text("utf-8") == "Ủy ban\n"
    record = json.loads((data / "document.json").read_text("utf-8"))
    assert record["schema_version"] == 2
    assert record["id"] == document.id
    assert record["fields"]["date"]["reason"]
    assert record["fields"]["number"]["box"] == [5, 6, 7, 8]
    assert [event["what"] for event in record["events"]][-2:] == [
        "searchable_pdf",
        "pdfa_2b: document.pdf",
    ]


def test_a_document_of_a_stack_has_its_own_pages_only(tmp_path):
    """Part of a stack: its pages untouched, and where they come from is on record."""
    path = tmp_path / "tập.pdf"
    readings = stack(path, 5)
    document = document_of(path, readings[2:4])
    write_bag(document, path, {}, tmp_path / "bag")

    bag = bagit.Bag(str(tmp_path / "bag"))
    bag.validate()
    assert bag.info["Source-SHA256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert bag.info["Source-Pages"] == "3-4"
    assert "data/pages/0003.alto.xml" in bag.payload_entries()
    with pikepdf.open(path) as old, pikepdf.open(tmp_path / "bag/data/original.pdf") as new:
        assert [raw(page) for page in new.pages] == [raw(page) for page in old.pages[2:4]]
    said = subprocess.run(
        ["pdftotext", tmp_path / "bag/data/document.pdf", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.split("\f")[:2] == ["Trang thứ 3 của tập\n\n", "Trang thứ 4 của tập\n\n"]
    record = json.loads((tmp_path / "bag/data/document.json").read_text())
    assert record["source"]["pages"] == [3, 4]


def raw(page: pikepdf.Page) -> bytes:
    """The stored picture of a page."""
    return page.get_images()["/Im0"].read_raw_bytes()


def test_an_original_that_changed_is_not_archived(tmp_path):
    """A file that is no longer the one that was read does not get its record."""
    path = tmp_path / "a.pdf"
    document = document_of(path, stack(path, 1))
    with path.open("ab") as file:
        file.write(b"\n")

    with pytest.raises(StillCopyingError):
        write_bag(document, path, {}, tmp_path / "bag")


def test_an_original_that_cannot_be_opened_is_told(tmp_path):
    """A broken file is a corrupt scan, with its name."""
    path = tmp_path / "a.pdf"
    document = document_of(path, stack(path, 1))
    path.write_bytes(path.read_bytes()[:200])

    with pytest.raises(CorruptScanError, match="a"):
        write_bag(document, path, {}, tmp_path / "bag")


def test_names_that_break_lines_do_not_break_the_bag(tmp_path):
    """A scan whose name holds a line feed or a percent sign makes a valid bag."""
    path = tmp_path / "a.pdf"
    document = document_of(path, stack(path, 1))
    source = replace(document.source, name="dòng\nhai: 100%.pdf")
    write_bag(replace(document, source=source), path, {}, tmp_path / "bag")

    bag = bagit.Bag(str(tmp_path / "bag"))
    bag.validate()
    assert bag.info["Internal-Sender-Identifier"] == "dòng hai: 100%.pdf"


@pytest.mark.slow
def test_three_hundred_pages_stay_small_in_memory(tmp_path):
    """Memory holds the words of a 300-page stack, never its 90 MB of pictures."""
    script = """
import hashlib, pathlib, re, sys
import numpy, pikepdf
from PIL import Image
from drawn_scans import add_scan, document_of, draw_page
from dataclasses import replace
from pipeline.export import rewrite_bag, write_bag

def peak():
    # Not `ru_maxrss`: that begins with what the process held that started this one.
    return re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]

folder = pathlib.Path(sys.argv[1])
noise = numpy.random.default_rng(0).integers(0, 255, (1000, 700), dtype=numpy.uint8)
reading = draw_page().reading
with pikepdf.new() as pdf:
    for n in range(300):
        noise[0, :300] = n % 256
        add_scan(pdf, Image.fromarray(noise), 100)
    pdf.save(folder / "big.pdf")
before = peak()
pages = [replace(reading, number=n) for n in range(1, 301)]
write_bag(document_of(folder / "big.pdf", pages), folder / "big.pdf", {}, folder / "bag")
after = peak()
print((folder / "big.pdf").stat().st_size, before, after)
"""
    run = subprocess.run(
        [sys.executable, "-c", script, tmp_path],
        capture_output=True, text=True, check=True, cwd=str(tmp_path),
        env={"PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    size, before, after = map(int, run.stdout.split())
    assert size > 60e6
    assert after < 600 * 1024
    assert after - max(before, 100 * 1024) < 100 * 1024  # kilobytes


def test_the_same_document_gives_the_same_bytes_at_any_time(tmp_path):
    """All dates are the record's own; no byte tells when a bag was written."""
    path = tmp_path / "a.pdf"
    document = document_of(path, stack(path, 2)).archived(CAME)
    write_bag(document, path, {}, tmp_path / "one")
    os.utime(path, (0, 0))
    write_bag(document, path, {}, tmp_path / "two")

    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert "Bagging-Date: 2024-05-06\n" in (tmp_path / "one/bag-info.txt").read_text()


@pytest.mark.parametrize("pages", [slice(0, 3), slice(1, 3)], ids=["whole file", "of a stack"])
def test_a_bag_is_made_again_from_original_record_and_evidence(tmp_path, pages):
    """What else lay in it is made anew, byte for byte, and the record says nothing twice."""
    path = tmp_path / "a.pdf"
    readings = stack(path, 3)
    seal = MarkRecord("seal", Box(1, 2, 30, 40), 0.9, "red", crop="p0002-01-seal.png")
    readings[1] = replace(readings[1], marks=(seal,))
    document = document_of(path, readings[pages]).archived(CAME)
    document = from_json(to_json(document))  # as every reading passes through a checkpoint
    crops = {"p0002-01-seal.png": PNG}
    write_bag(document, path, crops, tmp_path / "old")

    stored = from_json((tmp_path / "old/data/document.json").read_bytes())
    rewrite_bag(stored, tmp_path / "old/data/original.pdf", crops, tmp_path / "new")

    assert contents(tmp_path / "new") == contents(tmp_path / "old")


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
