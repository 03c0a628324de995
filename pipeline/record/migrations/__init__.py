"""`document.json` through time: told apart, and brought from one edition to another.

editions  which there are, how a record tells its own, their schemas
steps     what each edition knows that the one before did not, there and back
chain     the steps in a row
parts     parts of a record that steps change
"""

from pipeline.record.migrations.chain import brought_to, newest
from pipeline.record.migrations.editions import EDITIONS, NEWEST, edition_of, released_schema

__all__ = ["EDITIONS", "NEWEST", "brought_to", "edition_of", "newest", "released_schema"]
