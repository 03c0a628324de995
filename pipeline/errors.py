"""What can go wrong with a scan, a page or the archive, in words a clerk can act on.

One tree. Each error names file and page, says in Vietnamese what is wrong and what to do
(`str(error)`), has a `code` for programs and an `exit_code` for the shell, and survives pickling:
its arguments are its state.

Exit codes: 0 done · 1 the night or command failed · 2 wrong use of the command ·
3 set-up (engine, model, settings) · 4 the scan cannot be read · 5 the archive cannot be used ·
6 the scan bears a mark of secrecy and was not read.
"""

from __future__ import annotations

__all__ = [
    "ArchiveError",
    "ArchiveFullError",
    "ArchiveReadOnlyError",
    "BatchFailedError",
    "ChangedMeanwhileError",
    "CorruptScanError",
    "CutError",
    "DecisionError",
    "DigitiseError",
    "EmptyFileError",
    "EncryptedScanError",
    "ExportError",
    "ExportFullError",
    "GoneScanError",
    "LedgerBehindError",
    "LedgerDecisionsError",
    "LedgerVersionError",
    "MissingLanguageError",
    "MissingModelError",
    "MissingProgramError",
    "NoPagesError",
    "NoRoomHereError",
    "NotAScanError",
    "NotArchivalError",
    "OtherReadingError",
    "PackageError",
    "PageCorruptError",
    "PageCrashedError",
    "PageError",
    "PageTooHeavyError",
    "PageTooLargeError",
    "PageTookTooLongError",
    "PeopleError",
    "PeopleVersionError",
    "PlanError",
    "QueryError",
    "RecordVersionError",
    "ScanError",
    "ScanTooHeavyError",
    "SearchIndexError",
    "SecretReadError",
    "SecretScanError",
    "SettingsError",
    "SetupError",
    "StillCopyingError",
    "TransferError",
    "UnreadableScanError",
    "VersionError",
]


class DigitiseError(Exception):
    """Anything a person can put right. Subclasses set `code`, `exit_code` and `__str__`."""

    code = "error"
    exit_code = 1


class SetupError(DigitiseError):
    """The machine or the settings are not ready."""

    code = "setup"
    exit_code = 3


class OtherReadingError(SetupError):
    """This machine has other models or settings than the night it works for: (batch,)."""

    code = "other-reading"

    def __str__(self) -> str:
        return (
            f"Máy này có mô hình hoặc cấu hình đọc khác với máy điều phối nên không làm lô "
            f"{self.args[0]}. Hãy cài cùng phiên bản và cùng sohoa.toml trên mọi máy."
        )


class NoRoomHereError(SetupError):
    """A disk of this machine is all but full: (which and how much is left, in Vietnamese)."""

    code = "no-room"

    def __str__(self) -> str:
        return f"Máy này chưa làm việc được: {self.args[0]}."


class SettingsError(SetupError):
    """A setting has a value that cannot be: (name, value, what it may be)."""

    code = "settings"

    def __str__(self) -> str:
        name, value, allowed = self.args
        return f"Cấu hình {name} = {value!r} không hợp lệ. Giá trị cho phép: {allowed}."


class MissingLanguageError(SetupError):
    """Tesseract has no trained data for a language: (language, tessdata folder)."""

    code = "missing-language"

    def __str__(self) -> str:
        language, tessdata = self.args
        return (
            f"Tesseract không có dữ liệu cho {language!r}: thiếu "
            f"{tessdata}/{language}.traineddata. Hãy chạy `make setup` "
            "hoặc đặt SOHOA_TESSDATA tới thư mục có tệp này."
        )


class MissingModelError(SetupError):
    """A model that ships with the project is not there: (file name, folder)."""

    code = "missing-model"

    def __str__(self) -> str:
        name, folder = self.args
        return (
            f"Thiếu mô hình {name!r} trong {folder}. Bản cài đặt không đủ tệp: "
            "hãy cài lại từ kho mã nguồn đầy đủ."
        )


class MissingProgramError(SetupError):
    """A program of the system is not installed: (program, Debian package)."""

    code = "missing-program"

    def __str__(self) -> str:
        program, package = self.args
        return f"Thiếu chương trình {program!r}. Hãy chạy `make setup` hoặc cài gói {package}."


class LedgerVersionError(SetupError):
    """A newer program has written this ledger: (database, its version, our version)."""

    code = "ledger-version"

    def __str__(self) -> str:
        database, found, ours = self.args
        return (
            f"Sổ cái {database} thuộc phiên bản {found}, mới hơn chương trình này ({ours}). "
            "Hãy cập nhật chương trình rồi chạy lại."
        )


class LedgerOlderError(SetupError):
    """Who only looks does not bring an older ledger up: (database, its revision, ours)."""

    code = "ledger-older"

    def __str__(self) -> str:
        database, found, ours = self.args
        return (
            f"Sổ cái {database} ở bản {found}, cũ hơn chương trình này ({ours}), và xem trước thì "
            "không đổi gì. Hãy chạy `sohoa migrate` rồi chạy lại."
        )


class LedgerDecisionsError(SetupError):
    """An older ledger has no room for what people decided: (database, revision, name → number)."""

    code = "ledger-decisions"

    def __str__(self) -> str:
        database, target, lost = self.args
        told = ", ".join(f"{number} {what}" for what, number in lost.items())
        return (
            f"Sổ cái {database} ở bản {target} không chứa được {told}; chưa đổi gì. "
            "Nếu chấp nhận mất, chạy lại với --drop (sổ cái SQLite được chép lại trước khi đổi)."
        )


class PeopleVersionError(SetupError):
    """A newer program has written the accounts: (database, its version, our version)."""

    code = "people-version"

    def __str__(self) -> str:
        database, found, ours = self.args
        return (
            f"Sổ tài khoản {database} thuộc phiên bản {found}, mới hơn chương trình này ({ours}). "
            "Hãy cập nhật chương trình rồi chạy lại."
        )


class RecordVersionError(SetupError):
    """A newer program has written a document's record: (document, its version, our version)."""

    code = "record-version"

    def __str__(self) -> str:
        document, found, ours = self.args
        return (
            f"Bản ghi document.json của văn bản {document} thuộc phiên bản {found}, mới hơn chương "
            f"trình này ({ours}). Hãy cập nhật chương trình rồi chạy lại."
        )


class ScanError(DigitiseError):
    """A scanned file that cannot be read at all: (file name, ...)."""

    code = "scan"
    exit_code = 4

    @property
    def name(self) -> str:
        """The file's name."""
        return str(self.args[0])


class EmptyFileError(ScanError):
    """Zero bytes: (file name,)."""

    code = "empty-file"

    def __str__(self) -> str:
        return f"{self.name}: tệp rỗng (0 byte). Hãy quét hoặc chép lại tệp này."


class NotAScanError(ScanError):
    """The bytes are no PDF's and no picture's: (file name,)."""

    code = "not-a-scan"

    def __str__(self) -> str:
        return (
            f"{self.name}: nội dung không phải PDF, TIFF, JPEG, PNG hay JPEG 2000 dù tên tệp "
            "nói vậy. Hãy kiểm tra và quét lại."
        )


class EncryptedScanError(ScanError):
    """A password is needed: (file name,)."""

    code = "encrypted"

    def __str__(self) -> str:
        return f"{self.name}: PDF có mật khẩu. Hãy gỡ mật khẩu rồi đưa lại vào hộp nhận."


class NoPagesError(ScanError):
    """A file without pages: (file name,)."""

    code = "no-pages"

    def __str__(self) -> str:
        return f"{self.name}: tệp không có trang nào. Hãy quét lại."


class CorruptScanError(ScanError):
    """Truncated or broken beyond repair: (file name, detail)."""

    code = "corrupt"

    def __str__(self) -> str:
        return f"{self.name}: tệp bị hỏng hoặc bị cắt cụt ({self.args[1]}). Hãy chép hoặc quét lại."


class NotArchivalError(ScanError):
    """Its searchable PDF cannot be made PDF/A-2b: (file name, clause of ISO 19005-2, what)."""

    code = "not-archival"

    def __str__(self) -> str:
        _, clause, what = self.args
        return (
            f"{self.name}: không lập được document.pdf theo PDF/A-2b "
            f"(ISO 19005-2, mục {clause}: {what}). Hãy in tệp này ra PDF mới hoặc quét lại, "
            "và gửi tệp cho người quản trị."
        )


class ScanTooHeavyError(ScanError):
    """Opening it passed a bound and was stopped: (file name, what ran out, MB allowed)."""

    code = "too-heavy"

    def __str__(self) -> str:
        _, what, most = self.args
        return (
            f"{self.name}: tệp cần quá nhiều {what} (hơn {most:.0f} MB) nên đã dừng. "
            "Hãy quét lại; nếu tệp đúng là của cơ quan, báo người quản trị xem giới hạn."
        )


class StillCopyingError(ScanError):
    """The file changed while we looked, it is still being copied: (file name,)."""

    code = "still-copying"

    def __str__(self) -> str:
        return f"{self.name}: tệp đang được chép vào. Đêm sau sẽ xử lý khi chép xong."


class GoneScanError(ScanError):
    """It was removed, renamed or replaced after it was found in the inbox: (file name,)."""

    code = "gone"

    def __str__(self) -> str:
        return (
            f"{self.name}: tệp không còn ở chỗ cũ hoặc đã bị thay trong khi đang xử lý. Nếu tệp "
            "còn trong hộp nhận, dù dưới tên khác, đêm sau sẽ đọc tiếp."
        )


class TransferError(ScanError):
    """Its hash is not the one that the contractor's list has: (file name, name of the list)."""

    code = "transfer"

    def __str__(self) -> str:
        return (
            f"{self.name}: mã băm khác danh sách giao nộp {self.args[1]}, tệp bị hỏng hoặc bị đổi "
            "trên đường chuyển nên không đọc. Hãy chép lại tệp từ bên quét; nếu danh sách sai, "
            "cho đọc bằng `sohoa retry MÃ`."
        )


class BatchFailedError(ScanError):
    """Those who should read it died or gave up each time: (file name, why, in Vietnamese)."""

    code = "batch-failed"

    def __str__(self) -> str:
        return (
            f"{self.name}: máy đọc phải dừng nhiều lần ở lô có tệp này ({self.args[1]}). Đêm sau "
            "đọc tiếp; nếu còn lặp lại, hãy báo người quản trị."
        )


class UnreadableScanError(ScanError):
    """The system does not let us read it: (file name, detail in Vietnamese)."""

    code = "unreadable"

    def __str__(self) -> str:
        return (
            f"{self.name}: không đọc được tệp ({self.args[1]}). Hãy cấp quyền đọc hoặc xem lại "
            "ổ đĩa; đêm sau sẽ thử lại."
        )


class SecretScanError(ScanError):
    """A page bears MẬT or above, so the whole file is left unread: (file name, page, degree)."""

    code = "secret"
    exit_code = 6

    def __str__(self) -> str:
        _, page, degree = self.args
        return (
            f"{self.name}: trang {page} có dấu độ mật ({degree}). Tài liệu mật không được lưu trên "
            "thiết bị nối mạng (Thông tư 02/2019/TT-BNV), nên cả tệp được để riêng: không đọc, "
            "không lưu nội dung. Hãy chuyển tệp khỏi hộp nhận, giao người có thẩm quyền. Nếu máy "
            "nhận nhầm, người có thẩm quyền cho đọc bằng `sohoa retry MÃ --not-secret`. Máy được "
            "phép xử lý tài liệu mật: đặt SOHOA_SECRECY=flag."
        )


class SecretReadError(SecretScanError):
    """The same, where a person asked to see the text: (file name, page, degree)."""

    def __str__(self) -> str:
        _, page, degree = self.args
        return (
            f"{self.name}: trang {page} có dấu độ mật ({degree}), nên không đọc và không in gì ra. "
            "Người có thẩm quyền, trên máy được phép xử lý tài liệu mật: thêm --allow-secret."
        )


class PageError(DigitiseError):
    """One page that cannot be read: (file name, page number, ...)."""

    code = "page"
    exit_code = 4

    @property
    def where(self) -> str:
        """File and page, for a person."""
        return f"{self.args[0]}, trang {self.args[1]}"


class PageCorruptError(PageError):
    """The page's picture cannot be decoded: (file name, page number, detail)."""

    code = "page-corrupt"

    def __str__(self) -> str:
        return f"{self.where}: ảnh của trang bị hỏng ({self.args[2]}). Hãy quét lại trang này."


class PageTooLargeError(PageError):
    """More pixels than allowed: (file name, page number, width, height, limit)."""

    code = "page-too-large"

    def __str__(self) -> str:
        _, _, width, height, limit = self.args
        return (
            f"{self.where}: ảnh {width} × {height} điểm, quá giới hạn "
            f"{limit / 1e6:.0f} triệu điểm. Hãy quét lại ở 300 dpi."
        )


class PageTooHeavyError(PageError):
    """It passed a bound and was stopped: (file name, page number, what ran out, MB allowed)."""

    code = "page-too-heavy"

    def __str__(self) -> str:
        _, _, what, most = self.args
        return (
            f"{self.where}: trang cần quá nhiều {what} (hơn {most:.0f} MB) nên đã dừng. "
            "Hãy quét lại trang này ở 300 dpi."
        )


class PageTookTooLongError(PageError):
    """Reading passed its deadline and was stopped: (file name, page number, seconds)."""

    code = "page-timeout"

    def __str__(self) -> str:
        return f"{self.where}: đọc quá {self.args[2]:.0f} giây nên đã dừng. Hãy xem trang này."


class PageCrashedError(PageError):
    """The process that read the page died: (file name, page number, detail)."""

    code = "page-crashed"

    def __str__(self) -> str:
        return f"{self.where}: chương trình đọc trang bị ngắt ({self.args[2]}). Hãy xem trang này."


class ArchiveError(DigitiseError):
    """The archive cannot be used: (archive, detail)."""

    code = "archive"
    exit_code = 5

    def __str__(self) -> str:
        return f"Không dùng được kho {self.args[0]}: {self.args[1]}."


class SearchIndexError(ArchiveError):
    """The search index is not there, broken or another program's: (index, detail).

    The archive itself is whole: the index is made from it.
    """

    code = "search-index"

    def __str__(self) -> str:
        return (
            f"Chưa tìm được: chỉ mục {self.args[0]} {self.args[1]}. Văn bản trong kho không bị ảnh "
            "hưởng. Hãy chạy: sohoa search --rebuild"
        )


class QueryError(DigitiseError):
    """A question to the archive that cannot be understood: (the place in it, detail)."""

    code = "query"
    exit_code = 2

    def __str__(self) -> str:
        return f"{self.said} Xem cách hỏi: sohoa search --help"

    @property
    def said(self) -> str:
        """What is wrong, where the help stands on the same page."""
        where, detail = self.args
        return f"Câu hỏi chưa đúng ở “{where}”: {detail}."


class CutError(DigitiseError):
    """A file cannot be cut as asked: (file name, detail)."""

    code = "cut"
    exit_code = 2

    def __str__(self) -> str:
        return f"{self.args[0]}: không cắt được như yêu cầu: {self.args[1]}."


class DecisionError(DigitiseError):
    """A decision that cannot be put on record: (document id, what is wrong and what to do)."""

    code = "decision"
    exit_code = 2

    def __str__(self) -> str:
        return f"{self.args[0]}: chưa ghi: {self.args[1]}."


class LedgerBehindError(DigitiseError):
    """The archive knows of a decision that the ledger has forgotten: (document id, its number)."""

    code = "ledger-behind"
    exit_code = 5

    def __str__(self) -> str:
        document, number = self.args
        return (
            f"{document}: kho có quyết định số {number} mà sổ theo dõi không biết (sổ lấy lại từ "
            f"bản sao lưu cũ hơn kho). Chưa ghi gì: hãy chạy sohoa repair {document} rồi ghi lại."
        )


class ChangedMeanwhileError(DigitiseError):
    """Somebody else decided of the same thing first: (document id, who, newer decisions).

    The decisions are the third argument, so that a page can show the difference.
    """

    code = "changed-meanwhile"
    exit_code = 2

    def __str__(self) -> str:
        document, who = self.args[:2]
        return (
            f"{document}: {who} vừa ghi một quyết định khác ở đúng chỗ này. Chưa ghi gì: hãy xem "
            "quyết định ấy rồi sửa lại nếu cần."
        )


class VersionError(DigitiseError):
    """A new reading of a document cannot be dealt with as asked: (document id, detail)."""

    code = "version"
    exit_code = 2

    def __str__(self) -> str:
        return f"{self.args[0]}: {self.args[1]}."


class PeopleError(DigitiseError):
    """An account, its password or a token cannot be as asked: (whose or which, detail)."""

    code = "people"
    exit_code = 2

    def __str__(self) -> str:
        return f"{self.args[0]}: {self.args[1]}."


class PackageError(DigitiseError):
    """A package breaks the rules it promises to keep: (file code, what is wrong)."""

    code = "package"
    exit_code = 1

    def __str__(self) -> str:
        wrong = self.args[1]
        more = f" (và {len(wrong) - 1} lỗi khác)" if len(wrong) > 1 else ""
        return (
            f"Gói của hồ sơ {self.args[0]} không đúng quy tắc: {wrong[0]}{more}. Không có gói nào "
            "được ghi. Hãy sửa thông tin của hồ sơ rồi xuất lại."
        )


class ArchiveReadOnlyError(ArchiveError):
    """No right to write: (archive, detail)."""

    code = "archive-read-only"

    def __str__(self) -> str:
        return f"Kho {self.args[0]} chỉ cho đọc ({self.args[1]}). Hãy cấp quyền ghi rồi chạy lại."


class ArchiveFullError(ArchiveError):
    """No room left: (archive, detail)."""

    code = "archive-full"

    def __str__(self) -> str:
        return f"Kho {self.args[0]} đã đầy ({self.args[1]}). Hãy dọn chỗ trống rồi chạy lại."


class PlanError(DigitiseError):
    """The operator's plan of an export cannot be used: (file, what is wrong, one text each)."""

    code = "plan"
    exit_code = 2
    most_shown = 20

    def __str__(self) -> str:
        name, troubles = self.args
        shown = "\n".join(f"  - {trouble}" for trouble in troubles[: self.most_shown])
        more = len(troubles) - self.most_shown
        rest = f"\n  … và {more} chỗ nữa" if more > 0 else ""
        return (
            f"Kế hoạch xuất {name} có {len(troubles)} chỗ chưa đúng; chưa xuất gì:\n{shown}{rest}"
        )


class ExportError(DigitiseError):
    """An export cannot be written where it should be: (folder, detail with the remedy)."""

    code = "export"

    def __str__(self) -> str:
        return f"Không xuất được vào {self.args[0]}: {self.args[1]}."


class ExportFullError(ExportError):
    """No room for it: (folder, detail)."""

    code = "export-full"

    def __str__(self) -> str:
        return (
            f"Không đủ chỗ để xuất vào {self.args[0]} ({self.args[1]}). Hãy dọn chỗ trống hoặc "
            "chọn ổ khác rồi chạy lại cùng lệnh: phần đã xong được giữ và không làm lại."
        )
