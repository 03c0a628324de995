"""`sohoa verify`: is every byte of the archive still the same?"""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import Archive, Config, Database, Json, Workers, settings_from
from flows.commands.status import existing
from flows.console import listener_for, say, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.checking import Checked
    from flows.console import Listener
    from pipeline.archive import Archive as OpenArchive
    from pipeline.archive.fixity.damage import Damage
    from pipeline.settings import Settings

__all__ = ["DAMAGED", "damage_lines", "known_places", "verify"]

DAMAGED = 1
"""Exit code when something is damaged."""
SHOWN = 200


def verify(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[MÃ]…", help="Mã văn bản; không nêu thì cả kho.")
    ] = None,
    *,
    share: Annotated[
        float | None,
        typer.Option(
            "--share", metavar="PHẦN", help="Chỉ một phần kho (0.1 = một phần mười), cũ nhất trước."
        ),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Chỉ tên và dung lượng tệp, không đọc nội dung.")
    ] = False,
    archive: Archive = None,
    database: Database = None,
    workers: Workers = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Kiểm tra kho còn nguyên vẹn: từng tệp, từng hồ sơ, ảnh cắt so với bản quét, và sổ so với kho.

    Mã thoát 0 khi mọi thứ còn nguyên, 1 khi có chỗ hỏng; mỗi chỗ hỏng kèm cách xử lý.

    Ví dụ: sohoa verify --archive ./kho

    Một phần mười kho, phần lâu chưa kiểm tra nhất: sohoa verify --share 0.1
    """
    if share is not None and (ids or not 0 < share <= 1):
        hint = "một số lớn hơn 0, không quá 1; không dùng cùng mã văn bản"
        raise typer.BadParameter(hint, param_hint="--share")
    settings = settings_from(config, archive=archive, database=database, workers=workers)
    listener = listener_for(quiet=json)
    try:
        with existing(settings) as opened:
            done = _verified(opened, settings, ids or [], share, listener, quick=quick)
            left = _strays(opened) if not ids and share is None else []
    finally:
        listener.close()
    if json:
        damaged = [asdict(damage) for damage in done.damages]
        say_json({"damaged": damaged, "checked": done.places, "strays": left, "quick": quick})
    else:
        _tell(done, left)
    if done.damages:
        raise typer.Exit(DAMAGED)


def _verified(
    opened: OpenArchive,
    settings: Settings,
    ids: Sequence[str],
    share: float | None,
    listener: Listener,
    *,
    quick: bool,
) -> Checked:
    from flows.checking import Checker, disagreements, look_through, quick_look
    from flows.pool import WorkerPool
    from pipeline.archive.fixity.checking import last_looks

    if ids:
        chosen = [place for one in ids for place in known_places(opened, one)]
    else:
        looks = last_looks(opened)
        oldest = sorted(looks, key=lambda place: looks[place])
        chosen = oldest if share is None else oldest[: math.ceil(share * len(oldest))]
    if quick:
        done = quick_look(opened, chosen, settings, listener)
    else:
        with WorkerPool(settings, Checker(settings)) as workers:
            done = look_through(opened, chosen, workers, listener)
    done.damages += disagreements(opened, settings, ids or None)
    if not ids:
        fixity = opened.ledger.fixity
        fixity.forget(fixity.moments().keys() - last_looks(opened).keys())
    return done


def known_places(opened: OpenArchive, document_id: str) -> list[str]:
    """Where a document and its versions lie; nowhere for one that only the ledger knows."""
    from pipeline.archive.fixity.checking import places_of
    from pipeline.archive.quarantine import safe_name

    # An id that is no name of a folder is a slip of the person's, and nothing of the archive's.
    is_name = bool(document_id) and document_id == safe_name(document_id)
    found = places_of(opened, document_id) if is_name else []
    if not found and opened.ledger.document(document_id) is None:
        hint = f"kho và sổ không có văn bản {document_id!r}; xem sohoa status"
        raise typer.BadParameter(hint, param_hint="MÃ")
    return found


def _strays(opened: OpenArchive) -> list[str]:
    from pipeline.archive.fixity.agreement import strays

    return strays(opened.store)


def _tell(done: Checked, left: Sequence[str]) -> None:
    if left:
        say(f"Không phải của kho, hoặc việc dở dang để lại: {', '.join(left)}")
    if not done.damages:
        say(f"Còn nguyên vẹn: {done.places} văn bản và bản lưu đã kiểm tra.")
        return
    say(f"HỎNG {len(done.damages)} chỗ, trong {done.places} văn bản và bản lưu đã kiểm tra:")
    for line in damage_lines(done.damages):
        say(line)


def damage_lines(damages: Sequence[Damage]) -> list[str]:
    """Damages with what can be done about each."""
    lines = []
    for damage in damages[:SHOWN]:
        where = f"{damage.place}/{damage.file}" if damage.file else damage.place
        lines += [f"  - {where}: {damage.what}", f"      → {damage.remedy}"]
    rest = len(damages) - SHOWN
    return [*lines, f"  … và {rest} chỗ nữa: thêm --json để xem hết."] if rest > 0 else lines
