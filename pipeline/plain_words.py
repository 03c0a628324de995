"""What system, store and database complain of, as a clerk or an administrator can act on it.

Their own sentences are English and name what nobody but a programmer knows; they go to the log.
"""

from __future__ import annotations

import errno
import re

__all__ = ["from_database", "from_store", "from_system"]

_SYSTEM = {
    errno.ENOENT: "không còn ở đó",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOSPC: "ổ đĩa hết chỗ",
    errno.EDQUOT: "hết hạn mức trên đĩa",
    errno.EFBIG: "tệp quá lớn cho ổ đĩa này",
    errno.EIO: "ổ đĩa đọc hoặc ghi bị lỗi",
    errno.EEXIST: "đã có ở đó",
    errno.EISDIR: "là thư mục, không phải tệp",
    errno.ENOTDIR: "có phần của đường dẫn không phải thư mục",
    errno.ENOTEMPTY: "thư mục không trống",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.ELOOP: "liên kết lồng vòng",
    errno.EMFILE: "mở quá nhiều tệp cùng lúc",
    errno.ENFILE: "mở quá nhiều tệp cùng lúc",
    errno.ENOMEM: "máy hết bộ nhớ",
    errno.EBUSY: "đang bị chương trình khác dùng",
    errno.ETXTBSY: "đang bị chương trình khác dùng",
    errno.ESTALE: "thư mục dùng chung bị ngắt",
    errno.ENOTCONN: "thư mục dùng chung bị ngắt",
    errno.EHOSTDOWN: "không nối được máy chủ",
    errno.EHOSTUNREACH: "không nối được máy chủ",
    errno.ENETUNREACH: "không nối được máy chủ",
    errno.ECONNREFUSED: "không nối được máy chủ",
    errno.ECONNRESET: "không nối được máy chủ",
    errno.ETIMEDOUT: "máy chủ không trả lời",
    errno.EADDRINUSE: "cổng này đang có chương trình khác dùng",
}

_STORE = (
    ("NoSuchBucket", "không có bucket này"),
    (r"\b404\b|NoSuchKey|Not ?Found", "không có ở đó"),
    ("NoCredentials|Unable to locate credentials", "chưa đặt khóa truy cập"),
    (
        r"Access ?Denied|Forbidden|InvalidAccessKeyId|SignatureDoesNotMatch|\b40[13]\b",
        "khóa truy cập không có quyền",
    ),
    (r"\b507\b|InsufficientStorage|QuotaExceeded|StorageFull|No space left", "kho lưu trữ hết chỗ"),
    (r"SlowDown|ServiceUnavailable|\b50[0-4]\b|InternalError", "máy chủ lưu trữ đang quá tải"),
    ("[Cc]onnect|[Tt]imed? ?out|[Nn]ame resolution|resolve", "không nối được máy chủ lưu trữ"),
)
_DATABASE = (
    ("disk is full|[Nn]o space left", "ổ đĩa hết chỗ"),
    ("readonly|permission denied", "không có quyền ghi"),
    ("unable to open", "không mở được tệp"),
    ("malformed|not a database|disk image", "tệp sổ cái bị hỏng"),
    ("is locked|is busy", "đang bị chương trình khác giữ"),
    ("authentication|password", "sai tên hoặc mật khẩu"),
    ("does not exist", "không có cơ sở dữ liệu hoặc bảng này"),
    ("disk I/O", "ổ đĩa đọc hoặc ghi bị lỗi"),
    ("[Cc]onnection|[Tt]imeout|[Tt]imed out|resolve|server closed", "không nối được máy chủ"),
)


def from_system(error: OSError) -> str:
    """What the system refused.

    >>> from_system(PermissionError(13, "Permission denied", "/kho"))
    'không có quyền'
    >>> from_system(OSError("of a library's own"))
    'hệ thống báo lỗi'
    """
    number = error.errno or 0
    return _SYSTEM.get(number, f"hệ thống báo lỗi số {number}" if number else "hệ thống báo lỗi")


def from_store(error: Exception) -> str:
    """What the object store, or the file system it stands on, refused."""
    if isinstance(error, OSError) and error.errno in _SYSTEM:
        return from_system(error)
    return _first_that_fits(_STORE, f"{type(error).__name__} {error}", "kho lưu trữ báo lỗi")


def from_database(complaint: str) -> str:
    """What SQLite or PostgreSQL refused."""
    return _first_that_fits(_DATABASE, complaint, "sổ cái báo lỗi")


def _first_that_fits(table: tuple[tuple[str, str], ...], complaint: str, otherwise: str) -> str:
    return next((words for sign, words in table if re.search(sign, complaint)), otherwise)
