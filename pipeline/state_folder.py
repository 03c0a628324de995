"""Where this machine keeps what is not the archive's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.settings import Settings

__all__ = ["state_folder"]


def state_folder(settings: Settings) -> Path:
    """Where logs, Prefect's database and drawn pages lie.

    Never `~/.prefect` (a user's own), never inside the archive (which may lie on a share,
    where SQLite must not).
    """
    if settings.state:
        return Path(settings.state).expanduser().absolute()
    home = os.environ.get("XDG_STATE_HOME")
    return (Path(home) if home else Path.home() / ".local" / "state") / "sohoa"
