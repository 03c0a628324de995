"""Made-up documents to search in."""

from __future__ import annotations

import hashlib

import paper

from pipeline.geometry import Box
from pipeline.values.document import Document, Field, ReviewNote, Source, Text

KEYS = ("number", "symbol", "date", "type", "org", "parent_org", "subject", "signer", "recipients")


def letter(name, pages, *, grade=None, canonical=None, marks=(), **fields):
    """A document whose pages have these texts; fields stand on its first page."""
    sha = hashlib.sha256(name.encode()).hexdigest()
    readings = []
    for number, text in enumerate(pages, 1):
        blocks = text if isinstance(text, list) else [("body", text)]
        readings.append(paper.page_of(blocks, number, marks=marks if number == 1 else ()))
    record = {
        key: Field(fields[key], str(fields[key]), 0.9, 1, Box(100, 50 * at + 50, 400, 40), "print")
        if key in fields
        else Field(reason="không có")
        for at, key in enumerate(KEYS)
    }
    review = (ReviewNote("Số", "trang 1", "mờ", grade),) if grade else ()
    said = canonical or "\n".join(line.text for reading in readings for line in reading.lines)
    return Document(
        f"{sha[:16]}-0001",
        Source(f"{name}.pdf", sha, tuple(range(1, len(pages) + 1))),
        record,
        tuple(readings),
        Text(said, said),
        review=review,
    )


SHELF = {
    "dịch 2021": letter(
        "dịch 2021",
        ["Thực hiện chỉ đạo của Thành ủy về công tác phòng, chống dịch bệnh, Ban Thường vụ"],
        number="1943", symbol="CV/QU", date="2021-07-30", type="CÔNG VĂN",
        org="QUẬN ỦY LONG BIÊN", subject="tăng cường phòng, chống dịch Covid-19",
        signer="Nguyễn Mạnh Hà", recipients=["Đảng ủy các phường"], grade="must",
    ),
    "dịch 2022": letter(
        "dịch 2022",
        ["Căn cứ Công văn số 1943-CV/QU ngày 30/7/2021 của Quận ủy, các phường tổ chức tiêm chủng"],
        number="55", symbol="CV/ĐU", date="2022-03-05", type="CÔNG VĂN",
        org="ĐẢNG ỦY PHƯỜNG BỒ ĐỀ", subject="triển khai tiêm chủng", signer="Trần Thị Bình",
    ),
    "quyết định": letter(
        "quyết định",
        ["Điều 1. Thành lập Ban Chỉ đạo chuyển đổi số", "do đồng chí Chủ tịch làm Trưởng ban."],
        number="1943", symbol="QĐ-UBND", date="2019-02-01", type="QUYẾT ĐỊNH",
        org="ỦY BAN NHÂN DÂN TỈNH HÒA BÌNH", subject="thành lập Ban Chỉ đạo chuyển đổi số",
        signer="Lê Văn Kỷ", grade="may",
    ),
    "nghị định": letter(
        "nghị định", ["Nghị định này quy định về công tác văn thư"],
        number="30", symbol="2020/NĐ-CP", date="2020-03-05", type="NGHỊ ĐỊNH", org="CHÍNH PHỦ",
        subject="công tác văn thư", signer="Nguyễn Xuân Phúc",
    ),
    "đang": letter("đang", ["Công trình đang thi công, dang dở từ năm ngoái"], type="BÁO CÁO"),
    "đảng": letter("đảng", ["Đảng lãnh đạo toàn diện công trình"], type="BÁO CÁO"),
    "nhiễu": letter(
        "nhiễu", ["V/v bảo vệ rừng phòng hộ và phòng cháv mùa khô"],
        subject="bảo vệ rừng phòng hộ", type="KẾ HOẠCH", date="2018-11-20",
    ),
}  # fmt: skip
NAME_OF = {document.id: name for name, document in SHELF.items()}
