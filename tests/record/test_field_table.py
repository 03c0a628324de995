"""Every field of the record has one row that says what it is."""

from evaluation.measure.field_outcomes import KEYS, UPPER
from pipeline.record.fields import FIELD_KEYS, FIELDS


def test_fields_are_told_apart():
    """No two rows share a key or a name."""
    assert len({spec.key for spec in FIELDS}) == len({spec.label for spec in FIELDS}) == len(FIELDS)


def test_a_document_is_found_again_by_what_a_person_is_asked_for():
    """What identifies a document is wanted; what many documents rightly lack is not."""
    wanted = {spec.key for spec in FIELDS if spec.wanted}

    assert wanted == {"org", "number", "symbol", "date", "type"}


def test_what_nobody_transcribed_is_not_measured():
    """The measure takes the table's word for what is compared, and how."""
    untold = {
        *("noi_nhan_details", "handwriting", "instructions", "cited_documents", "annexes"),
        *("language", "page_count", "sheet_count", "physical_state", "inferred", "signers"),
        *("year", "issuers", "type_code", "copy_mark", "circulation"),
    }
    assert set(FIELD_KEYS) - set(KEYS) == untold
    assert frozenset({"org", "parent_org"}) == UPPER
