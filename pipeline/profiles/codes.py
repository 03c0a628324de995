"""Closed code tables (bảng mã) of archival metadata: what a code means, and how people say it.

From documents.md §4.2; the tables of types and languages whole as packages under Thông tư
05/2025/TT-BNV carry them (secondary sources, two of which agree).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "LANGUAGES",
    "MODES",
    "MODE_SECRET",
    "OTHER_LANGUAGE",
    "OTHER_TYPE",
    "RETENTION",
    "RISK",
    "RISK_STATUS",
    "STATES",
    "TRUST",
    "TYPES",
    "CodeTable",
    "language_code",
    "type_code",
]


@dataclass(frozen=True, slots=True)
class CodeTable:
    """Codes and their words.

    Attributes:
        name: What the table tells, for messages.
        words: Code → words.
        said: Other ways to say a code, folded → code.
    """

    name: str
    words: Mapping[str, str]
    said: Mapping[str, str] = field(default_factory=dict)

    def code(self, text: str) -> str | None:
        """The code that a person means: itself, with its zero lost, or its words in any case.

        >>> RETENTION.code("1"), RETENTION.code("vĩnh viễn"), RETENTION.code("70 năm")
        ('01', '01', '02')
        >>> RETENTION.code("80 năm") is None
        True
        """
        plain = " ".join(text.split())
        for code in (plain, plain.zfill(2)):
            if code in self.words:
                return code
        folded = fold(plain)
        if folded in self.said:
            return self.said[folded]
        return next((code for code, words in self.words.items() if fold(words) == folded), None)

    @property
    def told(self) -> str:
        """All codes, for a message."""
        return " · ".join(f"{code} {words}" for code, words in self.words.items())


RETENTION = CodeTable(
    "thời hạn bảo quản",
    {
        "01": "Vĩnh viễn",
        "02": "70 năm",
        "03": "50 năm",
        "04": "30 năm",
        "05": "20 năm",
        "06": "10 năm",
        "07": "Khác",
    },
    {"vv": "01"},
)
MODES = CodeTable(
    "chế độ sử dụng",
    {"01": "Công khai", "02": "Sử dụng có điều kiện", "03": "Mật"},
    {"co dieu kien": "02", "han che": "02"},
)
MODE_SECRET = "03"  # noqa: S105  # a code of access, no password
TRUST = CodeTable(
    "mức độ tin cậy", {"01": "Gốc điện tử", "02": "Số hóa", "03": "Hỗn hợp"}, {"so hoa": "02"}
)
STATES = CodeTable("tình trạng vật lý", {"01": "Tốt", "02": "Bình thường", "03": "Hỏng"})
RISK = CodeTable("chế độ dự phòng", {"1": "Có", "0": "Không"})
RISK_STATUS = CodeTable("tình trạng dự phòng", {"01": "Đã dự phòng", "02": "Chưa dự phòng"})

OTHER_LANGUAGE = "11"
LANGUAGES = CodeTable(
    "ngôn ngữ",
    {
        "01": "Tiếng Việt",
        "02": "Tiếng Anh",
        "03": "Tiếng Pháp",
        "04": "Tiếng Nga",
        "05": "Tiếng Trung",
        "06": "Việt Anh",
        "07": "Việt Nga",
        "08": "Việt Pháp",
        "09": "Hán Nôm",
        "10": "Việt Trung",
        OTHER_LANGUAGE: "Khác",
    },
)

OTHER_TYPE = "32"
_TYPES = (
    *("Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo"),
    *("Hướng dẫn", "Chương trình", "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo"),
    *("Tờ trình", "Giấy ủy quyền", "Phiếu gửi", "Phiếu chuyển", "Phiếu báo", "Biên bản"),
    *("Hợp đồng", "Công văn", "Công điện", "Bản ghi nhớ", "Bản thỏa thuận", "Giấy mời"),
    *("Giấy giới thiệu", "Giấy nghỉ phép", "Thư công", "Bản đồ", "Bản vẽ kỹ thuật", "Khác"),
)
TYPES = CodeTable("tên loại", {f"{n:02d}": name for n, name in enumerate(_TYPES, 1)})

# Longer printed names that are, beyond doubt, one of the listed types.
_LONGER = {"cong dien khan": "23", "giay moi hop": "26", "chuong trinh hanh dong": "09"}
_HEADS = ("hop dong", "bien ban", "bao cao")


def type_code(printed: str) -> str:
    """TT05's code of a printed type name; 32 where it has none (Kết luận, Thông tri, Luật …).

    >>> type_code("QUYẾT ĐỊNH"), type_code("CÔNG VĂN"), type_code("KẾT LUẬN")
    ('02', '22', '32')
    >>> type_code("HỢP ĐỒNG THI CÔNG XÂY DỰNG"), type_code("BÁO CÁO TÀI CHÍNH")
    ('21', '14')
    >>> type_code("THÔNG BÁO KẾT LUẬN")  # a kind of its own, which nobody has coded
    '32'
    """
    said = fold(printed)
    if code := TYPES.code(printed) if not printed.strip().isdigit() else None:
        return code
    head = next((head for head in _HEADS if said.startswith(f"{head} ")), None)
    return _LONGER.get(said) or (TYPES.code(head) if head else None) or OTHER_TYPE


def language_code(name: str) -> str:
    """TT05's code of a language's name.

    >>> language_code("Tiếng Anh"), language_code("Tiếng Lào")
    ('02', '11')
    """
    return LANGUAGES.code(name) or OTHER_LANGUAGE
