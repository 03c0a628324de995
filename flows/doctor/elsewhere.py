"""What may lie on other machines: database, bucket, and the certificates between us."""

from __future__ import annotations

import os
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flows.doctor.findings import DoubtError
from flows.doctor.machine import room
from pipeline.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.settings import Settings

__all__ = ["CHECKS", "archive", "certificates", "database", "ledger"]

OLDEST_POSTGRESQL = 12
SLOW_MS = 50.0
"""A page takes some ten statements: at so much each, half a second of it would be waiting."""
SKEW_SECONDS = 5.0
EXPIRES_WITHIN = timedelta(days=30)
_PATIENCE = 5.0


def ledger(settings: Settings) -> str:
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


def database(settings: Settings) -> str:
    """It answers, quickly, keeps Vietnamese letters, and its clock is ours."""
    from pipeline.archive.database_looks import look_at_database

    found = look_at_database(settings)
    if found is None:
        return "SQLite trong kho, chưa có, sẽ được tạo khi mở kho"
    if found.letters.replace("-", "").upper() != "UTF8":
        raise SetupError(
            f"mã chữ của cơ sở dữ liệu là {found.letters}, không giữ được tiếng Việt. Hãy tạo lại: "
            "CREATE DATABASE sohoa ENCODING 'UTF8' TEMPLATE template0."
        )
    if not found.can_create:
        raise SetupError(
            "tài khoản không được tạo bảng. Hãy cấp quyền: GRANT CREATE ON SCHEMA public TO …"
        )
    if found.kind == "postgresql" and int(found.version.split(".")[0]) < OLDEST_POSTGRESQL:
        raise SetupError(
            f"PostgreSQL {found.version} quá cũ. Hãy nâng lên bản {OLDEST_POSTGRESQL} trở lên."
        )
    told = f"{found.kind} {found.version}, trả lời trong {found.answer_ms:.1f} ms"
    if found.secured is not None:
        told += f", đường truyền {'có' if found.secured else 'không có'} TLS"
    if found.ahead_seconds is not None and abs(found.ahead_seconds) > SKEW_SECONDS:
        raise DoubtError(
            f"{told}; đồng hồ của máy chủ cơ sở dữ liệu lệch {found.ahead_seconds:+.0f} giây so "
            "với máy này. Hãy bật NTP trên cả hai máy."
        )
    if found.answer_ms > SLOW_MS:
        raise DoubtError(f"{told}: chậm, mỗi trang sẽ phải đợi. Hãy xem đường mạng tới đó.")
    return told


def archive(settings: Settings) -> str:
    """It can be reached and written."""
    if settings.archive.startswith("s3://"):
        from contextlib import closing

        from pipeline.archive import open_archive

        with closing(open_archive(settings)):
            return f"{settings.archive}: kết nối được"
    here = Path(settings.archive).absolute()
    folder = next(place for place in (here, *here.parents) if place.exists())
    return f"{settings.archive}: {room(folder, settings)}"


def certificates(settings: Settings) -> str:
    """Every server that we reach by TLS has a certificate that we trust and that will hold."""
    told = []
    for name, host, port in _secured(settings):
        until = _valid_until(name, host, port)
        if until - datetime.now(UTC) < EXPIRES_WITHIN:
            raise DoubtError(
                f"chứng chỉ của {name} ({host}:{port}) hết hạn ngày {until:%d/%m/%Y}. Hãy gia hạn."
            )
        told.append(f"{name} đến {until:%d/%m/%Y}")
    return "; ".join(told) or "không có máy chủ nào nối bằng TLS"


def _secured(_: Settings) -> Iterator[tuple[str, str, int]]:
    """Name, host and port of servers whose addresses begin with https."""
    for name, variable in (
        ("kho đối tượng", "AWS_ENDPOINT_URL"),
        ("kho đối tượng", "AWS_ENDPOINT_URL_S3"),
        ("Prefect", "PREFECT_API_URL"),
    ):
        parts = urlsplit(os.environ.get(variable, ""))
        if parts.scheme == "https" and parts.hostname:
            yield name, parts.hostname, parts.port or 443


def _valid_until(name: str, host: str, port: int) -> datetime:
    bundle = os.environ.get("AWS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE") or None
    if bundle is not None and not Path(bundle).is_file():
        raise SetupError(f"không có tệp chứng chỉ gốc {bundle}. Hãy sửa AWS_CA_BUNDLE.")
    context = ssl.create_default_context(cafile=bundle)
    try:
        with (
            socket.create_connection((host, port), timeout=_PATIENCE) as line,
            context.wrap_socket(line, server_hostname=host) as secured,
        ):
            told = secured.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        raise SetupError(
            f"chứng chỉ của {name} ({host}:{port}) không tin được: {error.verify_message}. Hãy đặt "
            "chứng chỉ gốc nội bộ vào AWS_CA_BUNDLE hoặc SSL_CERT_FILE, hoặc gia hạn chứng chỉ."
        ) from None
    except OSError:
        raise SetupError(f"không nối được {name} ({host}:{port}). Hãy xem máy chủ đó.") from None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC)


CHECKS = (
    ("Chứng chỉ", certificates),
    ("Sổ cái", ledger),  # before the archive is opened
    ("Cơ sở dữ liệu", database),
    ("Kho", archive),
)
