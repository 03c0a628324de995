"""The ledger's tables through time: one revision after the other, upwards and back.

revisions  which there are
applying   ... by Alembic
versions/  what each of them changes, and how it is taken back
copies     an SQLite ledger kept beside itself before it is changed
moving     bringing a ledger from one to another, whole or not at all
"""

from pipeline.archive.migrations.moving import Move, bring_up, move, planned
from pipeline.archive.migrations.revisions import newest, number_of, released

__all__ = ["Move", "bring_up", "move", "newest", "number_of", "planned", "released"]
