"""This machine: its clock, its letters, its room, and who else sees what is written on it."""

from __future__ import annotations

import ctypes
import locale
import os
import stat
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psutil

from flows.doctor.findings import DoubtError
from flows.memory import ORDINARY_MB, free_mb, worker_count
from flows.room import free_in
from pipeline.errors import SetupError
from pipeline.state_folder import state_folder

if TYPE_CHECKING:
    from pipeline.settings import Settings

__all__ = ["CHECKS", "clock", "letters", "memory", "private", "room"]

_BUILT = datetime(2026, 11, 1, tzinfo=UTC)  # a clock before the program's own days is wrong
_UNSYNCHRONISED = 5  # TIME_ERROR of adjtimex(2)


def clock(settings: Settings) -> str:
    """The clock is set, and somebody keeps it so (adjtimex(2): what NTP left in the kernel)."""
    now = datetime.now(UTC)
    if now < _BUILT:
        raise SetupError(
            f"đồng hồ máy chỉ {now:%d/%m/%Y}. Hãy đặt lại giờ (timedatectl set-time) và bật NTP."
        )
    try:
        here = now.astimezone(ZoneInfo(settings.timezone))
    except (ZoneInfoNotFoundError, ValueError):
        raise SetupError(
            f"không có múi giờ {settings.timezone!r}. Hãy cài gói tzdata hoặc sửa SOHOA_TIMEZONE."
        ) from None
    told = f"{here:%H:%M %d/%m/%Y} ({settings.timezone})"
    if _kernel_time() == _UNSYNCHRONISED:
        raise DoubtError(
            f"{told}, nhưng không có gì giữ cho đồng hồ đúng. Hãy bật NTP (timedatectl set-ntp true"
            "; mạng kín: trỏ tới máy chủ giờ nội bộ)."
        )
    return f"{told}, được đồng bộ"


def _kernel_time() -> int:
    """The state of the kernel's clock; 0 where it cannot be asked."""
    try:
        return int(ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.create_string_buffer(512)))
    except (OSError, AttributeError):
        return 0


def letters(_: Settings) -> str:
    """Vietnamese names of files survive."""
    coding = sys.getfilesystemencoding()
    if coding.lower().replace("-", "") != "utf8":
        raise SetupError(f"tên tệp dùng mã {coding}. Hãy đặt LANG=C.UTF-8 (hoặc vi_VN.UTF-8).")
    name = "Tờ trình số 12 – Ủy ban"
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        (Path(folder) / name).write_bytes(b"")
        if os.listdir(folder) != [name]:  # noqa: PTH208  # the name as the system gives it back
            raise SetupError(
                f"ổ đĩa của {tempfile.gettempdir()} đổi tên tệp có dấu tiếng Việt. Hãy dùng ổ đĩa "
                "giữ nguyên tên UTF-8 và đặt TMPDIR vào đó."
            )
    return f"UTF-8 ({locale.setlocale(locale.LC_CTYPE)}), tên tệp tiếng Việt giữ nguyên"


def memory(settings: Settings) -> str:
    """Room for at least one page, and for as many processes as were asked for."""
    free, processes = free_mb(), worker_count(settings.workers)
    if free < ORDINARY_MB:
        raise SetupError(
            f"chỉ còn {free:.0f} MB bộ nhớ trống, một trang cần {ORDINARY_MB:.0f}. Hãy tắt bớt "
            "chương trình khác hoặc thêm bộ nhớ."
        )
    told = f"còn {free:.0f} MB, {os.cpu_count()} lõi, {processes} tiến trình đọc trang"
    if processes * ORDINARY_MB > free:
        raise DoubtError(f"{told}: bộ nhớ không đủ cho ngần ấy. Hãy giảm SOHOA_WORKERS.")
    return told


def _inbox(settings: Settings) -> str:
    if settings.inbox.startswith("s3://"):
        return settings.inbox
    folder = Path(settings.inbox)
    if not folder.is_dir():
        raise SetupError(f"{folder} chưa có. Hãy tạo thư mục này hoặc đặt SOHOA_INBOX.")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise SetupError(f"không có quyền đọc {folder}.")
    return f"{folder}: đọc được"


def room(folder: Path, settings: Settings, remedy: str = "Hãy dọn chỗ trống.") -> str:
    """How much a folder that can be written has left, and what a night makes of it.

    Raises:
        SetupError: A night would begin nothing.
        OSError: It cannot be written.
    """
    with tempfile.TemporaryFile(dir=folder):
        pass
    free = free_in(folder, settings.night.least_free_mb)
    if free.lacking:
        raise SetupError(
            f"{folder} {free.lacking}: đêm sẽ không bắt đầu đọc gì, để lại cho đêm sau. {remedy}"
        )
    return f"ghi được, {free.said}"


def _state(settings: Settings) -> str:
    folder = state_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    told = room(folder, settings, "Hãy dọn chỗ trống hoặc đặt SOHOA_STATE.")
    kind = next(
        (
            part.fstype
            for part in sorted(psutil.disk_partitions(all=True), key=lambda p: -len(p.mountpoint))
            if folder.is_relative_to(part.mountpoint)
        ),
        "",
    )
    if kind.startswith(("nfs", "cifs", "smb", "fuse.sshfs")):
        raise SetupError(
            f"{folder} nằm trên ổ mạng ({kind}), SQLite của Prefect không chịu được. Hãy đặt "
            "SOHOA_STATE vào ổ đĩa của máy này."
        )
    return f"{folder}: {told}"


def _scratch(settings: Settings) -> str:
    from flows.scratch import sweep

    folder = Path(tempfile.gettempdir())
    swept = len(sweep())
    told = room(folder, settings, "Hãy dọn chỗ trống hoặc đặt TMPDIR.")
    cleaned = f"; đã dọn {swept} thư mục của lần chạy bị ngắt" if swept else ""
    return f"{folder}: {told}{cleaned}"


def _logs(settings: Settings) -> str:
    """When anything unforeseen was written down last."""
    path = state_folder(settings) / "logs" / "sohoa.log"
    if not path.exists():
        return "chưa có lỗi ngoài dự kiến nào"
    last = datetime.fromtimestamp(path.stat().st_mtime, ZoneInfo(settings.timezone))
    if datetime.now(UTC) - last < timedelta(days=1):
        raise DoubtError(f"có lỗi ngoài dự kiến lúc {last:%H:%M %d/%m/%Y}; hãy xem {path}.")
    return f"lỗi ngoài dự kiến gần nhất ngày {last:%d/%m/%Y} ({path})"


def private(settings: Settings) -> str:
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


CHECKS = (
    ("Đồng hồ", clock),
    ("Bảng mã", letters),
    ("Bộ nhớ", memory),
    ("Hộp nhận", _inbox),
    ("Thư mục làm việc", _state),
    ("Thư mục tạm", _scratch),
    ("Nhật ký", _logs),
)
PRIVATE = ("Quyền xem", private)
