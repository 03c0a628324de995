"""What is damaged in a file, in a clerk's words; what exactly the library said goes to the log.

qpdf, Poppler, libjpeg, OpenJPEG and zlib complain in English, of objects and offsets that help no
clerk, and with the path of a file that we may have renamed. A clerk needs to know what to do, which
the errors say, and what kind of thing broke, which stands here.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["DAMAGE", "OTHER_DAMAGE", "in_words"]

log = logging.getLogger(__name__)

DAMAGE = (
    (r"JBIG2|extraneous bytes after segment", "ảnh JBIG2 bị hỏng"),
    (r"CCITT|\bfax\b", "ảnh fax bị hỏng"),
    (r"JPX|JPEG ?2000|openjpeg|\bjp2\b", "ảnh JPEG 2000 bị hỏng"),
    (r"premature end|no EOI", "ảnh JPEG bị cắt cụt"),
    (r"JPEG|DCT|huffman|\bSO[IS]\b", "ảnh JPEG bị hỏng"),
    (r"LZW", "dữ liệu nén LZW bị hỏng"),
    (r"flate|zlib|decompress", "dữ liệu nén Flate bị hỏng"),
    (r"ASCII85|ASCIIHex|RunLength", "dữ liệu mã hóa của ảnh bị hỏng"),
    (r"recursi|\bloop|nested|too deep|nesting", "cấu trúc lồng vòng"),
    (r"page tree|pages tree|/Pages\b|/Kids\b", "cây trang bị hỏng"),
    (r"xref|trailer|cross-reference", "mất bảng tra của tệp PDF"),
    (r"content stream|operand|operator", "nội dung trang bị hỏng"),
    (r"color ?space|colour", "bảng màu bị hỏng"),
    (r"bad_alloc|memory", "không đủ bộ nhớ để mở"),
    (r"\bbyte\b|image data|Bad image", "dữ liệu ảnh thiếu hoặc hỏng"),
    (r"stream", "dữ liệu trong tệp thiếu hoặc hỏng"),
)
"""Signs in a complaint, the telling ones first → the kind of damage."""
OTHER_DAMAGE = "cấu trúc PDF bị hỏng"
_OURS = {OTHER_DAMAGE, *(words for _, words in DAMAGE)}


def in_words(complaint: Exception | str, path: Path | None = None) -> str:
    """The kind of damage that a library complained of.

    Args:
        complaint: Its error or its line; the kind of damage itself stays as it is.
        path: Of the file, where the complaint may name it: a name is no sign of damage.

    >>> from pathlib import Path
    >>> in_words("pdfs/jbig2/a.pdf: unable to find trailer dictionary", Path("pdfs/jbig2/a.pdf"))
    'mất bảng tra của tệp PDF'
    """
    said = str(complaint)
    if said in _OURS:
        return said
    if isinstance(complaint, Exception):
        said = f"{type(complaint).__name__}: {said}"
    log.info("damaged file=%s complaint=%r", path, said[:500])
    if path is not None:
        said = said.replace(str(path), "")
    return next(
        (words for sign, words in DAMAGE if re.search(sign, said, re.IGNORECASE)), OTHER_DAMAGE
    )
