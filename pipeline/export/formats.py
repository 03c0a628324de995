"""What format a file of the archive is in, as PRONOM names it (the registry archives go by)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pikepdf

from pipeline.raster.kinds import HEADER_WITHIN, kind_of_file

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Format", "format_of"]


class Format(NamedTuple):
    """A format: name, version, PRONOM's identifier (PUID) and media type; None where unknown."""

    name: str
    version: str | None
    puid: str | None
    mime: str


_PDF = {
    "1.0": "fmt/14",
    "1.1": "fmt/15",
    "1.2": "fmt/16",
    "1.3": "fmt/17",
    "1.4": "fmt/18",
    "1.5": "fmt/19",
    "1.6": "fmt/20",
    "1.7": "fmt/276",
    "2.0": "fmt/1129",
}
_PDF_A = {
    "1A": "fmt/95",
    "1B": "fmt/354",
    "2A": "fmt/476",
    "2B": "fmt/477",
    "2U": "fmt/478",
    "3A": "fmt/479",
    "3B": "fmt/480",
    "3U": "fmt/481",
}
_JFIF = {(1, 0): "fmt/42", (1, 1): "fmt/43", (1, 2): "fmt/44"}
# What we write ourselves is known by its ending, longest first.
_OWN = {
    ".alto.xml": Format("ALTO", "4.4", None, "application/xml"),
    ".xml": Format("XML", "1.0", "fmt/101", "application/xml"),
    ".json": Format("JSON", None, "fmt/817", "application/json"),
    ".md": Format("Markdown", None, "fmt/1149", "text/markdown"),
    ".txt": Format("Plain Text File", None, "x-fmt/111", "text/plain"),
    ".csv": Format("Comma Separated Values", None, "x-fmt/18", "text/csv"),
    ".xlsx": Format(
        "Microsoft Excel for Windows",
        "2007 onwards",
        "fmt/214",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
_UNKNOWN = Format("unknown", None, None, "application/octet-stream")


def format_of(path: Path) -> Format:
    """The format of a file, by its first bytes, and for text by its ending."""
    kind = kind_of_file(path)
    if kind is None:
        name = path.name.lower()
        return next((known for end, known in _OWN.items() if name.endswith(end)), _UNKNOWN)
    with path.open("rb") as file:
        head = file.read(HEADER_WITHIN)
    if kind == "pdf":
        return _pdf(path, head)
    if kind == "jpeg":
        return _jpeg(head)
    if kind == "tiff":
        big = head[2:4] in (b"+\0", b"\0+")
        return Format("BigTIFF" if big else "TIFF", None, None if big else "fmt/353", "image/tiff")
    return {
        "png": Format("Portable Network Graphics", None, "fmt/11", "image/png"),
        "jp2": Format("JP2 (JPEG 2000 part 1)", None, "x-fmt/392", "image/jp2"),
        "j2k": Format("JPEG 2000 codestream", None, None, "image/x-jp2-codestream"),
    }[kind]


def _pdf(path: Path, head: bytes) -> Format:
    """A PDF by what its metadata claims, else by the version it names."""
    found = re.search(rb"%PDF-(\d\.\d)", head)
    version = found[1].decode() if found else None
    try:
        with pikepdf.open(path) as pdf, pdf.open_metadata() as metadata:
            level = str(metadata.pdfa_status)
    except Exception:  # noqa: BLE001  # a damaged original has a header all the same
        level = ""
    if puid := _PDF_A.get(level.upper()):
        name = "Acrobat PDF/A - Portable Document Format"
        return Format(name, f"{level[0]}{level[1:].lower()}", puid, "application/pdf")
    name = "Acrobat PDF - Portable Document Format"
    return Format(name, version, _PDF.get(version or ""), "application/pdf")


def _jpeg(head: bytes) -> Format:
    if head[6:11] == b"JFIF\0":
        major, minor = head[11], head[12]
        version = f"{major}.{minor:02d}"
        puid = _JFIF.get((major, minor))
        return Format("JPEG File Interchange Format", version, puid, "image/jpeg")
    if b"Exif\0" in head[:64]:
        return Format("Exchangeable Image File Format (Compressed)", None, None, "image/jpeg")
    return Format("Raw JPEG Stream", None, "fmt/41", "image/jpeg")
