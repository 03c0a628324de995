"""How far a reading is from what a page really says, whatever the order of the blocks.

A truth is cut into *blocks*: a paragraph of the body is one block, a line of the letterhead or the
foot is one. Each block is looked for anywhere in the reading, so a page whose two columns were read
in another order loses nothing. What the pen and the stamps put on the page counts neither for nor
against a reading that keeps it in paragraphs of its own (`[Dấu đến] …`).

* CER = Σ edits(block, nearest stretch of the reading) / Σ length(block)
* line CER: the same with every printed line as a block: recognition alone, without reading order
* reading order = CER − line CER: what was lost by weaving columns or paragraphs into one another
* word recall = words of the truth found in the reading (as multisets) / words of the truth
* noise = letters of words that the truth does not have / length of the truth
* tone = words whose base letters were read and whose diacritics were not / words by base letters
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

import edlib

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evaluation.truth.blocks import Block, Truth

__all__ = [
    "Score",
    "bare",
    "distance",
    "edits",
    "nearest",
    "normal",
    "score",
    "without_marks",
]

MARK_PARAGRAPH = re.compile(
    r"(?m)^\[(?:Dấu|Bút|Chữ ký|Ký số|Chữ chưa đọc)[^\]\n]*\][^\n]*(?:\n[^\n]+)*"
)
"""A paragraph of the canonical text that says what a stamp, a pen or the file put on the page, or
that print was seen there and not read."""

SAME = (
    *(("“", '"'), ("”", '"'), ("’", "'"), ("‘", "'"), ("–", "-"), ("—", "-"), ("…", "...")),
    *(("*", ""), ("~~", "")),
)
"""Signs that count as the same: typographer's variants, and the Markdown of the target texts."""


def normal(text: str) -> str:
    r"""The form in which texts are compared: NFC, one kind of quote and dash, single spaces.

    >>> normal("Công văn số 287/STC-\nHCSN  “khẩn”")
    'Công văn số 287/STC-HCSN "khẩn"'
    """
    text = unicodedata.normalize("NFC", text)
    for sign, plain in SAME:
        text = text.replace(sign, plain)
    return re.sub(r"\s+", " ", re.sub(r"-\n(?=\w)", "-", text)).strip()


def bare(text: str) -> str:
    """The letters without their diacritics, in lower case.

    >>> bare("Đảng uỷ")
    'dang uy'
    """
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def without_marks(text: str) -> str:
    r"""The text without its paragraphs for stamps and pen.

    >>> without_marks("Số: 17\n\n[Dấu đến] Số: 5\nNgày: 3\n\nKính gửi:")
    'Số: 17\n\n\n\nKính gửi:'
    """
    return MARK_PARAGRAPH.sub("", unicodedata.normalize("NFC", text))


def _for_edlib(wanted: str, text: str) -> str:
    """`text` with letters that `wanted` has not made one: edlib knows 256 letters at most.

    A letter that cannot match costs one edit whatever it is, so no distance changes.
    """
    known = set(wanted)
    return "".join(letter if letter in known else "\0" for letter in text)


def distance(wanted: str, text: str) -> int:
    """Edits that turn the nearest stretch of `text` into `wanted`; its length when none is near.

    >>> distance("CHỈ THỊ", "trước CHÍ THỊ sau")
    1
    """
    if not text or not wanted:
        return len(wanted)
    found = edlib.align(wanted, _for_edlib(wanted, text), mode="HW", task="distance")
    return min(int(found["editDistance"]), len(wanted))


def nearest(wanted: str, text: str) -> tuple[int, int]:
    """(start, end) of the stretch of `text` that is nearest to `wanted`, widened to whole words.

    >>> nearest("Chỉ thị", "trước Chí thí sau")
    (6, 13)
    """
    if not text or not wanted:
        return (0, 0)
    found = edlib.align(wanted, _for_edlib(wanted, text), mode="HW", task="locations")
    start, last = found["locations"][0]
    # The ends cost nothing: "Thuế" is as near to "Thu" as to "Thuê". A word is read as a whole.
    start, end = start or 0, last + 1
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return (start, end)


def edits(wanted: str, read: str) -> str:
    """How `wanted` became `read`, a letter a step, both taken whole.

    `=` is a letter that agrees, `X` another letter, `I` one that only `wanted` has, `D` one that
    only `read` has.

    >>> edits("Chỉ thị", "Chí hị.")
    '==X=I==D'
    """
    if not wanted or not read:
        return "I" * len(wanted) + "D" * len(read)
    cigar = str(edlib.align(wanted, _for_edlib(wanted, read), mode="NW", task="path")["cigar"])
    return "".join(step * int(count) for count, step in re.findall(r"(\d+)([=XID])", cigar))


@dataclass(frozen=True, slots=True)
class Score:
    """Counts, so that pages add up; the rates are derived.

    Attributes:
        errors: Edits by block.
        length: Letters of the truth by block.
        line_errors: Edits by line.
        line_length: Letters of the truth by line.
        words: Words of the truth.
        hits: Of them found.
        bare_hits: Found by their base letters.
        extra: Letters of words that the truth has not.
        pages: How many pages were added up.
        blocks: Share of wrong letters by block name; empty in sums.
    """

    errors: int = 0
    length: int = 0
    line_errors: int = 0
    line_length: int = 0
    words: int = 0
    hits: int = 0
    bare_hits: int = 0
    extra: int = 0
    pages: int = 1
    blocks: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def cer(self) -> float:
        """Character error rate by block, 0–1."""
        return self.errors / self.length if self.length else 0.0

    @property
    def line_cer(self) -> float:
        """Character error rate by printed line, 0–1."""
        return self.line_errors / self.line_length if self.line_length else 0.0

    @property
    def order(self) -> float:
        """What reading order alone lost: CER by block minus CER by line (may be just below 0)."""
        return self.cer - self.line_cer

    @property
    def word_recall(self) -> float:
        """Share of the truth's words that were read, 0–1."""
        return self.hits / self.words if self.words else 1.0

    @property
    def noise(self) -> float:
        """Letters that are not in the truth, over the truth's; above 1 on a page of pure noise."""
        return self.extra / max(1, self.length) if self.extra else 0.0

    @property
    def tone(self) -> float:
        """Share of the words read by their letters that have a wrong diacritic, 0–1."""
        return (self.bare_hits - self.hits) / max(1, self.bare_hits)

    def __add__(self, other: Score) -> Score:
        """Both pages as one text."""
        counts = [f.name for f in fields(self) if f.name != "blocks"]
        return Score(**{name: getattr(self, name) + getattr(other, name) for name in counts})

    def rates(self) -> dict[str, float]:
        """The rates by name, for reports."""
        names = ("cer", "line_cer", "order", "word_recall", "noise", "tone")
        return {name: getattr(self, name) for name in names}


def words_of(text: str) -> list[str]:
    """Runs of letters and digits."""
    return re.findall(r"\w+", text)


def _errors(blocks: Sequence[Block], text: str) -> tuple[int, list[str], dict[str, float]]:
    """Edits over all blocks, the form of each that came nearest, and each block's error rate."""
    errors, chosen, rates = 0, [], {}
    for block in blocks:
        costs = [(distance(form, text), form) for form in map(normal, block.forms)]
        cost, form = min(costs, key=lambda pair: pair[0])
        errors += cost
        chosen.append(form)
        rates[block.name] = cost / max(1, len(form))
    return errors, chosen, rates


def score(truth: Truth, text: str) -> Score:
    r"""Measure a reading against the truth.

    Args:
        truth: Of one page.
        text: The page's canonical text, or what any engine gave.

    >>> from evaluation.truth.blocks import truth_of
    >>> page = truth_of("CHỈ THỊ\nVề công tác phòng, chống dịch")
    >>> score(page, "Về cong tác phòng, chống dịch\nCHỈ THỊ").rates()["cer"] == 1 / 36
    True
    """
    text = normal(without_marks(text))
    errors, chosen, rates = _errors(truth.blocks, text)
    line_errors, lines, _ = _errors(truth.lines, text)
    want = Counter(word for form in chosen for word in words_of(form))
    got = Counter(words_of(text))
    spare = Counter(word for form in truth.optional for word in words_of(normal(form)))
    hits = (want & got).total()
    return Score(
        errors=errors,
        length=sum(map(len, chosen)),
        line_errors=line_errors,
        line_length=sum(map(len, lines)),
        words=want.total(),
        hits=hits,
        bare_hits=(_by_bare(want) & _by_bare(got)).total(),
        extra=sum(len(word) * n for word, n in ((got - want) - spare).items()),
        blocks=rates,
    )


def _by_bare(words: Counter[str]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for word, n in words.items():
        counted[bare(word)] += n
    return counted
