"""The sheets and columns of an operator's plan, declared once.

Workbook, CSV, YAML, template and checks all go by these tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.profiles.codes import (
    LANGUAGES,
    MODES,
    RETENTION,
    RISK,
    RISK_STATUS,
    STATES,
    TRUST,
    CodeTable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "DEFAULTS",
    "FILES",
    "FONDS",
    "ORDERS",
    "RULES",
    "TABLES",
    "VALUES",
    "CellKind",
    "Column",
    "PlanTable",
    "label_of",
]

CellKind = Literal["text", "ident", "num", "date", "code", "codes", "list"]
"""`ident`: text that a number's cell would spoil (`01` → 1); `list`: several, parted by `;`."""

ORDERS = CodeTable(
    "thứ tự trong hồ sơ",
    {"date": "Ngày văn bản", "number": "Số văn bản", "paper": "Thứ tự quét"},
    {"ngay": "date", "so": "number", "thu tu giay": "paper", "giay": "paper"},
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the plan.

    Attributes:
        key: In YAML.
        label: In a workbook.
        kind: What its cells hold.
        codes: Of `code` and `codes`.
        needed: Each row must have it.
        hint: For whoever fills it in.
        width: Of the template's column, in signs.
    """

    key: str
    label: str
    kind: CellKind = "text"
    codes: CodeTable | None = None
    needed: bool = False
    hint: str = ""
    width: float = 18.0


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A sheet of the plan: rows, or (`down`) one value under the other."""

    key: str
    label: str
    columns: tuple[Column, ...]
    down: bool = False


_DESCRIBED = (
    Column("retention", "Thời hạn bảo quản", "code", RETENTION, hint="mã 01–07 hoặc chữ"),
    Column("mode", "Chế độ sử dụng", "code", MODES, hint="mã 01–03 hoặc chữ"),
    Column("language", "Ngôn ngữ", "codes", LANGUAGES, hint="để trống: máy đọc; nhiều mã: 01;02"),
    Column("state", "Tình trạng vật lý", "code", STATES, hint="01 tốt, 02 bình thường, 03 hỏng"),
    Column("trust", "Mức độ tin cậy", "code", TRUST, hint="để trống: 02 Số hóa"),
    Column("risk_recovery", "Chế độ dự phòng", "code", RISK, hint="1 có, 0 không"),
    Column("risk_status", "Tình trạng dự phòng", "code", RISK_STATUS, hint="01 đã, 02 chưa"),
    Column("catalog", "Mục lục số", "ident", hint="TT02: FileCatalog"),
    Column("order", "Thứ tự", "code", ORDERS, hint="Ngày văn bản, Số văn bản hoặc Thứ tự quét"),
)
_CONDITIONS = (
    Column("folder", "Thư mục", width=24, hint="thư mục trong hộp nhận, cả thư mục con"),
    Column("sheet", "Tờ phân cách", hint="nội dung mã trên tờ phân cách đứng trước"),
    Column("number_from", "Số từ", "num", hint="số văn bản", width=9),
    Column("number_to", "Số đến", "num", width=9),
    Column("date_from", "Ngày từ", "date", width=12),
    Column("date_to", "Ngày đến", "date", width=12),
    Column("organ", "Cơ quan", width=28, hint="cơ quan ban hành, có hay không dấu"),
    Column("type", "Loại", hint="tên loại văn bản"),
    Column("documents", "Văn bản", "list", width=26, hint="mã văn bản trong kho, cách nhau bằng ;"),
)
FONDS = PlanTable(
    "fonds",
    "Phông",
    (
        Column("by", "Người lập", hint="người chịu trách nhiệm về kế hoạch này"),
        Column("archive_id", "Mã cơ quan lưu trữ", "ident", hint="TT02: Identifier"),
        Column("fonds_id", "Mã phông", "ident", hint="TT02: OrganId"),
        Column("organ_id", "Mã định danh cơ quan", "ident", hint="ghi trong gói SIP"),
        Column("name", "Tên phông"),
        Column("history", "Lịch sử đơn vị hình thành phông"),
        Column("time", "Thời gian tài liệu"),
        Column("paper_total", "Tổng số tài liệu giấy", hint="mét giá"),
        Column("key_groups", "Các nhóm tài liệu chủ yếu"),
        Column("other_types", "Các loại hình tài liệu khác"),
        Column("language", "Ngôn ngữ"),
        Column("lookup_tools", "Công cụ tra cứu"),
        Column("copy_number", "Số bản sao bảo hiểm"),
        Column("description", "Ghi chú"),
    ),
    down=True,
)
DEFAULTS = PlanTable("defaults", "Mặc định", _DESCRIBED, down=True)
FILES = PlanTable(
    "files",
    "Hồ sơ",
    (
        Column("code", "Mã hồ sơ", "ident", needed=True, width=26, hint="không trùng"),
        Column("title", "Tiêu đề hồ sơ", needed=True, width=46),
        Column("notation", "Số và ký hiệu hồ sơ", "ident"),
        *_DESCRIBED,
        Column("start", "Ngày bắt đầu", "date", hint="để trống: ngày văn bản sớm nhất", width=12),
        Column("end", "Ngày kết thúc", "date", hint="để trống: muộn nhất", width=12),
        Column("keywords", "Từ khóa"),
        Column("sheets", "Số tờ", "num", hint="để trống: máy cộng, nếu biết", width=9),
        Column("info_sign", "Ký hiệu thông tin", "ident"),
        Column("paper_code", "Mã hồ sơ gốc giấy", "ident", width=22),
        Column("description", "Ghi chú hồ sơ", width=26),
        *_CONDITIONS,
    ),
)
RULES = PlanTable(
    "rules",
    "Quy tắc",
    (Column("file", "Mã hồ sơ", "ident", needed=True, width=26), *_CONDITIONS),
)
VALUES = PlanTable(
    "values",
    "Giá trị",
    (
        Column("document", "Mã văn bản", "ident", width=26, hint="hoặc"),
        Column("file", "Mã hồ sơ", "ident", width=26, hint="một trong hai"),
        Column("field", "Trường", needed=True, width=26, hint="tên như ở cột của bảng xuất"),
        Column("value", "Giá trị", needed=True, width=46),
        Column("by", "Người nhập", hint="để trống: người lập kế hoạch"),
        Column("why", "Vì sao thiếu", width=46, hint="máy ghi, không đọc lại"),
    ),
)
TABLES: Mapping[str, PlanTable] = {
    table.key: table for table in (FONDS, DEFAULTS, FILES, RULES, VALUES)
}


def label_of(table: PlanTable, key: str) -> str:
    """What a column of a table is called; empty where it has none of that key."""
    return next((column.label for column in table.columns if column.key == key), "")
