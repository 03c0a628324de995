"""Where documents land, and what is known of every scan ever seen.

archive      all of it, behind one object
store        objects in a folder or a bucket: the promises
folder       ... by rename
bucket       ... by the last object
objects      the file-system library and its errors
ledger       files, documents, nights in SQL
page_ledger  single pages
entry_ledger what lies in the inbox and is no file yet
cut_ledger   where a person cut files
recut        ... and the archive brought to it
likeness_ledger  which documents are alike, and what people said of it
twins        ... found, and decided by people
spelling     places of files as text, and back
tables       the tables and their rows (ledger_tables, likeness_tables)
database     SQLite or PostgreSQL
migrations   ... made, and brought from one version to another
ledger_moves ... where an administrator asks for it
checkpoints  finished pages
quarantine   what was set aside, and why
damage       what is not as it was, and what can be done
bag_look     a bag against its manifests
record_check ... its record against itself, pictures and original
format_check ... its derived files against their formats
fixity       ... all of it, and which bags are due
agreement    ledger and archive against each other
repair       a damaged bag put right
mending      ... where the bytes of its files come from
settling     ledger and archive brought together again
relearning   a lost ledger made again from the archive
ledger_swap  ... and put in the old one's place
listing      what lies in the inbox
inbox        its scans, brought to where they can be read
"""

from pipeline.archive.archive import Archive, open_archive
from pipeline.archive.inbox import fetch, is_settled, settled, unreadable
from pipeline.archive.listing import InboxFile, Listing, NotTaken, list_inbox, look_into

__all__ = [
    "Archive",
    "InboxFile",
    "Listing",
    "NotTaken",
    "fetch",
    "is_settled",
    "list_inbox",
    "look_into",
    "open_archive",
    "settled",
    "unreadable",
]
