"""`sohoa acceptance`: the contractor's acceptance list, from the archive or before a night."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from flows.archived import archived_files
from flows.closing_words import told
from flows.commands.options import Archive, Config, Database, Json, Workers, settings_from
from flows.console import listener_for, say, say_json
from flows.night_facts import FileTrouble, plain_name

if TYPE_CHECKING:
    from pipeline.document import JudgedFile
    from pipeline.settings import Settings

__all__ = ["acceptance"]

SHOWN = 20


def acceptance(
    check: Annotated[
        str | None,
        typer.Option(
            "--check",
            metavar="TỆP",
            help="Chấm tệp hoặc thư mục bản quét này, chưa cần vào kho; không đọc chữ, không lưu.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="TỆP.xlsx", help="Nơi ghi biên bản nghiệm thu (bảng tính Excel)."
        ),
    ] = None,
    night: Annotated[
        str | None,
        typer.Option("--night", metavar="ĐÊM", help="Chỉ văn bản vào kho đêm này (sohoa status)."),
    ] = None,
    fonds: Annotated[
        str, typer.Option("--fonds", metavar="TÊN", help="Tên phông, khối tài liệu.")
    ] = "",
    contractor: Annotated[
        str, typer.Option("--contractor", metavar="TÊN", help="Bên giao: đơn vị số hóa.")
    ] = "",
    client: Annotated[str, typer.Option("--client", metavar="TÊN", help="Bên nhận.")] = "",
    *,
    archive: Archive = None,
    database: Database = None,
    json: Json = False,
    workers: Workers = None,
    config: Config = None,
) -> None:
    """Chấm bản quét và lập biên bản nghiệm thu: trang nào đạt, trang nào nên quét lại và vì sao.

    Trang đã vào kho được chấm bằng số đo có sẵn, không đọc lại. Ngưỡng ở mục [judging] của
    sohoa.toml: đổi ngưỡng rồi chạy lại lệnh là đủ.

    Ví dụ: sohoa acceptance --archive ./kho --out nghiem-thu.xlsx --contractor "Công ty A"

    Trước khi đưa vào kho: sohoa acceptance --check ./ban-quet --out kiem-tra.xlsx
    """
    settings = settings_from(config, archive=archive, database=database, workers=workers)
    if check is not None and night is not None:
        raise typer.BadParameter("không dùng cùng --check", param_hint="--night")
    if out is not None:
        _see_whether_fit(out)
    left: list[FileTrouble] = []
    if check is not None:
        files, left = _checked(check, settings, quiet=json)
        place = check
    else:
        files, place = archived_files(settings, night), settings.archive
    if out is not None:
        from pipeline.export.acceptance import Heading, acceptance_list

        today = datetime.now(ZoneInfo(settings.timezone)).date()
        if night is not None:
            place = f"{place}, đêm {night}"
        heading = Heading(place, today, fonds, contractor, client)
        _write(out, acceptance_list(files, heading, settings.judging))
    if json:
        say_json(_as_dict(files) | {"not_taken": [asdict(entry) for entry in left]})
    else:
        _tell(files, left, out)


def _checked(
    place: str, settings: Settings, *, quiet: bool
) -> tuple[list[JudgedFile], list[FileTrouble]]:
    """Files outside the archive, judged now, and what else lies there."""
    from flows.judging import judge_files
    from flows.scratch import sweep
    from pipeline.archive import InboxFile, look_into

    sweep()
    if "://" not in place and Path(place).is_file():
        path = Path(place)
        found = [InboxFile(str(path.absolute()), path.name, path.stat().st_size, 0)]
        left = []
    elif "://" in place or Path(place).is_dir():
        listing = look_into(place)
        found = list(listing.files)
        left = [FileTrouble(plain_name(e.name), e.code, e.reason) for e in listing.not_taken]
    else:
        raise typer.BadParameter(f"không có {place}", param_hint="--check")
    listener = listener_for(quiet=quiet)
    try:
        return judge_files(found, settings, listener), left
    finally:
        listener.close()


def _see_whether_fit(path: Path) -> None:
    """Refuse a place for the list before hours of judging, not after them."""
    folder = path.absolute().parent
    try:
        if not folder.is_dir():
            raise typer.BadParameter(f"không có thư mục {folder}", param_hint="--out")
        if path.is_dir():
            hint = f"{path} là thư mục; hãy nêu tên tệp .xlsx"
            raise typer.BadParameter(hint, param_hint="--out")
    except OSError as error:
        raise _unwritable(path) from error


def _unwritable(path: Path) -> typer.BadParameter:
    hint = f"không ghi được {path}; hãy xem tên tệp, quyền ghi và chỗ trống của thư mục"
    return typer.BadParameter(hint, param_hint="--out")


def _write(path: Path, data: bytes) -> None:
    """The whole file or nothing: a list that was cut short must not be signed."""
    aside = path.absolute().with_name(f".sohoa-{secrets.token_hex(6)}")
    try:
        with aside.open("xb") as made:
            made.write(data)
        aside.replace(path)
    except OSError as error:
        raise _unwritable(path) from error
    finally:
        aside.unlink(missing_ok=True)


def _tell(files: list[JudgedFile], left: list[FileTrouble], out: Path | None) -> None:
    from pipeline.document.acceptance import REJECTED, totals

    found = totals(files)
    pages = sum(found.pages.values())
    counts = (f"{n} trang {verdict.lower()}" for verdict, n in sorted(found.pages.items()))
    say(f"{len(files)} tệp, {pages} trang: {', '.join(counts) or 'không có trang nào'}.")
    rejected = [file for file in files if file.verdict == REJECTED]
    if rejected:
        say(f"Không đạt {len(rejected)} tệp:")
    for file in rejected[:SHOWN]:
        say(f"  {file.name}: {file.why}")
    if len(rejected) > SHOWN:
        say(f"  … và {len(rejected) - SHOWN} tệp nữa")
    if left:
        say(f"Không chấm {len(left)} mục:")
        for line in told(left):
            say(line)
    if out is not None:
        say(f"Biên bản nghiệm thu: {out}")


def _as_dict(files: list[JudgedFile]) -> dict[str, Any]:
    """For programs."""
    from msgspec import to_builtins

    from pipeline.document.acceptance import page_verdict, reasons, totals

    found = totals(files)
    return {
        "files": found.files,
        "pages": found.pages,
        "faults": found.faults,
        "share_accepted": found.share,
        "list": [
            {
                "name": file.name,
                "sha256": file.sha256,
                "verdict": file.verdict,
                "why": file.why,
                "pages": [
                    {
                        "number": page.number,
                        "verdict": page_verdict(page),
                        "why": reasons(page),
                        "scan": to_builtins(page.scan),
                    }
                    for page in file.pages
                ],
            }
            for file in files
        ],
    }
