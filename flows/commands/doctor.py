"""`sohoa doctor` and `sohoa version`: is this machine ready for the night?"""

from __future__ import annotations

import os
import shutil
import tempfile
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from flows.commands.options import Archive, Config, Database, Json, settings_from
from flows.console import say, say_json
from flows.door import state_folder
from pipeline.errors import DigitiseError, SetupError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.settings import Settings

__all__ = ["doctor", "version"]

NEEDED_MB = 1024
"""Less free room than this in a folder archive is told; a colour page of A4 takes about 1 MB."""


def version(*, json: Json = False) -> None:
    """In phiên bản của chương trình.

    Ví dụ: sohoa version
    """
    if json:
        say_json({"sohoa": installed("sohoa"), "prefect": installed("prefect")})
    else:
        say(f"sohoa {installed('sohoa')}")


def doctor(
    archive: Archive = None, database: Database = None, config: Config = None, *, json: Json = False
) -> None:
    """Kiểm tra máy đã sẵn sàng: bộ đọc chữ, dữ liệu tiếng Việt, Poppler, quyền ghi.

    Mã thoát 3 khi có mục chưa đạt. Ví dụ: sohoa doctor --archive ./kho
    """
    settings = settings_from(config, archive=archive, database=database)
    found = [_result(name, check, settings) for name, check in CHECKS]
    if json:
        say_json({"checks": found, "ready": all(item["ok"] for item in found)})
    else:
        for item in found:
            say(f"{'đạt ' if item['ok'] else 'LỖI '} {item['name']}: {item['detail']}")
    if not all(item["ok"] for item in found):
        raise typer.Exit(SetupError.exit_code)


def _result(name: str, check: Callable[[Settings], str], settings: Settings) -> dict[str, object]:
    try:
        return {"name": name, "ok": True, "detail": check(settings)}
    except (DigitiseError, OSError, ImportError) as error:
        return {"name": name, "ok": False, "detail": str(error)}


def _engine(settings: Settings) -> str:
    from pipeline.page import engine_events

    return "; ".join(f"{event.what} {event.version}" for event in engine_events(settings))


def _poppler(_: Settings) -> str:
    for program in ("pdftoppm", "pdfinfo"):
        if shutil.which(program) is None:
            raise SetupError(f"thiếu {program}. Hãy cài gói poppler-utils.")
    return "có pdftoppm, pdfinfo"


def _inbox(settings: Settings) -> str:
    if settings.inbox.startswith("s3://"):
        return settings.inbox
    folder = Path(settings.inbox)
    if not folder.is_dir():
        raise SetupError(f"{folder} chưa có. Hãy tạo thư mục này hoặc đặt SOHOA_INBOX.")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise SetupError(f"không có quyền đọc {folder}.")
    return f"{folder}: đọc được"


def _archive(settings: Settings) -> str:
    if settings.archive.startswith("s3://"):
        from pipeline.archive import open_archive

        open_archive(settings)
        return f"{settings.archive}: kết nối được"
    folder = next(p for p in (Path(settings.archive).absolute(), *_parents(settings)) if p.exists())
    with tempfile.TemporaryFile(dir=folder):
        free = shutil.disk_usage(folder).free // 1024**2
    if free < NEEDED_MB:
        raise SetupError(f"{folder} chỉ còn {free} MB. Hãy dọn chỗ trống.")
    return f"{settings.archive}: ghi được, còn {free} MB"


def _parents(settings: Settings) -> Iterator[Path]:
    return iter(Path(settings.archive).absolute().parents)


def _state(settings: Settings) -> str:
    folder = state_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        return f"{folder}: ghi được"


def _scratch(_: Settings) -> str:
    from flows.scratch import sweep

    folder = Path(tempfile.gettempdir())
    swept = len(sweep())
    free = shutil.disk_usage(folder).free // 1024**2
    if free < NEEDED_MB:
        raise SetupError(f"{folder} chỉ còn {free} MB. Hãy dọn chỗ trống hoặc đặt TMPDIR.")
    told = f"; đã dọn {swept} thư mục của lần chạy bị ngắt" if swept else ""
    return f"{folder}: còn {free} MB{told}"


def _closed(_: Settings) -> str:
    from flows.prefect_server import prefect_environment

    ours = prefect_environment(Path("/"), 0, schedules=True)
    closed = ours["DO_NOT_TRACK"] == "1" and ours["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    if not closed:
        raise SetupError("Prefect có thể gửi dữ liệu ra ngoài.")
    return "Prefect chỉ nghe 127.0.0.1 và không gửi gì ra ngoài"


CHECKS: tuple[tuple[str, Callable[[Settings], str]], ...] = (
    ("Bộ đọc chữ", _engine),
    ("Poppler", _poppler),
    ("Hộp nhận", _inbox),
    ("Kho", _archive),
    ("Thư mục làm việc", _state),
    ("Thư mục tạm", _scratch),
    ("Không kết nối ra ngoài", _closed),
)
