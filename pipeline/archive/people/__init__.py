"""Who works at the desk: accounts, sessions, tokens, and what each of them did.

They lie in a database of their own beside the ledger, in tables of their own where both share one:
a ledger can be made again from the archive, accounts and the log cannot.

people     the door
accounts   names, roles, fonds, passwords
sessions   a browser that somebody signed in at
tokens     other programs, in the name of an account
attempts   wrong passwords, and for how long nobody may try again
log        what was done, each line chained to the one before
passwords  argon2id
tables     all of it, as tables, brought up to today's
"""

from pipeline.archive.people.accounts import Account
from pipeline.archive.people.log import Broken, Line, Log
from pipeline.archive.people.people import People, open_people, people_url
from pipeline.archive.people.sessions import Session
from pipeline.archive.people.tokens import Token

__all__ = [
    "Account",
    "Broken",
    "Line",
    "Log",
    "People",
    "Session",
    "Token",
    "open_people",
    "people_url",
]
