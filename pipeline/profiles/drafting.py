"""The records of an export, and everything that keeps them from being whole; nothing is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from pipeline.profiles.cells import CellError, day_of
from pipeline.profiles.codes import MODE_SECRET, MODES
from pipeline.profiles.filling import GIVE, filled, in_form, named, where_to_give
from pipeline.profiles.naming import document_name, folder_name
from pipeline.profiles.plan import Trouble
from pipeline.profiles.plan_columns import FILES, FONDS, label_of
from pipeline.profiles.planned import Planned
from pipeline.profiles.records import STRICT, Allowed, DocumentRecord, Draft, FileRecord, UsedValue
from pipeline.profiles.spec import DocumentEntry, FileEntry, fault_of
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.profiles.facts import Facts
    from pipeline.profiles.placing import Placement
    from pipeline.profiles.plan import GivenValue, Plan, PlannedFile
    from pipeline.profiles.spec import FieldSpec, Profile, Values

__all__ = ["draft"]

# What placing and the archive settle: names of files and hashes hang on them.
_CODED = frozenset({"file_code", "archive_code"})
_SETTLED = frozenset(
    {
        *("file_code", "doc_id", "archive_code", "doc_ordinal", "document_count", "file_name"),
        *("pdf_sha256", "source_name", "ocr_confidence", "open_notes", "secrecy"),
    }
)


def draft(profile: Profile, plan: Plan, placed: Placement, allowed: Allowed = STRICT) -> Draft:
    """Fill in every record and look at all of them."""
    work = _Work(profile, plan)
    fonds = work.fonds()
    files = tuple(work.file(file, documents, allowed) for file, documents in placed.files)
    work.check_given(placed)
    work.check_names(files)
    for one in placed.ambiguous:
        told = "; ".join(f"“{rule.file}” ({rule.where})" for rule in one.rules)
        for code in dict.fromkeys(rule.file for rule in one.rules):
            what = f"hai quy tắc cùng nhận văn bản này: {told}"
            remedy = "thu hẹp quy tắc, hoặc ghi mã văn bản vào cột “Văn bản” của hồ sơ đúng"
            work.trouble(Trouble(one.facts.called, what, remedy, code, one.facts.id))
    for rule, document in placed.unknown:
        what = f"kho không có văn bản {document}"
        work.trouble(Trouble(rule.where, what, "sửa mã văn bản hoặc bỏ khỏi quy tắc", rule.file))
    return Draft(
        profile,
        fonds,
        files,
        tuple(work.troubles),
        (*plan.notes, *work.notes),
        tuple(work.used),
        placed.unplaced,
    )


class _Work:
    """A draft being made."""

    def __init__(self, profile: Profile, plan: Plan) -> None:
        self.profile, self.plan = profile, plan
        self.troubles: list[Trouble] = []
        self.notes: list[str] = []
        self.used: list[UsedValue] = []
        self._given: dict[tuple[str, str], list[GivenValue]] = defaultdict(list)
        for value in plan.values:
            self._given[(value.file, value.document)].append(value)
        self._met: set[tuple[str, str]] = set()

    def trouble(self, trouble: Trouble) -> None:
        """Put a trouble on the list."""
        self.troubles.append(trouble)

    def fonds(self) -> Values:
        """The record of the fonds."""
        record = filled(self.profile.fonds, self.plan)
        where = self.plan.name or "kế hoạch"
        self._check(self.profile.fonds, record, where, "", "")
        if self.profile.packages and not self.profile.fonds and not self.plan.fonds.get("name"):
            remedy = f"điền mục “{label_of(FONDS, 'name')}” ở trang “{FONDS.label}” của kế hoạch"
            self.trouble(Trouble(where, "gói SIP phải ghi đơn vị nộp, kế hoạch chưa có", remedy))
        return record

    def file(self, file: PlannedFile, inside: Sequence[Facts], allowed: Allowed) -> FileRecord:
        """The record of a file and those of its documents."""
        folder = folder_name(file.code)
        documents = tuple(
            DocumentEntry(facts, file, ordinal, self.plan)
            for ordinal, facts in enumerate(inside, 1)
        )
        records = tuple(self._document(entry, allowed) for entry in documents)
        entry = FileEntry(file, documents, records, self.plan)
        record: Values = filled(self.profile.files, entry)
        where = f"hồ sơ {file.code} ({file.where})"
        record = self._overridden(self.profile.files, record, "", file.code)
        if not inside:
            remedy = "sửa quy tắc của hồ sơ, hoặc bỏ hồ sơ khỏi kế hoạch"
            self.trouble(Trouble(where, "hồ sơ không có văn bản nào", remedy, file.code))
        self._check(self.profile.files, record, where, file.code, "")
        self._check_dates(record, records, file, where)
        return FileRecord(
            file.code,
            folder,
            record,
            tuple(
                DocumentRecord(one.facts, one.ordinal, document_name(folder, one.ordinal), values)
                for one, values in zip(documents, records, strict=True)
            ),
        )

    def _document(self, entry: DocumentEntry, allowed: Allowed) -> Values:
        facts, code = entry.facts, entry.file.code
        record: Values = filled(self.profile.documents, entry)
        record = self._overridden(self.profile.documents, record, facts.id, code)
        self._check(self.profile.documents, record, facts.called, code, facts.id, facts.reasons)
        if facts.holes and not allowed.holes:
            what = f"trang {', '.join(map(str, facts.holes))} chưa đọc được"
            remedy = "quét lại trang, hoặc xuất cả chỗ thiếu bằng --with-holes"
            self.trouble(Trouble(facts.called, what, remedy, code, facts.id))
        if not facts.archival:
            what = "PDF trong kho do bản chương trình cũ lập, chưa phải PDF/A"
            remedy = "lập lại PDF, không đọc lại trang, bằng `sohoa repair --renew`"
            self.trouble(Trouble(facts.called, what, remedy, code, facts.id))
        if facts.values.get("secrecy"):
            self._check_secret(facts, record, code, allowed)
        return record

    def _check_secret(self, facts: Facts, record: Values, code: str, allowed: Allowed) -> None:
        mark = facts.values["secrecy"]
        if not allowed.secret:
            remedy = "đưa văn bản vào hồ sơ khác, hoặc xuất bằng --with-secret trên máy được phép"
            self.trouble(Trouble(facts.called, f"có dấu độ mật {mark}", remedy, code, facts.id))
        elif record.get("access_mode") not in (MODE_SECRET, MODES.words[MODE_SECRET]):
            what = f"có dấu độ mật {mark} mà chế độ sử dụng không phải 03 Mật"
            remedy = GIVE.format(label="Chế độ sử dụng")
            self.trouble(Trouble(facts.called, what, remedy, code, facts.id, "access_mode"))

    def _overridden(
        self, specs: Iterable[FieldSpec], record: Values, document: str, file: str
    ) -> Values:
        """The record with what operators gave in place of what the machine had."""
        key = ("", document) if document else (file, "")
        given = self._given.get(key, ())
        self._met.add(key)
        result = dict(record)
        for value in given:
            spec = named(specs, value.field)
            if spec is None:
                known = ", ".join(one.label for one in specs)
                what = f"{self.profile.name} không có trường “{value.field}”"
                self.trouble(Trouble(value.where, what, f"dùng một trong: {known}", file, document))
                continue
            if spec.name in _SETTLED:
                what = f"“{spec.label}” không nhập thay được"
                remedy = "bỏ dòng này; mã và thứ tự sửa ở trang “Hồ sơ”"
                self.trouble(Trouble(value.where, what, remedy, file, document))
                continue
            said = in_form(spec, value.value)
            machine = record.get(spec.name, "")
            result[spec.name] = said
            self.used.append(
                UsedValue(document, file, spec.name, spec.label, said, machine, value.by)
            )
        return result

    def _check(
        self,
        specs: Iterable[FieldSpec],
        record: Values,
        where: str,
        file: str,
        document: str,
        reasons: Mapping[str, str] | None = None,
    ) -> None:
        """Obligatory fields, lengths, codes and forms."""
        for spec in specs:
            value = record.get(spec.name)
            if value is not None:
                fault = fault_of(spec, value)
                remedy = f"rút gọn hoặc sửa: {GIVE.format(label=spec.label)}"
            elif spec.need is None or not spec.need.holds(record):
                continue
            elif document and isinstance(spec.get, Planned):
                continue  # its file lacks it too, and is on the list for it
            else:
                why = (reasons or {}).get(spec.reads, "")
                fault = f"thiếu trường bắt buộc{f' ({why})' if why else ''}"
                remedy = where_to_give(spec)
            if fault and spec.name in _CODED and value is not None:
                self._check_settled(spec, fault, file)
            elif fault:
                place = f"{where}, {spec.label}"
                self.trouble(Trouble(place, fault, remedy, file, document, spec.name))

    def _check_settled(self, spec: FieldSpec, fault: str, file: str) -> None:
        """What follows from a file's code is wrong for all in it: told once, of the file."""
        place = f"hồ sơ {file}, {spec.label}"
        remedy = f"rút gọn hoặc sửa mã hồ sơ ở trang “{FILES.label}” của kế hoạch"
        told = Trouble(place, fault, remedy, file, "", spec.name)
        if told not in self.troubles:
            self.trouble(told)

    def _check_dates(
        self, record: Values, records: Sequence[Values], file: PlannedFile, where: str
    ) -> None:
        """A file begins before it ends; documents outside its time are told."""
        try:
            start, end = (day_of(record[key]) for key in ("start_date", "end_date"))
        except (KeyError, CellError):
            return  # what is missing or no day is on the list already
        if start > end:
            what = f"bắt đầu {record['start_date']} sau khi kết thúc {record['end_date']}"
            self.trouble(Trouble(where, what, "sửa ngày ở trang “Hồ sơ”", file.code))
        outside = 0
        for one in records:
            try:
                outside += not start <= day_of(one["issued_date"]) <= end
            except (KeyError, CellError):
                continue
        if outside and start <= end:
            self.notes.append(f"{where}: {outside} văn bản có ngày ngoài thời gian của hồ sơ")

    def check_given(self, placed: Placement) -> None:
        """Values for documents and files that are not exported change nothing: that is told."""
        there = {one.id for one in placed.unplaced} | {one.facts.id for one in placed.ambiguous}
        for key, values in self._given.items():
            if key in self._met or key[1] in there:
                continue
            for value in values:
                named = value.document or value.file
                self.notes.append(f"{value.where}: “{named}” không có trong lần xuất này")

    def check_names(self, files: Sequence[FileRecord]) -> None:
        """One folder a file, whatever signs its code has."""
        count = Counter(fold(file.folder) for file in files)
        for file in files:
            if count[fold(file.folder)] > 1:
                what = f"tên thư mục “{file.folder}” trùng với hồ sơ khác"
                remedy = "đổi mã để khác nhau cả khi bỏ dấu và ký tự đặc biệt"
                self.trouble(Trouble(f"hồ sơ {file.code}", what, remedy, file.code))
