"""`sohoa export`: files and documents as a regulation asks for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.options import Archive, Config, Database, Json, settings_from
from flows.commands.status import existing
from flows.console import listener_for, say, say_json
from flows.export_words import as_dict, tell

if TYPE_CHECKING:
    from flows.export_words import State
    from pipeline.archive.exporting import Asked
    from pipeline.profiles.plan import Plan
    from pipeline.profiles.records import Draft
    from pipeline.profiles.spec import Profile

__all__ = ["export"]

INCOMPLETE = 1
"""Exit code when something keeps the export from being whole; nothing is written then."""


def export(
    profile: Annotated[
        str, typer.Option("--profile", metavar="tt05|tt02|party", help="Mẫu hồ sơ phải theo.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="THƯ-MỤC", help="Nơi xuất: thư mục trống hoặc chưa có."),
    ] = None,
    files: Annotated[
        Path | None,
        typer.Option(
            "--files", metavar="TỆP", help="Kế hoạch: phông, hồ sơ, quy tắc (.xlsx, .yaml, .csv)."
        ),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            "--template",
            metavar="TỆP.xlsx",
            help="Ghi bảng kế hoạch để điền, đã có sẵn điều kho biết và chỗ còn thiếu.",
        ),
    ] = None,
    ids: Annotated[
        list[str] | None,
        typer.Option("--ids", metavar="MÃ", help="Chỉ các văn bản này; nêu nhiều lần được."),
    ] = None,
    file: Annotated[
        list[str] | None,
        typer.Option("--file", metavar="MÃ-HỒ-SƠ", help="Chỉ hồ sơ này; nêu nhiều lần được."),
    ] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ cho xem sẽ xuất gì, còn thiếu gì; không ghi.")
    ] = False,
    whole_only: Annotated[
        bool,
        typer.Option("--whole-only", help="Giữ lại cả hồ sơ nào còn thiếu, xuất các hồ sơ đủ."),
    ] = False,
    with_holes: Annotated[
        bool, typer.Option("--with-holes", help="Xuất cả văn bản có trang chưa đọc được.")
    ] = False,
    with_secret: Annotated[
        bool,
        typer.Option("--with-secret", help="Xuất cả văn bản có dấu độ mật (máy được phép)."),
    ] = False,
    archive: Archive = None,
    database: Database = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Xuất hồ sơ, văn bản theo Thông tư 05/2025, 02/2019 hoặc mẫu của Đảng.

    Ví dụ: sohoa export --profile tt05 --template ke-hoach.xlsx --archive ./kho

    Rồi xem trước: sohoa export --profile tt05 --files ke-hoach.xlsx --out ./giao-nop --dry-run

    Rồi xuất: sohoa export --profile tt05 --files ke-hoach.xlsx --out ./giao-nop

    Trường bắt buộc còn thiếu, giá trị quá dài, văn bản nằm trong hai hồ sơ được kể hết trước khi
    ghi; còn một chỗ thì không ghi gì. Lệnh bị ngắt thì chạy lại: hồ sơ đã xong không làm lại.
    Mã thoát: 0 đã xuất, 1 còn chỗ thiếu, 2 kế hoạch hoặc lệnh sai.
    """
    from pipeline.archive.exporting import Asked, drafted, looked_at
    from pipeline.profiles import PROFILES
    from pipeline.profiles.records import Allowed

    chosen = PROFILES.get(profile.lower())
    if chosen is None:
        hint = f"{profile!r}: dùng một trong {', '.join(PROFILES)}"
        raise typer.BadParameter(hint, param_hint="--profile")
    if out is None and template is None and not dry_run:
        raise typer.BadParameter("nêu thư mục xuất", param_hint="--out")
    plan = None if files is None else _read(files)
    wanted = Asked(
        frozenset(ids or ()), frozenset(file or ()), Allowed(with_holes, with_secret), whole_only
    )
    _check_codes(plan, wanted)
    settings = settings_from(config, archive=archive, database=database)
    listener = listener_for(quiet=json)
    try:
        with existing(settings) as opened:
            documents = looked_at(
                opened,
                wanted,
                lambda total: listener.stage("Xem văn bản trong kho", total),
                listener.advance,
            )
            plan, made = drafted(chosen, plan, documents, wanted)
            if template is not None:
                _write_template(template, chosen, plan, made)
                return
            written = False
            ready = not made.troubles and bool(made.files)
            if ready and not dry_run and out is not None:
                written = _deliver(opened, made, plan, out, listener)
    finally:
        listener.close()
    state: State = "dry-run" if dry_run else _state(ready=ready, written=written)
    if json:
        say_json(as_dict(made, out, state))
    else:
        tell(made, out, state)
    if not ready:
        raise typer.Exit(INCOMPLETE)


def _state(*, ready: bool, written: bool) -> State:
    return ("written" if written else "unchanged") if ready else "incomplete"


def _read(path: Path) -> Plan:
    from pipeline.profiles.planning import MOST_BYTES, read_plan

    try:
        with path.open("rb") as source:
            data = source.read(MOST_BYTES + 1)
    except OSError as error:
        from pipeline.plain_words import from_system

        hint = f"không đọc được {path} ({from_system(error)})"
        raise typer.BadParameter(hint, param_hint="--files") from error
    return read_plan(path.name, data)


def _check_codes(plan: Plan | None, wanted: Asked) -> None:
    known = {one.code for one in plan.files} if plan is not None else wanted.files
    if unknown := sorted(wanted.files - known):
        hint = f"kế hoạch không có hồ sơ {', '.join(unknown)}"
        raise typer.BadParameter(hint, param_hint="--file")


def _deliver(opened: Any, made: Draft, plan: Plan, out: Path, listener: Any) -> bool:
    from pipeline.archive.exporting import FromArchive
    from pipeline.profiles.delivery import deliver

    listener.stage("Xuất văn bản", sum(len(one.documents) for one in made.files))
    return deliver(made, plan, FromArchive(opened), out.absolute(), listener.advance)


def _write_template(path: Path, profile: Profile, plan: Plan, made: Draft) -> None:
    """The workbook to be filled in; one that is there is somebody's work and stays."""
    from pipeline.profiles.template import template

    try:
        with path.open("xb") as target:
            target.write(template(profile, plan, made.troubles))
    except OSError as error:
        from pipeline.plain_words import from_system

        hint = f"không ghi được {path} ({from_system(error)}); hãy nêu tên tệp mới"
        raise typer.BadParameter(hint, param_hint="--template") from error
    missing = sum(bool(one.document and one.field) for one in made.troubles)
    say(f"Bảng kế hoạch: {path} ({len(plan.files)} hồ sơ, {missing} giá trị cần điền).")
