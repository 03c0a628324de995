"""Several document.pdf's as one PDF/A-2b: the file (hồ sơ) that regulations ask for beside them."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple

import pikepdf
from lxml import etree
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, Stream, String

from pipeline.errors import CorruptScanError, NotArchivalError
from pipeline.export.glyphless import make_font
from pipeline.export.layer import FONT_NAME
from pipeline.export.opening import save
from pipeline.export.pdfa.check import check_pdfa
from pipeline.export.pdfa.mend import say
from pipeline.export.pdfa.metadata import URI, Told
from pipeline.export.xml_text import wary_parser

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["join_pdfs"]

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"


class _Said(NamedTuple):
    """What a document's file says of itself."""

    title: str
    id: str | None
    creators: tuple[str, ...]
    language: str


def join_pdfs(paths: Sequence[Path], target: Path, title: str) -> None:
    """Write several documents as one file, each with a bookmark of its title.

    Pages keep their bytes; of the invisible font there is one for all. What the documents say of
    themselves (ids, organs, language) is said of the whole.

    Args:
        paths: Files that `write_searchable` wrote, in the order of their documents.
        target: Written at once or not at all.
        title: Of the whole.

    Raises:
        CorruptScanError: A file cannot be read.
        NotArchivalError: What came out is not PDF/A-2b; nothing is written.
        ValueError: There is no file to join.
    """
    if not paths:
        raise ValueError(f"nothing to join for {title!r}")
    aside = target.with_name(f".{target.name}.part")
    try:
        with ExitStack() as opened, Pdf.new() as whole:
            said = [_add(whole, path, opened) for path in paths]
            _share_font(whole)
            say(whole, _told(said, title))
            save(whole, aside)
        broken = check_pdfa(aside)
        if broken:
            one = broken[0]
            raise NotArchivalError(target.name, one.clause, f"{one.object}: {one.what}")
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def _add(whole: Pdf, path: Path, opened: ExitStack) -> _Said:
    """Append a document's pages, its layers and its bookmark."""
    try:
        part = opened.enter_context(Pdf.open(path))
        said = _said_by(part, path.stem)
        first = len(whole.pages)
        whole.add_pages_from(part, range(len(part.pages)))
        _add_layers(whole, part)
    except (pikepdf.PdfError, OSError) as error:
        raise CorruptScanError(path.name, str(error)) from error
    with whole.open_outline() as outline:
        outline.root.append(OutlineItem(said.title, first))
    return said


def _said_by(part: Pdf, name: str) -> _Said:
    metadata = part.Root.get(Name.Metadata)
    language = str(part.Root.get(Name.Lang, "vi-VN"))
    if not isinstance(metadata, Stream):
        return _Said(name, None, (), language)
    tree = etree.fromstring(metadata.read_bytes(), wary_parser())
    title = tree.findtext(f".//{_DC}title/{_RDF}Alt/{_RDF}li") or name
    creators = tuple(li.text or "" for li in tree.iterfind(f".//{_DC}creator/{_RDF}Seq/{_RDF}li"))
    return _Said(title, tree.findtext(f".//{{{URI}}}id"), creators, language)


def _add_layers(whole: Pdf, part: Pdf) -> None:
    """Layers that a document hides stay hidden in the whole."""
    layers = part.Root.get(Name.OCProperties)
    if not isinstance(layers, Dictionary):
        return
    known = list(layers.get(Name.OCGs, Array()))
    chosen = layers.get(Name.D, Dictionary())
    shown = {layer.objgen for layer in chosen.get(Name.ON, Array())}
    off = {layer.objgen for layer in chosen.get(Name.OFF, Array())}
    if chosen.get(Name.BaseState) == Name.OFF:
        off |= {layer.objgen for layer in known} - shown
    if Name.OCProperties not in whole.Root:
        whole.Root.OCProperties = Dictionary(
            OCGs=Array(), D=Dictionary(Name=String("Layers"), Order=Array(), OFF=Array())
        )
    ours: Any = whole.Root.OCProperties
    for layer in known:
        copy = whole.copy_foreign(layer)
        ours.OCGs.append(copy)
        ours.D.Order.append(copy)
        if layer.objgen in off:
            ours.D.OFF.append(copy)


def _share_font(whole: Pdf) -> None:
    """The invisible font is the same in every document: one is enough."""
    font = None
    for page in whole.pages:
        fonts = page.obj.get(Name.Resources, Dictionary()).get(Name.Font)
        if isinstance(fonts, Dictionary) and FONT_NAME in fonts:
            font = font or make_font(whole)
            fonts[FONT_NAME] = font


def _told(said: Sequence[_Said], title: str) -> Told:
    languages = {one.language for one in said}
    return Told(
        title,
        languages.pop() if len(languages) == 1 else "vi-VN",
        tuple(dict.fromkeys(name for one in said for name in one.creators)),
        record={"documents": [one.id for one in said if one.id]},
    )
