"""What is not as it was: which file of which document, what is wrong, and what can be done.

A file is put right in one of three ways: a derived file is made again from record and original
(`sohoa repair`), a record that is lost needs its pages read again, and an original comes back only
from a backup or by scanning the paper again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from pipeline.export.bag_files import TAG_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["RECORD", "Damage", "is_cutout", "is_original", "with_remedies"]

Code = Literal[
    "missing",  # a file is gone
    "changed",  # its bytes are others
    "extra",  # nobody put it there
    "unreadable",  # the disk does not give it
    "broken",  # it says what it cannot say
    "disagrees",  # two files that must say the same do not
    "no-folder",  # the ledger knows a document that is not there
    "no-row",  # a document that the ledger does not know
    "row-differs",  # the ledger says something else than the document
    "no-words",  # decisions of people that the ledger does not know
    "outdated",  # whole, and made by a program before PDF/A and PREMIS; `repair --renew` only
    "reason",  # a file that was set aside without its reason, or a reason without a file
]

RECORD = "data/document.json"


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong.

    Attributes:
        id: Of the document; empty where it is none's.
        place: Folder under the archive that the document lies in: `documents/<id>`, or a version
            of it that was superseded or waits to be released.
        file: In that folder; empty where it is about the whole.
        what: Is wrong, in Vietnamese.
        code: The same for programs.
        remedy: In Vietnamese.
        lost: Nothing in the archive can make it again.
    """

    id: str
    place: str
    file: str
    what: str
    code: Code
    remedy: str = ""
    lost: bool = False

    @property
    def said(self) -> str:
        """File and what is wrong with it, for a person."""
        return f"{self.file}: {self.what}" if self.file else self.what


def is_original(file: str) -> bool:
    """Whether a file of a bag is the scan itself."""
    return file.startswith("data/original.")


def is_cutout(file: str) -> bool:
    """Whether a file of a bag is a mark's ink alone, whose outline nothing else keeps."""
    return file.startswith("data/evidence/") and file.endswith(".cutout.png")


def with_remedies(found: Iterable[Damage], elsewhere: Iterable[str] = ()) -> list[Damage]:
    """The damages of one bag with what can be done about each.

    Args:
        found: All of them: what a file can be made from may be damaged itself.
        elsewhere: Where bytes like the original's were last seen.
    """
    damages = list(found)
    hit = {damage.file for damage in damages if damage.code != "extra"}
    places = ", ".join(elsewhere)
    return [
        replace(damage, remedy=remedy, lost=lost)
        for damage in damages
        for remedy, lost in [_remedy(damage, hit, places)]
    ]


def _remedy(damage: Damage, hit: set[str], places: str) -> tuple[str, bool]:
    """What can be done, and whether nothing in the archive can."""
    file, repair, reread = damage.file, f"sohoa repair {damage.id}", f"sohoa reread {damage.id}"
    no_original = any(is_original(name) for name in hit)
    if damage.code == "extra":
        words, lost = f"{repair}: chuyển sang thư mục damaged", False
    elif not file:
        words, lost = f"{repair}: ghi lại vào sổ theo văn bản", False
    elif is_original(file):
        seen = f"; cùng nội dung từng thấy ở {places}" if places else ""
        words, lost = f"bản gốc: chép lại từ bản sao lưu, hoặc quét lại giấy{seen}", True
    elif file == RECORD:
        words = (
            f"{repair} nếu kho còn bản giống hệt; không thì chép lại từ bản sao lưu, hoặc đọc lại: "
            "chuyển thư mục này ra khỏi kho, để tệp đã quét vào hộp nhận, rồi sohoa ingest"
        )
        lost = True
    elif is_cutout(file):
        words = f"{repair} nếu kho còn nét mực giống hệt; không thì đọc lại: {reread}"
        lost = True
    elif damage.code == "broken" and file not in TAG_FILES:
        words, lost = "chương trình đã ghi sai định dạng: báo người quản trị", False
    elif file not in TAG_FILES and (RECORD in hit or no_original):
        first = "document.json" if RECORD in hit else "bản gốc"
        words, lost = f"lập lại được khi đã có lại {first}: {repair}", False
    else:
        words, lost = f"{repair}: lập lại, không đọc lại trang", False
    return words, lost
