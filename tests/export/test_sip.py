"""Submission packages: the rules of E-ARK kept, nothing half written, one file always the same."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from drawn_scans import document_of, draw_page
from eark_validator import structure
from eark_validator.mets import MetsValidator
from lxml import etree

from pipeline.errors import PackageError
from pipeline.export.sip import (
    SipAgent,
    SipContent,
    SipDocument,
    SipFile,
    check_sip,
    write_sip,
    writing,
)
from pipeline.export.validity import validate_ead, validate_mets
from pipeline.values.document import Event

if TYPE_CHECKING:
    from pathlib import Path

CODE = "G09.2021.01.001"
NS = {
    "m": "http://www.loc.gov/METS/",
    "p": "http://www.loc.gov/premis/v3",
    "e": "http://ead3.archivists.org/schema/",
}


@pytest.fixture
def file(tmp_path):
    """A file of two documents, the second with two files, and one PDF of the whole."""
    made = tmp_path / "made"
    made.mkdir()
    names = ("1.pdf", "2.pdf", "2.txt", "all.pdf")
    for name in names:
        (made / name).write_bytes(b"%PDF-1.7 " + name.encode())
    scan = made / "1.pdf"
    history = document_of(scan, [draw_page().reading]).with_events(
        [Event("cut_by_person", "", at="2026-11-01T08:00:00+00:00", who="Lê Thị Mai")]
    )
    fields = {"docCode": f"{CODE}.0000001", "typeName": "22", "subject": "V/v a < b & “c”\x07"}
    documents = (
        SipDocument(
            f"{CODE}.0000001", 1, "Công văn 12-CV/QU", fields,
            (SipContent(made / "1.pdf", f"{CODE}.0000001.pdf"),), "2021-03-04",
            history.with_events(()),
        ),
        SipDocument(
            f"{CODE}.0000002", 2, "Tờ trình", {"docCode": f"{CODE}.0000002"},
            (SipContent(made / "2.pdf", f"{CODE} hai.pdf"),
             SipContent(made / "2.txt", "hai.txt")),
        ),
    )  # fmt: skip
    return SipFile(
        profile="TT05",
        code=CODE,
        title="Tập công văn về phòng, chống dịch năm 2021",
        created="2026-11-29T15:05:07+00:00",
        creator=SipAgent("Quận ủy Long Biên", "G09"),
        fields={"fileCode": CODE, "title": "Tập công văn", "maintenance": "01"},
        documents=documents,
        whole=(SipContent(made / "all.pdf", f"{CODE}.pdf"),),
        archivist=SipAgent("Lưu trữ lịch sử thành phố", "H26"),
        fonds=SipAgent("Phông Quận ủy Long Biên", "G09"),
        start="2021-01-02",
        end="2021-12-30",
        retention="Vĩnh viễn",
    )


def parsed(path: Path) -> etree._Element:
    return etree.parse(str(path)).getroot()


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_package_keeps_the_rules_of_e_ark(file, tmp_path):
    """Structure and schema by the E-ARK validator, its rules and every hash by ours."""
    place = write_sip(file, tmp_path / "out")

    assert check_sip(place) == []
    report = structure.validate_package_structure(str(place))
    assert (report.status.name, report.errors) == ("WellFormed", [])
    # A representation has no schemas of its own: those of the package serve both.
    assert [warning.id for warning in report.warnings] == ["CSIPSTR15"]
    validator = MetsValidator(str(place))
    assert validator.validate_mets("METS.xml"), validator.validation_errors
    (inner,) = validator.representation_mets
    assert MetsValidator(str(place)).validate_mets(inner)
    assert list(tmp_path.glob("out/*")) == [place]
    assert sorted(p for p in contents(place) if not p.startswith("schemas/")) == [
        "METS.xml",
        "documentation/muc-luc.txt",
        "metadata/descriptive/EAD.xml",
        "metadata/descriptive/TT05.xml",
        "metadata/preservation/premis.xml",
        "representations/rep1/METS.xml",
        "representations/rep1/data/G09.2021.01.001 hai.pdf",
        "representations/rep1/data/G09.2021.01.001.0000001.pdf",
        "representations/rep1/data/G09.2021.01.001.pdf",
        "representations/rep1/data/hai.txt",
        "representations/rep1/metadata/descriptive/TT05_G09.2021.01.001.0000001.xml",
        "representations/rep1/metadata/descriptive/TT05_G09.2021.01.001.0000002.xml",
    ]


def test_contents_are_taken_byte_for_byte_and_known_by_their_hash(file, tmp_path):
    place = write_sip(file, tmp_path)
    data = place / "representations/rep1/data"
    mets = parsed(place / "representations/rep1/METS.xml")
    told = {entry.get("CHECKSUM") for entry in mets.iterfind(".//m:file", NS)}
    for content in file.contents:
        assert (data / content.name).read_bytes() == content.source.read_bytes()
        assert hashlib.sha256(content.source.read_bytes()).hexdigest() in told


def test_names_are_uuids_in_capitals_and_do_not_change(file, tmp_path):
    """The same file gives the same package byte for byte; another code another name."""
    first = write_sip(file, tmp_path / "one")
    os.utime(file.contents[0].source, (0, 0))
    second = write_sip(file, tmp_path / "two")
    assert first.name == second.name
    assert first.name.removeprefix("uuid-").isupper()
    assert contents(first) == contents(second)
    other = write_sip(replace(file, code="G09.2021.01.002"), tmp_path / "one")
    assert other.name != first.name
    zips = [write_sip(file, tmp_path / name, zipped=True) for name in ("three", "four")]
    assert zips[0].read_bytes() == zips[1].read_bytes()
    with zipfile.ZipFile(zips[0]) as packed:
        packed.extractall(tmp_path / "unpacked")
    assert contents(tmp_path / "unpacked" / first.name) == contents(first)


def test_who_and_what_is_said_in_mets_ead_and_premis(file, tmp_path):
    """Organs by role and code; the profile's fields by their names; what a person decided."""
    place = write_sip(file, tmp_path)
    mets = parsed(place / "METS.xml")
    agents = {
        a.get("ROLE"): a.findtext("m:name", None, NS) for a in mets.iterfind(".//m:agent", NS)
    }
    assert agents == {
        "CREATOR": "sohoa",
        "ARCHIVIST": "Quận ủy Long Biên",
        "PRESERVATION": "Lưu trữ lịch sử thành phố",
    }
    assert mets.get("LABEL") == f"Hồ sơ {CODE}: {file.title}"
    ead = parsed(place / "metadata/descriptive/EAD.xml")
    record = ead.find("e:archdesc/e:odd[@localtype='TT05']", NS)
    pairs = [(d[0].text, d[1].text) for d in record.iterfind(".//e:defitem", NS)]
    assert pairs == list(file.fields.items())
    assert ead.findtext(".//e:c/e:did/e:unitid", None, NS) == f"{CODE}.0000001"
    assert ead.find("e:archdesc/e:did/e:unitdate", NS).get("normal") == "2021-01-02/2021-12-30"
    flat = parsed(place / f"representations/rep1/metadata/descriptive/TT05_{CODE}.0000001.xml")
    assert [(one.tag, one.text) for one in flat] == [
        ("docCode", f"{CODE}.0000001"), ("typeName", "22"), ("subject", "V/v a < b & “c”"),
    ]  # fmt: skip
    premis = parsed(place / "metadata/preservation/premis.xml")
    people = premis.xpath("p:agent[p:agentType='person']/p:agentName/text()", namespaces=NS)
    assert people == ["Lê Thị Mai"]
    assert len(premis.xpath("p:object[@*='file']", namespaces=NS)) == len(file.contents)
    listed = (place / "documentation/muc-luc.txt").read_text()
    assert "2. Tờ trình — G09.2021.01.001 hai.pdf, hai.txt" in listed


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda p: flip(p / "representations/rep1/data/hai.txt"), "mã băm SHA-256 khác"),
        (lambda p: flip(p / "documentation/muc-luc.txt"), "mã băm SHA-256 khác"),
        (lambda p: append(p / "schemas/ead3.xsd"), "METS ghi"),
        (lambda p: (p / "metadata/preservation/premis.xml").unlink(), "premis.xml: không có"),
        (lambda p: (p / "representations/rep1/data/thua.txt").write_text("x"), "không có METS nào"),
        (lambda p: (p / "METS.xml").unlink(), "METS.xml: không có"),
        (lambda p: (p / "METS.xml").write_text("<mets"), "không phải XML"),
        (lambda p: swap(p / "METS.xml", 'TYPE="Mixed"', 'TYPE="Lạ"'), "CSIP2:"),
        (lambda p: swap(p / "METS.xml", 'TYPE="SIP"', 'TYPE="ZIP"'), "OAISPACKAGETYPE"),
        (lambda p: swap(p / "METS.xml", "E-ARK-SIP.xml", "E-ARK.xml"), "SIP2:"),
        (lambda p: swap(p / "METS.xml", '="application/xml"', '="text/lạ"'), "CSIP26:"),
        (lambda p: swap(p / "METS.xml", 'USE="Schemas"', 'USE="Khác"'), "CSIP113:"),
        (lambda p: swap(p / "METS.xml", ' OBJID="', ' LABEL2="'), "LABEL2"),
        (lambda p: swap(p / "METS.xml", ' STATUS="CURRENT"', ' STATUS="CŨ"'), "CSIP20:"),
    ],
)
def test_damage_is_found(file, tmp_path, change, told):
    """A flipped byte, a file too few or too many, a rule of METS or E-ARK that is broken."""
    place = write_sip(file, tmp_path)
    change(place)
    wrong = check_sip(place)
    assert any(told in said for said in wrong), wrong


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[3] ^= 1
    path.write_bytes(data)


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")


def swap(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_broken_ead_and_mets_are_found(file, tmp_path):
    place = write_sip(file, tmp_path)
    ead = (place / "metadata/descriptive/EAD.xml").read_bytes()
    assert validate_ead(ead) == []
    assert validate_ead(ead.replace(b'level="file"', b'level="cabinet"'))
    assert validate_ead(ead.replace(b"unittitle", b"name"))
    mets = (place / "METS.xml").read_bytes()
    assert validate_mets(mets.replace(b'CHECKSUMTYPE="SHA-256"', b'CHECKSUMTYPE="CRC"'))
    assert validate_mets(mets.replace(b"<structMap", b"<map").replace(b"</structMap", b"</map"))


def test_a_package_that_is_there_is_left_as_it_is(file, tmp_path):
    place = write_sip(file, tmp_path)
    before = contents(place)
    with pytest.raises(FileExistsError):
        write_sip(replace(file, title="Tên khác"), tmp_path)
    assert contents(place) == before


@pytest.mark.parametrize("zipped", [False, True])
def test_a_full_disk_leaves_nothing(file, tmp_path, monkeypatch, zipped):
    """Nothing that looks like a package, no leavings either."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_to_disk", full)
    with pytest.raises(OSError, match="No space"):
        write_sip(file, tmp_path / "out", zipped=zipped)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_package_that_breaks_a_rule_is_not_given_its_name(file, tmp_path, monkeypatch):
    """What is wrong is told, with the file's code."""
    monkeypatch.setattr(writing, "history_file", lambda *_: b"<premis/>")
    with pytest.raises(PackageError, match=CODE):
        write_sip(file, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_values_that_make_no_package(file):
    """Two files or documents of one name, a name that is a path, a moment without zone."""
    first, second = file.documents
    with pytest.raises(ValueError, match="two files"):
        replace(file, whole=(SipContent(first.contents[0].source, "HAI.TXT"),))
    with pytest.raises(ValueError, match="two documents"):
        replace(file, documents=(first, replace(second, code=first.code)))
    for name in ("../a.pdf", "a/b", "", "..", "a:b"):
        with pytest.raises(ValueError, match="no file name"):
            SipContent(first.contents[0].source, name)
    with pytest.raises(ValueError, match="time zone"):
        replace(file, created="2026-11-29T15:05:07")
    with pytest.raises(ValueError, match="without a file"):
        replace(first, contents=())


def test_a_field_whose_name_is_no_xml_is_refused(file, tmp_path):
    with pytest.raises(ValueError, match="mã số"):
        write_sip(replace(file, fields={"mã số": "1"}), tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_file_with_little_said_of_it_is_a_package_too(file, tmp_path):
    """No organ to receive it, no dates, no history: only what must be there."""
    bare = replace(
        file, whole=(), archivist=None, fonds=None, start=None, end=None, retention=None,
        documents=file.documents[1:],
    )  # fmt: skip
    assert check_sip(write_sip(bare, tmp_path)) == []
    shutil.rmtree(tmp_path / "made")
    with pytest.raises(FileNotFoundError):
        write_sip(replace(bare, code="x"), tmp_path)
