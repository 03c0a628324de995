"""`sohoa ingest`: one night, now."""

from __future__ import annotations

import atexit
import os
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import Archive, Config, Database, Json, Workers, settings_from
from flows.console import listener_for, say, say_json

if TYPE_CHECKING:
    from flows.console import Listener
    from flows.facts import NightFacts
    from pipeline.settings import Settings

__all__ = ["closing_words", "ingest", "run_night"]

TOLD = 10
"""So many files and documents are named in the closing words; the report has them all."""


def ingest(
    inbox: Annotated[
        str | None, typer.Argument(metavar="HỘP_NHẬN", help="Thư mục bản quét. [SOHOA_INBOX]")
    ] = None,
    archive: Archive = None,
    database: Database = None,
    workers: Workers = None,
    *,
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
    settings = settings_from(
        config, inbox=inbox, archive=archive, database=database, workers=workers
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
    """The nightly flow in this process, on a Prefect server that lives as long as it."""
    from flows import night
    from flows.door import state_folder
    from flows.lock import refuse_if_running
    from flows.prefect_server import LocalServer

    refuse_if_running(settings)
    night.check(settings)
    server = LocalServer(state_folder(settings) / "ingest", schedules=False)
    os.environ.update(server.environment)
    # Prefect sends its last events when the interpreter ends.  Registered before Prefect is
    # imported, the stop comes after that; stopped at once, Prefect tried for a minute in vain.
    atexit.register(server.child.stop)
    server.begin()
    from flows.nightly import nightly  # Prefect reads its environment when it is imported

    server.wait_ready()
    with night.told_to(listener):
        return nightly()


def closing_words(facts: NightFacts, settings: Settings) -> str:
    """What was done, what needs a person, and where things lie."""
    lines = []
    if facts.nothing_new:
        lines.append("Không có gì mới: mọi tệp trong hộp nhận đã được xử lý từ trước.")
    else:
        lines.append(
            f"Xong: {len(facts.documents)} văn bản vào kho, {facts.pages_read} trang đã đọc"
            + (f", {facts.pages_kept} trang giữ từ lần trước" if facts.pages_kept else "")
            + f", trong {facts.seconds:.0f} giây."
        )
    if facts.files_withheld:
        count = len(facts.files_withheld)
        lines.append(f"CÓ DẤU ĐỘ MẬT, không đọc, không lưu nội dung: {count} tệp:")
        lines += [f"  - {trouble.reason}" for trouble in facts.files_withheld]
    if facts.withheld_before:
        lines.append(
            f"Còn {facts.withheld_before} tệp có dấu độ mật từ trước vẫn nằm trong hộp nhận: "
            "hãy chuyển đi."
        )
    troubles = [*facts.files_set_aside, *facts.files_waiting]
    if troubles:
        lines.append(f"Để riêng {len(troubles)} tệp:")
        lines += [f"  - {trouble.reason}" for trouble in troubles[:TOLD]]
        lines += _and_more(len(troubles))
    if facts.for_a_person:
        lines.append(f"Cần người xem {len(facts.for_a_person)} văn bản:")
        for document in facts.for_a_person[:TOLD]:
            lines.append(f"  - {document.name} ({document.id}): {document.first_reason}")
        lines += _and_more(len(facts.for_a_person))
    elif facts.documents:
        lines.append("Không có văn bản nào cần người xem.")
    if facts.duplicates:
        lines.append(f"{len(facts.duplicates)} tệp trùng nội dung với tệp đã có; không làm lại.")
    lines.append(f"Kết quả: {settings.archive}/documents")
    if facts.report:
        lines.append(f"Báo cáo: {facts.report}")
    return "\n".join(lines)


def _and_more(count: int) -> list[str]:
    return [f"  … và {count - TOLD} mục nữa, xem báo cáo."] if count > TOLD else []


def _tell_plan(settings: Settings, *, json: bool) -> None:
    from flows import night

    plan = night.plan(settings)
    if json:
        say_json(plan.as_dict())
        return
    say(
        f"Sẽ đọc {len(plan.files_new)} tệp mới trong {plan.files_in_inbox} tệp ở hộp nhận; "
        "chưa làm gì cả."
    )
    for name in plan.files_new[:TOLD]:
        say(f"  - {name}")
    for line in _and_more(len(plan.files_new)):
        say(line)
