"""Read one page: the stages in order, and nowhere else.

reading       path and number to reading: the stages
readers       what reads pages: versions and models
upright       which way is up, by reading
paleness      print so pale that it may show through from the back
comparing     cleaning must not harm: lines with lifted ink and without
stored_lines  lines as they are stored
digital       pages whose text layer is trusted
code_sheets   separator sheets, known by their codes
secrecy       pages that bear MẬT or above, and what may be said of them
facts         what is known of a page before it is read
judged        a page's scan judged, and nothing read
showing       pictures of a cleaned page for a person
stopwatch     processor time, stage by stage
"""

from pipeline.page.judged import judge_page
from pipeline.page.readers import engine_events, reading_key
from pipeline.page.reading import PageTrace, digitise_page, read_traced
from pipeline.page.showing import cleaned_pictures

__all__ = [
    "PageTrace",
    "cleaned_pictures",
    "digitise_page",
    "engine_events",
    "judge_page",
    "read_traced",
    "reading_key",
]
