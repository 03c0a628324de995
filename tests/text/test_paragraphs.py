"""Lines to paragraphs."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.paragraphs import join_lines, paragraphs


def test_articles_items_and_recitals_open_paragraphs_without_geometry():
    """What begins a paragraph by its words does so although geometry saw nothing."""
    lines = [
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
        "Căn cứ Nghị định số 300/2025/NĐ-CP ngày 17 tháng 11 năm 2025 của",
        "Chính phủ;",
        "QUYẾT ĐỊNH:",
        "Điều 1. Phê chuẩn kết quả bầu tại",
        "Điều 2 Luật này.",
        "a) Thi hành án;",
        "- Sở Tài chính;",
    ]
    assert paragraphs([(line, line == "QUYẾT ĐỊNH:") for line in lines]) == [
        lines[0],
        lines[1] + " " + lines[2],
        lines[3],
        lines[4] + " " + lines[5],
        lines[6],
        lines[7],
    ]


def test_a_dash_that_runs_on_is_no_item():
    """`nhiệm kỳ 2021` / `- 2026` and `chính trị` / `- xã hội` stay one sentence."""
    assert paragraphs([("tỉnh Quảng Ngãi nhiệm kỳ 2021", True), ("- 2026 đối với ông", False)]) == [
        "tỉnh Quảng Ngãi nhiệm kỳ 2021 - 2026 đối với ông"
    ]
    assert paragraphs([("các tổ chức chính trị", True), ("- xã hội quận", False)]) == [
        "các tổ chức chính trị - xã hội quận"
    ]


def test_a_hyphen_at_a_line_end_is_never_lost():
    """Codes join tightly, free-standing dashes keep their spaces, none disappears."""
    assert join_lines(["tại Tờ trình số 7603/TTr-", "HĐTĐ ngày"]).startswith(
        "tại Tờ trình số 7603/TTr-HĐTĐ"
    )
    assert join_lines(["chính trị -", "xã hội"]) == "chính trị - xã hội"
    assert join_lines(["giai đoạn 2021 -", "2025"]) == "giai đoạn 2021 - 2025"
    assert join_lines(["Sở Giáo dục và/", "hoặc Sở Y tế"]) == "Sở Giáo dục và/ hoặc Sở Y tế"


words = st.text(st.sampled_from(list("abcđ Đ1.-;/")), min_size=0, max_size=12)


@given(st.lists(st.tuples(words, st.booleans()), max_size=8))
def test_no_letter_is_lost_or_added(lines):
    """Joining changes white space only."""

    def letters(text):
        return "".join(text.split())

    joined = paragraphs(lines)
    assert letters("".join(joined)) == letters("".join(text for text, _ in lines))
