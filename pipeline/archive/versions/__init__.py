"""Documents of the archive that are read again.

choice           which documents are worth it
proposals        a new version beside the one that stands, until somebody decides
words            ... what it changes, for a clerk
secret           what a mark of secrecy on a page read again does
"""
