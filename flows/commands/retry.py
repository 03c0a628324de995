"""`sohoa retry`: another chance for files that were set aside, and a person's word on secrecy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import Archive, Config, Database, Json, decider, settings_from
from flows.commands.status import SHORT_ID, as_dict, existing, waiting_files
from flows.console import say, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive.ledger.tables import FileRow

__all__ = ["retry"]


def retry(
    file: Annotated[
        str | None,
        typer.Argument(metavar="MÃ", help="Mã tệp (như sohoa status cho biết) hoặc tên tệp."),
    ] = None,
    *,
    everything: Annotated[
        bool,
        typer.Option(
            "--all",
            help="Mọi tệp để riêng hoặc chưa xong, trừ tệp có dấu độ mật hay khác mã băm.",
        ),
    ] = False,
    not_secret: Annotated[
        bool,
        typer.Option("--not-secret", help="Người có thẩm quyền đã xem: dấu độ mật là nhận nhầm."),
    ] = False,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="TÊN",
            help="Ai quyết định; mặc định người đang đăng nhập.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ xem, không đổi gì.")] = False,
    archive: Archive = None,
    database: Database = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Cho tệp đã để riêng được đọc lại ở lượt sau.

    Ví dụ: sohoa retry --all --archive ./kho

    Tệp có mã băm khác danh sách giao nộp: --all không động tới. Nêu mã tệp thì đọc tệp như đang có.

    Tệp có dấu độ mật: --all không động tới. Nêu mã tệp thì máy xem dấu lại từ đầu; thêm
    --not-secret khi người có thẩm quyền đã xem và thấy máy nhận nhầm: quyết định được ghi vào sổ
    và vào văn bản, kèm tên người và thời điểm.
    """
    from pipeline.archive.asides import read_again
    from pipeline.errors import TransferError

    if (file is None) == (not everything):
        raise typer.BadParameter("cho biết một mã tệp, hoặc --all", param_hint="MÃ")
    if everything and not_secret:
        raise typer.BadParameter("phải nêu từng mã tệp", param_hint="--not-secret")
    who = decider(by, needed=not_secret)
    settings = settings_from(config, archive=archive, database=database)
    with existing(settings) as opened:
        waiting = waiting_files(opened)
        # What one word for all of them must not decide.
        secret = [row for row in waiting if row.is_secret]
        damaged = [row for row in waiting if row.code == TransferError.code]
        rows = [row for row in waiting if row not in (*secret, *damaged)]
        left = (len(secret), len(damaged)) if everything else (0, 0)
        if file is not None:
            rows = [_meant(file, waiting, not_secret=not_secret)]
        for row in [] if dry_run else rows:
            read_again(opened, row.sha256, who, not_secret=not_secret)
    if json:
        retried = [as_dict(row) for row in rows]
        told = {"secret_left": left[0], "damaged_left": left[1], "dry_run": dry_run}
        say_json({"retried": retried, **told})
    else:
        _tell(rows, left, dry_run=dry_run)


def _tell(rows: Sequence[FileRow], left: tuple[int, int], *, dry_run: bool) -> None:
    for row in rows:
        say(f"{row.sha256[:SHORT_ID]}  {row.name}")
    will = "sẽ được đọc lại" if not dry_run else "sẽ được đọc lại nếu bỏ --dry-run"
    say(f"{len(rows)} tệp {will}. Chạy: sohoa ingest" if rows else "Không có tệp nào đọc lại.")
    for number, words in zip(left, ("có dấu độ mật", "khác mã băm"), strict=True):
        if number:
            say(f"{number} tệp {words} vẫn để riêng: phải nêu từng mã tệp.")


def _meant(file: str, waiting: Sequence[FileRow], *, not_secret: bool) -> FileRow:
    """The one waiting file with that beginning of a hash, or that name."""
    rows = [row for row in waiting if row.sha256.startswith(file.lower()) or row.name == file]
    if len(rows) != 1:
        found = "không có tệp nào" if not rows else f"có {len(rows)} tệp"
        hint = f"{found} đang để riêng với mã hoặc tên {file!r}; xem sohoa status"
        raise typer.BadParameter(hint, param_hint="MÃ")
    if not_secret and not rows[0].is_secret:
        hint = "tệp này để riêng vì lý do khác, không phải vì dấu độ mật"
        raise typer.BadParameter(hint, param_hint="--not-secret")
    return rows[0]
