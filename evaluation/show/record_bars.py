"""The bars that the record has to clear, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluation.measure.bar import Bar
from evaluation.measure.record_figures import counts_of, outcomes_of, reviews_of, trust_of
from evaluation.measure.rows import Group

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluation.measure.figures import DocumentFigures

__all__ = ["record_bars"]

_SHORT = (
    *("system", "org", "parent_org", "number", "symbol", "place", "date", "type"),
    *("signer", "title", "authority"),
)
_LONG = ("subject", "recipients", "noi_nhan")
_RIGHT = (
    ("trường in đúng, trang vẽ: ngắn", True, _SHORT, "print", 0.99),
    ("trường in đúng, trang vẽ: trích yếu, nơi gửi, nơi nhận", True, _LONG, "print", 0.97),
    (
        "ký hiệu, địa danh, loại, cơ quan, bản quét thật",
        False,
        ("symbol", "place", "type", "org"),
        "print",
        0.95,
    ),
    (
        "người ký, chức vụ, thể thức ký, bản quét thật",
        False,
        ("signer", "title", "authority"),
        "print",
        0.93,
    ),
    ("trích yếu, bản quét thật", False, ("subject",), "print", 0.90),
    ("số (in, bút, dấu), bản quét thật", False, ("number",), None, 0.60),
    ("ngày (in, bút), bản quét thật", False, ("date",), None, 0.85),
)


def record_bars(documents: Sequence[DocumentFigures]) -> tuple[Bar, ...]:
    """All bars of the record and its review list."""
    return (*_right(documents), *_wrong(documents), *_trust(documents), *_review(documents))


def _right(documents: Sequence[DocumentFigures]) -> Iterator[Bar]:
    for name, drawn, keys, ink, limit in _RIGHT:
        counts = counts_of(outcomes_of(Group(drawn=drawn).documents(documents), keys, ink))
        yield Bar(name, counts.right_share, limit, most=False, of=counts.of)


def _wrong(documents: Sequence[DocumentFigures]) -> Iterator[Bar]:
    real = Group(drawn=False).documents(documents)
    pen = counts_of(outcomes_of(real, ("number", "date")))
    share = pen.wrong / pen.of if pen.of else None
    yield Bar("số và ngày ghi sai, bản quét thật", share, 0.01, most=True, of=pen.of)
    given = counts_of(outcomes_of(real))
    name = "trường ghi sai hoặc thừa, bản quét thật"
    yield Bar(f"{name}: tin từ 0,9", given.sure_wrong_share, 0.004, most=True, of=given.sure_given)
    yield Bar(f"{name}: mọi trường đã ghi", given.wrong_share, 0.02, most=True, of=given.given)


def _trust(documents: Sequence[DocumentFigures]) -> Iterator[Bar]:
    for name, drawn, limit in (("trang vẽ", True, 0.02), ("bản quét thật", False, 0.04)):
        found = trust_of(outcomes_of(Group(drawn=drawn).documents(documents)))
        of = sum(found.words)
        yield Bar(f"độ tin của trường lệch (ECE), {name}", found.error, limit, most=True, of=of)


def _review(documents: Sequence[DocumentFigures]) -> Iterator[Bar]:
    found = reviews_of(Group(drawn=False).documents(documents))
    name = "danh sách phải xem, bản quét thật"
    yield Bar(f"{name}: hồ sơ phải xem", found.must_share, 0.5, most=True, of=found.documents)
    caught = f"{name}: hồ sơ sai trường bắt buộc có trong đó"
    yield Bar(caught, found.caught_share, 0.97, most=False, of=found.faulty)
    each = f"{name}: ghi chú mỗi hồ sơ"
    yield Bar(each, found.notes_each, 1.5, most=True, of=found.documents, share=False)
