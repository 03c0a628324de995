"""Every field of the record has one row that says what it is."""

from evaluation.measure.field_outcomes import KEYS, UPPER
from pipeline.record.fields import FIELD_KEYS, FIELDS
from pipeline.settings import Review


def test_fields_are_told_apart():
    """No two rows share a key or a name."""
    assert len({spec.key for spec in FIELDS}) == len({spec.label for spec in FIELDS}) == len(FIELDS)


def test_what_review_asks_for_are_fields():
    """The defaults of the settings name rows of the table, and no field twice."""
    asked = (*Review().required_fields, *Review().useful_fields)
    assert set(asked) <= set(FIELD_KEYS)
    assert len(asked) == len(set(asked))


def test_what_nobody_transcribed_is_not_measured():
    """The measure takes the table's word for what is compared, and how."""
    untold = {
        *("noi_nhan_details", "handwriting", "instructions", "cited_documents", "annexes"),
        *("language", "page_count", "sheet_count", "physical_state", "inferred", "signers"),
        *("year", "issuers", "type_code", "copy_mark", "circulation"),
    }
    assert set(FIELD_KEYS) - set(KEYS) == untold
    assert frozenset({"org", "parent_org"}) == UPPER
