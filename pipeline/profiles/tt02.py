"""Profile TT02: Thông tư 02/2019/TT-BNV, phông, hồ sơ and văn bản; words where TT05 has codes.

Lengths from documents.md §4.2–4.3.  Which fields the circular itself makes obligatory beyond
those of the fonds is not known to us: of files and documents we ask for what TT05 asks for too.
"""

from __future__ import annotations

from pipeline.profiles import sources as s
from pipeline.profiles.codes import MODES, RETENTION, STATES, TRUST
from pipeline.profiles.own_fields import DOCUMENT_FIELDS, FILE_FIELDS
from pipeline.profiles.planned import (
    FromFonds,
    Planned,
    digitised,
    first_day,
    last_day,
    pages,
    sheets,
)
from pipeline.profiles.spec import ALWAYS, FieldSpec, Profile

__all__ = ["DOCUMENTS", "FILES", "FONDS", "TT02"]

F = FieldSpec  # a row of the tables below

_START, _END = Planned("start", first_day), Planned("end", last_day)

FONDS: tuple[FieldSpec, ...] = (
    F("Mã cơ quan lưu trữ", "Identifier", "archive_id", "str", 13, FromFonds("archive_id"), ALWAYS),
    F("Mã phông", "OrganId", "fonds_id", "str", 13, FromFonds("fonds_id"), ALWAYS),
    F("Tên phông", "FondName", "fonds_name", "str", 200, FromFonds("name"), ALWAYS, width=40),
    F(
        "Lịch sử đơn vị hình thành phông",
        "FondHistory",
        "history",
        "str",
        None,
        FromFonds("history"),
        width=40,
    ),
    F("Thời gian tài liệu", "ArchivesTime", "archives_time", "str", 30, FromFonds("time")),
    F(
        "Tổng số tài liệu giấy",
        "PaperTotal",
        "paper_total",
        "str",
        10,
        FromFonds("paper_total"),
    ),
    F("Các nhóm tài liệu chủ yếu", "KeyGroups", "key_groups", "str", 300, FromFonds("key_groups")),
    F(
        "Các loại hình tài liệu khác",
        "OtherTypes",
        "other_types",
        "str",
        300,
        FromFonds("other_types"),
    ),
    F("Ngôn ngữ", "Language", "language", "str", 100, FromFonds("language")),
    F("Công cụ tra cứu", "LookupTools", "lookup_tools", "str", 50, FromFonds("lookup_tools")),
    F("Số bản sao bảo hiểm", "CopyNumber", "copy_number", "str", 10, FromFonds("copy_number")),
    F("Ghi chú", "Description", "note", "str", 1000, FromFonds("description")),
)

FILES: tuple[FieldSpec, ...] = (
    F("Mã hồ sơ", "FileCode", "file_code", "str", 30, Planned("code"), ALWAYS, width=26),
    F("Mục lục số", "FileCatalog", "file_catalog", "str", 4, Planned("catalog")),
    F("Số và ký hiệu hồ sơ", "FileNotation", "file_notation", "str", 20, Planned("notation")),
    F("Tiêu đề hồ sơ", "Title", "title", "str", 1000, Planned("title"), ALWAYS, width=46),
    F(
        "Thời hạn bảo quản",
        "Maintenance",
        "retention",
        "str",
        30,
        Planned("retention", words=RETENTION),
        ALWAYS,
    ),
    F(
        "Chế độ sử dụng",
        "Rights",
        "access_mode",
        "str",
        30,
        Planned("mode", words=MODES),
        ALWAYS,
    ),
    F("Ngôn ngữ", "Language", "language", "str", 100, s.language_names, ALWAYS),
    F(
        "Thời gian bắt đầu",
        "StartDate",
        "start_date",
        "date",
        None,
        Planned("start", first_day),
        ALWAYS,
    ),
    F("Thời gian kết thúc", "EndDate", "end_date", "date", None, Planned("end", last_day), ALWAYS),
    F(
        "Tổng số văn bản",
        "TotalDoc",
        "document_count",
        "num",
        10,
        lambda entry: len(entry.documents),
        ALWAYS,
    ),
    F("Chú giải", "Description", "note", "str", 2000, Planned("description"), width=26),
    F("Ký hiệu thông tin", "InforSign", "info_sign", "str", 30, Planned("info_sign")),
    F("Từ khóa", "Keyword", "keywords", "str", 100, Planned("keywords")),
    F("Số lượng tờ", "SheetNumber", "sheet_count", "num", 10, Planned("sheets", sheets), ALWAYS),
    F("Số lượng trang", "PageNumber", "page_count", "num", 10, pages, ALWAYS),
    F(
        "Tình trạng vật lý",
        "Format",
        "physical_state",
        "str",
        50,
        Planned("state", words=STATES),
    ),
    *FILE_FIELDS,
)

DOCUMENTS: tuple[FieldSpec, ...] = (
    F(
        "Mã định danh",
        "DocCode",
        "doc_id",
        "str",
        25,
        lambda entry: entry.facts.id,
        ALWAYS,
        width=24,
    ),
    F("Mã hồ sơ", "FileCode", "file_code", "str", 30, Planned("code"), ALWAYS, width=26),
    F(
        "Số thứ tự trong hồ sơ",
        "DocOrdinal",
        "doc_ordinal",
        "num",
        4,
        lambda entry: entry.ordinal,
        ALWAYS,
    ),
    F("Tên loại", "TypeName", "type_name", "str", 100, s.printed_type, ALWAYS, reads="type"),
    F("Số", "CodeNumber", "code_number", "str", 11, s.of_record("number"), reads="number"),
    F("Ký hiệu", "CodeNotation", "code_notation", "str", 30, s.notation, reads="symbol"),
    F(
        "Ngày, tháng, năm",
        "IssuedDate",
        "issued_date",
        "date",
        None,
        s.issued,
        ALWAYS,
        reads="date",
    ),
    F(
        "Cơ quan ban hành",
        "OrganName",
        "organ_name",
        "str",
        200,
        s.organ,
        ALWAYS,
        reads="org",
        width=34,
    ),
    F(
        "Trích yếu",
        "Subject",
        "subject",
        "str",
        500,
        s.of_record("subject"),
        ALWAYS,
        reads="subject",
        width=50,
    ),
    F("Ngôn ngữ", "Language", "language", "str", 100, s.language_name, ALWAYS, reads="language"),
    F(
        "Số lượng trang",
        "PageAmount",
        "page_count",
        "num",
        4,
        s.of_record("page_count"),
        ALWAYS,
        reads="page_count",
    ),
    F("Ghi chú", "Description", "note", "str", 500, s.hole_note, width=26),
    F("Ký hiệu thông tin", "InforSign", "info_sign", "str", 30, Planned("info_sign")),
    F("Từ khóa", "Keyword", "keywords", "str", 100, s.nothing),
    F(
        "Chế độ sử dụng",
        "Mode",
        "access_mode",
        "str",
        20,
        Planned("mode", words=MODES),
        ALWAYS,
    ),
    F(
        "Mức độ tin cậy",
        "ConfidenceLevel",
        "trust_level",
        "str",
        30,
        Planned("trust", digitised, TRUST),
    ),
    F(
        "Bút tích",
        "Autograph",
        "handwriting",
        "str",
        2000,
        s.handwriting,
        reads="handwriting",
        width=30,
    ),
    F(
        "Tình trạng vật lý",
        "Format",
        "physical_state",
        "str",
        50,
        Planned("state", words=STATES),
    ),
    *DOCUMENT_FIELDS,
)

TT02 = Profile("TT02", "Thông tư 02/2019/TT-BNV", FILES, DOCUMENTS, FONDS)
