"""`sohoa reread`: documents of the archive read again, and what becomes of the new versions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import (
    Archive,
    By,
    Config,
    Database,
    Json,
    Workers,
    decider,
    settings_from,
)
from flows.commands.reread_decisions import decide, tell_one, tell_versions
from flows.commands.reread_words import tell_done, tell_plan
from flows.commands.status import existing
from flows.console import listener_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive import Archive as OpenArchive
    from pipeline.archive.versions.choice import ChosenFile, Wanted
    from pipeline.settings import Settings

__all__ = ["reread"]

_SECONDS_A_PAGE = 4.0
"""Counted with where no page was ever timed."""


def reread(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[MÃ]...", help="Mã văn bản; bỏ trống: theo tiêu chí."),
    ] = None,
    *,
    before: Annotated[
        datetime | None,
        typer.Option(
            "--before", formats=["%Y-%m-%d"], metavar="NĂM-THÁNG-NGÀY", help="Đọc trước ngày này."
        ),
    ] = None,
    mean_below: Annotated[
        float | None,
        typer.Option(
            "--mean-below",
            min=0,
            max=1,
            metavar="0…1",
            help="Các trường bắt buộc chắc trung bình dưới mức này.",
        ),
    ] = None,
    least_below: Annotated[
        float | None,
        typer.Option(
            "--least-below",
            min=0,
            max=1,
            metavar="0…1",
            help="Có trường bắt buộc kém chắc hơn mức này.",
        ),
    ] = None,
    must: Annotated[bool, typer.Option("--must", help="Còn việc phải xem.")] = False,
    types: Annotated[
        list[str] | None,
        typer.Option(
            "--type", metavar="LOẠI", help="Loại văn bản, ví dụ 'QUYẾT ĐỊNH'; nhắc lại được."
        ),
    ] = None,
    again: Annotated[
        bool,
        typer.Option("--again", help="Kể cả văn bản đã đọc bằng đúng mô hình và cấu hình này."),
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=1, metavar="TRANG", help="Chỉ khoảng bấy nhiêu trang, trọn từng tệp."
        ),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Liệt kê bản đọc lại đang chờ duyệt.")
    ] = False,
    show: Annotated[
        bool, typer.Option("--show", help="Cho xem bản đọc lại của MÃ khác gì bản đang dùng.")
    ] = False,
    release: Annotated[
        bool, typer.Option("--release", help="Đưa bản đọc lại của MÃ (hoặc --all) vào dùng.")
    ] = False,
    reject: Annotated[
        bool, typer.Option("--reject", help="Bỏ bản đọc lại của MÃ (hoặc --all).")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Mọi bản đang chờ; cùng --release, --reject, --list.")
    ] = False,
    better_only: Annotated[
        bool,
        typer.Option(
            "--better-only", help="Cùng --release: chỉ bản chắc chắn không kém bản đang dùng."
        ),
    ] = False,
    not_secret: Annotated[
        bool,
        typer.Option("--not-secret", help="Người có thẩm quyền đã xem: dấu độ mật là nhận nhầm."),
    ] = False,
    by: By = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ xem sẽ làm gì, không đọc, không đổi gì.")
    ] = False,
    archive: Archive = None,
    database: Database = None,
    workers: Workers = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Đọc lại văn bản trong kho khi mô hình hoặc cấu hình đã đổi; bản cũ vẫn dùng tới khi duyệt.

    Không nêu gì: mọi văn bản đã đọc bằng mô hình hoặc cấu hình khác hiện nay. Bản đọc lại nằm
    cạnh bản đang dùng (thư mục proposed của kho), giữ chỗ cắt và quyết định của người, và cho biết
    khác gì. Duyệt thì nó thay bản cũ, bản cũ được giữ trọn trong thư mục superseded.

    Ví dụ: sohoa reread --archive ./kho --dry-run

    Văn bản cũ, kém chắc: sohoa reread --before 2026-06-01 --least-below 0.8 --limit 500

    Xem và duyệt: sohoa reread --list; sohoa reread 5ac0f1d2a9b3c4e5-0001 --show;
    sohoa reread --release --all --better-only
    """
    modes = {"--list": list_, "--show": show, "--release": release, "--reject": reject}
    doing = [name for name, said in modes.items() if said]
    asked = tuple(ids or ())
    _see_options(
        doing, asked, everything=everything, better_only=better_only, not_secret=not_secret
    )
    settings = settings_from(config, archive=archive, database=database, workers=workers)
    if doing == ["--list"]:
        with existing(settings) as opened:
            tell_versions(opened, everything=everything, json=json)
    elif doing == ["--show"]:
        with existing(settings) as opened:
            tell_one(opened, asked[0], settings, json=json)
    elif doing:
        with existing(settings) as opened:
            decide(
                opened,
                settings,
                asked,
                doing[0],
                who=decider(by),
                better_only=better_only,
                dry_run=dry_run,
                json=json,
            )
    else:
        wanted = _wanted(
            asked, before, mean_below, least_below, types, settings, must=must, again=again
        )
        who = decider(by) if not_secret else None
        _read(settings, wanted, limit, who, dry_run=dry_run, json=json)


def _see_options(
    doing: list[str],
    asked: tuple[str, ...],
    *,
    everything: bool,
    better_only: bool,
    not_secret: bool,
) -> None:
    """Refuse what contradicts itself, before anything is opened."""
    if len(doing) > 1:
        raise typer.BadParameter(f"không dùng cùng {doing[0]}", param_hint=doing[1])
    if doing == ["--show"] and len(asked) != 1:
        raise typer.BadParameter("cho biết đúng một mã văn bản", param_hint="MÃ")
    if doing and doing[0] in ("--release", "--reject") and bool(asked) == everything:
        raise typer.BadParameter("cho biết mã văn bản, hoặc --all", param_hint="MÃ")
    if everything and not doing:
        raise typer.BadParameter("chỉ cùng --release, --reject, --list", param_hint="--all")
    if better_only and doing != ["--release"]:
        raise typer.BadParameter("chỉ cùng --release", param_hint="--better-only")
    if not_secret and (doing or len(asked) != 1):
        raise typer.BadParameter("phải nêu từng mã văn bản", param_hint="--not-secret")


def _wanted(
    ids: tuple[str, ...],
    before: datetime | None,
    mean_below: float | None,
    least_below: float | None,
    types: list[str] | None,
    settings: Settings,
    *,
    must: bool,
    again: bool,
) -> Wanted:
    from zoneinfo import ZoneInfo

    from pipeline.archive.versions.choice import Wanted

    criteria = (before, mean_below, least_below, types, must, again)
    if ids and any(one is not None and one is not False for one in criteria):
        raise typer.BadParameter("không dùng cùng tiêu chí khác", param_hint="MÃ")
    moment = before.replace(tzinfo=ZoneInfo(settings.timezone)) if before else None
    return Wanted(ids, moment, mean_below, least_below, must, tuple(types or ()), again)


def _read(
    settings: Settings,
    wanted: Wanted,
    limit: int | None,
    who: str | None,
    *,
    dry_run: bool,
    json: bool,
) -> None:
    from flows.rereading import first_pages, open_rereading
    from pipeline.archive.versions.choice import choose
    from pipeline.page import reading_key

    key = reading_key(settings)
    with existing(settings) as opened:
        files, left = choose(opened, wanted, key, settings.review)
        files = first_pages(files, limit) if limit is not None else files
        minutes = _minutes(opened, files, key, settings)
        if who is not None and not dry_run:
            for file in files:
                opened.ledger.clear(file.sha256, who)
    if wanted.ids and not files:
        from pipeline.errors import VersionError

        raise VersionError(left[0].id, left[0].why)
    if dry_run or not files:
        tell_plan(files, left, minutes, json=json, dry_run=dry_run)
        return
    listener = listener_for(quiet=json)
    try:
        with open_rereading(settings) as rereading:
            # A killed release or cut was finished meanwhile, and may have changed what stands.
            files, left = choose(rereading.archive, wanted, key, settings.review)
            files = first_pages(files, limit) if limit is not None else files
            facts = rereading.run(files, listener)
            listener.close()
            tell_done(rereading.archive, facts, left, json=json)
    finally:
        listener.close()


def _minutes(
    opened: OpenArchive, files: Sequence[ChosenFile], key: str, settings: Settings
) -> float:
    """How long it will take about, by what pages have taken so far; kept pages cost nothing."""
    from flows.memory import worker_count
    from pipeline.archive.turns import read_with

    each = opened.ledger.pages.seconds_each() or _SECONDS_A_PAGE
    kept = sum(
        opened.load_page(file.sha256, number, read_with(opened, file.sha256, key).key) is not None
        for file in files
        for document in file.documents
        for number in document.pages
    )
    pages = sum(file.pages for file in files) - kept
    return pages * each / worker_count(settings.workers) / 60
