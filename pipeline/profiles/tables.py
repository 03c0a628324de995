"""A draft as tables: what workbook, CSV and XML have in common."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pipeline.profiles.spec import CELL, FieldSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.profiles.records import Draft
    from pipeline.profiles.spec import Values

__all__ = ["USED", "Table", "tables_of"]


def _used(label: str, name: str, width: float) -> FieldSpec:
    return FieldSpec(label, name, name, "str", CELL, lambda _entry: None, width=width)


USED: tuple[FieldSpec, ...] = (
    _used("Mã văn bản", "document", 24),
    _used("Mã hồ sơ", "file", 24),
    _used("Tên trường", "field", 18),
    _used("Trường", "label", 22),
    _used("Giá trị người nhập", "value", 46),
    _used("Máy đọc được", "machine", 46),
    _used("Người nhập", "by", 20),
)
"""Columns of the table of values that operators gave."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        key: In names of files.
        label: Name of its sheet.
        specs: Columns.
        draft: Whose rows.
    """

    key: str
    label: str
    specs: tuple[FieldSpec, ...]
    draft: Draft

    def rows(self) -> Iterator[Values]:
        """The records, in order."""
        files = self.draft.files
        if self.key == "phong":
            yield self.draft.fonds
        elif self.key == "ho-so":
            yield from (file.values for file in files)
        elif self.key == "van-ban":
            yield from (one.values for file in files for one in file.documents)
        else:
            for used in self.draft.used:
                yield {name: said for name, said in asdict(used).items() if said}


def tables_of(draft: Draft) -> tuple[Table, ...]:
    """The tables of a draft: fonds where the profile has it, files, documents, values given."""
    profile = draft.profile
    fonds = (Table("phong", "Phông", profile.fonds, draft),) if profile.fonds else ()
    return (
        *fonds,
        Table("ho-so", "Hồ sơ", profile.files, draft),
        Table("van-ban", "Văn bản", profile.documents, draft),
        Table("nguoi-nhap", "Giá trị người nhập", USED, draft),
    )
