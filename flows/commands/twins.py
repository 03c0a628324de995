"""`sohoa twins`: documents that may be one paper, and a person's word on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.options import Archive, By, Config, Database, Json, decider, settings_from
from flows.commands.status import existing
from flows.console import listener_for, say, say_json
from flows.twins import known_pairs
from pipeline.text.measures import ranges

if TYPE_CHECKING:
    from flows.twins import Pair, Side
    from pipeline.archive import Archive as OpenArchive
    from pipeline.settings import Settings

__all__ = ["twins"]

SHOWN = 20


def twins(
    *,
    same: Annotated[
        tuple[str, str] | None,
        typer.Option("--same", metavar="MÃ MÃ", help="Người xem: hai văn bản là một tờ giấy."),
    ] = None,
    not_same: Annotated[
        tuple[str, str] | None,
        typer.Option("--not-same", metavar="MÃ MÃ", help="Người xem: hai văn bản khác nhau."),
    ] = None,
    by: By = None,
    compare: Annotated[
        bool,
        typer.Option("--compare", help="So ngay các văn bản chưa so, không đợi đêm."),
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Kể cả cặp đã có người xem, không chỉ phần đầu.")
    ] = False,
    archive: Archive = None,
    database: Database = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Liệt kê văn bản có thể trùng nhau (quét hai lần, cùng số), ghi lại ý kiến người xem.

    Ví dụ: sohoa twins --archive ./kho

    Hai văn bản khác nhau: sohoa twins --not-same 5ac0f1d2a9b3c4e5-0001 77aa01d2a9b3c4e5-0001

    Máy không bỏ bản nào. Ý kiến người xem được ghi kèm tên và thời điểm, giữ cả trong kho; các đêm
    sau không hỏi lại cặp ấy. Nói lại thì lần nói sau cùng có hiệu lực.
    """
    if same and not_same:
        raise typer.BadParameter("chọn một trong hai: --same hoặc --not-same")
    settings = settings_from(config, archive=archive, database=database)
    decided = None
    with existing(settings) as opened:
        if compare:
            _compare(opened, settings, quiet=json)
        if pair := same or not_same:
            from pipeline.archive.twins import decide

            decided = decide(opened, *pair, decider(by), same=same is not None)
        pairs = known_pairs(opened)
        waiting = len(opened.ledger.likeness.not_compared()) + len(opened.ledger.likeness.unknown())
    still_open = [pair for pair in pairs if pair.link.is_open]
    if json:
        told = [_as_dict(pair) for pair in (pairs if everything else still_open)]
        say_json({"pairs": told, "open": len(still_open), "not_compared": waiting})
        return
    if decided is not None:
        words = "là một" if decided.same else "khác nhau"
        say(f"Đã ghi: {decided.first} và {decided.second} {words}, {decided.who}.")
    else:
        _tell(pairs if everything else still_open[:SHOWN], len(still_open))
    if waiting:
        say(f"Còn {waiting} văn bản chưa so: đêm sau sẽ so, hoặc sohoa twins --compare.")


def _compare(opened: OpenArchive, settings: Settings, *, quiet: bool) -> None:
    """Hold what was not compared against the others; nobody else works on the archive."""
    from flows.night_lease import night_lease
    from flows.pool import WorkerPool
    from flows.twin_work import TwinWorker, compare_all

    listener = listener_for(quiet=quiet)
    try:
        with (
            night_lease(settings, opened.ledger.leases, listener) as lease,
            WorkerPool(settings, TwinWorker(settings), lease.go_on) as workers,
        ):
            compare_all(opened, workers, listener)
    finally:
        listener.close()


def _tell(pairs: list[Pair], still_open: int) -> None:
    if not pairs:
        say("Không có cặp văn bản nào cần xem.")
        return
    for pair in pairs:
        say(f"{pair.title}: {pair.why}")
        say(f"  - {_side(pair.first)}")
        say(f"  - {_side(pair.second)}")
        if pair.link.verdict is not None:
            said = pair.link.verdict
            words = "là một" if said.same else "khác nhau"
            say(f"    {said.who} đã xem ngày {said.at:%d/%m/%Y}: {words}")
    left = still_open - sum(pair.link.is_open for pair in pairs)
    if left:
        say(f"… và {left} cặp nữa: sohoa twins --all")
    if still_open:
        say("Xem xong, cho biết: sohoa twins --same MÃ MÃ, hoặc --not-same MÃ MÃ.")


def _side(side: Side) -> str:
    label = "" if side.label == side.id else f" {side.label}"
    return f"{side.id}{label} ({side.name}, trang {ranges(side.pages)})"


def _as_dict(pair: Pair) -> dict[str, Any]:
    names = {"names": [pair.first.name, pair.second.name]}
    return {**pair.link.as_dict(), **names, "labels": [pair.first.label, pair.second.label]}
