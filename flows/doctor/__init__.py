"""What a site can have wrong, looked at before the night: each finding says what to do.

findings     how a check ends
program      packages, engine, models, Poppler, nothing calls home
machine      clock, locale, folders, room, memory, who sees what is written
elsewhere    ledger, database, archive
lines        whom a site reaches by TLS, and how
certificates ... and whether their certificates hold
"""
