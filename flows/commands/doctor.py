"""`sohoa doctor` and `sohoa version`: is this machine ready for the night?"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from importlib.metadata import version as installed
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import typer

from flows.commands.options import Archive, Config, Database, Json, settings_from
from flows.console import say, say_json
from pipeline.errors import DigitiseError, SetupError
from pipeline.offline import SWITCHES
from pipeline.plain_words import from_system
from pipeline.state_folder import state_folder

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

    Kiểm tra cả việc không gì nối ra ngoài và tài khoản khác không xem được kho. Mã
    thoát 3 khi có mục chưa đạt. Ví dụ: sohoa doctor --archive ./kho
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
    except OSError as error:
        return {"name": name, "ok": False, "detail": f"{error.filename}: {from_system(error)}"}
    except (DigitiseError, ImportError) as error:
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


def _ledger(settings: Settings) -> str:
    """Its revision as it is; opening the archive would bring it up."""
    from pipeline.archive.ledger_moves import planned_move

    if not settings.database and not (Path(settings.archive) / "ledger.sqlite").exists():
        return "chưa có, sẽ được tạo khi mở kho"
    move = planned_move(settings)
    if move.start is None:
        return "chưa có, sẽ được tạo khi mở kho"
    if not move.steps:
        return f"bản {move.target}"
    return f"bản {move.start}, sẽ tự nâng lên {move.target} khi mở kho (sohoa migrate --dry-run)"


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


def _private(settings: Settings) -> str:
    """Neither archive nor state folder holds anything that `umask` would have kept closed."""
    folders = [state_folder(settings)]
    if not settings.archive.startswith("s3://"):
        folders.append(Path(settings.archive).absolute())
    shut = int(settings.umask, 8)
    for folder in folders:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            rights = _of_others(path) & shut
            if rights:
                who = "mọi tài khoản" if rights & stat.S_IRWXO else "nhóm"
                raise SetupError(
                    f"{path}: {who} trên máy này vào được. Hãy chạy `chmod -R "
                    f"{_taken(shut)} '{folder}'`, hoặc đặt SOHOA_UMASK nếu muốn như vậy."
                )
    return f"tài khoản khác không xem được {' và '.join(map(str, folders))} (umask {shut:03o})"


def _of_others(path: Path) -> int:
    """The rights of group and others on a path, for those whom every folder above lets through."""
    rights = stat.S_IMODE(path.lstat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    for folder in path.parents:
        through = folder.stat().st_mode
        if not through & stat.S_IXGRP:
            rights &= ~stat.S_IRWXG
        if not through & stat.S_IXOTH:
            rights &= ~stat.S_IRWXO
    return rights


def _taken(shut: int) -> str:
    """What `chmod` must be told to take these rights away."""
    group = "".join(letter for bit, letter in ((0o40, "r"), (0o20, "w"), (0o10, "x")) if shut & bit)
    other = "".join(letter for bit, letter in ((0o4, "r"), (0o2, "w"), (0o1, "x")) if shut & bit)
    return ",".join(f"{who}-{what}" for who, what in (("g", group), ("o", other)) if what)


def _closed(settings: Settings) -> str:
    """Switches are thrown, and with engine and models loaded this process talks to nobody."""
    from pipeline.page import engine_events

    unset = [name for name, value in SWITCHES.items() if os.environ.get(name) != value]
    if unset:
        raise SetupError(f"thư viện có thể gửi dữ liệu ra ngoài: {', '.join(unset)} đã bị đổi.")
    engine_events(settings)
    outside = [
        f"{line.raddr.ip}:{line.raddr.port}"
        for line in psutil.Process().net_connections("inet")
        if line.raddr and not ip_address(line.raddr.ip).is_loopback
    ]
    if outside:
        raise SetupError(f"chương trình đang nối tới {', '.join(outside)}.")
    return (
        f"đã tắt đường gửi ra ngoài của mọi thư viện ({', '.join(SWITCHES)}); đã nạp bộ đọc và mô "
        "hình, không có kết nối nào; máy chủ Prefect chỉ nghe 127.0.0.1"
    )


CHECKS: tuple[tuple[str, Callable[[Settings], str]], ...] = (
    ("Bộ đọc chữ", _engine),
    ("Poppler", _poppler),
    ("Không kết nối ra ngoài", _closed),  # before an archive in a bucket is asked
    ("Hộp nhận", _inbox),
    ("Sổ cái", _ledger),  # before the archive is opened
    ("Kho", _archive),
    ("Thư mục làm việc", _state),
    ("Thư mục tạm", _scratch),
    ("Quyền xem", _private),
)
