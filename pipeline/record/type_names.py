"""Types of document (tên loại): their printed names and their codes.

From documents.md §2.1 and §2.2, joined by what offices print besides. Some heads (`HỢP ĐỒNG`,
`ĐƠN`, `BIÊN BẢN`) begin names without end; there the title line itself is the name.
"""

from __future__ import annotations

__all__ = ["FAMILIES", "LETTER", "PRIVATE_PAPERS", "TYPES", "TYPE_CODES"]

#: What a letter is called that bears no title.
LETTER = "CÔNG VĂN"

#: Printed type name: the codes it bears in symbols, state and Party.
TYPES: dict[str, tuple[str, ...]] = {
    "NGHỊ QUYẾT": ("NQ",),
    "NGHỊ QUYẾT LIÊN TỊCH": ("NQLT",),
    "QUYẾT ĐỊNH": ("QĐ",),
    "CHỈ THỊ": ("CT",),
    "KẾT LUẬN": ("KL",),
    "KẾT LUẬN THANH TRA": ("KL", "KLTT"),
    "QUY CHẾ": ("QC",),
    "QUY ĐỊNH": ("QyĐ", "QĐi", "QĐ"),
    "QUY TRÌNH": ("QT",),
    "NỘI QUY": ("NQ",),
    "THÔNG TRI": ("TT",),
    "THÔNG TƯ": ("TT",),
    "THÔNG TƯ LIÊN TỊCH": ("TTLT",),
    "THÔNG CÁO": ("TC",),
    "THÔNG CÁO BÁO CHÍ": ("TCBC",),
    "THÔNG BÁO": ("TB",),
    "THÔNG BÁO KẾT LUẬN": ("TB",),
    "HƯỚNG DẪN": ("HD",),
    "HƯỚNG DẪN LIÊN NGÀNH": ("HDLN", "HD"),
    "CHƯƠNG TRÌNH": ("CTr",),
    "CHƯƠNG TRÌNH HÀNH ĐỘNG": ("CTr", "CTHĐ"),
    "CHƯƠNG TRÌNH CÔNG TÁC": ("CTr",),
    "CHƯƠNG TRÌNH PHỐI HỢP": ("CTPH", "CTr"),
    "QUY CHẾ PHỐI HỢP": ("QCPH", "QC"),
    "KẾ HOẠCH": ("KH",),
    "KẾ HOẠCH LIÊN TỊCH": ("KHLT",),
    "KẾ HOẠCH PHỐI HỢP": ("KHPH", "KH"),
    "QUY HOẠCH": ("QH",),
    "PHƯƠNG ÁN": ("PA",),
    "ĐỀ ÁN": ("ĐA",),
    "DỰ ÁN": ("DA",),
    "BÁO CÁO": ("BC",),
    "BÁO CÁO TÀI CHÍNH": (),
    "BẢN THUYẾT MINH BÁO CÁO TÀI CHÍNH": (),
    "BÁO CÁO KIỂM TOÁN": (),
    "BÁO CÁO KIỂM TOÁN ĐỘC LẬP": (),
    "BÁO CÁO TÌNH HÌNH TÀI CHÍNH": (),
    "BÁO CÁO KẾT QUẢ HOẠT ĐỘNG KINH DOANH": (),
    "BÁO CÁO LƯU CHUYỂN TIỀN TỆ": (),
    "BIÊN BẢN": ("BB",),
    "TRÍCH BIÊN BẢN": ("BB",),
    "TỜ TRÌNH": ("TTr",),
    "HỢP ĐỒNG": ("HĐ",),
    "CÔNG ĐIỆN": ("CĐ",),
    "CÔNG ĐIỆN KHẨN": ("CĐ",),
    "CÔNG VĂN": ("CV",),
    "CÔNG BÁO": (),
    "BẢN GHI NHỚ": ("BGN",),
    "BẢN THỎA THUẬN": ("BTT",),
    "THỎA THUẬN": ("TT",),
    "GIẤY ỦY QUYỀN": ("GUQ",),
    "GIẤY MỜI": ("GM",),
    "GIẤY MỜI HỌP": ("GM",),
    "GIẤY TRIỆU TẬP": ("GTT",),
    "GIẤY GIỚI THIỆU": ("GGT",),
    "GIẤY NGHỈ PHÉP": ("GNP",),
    "GIẤY CHỨNG NHẬN": ("GCN",),
    "GIẤY ĐI ĐƯỜNG": ("GĐĐ",),
    "GIẤY XÁC NHẬN": ("GXN",),
    "GIẤY PHÉP": ("GP",),
    "GIẤY BIÊN NHẬN": ("GBN",),
    "PHIẾU GỬI": ("PG",),
    "PHIẾU CHUYỂN": ("PC",),
    "PHIẾU BÁO": ("PB",),
    "PHIẾU TRÌNH": ("PTr",),
    "THƯ CÔNG": (),
    "THƯ MỜI": ("TM",),
    "THƯ NGỎ": (),
    "THƯ KHEN": (),
    "LUẬT": ("L",),
    "BỘ LUẬT": ("BL",),
    "PHÁP LỆNH": ("PL",),
    "LỆNH": ("L",),
    "SẮC LỆNH": ("SL",),
    "NGHỊ ĐỊNH": ("NĐ",),
    "HIẾN PHÁP": (),
    "CHIẾN LƯỢC": ("CL",),
    "ĐIỀU LỆ": (),
    "TUYÊN BỐ": ("TBố",),
    "LỜI KÊU GỌI": (),
    "CƯƠNG LĨNH CHÍNH TRỊ": (),
    "DANH SÁCH": ("DS",),
    "SAO Y": ("SY",),
    "SAO LỤC": ("SL",),
    "TRÍCH SAO": ("TrS",),
    "BẢN SAO": ("BS",),
    "VĂN BẢN HỢP NHẤT": ("VBHN",),
    "BẢN ÁN": ("BA",),
    "BẢN ÁN HÌNH SỰ": ("HS",),
    "BẢN ÁN DÂN SỰ": ("DS",),
    "CÁO TRẠNG": ("CT",),
    "KHÁNG NGHỊ": ("KN",),
    "LỊCH CÔNG TÁC": (),
    "LỊCH CÔNG TÁC TUẦN": (),
    "LỊCH LÀM VIỆC": (),
    "LÝ LỊCH": (),
    "SƠ YẾU LÝ LỊCH": (),
    "NHẬT LỆNH": (),
    "DIỄN VĂN": (),
    "ĐỀ CƯƠNG": (),
    "TÓM TẮT": (),
    "PHỤ LỤC HỢP ĐỒNG": ("PLHĐ",),
    "TỜ KHAI": (),
    "ĐƠN": (),
}

TYPE_CODES: tuple[str, ...] = tuple(
    dict.fromkeys(
        [code for codes in TYPES.values() for code in codes if code not in ("TM", "HS", "DS", "KN")]
        + ["DS", "CTLT", "TTLN", "QyC", "SL", "TS", "GP", "CN", "GCNĐ"]
    )
)

#: Heads of names that the line ends: what follows them belongs to the name.
FAMILIES = (
    *("HỢP ĐỒNG", "PHỤ LỤC HỢP ĐỒNG", "BIÊN BẢN", "GIẤY", "PHIẾU", "ĐƠN", "TỜ KHAI", "BẢN CAM KẾT"),
    *("BẢN KÊ KHAI", "BẢN TỰ", "BẢN KIỂM ĐIỂM", "BẢN NHẬN XÉT", "BẢN TƯỜNG TRÌNH", "BẢN KHAI"),
    *("BẢN CÔNG BỐ", "BẢN ÁN", "BẢN TIN", "BẢN XÁC NHẬN", "BẢN TÓM TẮT", "BẢN THUYẾT TRÌNH"),
    *("BẢN THÔNG TIN", "BẢN THỎA THUẬN", "BẢNG KÊ", "BẢNG CÂN ĐỐI", "BẢNG TỔNG HỢP", "BẢNG THANH"),
    *("BẢNG LƯƠNG", "BẢNG CHẤM CÔNG", "BẢNG KÊ KHAI", "BẢNG ĐIỂM", "DANH SÁCH", "CHỨNG CHỈ"),
    *("BẢNG BÁO GIÁ", "BÁO GIÁ", "CHỨNG THƯ", "CHỨNG NHẬN", "LỊCH", "THƯ", "VĂN BẢN", "LỆNH"),
)
#: Papers that people and firms write themselves: no organ of a system issues them.
PRIVATE_PAPERS = ("HỢP ĐỒNG", "PHỤ LỤC HỢP ĐỒNG", "ĐƠN", "TỜ KHAI", "BẢN CAM KẾT", "BẢN KÊ KHAI")
