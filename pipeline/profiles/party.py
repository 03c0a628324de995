"""Profile PARTY: records of the Party's archives.

Văn phòng Trung ương has guidance of its own (Hướng dẫn 40-HD/VPTW, 7/11/2018), which could not be
read; names and lengths are TT02's, types are names (the Party's have no codes), and who signed is
asked for. An archive that knows better changes this table.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.profiles import sources as s
from pipeline.profiles.spec import FieldSpec, Profile
from pipeline.profiles.tt02 import DOCUMENTS, FILES, FONDS

__all__ = ["PARTY"]

F = FieldSpec  # a row of the tables below

# Signer and urgency as NĐ30, phụ lục VI, registers them: they move from our fields to its own.
_SIGNED: tuple[FieldSpec, ...] = (
    F(
        "Chức vụ người ký",
        "Position",
        "signer_position",
        "str",
        100,
        s.signed_by("title"),
        reads="title",
        width=20,
    ),
    F(
        "Họ và tên người ký",
        "FullName",
        "signer_name",
        "str",
        50,
        s.signed_by("name"),
        reads="signer",
        width=20,
    ),
)
_MOVED = frozenset(spec.name for spec in _SIGNED)
_KEPT = tuple(spec for spec in DOCUMENTS if spec.name not in _MOVED)
_LISTED = tuple(spec for spec in _KEPT if not spec.own)

PARTY = Profile(
    "PARTY",
    "Tài liệu của Đảng (theo mẫu TT02/2019, tên loại theo Quy định 399-QĐ/TW)",
    tuple(
        replace(spec, label="Tổng số tài liệu") if spec.name == "document_count" else spec
        for spec in FILES
    ),
    (*_LISTED, *_SIGNED, *(spec for spec in _KEPT if spec.own)),
    FONDS,
)
