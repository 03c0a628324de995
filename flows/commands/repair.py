"""`sohoa repair`: what can be made again from original and record, and a ledger that was lost."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.options import Archive, Config, Database, Json, Workers, settings_from
from flows.commands.status import existing, see_archive
from flows.commands.verify import DAMAGED, damage_lines, known_places
from flows.console import listener_for, say, say_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flows.console import Listener
    from pipeline.archive import Archive as OpenArchive
    from pipeline.archive.fixity.damage import Damage
    from pipeline.archive.fixity.repair import Repaired
    from pipeline.archive.relearning.relearning import Relearnt
    from pipeline.settings import Settings

__all__ = ["repair"]


@dataclass(slots=True)
class Done:
    """What was mended, and what is damaged still."""

    bags: list[Repaired] = field(default_factory=list)
    settled: list[Damage] = field(default_factory=list)
    left: list[Damage] = field(default_factory=list)


_NAMED = 5


def repair(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[MÃ]…", help="Mã văn bản; không nêu thì mọi chỗ hỏng trong kho."),
    ] = None,
    *,
    ledger: Annotated[
        bool, typer.Option("--ledger", help="Lập lại sổ theo dõi đã mất hoặc hỏng, từ chính kho.")
    ] = False,
    renew: Annotated[
        bool,
        typer.Option(
            "--renew",
            help="Lập lại cả tệp dẫn xuất còn nguyên mà bản chương trình cũ đã lập (PDF/A).",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ xem sẽ sửa gì, không đổi gì.")
    ] = False,
    archive: Archive = None,
    database: Database = None,
    workers: Workers = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Sửa kho: lập lại tệp dẫn xuất từ bản gốc và hồ sơ, không đọc lại trang nào.

    Bản gốc không bao giờ bị sửa; tệp hỏng được giữ trong thư mục damaged của kho. Mã thoát 0 khi
    không còn gì hỏng, 1 khi còn.

    Ví dụ: sohoa repair --archive ./kho --dry-run

    Sổ theo dõi bị mất hoặc hỏng: sohoa repair --ledger

    Kho của bản chương trình cũ, PDF chưa phải PDF/A: sohoa repair --renew
    """
    if ledger and ids:
        raise typer.BadParameter("không dùng cùng mã văn bản", param_hint="--ledger")
    if ledger and renew:
        raise typer.BadParameter("không dùng cùng --renew", param_hint="--ledger")
    settings = settings_from(config, archive=archive, database=database, workers=workers)
    listener = listener_for(quiet=json)
    try:
        if ledger:
            told, kept = _rebuilt(settings, listener, dry_run=dry_run)
        else:
            done = _repaired(settings, ids or [], listener, dry_run=dry_run, renew=renew)
    finally:
        listener.close()
    if ledger:
        _tell_ledger(told, kept, dry_run=dry_run, json=json)
        if told.missing:
            raise typer.Exit(DAMAGED)
        return
    if json:
        say_json(_as_dict(done, dry_run=dry_run))
    else:
        _tell(done, dry_run=dry_run)
    if done.left:
        raise typer.Exit(DAMAGED)


def _repaired(
    settings: Settings, ids: Sequence[str], listener: Listener, *, dry_run: bool, renew: bool
) -> Done:
    from flows.checking import Checker, disagreements, look_through
    from flows.night_lease import night_lease
    from flows.pool import WorkerPool
    from pipeline.archive.fixity.checking import places
    from pipeline.archive.fixity.outdated import outdated

    with (
        existing(settings) as found,
        night_lease(settings, found.ledger.leases, listener) as held,
    ):
        opened = found.under(held.lease)
        chosen = [place for one in ids for place in known_places(opened, one)]
        chosen = chosen if ids else list(places(opened))
        with WorkerPool(settings, Checker(settings), held.go_on) as workers:
            checked = look_through(opened, chosen, workers, listener)
        damages = [*checked.damages, *disagreements(opened, settings, ids or None)]
        if renew:
            hit: dict[str, list[Damage]] = {}
            for damage in damages:
                hit.setdefault(damage.place, []).append(damage)
            for place in chosen:
                damages += outdated(opened.store, place, hit.get(place, ()))
        listener.stage("Sửa kho", len(damages))
        return _mended(opened, settings, damages, listener, dry_run=dry_run, renew=renew)


def _mended(
    opened: OpenArchive,
    settings: Settings,
    damages: Iterable[Damage],
    listener: Listener,
    *,
    dry_run: bool,
    renew: bool,
) -> Done:
    from pipeline.archive.fixity.repair import repair_bag
    from pipeline.archive.fixity.settling import settle_disagreement

    done = Done()
    bags: dict[str, list[Damage]] = {}
    for damage in damages:
        if damage.file and damage.code != "reason" and damage.id:
            bags.setdefault(damage.place, []).append(damage)
        elif damage.code in ("no-row", "row-differs", "no-words", "reason"):
            settled = dry_run or settle_disagreement(opened, damage)
            (done.settled if settled else done.left).append(damage)
            listener.advance()
        elif damage.id:
            bags.setdefault(damage.place, []).append(damage)  # gone, empty or strange
        else:
            done.left.append(damage)
            listener.advance()
    for place, found in bags.items():
        bag = repair_bag(opened, place, settings.raster, dry_run=dry_run, renew=renew)
        if bag.mended:
            done.bags.append(bag)
        rows = ("no-row", "row-differs")
        left = [damage for damage in bag.left if damage.code not in rows]
        gone = [damage for damage in found if damage.code == "no-folder"]
        done.left += left if bag.mended or left else gone
        listener.advance(len(found))
    return done


def _rebuilt(
    settings: Settings, listener: Listener, *, dry_run: bool
) -> tuple[Relearnt, str | None]:
    """The ledger made again; where the old one is kept."""
    from flows.night_lease import ledger_lease
    from pipeline.archive.archive import Archive as OpenedArchive
    from pipeline.archive.archive import ledger_url, open_store
    from pipeline.archive.ledger.ledger import Ledger
    from pipeline.archive.relearning.old_ledger import documents_of
    from pipeline.archive.relearning.relearning import Relearnt, relearn
    from pipeline.archive.relearning.swap import swap_ledger, try_ledger

    told = Relearnt()

    def fill(ledger: Ledger) -> None:
        nonlocal told
        listener.stage("Lập lại sổ từ kho", None)
        told = relearn(OpenedArchive(store, ledger), settings.inbox, listener.advance, before)

    see_archive(settings)
    store = open_store(settings)
    with ledger_lease(settings, listener) as let_go:
        before = documents_of(ledger_url(settings))
        if dry_run:
            try_ledger(fill)
            return told, None
        kept = swap_ledger(ledger_url(settings), fill, let_go)
    return told, kept


def _as_dict(done: Done, *, dry_run: bool) -> dict[str, Any]:
    return {
        "repaired": [
            {"place": bag.place, "files": bag.mended, "same_bytes": bag.same, "aside": bag.aside}
            for bag in done.bags
        ],
        "settled": [asdict(damage) for damage in done.settled],
        "damaged": [asdict(damage) for damage in done.left],
        "dry_run": dry_run,
    }


def _tell(done: Done, *, dry_run: bool) -> None:
    will = "Sẽ sửa" if dry_run else "Đã sửa"
    for bag in done.bags:
        same = "đúng từng byte như cũ" if bag.same else "cùng nội dung, do bản chương trình khác"
        say(f"{will} {bag.place}: {', '.join(bag.mended)} ({same})")
        if bag.aside:
            say(f"  tệp cũ giữ ở {bag.aside}")
    for damage in done.settled:
        say(f"{will} {damage.id or damage.place}: {damage.said}")
    if not (done.bags or done.settled or done.left):
        say("Không có gì hỏng.")
    if dry_run and (done.bags or done.settled):
        say("Chưa làm gì cả; bỏ --dry-run để sửa.")
    if done.left:
        say(f"CÒN HỎNG {len(done.left)} chỗ:")
        for line in damage_lines(done.left):
            say(line)


def _tell_ledger(told: Relearnt, kept: str | None, *, dry_run: bool, json: bool) -> None:
    if json:
        say_json({**asdict(told), "old_ledger": kept, "dry_run": dry_run})
        return
    will = "Sẽ lập lại" if dry_run else "Đã lập lại"
    say(
        f"{will} sổ: {told.documents} văn bản của {told.files} tệp, {told.aside} tệp để riêng, "
        f"{told.decisions} quyết định của người, {told.sightings} tệp ở hộp nhận nhận ra lại."
    )
    if told.gaps:
        say(f"Thiếu trang, đêm sau tìm lại ở hộp nhận: {', '.join(told.gaps)}")
    if told.unreadable:
        say(f"Không đọc được hồ sơ, xem sohoa verify: {', '.join(told.unreadable)}")
    if told.missing:
        some = ", ".join(told.missing[:_NAMED]) + (" …" if told.missing[_NAMED:] else "")
        say(
            f"MẤT {len(told.missing)} văn bản sổ cũ có mà kho không còn: {some}. Sổ vẫn giữ "
            "tên; lấy lại từ bản sao lưu, hoặc bỏ bản quét vào hộp nhận để đêm sau đọc lại."
        )
    if kept:
        say(f"Sổ cũ giữ ở {kept}")
