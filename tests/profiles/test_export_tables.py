"""The tables hold any text, give it back, and never run it: XLSX, CSV, XML and its schema."""

import csv
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from lxml import etree
from made_facts import drafted, facts, given, plan

from pipeline.profiles import PROFILES, TT05
from pipeline.profiles.csv_tables import csv_table, disarmed, rearmed
from pipeline.profiles.schema import schema_of
from pipeline.profiles.shown import shown
from pipeline.profiles.tables import tables_of
from pipeline.profiles.workbook import workbook
from pipeline.profiles.xml_table import xml_file

ALL = list(PROFILES.values())
DANGEROUS = [
    "=1+1",
    "+84 24 3825",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1",
    "'=1",
    "_x0041_",
    "=cmd|' /C calc'!A0",
]
TEXTS = st.text(min_size=1, max_size=60) | st.sampled_from(DANGEROUS)


def made(profile, text="phòng, chống bão"):
    a_plan = plan(values=[given("Ghi chú", shown(text), facts(2).id)] if text else [])
    return drafted(profile, [facts(1, values={"subject": text}), facts(2)], a_plan)


def rows(draft, key):
    table = next(one for one in tables_of(draft) if one.key == key)
    data = csv_table(table)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@examples(text=TEXTS)
def test_any_text_goes_through_all_three_tables_and_none_runs(text):
    """What a stranger named or a machine read is the same text in XLSX, CSV and XML."""
    kept = shown(text)
    draft = made(TT05, text)
    (_, one) = next((f, f.documents[0]) for f in draft.files)
    assert one.values["subject"] == kept

    cell = rows(draft, "van-ban")[0]["subject"]
    assert rearmed(cell) == kept
    assert cell.lstrip(" \u00a0")[:1] not in set("=+-@\t\r\n＝＋－＠")

    book = openpyxl.load_workbook(io.BytesIO(workbook(draft)))
    for sheet in book.worksheets:
        assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    if not kept.isspace():
        tree = etree.fromstring(xml_file(draft))
        assert kept in [e.text for e in tree.iter("{urn:sohoa:ho-so:tt05:1}subject")]


@examples(text=st.text() | st.sampled_from(DANGEROUS))
def test_disarming_can_always_be_undone(text):
    assert rearmed(disarmed(text)) == text


@examples(text=st.text())
def test_shown_text_is_printable_and_stays(text):
    """Showing twice is showing once; XML can hold it; no sign of it is dropped in silence."""
    once = shown(text)
    assert shown(once) == once
    assert all(sign == "\n" or sign >= " " for sign in once)
    etree.Element("a").text = once
    assert len(once) >= len(__import__("unicodedata").normalize("NFC", text.replace("\r\n", "\n")))


@pytest.mark.parametrize("text", ["05", "12a", "01/02/2019", "1e5", "0912345678", "Quyết định"])
def test_harmless_values_are_left_as_they_are(text):
    assert disarmed(text) == text


@pytest.mark.parametrize("profile", ALL, ids=lambda p: p.name)
def test_the_workbook_as_openpyxl_reads_it(profile):
    draft = made(profile)
    data = workbook(draft)
    book = openpyxl.load_workbook(io.BytesIO(data))
    names = [table.label for table in tables_of(draft)]
    assert book.sheetnames == names
    for table in tables_of(draft):
        sheet = book[table.label]
        assert [cell.value for cell in sheet[1]] == [spec.label for spec in table.specs]
        assert sheet.freeze_panes == "B2"
        for line, record in enumerate(table.rows(), 2):
            for column, spec in enumerate(table.specs, 1):
                cell = sheet.cell(line, column)
                want = record.get(spec.name)
                if spec.kind == "num":
                    assert (cell.value, cell.data_type) == (
                        None if want is None else int(want),
                        "n",
                    )
                elif want is not None:
                    assert (cell.value, cell.data_type) == (want, "s")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert b"<f>" not in b"".join(parts.read(name) for name in parts.namelist())
        assert not [name for name in parts.namelist() if "externalLink" in name]


@pytest.mark.parametrize("profile", ALL, ids=lambda p: p.name)
def test_the_same_draft_is_the_same_bytes(profile, monkeypatch):
    import time

    first = workbook(made(profile)), xml_file(made(profile))
    later = time.time() + 5000
    monkeypatch.setattr(time, "time", lambda: later)
    assert (workbook(made(profile)), xml_file(made(profile))) == first


def test_csv_heads_are_the_element_names():
    head = list(rows(made(TT05), "ho-so")[0])
    assert head[:3] == ["fileCode", "title", "maintenance"]
    assert rows(made(TT05), "nguoi-nhap")[0]["by"] == "Lê Thị Mai"


@pytest.mark.parametrize("profile", ALL, ids=lambda p: p.name)
def test_the_whole_xml_is_as_its_schema_says(profile):
    tree = etree.fromstring(xml_file(made(profile)))
    schema = schema_of(profile)
    assert schema.validate(tree), schema.error_log
    home = f"{{urn:sohoa:ho-so:{profile.key}:1}}"
    assert len(tree.findall(f"{home}file/{home}document")) == 2
    assert tree.findtext(f"{home}operatorValues/{home}value/{home}by") == "Lê Thị Mai"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("document/subject", "x" * 501),
        ("document/subject", ""),
        ("document/issuedDate", "2019-03-01"),
        ("document/typeName", "33"),
        ("document/language", "01,02"),
        ("document/numberOfPage", "12345"),
        ("document/numberOfPage", "-1"),
        ("maintenance", "Vĩnh viễn"),
        ("document/subject", None),
        ("startDate", None),
    ],
)
def test_the_schema_refuses_what_the_profile_forbids(path, text):
    """Each of its limits is one that bites."""
    tree = etree.fromstring(xml_file(made(TT05)))
    home = "{urn:sohoa:ho-so:tt05:1}"
    element = tree.find("/".join(home + part for part in ("file", *path.split("/"))))
    if text is None:
        element.getparent().remove(element)
    else:
        element.text = text
    assert not schema_of(TT05).validate(tree)


def test_xml_that_is_not_as_the_schema_says_is_not_written():
    from dataclasses import replace

    draft = made(TT05)
    file = draft.files[0]
    spoilt = replace(file, values={**file.values, "retention": "99"})
    with pytest.raises(ValueError, match="not as our schema says"):
        xml_file(replace(draft, files=(spoilt,)))


def test_a_cell_is_never_cut():
    from dataclasses import replace

    draft = made(TT05)
    file = draft.files[0]
    long = replace(file, values={**file.values, "title": "x" * 40_000})
    with pytest.raises(ValueError, match="cannot hold 40000"):
        workbook(replace(draft, files=(long,)))


def test_names_of_scans_cannot_turn_words_around_or_end_lines():
    draft = drafted(TT05, [facts(source="hop1/a\u202egpj\x07\n=x.pdf")])
    name = draft.files[0].documents[0].values["source_name"]
    assert name == "hop1/a\\u202egpj\\u0007\n=x.pdf"
    cell = rows(draft, "van-ban")[0]["SourceName"]
    assert cell == name
