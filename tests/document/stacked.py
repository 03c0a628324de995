"""Pages of stacks, made from text: letters of several offices, annexes, forms, backs, sheets."""

from dataclasses import replace

from paper import HEIGHT, WIDTH, page_of

from pipeline.geometry import Box
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import PageCode, PageReading

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
BODY = (
    "Thực hiện kế hoạch công tác năm, cơ quan báo cáo kết quả như sau:\n"
    "1. Về công tác tổ chức, đơn vị đã triển khai đầy đủ các nội dung.\n"
    "Đề nghị các đơn vị phối hợp thực hiện tốt các nội dung nêu trên./."
)
OPEN = "Các cơ quan, đơn vị chịu trách nhiệm thi hành văn bản này và thường xuyên báo cáo về"
SEAL = MarkRecord("seal", Box(900, 1500, 300, 300), 0.95, colour="red")
SIGNATURE = MarkRecord("signature", Box(950, 1500, 300, 200), 0.9, colour="blue")


def head(left, right=NATION, date="Hà Nội, ngày 12 tháng 5 năm 2023"):
    blocks = [("letterhead_left", left), ("letterhead_right", right)]
    return [*blocks, ("letterhead_right", date)] if date else blocks


def foot(title="GIÁM ĐỐC", name="Nguyễn Văn Bình"):
    return [
        ("foot_left", "Nơi nhận:\n- Như trên;\n- Lưu: VT."),
        ("foot_right", f"{title}\n{name}"),
    ]


def at(*blocks, marks=(), **more):
    """A page; its number is given when it is laid into a stack."""
    return page_of([block for part in blocks for block in part], marks=marks, **more)


def letter(organ="SỞ TÀI CHÍNH", symbol="STC-NS", signed=True):
    left = f"UBND TỈNH HÀ NAM\n{organ}\nSố: 123/{symbol}\nV/v báo cáo kết quả"
    blocks = [*head(left), ("recipients", "Kính gửi: Ủy ban nhân dân tỉnh"), ("body", BODY)]
    return at(blocks, foot() if signed else [], marks=(SEAL, SIGNATURE) if signed else ())


def decision(symbol="QĐ-UBND", title="Về việc ban hành Quy chế làm việc", signed=True, number="45"):
    left = f"ỦY BAN NHÂN DÂN\nHUYỆN KIM BẢNG\nSố: {number}/{symbol}"
    blocks = [*head(left), ("title", f"QUYẾT ĐỊNH\n{title}"), ("body", BODY)]
    return at(blocks, foot("CHỦ TỊCH") if signed else [], marks=(SEAL,) if signed else ())


def running(number=2, text=None, last=False, numbered=True):
    """A later page of a document."""
    text = text or "và các đơn vị trực thuộc thực hiện theo đúng quy định của pháp luật.\n" + BODY
    return at(
        [("page_number", str(number))] if numbered else [],
        [("body", text)],
        foot() if last else [],
        marks=(SEAL,) if last else (),
    )


def blank():
    return PageReading(1, (WIDTH, HEIGHT), 200.0, blank=True)


def sheet(text="PATCHT", kind="Code128", said="TỜ PHÂN CÁCH"):
    page = at([("title", said)] if said else [])
    return replace(page, codes=(PageCode(kind, text, Box(300, 900, 800, 200)),))


def stack(*pages):
    """The pages as one file, numbered in order."""
    return [replace(page, number=number) for number, page in enumerate(pages, 1)]
