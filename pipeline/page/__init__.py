"""Read one page: the stages in order, and nowhere else.

reading    path and number to reading: the stages
printing   a zone's lines through the engine
naming     which zone is letterhead, title, recipients, body, foot
slots      pen on the blanks of the number and date lines
digital    pages whose text layer is trusted
readers    what reads pages: versions, models, their loading
secrecy    pages that bear MẬT or above, and what may be said of them
evidence   marks as they are stored
showing    pictures of a cleaned page for a person
stopwatch  processor time, stage by stage
"""

from pipeline.page.readers import engine_events, reading_key, warm_up
from pipeline.page.reading import PageTrace, digitise_page, read_traced
from pipeline.page.showing import cleaned_pictures

__all__ = [
    "PageTrace",
    "cleaned_pictures",
    "digitise_page",
    "engine_events",
    "read_traced",
    "reading_key",
    "warm_up",
]
