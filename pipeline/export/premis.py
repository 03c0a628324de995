"""data/premis.xml: what a bag holds, what was done to it and by whom (PREMIS 3.0).

Objects are the document, its original, and every file made from it, with format, size and SHA-256.
Events are those of the record (what ran, in which version, with which model; what a person decided
and when), and those of the bag itself.  Agents are programs, models and persons.

What is done in reading has no moment of its own on record: it happened before the document came
into the archive (`unknown/2026-11-29T15:05:07+00:00`, an EDTF interval).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.export.maker import maker
from pipeline.export.pdf import title_of
from pipeline.export.premis_xml import (
    Agent,
    FileObject,
    Happening,
    Identifier,
    Link,
    Premis,
    Relation,
    name_and_version,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.export.formats import Format
    from pipeline.values.document import Document, Event

__all__ = ["BagFile", "add_history", "person", "premis_file", "program"]

SCHEME = "sohoa"

# Kinds of event in the Library of Congress's vocabulary; anything else keeps its own name.
_KINDS = {
    "read_pages": "metadata extraction",
    "recognise_print": "metadata extraction",
    "weigh_phrases": "metadata extraction",
    "calibrate_confidence": "metadata extraction",
    "tell_print_from_ink": "metadata extraction",
    "read_pen_figures": "metadata extraction",
    "read_codes": "metadata extraction",
    "weigh_fields": "metadata extraction",
    "reading_settings": "metadata extraction",
    "read_again": "metadata extraction",
    "upgrade_record": "metadata modification",
    "searchable_pdf": "normalization",
    "old_text_layer_removed": "modification",
    "judged_not_secret": "policy assignment",
    "cut_by_person": "information package splitting",
    "pdfa_2b": "validation",
    **dict.fromkeys(
        (f"{act}_by_person" for act in ("confirm", "correct", "unreadable", "name", "turn")),
        "metadata modification",
    ),
    **dict.fromkeys(
        (f"{act}_by_person" for act in ("waive", "sign", "reopen")), "policy assignment"
    ),
}
_PDFA = "pdfa_"  # what was mended to make a PDF/A
# Their version is no program's: settings, or an edition of the record.
_BY_NO_PROGRAM = ("reading_settings", "read_again", "upgrade_record")
_READING = "metadata extraction"
_GRADES = {"must": "bắt buộc", "should": "nên", "may": "có thể"}


class BagFile(NamedTuple):
    """A file of a bag: its path in it, and what fixity says of it."""

    path: str
    sha256: str
    size: int
    format: Format


def premis_file(
    document: Document, files: Sequence[BagFile], checked: Mapping[str, Sequence[str]]
) -> bytes:
    """What is on record of a document and the files of its bag.

    Args:
        document: With all its events.
        files: Of `data/`, the original among them, `premis.xml` itself not.
        checked: Files that were held against a schema, and what did not fit.

    Returns:
        XML, UTF-8; the same document and files give the same bytes.
    """
    premis = Premis()
    own = Identifier(SCHEME, document.id)
    names = {file.path: Identifier(SCHEME, f"{document.id}/{file.path}") for file in files}
    original = next(name for path, name in names.items() if path.startswith("data/original."))
    package = Identifier(SCHEME, f"{document.id}/event-package")
    source = document.source
    parts = [Relation("structural", "has part", tuple(names.values()))]
    stack = Identifier("SHA-256", source.sha256)
    whole = any(file.sha256 == source.sha256 for file in files)
    if not whole:  # its own pages were taken out of a larger file
        parts.append(Relation("structural", "is part of", (stack,)))
    premis.add_entity(own, title_of(document), parts)
    made_by = maker()
    for file in files:
        name = names[file.path]
        fixity = (name, file.sha256, file.size, file.format)
        if name == original:
            premis.add_file(FileObject(*fixity, original_name=source.name))
        else:
            derived = Relation("derivation", "has source", (original,), package)
            premis.add_file(FileObject(*fixity, made_by=made_by, relations=(derived,)))
    add_history(premis, document, original)
    sohoa = premis.add_agent(program(made_by))
    came = document.archived_at or "unknown"
    premis.add_event(
        Happening(
            Identifier(SCHEME, f"{document.id}/event-digest"),
            "message digest calculation",
            came,
            f"SHA-256 of {len(files)} files",
            agents=(Link(sohoa, "executing program"),),
            objects=tuple(Link(name) for name in names.values()),
        )
    )
    if checked:
        wrong = [f"{path}: {said[0]}" for path, said in checked.items() if said]
        premis.add_event(
            Happening(
                Identifier(SCHEME, f"{document.id}/event-validation"),
                "validation",
                came,
                f"schema of {len(checked)} files",
                outcome="invalid" if wrong else "valid",
                note="; ".join(wrong) or None,
                agents=(Link(sohoa, "validator"),),
                objects=tuple(Link(names[path]) for path in checked),
            )
        )
    premis.add_event(
        Happening(
            package,
            "information package creation",
            came,
            "BagIt 1.0",
            agents=(Link(sohoa, "executing program"),),
            objects=(Link(own), Link(original, "source")),
        )
    )
    return premis.tobytes()


def add_history(premis: Premis, document: Document, original: Identifier) -> None:
    """Put the events of a document's record, and who took part in them, into a PREMIS document.

    Args:
        premis: Grows.
        document: Its id names the events.
        original: The file they were done to.
    """
    for number, event in enumerate(document.events, start=1):
        kind = _kind(event)
        reading = kind == _READING
        premis.add_event(
            Happening(
                Identifier(SCHEME, f"{document.id}/event-{number:02d}"),
                kind,
                _when(event, document.archived_at, reading=reading),
                _detail(event),
                outcome=_outcome(document) if reading else "success",
                note=_note(document) if event.what == "read_pages" else None,
                agents=tuple(_agents(premis, event)),
                objects=(Link(Identifier(SCHEME, document.id)), Link(original, "source")),
                known=kind in _KINDS.values(),
            )
        )


def _kind(event: Event) -> str:
    name = event.what.partition(":")[0]
    return _KINDS.get(name, "normalization" if name.startswith(_PDFA) else event.what)


def _detail(event: Event) -> str:
    return f"{event.what}: {event.version}" if event.what in _BY_NO_PROGRAM else event.what


def program(name: str) -> Agent:
    """A program as an agent; `name` says its version too."""
    called, release = name_and_version(name)
    return Agent(Identifier(SCHEME, f"software/{name}"), called, "software", release)


def person(name: str) -> Agent:
    """A person as an agent."""
    return Agent(Identifier(SCHEME, f"person/{name}"), name, "person")


def _agents(premis: Premis, event: Event) -> Iterator[Link]:
    if event.who:
        yield Link(premis.add_agent(person(event.who)), "authorizer")
    if event.version and event.what not in _BY_NO_PROGRAM:
        yield Link(premis.add_agent(program(event.version)), "executing program")
    if event.model_sha256:
        model = Identifier("SHA-256", event.model_sha256)
        yield Link(premis.add_agent(Agent(model, f"model: {event.what}", "software")), "model")


def _when(event: Event, came: str | None, *, reading: bool) -> str:
    if event.at:
        return event.at
    if came is None:
        return "unknown"
    return f"unknown/{came}" if reading else came


def _outcome(document: Document) -> str:
    unread = [page for page in document.pages if page.problem is not None]
    return "partial" if unread else "success"


def _note(document: Document) -> str:
    """How reading went, for an archivist."""
    pages = len(document.pages)
    read = sum(page.problem is None for page in document.pages)
    sure = [page.confidence for page in document.pages if page.confidence is not None]
    said = [f"đọc được {read}/{pages} trang"]
    if sure:
        said.append(f"độ tin cậy trung bình {sum(sure) / len(sure):.3f}")
    for grade, name in _GRADES.items():
        if count := sum(note.grade == grade for note in document.review):
            said.append(f"cần người xem ({name}): {count}")
    return "; ".join(said)
