"""Set phrases of subjects (trích yếu), put right where only accents were misread.

Only phrases that fold like no other words of office Vietnamese: `cán bộ` is not among them, for
`cần bổ sung` folds like it.
"""

from __future__ import annotations

from pipeline.record.list_words import spelt_like

__all__ = ["subject_respelled"]

_PHRASES = """
công tác chuyển đổi số, thực hiện chuyển đổi số, về chuyển đổi số, chuyển đổi số trong, chuyển đổi
số giai đoạn, chuyển đổi số năm, chuyển đổi số quốc gia, tết nguyên đán, cải cách hành chính, thủ
tục hành chính, khiếu nại, tham nhũng, tiếp công dân, an toàn giao thông, trật tự an toàn, an toàn
xã hội, an toàn thực phẩm, tìm kiếm cứu nạn, dịch bệnh, giảm nghèo bền vững, xây dựng nông thôn
mới, nông thôn mới, biến đổi khí hậu, bảo vệ môi trường, quản lý nhà nước, giải phóng mặt bằng,
đầu tư công, ngân sách nhà nước, quyết toán dự án hoàn thành, dự án hoàn thành, quốc phòng, bình
đẳng giới, người cao tuổi, khen thưởng, triển khai thực hiện, tổ chức thực hiện, kế hoạch thực
hiện, phối hợp thực hiện, kết quả thực hiện, trong tình hình mới, dự thảo nghị quyết, dự thảo nghị
định, điều chỉnh dự toán, phê duyệt, tuyên truyền, phổ biến giáo dục pháp luật, văn thư lưu trữ,
bảo hiểm y tế, bảo hiểm xã hội, sửa đổi bổ sung, hội đồng nhân dân, ủy ban nhân dân, kinh tế - xã
hội, tuyển dụng, công chức
"""


def subject_respelled(text: str) -> str:
    """A subject with its set phrases as they are spelt; names and all other words stay.

    >>> subject_respelled("tăng cường công tác chuyển đối số dịp Tết Nguyễn đán")
    'tăng cường công tác chuyển đổi số dịp Tết Nguyên đán'
    >>> subject_respelled("nội dung cần bổ sung của ông Nguyễn Đan")
    'nội dung cần bổ sung của ông Nguyễn Đan'
    >>> subject_respelled("luân chuyển đội số 3"), subject_respelled("công tác vận thu lưu giữ")
    ('luân chuyển đội số 3', 'công tác vận thu lưu giữ')
    """
    return spelt_like(text, _PHRASES)
