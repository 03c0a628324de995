"""Cross-checks: what a document says twice is compared, and nothing is rewritten.

A value that is contradicted stays as it was read, is trusted less (`trust`), and a person is told
why.  What could not be compared gives no `Check` at all: a missing stamp speaks neither for nor
against.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.record.checks_amounts import amounts
from pipeline.record.checks_dates import arrival, cited_dates, symbol_year, weekdays
from pipeline.record.checks_head import (
    letter_without_signs,
    name_of_signer,
    organ_begins,
    organ_in_symbol,
    parts_of_symbol,
    receiver_is_issuer,
    type_in_symbol,
)
from pipeline.record.checks_pages import page_numbers
from pipeline.record.checks_spelling import spelt_alike, syllables_of_names
from pipeline.record.checks_sums import column_sums

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.record.check import Check
    from pipeline.record.parts import Parts
    from pipeline.values.document import Field

__all__ = ["cross_checks"]


def cross_checks(parts: Parts, fields: Mapping[str, Field]) -> tuple[Check, ...]:
    """Every comparison that could be made, those that hold among them."""
    return (
        *type_in_symbol(fields),
        *letter_without_signs(fields),
        *organ_in_symbol(fields),
        *parts_of_symbol(fields),
        *organ_begins(fields),
        *name_of_signer(fields),
        *receiver_is_issuer(fields),
        *symbol_year(parts, fields),
        *cited_dates(fields),
        *arrival(fields),
        *weekdays(parts),
        *syllables_of_names(fields),
        *spelt_alike(parts, fields),
        *page_numbers(parts.pages),
        *column_sums(parts.pages),
        *amounts(parts),
    )
