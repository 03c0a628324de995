"""Room on the disks that a night writes to, watched before they are full.

A full disk is a bad place to stop at: nothing can be put on record there.  A bucket tells nobody
how full it is; its refusal ends the night (`ArchiveFullError`).
"""

from __future__ import annotations

import logging
import math
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.state_folder import state_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.settings import Settings

__all__ = ["Room", "places_of"]

log = logging.getLogger(__name__)

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


class Room:
    """Free room in folders."""

    def __init__(self, places: Mapping[str, Path], least_mb: float) -> None:
        """Watch.

        Args:
            places: See `places_of`.
            least_mb: What has to be free in each, or a quarter of a disk that is small; 0 = not
                looked at.
        """
        self._places, self._least = dict(places), least_mb

    def lacking(self) -> str | None:
        """Where there is not enough, in Vietnamese; None where all is well."""
        for name, folder in self._places.items() if self._least else ():
            free, size = _room_mb(folder)
            # A container's /tmp may be smaller than what has to be free on a disk.
            least = min(self._least, _SHARE * size)
            if free < least:
                return (
                    f"ổ đĩa của {name} ({folder}) chỉ còn {free:.0f} MB trống, dưới mức "
                    f"{least:.0f} MB; hãy dọn chỗ"
                )
        return None


def _room_mb(folder: Path) -> tuple[float, float]:
    """What is free, and in all, where a folder is or will be; endless where nobody can tell."""
    for place in (folder, *folder.parents):
        try:
            found = shutil.disk_usage(place)
            return found.free / _MB, found.total / _MB
        except FileNotFoundError:
            continue
        except OSError as error:
            log.warning("room not known folder=%s error=%s", place, error)
            break
    return math.inf, math.inf
