"""Inbox and archive are two places: a night that reads what it wrote has no end."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.errors import SettingsError

if TYPE_CHECKING:
    from pipeline.settings import Settings

__all__ = ["keep_apart"]


def keep_apart(settings: Settings) -> None:
    """Refuse an archive inside its inbox, an inbox inside its archive, and both in one place.

    Nothing is made or written; links are resolved, and a folder mounted twice is known again.

    Raises:
        SettingsError: They are not apart.
    """
    inbox, archive = settings.inbox, settings.archive
    if inbox.startswith("s3://") != archive.startswith("s3://"):
        return
    within = _key_within if inbox.startswith("s3://") else _folder_within
    for inner, outer, words in (
        (archive, inbox, "nằm trong hộp nhận, nên đêm nào cũng đọc lại chính kết quả của mình"),
        (inbox, archive, "chứa hộp nhận, nên bản quét lẫn với kết quả"),
    ):
        if within(inner, outer):
            example = f"{inbox.rstrip('/')}-kho"
            raise SettingsError(
                "archive",
                archive,
                f"một nơi không nằm trong và không chứa hộp nhận {inbox!r}, ví dụ --archive "
                f"{example} (kho đang {words})",
            )


def _key_within(inner: str, outer: str) -> bool:
    keys = (PurePosixPath(url.removeprefix("s3://").strip("/")) for url in (inner, outer))
    return next(keys).is_relative_to(next(keys))


def _folder_within(inner: str, outer: str) -> bool:
    # Not strict: the archive may not be there yet, and a link in a circle leads nowhere.
    place, around = (Path(os.path.realpath(folder)) for folder in (inner, outer))
    return any(_same(folder, around) for folder in (place, *place.parents))


def _same(one: Path, other: Path) -> bool:
    try:
        return one == other or one.samefile(other)
    except OSError:
        return False
