"""document.json: what is written is what is read, and the schema in docs is the code's."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper import page_of

from pipeline.geometry import Box
from pipeline.record.fields import FIELD_KEYS, read_fields
from pipeline.record.parts import sort_parts
from pipeline.record.schema import (
    document_schema,
    from_json,
    reading_from_json,
    reading_to_json,
    schema_json,
    to_json,
)
from pipeline.values.document import Document, Event, ReviewNote, Source, Text
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import PageReading, TableCell, TableRow, ZoneReading

MARK = MarkRecord("incoming_stamp", Box(1, 2, 3, 4), 0.9, text="ĐẾN", fields={"number": "5"})
PAGE = page_of(
    [("letterhead_left", "SỞ Y TẾ\nSố: 5/QĐ-SYT"), ("body", "Căn cứ Công văn số 1/UBND-VX.")],
    marks=(MARK,),
)


def document(page=PAGE):
    return Document(
        id="3fa9-0001",
        source=Source("a.pdf", "3f" * 32, (1,)),
        fields=read_fields(sort_parts([page])),
        pages=(page,),
        text=Text("Sở Y tế", "Só Y tế", (("p0001-z01-l001", "compose"),)),
        review=(ReviewNote("gì", "đâu", "sao"),),
        events=(Event("tesseract", "5.5.4", "ab"),),
    )


def test_a_document_survives_json():
    """Writing and reading back gives the same document, boxes, marks and fields included."""
    assert from_json(to_json(document())) == document()


def test_a_table_is_kept_with_its_cells_and_as_html():
    """Rows and cells survive; the page shows them as HTML too; other zones have none."""
    cells = (TableCell(0, Box(1, 2, 3, 4), "Số & chữ", columns=2), TableCell(2, Box(5, 2, 3, 4)))
    table = ZoneReading("table", Box(1, 2, 9, 9), rows=(TableRow(0, Box(1, 2, 7, 4), cells),))
    kept = document(replace(PAGE, zones=(*PAGE.zones, table)))

    plain = json.loads(to_json(kept))
    jsonschema.validate(plain, document_schema())
    assert from_json(to_json(kept)) == kept
    zones = plain["pages"][0]["zones"]
    assert zones[-1]["html"] == (
        '<table><tr><td colspan="2">Số &amp; chữ</td><td></td></tr></table>'
    )
    assert zones[0]["html"] is None


def test_the_json_has_the_keys_of_the_contract():
    """Names and shapes as the archive promises them."""
    plain = json.loads(to_json(document()))
    assert list(plain["fields"]) == list(FIELD_KEYS)
    number = plain["fields"]["number"]
    assert number["value"] == "5"
    assert isinstance(number["box"], list)
    assert len(number["box"]) == 4
    assert set(number) >= {"raw", "confidence", "page", "ink", "rule", "alternatives"}
    assert plain["fields"]["date"]["value"] is None
    assert plain["fields"]["date"]["reason"]
    zone = plain["pages"][0]["zones"][0]
    assert (zone["kind"], zone["text"]) == ("letterhead_left", "SỞ Y TẾ\nSố: 5/QĐ-SYT")
    assert plain["pages"][0]["marks"][0]["kind"] == "incoming_stamp"
    assert plain["text"]["fixes"] == [["p0001-z01-l001", "compose"]]
    assert plain["schema_version"] == 2


def test_what_is_written_fits_the_schema():
    """A real document validates; one without a field or with a wrong type does not."""
    validator = jsonschema.Draft202012Validator(document_schema())
    plain = json.loads(to_json(document()))
    validator.validate(plain)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**plain, "fields": {}})
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**plain, "id": 5})


def test_the_schema_in_docs_is_current():
    """Renew it with `python -m pipeline.record.schema docs/document.schema.json`."""
    kept = Path(__file__).parents[2] / "docs" / "document.schema.json"
    assert kept.read_bytes() == schema_json()


@given(
    st.text(max_size=20),
    st.floats(0, 1),
    st.one_of(st.none(), st.text(max_size=9)),
    st.integers(0, 9999),
)
@settings(max_examples=60, deadline=None)
def test_a_reading_survives_json(text, confidence, said, x):
    """Whatever letters a page has, its checkpoint reads back the same."""
    page = page_of([("body", text.replace("\n", " ") or "a")])
    mark = MarkRecord("note", Box(x, 0, 1, 1), confidence, text=said)
    reading = replace(page, marks=(mark,), problem=said, confidence=confidence)
    assert reading_from_json(reading_to_json(reading)) == reading
    assert isinstance(reading_from_json(reading_to_json(reading)), PageReading)


def test_a_crop_is_named_by_its_place_in_the_bag():
    """`document.json` says `evidence/…png`; read back, the name alone, as the bag is written."""
    mark = MarkRecord("seal", Box(1, 2, 3, 4), 0.9, "red", None, "p0001-01-seal.png")
    sealed = document(replace(PAGE, marks=(mark,)))

    written = to_json(sealed)

    assert json.loads(written)["pages"][0]["marks"][0]["crop"] == f"evidence/{mark.crop}"
    assert from_json(written) == sealed
