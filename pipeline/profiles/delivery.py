"""An export into a folder: built aside, whole or not at all, and taken up again after a kill.

    OUT/.dang-xuat/ho-so/<hồ sơ>/    each file (hồ sơ) under its name as soon as it is whole
    OUT/ho-so/<hồ sơ>/<hồ sơ>.0000001.pdf   its documents, as the archive has them
                      <hồ sơ>.pdf           all of them in one PDF/A
                      sip/uuid-….zip        its package
                      ho-so.json, manifest-sha256.txt
    OUT/tt05.xlsx, tt05-*.csv, tt05.xml, tt05.xsd, xuat.json
    OUT/manifest-sha256.txt          last of all: an export without it is none

A file that stands whole under its name, with the same `ho-so.json` and the hashes of its own
manifest, is not made again.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from pipeline.digests import sha256_of
from pipeline.errors import ExportError, ExportFullError
from pipeline.profiles.csv_tables import csv_table
from pipeline.profiles.manifest import MANIFEST, manifest_of, spoilt, sync, write_manifest
from pipeline.profiles.schema import schema_file
from pipeline.profiles.tables import tables_of
from pipeline.profiles.told import export_facts, file_facts, json_file, size_of
from pipeline.profiles.workbook import workbook
from pipeline.profiles.writing import disk_errors, join_documents, package
from pipeline.profiles.xml_table import xml_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.profiles.facts import Facts
    from pipeline.profiles.plan import Plan
    from pipeline.profiles.records import Draft, FileRecord
    from pipeline.values.document import Document

__all__ = ["STAGING", "Sources", "bytes_needed", "deliver"]

STAGING = ".dang-xuat"
_FILES = "ho-so"
_FACTS, _EXPORT = "ho-so.json", "xuat.json"
_COPIES = 3  # of each page: by itself, in the PDF of its file, and in the package
_SPARE = 1 << 20


class Sources(Protocol):
    """Where documents come from."""

    def fetch(self, facts: Facts, target: Path) -> None:
        """Copy a document's two-layer PDF to a local file."""

    def document(self, facts: Facts) -> Document:
        """The document, for its history."""


def bytes_needed(draft: Draft) -> int:
    """About how much an export takes on the disk."""
    copies = _COPIES if draft.profile.packages else 2
    return _SPARE + copies * sum(size_of(d.facts) for f in draft.files for d in f.documents)


def deliver(
    draft: Draft, plan: Plan, sources: Sources, out: Path, done: Callable[[int], None]
) -> bool:
    """Write an export.

    Args:
        draft: Without troubles.
        plan: It was drafted by.
        sources: Where the documents come from.
        out: The folder; made where it is missing, otherwise empty or begun by the same export.
        done: Told how many documents more are written.

    Returns:
        False when it was there already, the same and whole; nothing is touched then.

    Raises:
        ExportError: `out` holds something else, or somebody else writes there.
        ExportFullError: No room; what is whole stays for the next try.
    """
    if draft.troubles:
        raise ValueError(f"a draft with {len(draft.troubles)} troubles")
    told = json_file(export_facts(draft))
    with disk_errors(out):
        if (out / MANIFEST).exists():
            _compare(draft, told, out)
            if (out / STAGING).is_dir():  # a run was killed just behind its last line
                (out / STAGING).rmdir()
            return False
        out.mkdir(parents=True, exist_ok=True)
        _see_whether_empty(draft, out)
        staging = out / STAGING
        staging.mkdir(exist_ok=True)
        with _alone(staging, out):
            _finish_or_forget(told, staging, out)
            if not (staging / MANIFEST).exists():
                _see_whether_room(draft, staging, out)
                for file in draft.files:
                    _deliver_file(draft, file, plan, sources, staging)
                    done(len(file.documents))
                _drop_strangers(draft, staging)
                _write_tables(draft, told, staging)
                write_manifest(staging)
                sync(staging)
            _publish(staging, out)
    return True


def _see_whether_empty(draft: Draft, out: Path) -> None:
    """Nothing but what an export begun here may have left."""
    begun = (out / STAGING / MANIFEST).exists()
    ours = {_FILES, _EXPORT, *_tables(draft)} if begun else set()
    others = sorted(entry.name for entry in out.iterdir() if entry.name not in {STAGING, *ours})
    if not others:
        return
    there = [f.code for f in draft.files if (out / _FILES / f.folder).exists()]
    what = f"hồ sơ {', '.join(there[:5])} đã có ở đó" if there else f"đã có {', '.join(others[:5])}"
    raise ExportError(str(out), f"{what}; hãy chọn thư mục trống")


def _compare(draft: Draft, told: bytes, out: Path) -> None:
    """A whole export stands there: the same one is fine, if nothing of it was lost."""
    old = (out / _EXPORT).read_bytes() if (out / _EXPORT).exists() else b""
    if old != told:
        there = [f.code for f in draft.files if (out / _FILES / f.folder).exists()]
        named = f"hồ sơ {', '.join(there[:5])} đã có ở đó, từ" if there else "ở đó đã có"
        remedy = "hãy chọn thư mục khác, hoặc tự dời bản cũ đi"
        raise ExportError(str(out), f"{named} một lần xuất khác; {remedy}")
    if damaged := spoilt(out):
        what = f"bản xuất ở đó đã bị sửa hoặc hỏng: {', '.join(damaged[:5])}"
        raise ExportError(str(out), f"{what}; hãy dời bản đó đi rồi xuất lại")


def _finish_or_forget(told: bytes, staging: Path, out: Path) -> None:
    """A whole export that was killed while it was put in place: the same is put in place."""
    if not (staging / MANIFEST).exists():
        return
    place = next((p for p in (staging / _EXPORT, out / _EXPORT) if p.exists()), None)
    if place is not None and place.read_bytes() == told:
        return
    if any(entry.name != STAGING for entry in out.iterdir()):
        remedy = "hãy chạy lại với đúng kế hoạch trước, hoặc chọn thư mục khác"
        raise ExportError(str(out), f"một lần xuất khác còn dở ở đó; {remedy}")
    (staging / MANIFEST).unlink()


def _see_whether_room(draft: Draft, staging: Path, out: Path) -> None:
    done = sum(path.stat().st_size for path in staging.rglob("*") if path.is_file())
    wanted, free = bytes_needed(draft) - done, shutil.disk_usage(out).free
    if wanted > free:
        raise ExportFullError(str(out), f"cần khoảng {wanted >> 20} MB, còn {free >> 20} MB")


def _deliver_file(
    draft: Draft, file: FileRecord, plan: Plan, sources: Sources, staging: Path
) -> None:
    """One file (hồ sơ), under its name only when it is whole."""
    told = json_file(file_facts(draft, file))
    home = staging / _FILES / file.folder
    if home.is_dir():
        facts = home / _FACTS
        if facts.exists() and facts.read_bytes() == told and not spoilt(home):
            return
        shutil.rmtree(home)
    part = staging / f"{file.folder}.part"
    if part.exists():
        shutil.rmtree(part)
    part.mkdir()
    for one in file.documents:
        target = part / one.name
        sources.fetch(one.facts, target)
        found = sha256_of(target)
        if one.facts.pdf is not None and found != one.facts.pdf.sha256:
            what = f"PDF của văn bản {one.facts.id} trong kho không còn như khi vào kho"
            raise ExportError(str(staging.parent), f"{what}; hãy chạy `sohoa verify` rồi sửa kho")
    join_documents(file, part)
    if draft.profile.packages:
        package(draft, file, plan, sources, part)
    (part / _FACTS).write_bytes(told)
    write_manifest(part)
    sync(part)
    home.parent.mkdir(exist_ok=True)
    part.rename(home)


def _drop_strangers(draft: Draft, staging: Path) -> None:
    """What an earlier, other plan left half done is no part of this export."""
    wanted = {file.folder for file in draft.files}
    for entry in (staging / _FILES).iterdir() if (staging / _FILES).is_dir() else ():
        if entry.name not in wanted:
            shutil.rmtree(entry)
    for entry in staging.iterdir():
        if entry.is_dir() and entry.name != _FILES:
            shutil.rmtree(entry)
        elif entry.is_file():
            entry.unlink()


def _tables(draft: Draft) -> dict[str, Callable[[], bytes]]:
    key = draft.profile.key
    found: dict[str, Callable[[], bytes]] = {
        f"{key}.xlsx": lambda: workbook(draft),
        f"{key}.xml": lambda: xml_file(draft),
        f"{key}.xsd": lambda: schema_file(draft.profile),
    }
    for table in tables_of(draft):
        found[f"{key}-{table.key}.csv"] = lambda table=table: csv_table(table)  # type: ignore[misc]
    return found


def _write_tables(draft: Draft, told: bytes, staging: Path) -> None:
    for name, make in _tables(draft).items():
        (staging / name).write_bytes(make())
    (staging / _EXPORT).write_bytes(told)


def _publish(staging: Path, out: Path) -> None:
    """Everything under its name, the manifest last; a kill in between is made good next time."""
    entries = sorted(staging.iterdir(), key=lambda entry: entry.name == MANIFEST)
    wanted = manifest_of(staging)
    for entry in entries[:-1]:
        entry.rename(out / entry.name)
    missing = [name for name in wanted if not (out / name).exists()]
    if missing:
        what = f"thiếu {', '.join(missing[:5])}"
        raise ExportError(str(out), f"{what}; hãy xóa thư mục này rồi xuất lại")
    (staging / MANIFEST).rename(out / MANIFEST)
    staging.rmdir()


@contextmanager
def _alone(staging: Path, out: Path) -> Iterator[None]:
    """Nobody else exports into this folder."""
    handle = os.open(staging, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            what = "một lần xuất khác đang ghi vào đó; hãy đợi rồi chạy lại"
            raise ExportError(str(out), what) from None
        yield
    finally:
        os.close(handle)
