"""Options that several commands share, worded once."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.configuration import as_environment, keep_to_ourselves, load_settings, unknown_names
from flows.console import warn

if TYPE_CHECKING:
    from pipeline.settings import Settings

__all__ = ["Archive", "By", "Config", "Database", "Json", "Workers", "decider", "settings_from"]

Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="TỆP", help="Tệp cấu hình TOML (mặc định ./sohoa.toml)."),
]
Archive = Annotated[
    str | None,
    typer.Option("--archive", metavar="KHO", help="Kho: thư mục hoặc s3://…  [SOHOA_ARCHIVE]"),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database", metavar="URL", help="Sổ theo dõi (SQLAlchemy URL). [SOHOA_DATABASE]"
    ),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", help="Số tiến trình đọc trang; 0 = tự chọn."),
]
By = Annotated[
    str | None,
    typer.Option("--by", metavar="TÊN", help="Ai quyết định; mặc định người đang đăng nhập."),
]
Json = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON cho chương trình khác.")]


def settings_from(config: Path | None, **options: Any) -> Settings:
    """The settings of this command, also put where child processes look for theirs."""
    settings = _from_anywhere(load_settings(config, options))
    keep_to_ourselves(settings)
    for name in unknown_names():
        warn(f"Lưu ý: không có cấu hình nào tên {name}; giá trị này không được dùng.")
    os.environ.update(as_environment(settings))
    return settings


def _from_anywhere(settings: Settings) -> Settings:
    """The same settings with paths that hold in any working folder: children may have another."""
    held = {
        name: str(Path(value).expanduser().absolute())
        for name in ("inbox", "archive", "state")
        if (value := getattr(settings, name)) and "://" not in value
    }
    return replace(settings, **held)


def decider(by: str | None, *, needed: bool = True) -> str:
    """The name that a decision is put on record under.

    Args:
        by: As it was said.
        needed: Nothing is done without; otherwise it stays empty where nobody knows it.
    """
    from getpass import getuser

    try:
        who = (by if by is not None else getuser()).strip()
    except (KeyError, OSError):
        who = ""  # a container's user has no name
    if not who and not needed and by is None:
        return ""
    if not who or not who.isprintable():
        raise typer.BadParameter("cho biết tên người quyết định", param_hint="--by")
    return who
