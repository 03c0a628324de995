"""What is put into a submission package (gói SIP): one file (hồ sơ) with its documents.

A profile (TT05, TT02, PARTY) makes these from its records; the room that writes packages knows no
profile.  A profile's fields are given under their XML names, in the profile's order, as they shall
be printed: codes as codes, dates as the profile writes them.  What E-ARK must understand by itself
stands in attributes of its own besides (`code`, `title`, ISO dates).

    SipFile(
        profile="TT05", code="G09.2021.01.001", title="Tập công văn năm 2021",
        created="2026-11-29T15:05:07+00:00",
        creator=SipAgent("Quận ủy Long Biên", "G09"),
        fields={"fileCode": "G09.2021.01.001", "title": "Tập công văn năm 2021", ...},
        documents=(
            SipDocument(
                code="G09.2021.01.001.0000001", ordinal=1, title="Công văn 12-CV/QU ...",
                fields={"docCode": ..., "typeName": "22", ...},
                contents=(SipContent(Path(".../document.pdf"), "G09.2021.01.001.0000001.pdf"),),
                history=document,
            ),
        ),
        whole=(SipContent(Path("/tmp/joined.pdf"), "G09.2021.01.001.pdf"),),
    )
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pipeline.values.document import Document

__all__ = ["SipAgent", "SipContent", "SipDocument", "SipFile"]


@dataclass(frozen=True, slots=True)
class SipAgent:
    """An organ that takes part: its name, and its code (mã định danh) where it has one."""

    name: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class SipContent:
    """A file to take into the package, byte for byte.

    Attributes:
        source: Where it lies now.
        name: In the package's `data/`, without a folder; unique in its package.
    """

    source: Path
    name: str

    def __post_init__(self) -> None:
        if not self.name or self.name in (".", "..") or set(self.name) & set('/\\:*?"<>|\0\n'):
            raise ValueError(f"no file name for a package: {self.name!r}")


@dataclass(frozen=True, slots=True)
class SipDocument:
    """One document of a file.

    Attributes:
        code: Archival code of the document (mã lưu trữ của tài liệu), unique in its file.
        ordinal: Its place in the file (số thứ tự), from 1.
        title: What a list shows: type, number, subject.
        fields: The profile's record, XML name to printed value, in the profile's order; a field
            without a value is left out.
        contents: Its files, most important first; at least one.
        issued: Date of issue, ISO (YYYY-MM-DD); None where it is unknown.
        history: The document in the archive: its id and what was done to it, for PREMIS; None
            for one that came from elsewhere.
    """

    code: str
    ordinal: int
    title: str
    fields: Mapping[str, str]
    contents: tuple[SipContent, ...]
    issued: str | None = None
    history: Document | None = None

    def __post_init__(self) -> None:
        if not self.contents:
            raise ValueError(f"{self.code}: a document without a file")


@dataclass(frozen=True, slots=True)
class SipFile:
    """One file (hồ sơ) as it is handed over.

    Attributes:
        profile: `TT05`, `TT02`, `PARTY`: names the record's form.
        code: Of the file (mã hồ sơ).
        title: Of the file.
        created: When the package is made, ISO 8601 with its zone. The same values give the same
            package, byte for byte: nothing else in it tells the time.
        creator: Whose records they are (cơ quan nộp, đơn vị hình thành phông).
        fields: The profile's record of the file, as in `SipDocument.fields`.
        documents: By ordinal.
        whole: Files of the whole file: all its documents as one PDF.
        archivist: Who receives it (lưu trữ lịch sử).
        fonds: Name and code of the fonds (phông).
        start: First date of its documents, ISO; None where unknown.
        end: Last date, ISO.
        retention: How long it is kept (thời hạn bảo quản), for a person to read.
        documentation: Files for whoever receives it (lists, instructions).
    """

    profile: str
    code: str
    title: str
    created: str
    creator: SipAgent
    fields: Mapping[str, str]
    documents: tuple[SipDocument, ...]
    whole: tuple[SipContent, ...] = ()
    archivist: SipAgent | None = None
    fonds: SipAgent | None = None
    start: str | None = None
    end: str | None = None
    retention: str | None = None
    documentation: tuple[SipContent, ...] = field(default=())

    def __post_init__(self) -> None:
        if datetime.fromisoformat(self.created).tzinfo is None:
            raise ValueError(f"{self.code}: {self.created!r} has no time zone")
        if twice := _twice(document.code for document in self.documents):
            raise ValueError(f"{self.code}: two documents with one code: {twice}")
        if twice := _twice(content.name.casefold() for content in self.contents):
            raise ValueError(f"{self.code}: two files with one name: {twice}")
        if not self.contents:
            raise ValueError(f"{self.code}: a package without a file")

    @property
    def contents(self) -> tuple[SipContent, ...]:
        """All files of `data/`: of the whole first, then of the documents in order."""
        own = (content for document in self.documents for content in document.contents)
        return (*self.whole, *own)


def _twice(names: Iterable[str]) -> list[str]:
    counted = Counter(names)
    return sorted(name for name, times in counted.items() if times > 1)
