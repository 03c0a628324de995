"""Where documents land, and what is known of every scan ever seen.

archive      all of it, behind one object
store        objects in a folder or a bucket: the promises
folder       ... by rename
bucket       ... by the last object
objects      the file-system library and its errors
endpoint     ... and where buckets are
moments      ... and moments as parts of their paths
ledger       what is known of every scan, in SQL
migrations   ... its tables made, and brought from one version to another
ledger_moves ... where an administrator asks for it
relearning   ... made again from the archive when it is lost
fixity       whether all of it is as it was; repairs
versions     documents that are read again
recut        documents cut anew where a person says
decisions    what people decided of documents, beside their readings
twins        documents that are one paper: found, and decided by people
exporting    documents handed over as files (hồ sơ)
search       documents found by what they say
originals    a document's scan, out of its bag
checkpoints  finished pages
quarantine   what was set aside, and why
listing      what lies in the inbox
manifests    lists of what a contractor delivers, held against the inbox
receiving    files that other programs send, into the inbox
inbox        its scans, brought to where they can be read
spelling     places of files as text, and back
"""

from pipeline.archive.archive import Archive, open_archive
from pipeline.archive.inbox import fetch, is_settled, settled, unreadable
from pipeline.archive.listing import (
    InboxFile,
    Listing,
    NotTaken,
    inbox_folder,
    list_inbox,
    look_into,
)

__all__ = [
    "Archive",
    "InboxFile",
    "Listing",
    "NotTaken",
    "fetch",
    "inbox_folder",
    "is_settled",
    "list_inbox",
    "look_into",
    "open_archive",
    "settled",
    "unreadable",
]
