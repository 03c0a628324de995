r"""Places of files whose names are no UTF-8, spelt so that the file is found again.

Programs of 0001 and 0002 wrote each byte that is no text as `\xff`, which is the name of another
file; later ones write such a place as a URL, and took the old rows for files that had gone.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0008_places"
down_revision = "0007_versions"

_SPELT_OUT = re.compile(rb"\\x([0-9a-f]{2})")


def upgrade(op: Operations) -> None:
    """Spell them as URLs; a row's key, the hash of the real bytes, tells which ones they are."""
    sightings = sa.table("sightings", sa.column("id"), sa.column("location"))
    connection = op.get_bind()
    for key, location in connection.execute(sa.select(sightings.c.id, sightings.c.location)).all():
        place = _SPELT_OUT.sub(lambda match: bytes([int(match[1], 16)]), location.encode())
        if place != location.encode() and hashlib.sha256(place).hexdigest() == key:
            connection.execute(
                sa.update(sightings)
                .where(sightings.c.id == key)
                .values(location=f"file://{quote_from_bytes(place)}")
            )


def downgrade(_op: Operations) -> None:
    """Leave them: older programs only show a place, and 0003 and later ones know the spelling."""
