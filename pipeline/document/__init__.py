"""Pages to documents: split a stack, sort, read the record, write the canonical text."""

from pipeline.document.acceptance import JudgedFile, judged_file
from pipeline.document.assemble import documents
from pipeline.document.stack import split

__all__ = ["JudgedFile", "documents", "judged_file", "split"]
