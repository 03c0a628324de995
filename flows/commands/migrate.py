"""`sohoa migrate`: the ledger's revision, seen and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import Archive, Config, Database, Json, settings_from
from flows.console import say, say_json

if TYPE_CHECKING:
    from pipeline.archive.migrations import Move

__all__ = ["migrate"]


def migrate(
    *,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="BẢN", help="Bản cần tới, như 0004; mặc định bản mới nhất."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ xem sẽ đổi gì, không đổi gì.")
    ] = False,
    drop: Annotated[
        bool,
        typer.Option(
            "--drop", help="Cho mất những quyết định của người mà bản cũ không chứa được."
        ),
    ] = False,
    archive: Archive = None,
    database: Database = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Nâng sổ cái lên bản mới, hoặc đưa về bản cũ cho chương trình cũ.

    Ví dụ: sohoa migrate --archive ./kho --dry-run

    Đưa về bản cũ: sohoa migrate --to 0004 --archive ./kho

    Mỗi lệnh mở kho đều tự nâng sổ cái, nên chỉ cần lệnh này để xem trước hoặc để quay lại. Sổ cái
    SQLite được chép lại bên cạnh trước khi đổi; với PostgreSQL hãy sao lưu bằng pg_dump trước.
    """
    from flows.night_lease import ledger_lease
    from pipeline.archive.ledger_moves import move_ledger, planned_move

    target = _target(to)
    settings = settings_from(config, archive=archive, database=database)
    move = planned_move(settings, target)  # also where there is nothing to lock
    if not dry_run:
        with ledger_lease(settings):
            move = move_ledger(settings, target, drop=drop)
    if json:
        say_json(
            {
                "from": move.start,
                "to": move.target,
                "steps": list(move.steps),
                "lost": move.lost,
                "copy": None if move.copy is None else str(move.copy),
                "dry_run": dry_run,
            }
        )
    else:
        _tell(move, dry_run=dry_run)


def _target(to: str | None) -> str | None:
    """The revision that `4`, `0004` or its whole name means."""
    from pipeline.archive.migrations import number_of, released

    if to is None:
        return None
    for revision in released():
        if to == revision or (to.isdecimal() and int(to) == number_of(revision)):
            return revision
    hint = f"không có bản {to!r}; các bản: {', '.join(released())}"
    raise typer.BadParameter(hint, param_hint="--to")


def _tell(move: Move, *, dry_run: bool) -> None:
    if not move.steps:
        say(f"Sổ cái đã ở bản {move.target}, không phải đổi gì.")
        return
    said = "sẽ đi từ bản" if dry_run else "đã đi từ bản"
    say(f"Sổ cái {said} {move.start or '(chưa có gì)'} tới bản {move.target}:")
    for step in move.steps:
        say(f"  {'bỏ' if move.is_down else 'thêm'} {step}")
    for what, number in move.lost.items():
        say(f"  {'sẽ mất (cần --drop)' if dry_run else 'đã mất'}: {number} {what}")
    if move.copy is not None:
        say(f"Sổ cái như trước khi đổi: {move.copy}")
    if move.is_down and not dry_run:
        say("Chương trình này sẽ tự nâng sổ cái khi mở kho; từ đây hãy dùng chương trình cũ.")
