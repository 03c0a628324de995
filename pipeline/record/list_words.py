"""Set phrases of addressees' and receivers' lists, put right where only accents were misread.

These lists are set small and in italics, and an engine loses a hook or a dot in them that it reads
in the body.  A phrase of at least two words that folds like one of this closed list is written as
the list has it; names of places and people, numbers and codes are never touched.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.text.folding import fold, old_style

__all__ = ["respelled", "spelt_like"]

_PHRASES = """
như trên, như đề gửi, như kính gửi, như điều, kính gửi, nơi nhận, thường trực, thường vụ,
ban thường vụ, ban chấp hành, ban bí thư, tỉnh ủy, thành ủy, quận ủy, huyện ủy, đảng ủy,
ủy ban, ủy ban nhân dân, hội đồng nhân dân, ủy ban kiểm tra, ban tổ chức, ban tuyên giáo,
ban dân vận, ban nội chính, ban chỉ đạo, ban xây dựng đảng, xây dựng đảng, các ban đảng,
văn phòng, lưu vt, lưu văn phòng, lưu hồ sơ, cổng ttđt, cổng tt-đt, trang ttđt,
cổng thông tin, thông tin điện tử, đài pt-th, phát thanh, truyền hình, đài truyền hình,
phó thủ tướng, thủ tướng, chính phủ, văn phòng chính phủ, bộ trưởng, thứ trưởng,
cơ quan ngang bộ, thuộc chính phủ, trực thuộc, tổ chức, đoàn thể, các đoàn thể, các hội,
chính trị - xã hội, xã hội, mặt trận, mặt trận tổ quốc, tổ quốc, mttq và, cơ sở,
tổ chức cơ sở đảng, ban cán sự đảng, đảng đoàn, tòa án,
tòa án nhân dân, tòa án nhân dân tối cao, viện kiểm sát nhân dân tối cao, viện kiểm sát,
viện kiểm sát nhân dân, nhân dân tối cao, kiểm toán, kiểm toán nhà nước, thanh tra tỉnh,
sở tài chính, sở nội vụ, sở y tế, sở tư pháp, sở xây dựng, sở công thương, sở ngoại vụ,
sở giáo dục, sở kế hoạch, sở khoa học, sở văn hóa, sở du lịch, sở nông nghiệp, sở tài nguyên,
sở lao động, sở giao thông, sở thông tin, các sở, bộ tài chính, bộ nội vụ, bộ tư pháp, bộ y tế,
bộ công an, bộ xây dựng, bộ quốc phòng, bộ công thương, tài chính, nội vụ, giáo dục và đào tạo,
kế hoạch và đầu tư, khoa học và công nghệ, thể thao và du lịch, nông nghiệp, nông thôn,
tài nguyên và môi trường, nông nghiệp và môi trường, lao động - thương binh và xã hội,
giao thông vận tải, thông tin và truyền thông, kho bạc nhà nước, bảo hiểm xã hội, ngân hàng,
ngân hàng nhà nước, cục thuế, chi cục, phòng ban, các phòng, trung tâm, ban giám hiệu,
ban giám đốc, công đoàn, hội đồng, lãnh đạo, chủ tịch, phó chủ tịch, giám đốc, đồng chí,
ủy viên, các đồng chí, để báo cáo, để b/c, để b/cáo, để biết, để thực hiện, để t/h, để t/hiện,
để chỉ đạo, để phối hợp, để p/h, để theo dõi, để thi hành, để kiểm tra, để đăng, để đưa,
trung ương, thành phố, các huyện, các cơ quan, đơn vị
"""
# What an engine makes of a slash it did not see.
_SLASHES = {"de thien": "để t/hiện", "de bcao": "để b/cáo", "de bicao": "để b/cáo"}
_UNITS = frozenset({"SỞ", "BỘ", "BAN", "CỤC", "VỤ"})


@cache
def _by_fold(phrases: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Folded words of every phrase: its words; what two phrases share in folding is left out."""
    spellings: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for phrase in phrases.replace("\n", " ").split(","):
        words = tuple(phrase.split())
        if len(words) > 1:
            spellings.setdefault(tuple(map(fold, words)), set()).add(words)
    return {folded: found.pop() for folded, found in spellings.items() if len(found) == 1}


def respelled(text: str) -> str:
    """An item of a list with its set phrases as they are spelt; case and tone placement stay.

    >>> respelled("Công TTĐT tỉnh"), respelled("Uỷ ban Kiêm tra"), respelled("Toà án nhân dân")
    ('Cổng TTĐT tỉnh', 'Uỷ ban Kiểm tra', 'Toà án nhân dân')
    >>> respelled("Như trên (đề thiện)"), respelled("SỞ Tài nguyên và Môi trường")
    ('Như trên (để t/hiện)', 'Sở Tài nguyên và Môi trường')
    >>> respelled("Công ty CP Cống Bình"), respelled("Lưu: VT, KTTHa47"), respelled("SỞ Y TẾ")
    ('Công ty CP Cống Bình', 'Lưu: VT, KTTHa47', 'SỞ Y TẾ')
    """
    first, _, rest = text.partition(" ")
    if first in _UNITS and len(rest) > 1 and rest[1].islower():
        text = f"{first.capitalize()} {rest}"  # an engine's capital: the same shape, only larger
    for wrong, right in _SLASHES.items():
        at = fold(text).find(f"({wrong}")
        if at >= 0:
            text = f"{text[: at + 1]}{right}{text[at + 1 + len(wrong) :]}"
    return spelt_like(text, _PHRASES)


def spelt_like(text: str, phrases: str) -> str:
    """A text with every set phrase as a closed list spells it; case and tone placement stay.

    Args:
        text: As read.
        phrases: In small letters, with commas between; each of at least two words.

    >>> spelt_like("công tác chuyển đối số", "chuyển đổi số")
    'công tác chuyển đổi số'
    """
    tokens = re.split(r"(\s+)", text)
    words = tokens[0::2]
    bare = [re.sub(r"^\W+|\W+$", "", word) for word in words]
    ends = [bool(re.search(r"[,;:.]$", word)) for word in words]
    folded = [fold(word) for word in bare]
    index = _by_fold(phrases)
    longest = max(map(len, index))
    i = 0
    while i < len(words):
        for length in range(min(longest, len(words) - i), 1, -1):
            phrase = index.get(tuple(folded[i : i + length]))
            # A phrase does not run over a stop: `Sở Y tế, để biết` is two things.
            if phrase and not any(ends[i : i + length - 1]) and not _in_a_name(words, i, length):
                for j, wanted in enumerate(phrase, i):
                    words[j] = words[j].replace(bare[j], _like(bare[j], wanted)) or words[j]
                i += length - 1
                break
        i += 1
    tokens[0::2] = words
    return "".join(tokens)


def _in_a_name(words: list[str], at: int, length: int) -> bool:
    """Whether words go on with a name that began before them (`Nguyễn Tài Chinh`)."""
    if not at or words[at - 1].endswith((",", ";", ":", ".")):
        return False
    run = words[at - 1 : at + length]
    return all(word[:1].isupper() and not word.isupper() for word in run)


def _like(read: str, wanted: str) -> str:
    """The wanted word in the case that was read; its own tone placement stays."""
    if not read or old_style(read.lower()) == wanted.lower():
        return read
    return "".join(
        letter.upper() if shape.isupper() else letter
        for letter, shape in zip(wanted, read, strict=True)
    )
