"""A question as a tree, whatever database answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from pipeline.archive.search.words import Form

__all__ = [
    "And",
    "FieldName",
    "InField",
    "Node",
    "Not",
    "Number",
    "Or",
    "Phrase",
    "Review",
    "When",
    "Word",
]

FieldName = Literal["org", "type", "signer", "file", "recipients", "subject"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word anywhere in a document.

    Attributes:
        form: Its spellings.
        follows: It stands right behind the word before it, with no comma between.
    """

    form: Form
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one behind the other."""

    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A document's number, maybe with its symbol: folded words (`1943`, `cv`, `qu`).

    Attributes:
        parts: As above.
        own: Only a document that bears it, not one that cites it.
    """

    parts: tuple[str, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A time in which documents are dated, both days included.

    Attributes:
        first: The first day.
        last: The last day.
        said: The same as words of a running text, where it stood among words: a document that says
            so is meant too.
    """

    first: date
    last: date
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InField:
    """Words in one field of the record."""

    name: FieldName
    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """Documents with a note of one of these grades as their weightiest."""

    grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Documents of which that is not so."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """Documents of which all of it is so."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Documents of which any of it is so."""

    nodes: tuple[Node, ...]


Node = Word | Phrase | Number | When | InField | Review | Not | And | Or
