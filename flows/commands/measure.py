"""`sohoa evaluate` and `sohoa samples`: how well pages are read, and pages to measure it on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import Config, Json, Workers, settings_from
from flows.console import listener_for, say, say_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.console import Listener

__all__ = ["evaluate", "samples"]


def evaluate(
    folder: Annotated[
        Path, typer.Argument(metavar="THƯ_MỤC", help="Bản quét, nên kèm văn bản chuẩn.")
    ],
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
    workers: Workers = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Đo chất lượng đọc trên bản quét đã có văn bản chuẩn, cạnh Tesseract nguyên bản.

    Thư mục chưa có văn bản chuẩn nào thì đọc mọi trang PDF, đo chữ chưa đọc và từ bị bỏ qua.

    Ví dụ: sohoa evaluate samples/scans --html do-chat-luong.html
    """
    settings = settings_from(config, workers=workers)
    if not folder.is_dir():
        raise typer.BadParameter(f"không có thư mục {folder}", param_hint="THƯ_MỤC")
    from flows.door import page_log
    from flows.memory import worker_count
    from pipeline.evaluation.run import evaluate_folder

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


def samples(
    folder: Annotated[Path, typer.Argument(metavar="THƯ_MỤC", help="Nơi đặt bản quét vẽ ra.")],
    conditions: Annotated[
        str | None,
        typer.Option("--conditions", metavar="A,B", help="Các kiểu quét; mặc định mọi kiểu."),
    ] = None,
    count: Annotated[
        int, typer.Option("--count", metavar="N", min=1, help="Số bản quét mỗi kiểu.")
    ] = 1,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Cùng số này thì vẽ ra cùng bản quét.")
    ] = 0,
    *,
    masks: Annotated[bool, typer.Option("--masks", help="Kèm mặt nạ mực theo từng loại.")] = False,
    json: Json = False,
) -> None:
    """Vẽ bản quét giống thật, kèm văn bản chuẩn, để thử và đo.

    Ví dụ: sohoa samples ./ban-ve --conditions clean,stamped --count 5
    """
    from samples.conditions import CONDITIONS
    from samples.draw import draw_set

    wanted = conditions.split(",") if conditions else list(CONDITIONS)
    unknown = [name for name in wanted if name not in CONDITIONS]
    if unknown:
        raise typer.BadParameter(
            f"không có kiểu {', '.join(unknown)}; các kiểu: {', '.join(CONDITIONS)}",
            param_hint="--conditions",
        )
    listener = listener_for(quiet=json)
    listener.stage("Vẽ bản quét", len(wanted) * count)
    try:
        paths = draw_set(
            folder,
            wanted,
            count,
            seed,
            masks=masks,
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
