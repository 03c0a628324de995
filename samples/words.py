"""Names, places, organs and subjects from which letters are made up.

No register of real persons is used: a name is drawn from three lists, and any match with a
person is chance. Places are real (provinces and districts before July 2025), because a record
must recognise them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

__all__ = ["AREAS", "DEPARTMENTS", "SUBJECTS", "WARDS", "initials", "person", "subject"]

_SURNAMES = """
Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đinh Lương
Trịnh Mai Tô Hà Lâm Cao Tạ Chu Kiều Thái Vương Quách Nông Triệu Lò Giàng Y Thạch
"""
_MIDDLES = """
Văn Thị Hữu Đức Minh Quang Ngọc Thanh Xuân Đình Công Thành Mạnh Trọng Quốc Anh Hồng
Kim Bích Thu Việt Hoàng Tiến Duy Bá Phú Gia Khắc Thế Viết
"""
_GIVEN = """
An Anh Bình Cường Dũng Dung Đạt Đức Giang Hà Hải Hạnh Hiền Hiếu Hòa Hoa Hùng Hưng
Hương Khánh Khôi Lan Liên Linh Long Mai Minh Nam Nga Nghĩa Nhung Phong Phúc Phương
Quân Quang Quyết Sơn Tâm Thắng Thảo Thành Thịnh Thủy Tiến Toàn Trang Trung Tuấn Tú
Tùng Vân Việt Vinh Yến Thượng Nghị Kỷ Ngữ Hậu Đoàn Thuận Trường Điệp Ánh Hợi Tý Đông
Tuyết
"""

#: (kind, name, districts): kind is `tỉnh` or `thành phố`; a district carries its own kind.
AREAS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("tỉnh", "Quảng Ngãi", ("huyện Bình Sơn", "huyện Sơn Tịnh", "huyện Mộ Đức", "thị xã Đức Phổ")),
    ("tỉnh", "Quảng Nam", ("huyện Duy Xuyên", "huyện Đại Lộc", "thị xã Điện Bàn")),
    ("tỉnh", "Nghệ An", ("huyện Nam Đàn", "huyện Yên Thành", "thị xã Thái Hòa")),
    ("tỉnh", "Thanh Hóa", ("huyện Quảng Xương", "huyện Thọ Xuân", "thị xã Nghi Sơn")),
    ("tỉnh", "Bắc Giang", ("huyện Lục Ngạn", "huyện Hiệp Hòa", "huyện Tân Yên")),
    ("tỉnh", "Vĩnh Phúc", ("huyện Tam Đảo", "huyện Vĩnh Tường", "thành phố Phúc Yên")),
    ("tỉnh", "Đồng Tháp", ("huyện Cao Lãnh", "huyện Lấp Vò", "thành phố Sa Đéc")),
    ("tỉnh", "Kiên Giang", ("huyện Hòn Đất", "huyện Giồng Riềng", "thành phố Hà Tiên")),
    ("tỉnh", "Lâm Đồng", ("huyện Đức Trọng", "huyện Di Linh", "thành phố Bảo Lộc")),
    ("tỉnh", "Đắk Lắk", ("huyện Krông Pắc", "huyện Ea H'leo", "thị xã Buôn Hồ")),
    ("tỉnh", "Lạng Sơn", ("huyện Hữu Lũng", "huyện Chi Lăng", "huyện Bình Gia")),
    ("tỉnh", "Sóc Trăng", ("huyện Mỹ Xuyên", "huyện Kế Sách", "thị xã Vĩnh Châu")),
    ("tỉnh", "Thừa Thiên Huế", ("huyện Phú Vang", "thị xã Hương Thủy", "huyện Quảng Điền")),
    ("tỉnh", "Hưng Yên", ("huyện Văn Giang", "huyện Khoái Châu", "thị xã Mỹ Hào")),
    ("thành phố", "Hà Nội", ("quận Hà Đông", "quận Long Biên", "huyện Gia Lâm", "huyện Đông Anh")),
    ("thành phố", "Hải Phòng", ("quận Lê Chân", "quận Hồng Bàng", "huyện Thủy Nguyên")),
    ("thành phố", "Đà Nẵng", ("quận Sơn Trà", "quận Liên Chiểu", "huyện Hòa Vang")),
    ("thành phố", "Cần Thơ", ("quận Ninh Kiều", "quận Ô Môn", "huyện Phong Điền")),
    ("thành phố", "Hồ Chí Minh", ("quận Gò Vấp", "quận Tân Bình", "huyện Củ Chi", "Quận 1")),
)

WARDS = (
    "Nghĩa Lộ",
    "Trần Phú",
    "Quang Trung",
    "Bình Chánh",
    "Tịnh Phong",
    "An Khánh",
    "Hòa Thuận",
    "Phú Mỹ",
    "Tân Hưng",
    "Đồng Tâm",
)

#: (name, code in document symbols, title of the head)
DEPARTMENTS = (
    ("Sở Tài chính", "STC", "GIÁM ĐỐC"),
    ("Sở Nội vụ", "SNV", "GIÁM ĐỐC"),
    ("Sở Y tế", "SYT", "GIÁM ĐỐC"),
    ("Sở Xây dựng", "SXD", "GIÁM ĐỐC"),
    ("Sở Giáo dục và Đào tạo", "SGDĐT", "GIÁM ĐỐC"),
    ("Sở Nông nghiệp và Phát triển nông thôn", "SNN", "GIÁM ĐỐC"),
    ("Sở Tài nguyên và Môi trường", "STNMT", "GIÁM ĐỐC"),
    ("Sở Lao động - Thương binh và Xã hội", "SLĐTBXH", "GIÁM ĐỐC"),
    ("Sở Kế hoạch và Đầu tư", "SKHĐT", "GIÁM ĐỐC"),
    ("Sở Văn hóa, Thể thao và Du lịch", "SVHTTDL", "GIÁM ĐỐC"),
    ("Thanh tra tỉnh", "TTT", "CHÁNH THANH TRA"),
    ("Ban Quản lý các Khu công nghiệp", "BQL", "TRƯỞNG BAN"),
)

_VERBS = (
    "tăng cường công tác",
    "triển khai thực hiện công tác",
    "báo cáo kết quả công tác",
    "chấn chỉnh công tác",
    "đẩy mạnh công tác",
    "phối hợp thực hiện công tác",
    "kiểm tra, giám sát công tác",
    "hướng dẫn công tác",
)
_MATTERS = (
    "phòng, chống thiên tai và tìm kiếm cứu nạn",
    "cải cách thủ tục hành chính",
    "quản lý đất đai, trật tự xây dựng",
    "bảo đảm an toàn thực phẩm",
    "chuyển đổi số",
    "văn thư, lưu trữ",
    "phòng cháy, chữa cháy",
    "thi đua, khen thưởng",
    "tiếp công dân, giải quyết khiếu nại, tố cáo",
    "giảm nghèo bền vững",
    "quản lý, sử dụng ngân sách nhà nước",
    "dân số và phát triển",
    "phòng, chống dịch bệnh trên đàn gia súc, gia cầm",
    "bảo vệ và phát triển rừng",
    "bảo đảm trật tự an toàn giao thông",
    "tuyển dụng, sử dụng và quản lý viên chức",
)
_ENDS = (
    "trên địa bàn {place}",
    "năm {year}",
    "6 tháng đầu năm {year}",
    "quý III năm {year}",
    "giai đoạn 2021 - 2025",
    "dịp Tết Nguyên đán",
    "trong tình hình mới",
)
SUBJECTS = (
    "đăng ký bổ sung nội dung trình kỳ họp thứ {small}",
    "kiện toàn Ban Chỉ đạo công tác {matter}",
    "điều chỉnh dự toán ngân sách năm {year}",
    "cử cán bộ, công chức tham gia lớp bồi dưỡng nghiệp vụ",
    "phê duyệt quyết toán dự án hoàn thành",
    "góp ý dự thảo Nghị quyết về công tác {matter}",
    "cung cấp thông tin, số liệu phục vụ xây dựng báo cáo {end}",
)


def person(rng: random.Random) -> str:
    """A full name as it stands under a signature."""
    middle = rng.choice(_MIDDLES.split()) + (
        f" {rng.choice(_MIDDLES.split())}" if rng.random() < 0.15 else ""
    )
    return f"{rng.choice(_SURNAMES.split())} {middle} {rng.choice(_GIVEN.split())}"


def initials(name: str) -> str:
    """`Hoàng Lan Hương` → `H.L.H`, as clerks sign a stamp."""
    return ".".join(word[0] for word in name.split())


def subject(rng: random.Random, place: str, year: int) -> str:
    """What a letter is about, without `V/v`."""
    end = rng.choice(_ENDS).format(place=place, year=year)
    matter = rng.choice(_MATTERS)
    if rng.random() < 0.35:
        return rng.choice(SUBJECTS).format(
            small=rng.randint(2, 31), matter=matter, year=year, end=end
        )
    return f"{rng.choice(_VERBS)} {matter} {end}"
