"""What a clerk is told of a contractor's lists: closing words, `sohoa status`, report, desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.archive.manifests.facts import ManifestFacts

__all__ = ["manifest_troubles", "manifest_words"]

NAMED = 5


def manifest_words(manifests: Iterable[ManifestFacts], most: int = NAMED) -> list[str]:
    """A line a list, and one for each kind of trouble it tells of."""
    lines = []
    for one in manifests:
        if one.is_whole:
            lines.append(f"Danh sách giao nộp {one.name}: đủ {one.listed} tệp, đúng như danh sách.")
            continue
        head = "không đọc được" if one.trouble else f"đã có {one.arrived}/{one.listed} tệp"
        lines.append(f"Danh sách giao nộp {one.name}: {head}.")
        lines += [f"  - {trouble}" for trouble in manifest_troubles(one, most)]
    return lines


def manifest_troubles(one: ManifestFacts, most: int = NAMED) -> list[str]:
    """What is not as a list says, each kind in one line."""
    told = [one.trouble] if one.trouble else []
    for words, names, number in (
        ("CHƯA ĐỦ, còn thiếu {} tệp", one.awaited, one.awaited_number),
        ("MÃ BĂM KHÁC ở {} tệp, không đọc tới khi được thay", one.differs, one.differs_number),
        ("số trang khác ở {} tệp", one.miscounted, one.miscounted_number),
        ("{} tệp không có trong danh sách", one.extras, one.extras_number),
        ("{} dòng không dùng được", one.refused, one.refused_number),
    ):
        if number:
            told.append(f"{words.format(number)}: {_some(names, number, most)}")
    return told


def _some(names: Sequence[str], number: int, most: int) -> str:
    more = ", …" if number > min(most, len(names)) else ""
    return ", ".join(names[:most]) + more
