"""Files in the format that was asked for, into a folder or to stdout."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.values.document import Document

__all__ = ["Format", "show_or_write"]


class Format(StrEnum):
    """What a document can be had as."""

    MD = "md"
    HOCR = "hocr"
    ALTO = "alto"
    PAGE = "page"


def show_or_write(documents: Iterable[Document], asked: Format, folder: Path | None) -> list[Path]:
    """Write documents in a format; where they are.

    All files come into the folder together, or after an error none; without a folder the one file
    there is goes to stdout.

    Raises:
        typer.BadParameter: There are several files and no folder for them.
    """
    from pipeline.export.on_request import files_asked

    now = datetime.now(UTC)
    files: dict[str, bytes] = {}
    for document in documents:
        made = files_asked(document, asked.value, now)
        files.update({str(name): data for name, data in made.items()})
    if folder is None:
        if len(files) != 1:
            raise typer.BadParameter(
                f"có {len(files)} tệp, cần một thư mục để ghi", param_hint="--out"
            )
        (data,) = files.values()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return []
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".sohoa-", dir=folder) as aside:
        for name, data in files.items():
            (Path(aside) / name).write_bytes(data)
        for name in files:
            (Path(aside) / name).replace(folder / name)
    return [folder / name for name in files]
