"""Settings come in here, and nowhere else: defaults < `sohoa.toml` < `SOHOA_*` < options.

A name in the environment is the setting's name in capitals after `SOHOA_`; a section is set off
by two underscores: `SOHOA_WORKERS=4`, `SOHOA_RASTER__RENDER_DPI=300`.
"""

from __future__ import annotations

import math
import os
import re
import stat
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.secret_files import with_database_password
from pipeline.errors import SettingsError, SetupError
from pipeline.hours import hour_of
from pipeline.plain_words import from_system
from pipeline.settings import (
    Judging,
    Pictures,
    Report,
    Reread,
    Review,
    Settings,
    with_overrides,
)
from pipeline.state_folder import state_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ConfigFileError",
    "as_environment",
    "keep_to_ourselves",
    "load_settings",
    "one_thread_each",
    "page_log",
    "unknown_names",
]

PREFIX = "SOHOA_"
CONFIG = "SOHOA_CONFIG"
SHORT = {"TESSDATA": ("recognition", "tessdata")}
"""Names that people set by hand, short for a setting inside a section."""
OURS = frozenset(
    {CONFIG}
    | {f"{PREFIX}{name}" for name in ("BENCHMARKS", "BENCHMARK_PAGES", "OCRMYPDF")}
    | {f"{PREFIX}{name}" for name in ("FUZZ", "FUZZ_SEED", "KILLS")}
)
"""Names that mean something to the command or to its tests, and are no setting."""
_PORTS = 65536
_LEAST_CACHE_MB = 50  # of drawn pages: the pages of one document, in all layers


class ConfigFileError(SetupError):
    """The configuration file cannot be read: (path, detail)."""

    code = "config-file"

    def __str__(self) -> str:
        path, detail = self.args
        return f"Không đọc được tệp cấu hình {path}: {detail}. Hãy sửa tệp hoặc bỏ --config."


def load_settings(
    config: Path | None = None,
    options: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings of this night, from all four sources in rising priority.

    Args:
        config: A TOML file that must exist; without it `SOHOA_CONFIG`, then `./sohoa.toml` if
            there is one.
        options: What was said on the command line; None values were not said.
        environ: For tests; the process's own otherwise.

    Raises:
        SettingsError: A setting that does not exist or cannot have that value.
        ConfigFileError: The file is missing or not TOML.
        SecretFileError: A file with a password cannot be read.
    """
    env = os.environ if environ is None else environ
    settings = Settings()
    if config is None and env.get(CONFIG):
        config = Path(env[CONFIG])
    if config is not None or Path("sohoa.toml").is_file():
        settings = with_overrides(settings, _read_toml(config or Path("sohoa.toml")))
    known, _ = _from_environment(env)
    settings = with_overrides(settings, known)
    said = {name: value for name, value in (options or {}).items() if value is not None}
    return with_database_password(_checked(with_overrides(settings, said)))


def unknown_names(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Names in the environment that begin like ours and are no setting: mostly slips of the pen."""
    return _from_environment(os.environ if environ is None else environ)[1]


def as_environment(settings: Settings) -> dict[str, str]:
    """The same settings as `SOHOA_*`, so that a child process loads what we loaded."""
    names: dict[str, str] = {}
    for item in fields(settings):
        value = getattr(settings, item.name)
        if is_dataclass(value):
            for inner in fields(value):
                name = f"{PREFIX}{item.name}__{inner.name}".upper()
                names[name] = str(getattr(value, inner.name))
        else:
            names[f"{PREFIX}{item.name}".upper()] = str(value)
    return names


def one_thread_each() -> None:
    """Native libraries use one thread a process: pages are read side by side instead.

    Tesseract with its default threads burns 2.4 times the CPU for nothing.  Must be called
    before such a library is loaded.
    """
    for name in (
        "OMP_THREAD_LIMIT",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "OPENCV_FOR_THREADS_NUM",
    ):
        os.environ[name] = "1"


def keep_to_ourselves(settings: Settings) -> None:
    """What this process and its children write is from now on as closed as the settings say."""
    os.umask(int(settings.umask, 8))


def page_log(settings: Settings) -> Path:
    """Where processes that read pages say what nobody needs to hear while they work."""
    return state_folder(settings) / "logs" / "pages.log"


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise ConfigFileError(str(path), from_system(error)) from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"dòng {line[1]}" if line else "cuối tệp"
        raise ConfigFileError(str(path), f"{where} không đúng cú pháp TOML") from None
    except UnicodeDecodeError:
        raise ConfigFileError(str(path), "không phải chữ UTF-8") from None


def _from_environment(env: Mapping[str, str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What `SOHOA_*` says, as nested overrides; and the names that say nothing."""
    defaults = Settings()
    known: dict[str, Any] = {}
    unknown: list[str] = []
    # Plain names first, so that the full name of a setting wins over its short one.
    for name in sorted(env, key=lambda n: ("__" in n, n)):
        if not name.startswith(PREFIX) or name in OURS:
            continue
        short = name.removeprefix(PREFIX)
        section, _, inner = short.lower().partition("__")
        if short in SHORT:
            section, inner = SHORT[short]
        holder = getattr(defaults, section) if section in _names(defaults) else None
        if inner and is_dataclass(holder) and inner in _names(holder):
            known.setdefault(section, {})[inner] = env[name]
        elif not inner and holder is not None and not is_dataclass(holder):
            known[section] = env[name]
        else:
            unknown.append(name)
    return known, tuple(unknown)


def _names(section: Any) -> frozenset[str]:
    return frozenset(item.name for item in fields(section))


def _checked(settings: Settings) -> Settings:
    if settings.workers < 0:
        raise SettingsError("workers", settings.workers, "0 (tự chọn) hoặc số dương")
    if settings.recognition.engine not in ("tesserocr", "pytesseract"):
        raise SettingsError(
            "recognition.engine", settings.recognition.engine, "tesserocr, pytesseract"
        )
    if not re.fullmatch("0?[0-7]{1,3}", settings.umask) or int(settings.umask, 8) & stat.S_IRWXU:
        # One that takes rights from ourselves would lock us out of our own archive.
        raise SettingsError("umask", settings.umask, "077 (mặc định), 027, 022, 007")
    if settings.secrecy not in ("set_aside", "flag"):
        # A slip in this word must never open the door.
        raise SettingsError("secrecy", settings.secrecy, "set_aside, flag")
    _check_review(settings.review)
    _check_judging(settings.judging)
    _check_reread(settings.reread)
    _check_pictures(settings.pictures)
    _check_night(settings)
    _check_report(settings.report)
    if not 0 <= settings.fixity.within_days < math.inf or 0 < settings.fixity.within_days < 1:
        value = settings.fixity.within_days
        raise SettingsError("fixity.within_days", value, "0 (tắt) hoặc số ngày từ 1")
    for name in ("session_hours", "idle_minutes", "free_attempts", "lockout_minutes", "upload_mb"):
        value = getattr(settings.desk, name)
        if not 0 < value < math.inf:
            raise SettingsError(f"desk.{name}", value, "số dương")
    for name in ("page_seconds", "page_attempts", "worker_pages", "batch_pages"):
        if getattr(settings.deadlines, name) <= 0:
            value = getattr(settings.deadlines, name)
            raise SettingsError(f"deadlines.{name}", value, "số dương")
    return settings


def _check_night(settings: Settings) -> None:
    night = settings.night
    if night.stop and hour_of(night.stop) is None:
        raise SettingsError("night.stop", night.stop, "giờ trong ngày như 06:00, hoặc trống")
    if not 0 <= night.least_free_mb < math.inf:
        raise SettingsError("night.least_free_mb", night.least_free_mb, "0 (tắt) hoặc số MB")
    if night.spread not in ("here", "pool"):
        raise SettingsError("night.spread", night.spread, "here, pool")
    for name in ("ahead", "at_once"):
        if getattr(night, name) < 0:
            raise SettingsError(f"night.{name}", getattr(night, name), "số không âm")
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError("timezone", settings.timezone, "tên như Asia/Ho_Chi_Minh") from None


def _check_report(report: Report) -> None:
    if report.smtp_tls not in ("starttls", "tls", "none"):
        raise SettingsError("report.smtp_tls", report.smtp_tls, "starttls, tls, none")
    if not 0 < report.smtp_port < _PORTS:
        raise SettingsError("report.smtp_port", report.smtp_port, "số cổng")
    sender = report.mail_from or report.smtp_user
    for name, address in [
        *(("report.mail_to", one) for one in report.mail_addresses),
        *([("report.mail_from", sender)] if report.mail_to else []),
    ]:
        if not re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", address):
            raise SettingsError(name, address, "địa chỉ thư như phong@co-quan.gov.vn")
    if report.smtp_user and report.smtp_tls == "none" and not _is_here(report.smtp_host):
        allowed = "starttls, tls: không gửi mật khẩu qua mạng không mã hóa"
        raise SettingsError("report.smtp_tls", report.smtp_tls, allowed)
    if report.webhook:
        from web.services.webhooks import WebhookError, checked_address  # most never need it

        try:
            checked_address(report.webhook)
        except WebhookError as error:
            raise SettingsError("report.webhook", report.webhook, str(error.args[1])) from None


def _is_here(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")


def _check_judging(judging: Judging) -> None:
    for item in fields(judging):
        line = getattr(judging, item.name)
        most = 1 if item.name in ("ink", "shadow", "twice_text") else math.inf
        if not 0 <= line <= most:
            allowed = "0 … 1" if most == 1 else "số không âm"
            raise SettingsError(f"judging.{item.name}", line, allowed)


def _check_pictures(pictures: Pictures) -> None:
    if pictures.workers < 0:
        raise SettingsError("pictures.workers", pictures.workers, "0 (tự chọn) hoặc số dương")
    if not _LEAST_CACHE_MB <= pictures.cache_mb < math.inf:
        allowed = f"số từ {_LEAST_CACHE_MB} (MB)"
        raise SettingsError("pictures.cache_mb", pictures.cache_mb, allowed)


def _check_reread(reread: Reread) -> None:
    if reread.pages_a_night < 0:
        raise SettingsError("reread.pages_a_night", reread.pages_a_night, "0 (tắt) hoặc số dương")
    for name in ("most_missing", "most_changed"):
        if not 0 <= getattr(reread, name) <= 1:
            raise SettingsError(f"reread.{name}", getattr(reread, name), "0 … 1")


def _check_review(review: Review) -> None:
    if (review.required, review.useful) != (Review().required, Review().useful):
        from pipeline.record.fields import FIELD_KEYS  # half a second, which most never need

        named = {"required": review.required_fields, "useful": review.useful_fields}
        for name, keys in named.items():
            if unknown := sorted(set(keys) - set(FIELD_KEYS)):
                known = ", ".join(FIELD_KEYS)
                raise SettingsError(f"review.{name}", ", ".join(unknown), known)
    for item in fields(review):
        line = getattr(review, item.name)
        if isinstance(line, float) and not 0 <= line <= 1:
            raise SettingsError(f"review.{item.name}", line, "0 … 1")
