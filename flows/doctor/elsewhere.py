"""What may lie on other machines: ledger, database, archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flows.doctor.findings import DoubtError
from flows.doctor.machine import room
from pipeline.errors import SetupError

if TYPE_CHECKING:
    from pipeline.settings import Settings

__all__ = ["CHECKS", "archive", "database", "ledger"]

OLDEST_POSTGRESQL = 12
SLOW_MS = 50.0
"""A page takes some ten statements: at so much each, half a second of it would be waiting."""
SKEW_SECONDS = 5.0


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


CHECKS = (
    ("Sổ cái", ledger),  # before the archive is opened
    ("Cơ sở dữ liệu", database),
    ("Kho", archive),
)
