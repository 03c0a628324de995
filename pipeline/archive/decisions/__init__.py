"""What people decided of the archive's documents: facts beside readings.

door       put on record, read, signed off
clashes    whether somebody else decided of the same thing meanwhile
following  with their pages, when a file is cut anew
signing    the bag of a record that was signed off
lessons    what people typed, for a recogniser to learn from
teaching   ... written out
files      each call's decisions in a file of its own: a lost ledger knows them again
"""

from pipeline.archive.decisions.door import Decisions
from pipeline.archive.decisions.files import recall_decisions

__all__ = ["Decisions", "recall_decisions"]
