"""Records as regulations ask for them: files (hồ sơ) and documents, codes and tables.

spec         what a profile is: tables of fields
codes        closed code tables
tt05 tt02 party  the profiles; own_fields: ours in each of them
sources planned  where the values come from
facts        what is asked of a document of the archive
plan plan_columns   the operator's plan: its values and columns
raw cells sheets yaml_plan planning   ... read, checked
template     ... to be filled in
placing      documents into files, in order
drafting filling records   records, and what keeps them from being whole
naming shown names of files; text that every table holds
workbook csv_tables xml_table schema   the tables as XLSX, CSV, XML with its XSD
tables       what these have in common
delivery writing manifest told   all of it into a folder, whole or not at all
"""

from typing import TYPE_CHECKING

from pipeline.profiles.party import PARTY
from pipeline.profiles.tt02 import TT02
from pipeline.profiles.tt05 import TT05

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.profiles.spec import Profile

__all__ = ["PARTY", "PROFILES", "TT02", "TT05"]

PROFILES: "Mapping[str, Profile]" = {profile.key: profile for profile in (TT05, TT02, PARTY)}
