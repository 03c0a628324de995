"""Whether two documents are the same paper, scanned twice.

fingerprints  what is kept of a page, so that its like is found among a hundred thousand
minhash       ... a few numbers that tell how much two pages share
wording       the words of two pages laid over each other
sheets        two pages: one sheet, or two
comparing     two documents: one paper, a part of it, or two
"""

from pipeline.likeness.comparing import compare, worth_comparing
from pipeline.likeness.fingerprints import NUMBERS, prints_of

__all__ = ["NUMBERS", "compare", "prints_of", "worth_comparing"]
