"""A file of a batch on the machine that does the batch: its own path, or a copy from a bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.planning import inbox_root
from pipeline.archive import InboxFile, fetch
from pipeline.archive.spelling import place_of
from pipeline.digests import sha256_of
from pipeline.errors import GoneScanError

if TYPE_CHECKING:
    from pathlib import Path

    from flows.batch_values import FileShare
    from pipeline.archive import Archive
    from pipeline.settings import Settings

__all__ = ["find_file", "met_at"]


def met_at(share: FileShare, settings: Settings) -> str:
    """Where the night met a file, under the inbox as this machine has it."""
    met = place_of(share.place)
    if met.startswith("/") or "://" in met:
        return met
    return inbox_root(settings.inbox) + met


def find_file(archive: Archive, share: FileShare, settings: Settings, folder: Path) -> Path:
    """Where the bytes of a file can be read now.

    First where the night met it, under the inbox as this machine has it; then wherever else the
    ledger knows the same bytes.

    Args:
        archive: Its ledger knows places, sizes and moments.
        share: The file.
        settings: `inbox`.
        folder: For copies and links.

    Raises:
        GoneScanError: It lies nowhere any more as it was when it was hashed.
        UnreadableScanError: It may not be read.
    """
    seen = archive.ledger.places(share.sha256)
    met = met_at(share, settings)
    for place in dict.fromkeys((met, *seen)):
        size, moment = seen.get(place, (-1, -1))
        file = InboxFile(place, share.name, size, moment)
        try:
            path = fetch(file, folder)
        except GoneScanError:
            continue
        whole = (
            sha256_of(path) == share.sha256
            if "://" in place
            else archive.is_unchanged(path, share.sha256)
        )
        if whole:
            return path
    raise GoneScanError(share.name)
