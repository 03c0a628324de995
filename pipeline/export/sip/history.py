"""premis.xml of a package: its files, and what was done to each document, by whom and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.export.maker import maker
from pipeline.export.premis import SCHEME, add_history, program
from pipeline.export.premis_xml import FileObject, Happening, Identifier, Link, Premis, Relation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.export.sip.mets import PackedFile
    from pipeline.export.sip.values import SipDocument, SipFile

__all__ = ["history_file"]


def history_file(file: SipFile, name: str, data: Mapping[str, PackedFile]) -> bytes:
    """PREMIS of a package.

    Args:
        file: What it holds.
        name: Of the package.
        data: Its files of content by their names in `data/`.
    """
    premis = Premis()
    own = Identifier(file.profile, file.code)
    paths = {content: Identifier("package", f"{name}/{one.path}") for content, one in data.items()}
    parts = tuple(_entity(file, document) for document in file.documents)
    whole = tuple(paths[content.name] for content in file.whole)
    holds = [Relation("structural", "has part", (*parts, *whole))]
    premis.add_entity(own, file.title, holds)
    for document, entity in zip(file.documents, parts, strict=True):
        files = tuple(paths[content.name] for content in document.contents)
        relations = [Relation("structural", "has part", files)]
        if document.history is not None:
            known = Identifier(SCHEME, document.history.id)
            relations.append(Relation("structural", "is represented by", (known,)))
        premis.add_entity(entity, document.title, relations)
        if document.history is not None:
            source = Identifier("SHA-256", document.history.source.sha256)
            premis.add_entity(known, document.history.source.name)
            add_history(premis, document.history, source)
    for content, one in data.items():
        premis.add_file(
            FileObject(paths[content], one.sha256, one.size, one.format, original_name=content)
        )
    sohoa = premis.add_agent(program(maker()))
    premis.add_event(
        Happening(
            Identifier("package", f"{name}/event-package"),
            "information package creation",
            file.created,
            f"E-ARK SIP 2.0.4, {file.profile}",
            agents=(Link(sohoa, "executing program"),),
            objects=(Link(own), *map(Link, paths.values())),
        )
    )
    return premis.tobytes()


def _entity(file: SipFile, document: SipDocument) -> Identifier:
    return Identifier(file.profile, document.code)
