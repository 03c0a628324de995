"""The ledger knows what a person has to look at, and which documents bear one number."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, select

from pipeline.archive import InboxFile
from pipeline.archive.ledger.tables import documents, records
from pipeline.values.document import Document, Field, ReviewNote, Source, Text

SHA = "a" * 64
MUST = ReviewNote("Chưa có số", "trang 1", "viết tay", "must", "pen", ("number",), 0.3, 10.0)
MAY = ReviewNote("9 từ", "trang 1", "ví dụ", "may", "words")


def paper(name, *notes, number="5", org="SỞ TÀI CHÍNH"):
    said = {"org": org, "symbol": "QĐ-STC", "date": "2024-03-05", "number": number}
    fields = {
        key: Field(value, "x", 0.9) if value else Field(reason="chưa đọc")
        for key, value in said.items()
    }
    return Document(name, Source("a.pdf", SHA, (1, 2)), fields, (), Text("", ""), notes)


@pytest.fixture
def keep(archive):
    """Put a document on record as published."""
    archive.ledger.sight(InboxFile("/in/a.pdf", "a.pdf", 9, 1), SHA)

    def kept(document):
        archive.ledger.record(document.id, SHA, document.source.pages, "k")
        archive.ledger.records.keep(document)

    return kept


def test_documents_are_kept_with_their_weightiest_grade(archive, keep):
    """Notes come back as they were; what needs nobody is counted."""
    keep(paper("a-0001", MAY, MUST))
    keep(paper("b-0001", MAY, number="6"))
    keep(paper("c-0001", number=None))
    records = archive.ledger.records
    assert records.counts() == {"must": 1, "may": 1, "none": 1}
    (row,) = records.for_review()
    assert (row.id, row.name, row.pages, row.grade) == ("a-0001", "a.pdf", (1, 2), "must")
    assert row.notes == (MAY, MUST)
    assert row.fields["org"] == "SỞ TÀI CHÍNH"
    assert {row.id for row in records.of(["a-0001", "c-0001", "x"])} == {"a-0001", "c-0001"}


def test_the_last_word_on_a_document_counts(archive, keep):
    """A document made again replaces what was said of it."""
    keep(paper("a-0001", MUST))
    keep(paper("a-0001", MAY))
    assert archive.ledger.records.counts() == {"may": 1}


def test_one_number_twice_is_found(archive, keep):
    """Also where one says `05`; documents without a number are nobody's twin."""
    keep(paper("a-0001", number="5"))
    keep(paper("b-0001", number="05"))
    keep(paper("c-0001", number="6"))
    keep(paper("d-0001", number=None))
    keep(paper("e-0001", number=None))
    likeness = archive.ledger.likeness
    assert likeness.same_number("a-0001", 9) == ["b-0001"]
    assert likeness.same_number("b-0001", 9) == ["a-0001"]
    assert likeness.same_number("c-0001", 9) == likeness.same_number("d-0001", 9) == []


def test_documents_that_are_lost_wait_for_nobody(archive, keep):
    """They are told of as missing; their twins stand alone."""
    keep(paper("a-0001", MUST))
    keep(replace(paper("b-0001", MUST)))
    archive.ledger.miss(["b-0001"])
    assert [row.id for row in archive.ledger.records.for_review()] == ["a-0001"]
    assert archive.ledger.likeness.same_number("a-0001", 9) == []


def test_what_is_said_of_a_document_goes_with_it(archive, keep):
    """A file that is cut anew has other documents."""
    keep(paper("a-0001", MUST))
    archive.ledger._db.run(delete(documents).where(documents.c.id == "a-0001"))
    assert archive.ledger.records.counts() == {}
    assert archive.ledger._db.run(select(records)) == []
