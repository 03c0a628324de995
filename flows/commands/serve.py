"""`sohoa serve`: every night by itself."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import Archive, Config, Database, Workers, settings_from
from flows.console import warn
from pipeline.logs import speak

if TYPE_CHECKING:
    from flows.serve import Service

__all__ = ["serve"]


def serve(
    inbox: Annotated[
        str | None, typer.Argument(metavar="HỘP_NHẬN", help="Thư mục bản quét. [SOHOA_INBOX]")
    ] = None,
    archive: Archive = None,
    database: Database = None,
    workers: Workers = None,
    schedule: Annotated[
        str | None,
        typer.Option("--schedule", metavar="CRON", help="Lịch chạy, mặc định 22:00 hằng đêm."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="N", help="Cổng của trang theo dõi; 0 = tự chọn."),
    ] = None,
    config: Config = None,
) -> None:
    """Chạy thường trực: mỗi đêm 22:00 (Asia/Ho_Chi_Minh) tự đọc hộp nhận, cho tới khi dừng lại.

    Ví dụ: sohoa serve ./hop-nhan --archive ./kho
    """
    settings = settings_from(
        config,
        inbox=inbox,
        archive=archive,
        database=database,
        workers=workers,
        schedule=schedule,
        port=port,
    )
    from flows.apart import keep_apart
    from flows.serve import serve as run
    from pipeline.state_folder import state_folder

    keep_apart(settings)
    home = state_folder(settings) / "serve"
    (home / "logs").mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        filename=home / "logs" / "serve.log",
        level=logging.INFO,
        force=True,
    )
    speak(settings.logs.form)

    def ready(service: Service) -> None:
        warn(
            f"Đang chạy. Lịch: {settings.schedule} ({settings.timezone}). "
            f"Theo dõi: http://127.0.0.1:{service.server.port}. Nhật ký: {home / 'logs'}. "
            "Dừng: Ctrl-C."
        )

    warn("Đang khởi động…")
    run(settings, Path(home), ready)
    warn("Đã dừng.")
