"""Pages to documents: split a stack, sort, read the record, write the canonical text."""

from pipeline.document.acceptance import JudgedFile, judged_file
from pipeline.document.assemble import documents, documents_again
from pipeline.document.stack import split

__all__ = ["JudgedFile", "documents", "documents_again", "judged_file", "split"]
