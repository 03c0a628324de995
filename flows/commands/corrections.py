"""`sohoa corrections`: what people decided, told, and written out as lessons for a recogniser."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from flows.commands.options import Archive, Config, Database, Json, settings_from
from flows.commands.status import existing
from flows.console import listener_for, say, say_json, warn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archive import Archive as OpenArchive
    from pipeline.settings import Settings
    from pipeline.values.decisions import Decision

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
    settings = settings_from(config, archive=archive, database=database)
    start = _moment(since, ZoneInfo(settings.timezone))
    with existing(settings) as opened:
        if training is not None:
            from pipeline.archive.decisions.teaching import taught_ids

            wanted = taught_ids(opened, fonds or (), ids or ())
            _teach(opened, settings, training, wanted, dry_run=dry_run, json=json)
            return
        told = list(_asked(opened, ids, start))
    if json:
        say_json({"corrections": [_plain(one, holds=holds) for one, holds in told]})
        return
    for one, holds in told:
        say(_in_words(one, ZoneInfo(settings.timezone), holds=holds))
    say(f"{len(told)} quyết định của người xem.")


def _moment(since: str | None, zone: ZoneInfo) -> datetime | None:
    try:
        found = None if since is None else datetime.fromisoformat(since)
    except ValueError:
        raise typer.BadParameter("viết năm-tháng-ngày", param_hint="--since") from None
    return found if found is None or found.tzinfo else found.replace(tzinfo=zone)


def _asked(
    opened: OpenArchive, ids: list[str] | None, start: datetime | None
) -> Iterator[tuple[Decision, bool]]:
    """Decisions, the oldest first, and whether each holds."""
    from pipeline.values.decisions import undone

    for name in ids or ():
        # One that was cut anew stands no more, and was decided of.
        if opened.ledger.document(name) is None and not opened.decisions.of(name):
            raise typer.BadParameter(f"kho không có văn bản {name}", param_hint="MÃ")
    for made in opened.ledger.decisions.all(start):
        if ids and made[0].document not in ids:
            continue
        gone = undone(made)
        for one in made:
            if start is None or one.at >= start:
                yield one, one.number not in gone


def _plain(one: Decision, *, holds: bool) -> dict[str, Any]:
    import msgspec

    return {**msgspec.to_builtins(one), "holds": holds}


def _in_words(one: Decision, zone: ZoneInfo, *, holds: bool) -> str:
    from pipeline.archive.decisions.words import ACTS, target_said, value_said

    change = one.change
    at = one.at.astimezone(zone)
    said = f"{at:%Y-%m-%d %H:%M}  {one.who}  {one.document}  {ACTS[change.act]}"
    said += f" {target_said(change.target)}"
    if change.act in ("correct", "name", "turn"):
        before, after = (
            value_said(value, _LONGEST) or "trống" for value in (change.before, change.after)
        )
        said += f": {before} → {after}"
    if change.undoes:
        said += f" (quyết định {change.undoes})"
    if change.reason:
        said += f" ({change.reason})"
    return said if holds else f"{said}  [đã hoàn tác]"


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
