"""`sohoa acceptance`: the contractor's acceptance list, from the archive or before a night."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from flows.closing_words import told
from flows.commands.options import Archive, Config, Database, Json, Workers, settings_from
from flows.commands.status import existing, waiting_files
from flows.console import listener_for, say, say_json
from flows.night_facts import FileTrouble, plain_name

if TYPE_CHECKING:
    from pipeline.archive import Archive as OpenArchive
    from pipeline.document import JudgedFile
    from pipeline.settings import Settings
    from pipeline.values.readings import PageReading

__all__ = ["acceptance"]

SHOWN = 20
_ALL_NIGHTS = 100_000


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
        files, place = _archived(settings, night), settings.archive
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


def _archived(settings: Settings, night: str | None) -> list[JudgedFile]:
    """Files of the archive; with no night asked for, also those that never came into it."""
    from pipeline.document import JudgedFile, judged_file
    from pipeline.errors import ArchiveError

    pages: dict[tuple[str, str], list[PageReading]] = {}
    files = []
    with existing(settings) as opened:
        for document_id in _of_night(opened, night):
            try:
                document = opened.read_document(document_id)
            except ArchiveError as error:
                files.append(JudgedFile(document_id, "", trouble=str(error)))
                continue
            file = (plain_name(document.source.name), document.source.sha256)
            pages.setdefault(file, []).extend(document.pages)
        if night is None:
            files += [
                JudgedFile(plain_name(row.name), row.sha256, trouble=row.reason or "")
                for row in waiting_files(opened)
            ]
    files += [judged_file(*file, own, settings.judging) for file, own in pages.items()]
    return sorted(files, key=lambda file: (file.name, file.sha256))


def _of_night(opened: OpenArchive, night: str | None) -> list[str]:
    """Ids of the documents that a night published; of all where none is named."""
    if night is None:
        return opened.documents()
    known = {row.id: row for row in opened.ledger.nights(_ALL_NIGHTS)}
    if night not in known:
        last = ", ".join(list(known)[:3]) or "chưa có đêm nào"
        raise typer.BadParameter(f"không có đêm {night}; gần nhất: {last}", param_hint="--night")
    began, ended = known[night].started, known[night].ended
    there = set(opened.documents())
    return [
        row.id
        for row in opened.ledger.documents()
        if row.id in there
        and row.published_at >= began
        and (ended is None or row.published_at <= ended)
    ]


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
