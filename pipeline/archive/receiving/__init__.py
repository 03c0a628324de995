"""Files that other programs send: they come to lie in the inbox, whole or not at all.

arrival    the bytes on their way in, counted and hashed
naming     what a file is called there
receiving  into the inbox, on record
"""

from pipeline.archive.receiving.arrival import Arrival, TooLargeError
from pipeline.archive.receiving.naming import NotSentError
from pipeline.archive.receiving.receiving import Received, lies_there, take_in

__all__ = ["Arrival", "NotSentError", "Received", "TooLargeError", "lies_there", "take_in"]
