"""Where documents land, and what is known of every scan ever seen.

archive      all of it, behind one object
store        objects in a folder or a bucket: the promises
folder       ... by rename
bucket       ... by the last object
objects      the file-system library and its errors
ledger       files, documents, nights in SQL
page_ledger  single pages
tables       the tables and their rows
database     SQLite or PostgreSQL
checkpoints  finished pages
quarantine   what was set aside, and why
inbox        what there is to read
"""

from pipeline.archive.archive import Archive, open_archive
from pipeline.archive.inbox import (
    Ignored,
    InboxFile,
    Listing,
    fetch,
    is_settled,
    list_inbox,
    look_into,
    settled,
)

__all__ = [
    "Archive",
    "Ignored",
    "InboxFile",
    "Listing",
    "fetch",
    "is_settled",
    "list_inbox",
    "look_into",
    "open_archive",
    "settled",
]
