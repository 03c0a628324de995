"""The boundaries of the work: where one thing is done for good, and the next is not begun.

Whoever passes one says so (`reached`) as an event of Python's own auditing (PEP 578): nobody
listens in a real night, and saying it costs a fifth of a microsecond.  The tests of a night's
resilience listen, and kill there.
"""

from __future__ import annotations

import sys
from enum import Enum
from typing import Any

__all__ = ["EVENT", "Step", "reached"]

EVENT = "sohoa.step"


class Step(Enum):
    """A boundary, by its name.

    Attributes:
        label: As it is told.
        holds: What is true of disk and ledger there, whoever dies there.
        next: What is to be done then; it is what the next run or another worker does when the one
            that came so far dies.
    """

    # A night
    LEASE_TAKEN = "lease-taken", "we alone may do what the lease is for", "the work"
    NIGHT_BEGUN = "night-begun", "the night is on record as running", "stock is taken"
    STOCK_TAKEN = "stock-taken", "every file of the inbox is on record", "work is given out"
    REPORT_WRITTEN = "report-written", "the night's report lies in the archive", "the night ends"
    INDEX_CAUGHT_UP = "index-caught-up", "the index knows every document", "the night ends"
    NIGHT_ENDED = (
        "night-ended",
        "the night is on record with what it did",
        "its lease is given back",
    )
    LEASE_RELEASED = "lease-released", "anybody may take the lease", "nothing"

    # A file on its way in
    FILE_KNOWN = "file-known", "the file is on record, without a place", "its place is noted"
    FILE_SIGHTED = "file-sighted", "the file and its place are on record", "it is opened"
    FILE_BEGUN = "file-begun", "the file is being read, with so many pages", "its pages are read"
    REASON_WRITTEN = "reason-written", "why a file waits lies in quarantine", "it is set aside"
    FILE_ASIDE = "file-aside", "the file waits for a person, with a reason", "nothing"
    FILE_WITHHELD = "file-withheld", "the file is set aside as secret", "what was read of it goes"

    # A page
    PAGE_CLAIMED = "page-claimed", "one more attempt at the page is on record", "it is read"
    PAGE_READ = "page-read", "its reading is in memory alone", "its checkpoint is written"
    CHECKPOINT_WRITTEN = "checkpoint-written", "its checkpoint is whole", "it is put on record"
    PAGE_KEPT = "page-kept", "checkpoint and record say that it is read", "its file's other pages"

    # A document on its way into the archive
    PACKING_FIXED = "packing-fixed", "the moment that it is packed with is on record", "its bag"
    BAG_BUILT = "bag-built", "its bag is whole where nobody looks", "it is brought to the archive"
    PAYLOAD_THERE = "payload-there", "all of its bag but its name, or its seal", "that, at once"
    DOCUMENT_VISIBLE = (
        "document-visible",
        "the document is to be seen, whole",
        "it is put on record",
    )
    DOCUMENT_RECORDED = "document-recorded", "the document is on record", "it is made known"
    RECORD_KEPT = "record-kept", "its fields and notes are on record", "its place in the queue"
    QUEUE_KEPT = "queue-kept", "its place in the queue of review is on record", "its prints"
    LIKENESS_KEPT = "likeness-kept", "what it is compared by is on record", "the index is told"
    INDEX_KEPT = "index-kept", "it is found, compared and reviewed", "its file's other documents"
    FILE_PUBLISHED = (
        "file-published",
        "all of its documents are in the archive",
        "its checkpoints go",
    )
    PAGES_DROPPED = "pages-dropped", "nothing is left of its checkpoints", "nothing"

    # A batch
    BATCH_PLANNED = "batch-planned", "the batch is on record", "it is given out"
    BATCH_GIVEN = "batch-given", "it waits for a worker", "a worker takes it"
    BATCH_BEGUN = "batch-begun", "a worker holds its lease, one more attempt", "its pages are read"
    BATCH_READ = "batch-read", "all of its pages are read", "files that are whole are published"
    BATCH_FINISHED = "batch-finished", "it is done, with its facts", "its lease is given back"
    BATCH_RETURNED = "batch-returned", "an attempt failed and is counted", "it is given out again"
    BATCH_CLOSED = "batch-closed", "the night gave it up", "its files wait for another night"

    # Documents of the archive
    VERSION_BEGUN = "version-begun", "a document is on record as read again", "its pages are read"
    VERSION_BUILT = "version-built", "the new version lies beside the document", "it is proposed"
    VERSION_PROPOSED = "version-proposed", "it waits for a person, on record", "nothing"
    BAG_LOOKED_THROUGH = (
        "bag-looked-through",
        "a bag's look and its result are on record",
        "nothing",
    )
    TWINS_COMPARED = "twins-compared", "a document was held against the others", "nothing"

    def __init__(self, label: str, holds: str, then: str) -> None:
        self.label, self.holds, self.next = label, holds, then


def reached(step: Step, **told: Any) -> None:
    """Say that a boundary is reached.

    Args:
        step: Which.
        told: Of what: ids and numbers.
    """
    sys.audit(EVENT, step.label, told)
