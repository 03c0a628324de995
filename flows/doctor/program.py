"""The program itself: is it whole, and does it keep to itself?"""

from __future__ import annotations

import hashlib
import os
import shutil
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from packaging.requirements import Requirement

from pipeline.errors import SetupError
from pipeline.offline import SWITCHES

if TYPE_CHECKING:
    from pipeline.settings import Settings

__all__ = ["CHECKS", "closed", "models", "packages"]

_MODELS = Path(__file__).parents[2] / "models"


def packages(_: Settings) -> str:
    """Every Python package that we need, in a version that we know."""
    wrong = []
    needed = [Requirement(line) for line in requires("sohoa") or ()]
    needed = [one for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    for one in needed:
        try:
            found = version(one.name)
        except PackageNotFoundError:
            wrong.append(f"thiếu {one.name}")
            continue
        if not one.specifier.contains(found, prereleases=True):
            wrong.append(f"{one.name} {found} (cần {one.specifier})")
    if wrong:
        raise SetupError(
            f"{'; '.join(wrong)}. Hãy cài lại theo tệp khóa: pip install --require-hashes "
            "-r requirements.lock."
        )
    return f"sohoa {version('sohoa')}, đủ {len(needed)} gói Python"


def models(_: Settings) -> str:
    """Every model is, byte for byte, the one that was measured."""
    told = tomllib.loads((_MODELS / "MANIFEST.toml").read_text(encoding="utf-8"))["model"]
    for model in told:
        path = _MODELS / model["file"]
        if not path.is_file():
            raise SetupError(f"thiếu mô hình {path}. Hãy cài lại chương trình.")
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != model["sha256"]:
            raise SetupError(
                f"mô hình {path} không đúng như khi phát hành (SHA-256 {found[:12]}…, cần "
                f"{model['sha256'][:12]}…). Hãy cài lại chương trình."
            )
    return f"{len(told)} mô hình đúng từng byte"


def _engine(settings: Settings) -> str:
    from pipeline.page import engine_events

    return "; ".join(f"{event.what} {event.version}" for event in engine_events(settings))


def _poppler(_: Settings) -> str:
    for program in ("pdftoppm", "pdfinfo"):
        if shutil.which(program) is None:
            raise SetupError(f"thiếu {program}. Hãy cài gói poppler-utils.")
    return "có pdftoppm, pdfinfo"


def closed(settings: Settings) -> str:
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


CHECKS = (
    ("Gói Python", packages),
    ("Mô hình", models),
    ("Bộ đọc chữ", _engine),
    ("Poppler", _poppler),
    ("Không kết nối ra ngoài", closed),
)
