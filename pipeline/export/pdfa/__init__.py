"""PDF/A-2b (ISO 19005-2): what our files must be, made so and checked.

profiles   colour profiles and the output intent
metadata   the record as XMP, with the description of our own schema
mend       what an original breaks is put right without touching a picture's bytes
redraw     a page that cannot be put right is drawn anew
check      every clause that a file of ours could break, asked of what was written
*_rules    those clauses: bytes, objects, pages, colours, graphics, fonts, metadata
content    what a page's content uses, followed as a viewer would
"""

from pipeline.export.pdfa.check import check_pdfa
from pipeline.export.pdfa.violation import Violation

__all__ = ["Violation", "check_pdfa"]
