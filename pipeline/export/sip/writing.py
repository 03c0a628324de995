"""A submission package on the disk: built aside, checked, then given its name.

uuid-<UUID>/
METS.xml
metadata/descriptive/EAD.xml  TT05.xml     metadata/preservation/premis.xml
representations/rep1/METS.xml  data/…  metadata/descriptive/TT05_<code>.xml
schemas/  documentation/
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.digests import copied
from pipeline.errors import PackageError
from pipeline.export.formats import format_of
from pipeline.export.sip.checking import check_sip
from pipeline.export.sip.ead import ead_file
from pipeline.export.sip.history import history_file
from pipeline.export.sip.mets import PackedFile, package_id, package_mets, representation_mets
from pipeline.export.sip.records import contents_list, record_file
from pipeline.export.validity import SCHEMAS

if TYPE_CHECKING:
    from pipeline.export.sip.values import SipContent, SipFile

__all__ = ["write_sip"]

REPRESENTATION = "rep1"
_SCHEMAS = (
    "mets.xsd", "xlink.xsd", "DILCISExtensionMETS.xsd", "DILCISExtensionSIPMETS.xsd",
    "premis-v3-0.xsd", "ead3.xsd",
)  # fmt: skip
_BLOCK = 1 << 20


def write_sip(file: SipFile, folder: Path, *, zipped: bool = False) -> Path:
    """Write the package of one file (hồ sơ).

    The same values and contents give the same bytes.  It is built beside its place under a name
    that begins with a dot, checked there, and renamed last: after a full disk or a kill nothing
    is there that looks like a package.

    Args:
        file: What it holds.
        folder: Where packages lie; made where it is missing.
        zipped: As `uuid-….zip` in place of a folder.

    Returns:
        Where it is.

    Raises:
        FileExistsError: There is one of this file already; it is left as it is.
        PackageError: What was written breaks the rules of E-ARK; nothing is left of it.
        OSError: A file cannot be read, or the disk refuses.
        ValueError: A field's name is no name in XML.
    """
    name = package_id(file)
    target = folder / (f"{name}.zip" if zipped else name)
    if target.exists():
        raise FileExistsError(target)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=folder) as aside:
        built = Path(aside) / name
        _build(file, built)
        if wrong := check_sip(built):
            raise PackageError(file.code, wrong)
        if zipped:
            built = _zip(built, datetime.fromisoformat(file.created))
        _to_disk(built)
        built.rename(target)
    return target


@dataclass(slots=True)
class _Package:
    """A package being filled: what lies in it, by its path."""

    root: Path
    files: dict[str, PackedFile] = field(default_factory=dict)

    def add(self, path: str, data: bytes) -> PackedFile:
        """Write a file."""
        place = self._place(path)
        place.write_bytes(data)
        return self._noted(path, place, hashlib.sha256(data).hexdigest())

    def copy(self, path: str, source: Path) -> PackedFile:
        """Copy a file byte for byte."""
        place = self._place(path)
        sha256, _ = copied(source, place)
        return self._noted(path, place, sha256)

    def _place(self, path: str) -> Path:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def _noted(self, path: str, place: Path, sha256: str) -> PackedFile:
        return PackedFile(path, sha256, place.stat().st_size, format_of(place))


def _build(file: SipFile, root: Path) -> None:
    package = _Package(root)
    inside = f"representations/{REPRESENTATION}"
    data = {
        content.name: package.copy(f"{inside}/data/{content.name}", content.source)
        for content in file.contents
    }
    records = [
        package.add(
            f"{inside}/metadata/descriptive/{file.profile}_{_file_name(document.code)}.xml",
            record_file(file.profile, "tailieu", document.fields),
        )
        for document in file.documents
    ]
    own = {"descriptive": _from(inside, records), "Data": _from(inside, data.values())}
    mets = package.add(f"{inside}/METS.xml", representation_mets(file, REPRESENTATION, own))
    record = record_file(file.profile, "hoso", file.fields)
    history = history_file(file, root.name, data)
    packed = {
        "descriptive": [
            package.add("metadata/descriptive/EAD.xml", ead_file(file, f"{inside}/data")),
            package.add(f"metadata/descriptive/{file.profile}.xml", record),
        ],
        "preservation": [package.add("metadata/preservation/premis.xml", history)],
        "Documentation": [
            package.add("documentation/muc-luc.txt", contents_list(file)),
            *(_documentation(package, content) for content in file.documentation),
        ],
        "Schemas": [package.copy(f"schemas/{name}", SCHEMAS / name) for name in _SCHEMAS],
        "Representations": [mets],
    }
    package.add("METS.xml", package_mets(file, packed))


def _documentation(package: _Package, content: SipContent) -> PackedFile:
    return package.copy(f"documentation/{content.name}", content.source)


def _from(folder: str, files: object) -> list[PackedFile]:
    """Files with their paths as from a folder."""
    return [one._replace(path=one.path.removeprefix(f"{folder}/")) for one in files]  # type: ignore[attr-defined]


def _file_name(code: str) -> str:
    """An archival code as part of a file's name.

    >>> _file_name("G09.2021/01 a")
    'G09.2021_01_a'
    """
    return re.sub(r"[^\w.-]", "_", code)


def _zip(built: Path, moment: datetime) -> Path:
    """The folder as one file; names sorted and one date, so that the same gives the same."""
    target = built.with_suffix(".zip")
    stamp = (max(moment.year, 1980), *moment.timetuple()[1:6])
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for path in built.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{built.name}/{path.relative_to(built).as_posix()}", stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with path.open("rb") as source, packed.open(entry, "w", force_zip64=True) as place:
                shutil.copyfileobj(source, place, _BLOCK)
    return target


def _to_disk(built: Path) -> None:
    """Bring what was written to the disk before its name says that it is whole."""
    everything = [built, *built.rglob("*")] if built.is_dir() else [built]
    for path in everything:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
