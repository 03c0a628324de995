"""Closed lists of the record: organs and their codes, offices, surnames, marks.

From documents.md §1.3, §2.1, §2.2, §2.3, §3 and §5.5. Lists are matched folded (no case, no
accents); what is kept is the spelling here.
"""

from __future__ import annotations

__all__ = [
    "MASS_ORGANS",
    "OFFICES",
    "ORGAN_HEADS",
    "ORG_CODES",
    "PARTY_ORGANS",
    "SECRECY",
    "STANDS_ALONE_NEVER",
    "SURNAMES",
    "URGENCY",
]

#: Organ codes that carry letters an engine likes to misread; others stand as read.
ORG_CODES: tuple[str, ...] = (
    *("UBND", "HĐND", "VPUBND", "VPHĐND", "TW", "TƯ", "VPTW", "BTCTW", "UBKTTW", "TU", "QU", "HU"),
    *("ĐU", "CB", "ĐH", "VPTU", "BTCTU", "UBKTTU", "BTGTU", "BDVTU", "BNCTU", "BTGDVTU", "VPHU"),
    *("BTCHU", "UBKTHU", "BTGHU", "BDVHU", "VPQU", "BTCQU", "UBKTQU", "BTGQU", "BDVQU", "ĐUK"),
    *("CP", "TTg", "VPCP", "CTN", "UBTVQH", "BNV", "BTC", "BTP", "BCA", "BQP", "BNG", "BCT", "BYT"),
    *("BXD", "BGTVT", "BTNMT", "BNNMT", "BNNPTNT", "BGDĐT", "BKHĐT", "BKHCN", "BTTTT", "BVHTTDL"),
    *("BLĐTBXH", "BDTTG", "NHNN", "TTCP", "TANDTC", "VKSNDTC", "KTNN", "BTGCP", "UBDT", "STC"),
    *("SNV", "SXD", "SYT", "STP", "SGDĐT", "SKHĐT", "SKHCN", "STNMT", "SNNMT", "SGTVT", "SCT"),
    *("SVHTTDL", "SLĐTBXH", "STTTT", "SNNPTNT", "CAT", "BCĐ", "MTTQ", "ĐTN", "TĐTN", "TLĐ", "LĐLĐ"),
    *("HPN", "HND", "HCCB", "HLHPN", "TWĐTN", "BTV", "BTT", "BCH"),
)

#: First words of an organ's name: a letterhead line that begins so may begin a new organ.
ORGAN_HEADS: tuple[str, ...] = (
    *("ỦY BAN", "UBND", "HĐND", "HỘI ĐỒNG", "THƯỜNG TRỰC", "VĂN PHÒNG", "VP", "QUỐC HỘI"),
    *("CHÍNH PHỦ", "THỦ TƯỚNG", "CHỦ TỊCH", "BỘ", "SỞ", "BAN", "CỤC", "TỔNG CỤC", "CHI CỤC"),
    *("VỤ", "VIỆN", "THANH TRA", "KIỂM TOÁN", "PHÒNG", "TRUNG TÂM", "TTYT", "TRƯỜNG", "HỌC VIỆN"),
    *(
        "ĐẠI HỌC",
        "BỆNH VIỆN",
        "TRẠM",
        "HẠT",
        "ĐỘI",
        "TỔ",
        "ĐOÀN",
        "ĐÀI",
        "BÁO",
        "TẠP CHÍ",
        "THƯ VIỆN",
    ),
    *(
        "BẢO TÀNG",
        "KHO BẠC",
        "NGÂN HÀNG",
        "BẢO HIỂM",
        "CÔNG AN",
        "QUÂN KHU",
        "QUÂN ĐOÀN",
        "SƯ ĐOÀN",
    ),
    *("TRUNG ĐOÀN", "TIỂU ĐOÀN", "QUÂN CHỦNG", "BINH ĐOÀN", "TÒA ÁN", "TAND", "VKSND", "CHI NHÁNH"),
    *(
        "CÔNG TY",
        "TỔNG CÔNG TY",
        "TẬP ĐOÀN",
        "HỢP TÁC XÃ",
        "QUỸ",
        "NHÀ MÁY",
        "XÍ NGHIỆP",
        "NHÀ XUẤT",
    ),
    *("ĐẢNG BỘ", "ĐẢNG ỦY", "ĐẢNG ĐOÀN", "CHI BỘ", "CHI ỦY", "TỈNH ỦY", "THÀNH ỦY", "QUẬN ỦY"),
    *("HUYỆN ỦY", "THỊ ỦY", "BCH", "BTV", "TỈNH ĐOÀN", "THÀNH ĐOÀN", "HUYỆN ĐOÀN", "QUẬN ĐOÀN"),
    *(
        "THỊ ĐOÀN",
        "MẶT TRẬN",
        "UBMTTQ",
        "HỘI",
        "LIÊN ĐOÀN",
        "CÔNG ĐOÀN",
        "TỔNG LIÊN ĐOÀN",
        "LIÊN HIỆP",
    ),
    *("LIÊN MINH", "TỔNG HỘI", "HIỆP HỘI", "TRUNG ƯƠNG", "LIÊN CHI", "CHI ĐOÀN", "CHI HỘI"),
    *("TIỂU BAN", "NHÓM", "ĐIỆN LỰC", "BƯU ĐIỆN", "NHÀ VĂN HÓA", "CƠ QUAN", "TỔNG", "VKS"),
)

#: Words that are no organ by themselves: what follows on the next line belongs to them.
STANDS_ALONE_NEVER: tuple[str, ...] = (
    *("ỦY BAN", "ỦY BAN NHÂN DÂN", "UBND", "HỘI ĐỒNG", "HỘI ĐỒNG NHÂN DÂN", "HĐND", "VĂN PHÒNG"),
    *("BAN", "BAN CHỈ ĐẠO", "BAN QUẢN LÝ", "BAN CHẤP HÀNH", "BAN THƯỜNG VỤ", "BAN CÁN SỰ ĐẢNG"),
    *("BAN TỔ CHỨC", "BAN THƯỜNG TRỰC", "BCH", "BTV", "ĐẢNG ỦY", "ĐẢNG BỘ", "CHI BỘ", "ĐẢNG ĐOÀN"),
    *("THƯỜNG TRỰC", "TRUNG TÂM", "TRƯỜNG", "TRƯỜNG ĐẠI HỌC", "BỘ", "SỞ", "CỤC", "CHI CỤC", "VIỆN"),
    *(
        "VIỆN KIỂM SÁT",
        "TÒA ÁN",
        "HỘI ĐỒNG THẨM ĐỊNH",
        "ỦY BAN TRUNG ƯƠNG",
        "TỔNG CỤC",
        "TỔ CÔNG TÁC",
    ),
    *("CÔNG TY", "TỔNG CÔNG TY", "CÔNG TY CỔ PHẦN", "CÔNG TY TNHH", "HỘI", "LIÊN ĐOÀN", "PHÒNG"),
    *("ĐOÀN", "BỆNH VIỆN", "ỦY BAN KIỂM TRA", "ĐOÀN KIỂM TRA", "ĐOÀN THANH TRA", "CÔNG AN"),
    *("VIỆN KIỂM SÁT NHÂN DÂN", "TÒA ÁN NHÂN DÂN", "CÔNG ĐOÀN", "ỦY BAN MẶT TRẬN TỔ QUỐC"),
    *("ĐẢNG ỦY KHỐI", "BAN QUẢN LÝ DỰ ÁN", "HỘI LIÊN HIỆP", "TIỂU BAN", "TỔ", "QUỸ", "KHO BẠC"),
)

PARTY_ORGANS: tuple[str, ...] = (
    *("ĐẢNG BỘ", "ĐẢNG ỦY", "CHI BỘ", "CHI ỦY", "TỈNH ỦY", "THÀNH ỦY", "QUẬN ỦY", "HUYỆN ỦY"),
    *("THỊ ỦY", "ĐẢNG ĐOÀN", "BAN CÁN SỰ ĐẢNG", "BAN CHẤP HÀNH TRUNG ƯƠNG", "BAN BÍ THƯ"),
    *("BỘ CHÍNH TRỊ", "VĂN PHÒNG TRUNG ƯƠNG"),
)

MASS_ORGANS: tuple[str, ...] = (
    *("MẶT TRẬN TỔ QUỐC", "ỦY BAN MẶT TRẬN", "UBMTTQ", "ỦY BAN MTTQ", "MTTQ", "ĐOÀN TNCS"),
    *("ĐOÀN THANH NIÊN", "TỈNH ĐOÀN", "THÀNH ĐOÀN", "HUYỆN ĐOÀN", "QUẬN ĐOÀN", "THỊ ĐOÀN"),
    *("TRUNG ƯƠNG ĐOÀN", "BCH ĐOÀN", "BAN CHẤP HÀNH ĐOÀN", "HỘI LIÊN HIỆP PHỤ NỮ", "HỘI LHPN"),
    *("HỘI NÔNG DÂN", "HỘI CỰU CHIẾN BINH", "HỘI CCB", "CÔNG ĐOÀN", "LIÊN ĐOÀN LAO ĐỘNG", "LĐLĐ"),
    *("TỔNG LIÊN ĐOÀN", "HỘI LIÊN HIỆP THANH NIÊN", "HỘI SINH VIÊN", "HỘI ĐỒNG ĐỘI"),
)

#: First words of an office (chức vụ); a title line in the foot begins so.
OFFICES: tuple[str, ...] = (
    *("CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Q. CHỦ TỊCH", "QUYỀN CHỦ TỊCH", "BÍ THƯ", "PHÓ BÍ THƯ"),
    *("TỔNG BÍ THƯ", "THƯỜNG TRỰC", "BỘ TRƯỞNG", "THỨ TRƯỞNG", "THỦ TƯỚNG", "PHÓ THỦ TƯỚNG"),
    *("CHỦ NHIỆM", "PHÓ CHỦ NHIỆM", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "TỔNG GIÁM ĐỐC", "PHÓ TỔNG"),
    *("TỔNG", "CHÁNH", "PHÓ CHÁNH", "TRƯỞNG", "PHÓ TRƯỞNG", "CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG"),
    *("VỤ TRƯỞNG", "PHÓ VỤ TRƯỞNG", "CHI CỤC TRƯỞNG", "PHÓ CHI CỤC TRƯỞNG", "VIỆN TRƯỞNG"),
    *("PHÓ VIỆN TRƯỞNG", "HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG", "CHỈ HUY", "PHÓ CHỈ HUY", "TƯ LỆNH"),
    *("PHÓ TƯ LỆNH", "CHÍNH ỦY", "PHÓ CHÍNH ỦY", "ỦY VIÊN", "THẨM PHÁN", "KIỂM SÁT VIÊN", "THƯ KÝ"),
    *(
        "TỔ TRƯỞNG",
        "TỔ PHÓ",
        "ĐỘI TRƯỞNG",
        "TRẠM TRƯỞNG",
        "HẠT TRƯỞNG",
        "KẾ TOÁN",
        "NGƯỜI",
        "CHỦ TỌA",
    ),
    *("CHỦ TRÌ", "ĐẠI DIỆN", "THANH TRA VIÊN", "PHÓ", "THỐNG ĐỐC", "PHÓ THỐNG ĐỐC", "VIỆN PHÓ"),
    *("CHẤP HÀNH VIÊN", "CÔNG CHỨNG VIÊN", "KIỂM TOÁN TRƯỞNG", "BAN THƯ KÝ", "HỘI THẨM"),
    *("THỦ TRƯỞNG", "THỦ QUỸ", "THỦ KHO", "PHỤ TRÁCH", "QUYỀN", "HỘI TRƯỞNG", "CHI HỘI TRƯỞNG"),
    *("TIỂU ĐOÀN TRƯỞNG", "TRUNG ĐOÀN TRƯỞNG", "SƯ ĐOÀN TRƯỞNG", "ĐẠI ĐỘI TRƯỞNG", "ĐỒN TRƯỞNG"),
    *("CHÍNH TRỊ VIÊN", "QUẢN ĐỐC", "KIỂM TOÁN VIÊN", "ĐIỀU TRA VIÊN", "LỚP TRƯỞNG", "LỚP PHÓ"),
    *("CHUYÊN VIÊN", "CỐ VẤN", "GIÁO VIÊN CHỦ NHIỆM", "CHỦ HỘ", "CHỦ ĐẦU TƯ", "ĐỒNG CHỦ TỊCH"),
    *("ĐỒNG TRƯỞNG BAN", "TRỢ LÝ", "XÃ ĐỘI TRƯỞNG", "GIÁM THỊ", "ĐỘI PHÓ", "TRẠM PHÓ", "VỤ PHÓ"),
)

URGENCY: tuple[str, ...] = ("HỎA TỐC HẸN GIỜ", "HỎA TỐC", "THƯỢNG KHẨN", "KHẨN")
SECRECY: tuple[str, ...] = ("TUYỆT MẬT", "TỐI MẬT", "MẬT")

_SURNAMES = """
Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đinh Trịnh Trương
Lâm Đoàn Mai Tô Hà Cao Lương Lưu Tạ Chu Châu Thái Phùng Vương Quách Tăng Triệu Tống Kiều Nông Mạc
Thạch Nghiêm Ninh Đàm Giáp Doãn Lại Khương La Lục Bạch Thân Uông Từ Cấn Diệp Khuất Chử Hứa Hoa Bế Ma
Lò Vi Quàng Cầm Đèo Giàng Vàng Sùng Thào Mùa Lầu Cứ Y H' Ksor Rơ Siu Rah Kpă Điểu Bá Đồng Đậu Đường
Quang Tôn Phí Văn Ông Thi Kim Danh Sơn Âu Vòng Phó Lường Bàn Phàn Chảo Tẩn Giang Mã Nhâm Nhữ Ân Bành
Cù Cung Dư Đan Đới Hầu Khổng Kha Lã Lạc Lều Liễu Lô Lỗ Mẫn Ngụy Ngũ Nhan Nhạc Ngọ Phương Quan Quản
Quế Sái Sử Tiêu Tiết Toàn Tào Trà Trang Trình Ưng Viên Vĩnh Xa Xung Yên Lai Thiều
"""

#: Common surnames, Kinh and of the minorities, for confidence only.
SURNAMES: frozenset[str] = frozenset(_SURNAMES.split())
