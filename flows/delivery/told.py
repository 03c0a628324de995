"""What is told of a night where others may read it: figures, not a word of what a document says.

The HTML report names files and quotes fields; it stays in the archive, and goes by mail only where
a site says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Told"]

_FIGURES = (
    ("documents_published", "văn bản vào kho"),
    ("pages_read", "trang đã đọc"),
    ("documents_must", "văn bản phải xem"),
    ("documents_should", "văn bản nên xem"),
    ("pages_to_rescan", "trang nên quét lại"),
    ("files_aside", "tệp để riêng"),
    ("secret_files", "tệp có dấu độ mật"),
    ("documents_lost", "văn bản mất khỏi kho"),
    ("damages_found", "chỗ hỏng trong kho"),
    ("lists_incomplete", "danh sách giao nộp chưa đủ hoặc sai"),
    ("pages_left", "trang để đêm sau"),
)
_ALWAYS = ("documents_published", "pages_read")
_STATES = {"done": "xong", "halted": "dừng giữa chừng", "failed": "HỎNG"}


@dataclass(frozen=True, slots=True)
class Told:
    """A night.

    Attributes:
        night: Its name.
        state: `done`; `halted`: it left work to the next one; `failed`.
        counts: Its figures, by the names of `--json`.
        archive: What a clerk calls it.
        report: Where the HTML report lies; empty where there is none.
        why: It halted or failed, in Vietnamese.
        before: What went wrong with the deliveries of the night before.
    """

    night: str
    state: str
    counts: Mapping[str, int | float]
    archive: str
    report: str = ""
    why: str = ""
    before: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """One line."""
        documents = int(self.counts.get("documents_published", 0))
        return f"Số hóa: đêm {self.night[:10]} {_STATES[self.state]}, {documents} văn bản vào kho"

    @property
    def figures(self) -> list[tuple[str, int]]:
        """What there is of each, in words; what every night is asked for always."""
        return [
            (words, int(number))
            for name, words in _FIGURES
            if (number := self.counts.get(name, 0)) or name in _ALWAYS
        ]

    @property
    def text(self) -> str:
        """Some lines, for people."""
        lines = [f"Đêm số hóa {self.night}: {_STATES[self.state]}."]
        lines += [f"Lý do: {self.why}"] if self.why else []
        lines += [f"- {number} {words}" for words, number in self.figures]
        lines += [f"Kho: {self.archive}"]
        lines += [f"Báo cáo: {self.report}"] if self.report else []
        lines += [f"Không gửi được báo cáo {said}" for said in self.before]
        return "\n".join(lines)

    @property
    def markdown(self) -> str:
        """The same as a table."""
        lines = [f"# Đêm {self.night}: {_STATES[self.state]}", ""]
        lines += [self.why, ""] if self.why else []
        lines += ["| | |", "|---|---:|"]
        lines += [f"| {words} | {number} |" for words, number in self.figures]
        lines += ["", f"Kho: `{self.archive}`"]
        lines += ["", f"Báo cáo: `{self.report}`"] if self.report else []
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """For a program."""
        return {
            "night": self.night,
            "state": self.state,
            "why": self.why,
            "counts": dict(self.counts),
            "report": self.report,
        }
