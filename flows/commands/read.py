"""`sohoa read`: one scan to stdout, nothing stored, no Prefect."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.asked import Format, show_or_write
from flows.commands.options import Config, Json, Workers, settings_from
from flows.console import listener_for, say, say_json, warn
from pipeline.text.measures import square_mm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.values.document import Document

__all__ = ["pages_asked", "read"]


def read(
    file: Annotated[
        Path, typer.Argument(metavar="TỆP", help="Một tệp đã quét: PDF, TIFF, JPEG, PNG.")
    ],
    pages: Annotated[
        str | None, typer.Option("--pages", metavar="1-3", help="Chỉ đọc các trang này (1-3,5).")
    ] = None,
    *,
    cleaned: Annotated[
        Path | None,
        typer.Option(
            "--cleaned",
            metavar="THƯ_MỤC",
            help="Lưu vào đây từng trang đã tẩy dấu và nét viết, cùng ảnh các nét đã tẩy.",
        ),
    ] = None,
    asked: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="In ra định dạng khác: md, hocr; alto và page là một tệp mỗi trang.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="THƯ_MỤC", help="Nơi ghi các tệp của --format."),
    ] = None,
    allow_secret: Annotated[
        bool,
        typer.Option("--allow-secret", help="Đọc cả trang có dấu độ mật, trên máy được phép."),
    ] = False,
    json: Json = False,
    workers: Workers = None,
    config: Config = None,
) -> None:
    """Đọc một bản quét và in văn bản chuẩn hóa ra màn hình; không lưu gì vào kho.

    Tệp có trang mang dấu độ mật thì không in gì (mã thoát 6), trừ khi có --allow-secret.

    Ví dụ: sohoa read cong-van.pdf --pages 1-2 --cleaned ./xem

    Cho chương trình khác: sohoa read cong-van.pdf --format page --out ./page

    Với --json: {"documents": [...]}, mỗi phần tử đúng như document.json trong kho.
    """
    secrecy = "flag" if allow_secret else None
    settings = settings_from(config, workers=workers, secrecy=secrecy)
    _see_whether_fit(asked, out, json=json)
    if not file.is_file():
        raise typer.BadParameter(f"không có tệp {file}", param_hint="TỆP")
    from flows.pages import Reader, open_file, read_scan
    from flows.scratch import sweep
    from pipeline.document import documents
    from pipeline.errors import SecretReadError
    from pipeline.page import engine_events

    sweep()
    with _shown_in(cleaned) as pictures, _that_opens(file) as path:
        scan = open_file(path, settings)
        numbers = pages_asked(pages, scan.pages)
        listener = listener_for(quiet=json)
        listener.stage("Đọc trang", len(numbers))
        try:
            readings = read_scan(scan, numbers, Reader(settings, pictures), listener.advance)
        finally:
            listener.close()
        for reading in readings:
            if reading.withheld is not None:
                raise SecretReadError(scan.name, reading.number, reading.withheld)
    events = engine_events(settings)
    found = documents(scan, readings, events, settings.review, judging=settings.judging)
    if json:
        say_json({"documents": [_as_json(document) for document in found]})
    elif asked is not None:
        show_or_write(found, asked, out)
    else:
        say("\n\n".join(document.text.canonical.rstrip("\n") for document in found))
    for reading in readings:
        if reading.problem:
            warn(reading.problem)
        if reading.unread:
            area = square_mm(reading.unread_mm2)
            warn(f"Trang {reading.number}: {len(reading.unread)} chỗ có chữ chưa đọc, {area}.")


def _see_whether_fit(asked: Format | None, out: Path | None, *, json: bool) -> None:
    """Options that mean nothing together are refused before a page is read."""
    if out is not None and asked is None:
        raise typer.BadParameter("chỉ dùng cùng --format", param_hint="--out")
    if asked is not None and json:
        raise typer.BadParameter("không dùng cùng --json", param_hint="--format")


@contextmanager
def _that_opens(file: Path) -> Iterator[Path]:
    """The file, or a link to it where its name is no UTF-8, which some libraries refuse."""
    try:
        str(file.absolute()).encode()
    except UnicodeEncodeError:
        from flows.scratch import scratch_folder

        with scratch_folder() as folder:
            link = folder / f"{os.fsencode(file.stem).decode('utf-8', 'replace')}{file.suffix}"
            link.symlink_to(file.absolute())
            yield link
    else:
        yield file


@contextmanager
def _shown_in(folder: Path | None) -> Iterator[Path | None]:
    """A place for pictures, which come into the folder all together or, after an error, not."""
    if folder is None:
        yield None
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".sohoa-", dir=folder) as aside:
        yield Path(aside)
        for picture in Path(aside).iterdir():
            picture.replace(folder / picture.name)


def pages_asked(asked: str | None, count: int) -> list[int]:
    """Page numbers that `1-3,5` means in a file of `count` pages; all when nothing was asked.

    >>> pages_asked("2-3,1", 3), pages_asked(None, 2), pages_asked("2-", 4)
    ([1, 2, 3], [1, 2], [2, 3, 4])
    """
    if asked is None:
        return list(range(1, count + 1))
    numbers: set[int] = set()
    for part in asked.split(","):
        match = re.fullmatch(r"\s*(\d+)\s*(-\s*(\d*)\s*)?", part)
        if match is None:
            raise typer.BadParameter(f"{part!r}: viết như 1-3 hoặc 1,4", param_hint="--pages")
        first = int(match[1])
        last = first if match[2] is None else int(match[3] or count)
        numbers.update(range(first, last + 1))
    if not numbers or min(numbers) < 1 or max(numbers) > count:
        raise typer.BadParameter(f"tệp có {count} trang", param_hint="--pages")
    return sorted(numbers)


def _as_json(document: Document) -> object:
    from json import loads

    from pipeline.export.record import record_file

    return loads(record_file(document))
