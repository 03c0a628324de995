"""A reading with what people decided of it laid over: pure, and the reading stays as it was.

overlay   all of it: `decided`
places    which line, mark or unread print a decision is about, on this reading or another one
fields    the record's values
pages     lines, unread print, marks, and which way up a page stands
words     a line's words where a person has typed another text
texts     texts put together before
notes     what is left for a person to look at
checking  whether a decision can be one
"""

from pipeline.document.decided.checking import checked
from pipeline.document.decided.overlay import decided
from pipeline.document.decided.places import at_place, is_there, same_target
from pipeline.document.decided.texts import Texts

__all__ = ["Texts", "at_place", "checked", "decided", "is_there", "same_target"]
