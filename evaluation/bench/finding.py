"""Whether search finds what is asked for, and how long it takes.

    python -m evaluation.bench.finding [--count 100000] [--database postgresql+psycopg://…]

Questions are of four kinds: a number as clerks type it, a phrase, words without accents, and half
remembered words of a document that was misread.  Right is every document that answers what was
asked: two that bear the number of two bodies both do where no body is named.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.bench.records import Paper, papers, to_document
from evaluation.measure.tabulate import aligned
from pipeline.archive.search.entries import entry_of
from pipeline.archive.search.postgres_index import PostgresIndex
from pipeline.archive.search.searching import search
from pipeline.archive.search.sqlite_index import SqliteIndex
from pipeline.archive.search.words import forms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.archive.search.index import Index

__all__ = ["Figures", "Question", "ask", "fill", "known_papers", "main", "questions"]

SEED = 20211
MISREAD_EVERY, RATE = 5, 0.03
"""One document in so many is misread, and so many of its letters: a bad scan (§5.4)."""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and what answers it."""

    kind: str
    text: str
    right: frozenset[str]


@dataclass(slots=True)
class Figures:
    """How questions of one kind went; seconds a question."""

    asked: int = 0
    first: int = 0
    third: int = 0
    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def at(self, share: float) -> float:
        """Milliseconds that such a share of questions took at most."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True, slots=True)
class _Known:
    """A paper as far as questions need it; words folded."""

    paper: Paper
    head: frozenset[str]
    text: str
    misread: bool


def known_papers(count: int) -> Iterator[tuple[Paper, bool]]:
    """The papers of the benchmark, and whether each is misread."""
    for at, paper in enumerate(papers(count, SEED)):
        yield paper, at % MISREAD_EVERY == 0


def fill(indexes: Sequence[Index], count: int, tell: Callable[[int], None]) -> list[_Known]:
    """Put all papers into each index, as a rebuild does."""
    known = []
    rng = random.Random(SEED)  # noqa: S311
    with _all_anew(indexes) as generations:
        batch = []
        for at, (paper, bad) in enumerate(known_papers(count), 1):
            batch.append(entry_of(to_document(paper, rng, RATE) if bad else to_document(paper)))
            known.append(_as_known(paper, bad=bad))
            if len(batch) == _BATCH or at == count:
                for index, generation in zip(indexes, generations, strict=True):
                    index.add(batch, generation)
                batch = []
                tell(at)
    return known


def _as_known(paper: Paper, *, bad: bool) -> _Known:
    record = (paper.subject, paper.org, paper.dated.year, paper.signer, paper.symbol)
    head = _folded(" ".join(map(str, record)))
    return _Known(paper, frozenset(head), f" {' '.join(_folded(' '.join(paper.lines)))} ", bad)


class _all_anew:  # noqa: N801  # used like a function
    """Every index's new generation at once."""

    def __init__(self, indexes: Sequence[Index]) -> None:
        self._made = [index.anew() for index in indexes]

    def __enter__(self) -> list[int]:
        return [made.__enter__() for made in self._made]

    def __exit__(self, *error: object) -> None:
        for made in self._made:
            made.__exit__(None, None, None) if error[0] is None else None


def _folded(text: str) -> list[str]:
    return [form.folded for form in forms(text)]


def questions(known: Sequence[_Known], each: int, seed: int = SEED + 1) -> Iterator[Question]:
    """So many questions of each kind; others with another seed."""
    rng = random.Random(seed)  # noqa: S311
    good = [one for one in known if not one.misread]
    bad = [one for one in known if one.misread]
    by_number: dict[tuple[str, str], list[_Known]] = {}
    for one in known:
        by_number.setdefault(_number(one.paper), []).append(one)
    for target in rng.sample(good, each):
        yield _by_number(rng, target, by_number)
    for target in rng.sample(good, each):
        yield _by_phrase(rng, target, known)
    for target in rng.sample(good, each):
        yield _by_words(rng, target, known)
    for target in rng.sample(bad, each):
        yield _half_remembered(rng, target, known)


def _number(paper: Paper) -> tuple[str, str]:
    return paper.number.lstrip("0"), "".join(_folded(paper.symbol))


def _by_number(
    rng: random.Random, target: _Known, by_number: dict[tuple[str, str], list[_Known]]
) -> Question:
    """`so 1943 cv/qu`, with the body or the year where others bear the number too."""
    paper = target.paper
    number = paper.number.lstrip("0") if rng.random() < 0.5 else paper.number
    codes = " ".join(re.split("[-/]", paper.symbol)).lower().replace("đ", "d")
    codes = " ".join(_bare(code) for code in codes.split())
    between = rng.choice((" ", "-", "/", " / ", " - "))
    symbol = codes.replace(" ", between.strip() or " ")
    glued = between.strip()
    text = f"{number}{glued}{symbol}" if glued else f"{number} {codes}"
    text = rng.choice(("so ", "", "số ", "Số: ")) + text
    same = by_number[_number(paper)]
    words: list[str] = []
    if len(same) > 1 and rng.random() < 0.8:
        words = _folded(paper.org)[-3:]
        if rng.random() < 0.5:
            words.append(str(paper.dated.year))
    wanted = set(words)
    right = frozenset(one.paper.id for one in same if wanted <= one.head)
    return Question("number", " ".join([text, *words]), right)


def _bare(code: str) -> str:
    return _folded(code)[0] if _folded(code) else code


def _by_phrase(rng: random.Random, target: _Known, known: Sequence[_Known]) -> Question:
    """Five to eight words from anywhere on the page, as they are written."""
    pieces = " ".join(target.paper.body).split()
    length = rng.randint(5, 8)
    start = rng.randrange(len(pieces) - length)
    said = " ".join(pieces[start : start + length]).replace('"', " ").strip("“”")
    folded = f" {' '.join(_folded(said))} "
    right = frozenset(one.paper.id for one in known if folded in one.text)
    said = re.sub('[“”«»„"]', " ", said)
    return Question("phrase", f'"{said}"', right)


def _by_words(rng: random.Random, target: _Known, known: Sequence[_Known]) -> Question:
    """Words of the subject without accents, some left out, with the body's name or the year."""
    words = _folded(target.paper.subject)
    start = rng.randrange(max(1, len(words) - 7))
    kept = [word for word in words[start : start + 8] if rng.random() < 0.85][:6]
    extra = _folded(target.paper.org)[-2:]
    if rng.random() < 0.5:
        extra.append(str(target.paper.dated.year))
    wanted = {*kept, *extra}
    right = frozenset(one.paper.id for one in known if wanted <= one.head)
    return Question("words", " ".join(kept + extra), right)


def _half_remembered(rng: random.Random, target: _Known, known: Sequence[_Known]) -> Question:
    """What a clerk remembers of a paper whose scan was misread."""
    paper = target.paper
    sort = rng.random()
    body = _folded(" ".join(paper.body))
    if sort < 0.4:  # a few words in a row
        length = rng.randint(4, 6)
        start = rng.randrange(len(body) - length)
        said = body[start : start + length]
        text = " ".join(said)
        right = frozenset(one.paper.id for one in known if f" {text} " in one.text)
    elif sort < 0.7:  # who signed, and when
        text = f"{' '.join(_folded(paper.signer))} {paper.dated.year}"
        wanted = set(text.split())
        right = frozenset(one.paper.id for one in known if wanted <= one.head)
    else:  # half the subject and the body
        words = _folded(paper.subject)
        start = rng.randrange(max(1, len(words) - 5))
        said = words[start : start + 5] + _folded(paper.org)[-2:]
        text = " ".join(said)
        right = frozenset(one.paper.id for one in known if set(said) <= one.head)
    return Question("misread", text, right)


def ask(index: Index, asked: Sequence[Question]) -> dict[str, Figures]:
    """Ask an index everything, one after the other."""
    figures: dict[str, Figures] = {}
    for question in asked:
        one = figures.setdefault(question.kind, Figures())
        began = time.perf_counter()
        hits = [hit.id for hit in search(index, question.text, limit=10).hits]
        one.seconds.append(time.perf_counter() - began)
        one.asked += 1
        one.first += bool(hits) and hits[0] in question.right
        one.third += any(hit in question.right for hit in hits[:3])
        if not hits or hits[0] not in question.right:
            one.failed.append(question.text)
    return figures


def table(name: str, figures: dict[str, Figures]) -> list[list[str]]:
    """Rows for a person."""
    return [
        [name, kind, str(one.asked), f"{one.first / one.asked:.1%}", f"{one.third / one.asked:.1%}",
         f"{one.at(0.5):.0f}", f"{one.at(0.95):.0f}", f"{one.at(1.0):.0f}"]
        for kind, one in figures.items()
    ]  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--each", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SEED + 1, help="of the questions")
    parser.add_argument("--database")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--kept", action="store_true", help="ask what --folder has")
    parser.add_argument("--failed", action="store_true")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="sohoa-search-"))
    folder.mkdir(parents=True, exist_ok=True)
    indexes: list[Index] = [SqliteIndex(folder / "search.sqlite")]
    if options.database:
        indexes.append(PostgresIndex(options.database))
    began = time.monotonic()
    if options.kept:
        known = [_as_known(paper, bad=bad) for paper, bad in known_papers(options.count)]
    else:
        known = fill(indexes, options.count, lambda at: print(at, end="\r", flush=True))  # noqa: T201
        print(f"filled in {time.monotonic() - began:.0f} s")  # noqa: T201
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{size / options.count / 1000:.1f} kB a document in SQLite")  # noqa: T201
    asked = list(questions(known, options.each, options.seed))
    head = ["index", "kind", "asked", "first", "in 3", "p50 ms", "p95 ms", "max ms"]
    rows: list[list[str]] = []
    for index in indexes:
        figures = ask(index, asked)
        rows += table(type(index).__name__, figures)
        if options.failed:
            for kind, one in figures.items():
                for text in one.failed:
                    print(kind, "|", text)  # noqa: T201
    print(aligned(head, rows, left=2))  # noqa: T201
    if not options.folder:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
