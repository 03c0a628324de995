"""PDF/A-2b (ISO 19005-2): what our files must be, made so and checked.

profiles   colour profiles and the output intent
metadata   the record as XMP, with the description of our own schema
mend       what an original breaks is put right without touching a picture's bytes
           (mend_colours, mend_pictures)
redraw     a page that cannot be put right is drawn anew
check      every clause that a file of ours could break, asked of what was written
*_rules    those clauses: bytes, objects, pages, colours, graphics, fonts, metadata
           (limits, font_programs, jpx: what they ask of numbers, fonts, pictures)
violation  what a clause finds
parts      what an object of a PDF is made of
content    what a page's content uses, followed as a viewer would
"""

from pipeline.export.pdfa.check import check_pdfa
from pipeline.export.pdfa.violation import Violation

__all__ = ["Violation", "check_pdfa"]
