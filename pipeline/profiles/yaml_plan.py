"""A plan out of YAML: every scalar is text, as it is written; no aliases, no depth, no tricks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from pipeline.profiles.plan_columns import FONDS, TABLES
from pipeline.profiles.raw import RawCell, RawPlan, RawRow, column_named, table_named

if TYPE_CHECKING:
    from pipeline.profiles.plan_columns import PlanTable

__all__ = ["read_yaml"]

_DEEPEST = 8
_MOST_EVENTS = 300_000
_MOST_BYTES = 2 * 1024**2  # some ten thousand files (hồ sơ); read in half a minute
_SHAPE = "xem mẫu YAML trong docs/export.md"


def read_yaml(name: str, data: bytes) -> RawPlan:
    """The tables of a YAML file.

    Texts stay as they are written: `01` is no 1 and `no` no falsehood.  Anchors and aliases, with
    which a few lines become gigabytes, are refused before anything is built.
    """
    raw = RawPlan(name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raw.complain(f"{name}, dòng {row}", "chữ không phải UTF-8", "lưu lại tệp với bảng mã UTF-8")
        return raw
    if len(data) > _MOST_BYTES:
        what = f"tệp lớn {len(data) // 1024**2} MB"
        raw.complain(name, what, "chia thành nhiều kế hoạch, mỗi kế hoạch dưới 2 MB")
        return raw
    try:
        if not _is_plain(raw, text):
            return raw
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}, dòng {mark.line + 1}, cột {mark.column + 1}" if mark else name
        problem = getattr(error, "problem", None) or "ký tự không được phép"
        raw.complain(
            where, f"không đúng cú pháp YAML ({problem})", "xem dấu hai chấm, thụt lề, nháy"
        )
        return raw
    if not isinstance(root, yaml.MappingNode):
        raw.complain(name, "không phải bảng mục: giá trị", _SHAPE)
        return raw
    for key, node in _entries(raw, root):
        _read_table(raw, key, node)
    return raw


def _is_plain(raw: RawPlan, text: str) -> bool:
    """Whether it has neither aliases nor too much depth or length; seen before it is built."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.BaseLoader)):
        where = f"{raw.name}, dòng {event.start_mark.line + 1}"
        if getattr(event, "anchor", None) is not None:
            raw.complain(where, "có neo hoặc bí danh YAML (& và *)", "ghi giá trị ra ở từng chỗ")
            return False
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST or count > _MOST_EVENTS:
            raw.complain(where, "lồng nhau quá sâu hoặc quá dài", _SHAPE)
            return False
    return True


def _entries(raw: RawPlan, node: yaml.MappingNode) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """Keys and values; doubled and odd keys are complained of."""
    seen: dict[str, yaml.ScalarNode] = {}
    entries = []
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raw.complain(_line(raw, key), "tên mục không phải chữ", _SHAPE)
        elif key.value in seen:
            raw.complain(_line(raw, key), f"mục “{key.value}” có hai lần", "bỏ một mục")
        else:
            seen[key.value] = key
            entries.append((key, value))
    return entries


def _read_table(raw: RawPlan, key: yaml.ScalarNode, node: yaml.Node) -> None:
    if key.value == "by":  # who answers for it stands on top, and belongs to the fonds' sheet
        cell = RawCell(_value(raw, node), _line(raw, node))
        raw.tables.setdefault(FONDS.key, []).append(RawRow(_line(raw, key), {"by": cell}))
        return
    table = table_named(key.value)
    if table is None:
        known = ", ".join(("by", *TABLES))
        raw.complain(_line(raw, key), f"không có mục “{key.value}”", f"dùng một trong: {known}")
    elif table.down:
        _read_row(raw, table, node)
    elif isinstance(node, yaml.SequenceNode):
        raw.tables.setdefault(table.key, [])
        for entry in node.value:
            _read_row(raw, table, entry)
    elif _value(raw, node) is not None:
        raw.complain(_line(raw, node), f"mục “{key.value}” phải là danh sách (- …)", _SHAPE)


def _read_row(raw: RawPlan, table: PlanTable, node: yaml.Node) -> None:
    where = _line(raw, node)
    if not isinstance(node, yaml.MappingNode):
        raw.complain(where, f"mỗi mục của “{table.key}” phải có dạng tên: giá trị", _SHAPE)
        return
    cells: dict[str, RawCell] = {}
    for key, value in _entries(raw, node):
        column, near = column_named(table, key.value)
        if column is None:
            hint = f" (có phải “{near}”?)" if near else ""
            known = ", ".join(one.key for one in table.columns)
            what = f"“{table.key}” không có mục “{key.value}”"
            raw.complain(_line(raw, key), f"{what}{hint}", f"dùng một trong: {known}")
        else:
            cells[column.key] = RawCell(
                _value(raw, value), f"{_line(raw, value)}, mục {column.key}"
            )
    raw.tables.setdefault(table.key, []).append(RawRow(where, cells))


def _value(raw: RawPlan, node: yaml.Node) -> Any:
    """Text; lists of texts are joined; an empty scalar is nothing."""
    if isinstance(node, yaml.ScalarNode):
        return node.value or None
    if isinstance(node, yaml.SequenceNode) and all(
        isinstance(one, yaml.ScalarNode) for one in node.value
    ):
        return ";".join(one.value for one in node.value)
    raw.complain(_line(raw, node), "giá trị phải là chữ", _SHAPE)
    return None


def _line(raw: RawPlan, node: yaml.Node) -> str:
    return f"{raw.name}, dòng {node.start_mark.line + 1}"
