"""A module for each revision, loaded by Alembic; its name is the revision's.

Each has `revision`, `down_revision`, `upgrade(op)` and `downgrade(op)`, and spells its tables out:
what a ledger of that day looked like does not change with today's tables.  One whose downgrade
drops what people decided counts it by `DECISIONS`: Vietnamese name → SQL.
"""
