"""An export told as JSON: what is in it, and by what a killed one is recognised."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.profiles.facts import Facts
    from pipeline.profiles.records import Draft, FileRecord

__all__ = ["export_facts", "file_facts", "json_file", "size_of"]


def json_file(value: Any) -> bytes:
    """The same value is always the same bytes."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def size_of(facts: Facts) -> int:
    """Bytes of its PDF."""
    return facts.pdf.size if facts.pdf else 0


def file_facts(draft: Draft, file: FileRecord) -> dict[str, Any]:
    """A file with its record and documents (`ho-so.json`): where anything of it changed, this did.

    `newest` is when the last of its documents came into the archive.
    """
    return {
        "profile": draft.profile.name,
        "code": file.code,
        "folder": file.folder,
        "newest": max((one.facts.published for one in file.documents), default=""),
        "fonds": dict(draft.fonds),
        "record": dict(file.values),
        "documents": [
            {
                "id": one.facts.id,
                "ordinal": one.ordinal,
                "file": one.name,
                "sha256": one.facts.pdf.sha256 if one.facts.pdf else None,
                "size": size_of(one.facts),
                "record": dict(one.values),
            }
            for one in file.documents
        ],
    }


def export_facts(draft: Draft) -> dict[str, Any]:
    """All of it (`xuat.json`)."""
    return {
        "profile": draft.profile.name,
        "regulation": draft.profile.title,
        "files": [file_facts(draft, file) for file in draft.files],
        "values_given": [asdict(used) for used in draft.used],
        "not_exported": {
            "files": {
                code: sorted({str(t) for t in draft.held if t.file == code})
                for code in dict.fromkeys(t.file for t in draft.held)
            },
            "documents": [one.id for one in draft.unplaced],
        },
        "notes": list(draft.notes),
    }
