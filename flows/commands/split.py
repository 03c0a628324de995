"""`sohoa split`: where the documents of a scanned file begin, as a person says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import Archive, By, Config, Database, Json, decider, settings_from
from flows.commands.status import SHORT_ID, existing
from flows.console import say, say_json
from pipeline.digests import sha256_of
from pipeline.text.measures import ranges

if TYPE_CHECKING:
    from pipeline.archive import Archive as OpenArchive
    from pipeline.archive.ledger.tables import FileRow
    from pipeline.values.document import Document

__all__ = ["ranges_asked", "split"]


SHORT_ENOUGH = 6
"""Signs of a hash that are taken for one; fewer may be any word."""


def split(
    which: Annotated[
        str,
        typer.Argument(
            metavar="MÃ|TỆP", help="Mã một văn bản của tệp, mã tệp, tên tệp hoặc chính tệp đã quét."
        ),
    ],
    pages: Annotated[
        str,
        typer.Option(
            "--pages",
            metavar="1-3,4-6,7",
            help="Trang của từng văn bản, cách nhau bằng dấu phẩy; trang rời nối bằng dấu +.",
        ),
    ],
    *,
    by: By = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ xem trước và sau, không đổi gì.")
    ] = False,
    archive: Archive = None,
    database: Database = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Cắt lại một tệp nhiều văn bản trong kho theo trang người xem đã định; không đọc lại.

    Ví dụ: sohoa split 5ac0f1d2a9b3c4e5-0001 --pages 1-3,4-6,7 --archive ./kho --dry-run

    Trang rời: sohoa split "Chồng 3.pdf" --pages 1-2+5,3-4 --by "Lê Thị Mai"

    Mọi trang của tệp, kể cả trang trắng và tờ phân cách, phải thuộc đúng một văn bản. Văn bản cũ
    được giữ nguyên trong thư mục superseded của kho. Lần sau máy lập lại văn bản của tệp này vẫn
    theo chỗ cắt đã định.
    """
    from pipeline.archive.recut import check_cut, cut_event, finish_cuts, planned, recut, standing
    from pipeline.archive.versions.proposals import settle
    from pipeline.errors import CutError

    asked = ranges_asked(pages)
    who = decider(by)
    settings = settings_from(config, archive=archive, database=database)
    with existing(settings) as opened:
        file = _meant(which, opened)
        if dry_run:
            before = standing(opened, file.sha256)
            if not before:
                raise CutError(file.name, "kho chưa có văn bản nào của tệp này")
            check_cut(file.name, before, asked)
            after = planned(before, asked, cut_event(who, ""), settings)
        else:
            from flows.night_lease import night_lease

            with night_lease(settings, opened.ledger.leases) as held:
                ours = opened.under(held.lease)
                finish_cuts(ours, settings)
                settle(ours, settings)
                before = standing(ours, file.sha256)
                after = recut(ours, file.sha256, asked, who, settings)
    if json:
        told = {"before": list(map(_as_dict, before)), "after": list(map(_as_dict, after))}
        say_json({"file": file.name, "sha256": file.sha256, "dry_run": dry_run, **told})
        return
    say(f"Tệp {file.name}, mã {file.sha256[:SHORT_ID]}")
    _tell("Trước", before)
    _tell("Sau" if not dry_run else "Sau khi cắt (chưa làm gì, bỏ --dry-run để cắt)", after)


def ranges_asked(asked: str) -> tuple[tuple[int, ...], ...]:
    """Page numbers of each document that `1-3,4-6+9,7` means.

    >>> ranges_asked("1-3,4,5-6+9")
    ((1, 2, 3), (4,), (5, 6, 9))
    """
    found = []
    for part in asked.split(","):
        numbers: list[int] = []
        for run in part.split("+"):
            match = re.fullmatch(r"\s*(\d{1,5})\s*(?:[-–]\s*(\d{1,5})\s*)?", run)
            first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
            if not 0 < first <= last:
                hint = f"{run.strip()!r}: viết như 1-3,4-6,7; trang rời của một văn bản: 1-2+5"
                raise typer.BadParameter(hint, param_hint="--pages")
            numbers += range(first, last + 1)
        found.append(tuple(numbers))
    return tuple(found)


def _meant(which: str, opened: OpenArchive) -> FileRow:
    """The one file that a document's id, the beginning of a hash, a name or a path means."""
    path = Path(which)
    if path.is_file():
        which = sha256_of(path)
    start = which.lower()
    if document := re.fullmatch(r"([0-9a-f]{16})-\d{4,}", start):
        start = document[1]
    rows = opened.ledger.files("published")
    found = [
        row
        for row in rows
        if which in {row.name, *opened.ledger.names(row.sha256)}
        or (len(start) >= SHORT_ENOUGH and row.sha256.startswith(start))
    ]
    if len(found) != 1:
        many = "không có tệp nào" if not found else f"có {len(found)} tệp"
        hint = f"{many} trong kho với mã hoặc tên {which!r}; hãy nêu mã một văn bản của tệp"
        raise typer.BadParameter(hint, param_hint="MÃ|TỆP")
    return found[0]


def _tell(when: str, documents: Sequence[Document]) -> None:
    from pipeline.export.pdf import title_of

    say(f"{when}: {len(documents)} văn bản")
    for document in documents:
        title = title_of(document)
        named = "" if title == document.source.name else f"  {title}"
        say(f"  {document.id}  trang {ranges(document.source.pages)}{named}")


def _as_dict(document: Document) -> dict[str, object]:
    from pipeline.export.pdf import title_of

    cut = {"made": document.cut.made, "confidence": document.cut.confidence}
    pages = list(document.source.pages)
    return {"id": document.id, "pages": pages, "title": title_of(document), "cut": cut}
