"""What is made of a file's documents: one PDF of all, and a package; a disk's errors in words."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.errors import DigitiseError, ExportError, ExportFullError
from pipeline.export.joining import join_pdfs
from pipeline.export.sip import SipAgent, SipContent, SipDocument, SipFile, write_sip
from pipeline.plain_words import from_system
from pipeline.profiles.codes import RETENTION
from pipeline.profiles.naming import archive_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.profiles.delivery import Sources
    from pipeline.profiles.plan import Plan
    from pipeline.profiles.records import DocumentRecord, Draft, FileRecord
    from pipeline.profiles.spec import FieldSpec, Values

__all__ = ["disk_errors", "join_documents", "package"]

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def disk_errors(out: Path) -> Iterator[None]:
    """A full or locked disk, told as such.

    Raises:
        ExportFullError: No room left.
        ExportError: Everything else that the disk refuses.
    """
    try:
        yield
    except DigitiseError:
        raise
    except OSError as error:
        kind = ExportFullError if error.errno in _FULL else ExportError
        remedy = "" if error.errno in _FULL else "; hãy xem quyền ghi và tình trạng ổ đĩa"
        raise kind(str(out), f"{from_system(error)}{remedy}") from error


def join_documents(file: FileRecord, folder: Path) -> None:
    """All documents of a file in one PDF/A, named by the file's code."""
    parts = [folder / one.name for one in file.documents]
    join_pdfs(parts, folder / f"{file.folder}.pdf", _title(file))


def package(draft: Draft, file: FileRecord, plan: Plan, sources: Sources, folder: Path) -> None:
    """A submission package (gói SIP) of a file, zipped as packages are sent.

    The package says that it was made when the last of its documents came into the archive: that
    is when what it holds was settled, and the same export gives the same bytes.
    """
    documents = tuple(_document(draft, file, one, sources, folder) for one in file.documents)
    fonds = plan.fonds
    creator = SipAgent(fonds["name"], fonds.get("organ_id"))
    retention = file.values.get("retention", "")
    sip = SipFile(
        profile=draft.profile.name,
        code=file.code,
        title=_title(file),
        created=max(one.facts.published for one in file.documents),
        creator=creator,
        fields=_listed(draft.profile.files, file.values),
        documents=documents,
        fonds=SipAgent(fonds["name"], fonds.get("fonds_id") or fonds.get("organ_id")),
        start=_iso(file.values.get("start_date")),
        end=_iso(file.values.get("end_date")),
        retention=RETENTION.words.get(retention, retention) or None,
    )
    home = folder / "sip"
    home.mkdir()
    write_sip(sip, home, zipped=True)


def _document(
    draft: Draft, file: FileRecord, one: DocumentRecord, sources: Sources, folder: Path
) -> SipDocument:
    return SipDocument(
        code=archive_code(file.code, one.ordinal),
        ordinal=one.ordinal,
        title=_called(one),
        fields=_listed(draft.profile.documents, one.values),
        contents=(SipContent(folder / one.name, one.name),),
        issued=_iso(one.values.get("issued_date")),
        history=sources.document(one.facts),
    )


def _listed(specs: Sequence[FieldSpec], record: Values) -> dict[str, str]:
    """Element name → value of the fields that the regulation lists."""
    return {s.xml: record[s.name] for s in specs if not s.own and s.name in record}


def _title(file: FileRecord) -> str:
    return file.values.get("title", file.code)


def _called(one: DocumentRecord) -> str:
    """What a list shows: type, number and symbol, subject."""
    record = one.values
    number = "/".join(filter(None, (record.get("code_number"), record.get("code_notation"))))
    parts = (record.get("type_name_printed"), number, record.get("subject"))
    return " ".join(filter(None, parts)) or one.facts.id


def _iso(day: str | None) -> str | None:
    return "-".join(reversed(day.split("/"))) if day else None
