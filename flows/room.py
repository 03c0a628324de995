"""Room on the disks that a night writes to, watched before they are full.

A full disk is a bad place to stop at: nothing can be put on record there.  A bucket tells nobody
how full it is; its refusal ends the night (`ArchiveFullError`).
"""

from __future__ import annotations

import logging
import math
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pipeline.state_folder import state_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.settings import Settings

__all__ = ["LEAST_FILES", "Free", "Room", "free_in", "places_of"]

log = logging.getLogger(__name__)

T = TypeVar("T")

LEAST_FILES = 10_000
"""With so few inodes left a night begins nothing more: a document is some twenty files."""
_MB = 1024**2
_SHARE = 0.25


def places_of(settings: Settings) -> dict[str, Path]:
    """What a night writes to on this machine: for a person, and the folder."""
    places = {
        "thư mục trạng thái": state_folder(settings),
        "thư mục tạm": Path(tempfile.gettempdir()),
    }
    if "://" not in settings.archive:
        places = {"kho": Path(settings.archive)} | places
    return places


@dataclass(frozen=True, slots=True)
class Free:
    """What a disk has left, and what a night wants of it: the one rule there is.

    Attributes:
        mb: Free; endless where nobody can tell.
        least_mb: With less a night begins nothing more; 0 = not looked at.
        files: So many files can still be made; endless where a disk does not count them.
        least_files: As `least_mb`.
    """

    mb: float
    least_mb: float
    files: float
    least_files: float

    @property
    def lacking(self) -> str | None:
        """What there is too little of, in Vietnamese; None: a night goes on."""
        if self.mb < self.least_mb:
            return f"chỉ còn {self.mb:.0f} MB trống, dưới mức {self.least_mb:.0f} MB"
        if self.files < self.least_files:
            return f"chỉ còn tạo được {self.files:.0f} tệp (inode), dưới mức {self.least_files:.0f}"
        return None

    @property
    def said(self) -> str:
        """What is left where nothing is lacking, and what a night will do, in Vietnamese."""
        left = f"còn {self.mb:.0f} MB" if self.mb < math.inf else "không rõ còn bao nhiêu chỗ"
        if not self.least_mb:
            return f"{left}; đêm không xét chỗ trống (night.least_free_mb = 0)"
        if self.mb == math.inf:
            return f"{left}; đêm vẫn đọc"
        return f"{left}; đêm đọc tới khi còn dưới {self.least_mb:.0f} MB"


def free_in(folder: Path, least_mb: float) -> Free:
    """Look at the disk of a folder that is or will be.

    Args:
        folder: It.
        least_mb: What has to be free, or a quarter of a disk that is small: a container's /tmp may
            be smaller than what has to be free on a disk; 0 = nothing has to.
    """
    free, size = _room_mb(folder)
    files, most_files = _room_files(folder) if least_mb else (math.inf, math.inf)
    least_files = min(LEAST_FILES, _SHARE * most_files) if least_mb else 0.0
    return Free(free, min(least_mb, _SHARE * size), files, least_files)


class Room:
    """Free room in folders."""

    def __init__(self, places: Mapping[str, Path], least_mb: float) -> None:
        """Watch.

        Args:
            places: See `places_of`.
            least_mb: See `free_in`.
        """
        self._places, self._least = dict(places), least_mb

    def lacking(self) -> str | None:
        """Where there is not enough, in Vietnamese; None where all is well."""
        for name, folder in self._places.items() if self._least else ():
            lacking = free_in(folder, self._least).lacking
            if lacking is not None:
                return f"ổ đĩa của {name} ({folder}) {lacking}; hãy dọn chỗ"
        return None


def _room_mb(folder: Path) -> tuple[float, float]:
    """What is free, and in all; endless where nobody can tell."""
    found = _asked(folder, shutil.disk_usage)
    return (math.inf, math.inf) if found is None else (found.free / _MB, found.total / _MB)


def _room_files(folder: Path) -> tuple[float, float]:
    """How many files can still be made, and in all; endless where they are not counted."""
    found = _asked(folder, os.statvfs)
    if found is None or not found.f_files:
        return math.inf, math.inf
    return found.f_favail, found.f_files


def _asked(folder: Path, ask: Callable[[Path], T]) -> T | None:
    """What the disk says on which a folder is or will be."""
    for place in (folder, *folder.parents):
        try:
            return ask(place)
        except FileNotFoundError:
            continue
        except OSError as error:
            log.warning("room not known folder=%s error=%s", place, error)
            break
    return None
