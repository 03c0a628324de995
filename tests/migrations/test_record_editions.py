"""`document.json` of every released program is read, brought up and brought back.

The examples in `documents/` were written by the released programs themselves (commits 0c5f0f0,
6d0e255, b1a7808, 628397e, 1bc0f20) from the drawn scan `annotated-hand-number`; the schemas are
those that they were released with.
"""

from __future__ import annotations

import json
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archive import open_archive
from pipeline.errors import ArchiveError, RecordVersionError
from pipeline.geometry import Box
from pipeline.record.migrations import EDITIONS, NEWEST, brought_to, edition_of, newest
from pipeline.record.migrations.editions import VERSION, number_of, released_schema
from pipeline.record.migrations.steps import NOT_LOOKED_FOR, STEPS
from pipeline.record.schema import document_schema, from_json, to_json, upgraded
from pipeline.settings import Settings
from pipeline.values.document import Cut, Doubt, Event
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import TableRow, UnreadPrint, ZoneReading

DOCUMENTS = Path(__file__).parent / "documents"
OLD = EDITIONS[:-1]


def written(edition):
    return (DOCUMENTS / f"{edition}.json").read_bytes()


def example(edition):
    return json.loads(written(edition))


def validate(record, edition):
    schema = document_schema() if edition == NEWEST else released_schema(edition)
    jsonschema.Draft202012Validator(schema).validate(record)


def today():
    """A record with all that came since the first edition."""
    document = from_json(written("1e"))
    (page,) = document.pages
    box = Box(1, 2, 3, 4)
    page = replace(
        page,
        zones=(
            *page.zones,
            ZoneReading("footnote", box, page.zones[0].lines[:1]),
            ZoneReading("table", box, rows=(TableRow(0, box),)),
        ),
        marks=(*page.marks, MarkRecord("digital", box, 0.9, "blue")),
        unread=(UnreadPrint(box, 3.5, "p0001-u01.png"),),
    )
    cut = Cut("person", 1.0, ("Mai",), (Doubt(2, 0.4, ("trang 2",)),))
    events = (Event("clear_secrecy", "", at="2026-11-29T10:00:00+00:00", who="Lê Thị Mai"),)
    return json.loads(to_json(replace(document, pages=(page,), cut=cut, events=events)))


def test_the_chain_goes_from_the_first_edition_to_today_s():
    """No step is missing, no schema either, and the number is what the program writes."""
    assert [(step.older, step.newer) for step in STEPS] == list(pairwise(EDITIONS))
    assert VERSION == from_json(written("1e")).schema_version == number_of(NEWEST)
    assert (
        document_schema()["$defs"]["Document"]["properties"]["schema_version"]["const"] == VERSION
    )
    assert {path.stem for path in DOCUMENTS.iterdir()} == set(OLD)


@pytest.mark.parametrize("edition", OLD)
def test_a_released_record_tells_its_edition(edition):
    """It fits the schema of its edition, and no later one that asks for more."""
    record = example(edition)
    validate(record, edition)
    assert record["schema_version"] == 1
    assert edition_of(record) == edition
    with pytest.raises(jsonschema.ValidationError):
        validate(record, EDITIONS[OLD.index(edition) + 1])


@pytest.mark.parametrize("edition", OLD)
def test_it_goes_up_step_by_step(edition):
    """After each step it fits the schema of that edition; what was there is untouched."""
    record = example(edition)
    for later in EDITIONS[OLD.index(edition) + 1 :]:
        brought = brought_to(record, later)
        validate(brought, later)
        assert edition_of(brought) == later
    assert record == example(edition)
    assert edition_of(newest(record)) == NEWEST


@pytest.mark.parametrize("edition", OLD)
def test_an_old_record_is_read_as_today_s_and_nothing_is_invented(edition):
    """What it says is kept, what it did not know is unknown, and an event tells which it was."""
    record = example(edition)
    document = from_json(written(edition))
    plain = json.loads(to_json(document))

    assert plain == newest(record) == json.loads(upgraded(written(edition)))
    for key, field in record["fields"].items():
        assert plain["fields"][key] == field
    for key in set(plain["fields"]) - set(record["fields"]):
        assert document.fields[key].value is None
        assert document.fields[key].reason == NOT_LOOKED_FOR
    assert plain["text"] == record["text"]
    assert plain["source"] == record["source"]
    assert [zone["text"] for zone in plain["pages"][0]["zones"]] == [
        zone["text"] for zone in record["pages"][0]["zones"]
    ]
    assert len(document.review) == len(record["review"])
    if edition != "1e":
        assert {note.grade for note in document.review} == {"must"}
        assert document.pages[0].scan is None
    *before, last = document.events
    assert [event.what for event in before] == [event["what"] for event in record["events"]]
    assert last == Event("upgrade_record", f"document.json {edition}")
    assert document.archived_at is None


def test_who_decided_gets_a_place_of_its_own():
    """Once it stood in `what` and the moment in `version`; no other event is taken apart so."""
    record = example("1e")
    old = [
        {"what": "cut_by_person: Lê Thị Mai", "version": "2026-01-02T03:04:05.678900+00:00"},
        {"what": "judged_not_secret: Trần: Bé", "version": "2026-01-02T03:04:05+00:00"},
        {"what": "old_text_layer_removed: document.pdf, 1", "version": "pikepdf 10"},
    ]
    record["events"] = [event | {"model_sha256": None} for event in old]
    found = from_json(json.dumps(record).encode()).events
    assert found[:3] == (
        Event("cut_by_person", "", at=old[0]["version"], who="Lê Thị Mai"),
        Event("judged_not_secret", "", at=old[1]["version"], who="Trần: Bé"),
        Event(old[2]["what"], old[2]["version"]),
    )
    assert brought_to(newest(record), "1e") == record


@pytest.mark.parametrize("edition", OLD)
def test_up_and_down_again_is_as_it_was(edition):
    """Brought up and back, a released record is the same, key for key."""
    assert brought_to(newest(example(edition)), edition) == example(edition)


@pytest.mark.parametrize("edition", OLD)
def test_a_record_of_today_fits_older_editions(edition):
    """What an older edition has no place for goes; the rest fits its schema."""
    record = today()
    validate(record, NEWEST)
    down = brought_to(record, edition)
    validate(down, edition)
    assert edition_of(down) == edition
    assert down["text"] == record["text"]
    kinds = {zone["kind"] for zone in down["pages"][0]["zones"]}
    assert ("footnote" in kinds) == (edition >= "1c")
    assert ("digital" in {mark["kind"] for mark in down["pages"][0]["marks"]}) == (edition >= "1d")
    assert record == today()


def test_a_record_of_today_is_given_back_as_it_is():
    """Nothing is written anew that is new."""
    data = to_json(from_json(written("1e")))
    assert upgraded(data) is data
    assert upgraded(upgraded(written("1a"))) == upgraded(written("1a"))
    record = today()
    assert newest(record) is record


def test_citations_keep_their_number_and_no_words_are_put_into_them():
    """`printed` was number and symbol until 1d; the words of a mention were not kept."""
    law = {"type": "Luật", "number": None, "symbol": None, "printed": None, "date": None}
    directive = {
        "type": "Chỉ thị",
        "number": "17",
        "symbol": "CT-UBND",
        "printed": "17/CT-UBND",
        "date": "2021-07-23",
        "mentions": 2,
    }
    record = example("1d")
    cited = record["fields"]["cited_documents"]
    cited.update(value=[directive, law | {"mentions": 1, "name": "Luật Đất đai"}], reason=None)

    entry, named = newest(record)["fields"]["cited_documents"]["value"]
    assert (entry["number_symbol"], entry["printed"], entry["mentions"]) == ("17/CT-UBND", None, 2)
    assert (entry["issuer"], entry["subject"], entry["type_code"]) == (None, None, None)
    assert named["name"] == "Luật Đất đai"
    assert brought_to(newest(record), "1d") == record


@pytest.mark.parametrize(("pages", "confidence", "said"), [([1, 2], 1.0, 0), ([3, 4], 0.0, 1)])
def test_how_surely_an_old_document_was_cut_is_not_known(pages, confidence, said):
    """A file's first page begins a document; elsewhere nothing speaks for the cut."""
    record = example("1d")
    record["source"]["pages"] = pages
    cut = newest(record)["cut"]
    assert (cut["made"], cut["confidence"], len(cut["reasons"])) == ("machine", confidence, said)


def test_a_newer_record_is_refused():
    """The program says that it is too old, by which document and version."""
    data = json.dumps(today() | {"schema_version": VERSION + 1}).encode()
    for read in (from_json, upgraded):
        with pytest.raises(RecordVersionError, match=f"phiên bản {VERSION + 1}") as refused:
            read(data)
    assert today()["id"] in str(refused.value)
    assert "cập nhật chương trình" in str(refused.value)


@pytest.mark.parametrize("version", [None, "2", True, 0, -1, 1.5])
def test_a_record_without_a_version_is_none(version):
    """What does not say its version is not guessed at."""
    record = today() | {"schema_version": version}
    if version is None:
        del record["schema_version"]
    with pytest.raises(msgspec.ValidationError, match="schema_version"):
        from_json(json.dumps(record).encode())


def places(value, here=()):
    yield here
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(part, (*here, key))


def small(edition):
    record = example(edition)
    (page,) = record["pages"]
    page["zones"], page["marks"] = page["zones"][:1], page["marks"][:1]
    page["zones"][0]["lines"] = page["zones"][0]["lines"][:1]
    record["fields"]["cited_documents"]["value"] = [{"type": "Luật", "printed": "1/QH"}]
    record["fields"]["cited_documents"]["reason"] = None
    return record


SMALL = {edition: small(edition) for edition in ("1a", "1d")}
PLACES = {edition: list(places(record))[1:] for edition, record in SMALL.items()}


@given(
    st.sampled_from(sorted(SMALL)).flatmap(
        lambda edition: st.tuples(st.just(edition), st.sampled_from(PLACES[edition]))
    ),
    st.sampled_from([None, 7, "x", [], {}, [None], {"value": [3]}, [[1]]]),
)
@settings(max_examples=150, deadline=None)
def test_a_damaged_old_record_is_told_as_such(where, junk):
    """Whatever stands in a wrong place, it is read or refused by what does not fit."""
    edition, (*way, last) = where
    record = deepcopy(SMALL[edition])
    part = record
    for key in way:
        part = part[key]
    part[last] = junk
    with suppress(msgspec.ValidationError, RecordVersionError):
        from_json(json.dumps(record).encode())


@pytest.fixture
def archive(tmp_path):
    """An archive with a bag that an old program wrote."""
    opened = open_archive(Settings(archive=str(tmp_path / "kho")))

    def filed(data):
        record = json.loads(data)
        folder = tmp_path / "kho" / "documents" / record["id"] / "data"
        folder.mkdir(parents=True)
        (folder.parent / "bagit.txt").write_text("BagIt-Version: 1.0\n")
        (folder / "document.json").write_bytes(data)
        return opened, record["id"], folder / "document.json"

    yield filed
    opened.close()


def test_a_bag_of_an_old_program_is_read_and_stays_as_it_is(archive):
    """Its bytes are sealed; it is brought up in memory."""
    opened, document_id, path = archive(written("1b"))
    document = opened.read_document(document_id)
    assert document == from_json(written("1b"))
    assert opened.read_json(document_id) == json.loads(to_json(document))
    assert path.read_bytes() == written("1b")


def test_the_archive_tells_a_newer_record_from_a_damaged_one(archive):
    """One asks for a newer program, the other is damage."""
    record = today()
    opened, document_id, path = archive(json.dumps(record | {"schema_version": 9}).encode())
    for read in (opened.read_document, opened.read_json):
        with pytest.raises(RecordVersionError, match=document_id):
            read(document_id)
    for damage in (b"{", b"[]", b'{"schema_version": null}'):
        path.write_bytes(damage)
        for read in (opened.read_document, opened.read_json):
            with pytest.raises(ArchiveError, match=r"document\.json"):
                read(document_id)
