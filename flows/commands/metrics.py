"""`sohoa metrics`: what monitoring is told."""

from __future__ import annotations

import signal
from typing import Annotated

import typer

from flows.commands.options import Archive, Config, Database, settings_from
from flows.console import say, warn
from pipeline.errors import SetupError
from pipeline.plain_words import from_system

__all__ = ["metrics"]

PORT = 8082


def metrics(
    archive: Archive = None,
    database: Database = None,
    host: Annotated[
        str, typer.Option("--host", metavar="ĐỊA_CHỈ", help="Địa chỉ nghe; mặc định chỉ máy này.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="N", help="Cổng; 0 = tự chọn.")] = PORT,
    *,
    once: Annotated[
        bool, typer.Option("--once", help="In một lần ra màn hình rồi thôi (node_exporter).")
    ] = False,
    config: Config = None,
) -> None:
    """Cho Prometheus biết đêm chạy tới đâu: trang, hàng chờ, lỗi, độ tin cậy, việc cho người xem.

    Mọi con số lấy từ sổ cái, nên chạy ở máy nào cũng được, kể cả khi không có đêm nào.

    Ví dụ: sohoa metrics --archive ./kho --port 8082
    """
    from flows.commands.status import existing
    from flows.metrics import exposition, serve

    settings = settings_from(config, archive=archive, database=database)
    with existing(settings) as opened:
        if once:
            say(exposition(opened, settings))
            return
        stopped = {signal.SIGTERM, signal.SIGINT}
        signal.pthread_sigmask(signal.SIG_BLOCK, stopped)
        try:
            taken = serve(opened, settings, host, port)
        except OSError as error:
            raise SetupError(
                f"không mở được cổng {port} ở {host}: {from_system(error)}. Hãy chọn --port khác."
            ) from None
        warn(f"Số liệu: http://{host}:{taken}/metrics (dừng: Ctrl-C)")
        signal.sigwait(stopped)
    warn("Đã dừng.")
