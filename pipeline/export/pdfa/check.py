"""Is a written file PDF/A-2b? Every clause of ISO 19005-2 that our files could break, asked."""

from __future__ import annotations

from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING, Any, get_args

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from pipeline.export.pdfa import (
    bytes_rules,
    colour_rules,
    font_rules,
    graphics_rules,
    metadata_rules,
    object_rules,
    page_rules,
)
from pipeline.export.pdfa.bytes_rules import Raw, even_hex
from pipeline.export.pdfa.content import identity, looks_of, uses_of
from pipeline.export.pdfa.parts import parts_of
from pipeline.export.pdfa.violation import BROKEN, On, Violation
from pipeline.raster.inflation import MOST_CONTENT_BYTES, content_length

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.export.pdfa.violation import Rule

__all__ = ["RULES", "check_pdfa"]

RULES: tuple[Rule, ...] = (
    *bytes_rules.RULES,
    *object_rules.RULES,
    *page_rules.RULES,
    *colour_rules.RULES,
    *graphics_rules.RULES,
    *font_rules.RULES,
    *metadata_rules.RULES,
)
_ON: dict[On, tuple[Rule, ...]] = {
    on: tuple(rule for rule in RULES if rule.on == on) for on in get_args(On)
}


def check_pdfa(path: Path) -> list[Violation]:
    """What a file breaks of PDF/A-2b; empty where it conforms.

    Raises:
        pikepdf.PdfError: It is no PDF.
    """
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        if not data[:1024].count(b"%PDF-"):
            return [Violation("6.1.2", "file", "no header")]
        with Pdf.open(path, suppress_warnings=True, inherit_page_attributes=False) as pdf:
            found = list(_of_file(Raw(data, pdf)))
            found += _of_objects(pdf)
            for number, page in enumerate(pdf.pages, start=1):
                found += _of_page(page, number)
            return list(dict.fromkeys(found))


def _asked(on: On, thing: Any, name: str, page: int | None = None) -> Iterator[Violation]:
    for rule in _ON[on]:
        try:
            found = list(rule.broken(thing))
        except BROKEN as error:
            found = [f"not as it must be: {error!r}"[:200]]
        yield from (Violation(rule.clause, name, what, page) for what in found)


def _of_file(raw: Raw) -> Iterator[Violation]:
    yield from _asked("file", raw, "file")
    yield from _asked("document", raw.pdf.Root, "catalogue")


def _of_objects(pdf: Pdf) -> list[Violation]:
    """Of each object; where one is at fault, it is told which page it belongs to."""
    found = [
        fault
        for item in pdf.objects
        for part in parts_of(item)
        for fault in _asked("object", part, "{} {} R".format(*_number(item)))
    ]
    if not found:
        return []
    owners = _owners(pdf)
    return [fault._replace(page=owners.get(fault.object)) for fault in found]


def _number(item: Any) -> tuple[int, int]:
    return item.objgen if isinstance(item, pikepdf.Object) else (0, 0)


def _owners(pdf: Pdf) -> dict[str, int]:
    """For each object the first page from which it can be reached."""
    owners: dict[str, int] = {}
    for number, page in enumerate(pdf.pages, start=1):
        waiting: list[Any] = [page.obj]
        while waiting:
            item = waiting.pop()
            for part in parts_of(item):
                if not isinstance(part, Array | Dictionary | Stream):
                    continue
                children = (
                    [part[index] for index in range(len(part))]
                    if isinstance(part, Array)
                    else [part[key] for key in part.keys() if key != "/Parent"]  # noqa: SIM118
                )
                for child in children:
                    if getattr(child, "is_indirect", False):
                        name = "{} {} R".format(*child.objgen)
                        if name not in owners:
                            owners[name] = number
                            waiting.append(child)
        owners.setdefault("{} {} R".format(*page.obj.objgen), number)
    return owners


def _of_page(page: pikepdf.Page, number: int) -> Iterator[Violation]:
    yield from _asked("page", page.obj, "page", number)
    for annotation in page.obj.get(Name.Annots, []):
        if isinstance(annotation, Dictionary):
            yield from _asked("annotation", annotation, "annotation", number)
    size = content_length(page.obj.get(Name.Contents))
    if size > MOST_CONTENT_BYTES:
        yield Violation("6.2.2", "page", "content too large to be followed", number)
        return
    try:
        walk = uses_of(page)
        for use in walk.uses:
            yield from _asked("used", use, use.where, number)
        for font in walk.fonts.values():
            yield from _asked("font", font, _called(font.font), number)
        for stream in _contents(page, walk.uses):
            for what in even_hex(stream):
                yield Violation("6.1.6", "page", what, number)
    except BROKEN as error:
        yield Violation("6.2.2", "page", f"content: {error!r}"[:200], number)


def _called(font: Any) -> str:
    return f"font {font.get(Name.BaseFont, identity(font))}"


def _contents(page: pikepdf.Page, uses: Any) -> Iterator[bytes]:
    content = page.obj.get(Name.Contents)
    for part in content if isinstance(content, Array) else [content]:
        if isinstance(part, Stream):
            yield part.read_bytes()
    for use in uses:
        if use.kind in ("form", "pattern") and isinstance(use.what, Stream):
            yield use.what.read_bytes()
    for look in looks_of(page):
        yield look.read_bytes()
