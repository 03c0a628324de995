"""The records of an export as they will be written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.profiles.facts import Facts
    from pipeline.profiles.plan import Trouble
    from pipeline.profiles.spec import Profile, Values

__all__ = ["STRICT", "Allowed", "DocumentRecord", "Draft", "FileRecord", "UsedValue"]


@dataclass(frozen=True, slots=True)
class Allowed:
    """What an operator lets pass.

    Attributes:
        holes: Documents with pages that could not be read.
        secret: Documents that bear a mark of secrecy.
    """

    holes: bool = False
    secret: bool = False


STRICT = Allowed()
"""Nothing passes that is not whole and open."""


@dataclass(frozen=True, slots=True)
class UsedValue:
    """A value that an operator gave, beside what the machine had."""

    document: str
    file: str
    field: str
    label: str
    value: str
    machine: str
    by: str


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document's record, and the name of its PDF."""

    facts: Facts
    ordinal: int
    name: str
    values: Values


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file's record, its folder, and its documents in order."""

    code: str
    folder: str
    values: Values
    documents: tuple[DocumentRecord, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that will be written.

    Attributes:
        profile: Whose form it has.
        fonds: Its record; empty where the profile has none.
        files: In the plan's order.
        troubles: What keeps it from being whole.
        notes: What an operator should know.
        used: Values that operators gave.
        unplaced: Documents that stand in no file.
        held: Troubles of files that are left out, so that the others can go.
    """

    profile: Profile
    fonds: Values
    files: tuple[FileRecord, ...]
    troubles: tuple[Trouble, ...] = ()
    notes: tuple[str, ...] = ()
    used: tuple[UsedValue, ...] = ()
    unplaced: tuple[Facts, ...] = ()
    held: tuple[Trouble, ...] = ()

    def whole_only(self) -> Draft:
        """The same without files that have troubles: those are held back, whole.

        Troubles that belong to no file stay.
        """
        held = {trouble.file for trouble in self.troubles if trouble.file}
        kept = tuple(file for file in self.files if file.code not in held)
        there = {one.facts.id for file in kept for one in file.documents}
        return replace(
            self,
            files=kept,
            troubles=tuple(trouble for trouble in self.troubles if not trouble.file),
            used=tuple(
                u
                for u in self.used
                if u.file not in held and (not u.document or u.document in there)
            ),
            held=tuple(trouble for trouble in self.troubles if trouble.file),
        )
