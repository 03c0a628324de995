"""A lost ledger made again from the archive.

relearning       what archive and inbox tell, put into a new ledger
new_ledger       ... which takes rows as they once stood
past_cuts        where people cut files, found in the documents that came of it
swap             the new ledger put in the old one's place
"""
