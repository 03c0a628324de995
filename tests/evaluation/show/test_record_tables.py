"""The record's tables and bars say what was counted."""

import pytest

from evaluation.measure.field_outcomes import FieldOutcome
from evaluation.measure.figures import DocumentFigures
from evaluation.measure.review_outcomes import ReviewOutcomes
from evaluation.measure.rows import Group
from evaluation.show.bars import bar_table
from evaluation.show.record_bars import record_bars
from evaluation.show.record_tables import (
    outcome_table,
    record_dict,
    record_tables,
    review_table,
    trust_table,
)


def field(key, outcome, sure=0.0, ink="print"):
    wanted = None if outcome in ("absent", "invented") else "A"
    read = {"right": "A", "wrong": "B", "invented": "B"}.get(outcome)
    return FieldOutcome(key, ink, wanted, read, outcome, sure)


@pytest.fixture
def documents():
    """Ten real papers: one org wrong and sure, one number missing; one drawn one, all right."""
    real = [
        DocumentFigures(
            f"r{i}",
            "thật",
            drawn=False,
            pages=(1,),
            found=True,
            fields=(
                field("org", "right" if i else "wrong", 0.95),
                field("subject", "absent"),
                field("number", "right" if i else "missing", 0.9 if i else 0.0, "pen"),
            ),
            review=ReviewOutcomes(
                documents=1, must=i < 2, judged=1, faulty=i == 0, caught=i == 0, notes=2, minutes=1
            ),
        )
        for i in range(10)
    ]
    drawn = DocumentFigures(
        "d", "vẽ", drawn=True, pages=(1,), found=True, fields=(field("org", "right", 0.99),)
    )
    return [*real, drawn]


REAL = {"thật": Group(False, "thật"), "vẽ": Group(True, "vẽ")}


def test_fields_stand_with_their_intervals(documents):
    """A row a field and ink that was judged, all of an ink together at its end."""
    table = outcome_table(documents[:10])
    rows = {line[0]: line[1:] for line in table.lines}

    assert list(rows) == [
        "org (in)",
        "subject (in)",
        "mọi trường (in)",
        "number (bút)",
        "mọi trường (bút)",
    ]
    assert rows["org (in)"] == ["10", "90,0 %", "59,6–98,2 %", "9", "1", "0", "0", "0"]
    assert rows["subject (in)"][:2] == ["10", "100,0 %"]
    assert rows["subject (in)"][-2:] == ["10", "0"]
    assert rows["number (bút)"][3:6] == ["9", "0", "1"]


def test_what_confidence_promises_and_keeps(documents):
    """Only what was given; 0.95 promised and nine of ten kept is five points off."""
    rows = {line[0]: line[1:] for line in trust_table(documents[:10]).lines}

    assert set(rows) == {"org", "number", "mọi trường"}
    assert rows["org"][:5] == ["10", "1", "5,0 %", "10", "1"]
    assert "95 % → 90 % (10)" in rows["org"]
    assert rows["number"][:2] == ["9", "0"]


def test_the_review_list_in_figures(documents):
    """Its size, what it catches, notes and minutes; conditions without a list are left out."""
    (line,) = review_table(REAL, documents).lines

    assert line == ["thật", "10", "2", "0", "8", "2,0", "1,0", "1", "100,0 %"]


def test_bars_stand_beside_what_was_measured(documents):
    """Real and drawn apart; what nothing was measured of is left out of the table."""
    bars = {bar.name: bar for bar in record_bars(documents)}

    org = bars["ký hiệu, địa danh, loại, cơ quan, bản quét thật"]
    assert (org.value, org.of, org.cleared) == (0.9, 10, False)
    assert bars["trích yếu, bản quét thật"].cleared
    assert bars["số (in, bút, dấu), bản quét thật"].value == 0.9
    assert bars["số và ngày ghi sai, bản quét thật"].value == 0
    sure = bars["trường ghi sai hoặc thừa, bản quét thật: tin từ 0,9"]
    assert (sure.value, sure.of) == (1 / 19, 19)
    assert bars["trường in đúng, trang vẽ: ngắn"].value == 1
    assert bars["độ tin của trường lệch (ECE), trang vẽ"].value == pytest.approx(0.01)
    caught = bars["danh sách phải xem, bản quét thật: hồ sơ sai trường bắt buộc có trong đó"]
    assert (caught.value, caught.of) == (1.0, 1)
    lines = {line[0]: line[1:] for line in bar_table(record_bars(documents)).lines}
    each = lines["danh sách phải xem, bản quét thật: ghi chú mỗi hồ sơ"]
    assert each == ["10", "2,00", "≤ 1,50", "chưa"]
    assert "ngày (in, bút), bản quét thật" not in lines


def test_without_documents_nothing_is_claimed():
    """No rows, no figures, no bar cleared."""
    assert all(not table.cells.lines for table in record_tables({}, []))
    assert {bar.cleared for bar in record_bars([])} == {None}
    assert record_dict(REAL, []) == {}


def test_the_same_figures_for_programs(documents):
    """By condition: fields, bands, the list."""
    found = record_dict(REAL, documents)["thật"]

    org = found["fields"]["org.print"]
    assert (org["of"], org["right"], org["wrong"], org["sure_wrong"]) == (10, 9, 1, 1)
    assert org["interval"] == [0.5958, 0.9821]
    assert found["fields"]["all.pen"]["missing"] == 1
    assert found["reliability"]["by_field"]["org"]["ece"] == pytest.approx(0.05)
    assert found["review"] == {
        "documents": 10,
        "must": 2,
        "should": 0,
        "notes": 20,
        "minutes": 10,
        "faulty": 1,
        "caught": 1,
    }
