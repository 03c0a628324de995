"""`sohoa corrections`: what people decided, told, and written out as lessons for a recogniser."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.options import Archive, Config, Database, Json, settings_from
from flows.commands.status import existing
from flows.console import listener_for, say, say_json, warn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archive import Archive as OpenArchive
    from pipeline.settings import Settings

__all__ = ["corrections"]

_LONGEST = 60


def corrections(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[MÃ...]", help="Chỉ các văn bản này; không nêu: mọi văn bản."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="NGÀY", help="Chỉ từ ngày này (2026-11-29)."),
    ] = None,
    training: Annotated[
        Path | None,
        typer.Option(
            "--training",
            metavar="THƯ_MỤC",
            help="Ghi ảnh từng dòng kèm chữ người xem đã gõ (.png và .gt.txt) để huấn luyện.",
        ),
    ] = None,
    fonds: Annotated[
        list[str] | None,
        typer.Option("--fonds", metavar="PHÔNG", help="Chỉ các phông này; dùng được nhiều lần."),
    ] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Với --training: chỉ đếm, không ghi gì.")
    ] = False,
    archive: Archive = None,
    database: Database = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Kể những gì người xem đã sửa: ai, lúc nào, trước ra sao, nay ra sao.

    Ví dụ: sohoa corrections --since 2026-11-01 --archive ./kho

    Lấy dữ liệu huấn luyện: sohoa corrections --training ./bai-hoc --fonds ubnd

    Văn bản có dấu độ mật không bao giờ được ghi ra. Chạy lại cùng lệnh thì làm tiếp phần còn lại.
    """
    if fonds and training is None:
        raise typer.BadParameter("chỉ dùng cùng --training", param_hint="--fonds")
    start = _moment(since)
    settings = settings_from(config, archive=archive, database=database)
    with existing(settings) as opened:
        if training is not None:
            from pipeline.archive.decisions.teaching import taught_ids

            wanted = taught_ids(opened, fonds or (), ids or ())
            _teach(opened, settings, training, wanted, dry_run=dry_run, json=json)
            return
        told = list(_asked(opened, ids, start))
    if json:
        say_json({"corrections": told})
        return
    for one in told:
        say(_in_words(one))
    say(f"{len(told)} quyết định của người xem.")


def _moment(since: str | None) -> datetime | None:
    try:
        found = None if since is None else datetime.fromisoformat(since)
    except ValueError:
        raise typer.BadParameter("viết năm-tháng-ngày", param_hint="--since") from None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def _asked(
    opened: OpenArchive, ids: list[str] | None, start: datetime | None
) -> Iterator[dict[str, Any]]:
    import msgspec

    from pipeline.values.decisions import undone

    for made in opened.ledger.decisions.all(start):
        if ids and made[0].document not in ids:
            continue
        gone = undone(made)
        for one in made:
            if start is None or one.at >= start:
                yield {**msgspec.to_builtins(one), "holds": one.number not in gone}


def _in_words(one: dict[str, Any]) -> str:
    from pipeline.record.said import short

    change = one["change"]
    target = change["target"]
    place = target["key"] or (f"trang {target['page']}" if target["page"] else "")
    said = f"{one['at'][:16].replace('T', ' ')}  {one['who']}  {one['document']}  {change['act']}"
    said += f" {target['kind']} {place}".rstrip()
    if change["act"] in ("correct", "name", "turn"):
        before, after = (
            "trống" if change[key] in (None, "", []) else short(change[key], _LONGEST)
            for key in ("before", "after")
        )
        said += f": {before} → {after}"
    if change["undoes"]:
        said += f" số {change['undoes']}"
    if change["reason"]:
        said += f" ({change['reason']})"
    return said if one["holds"] else f"{said}  [đã hoàn tác]"


def _teach(
    opened: OpenArchive,
    settings: Settings,
    target: Path,
    ids: list[str],
    *,
    dry_run: bool,
    json: bool,
) -> None:
    from pipeline.archive.decisions.teaching import teach

    listener = listener_for(quiet=json or dry_run)
    listener.stage("Ghi bài học", len(ids))
    try:
        where = None if dry_run else target
        done = teach(opened, ids, where, settings.raster, listener.advance)
    finally:
        listener.close()
    for name, why in done.failed.items():
        warn(f"Bỏ qua {name}: {why}")
    if json:
        say_json({**asdict(done), "dry_run": dry_run})
        return
    will = "Sẽ ghi" if dry_run else "Đã ghi"
    say(
        f"{will} {done.lines} dòng và {done.slots} ô bút của {done.documents} văn bản; "
        f"{done.kept} văn bản có sẵn, {done.secret} có dấu độ mật nên bỏ qua."
    )
