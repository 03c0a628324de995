"""From a file of the operator's to a plan, or to the whole list of what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.errors import PlanError
from pipeline.profiles.cells import CellError, day_of, read_cell
from pipeline.profiles.plan import GivenValue, Plan, PlannedFile, Rule
from pipeline.profiles.plan_columns import DEFAULTS, FILES, FONDS, RULES, VALUES
from pipeline.profiles.sheets import read_list, read_workbook
from pipeline.profiles.yaml_plan import read_yaml
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from pipeline.profiles.plan_columns import PlanTable
    from pipeline.profiles.raw import RawPlan, RawRow

__all__ = ["MOST_BYTES", "read_plan"]

MOST_BYTES = 50 * 1024**2
"""A plan's file is no larger: a hundred thousand files (hồ sơ) take some 20 MB."""

_READERS: Mapping[str, Callable[[str, bytes], RawPlan]] = {
    ".xlsx": read_workbook,
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".csv": read_list,
}


def read_plan(name: str, data: bytes) -> Plan:
    """The operator's plan.

    Args:
        name: Of its file; the ending says what it is.
        data: Its bytes.

    Raises:
        PlanError: With everything that is wrong, each with file, row, column and remedy.
    """
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    if suffix not in _READERS:
        raise PlanError(
            name, (f"{name}: không đọc được kiểu tệp này. Dùng .xlsx, .yaml hoặc .csv.",)
        )
    if len(data) > MOST_BYTES:
        raise PlanError(name, (f"{name}: tệp lớn hơn {MOST_BYTES >> 20} MB. Chia nhỏ kế hoạch.",))
    raw = _READERS[suffix](name, data)
    plan = _understood(raw)
    if raw.troubles:
        raise PlanError(name, tuple(map(str, raw.troubles)))
    return plan


def _understood(raw: RawPlan) -> Plan:
    fonds, _ = _down(raw, FONDS)
    defaults, _ = _down(raw, DEFAULTS)
    files: list[PlannedFile] = []
    rules: list[Rule] = []
    for row in raw.tables.get(FILES.key, []):
        given, places = _cells(raw, FILES, row)
        code = given.get("code", "")
        files.append(PlannedFile(code, given, row.where, places))
        rule = _rule(raw, code, given, places, row.where)
        if not rule.is_empty:
            rules.append(rule)
    for row in raw.tables.get(RULES.key, []):
        given, places = _cells(raw, RULES, row)
        rule = _rule(raw, given.get("file", ""), given, places, row.where)
        if rule.is_empty:
            raw.complain(row.where, "quy tắc không nêu điều kiện nào", "điền ít nhất một điều kiện")
        else:
            rules.append(rule)
    values = [_given(raw, row, fonds.get("by", "")) for row in raw.tables.get(VALUES.key, [])]
    _check_files(raw, files, rules)
    _check_conflicts(raw, rules)
    _check_values(raw, values)
    return Plan(
        raw.name,
        fonds.get("by", ""),
        {key: value for key, value in fonds.items() if key != "by"},
        defaults,
        tuple(files),
        tuple(rules),
        tuple(values),
        tuple(raw.notes),
    )


def _down(raw: RawPlan, table: PlanTable) -> tuple[dict[str, str], dict[str, str]]:
    given: dict[str, str] = {}
    places: dict[str, str] = {}
    for row in raw.tables.get(table.key, []):
        more, where = _cells(raw, table, row)
        for key in sorted(given.keys() & more.keys()):
            raw.complain(where[key], f"mục “{key}” có hai lần", "bỏ một chỗ")
        given |= more
        places |= where
    return given, places


def _cells(raw: RawPlan, table: PlanTable, row: RawRow) -> tuple[dict[str, str], dict[str, str]]:
    """What a row says and where; what cannot be read is complained of."""
    given: dict[str, str] = {}
    places: dict[str, str] = {}
    for column in table.columns:
        cell = row.cells.get(column.key)
        said = ""
        if cell is not None:
            try:
                said = read_cell(column, cell.value)
            except CellError as error:
                raw.complain(cell.where, error.what, error.remedy)
                continue
            if isinstance(cell.value, str) and not unicodedata.is_normalized("NFC", cell.value):
                raw.notes.append(
                    f"{cell.where}: chữ dựng sẵn và dấu rời (NFD) đã ghép lại thành NFC"
                )
        if said:
            given[column.key] = said
            places[column.key] = cell.where if cell is not None else row.where
        elif column.needed:
            where = cell.where if cell is not None else row.where
            raw.complain(where, f"thiếu “{column.label}”", f"điền “{column.label}”")
    return given, places


def _rule(
    raw: RawPlan, file: str, given: Mapping[str, str], places: Mapping[str, str], where: str
) -> Rule:
    numbers = tuple(int(given[k]) if k in given else None for k in ("number_from", "number_to"))
    days = tuple(day_of(given[k]) if k in given else None for k in ("date_from", "date_to"))
    for ends, key, what in ((numbers, "number_from", "Số từ"), (days, "date_from", "Ngày từ")):
        first, last = ends
        if first is not None and last is not None and first > last:  # type: ignore[operator]
            raw.complain(places[key], f"“{what}” lớn hơn đầu kia của khoảng", "đổi chỗ hai đầu")
    return Rule(
        file,
        where,
        _as_folder(given["folder"]) if "folder" in given else None,
        given.get("sheet"),
        (numbers[0], numbers[1]) if any(n is not None for n in numbers) else None,
        (days[0], days[1]) if any(d is not None for d in days) else None,
        given.get("organ"),
        given.get("type"),
        frozenset(given.get("documents", "").split(";")) - {""},
    )


def _as_folder(said: str) -> str:
    r"""A folder of the inbox as names of scans have it.

    >>> _as_folder("Hop 1\\Ho so 2"), _as_folder("./Hop 1/"), _as_folder("/")
    ('Hop 1/Ho so 2/', 'Hop 1/', '')
    """
    parts = [part for part in re.split(r"[/\\]+", said) if part not in ("", ".")]
    return "".join(f"{part}/" for part in parts)


def _given(raw: RawPlan, row: RawRow, by: str) -> GivenValue:
    given, places = _cells(raw, VALUES, row)
    who = given.get("by") or by
    document, file = given.get("document", ""), given.get("file", "")
    if bool(document) == bool(file):
        what = "phải nêu mã văn bản hoặc mã hồ sơ, chỉ một"
        raw.complain(row.where, what, "điền một trong hai ô")
    if not who:
        what = "không biết ai nhập giá trị này"
        raw.complain(row.where, what, "điền “Người nhập”, hoặc “Người lập” ở trang “Phông”")
    where = places.get("value", row.where)
    return GivenValue(given.get("field", ""), given.get("value", ""), who, where, document, file)


def _check_files(raw: RawPlan, files: Iterable[PlannedFile], rules: Iterable[Rule]) -> None:
    """Each code once; also in other letters or case, which one folder on Windows would hold."""
    seen: dict[str, PlannedFile] = {}
    for file in files:
        if not file.code:
            continue
        same = seen.setdefault(fold(file.code), file)
        if same is not file:
            what = f"mã hồ sơ “{file.code}” đã có ở {same.where}"
            raw.complain(
                file.place("code"),
                what,
                "mỗi hồ sơ một mã, không chỉ khác nhau ở dấu hay hoa thường",
            )
    known = {file.code for file in files}
    for rule in rules:
        if rule.file and rule.file not in known:
            what = f"không có hồ sơ mã “{rule.file}”"
            raw.complain(rule.where, what, "thêm hồ sơ vào trang “Hồ sơ” hoặc sửa mã")


def _check_conflicts(raw: RawPlan, rules: Iterable[Rule]) -> None:
    """Two files that claim the same documents by rules that differ in nothing but ranges."""
    alike: dict[object, list[Rule]] = {}
    for rule in rules:
        for document in rule.documents:
            alike.setdefault(document, []).append(rule)
        same = replace(rule, file="", where="", numbers=None, dates=None)
        if not same.documents:
            told = (same.folder, same.sheet, fold(same.organ or ""), fold(same.type or ""))
            kinds = (rule.numbers is None, rule.dates is None)
            alike.setdefault((told, kinds), []).append(rule)
    for group in alike.values():
        for one, other in combinations(group, 2):
            if one.file != other.file and _overlap(one, other):
                files = f"“{one.file}” và “{other.file}”"
                what = f"quy tắc mâu thuẫn với {one.where}: cùng văn bản vào hai hồ sơ {files}"
                raw.complain(other.where, what, "thu hẹp hoặc bỏ một quy tắc")


def _overlap(one: Rule, other: Rule) -> bool:
    return _meet(one.numbers, other.numbers) and _meet(one.dates, other.dates)


def _meet(
    one: tuple[int | None, int | None] | tuple[date | None, date | None] | None,
    other: tuple[int | None, int | None] | tuple[date | None, date | None] | None,
) -> bool:
    """Whether two ranges, either end of which may be open, have something in common."""
    if one is None or other is None:
        return True
    ends = ((one[0], other[1]), (other[0], one[1]))
    return all(a is None or b is None or a <= b for a, b in ends)  # type: ignore[operator]


def _check_values(raw: RawPlan, values: Iterable[GivenValue]) -> None:
    seen: dict[tuple[str, str, str], GivenValue] = {}
    for value in values:
        key = (value.document, value.file, fold(value.field))
        same = seen.setdefault(key, value)
        if same is not value and value.field:
            what = f"giá trị của “{value.field}” đã cho ở {same.where}"
            raw.complain(value.where, what, "bỏ một trong hai dòng")
