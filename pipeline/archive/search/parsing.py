"""A question as it is typed, to a tree.

    phòng chống dịch                 all words, best where they stand together
    "phòng, chống dịch"              one behind the other
    1943-CV/QU · số 1943             number and symbol, however spaced
    dịch -covid · dịch OR bão · (…)  without, either, together
    cơ quan: quận ủy, loại: CV       fields; a name goes on to the next comma or key
    ngày: 30/7/2021 · 2020..2022     days, months, quarters, years and spans
    từ: 1/2020 đến: 6/2021
    cần xem: có

Keys may be typed without accents or in English.  Whatever is typed gives a tree or a `QueryError`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import islice

from pipeline.archive.search.keys import (
    KNOWN,
    REVIEW,
    Key,
    is_code,
    key_at,
    type_at,
    types_of_code,
)
from pipeline.archive.search.query import (
    And,
    InField,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Review,
    When,
    Word,
)
from pipeline.archive.search.times import EARLIEST, LATEST, Span, said_in_text, span_at
from pipeline.archive.search.words import WORD, Form, forms
from pipeline.errors import QueryError
from pipeline.text.folding import fold

__all__ = ["parse"]

_LONGEST, _MOST_WORDS, _DEEPEST = 2000, 60, 20
_QUOTES = {'"': '"', "“": "”", "”": "”", "«": "»", "„": "“"}
_OR = re.compile(r"(?:OR|HOẶC)(?!\w)|\|{1,2}")
_AND = re.compile(r"(?:AND|VÀ)(?!\w)|&{1,2}")
_NOT = re.compile(r"NOT(?!\w)|[-−](?=[^\s\-−])|!(?=\w)")
_BREAK = re.compile(r"[,;]")
_NUMBER = re.compile(
    r"(?P<digits>\d{1,6}[^\W\d_]?)(?P<rest>(?:\s*[-–/.]\s*[^\W_]{1,12}){1,5})(?![^\W_])"
)
_GLUED = re.compile(r"(?P<digits>\d{1,6})(?P<rest>[^\W\d_]{1,4}\s?[-–/]\s?[^\W_]{1,12})(?![^\W_])")
_AFTER_SO = re.compile(r"so\s*[:.]?\s+(?=\d)|so\s*[:.]\s*(?=\d)|so(?=\d)")
_LONE = re.compile(r"\d{1,6}[a-z]?(?![^\W_])")
_STRANGE_KEY = re.compile(r"[^\W\d_]{2,}:(?=[^\W_])")
_RUN = re.compile(r"[^\s,;()|\"“”«»„]+")


def parse(text: str) -> Node:
    """What a question asks for.

    >>> parse("số 1943 - CV/QU")
    Number(parts=('1943', 'cv', 'qu'), own=False)

    Raises:
        QueryError: It cannot be understood; the message says where and why.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    if len(plain) > _LONGEST:
        raise QueryError(plain[:40] + "…", f"dài quá {_LONGEST} chữ cái; chỉ nêu vài từ đáng nhớ")
    if fold(plain).strip(" ,;.:") == "can xem":
        return Review(REVIEW["co"])
    parser = _Parser(plain)
    node = parser.either(0)
    if parser.at < len(plain):
        raise QueryError(plain[parser.at :][:40], "thừa dấu ngoặc đóng")
    if node is None:
        raise QueryError(plain[:40], "không có từ nào để tìm")
    if parser.words > _MOST_WORDS:
        raise QueryError(plain[:40] + "…", f"quá {_MOST_WORDS} từ; chỉ nêu vài từ đáng nhớ")
    return node


@dataclass(slots=True)
class _Parser:
    """Walks over a question from left to right.

    Attributes:
        text: NFC, spaces collapsed.
        folded: The same, sign for sign.
        at: Where it is.
        words: So far.
        follows: The next word stands right behind the last one.
    """

    text: str
    folded: str = ""
    at: int = 0
    words: int = 0
    follows: bool = False
    shouted: bool = False

    def __post_init__(self) -> None:
        self.folded = fold(self.text)
        # In a title pasted in capitals VÀ and HOẶC are its words.
        self.shouted = self.text.upper() == self.text and not self.text.isascii()

    def either(self, depth: int) -> Node | None:
        """Parts with OR between, to the end or a closing bracket."""
        if depth > _DEEPEST:
            raise QueryError(self.text[self.at :][:40], "quá nhiều ngoặc lồng nhau")
        found: list[Node] = []
        lacking = False
        while True:
            node = self._all(depth)
            if node is not None:
                found.append(node)
            elif lacking or self._operator(_OR):
                raise QueryError(self.text[:40], "trước và sau OR phải có từ để tìm")
            if not self._operator(_OR):
                break
            lacking = True
        return found[0] if len(found) == 1 else Or(tuple(found)) if found else None

    def _all(self, depth: int) -> Node | None:
        found: list[Node] = []
        while (nodes := self._next(depth)) is not None:
            found += nodes
        found = _one_span(found)
        return found[0] if len(found) == 1 else And(tuple(found)) if found else None

    def _operator(self, pattern: re.Pattern[str]) -> bool:
        match = pattern.match(self.text, self.at)
        if match is None or (self.shouted and not match.group().isascii()):
            return False
        if self.at and match.group()[0].isalpha() and self.text[self.at - 1].isalnum():
            return False
        self.at = match.end()
        self._skip()
        return True

    def _skip(self) -> None:
        while self.at < len(self.text) and (
            self.text[self.at].isspace() or _BREAK.match(self.text, self.at)
        ):
            if not self.text[self.at].isspace():
                self.follows = False
            self.at += 1

    def _next(self, depth: int) -> list[Node] | None:
        """The next parts; None at the end, at a closing bracket or at OR."""
        self._skip()
        while self._operator(_AND):
            self.follows = False
        if self.at >= len(self.text) or self.text[self.at] == ")":
            return None
        if (match := _OR.match(self.text, self.at)) and not (
            self.shouted and not match.group().isascii()
        ):
            return None
        if match := _NOT.match(self.text, self.at):
            start, self.at = self.at, match.end()
            self._skip()
            nodes = self._atom(depth)
            self.follows = False
            if nodes is None:
                raise QueryError(self.text[start:][:40], "sau dấu trừ phải có từ")
            return [Not(_together(nodes))] if nodes else []
        return self._atom(depth)

    def _atom(self, depth: int) -> list[Node] | None:
        if self.at >= len(self.text):
            return None
        sign = self.text[self.at]
        if sign == "(":
            return self._bracket(depth)
        if sign in _QUOTES:
            return self._quoted()
        for look in (self._keyed, self._time, self._number):
            nodes = look()
            if nodes is not None:
                self.follows = False
                return nodes
        return self._run()

    def _bracket(self, depth: int) -> list[Node]:
        start = self.at
        self.at += 1
        self.follows = False
        node = self.either(depth + 1)
        if self.at >= len(self.text):
            raise QueryError(self.text[start:][:40], "thiếu dấu ngoặc đóng )")
        self.at += 1
        self.follows = False
        return [node] if node is not None else []

    def _in_quotes(self) -> str:
        start = self.at
        closing = {_QUOTES[self.text[start]], '"'}
        end = next((i for i in range(start + 1, len(self.text)) if self.text[i] in closing), None)
        if end is None:
            raise QueryError(self.text[start:][:40], "thiếu dấu ngoặc kép đóng")
        self.at = end + 1
        return self.text[start + 1 : end]

    def _quoted(self) -> list[Node]:
        said = self._forms(self._in_quotes())
        self.follows = False
        return [Phrase(said) if len(said) > 1 else Word(said[0])] if said else []

    def _forms(self, text: str) -> tuple[Form, ...]:
        found = tuple(forms(text))
        self.words += len(found)
        return found

    # Fields

    def _keyed(self) -> list[Node] | None:
        if self.at and self.text[self.at - 1].isalnum():
            return None
        found = key_at(self.folded, self.at)
        if found is None:
            if strange := _STRANGE_KEY.match(self.text, self.at):
                detail = f"không có mục này; các mục: {KNOWN}. Nếu là chữ cần tìm, đặt trong “ ”"
                raise QueryError(strange.group(), detail)
            return None
        key, spelling, value = found
        start, self.at = self.at, value
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        nodes = self._value(key, spelling, self.text[start:value])
        if nodes is None:
            raise QueryError(self.text[start:][:40], "sau dấu hai chấm phải có từ")
        return nodes

    def _value(self, key: Key, spelling: str, typed: str) -> list[Node] | None:
        if key == "date" or key == "from" or key == "to":  # noqa: PLR1714  # mypy narrows so
            return [self._span(key, spelling, typed)]
        if key == "number":
            return self._number(own=True) or self._symbol()
        if key == "review":
            return [self._review(typed)]
        if self.at < len(self.text) and self.text[self.at] in _QUOTES:
            said = self._forms(self._in_quotes())
        elif key == "type":
            return self._type()
        elif key == "file":
            said = self._forms(self._token())
        else:
            said = self._forms(self._to_next())
        return [InField(key, said)] if said else None

    def _token(self) -> str:
        match = _RUN.match(self.text, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match.group()

    def _to_next(self) -> str:
        """A name, up to the next comma, key, quotation mark or operator."""
        start = end = self.at
        while match := _RUN.match(self.text, end):
            after = match.end()
            space = self.text[after : after + 1] == " "
            end = after + 1 if space else after
            if (
                not space
                or key_at(self.folded, end)
                or _OR.match(self.text, end)
                or _AND.match(self.text, end)
                or _NOT.match(self.text, end)
            ):
                break
        self.at = end
        return self.text[start:end]

    def _type(self) -> list[Node] | None:
        rest = list(islice(WORD.finditer(self.text, self.at), 8))
        words = [form.folded for match in rest for form in forms(match.group())]
        if not rest or self.text[self.at : rest[0].start()].strip():
            return None
        count = type_at(words, 0)
        if not count and (names := types_of_code(rest[0].group())):
            self.at = rest[0].end()
            kinds: list[Node] = [InField("type", self._forms(name)) for name in names]
            return [Or(tuple(kinds)) if len(kinds) > 1 else kinds[0]]
        last = rest[max(1, count) - 1]
        said = self._forms(self.text[self.at : last.end()])
        self.at = last.end()
        return [InField("type", said)]

    def _review(self, typed: str) -> Node:
        said = fold(self._token())
        if said not in REVIEW:
            raise QueryError(f"{typed} {said}".strip(), "chỉ nhận: có, phải, nên, không")
        return Review(REVIEW[said])

    def _symbol(self) -> list[Node] | None:
        parts = tuple(form.folded for form in self._forms(self._token()))
        return [Number(("", *parts), own=True)] if parts else None

    def _span(self, key: Key, spelling: str, typed: str) -> Node:
        before = {"thang": "thang ", "month": "thang ", "nam": "nam ", "year": "nam "}
        opening = before.get(spelling, "")
        span = span_at(opening + self.folded[self.at :], 0) or span_at(self.folded[self.at :], 0)
        opened = opening if span and span_at(opening + self.folded[self.at :], 0) else ""
        if span is None:
            said = f"{typed} {self._token()}".strip()
            detail = "phải là ngày, tháng hoặc năm, ví dụ 30/7/2021, 7/2021, 2021, 2020..2022"
            raise QueryError(said, detail)
        self.at += span.end - len(opened)
        first, last = span.first, span.last
        if key == "from":
            last = LATEST
        elif key == "to":
            first = EARLIEST
        return When(first, last)

    # What stands among words

    def _time(self) -> list[Node] | None:
        if self.at and self.text[self.at - 1].isalnum():
            return None
        span: Span | None = said_in_text(self.folded, self.at)
        if span is None:
            return None
        number = _NUMBER.match(self.text, self.at)
        if number and number.end() > span.end and self._parts(number):
            return None
        said = tuple(form.folded for form in self._forms(self.text[self.at : span.end]))
        self.at = span.end
        return [When(span.first, span.last, said)]

    def _number(self, *, own: bool = False) -> list[Node] | None:
        if self.at and self.text[self.at - 1].isalnum():
            return None
        start = self.at
        named = _AFTER_SO.match(self.folded, start)
        at = named.end() if named else start
        for pattern in (_NUMBER, _GLUED):
            match = pattern.match(self.text, at)
            parts = self._parts(match) if match else ()
            if match and parts:
                self.at = match.end()
                self.words += len(parts)
                return [Number(parts, own)]
        lone = _LONE.match(self.folded, at)
        if lone and (named or own):
            self.at = lone.end()
            self.words += 1
            return [Number((forms(lone.group())[0].folded,), own)]
        return None

    def _parts(self, match: re.Match[str]) -> tuple[str, ...]:
        """Number and symbol as folded words; nothing where it is no symbol that stands there."""
        rest = match["rest"]
        codes = WORD.findall(rest)
        letters = [code for code in codes if not code.isdecimal()]
        spaced = bool(re.search(r"\s", rest))
        if not letters or codes[-1].isdecimal():
            return ()
        if spaced and not all(code.isupper() or is_code(code) for code in letters):
            return ()
        return tuple(form.folded for form in forms(f"{match['digits']} {rest}"))

    def _run(self) -> list[Node]:
        """Signs up to the next space or comma: mostly one word."""
        match = _RUN.match(self.text, self.at)
        if match is None:  # a quotation mark that closes nothing
            self.at += 1
            return []
        self.at = match.end()
        found: list[Node] = []
        for form in self._forms(match.group()):
            found.append(Word(form, follows=self.follows))
            self.follows = True
        return found


def _together(nodes: list[Node]) -> Node:
    """What a minus sign takes away as one: `-covid-19` is both, one behind the other."""
    words = tuple(node.form for node in nodes if isinstance(node, Word))
    if len(words) == len(nodes) > 1:
        return Phrase(words)
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def _one_span(nodes: list[Node]) -> list[Node]:
    """`từ:` and `đến:` are one span."""
    spans = [node for node in nodes if isinstance(node, When) and not node.said]
    if len(spans) < 2:
        return nodes
    first = max(span.first for span in spans)
    last = min(span.last for span in spans)
    if last < first:
        said = f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"
        raise QueryError(said, "khoảng ngày kết thúc trước khi bắt đầu")
    others = [node for node in nodes if node not in spans]
    return [*others, replace(spans[0], first=first, last=last)]
