"""`sohoa ingest`: one night, now."""

from __future__ import annotations

import atexit
import logging
import os
from contextlib import suppress
from logging.handlers import WatchedFileHandler
from typing import TYPE_CHECKING, Annotated

import typer

from flows.backlog_words import backlog_words
from flows.closing_words import TOLD, and_more, closing_words, told
from flows.commands.options import Archive, Config, Database, Json, Workers, settings_from
from flows.console import listener_for, say, say_json
from pipeline.errors import ArchiveError
from pipeline.logs import formatter

if TYPE_CHECKING:
    from pathlib import Path

    from flows.console import Listener
    from flows.night import Night
    from flows.night_facts import NightFacts
    from pipeline.logs import Form
    from pipeline.settings import Settings

__all__ = ["ingest", "run_night"]

log = logging.getLogger(__name__)


def ingest(
    inbox: Annotated[
        str | None, typer.Argument(metavar="HỘP_NHẬN", help="Thư mục bản quét. [SOHOA_INBOX]")
    ] = None,
    archive: Archive = None,
    database: Database = None,
    workers: Workers = None,
    *,
    stop: Annotated[
        str,
        typer.Option(
            "--stop",
            metavar="GIỜ",
            help="Từ giờ này (như 06:00) không bắt đầu việc mới, phần còn lại để lượt sau.",
        ),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ xem sẽ làm gì; không đọc, không ghi.")
    ] = False,
    json: Json = False,
    config: Config = None,
) -> None:
    """Đọc mọi bản quét trong hộp nhận và đưa vào kho, ngay bây giờ.

    Tệp hỏng được để riêng kèm lý do và không làm dừng đêm (mã thoát vẫn là 0). Chạy lại thì phần
    đã xong không làm lại.

    Ví dụ: sohoa ingest ./hop-nhan --archive ./kho
    """
    # A night by hand has no last hour but the one it is given: that of the schedule is the night's.
    settings = settings_from(
        config,
        inbox=inbox,
        archive=archive,
        database=database,
        workers=workers,
        night={"stop": stop},
    )
    if dry_run:
        _tell_plan(settings, json=json)
        return
    listener = listener_for(quiet=json)
    try:
        facts = run_night(settings, listener)
    finally:
        listener.close()
    if json:
        say_json(facts.as_dict())
    else:
        say(closing_words(facts, settings))


def run_night(settings: Settings, listener: Listener) -> NightFacts:
    """One night in this process; Prefect is started where there is something for it to show."""
    from flows import night

    _log_into(_home(settings) / "logs" / "prefect.log", settings.logs.form)
    night.check(settings)
    with night.reporting_to(listener), night.open_night(settings) as begun:
        if _has_work(begun):
            with night.going_on(begun):
                _nightly(settings)
        else:
            begun.read_again()
            begun.look_through()
            begun.write_report()
            begun.deliver()
        return begun.facts


def _home(settings: Settings) -> Path:
    from pipeline.state_folder import state_folder

    return state_folder(settings) / "ingest"


def _log_into(file: Path, form: Form) -> None:
    """What the night says goes into one file, before Prefect is there to see to it and after.

    A night does not fail for want of a log: where none can be written, the words are lost.
    """
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = WatchedFileHandler(file, encoding="utf-8")
        handler.setFormatter(formatter(form))
        logging.getLogger().addHandler(handler)
        for ours in ("flows", "pipeline"):
            logging.getLogger(ours).setLevel(logging.INFO)


def _has_work(begun: Night) -> bool:
    """Take stock, and say whether the night goes on as a flow.

    Where the storage stumbles it does: the flow takes stock again, a little later each time.
    """
    try:
        begun.take_stock()
        return begun.has_work()
    except (OSError, ArchiveError) as error:
        log.warning("no stock taken error=%s", error)
        return True


def _nightly(settings: Settings) -> None:
    """The nightly flow, on a Prefect server that lives as long as this process."""
    from flows.prefect_server import LocalServer

    server = LocalServer(_home(settings), schedules=False)
    os.environ.update(server.environment)
    # Prefect sends its last events when the interpreter ends.  Registered before Prefect is
    # imported, the stop comes after that; stopped at once, Prefect tried for a minute in vain.
    atexit.register(server.stop)
    server.begin()
    from flows.nightly import nightly  # Prefect reads its environment when it is imported

    server.wait_ready()
    server.keep()
    nightly()


def _tell_plan(settings: Settings, *, json: bool) -> None:
    from flows.foresight import foresee

    plan = foresee(settings)
    if json:
        say_json(plan.as_dict())
        return
    say(
        f"Sẽ đọc {len(plan.files_new)} tệp mới trong {plan.files_in_inbox} tệp ở hộp nhận; "
        "chưa làm gì cả."
    )
    for line in backlog_words(plan.backlog, settings.timezone):
        say(line)
    for name in plan.files_new[:TOLD]:
        say(f"  - {name}")
    for line in and_more(len(plan.files_new)):
        say(line)
    if plan.files_not_taken:
        say(f"Không lấy {len(plan.files_not_taken)} mục:")
        for line in told(plan.files_not_taken):
            say(line)
