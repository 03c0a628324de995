"""Whether search finds papers as they were really read, by what a clerk knows of them.

    python -m models.recipes.fields.read --out build/read --conditions feet,grey200 --count 20
    python -m evaluation.bench.known_items build/read [--count 3000] [--seed 1]

Questions are drawn from what the papers say in truth, one of each kind a paper: number, symbol and
body (three in ten with a wrong figure), words of the subject with the body, four to six words of
the subject in quotes, and who signed in which year.  The papers lie among others that were never
scanned.  A paper whose every
word that is asked for was misread counts as not found.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from evaluation.bench.finding import Question, ask, fill, table
from evaluation.measure.tabulate import aligned
from pipeline.archive.search.entries import entry_of
from pipeline.archive.search.sqlite_index import SqliteIndex
from pipeline.archive.search.words import forms
from pipeline.document import documents
from pipeline.values.readings import PageReading
from pipeline.values.scanned import Scan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.values.document import Document

__all__ = ["Known", "kept_in", "main", "questions"]

READINGS, TRUTH = ".readings.json", ".truth.json"
WRONG_FIGURE = 0.3
_RECORD = ("org", "parent_org", "subject", "signer", "number", "symbol", "date")


@dataclass(frozen=True, slots=True)
class Known:
    """A paper as its writer knows it; words folded.

    Attributes:
        id: Of the document it was read as, or of one that was never scanned.
        head: Words of its record.
        text: Words that stand in a row in it, a space before and behind.
    """

    id: str
    head: frozenset[str]
    text: str


def kept_in(folders: Iterable[Path]) -> Iterator[tuple[Document, Mapping[str, Any]]]:
    """Documents as they were read, each with its true fields; those cut wrongly too."""
    decoder = msgspec.json.Decoder(list[PageReading])
    for path in sorted(path for folder in folders for path in folder.glob(f"*{TRUTH}")):
        truth = json.loads(path.read_text("utf-8"))
        pages = decoder.decode(path.with_name(path.name.replace(TRUTH, READINGS)).read_bytes())
        if not pages:
            continue
        sha256 = hashlib.sha256(str(path).encode()).hexdigest()
        scan = Scan(path, f"{truth['name']}.pdf", sha256, len(pages))
        true = {one["pages"][0]: one["fields"] for one in truth["documents"] if one["pages"]}
        for document in documents(scan, pages):
            if (first := document.source.pages[0]) in true:
                yield document, true[first]


def questions(
    read: Sequence[tuple[Document, Mapping[str, Any]]], others: Sequence[Known], seed: int
) -> Iterator[Question]:
    """What is asked for each paper, and all that answers it."""
    rng = random.Random(seed)  # noqa: S311
    known = [*(_known(document, true) for document, true in read), *others]
    for document, true in read:
        for kind, text in _asked(rng, true):
            words = _folded(text)
            row = f" {' '.join(words)} "
            right = {document.id}
            if kind in ("words", "signer"):
                right |= {one.id for one in known if one.head.issuperset(words)}
            elif kind == "phrase":
                right |= {one.id for one in known if row in one.text}
            yield Question(kind, text, frozenset(right))


def _known(document: Document, true: Mapping[str, Any]) -> Known:
    head = _folded(" ".join(str(true.get(key) or "") for key in _RECORD))
    return Known(document.id, frozenset(head), f" {' '.join(_folded(true.get('subject') or ''))} ")


def _asked(rng: random.Random, true: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    body = _folded(true.get("org") or "")
    subject = (true.get("subject") or "").split()
    if true.get("number") and true.get("symbol"):
        number = true["number"]
        if rng.random() < WRONG_FIGURE and len(number) > 2 and number[-1].isdecimal():
            number = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
        yield "number", " ".join(["so", number, *_folded(true["symbol"]), *body[-3:]])
    if len(subject) > 5:
        length = rng.randint(4, 6)
        start = rng.randrange(len(subject) - length + 1)
        yield "words", " ".join([*_folded(" ".join(subject[start : start + length])), *body[-2:]])
        start = rng.randrange(len(subject) - length + 1)
        said = " ".join(subject[start : start + length])
        yield "phrase", '"{}"'.format(said.translate(dict.fromkeys(map(ord, '"“”'))))
    if true.get("signer") and true.get("date"):
        yield "signer", " ".join([*_folded(true["signer"]), true["date"][:4]])


def _folded(text: str) -> list[str]:
    return [form.folded for form in forms(text)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="of what was read")
    parser.add_argument("--count", type=int, default=3000, help="papers that were never scanned")
    parser.add_argument("--seed", type=int, default=1, help="of the questions")
    parser.add_argument("--failed", action="store_true")
    options = parser.parse_args()
    read = list(kept_in(options.folders))
    with (
        tempfile.TemporaryDirectory(prefix="sohoa-search-") as folder,
        closing(SqliteIndex(Path(folder) / "search.sqlite")) as index,
    ):
        others = [
            Known(one.paper.id, one.head, one.text)
            for one in fill([index], options.count, lambda _: None)
        ]
        index.add([entry_of(document) for document, _ in read])
        asked = list(questions(read, others, options.seed))
        figures = ask(index, asked)
    head = ["index", "kind", "asked", "first", "in 3", "p50 ms", "p95 ms", "max ms"]
    print(aligned(head, table(f"{len(read)} read", figures), left=2))  # noqa: T201
    total, third = (sum(getattr(one, of) for one in figures.values()) for of in ("asked", "third"))
    print(f"in the first three: {third} of {total} ({third / total:.1%})")  # noqa: T201
    if options.failed:
        for kind, one in figures.items():
            for text in one.failed:
                print(kind, "|", text)  # noqa: T201


if __name__ == "__main__":
    main()
