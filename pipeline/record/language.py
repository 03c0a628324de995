"""Which language a document is written in, told from its words (TT05's code where it is known)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pipeline.geometry import Box
from pipeline.record.pieces import absent
from pipeline.text.syllables import syllable_share
from pipeline.values.document import Field

if TYPE_CHECKING:
    from pipeline.record.parts import Parts

__all__ = ["language_field", "language_of"]

_RULE = "language.words"
_FEWEST_WORDS = 12
# Small words that no text of a language does without; of each as many as can be mistaken for none
# of the others.
_SMALL_WORDS = {
    name: frozenset(words.split(","))
    for name, words in (
        ("Tiếng Anh", "the,of,and,to,in,is,for,that,with,this,shall,by,are,be,on"),
        ("Tiếng Pháp", "le,la,les,des,du,de,et,une,dans,pour,est,que,sur,au,par"),
        ("Tiếng Đức", "der,die,das,und,ist,nicht,ein,eine,mit,von,für,den,zu,auf"),
        ("Tiếng Tây Ban Nha", "el,la,los,las,de,que,y,en,por,para,con,una,del"),
    )
}
_SCRIPTS = (
    ("Tiếng Nga", re.compile(r"[\u0400-\u04ff]")),
    ("Tiếng Trung", re.compile(r"[\u4e00-\u9fff]")),
    ("Tiếng Nhật", re.compile(r"[\u3040-\u30ff]")),
    ("Tiếng Hàn", re.compile(r"[\uac00-\ud7af]")),
    ("Tiếng Lào", re.compile(r"[\u0e80-\u0eff]")),
    ("Tiếng Thái", re.compile(r"[\u0e00-\u0e7f]")),
    ("Tiếng Khmer", re.compile(r"[\u1780-\u17ff]")),
)
_MARKS = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_VIETNAMESE = {"code": "01", "name": "Tiếng Việt"}


def language_of(text: str) -> tuple[dict[str, Any], float] | None:
    """The language a text is plainly written in and how sure that is; None where it is not plain.

    TT05's code is given for Vietnamese; the codes of others were not to be had, so theirs is null.

    >>> language_of("Ban Thường vụ Quận ủy yêu cầu các cấp ủy, tổ chức đảng thực hiện nghiêm")[0]
    {'code': '01', 'name': 'Tiếng Việt'}
    >>> language_of("This contract is made in two copies by the parties and shall be valid")[0]
    {'code': None, 'name': 'Tiếng Anh'}
    >>> language_of("GUI UBND TINH. DE NGHI BAO CAO KET QUA THUC HIEN NHIEM VU TRUOC NGAY MAI")[0]
    {'code': '01', 'name': 'Tiếng Việt'}
    >>> language_of("12 345 678"), language_of("A1 B2 kW/h")
    (None, None)
    """
    letters = [letter for letter in text if letter.isalpha()]
    for name, script in _SCRIPTS:
        if letters and len(script.findall(text)) > 0.3 * len(letters):
            return {"code": None, "name": name}, 0.9
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < _FEWEST_WORDS:
        return None
    share = syllable_share(text)
    marked = sum(any(letter in _MARKS for letter in word) for word in words) / len(words)
    if share > 0.6 and marked > 0.25:
        return dict(_VIETNAMESE), round(min(0.99, 0.6 + 0.4 * share), 4)
    shares = {
        name: sum(word in small for word in words) / len(words)
        for name, small in _SMALL_WORDS.items()
    }
    best = max(shares, key=shares.__getitem__)
    if shares[best] > 0.12 and marked < 0.2:
        return {"code": None, "name": best}, 0.9
    if share > 0.75 and shares[best] < 0.08:
        return dict(_VIETNAMESE), 0.7  # telegrams, typed without marks
    return None


def language_field(parts: Parts) -> Field:
    """The field `language`, of all pages together."""
    lines = [line for page in parts.pages for line in page.lines]
    if not lines:
        problem = next((page.problem for page in parts.pages if page.problem), None)
        return absent(problem or "không có chữ nào trên các trang", rule=_RULE)
    text = "\n".join(line.text for line in lines)
    told = language_of(text)
    if told is None:
        return absent("chữ quá ít hoặc không rõ là tiếng gì", rule=_RULE)
    value, confidence = told
    page = next(page for page in parts.pages if page.lines)
    box = Box.around(line.box for line in page.lines)
    return Field(value, None, confidence, page.number, box, "print", _RULE)
