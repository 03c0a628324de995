"""`sohoa convert`: documents of the archive in a format that another program asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.asked import Format, show_or_write
from flows.commands.options import Archive, Config, Database, settings_from
from flows.console import warn

__all__ = ["convert"]


def convert(
    ids: Annotated[
        list[str], typer.Argument(metavar="MÃ...", help="Mã của văn bản trong kho, một hoặc nhiều.")
    ],
    to: Annotated[
        Format,
        typer.Option(
            "--to",
            help="md (Markdown), hocr (một tệp mỗi văn bản); alto, page (một tệp mỗi trang).",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="THƯ_MỤC", help="Nơi ghi. Không có: in ra màn hình, nếu chỉ một tệp."
        ),
    ] = None,
    *,
    archive: Archive = None,
    database: Database = None,
    config: Config = None,
) -> None:
    """Xuất văn bản trong kho ra định dạng khác; không đọc lại trang, không đổi gì trong kho.

    Ví dụ: sohoa convert 3fa9c0de12345678-0001 --to page --out ./page --archive ./kho

    ALTO và Markdown đã có sẵn trong gói của mỗi văn bản (data/pages, data/text.md).
    """
    from pipeline.archive import open_archive

    opened = open_archive(settings_from(config, archive=archive, database=database))
    try:
        if strangers := [name for name in ids if not opened.has(name)]:
            raise typer.BadParameter(f"kho không có văn bản {strangers[0]}", param_hint="MÃ")
        documents = [opened.read_decided(name) for name in dict.fromkeys(ids)]
    finally:
        opened.close()
    written = show_or_write(documents, to, out)
    if written:
        warn(f"Đã ghi {len(written)} tệp vào {out}.")
