"""`sohoa evaluate` and `sohoa samples`: how well pages are read, and pages to measure it on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import Archive, Config, Database, Json, Workers, settings_from
from flows.commands.status import existing
from flows.console import listener_for, say, say_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.console import Listener
    from pipeline.settings import Settings

__all__ = ["evaluate", "samples"]


def evaluate(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[THƯ_MỤC]", help="Bản quét, nên kèm văn bản chuẩn."),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="TỆP", help="Trang để xem từng lỗi (.html hoặc thư mục)."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Dừng sau chừng N trang.")
    ] = None,
    *,
    every_page: Annotated[
        bool, typer.Option("--every-page", help="Đọc cả trang chưa có văn bản chuẩn.")
    ] = False,
    baseline: Annotated[
        bool,
        typer.Option(
            "--baseline/--no-baseline",
            help="Đọc cả bằng Tesseract nguyên bản: để so, và để biết từ nào bị bỏ qua.",
        ),
    ] = True,
    ablation: Annotated[
        bool, typer.Option("--ablation", help="Đọc lại khi tắt từng bước làm sạch, để so.")
    ] = False,
    corrections: Annotated[
        bool,
        typer.Option(
            "--corrections",
            help="Không đọc gì: đo theo những gì người xem đã xác nhận và sửa trong kho.",
        ),
    ] = False,
    archive: Archive = None,
    database: Database = None,
    workers: Workers = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Đo chất lượng đọc trên bản quét đã có văn bản chuẩn, cạnh Tesseract nguyên bản.

    Thư mục chưa có văn bản chuẩn nào thì đọc mọi trang PDF, đo chữ chưa đọc và từ bị bỏ qua.

    Ví dụ: sohoa evaluate samples/scans --html do-chat-luong.html

    Trong kho, máy ghi tin cậy 0,9 thì đúng được mấy phần: sohoa evaluate --corrections
    """
    settings = settings_from(config, workers=workers, archive=archive, database=database)
    if corrections:
        _tell_corrections(settings, json=json)
        return
    if folder is None or not folder.is_dir():
        raise typer.BadParameter(f"không có thư mục {folder or 'nào'}", param_hint="THƯ_MỤC")
    from evaluation.run import evaluate_folder
    from flows.configuration import page_log
    from flows.memory import worker_count

    listener = listener_for(quiet=json)
    try:
        report = evaluate_folder(
            folder,
            settings,
            every_page=every_page,
            baseline=baseline,
            ablation=ablation,
            html=html,
            limit=limit,
            workers=worker_count(settings.workers),
            log=page_log(settings),
            progress=_pages_told(listener),
        )
    finally:
        listener.close()
    if json:
        say_json(report.as_dict())
        return
    say(report.table())
    if html is not None:
        say(f"Xem từng trang: {html}")


def _tell_corrections(settings: Settings, *, json: bool) -> None:
    """How often a value given at 0.9, 0.8 … was right where people have looked."""
    from evaluation.corrections import measure_corrections
    from evaluation.show.people_table import people_tables

    with existing(settings) as opened:
        said = measure_corrections(opened)
    if json:
        say_json(said.as_dict())
    else:
        say(people_tables(said))


def _tell_names(asked: bool) -> None:
    """Callback of `--list`: names of conditions with what they are for, and of kinds."""
    if not asked:
        return
    from samples.conditions import CONDITIONS
    from samples.kinds import KINDS

    width = max(map(len, CONDITIONS))
    say("Kiểu quét:")
    for name, condition in CONDITIONS.items():
        say(f"  {name.ljust(width)}  {condition.note}")
    say(f"Loại văn bản, viết LOẠI+KIỂU: {', '.join(KINDS)}")
    raise typer.Exit


def samples(
    folder: Annotated[Path, typer.Argument(metavar="THƯ_MỤC", help="Nơi đặt bản quét vẽ ra.")],
    conditions: Annotated[
        str | None,
        typer.Option(
            "--conditions",
            metavar="A,B",
            help="Các kiểu quét, hoặc LOẠI+KIỂU như statement+pale190; mặc định mọi kiểu.",
        ),
    ] = None,
    count: Annotated[
        int, typer.Option("--count", metavar="N", min=1, help="Số bản quét mỗi kiểu.")
    ] = 1,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Cùng số này thì vẽ ra cùng bản quét.")
    ] = 0,
    split: Annotated[
        str,
        typer.Option(
            "--split",
            metavar="open|held",
            help="held: vẽ bằng phông chữ và mẫu để dành, chỉ để chấm, không dùng khi xây dựng.",
        ),
    ] = "open",
    *,
    masks: Annotated[bool, typer.Option("--masks", help="Kèm mặt nạ mực theo từng loại.")] = False,
    names: Annotated[  # noqa: ARG001  # its callback has told them, and the command has ended
        bool,
        typer.Option(
            "--list",
            help="Kể tên các kiểu quét và loại văn bản, không vẽ gì.",
            callback=_tell_names,
            is_eager=True,
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Vẽ bản quét giống thật, kèm văn bản chuẩn, để thử và đo.

    Ví dụ: sohoa samples ./ban-ve --conditions clean,stamped --count 5

    Kiểu khó, bằng phông chữ và mẫu để dành:
    sohoa samples ./ban-ve --conditions pale190,statement+pale190,hung+dpi90 --split held

    Mọi tên: sohoa samples --list
    """
    from samples.conditions import CONDITIONS, condition_named
    from samples.draw import draw_set
    from samples.splits import SPLITS

    part = next((known for known in SPLITS if known == split), None)
    if part is None:
        raise typer.BadParameter(f"{split!r}: viết open hoặc held", param_hint="--split")
    wanted = [name.strip() for name in conditions.split(",")] if conditions else list(CONDITIONS)
    for name in wanted:
        try:
            condition_named(name)
        except ValueError as error:
            raise typer.BadParameter(
                f"không có kiểu {name}; xem mọi tên: sohoa samples --list",
                param_hint="--conditions",
            ) from error
    listener = listener_for(quiet=json)
    listener.stage("Vẽ bản quét", len(wanted) * count)
    try:
        paths = draw_set(
            folder,
            wanted,
            count,
            seed,
            masks=masks,
            split=part,
            progress=lambda _done, _all: listener.advance(),
        )
    finally:
        listener.close()
    if json:
        say_json({"scans": [str(path) for path in paths]})
    else:
        say(f"Đã vẽ {len(paths)} bản quét kèm văn bản chuẩn vào {folder}.")


def _pages_told(listener: Listener) -> Callable[[int, int, str], None]:
    """Pages of an evaluation, as a listener wants to hear of them."""
    begun = False

    def tell(_done: int, total: int, _name: str) -> None:
        nonlocal begun
        if not begun:
            listener.stage("Đo trang", total)
            begun = True
        listener.advance()

    return tell
