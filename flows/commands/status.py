"""`sohoa status` and `sohoa retry`: what the ledger knows, and another chance for files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.options import Archive, Config, Database, Json, settings_from
from flows.console import say, say_json

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from pipeline.archive import Archive as OpenArchive
    from pipeline.archive.tables import FileRow
    from pipeline.settings import Settings

__all__ = ["retry", "status"]

STATES = {
    "seen": "chờ đọc",
    "reading": "đang đọc dở",
    "published": "đã vào kho",
    "set_aside": "để riêng",
    "failed": "chưa xong, đêm sau thử lại",
}
WAITING = ("set_aside", "failed")
SHORT_ID = 12
"""Signs of a file's hash that are shown; any unambiguous beginning is understood."""
SHOWN = 20


def status(
    archive: Archive = None, database: Database = None, *, json: Json = False, config: Config = None
) -> None:
    """Cho biết kho đang có gì, tệp nào đang để riêng và vì sao, đêm gần nhất ra sao.

    Ví dụ: sohoa status --archive ./kho
    """
    settings = settings_from(config, archive=archive, database=database)
    with _existing(settings) as opened:
        counts = opened.ledger.counts()
        waiting = [row for state in WAITING for row in opened.ledger.files(state)]  # type: ignore[arg-type]
        nights = opened.ledger.nights(5)
    if json:
        say_json(
            {
                "documents": counts.get("documents", 0),
                "files": {state: counts.get(state, 0) for state in STATES},
                "waiting": [_as_dict(row) for row in waiting],
                "nights": [
                    {"night": n.id, "state": n.state, "started": n.started.isoformat(), **n.counts}
                    for n in nights
                ],
            }
        )
        return
    say(f"Kho {settings.archive}: {counts.get('documents', 0)} văn bản.")
    for state, words in STATES.items():
        if counts.get(state):
            say(f"  {counts[state]} tệp {words}")
    if waiting:
        say("Cần người xem:")
        for row in waiting[:SHOWN]:
            say(f"  {row.sha256[:SHORT_ID]}  {row.reason}")
        if len(waiting) > SHOWN:
            say(f"  … và {len(waiting) - SHOWN} tệp nữa")
        say("Sau khi xử lý: sohoa retry MÃ (hoặc --all), rồi sohoa ingest.")
    for night in nights[:1]:
        words = {"done": "xong", "failed": "hỏng", "running": "đang chạy hoặc bị ngắt"}
        say(f"Đêm gần nhất {night.id}: {words.get(night.state, night.state)}.")


def retry(
    file: Annotated[
        str | None,
        typer.Argument(metavar="MÃ", help="Mã tệp (như sohoa status cho biết) hoặc tên tệp."),
    ] = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Mọi tệp để riêng hoặc chưa xong.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ xem, không đổi gì.")] = False,
    archive: Archive = None,
    database: Database = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Cho tệp đã để riêng được đọc lại ở lượt sau.

    Ví dụ: sohoa retry --all --archive ./kho
    """
    if (file is None) == (not everything):
        raise typer.BadParameter("cho biết một mã tệp, hoặc --all", param_hint="MÃ")
    settings = settings_from(config, archive=archive, database=database)
    with _existing(settings) as opened:
        rows = [row for state in WAITING for row in opened.ledger.files(state)]  # type: ignore[arg-type]
        if file is not None:
            rows = [row for row in rows if row.sha256.startswith(file.lower()) or row.name == file]
            if len(rows) != 1:
                found = "không có tệp nào" if not rows else f"có {len(rows)} tệp"
                hint = f"{found} đang để riêng với mã hoặc tên {file!r}; xem sohoa status"
                raise typer.BadParameter(hint, param_hint="MÃ")
        if not dry_run:
            for row in rows:
                opened.ledger.retry(row.sha256)
                for name in {row.name, *opened.ledger.names(row.sha256)}:
                    opened.take_back(name)
    if json:
        say_json({"retried": [_as_dict(row) for row in rows], "dry_run": dry_run})
        return
    for row in rows:
        say(f"{row.sha256[:SHORT_ID]}  {row.name}")
    will = "sẽ được đọc lại" if not dry_run else "sẽ được đọc lại nếu bỏ --dry-run"
    say(f"{len(rows)} tệp {will}. Chạy: sohoa ingest" if rows else "Không có tệp nào để riêng.")


def _existing(settings: Settings) -> AbstractContextManager[OpenArchive]:
    """The archive, if there is one: asking for its state must not make one."""
    from contextlib import closing

    from pipeline.archive import open_archive
    from pipeline.errors import ArchiveError

    if "://" not in settings.archive and not Path(settings.archive).is_dir():
        raise ArchiveError(settings.archive, "chưa có kho ở đây; hãy xem lại --archive")
    return closing(open_archive(settings))


def _as_dict(row: FileRow) -> dict[str, Any]:
    return {
        "sha256": row.sha256,
        "name": row.name,
        "state": row.state,
        "code": row.code,
        "reason": row.reason,
        "attempts": row.attempts,
    }
