"""`sohoa desk`: the clerk's desk in a browser."""

from __future__ import annotations

import logging
import shlex
from contextlib import closing
from dataclasses import replace
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands import desk_people, desk_tokens
from flows.commands.options import Archive, Config, Database, settings_from
from flows.console import warn
from pipeline.logs import speak

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.logs import Form
    from pipeline.settings import Settings

__all__ = ["desk"]

LOG_BYTES, LOGS = 10_000_000, 5

FIRST = (
    "Chưa có tài khoản nào. Tạo người đầu tiên: "
    "sohoa desk add-user TÊN --role administrator --role signer --archive {archive}"
)

desk = typer.Typer(rich_markup_mode=None)
desk_people.add_commands(desk)
desk_tokens.add_commands(desk)


@desk.callback(invoke_without_command=True)
def open_desk(
    context: typer.Context,
    inbox: Annotated[
        str | None,
        typer.Option("--inbox", metavar="HỘP_NHẬN", help="Thư mục bản quét. [SOHOA_INBOX]"),
    ] = None,
    archive: Archive = None,
    database: Database = None,
    host: Annotated[
        str | None,
        typer.Option(
            "--host",
            metavar="ĐỊA_CHỈ",
            help="Địa chỉ nghe, mặc định 127.0.0.1: chỉ máy này vào được. [SOHOA_DESK__HOST]",
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", metavar="N", help="Cổng, mặc định 8080; 0 = tự chọn. [SOHOA_DESK__PORT]"
        ),
    ] = None,
    config: Config = None,
) -> None:
    """Mở bàn làm việc của cán bộ lưu trữ trong trình duyệt, cho tới khi dừng lại.

    Ví dụ: sohoa desk --archive ./kho --port 8080

    Lần đầu hãy tạo tài khoản:
    sohoa desk add-user TÊN --role administrator --role signer --archive ./kho
    """
    if context.invoked_subcommand is not None:
        return
    settings = settings_from(config, inbox=inbox, archive=archive, database=database)
    said = {"host": host, "port": port}
    door = replace(settings.desk, **{name: is_ for name, is_ in said.items() if is_ is not None})
    run(replace(settings, desk=door))


def run(settings: Settings) -> None:
    """The desk in this process until it is stopped."""
    from flows.commands.desk_webhooks import seal_of
    from flows.commands.status import existing
    from flows.desk_works import DeskWorks
    from pipeline.archive.people import open_people
    from pipeline.processes import few_arenas
    from pipeline.state_folder import state_folder
    from web.app import make_app
    from web.desk import Desk
    from web.server import listen, serve
    from web.services.courier import Courier

    few_arenas()
    taken, address = listen(settings.desk)
    with taken, existing(settings) as opened, closing(open_people(settings)) as people:
        path = _log_into(state_folder(settings) / "desk", settings.logs.form)
        app = make_app(Desk(settings, opened, DeskWorks(settings), people))

        def ready() -> None:
            if not people.accounts.any():
                warn(FIRST.format(archive=shlex.quote(settings.archive)))
            warn(f"Bàn làm việc: {address}  (dừng: Ctrl-C; nhật ký: {path})")

        courier = Courier(opened.ledger, seal_of(settings))
        courier.start()
        try:
            serve(app, taken, ready)
        finally:
            courier.stop()
    warn("Đã dừng.")


def _log_into(folder: Path, form: Form) -> Path:
    """Requests and errors of the desk, in files that do not grow for ever."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "desk.log"
    kept = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=LOGS, encoding="utf-8")
    logging.basicConfig(handlers=[kept], level=logging.INFO, force=True)
    speak(form)
    return path
