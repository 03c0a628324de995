"""The manifest of a folder: SHA-256 of every file in it, and whether they still are so."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.digests import sha256_of

__all__ = ["MANIFEST", "manifest_of", "spoilt", "sync", "write_manifest"]

MANIFEST = "manifest-sha256.txt"


def write_manifest(folder: Path) -> None:
    """List everything in a folder, `<sha256>  <path>` a line, as `sha256sum -c` reads it."""
    paths = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path != folder / MANIFEST
    )
    lines = (f"{sha256_of(folder / path)}  {path}\n" for path in paths)
    text = "".join(lines)
    part = folder / f"{MANIFEST}.part"
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(folder / MANIFEST)


def manifest_of(folder: Path) -> dict[str, str]:
    """Path → SHA-256; empty where there is no manifest."""
    path = folder / MANIFEST
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {name: sha256 for sha256, _, name in (line.partition("  ") for line in lines)}


def spoilt(folder: Path) -> list[str]:
    """What of a folder is missing, changed, or too much; everything where it has no manifest."""
    wanted = manifest_of(folder)
    found = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path != folder / MANIFEST
    }
    if not wanted:
        return [MANIFEST]
    changed = {n for n in wanted.keys() & found if sha256_of(folder / n) != wanted[n]}
    return sorted((wanted.keys() ^ found) | changed)


def sync(folder: Path) -> None:
    """Bring a tree to the disk, so that a power cut after a rename finds it whole."""
    for here, _, names in os.walk(folder):
        for path in (*(Path(here) / name for name in names), Path(here)):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
