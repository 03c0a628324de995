"""The operator's plan: workbook, list and YAML say the same; each fault is told with its place."""

import io
import unicodedata
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from made_facts import drafted, facts

from pipeline.errors import PlanError
from pipeline.profiles import TT05
from pipeline.profiles.placing import from_folders
from pipeline.profiles.planning import read_plan
from pipeline.profiles.template import template

FILES = {"Mã hồ sơ": "H49.01", "Tiêu đề hồ sơ": "Tập công văn", "Thư mục": "hop1"}


def workbook(*rows, change=None, **sheets):
    """A plan with a list of files; `sheets` are others, rows of tuples."""
    book = openpyxl.Workbook()
    book.active.title = "Hồ sơ"
    listed = list(rows) or [FILES]
    heads = list(dict.fromkeys(head for row in listed for head in row))
    book.active.append(heads)
    for row in listed:
        book.active.append([row.get(head) for head in heads])
    for name, lines in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for line in lines:
            sheet.append(line)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data, name="kh.xlsx"):
    return read_plan(name, data.encode() if isinstance(data, str) else data)


def wrong(data, name="kh.xlsx"):
    with pytest.raises(PlanError) as error:
        read(data, name)
    assert "chưa xuất gì" in str(error.value)
    return error.value.args[1]


YAML = """
by: Lê Thị Mai
fonds:
  name: UBND tỉnh An Bình
  organ_id: H49
defaults:
  retention: Vĩnh viễn
  mode: "01"
files:
  - code: H49.01
    title: Tập công văn
    start: 2019-01-05
    folder: hop1
rules:
  - file: H49.01
    number_from: 1
    number_to: 20
    documents: [a-0001, b-0001]
values:
  - document: a-0001
    field: Trích yếu
    value: no
"""


def test_yaml_and_workbook_say_the_same():
    book = workbook(
        FILES | {"Ngày bắt đầu": date(2019, 1, 5)},
        Phông=[
            ("Người lập", "Lê Thị Mai"),
            ("Tên phông", "UBND tỉnh An Bình"),
            ("Mã định danh cơ quan", "H49"),
        ],
        Mặc_định=[("Thời hạn bảo quản", "Vĩnh viễn"), ("Chế độ sử dụng", "01")],
        Quy_tắc=[("Mã hồ sơ", "Số từ", "Số đến", "Văn bản"), ("H49.01", 1, 20, "a-0001; b-0001")],
        Giá_trị=[("Mã văn bản", "Trường", "Giá trị"), ("a-0001", "Trích yếu", "no")],
    )  # fmt: skip
    a, b = read(book), read(YAML, "kh.yaml")
    assert a.by == b.by == "Lê Thị Mai"
    assert a.fonds == b.fonds == {"name": "UBND tỉnh An Bình", "organ_id": "H49"}
    assert a.defaults == b.defaults == {"retention": "01", "mode": "01"}
    assert a.files[0].given == b.files[0].given
    assert a.files[0].given["start"] == "05/01/2019"
    for one, other in zip(a.rules, b.rules, strict=True):
        assert (one.folder, one.numbers, one.documents) == (
            other.folder,
            other.numbers,
            other.documents,
        )
    assert [(v.value, v.by) for v in a.values] == [(v.value, v.by) for v in b.values]


def test_yaml_texts_stay_as_they_are_written():
    """Neither 01 → 1 nor no → false nor 2019.10 → 2019.1."""
    plan = read(
        "files:\n- code: 01\n  title: no\n  notation: 2019.10\n  paper_code: 1e3\n", "kh.yml"
    )
    given = plan.files[0].given
    assert (given["code"], given["title"]) == ("01", "no")
    assert (given["notation"], given["paper_code"]) == ("2019.10", "1e3")


def test_a_list_may_be_a_csv():
    for text, encoding in (
        ('Mã hồ sơ,Tiêu đề hồ sơ,Thư mục\r\n01,"Tập, một",hop1\r\n', "utf-8"),
        ('Mã hồ sơ;Tiêu đề hồ sơ;Thư mục\r\n01;"Tập, một";hop1\r\n', "utf-8-sig"),
        ("Mã hồ sơ\tTiêu đề hồ sơ\tThư mục\r\n01\tTập, một\thop1\r\n", "utf-16"),
    ):
        plan = read(text.encode(encoding), "ds.csv")
        assert (plan.files[0].code, plan.files[0].given["title"]) == ("01", "Tập, một")
        assert plan.rules[0].folder == "hop1/"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2019, 3, 5), "05/03/2019"),
        (datetime(2019, 3, 5), "05/03/2019"),  # noqa: DTZ001  # as Excel has it
        ("5/3/2019", "05/03/2019"),
        ("05-03-2019", "05/03/2019"),
        ("5.3.2019", "05/03/2019"),
        ("2019-03-05", "05/03/2019"),
    ],
)
def test_days_in_the_forms_that_people_write(cell, day):
    assert read(workbook(FILES | {"Ngày bắt đầu": cell})).files[0].given["start"] == day


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("3/2019", "không phải ngày đầy đủ"),
        ("2019", "không phải ngày đầy đủ"),
        ("05/03/19", "không phải ngày đầy đủ"),
        ("12/31/2019", "không có ngày"),
        ("31/02/2019", "không có ngày"),
        (43529, "là số, không phải ngày"),
        (datetime(2019, 3, 5, 7, 30), "có cả giờ"),  # noqa: DTZ001
        ("05/03/1019", "quá sớm"),
        (True, "đúng/sai"),
    ],
)
def test_days_that_are_none_are_told_with_row_and_column(cell, said):
    (trouble,) = wrong(workbook(FILES | {"Ngày bắt đầu": cell}))
    assert trouble.startswith("kh.xlsx, trang “Hồ sơ”, dòng 2, cột “Ngày bắt đầu”, ô D2: ")
    assert said in trouble
    assert ". Hãy " in trouble


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"Mã hồ sơ": None}, "thiếu “Mã hồ sơ”"),
        ({"Tiêu đề hồ sơ": " "}, "thiếu “Tiêu đề hồ sơ”"),
        ({"Mã hồ sơ": 1}, "số 0 ở đầu hay cuối có thể đã mất"),
        ({"Mã hồ sơ": 2019.1}, "số 0 ở đầu hay cuối có thể đã mất"),
        ({"Mã hồ sơ": "a\nb"}, "xuống dòng"),
        ({"Thời hạn bảo quản": "80 năm"}, "dùng một trong: 01 Vĩnh viễn"),
        ({"Thời hạn bảo quản": 9}, "không có mã hay tên “9”"),
        ({"Chế độ sử dụng": "Bí mật"}, "không có mã hay tên"),
        ({"Ngôn ngữ": "01;99"}, "không có mã hay tên “99”"),
        ({"Số tờ": "ba"}, "không phải số nguyên"),
        ({"Số tờ": 2.5}, "không phải số nguyên"),
        ({"Số từ": 9, "Số đến": 3}, "lớn hơn đầu kia"),
        ({"Ngày từ": "02/01/2019", "Ngày đến": "01/01/2019"}, "lớn hơn đầu kia"),
        ({"Tiêu đề hồ sơ": 2.5}, "số lẻ hoặc ngày"),
    ],
)
def test_cells_that_do_not_fit_are_told(row, said):
    troubles = wrong(workbook(FILES | row))
    assert len(troubles) == 1
    assert "dòng 2" in troubles[0]
    assert said in troubles[0]


def test_codes_may_be_said_in_words_or_have_lost_their_zero():
    row = FILES | {
        "Thời hạn bảo quản": 4,
        "Chế độ sử dụng": "có điều kiện",
        "Ngôn ngữ": "tiếng việt; 02",
    }
    given = read(workbook(row)).files[0].given
    assert (given["retention"], given["mode"], given["language"]) == ("04", "02", "01;02")


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        ({"Mã hồ so": "x"}, None),  # marks do not matter
        ({"Tiêu đề": "x"}, "không có cột nào tên “Tiêu đề” (có phải “Tiêu đề hồ sơ”?)"),
        ({"Cột lạ": "x"}, "không có cột nào tên “Cột lạ”"),
    ],
)
def test_heads_that_nobody_knows_are_told(heads, said):
    row = {"Tiêu đề hồ sơ": "Tập"} | heads
    if said is None:
        assert read(workbook(row)).files[0].code == "x"
        return
    assert any(said in trouble for trouble in wrong(workbook({"Mã hồ sơ": "1"} | row)))


def test_missing_and_doubled_heads_are_told():
    assert any("thiếu cột “Mã hồ sơ”" in one for one in wrong(workbook({"Tiêu đề hồ sơ": "Tập"})))

    def double(book):
        book.active["D1"] = "mã hồ sơ *"

    assert any("cột “Mã hồ sơ” có hai lần" in one for one in wrong(workbook(change=double)))


def cell_is(value):
    def change(book):
        book["Hồ sơ"]["B2"] = value

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (cell_is("=1+1"), "ô B2: ô là công thức"),
        (cell_is('=HYPERLINK("http://x","y")'), "ô B2: ô là công thức"),
        (cell_is("#N/A"), "ô báo lỗi #N/A"),
        (lambda b: b["Hồ sơ"].merge_cells("A2:A3"), "ô A2:A3: các ô bị gộp"),
        (lambda b: b["Hồ sơ"].merge_cells("A1:B1"), "các ô bị gộp"),
        (lambda b: b["Hồ sơ"].__setitem__("F2", "ghi chú lạc"), "ô F2: ô nằm ngoài các cột có tên"),
        (lambda b: b.create_sheet("Hồ sơ cũ").__setitem__("A1", "x"), "không có bảng nào tên"),
        (lambda b: b["Hồ sơ"].delete_rows(1, 2), "không có dòng nào"),
        (lambda b: b["Hồ sơ"].__setitem__("A60000", "x"), "rộng 60000 dòng"),
    ],
)
def test_sheets_that_cannot_be_trusted_are_told(change, said):
    assert any(said in one for one in wrong(workbook(change=change)))


def test_empty_rows_are_passed_over_and_rows_keep_their_numbers():
    def change(book):
        book["Hồ sơ"].append([])
        book["Hồ sơ"].append([None, "   ", None])
        book["Hồ sơ"].append(["H49.02", None, None])

    (trouble,) = wrong(workbook(change=change))
    assert "dòng 5" in trouble
    book = workbook(change=lambda b: b["Hồ sơ"].append([None, " ", None]))
    assert len(read(book).files) == 1


def test_text_in_pieces_is_put_together_and_told():
    """NFD: base letters with loose marks; compared and stored in NFC."""
    row = {
        "Mã hồ sơ": "1",
        "Tiêu đề hồ sơ": unicodedata.normalize("NFD", "Tập quyết định"),
        "Thư mục": "h",
    }
    plan = read(workbook(row))
    assert plan.files[0].given["title"] == "Tập quyết định"
    assert len(plan.notes) == 1
    assert "ô B2" in plan.notes[0]
    assert "NFC" in plan.notes[0]


def test_codes_that_differ_in_nothing_but_marks_or_case_are_one():
    rows = [FILES, FILES | {"Mã hồ sơ": "h49.01", "Thư mục": "hop2"}]
    (trouble,) = wrong(workbook(*rows))
    assert "mã hồ sơ “h49.01” đã có ở kh.xlsx, trang “Hồ sơ”, dòng 2" in trouble
    assert "dòng 3" in trouble


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        ({"Thư mục": "hop1"}, {"Thư mục": "Hop1/.."}, False),
        ({"Thư mục": "hop1"}, {"Thư mục": "hop1/"}, True),
        ({"Số từ": 1, "Số đến": 10}, {"Số từ": 10, "Số đến": 20}, True),
        ({"Số từ": 1, "Số đến": 10}, {"Số từ": 11, "Số đến": 20}, False),
        ({"Số từ": 1}, {"Số đến": 5}, True),
        ({"Ngày từ": "01/01/2019"}, {"Ngày đến": "31/12/2018"}, False),
        ({"Cơ quan": "UBND Tỉnh", "Loại": "QĐ"}, {"Cơ quan": "ubnd tinh", "Loại": "qđ"}, True),
        ({"Văn bản": "a-0001;b-0001"}, {"Văn bản": "b-0001"}, True),
        ({"Văn bản": "a-0001"}, {"Thư mục": "hop1"}, False),
    ],
)
def test_rules_that_contradict_each_other_are_told(one, other, conflict):
    base = {"Tiêu đề hồ sơ": "Tập"}
    data = workbook({"Mã hồ sơ": "A"} | base | one, {"Mã hồ sơ": "B"} | base | other)
    if conflict:
        (trouble,) = wrong(data)
        assert "quy tắc mâu thuẫn với kh.xlsx, trang “Hồ sơ”, dòng 2" in trouble
        assert "hai hồ sơ “A” và “B”" in trouble
    else:
        assert len(read(data).rules) == 2


OF_DOCUMENT = ("Mã văn bản", "Trường", "Giá trị", "Người nhập")
OF_BOTH = ("Mã văn bản", "Mã hồ sơ", "Trường", "Giá trị", "Người nhập")


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"Quy_tắc": [("Mã hồ sơ", "Thư mục"), ("LẠ", "x")]}, "không có hồ sơ mã “LẠ”"),
        ({"Quy_tắc": [("Mã hồ sơ", "Thư mục"), ("H49.01", None)]}, "không nêu điều kiện nào"),
        ({"Giá_trị": [OF_DOCUMENT[:3], ("a", "Trích yếu", "b")]}, "không biết ai"),
        ({"Giá_trị": [OF_BOTH, ("a", "b", "c", "d", "e")]}, "chỉ một"),
        ({"Giá_trị": [OF_BOTH, (None, None, "c", "d", "e")]}, "chỉ một"),
        ({"Giá_trị": [OF_DOCUMENT, ("a", "c", "d", "e"), ("a", "C", "f", "e")]}, "đã cho ở"),
        ({"Giá_trị": [OF_DOCUMENT, ("a", "c", None, "e")]}, "thiếu “Giá trị”"),
        ({"Phông": [("Tên phông", "A"), ("Tên phông", "B")]}, "có hai lần"),
        ({"Phông": [("Tên phong bì", "A")]}, "không có mục nào tên"),
        ({"Mặc_định": [("Thời hạn bảo quản", "80")]}, "không có mã hay tên"),
    ],
)
def test_other_sheets_are_looked_at_as_closely(sheets, said):
    assert any(said in one for one in wrong(workbook(**sheets)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x [1]\nb: *x\n", "dòng 1: có neo hoặc bí danh"),
        ("files: !!python/object/apply:os.system ['true']\n", None),
        ("[" * 30 + "]" * 30, "quá sâu"),
        ("files:\n - code: 1\n   code: 2\n   title: a\n", "dòng 3: mục “code” có hai lần"),
        (
            "files:\n - code: 1\n   titel: a\n",
            "“files” không có mục “titel” (có phải “Tiêu đề hồ sơ”?)",
        ),
        ("hồ: 1\n", "không có mục “hồ”"),
        ("files: abc\n", "phải là danh sách"),
        ("- 1\n- 2\n", "không phải bảng mục"),
        ("files:\n - code: {a: b}\n   title: x\n", "giá trị phải là chữ"),
        ("files: [\n", "không đúng cú pháp YAML"),
        ("a: b: c\n", "dòng 1, cột 5: không đúng cú pháp YAML"),
        ("", "không phải bảng mục"),
    ],
)
def test_yaml_that_is_odd_is_told_with_its_line(text, said):
    troubles = wrong(text, "kh.yaml")
    assert said is None or any(said in one for one in troubles)


def test_a_yaml_that_would_take_minutes_is_refused_at_once():
    line = "- {code: A, title: t}\n"
    (trouble,) = wrong("files:\n" + line * 100_000, "kh.yaml")
    assert "tệp lớn 2 MB" in trouble
    assert "chia thành nhiều kế hoạch" in trouble


def test_a_yaml_bomb_is_refused_before_it_grows():
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (trouble,) = wrong(bomb, "kh.yaml")
    assert "neo hoặc bí danh" in trouble


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "ds.csv",
            "Mã hồ sơ,Tiêu đề hồ sơ\n1,Tập".encode()[:-2] + b"\xe2\n",
            "dòng 2: chữ không phải UTF-8",
        ),
        ("ds.csv", "Ma,Tiêu đề\n".encode("cp1258", "replace"), "chữ không phải UTF-8"),
        ("ds.csv", 'Mã hồ sơ,Tiêu đề hồ sơ\n1,"Tập\n'.encode(), "không phải CSV đúng cách"),
        ("ds.csv", b"", "không có dòng nào"),
        ("kh.yaml", "files: ậ".encode("utf-16"), "không phải UTF-8"),
        ("kh.xlsx", b"PK\x03\x04 not really", "không mở được bảng tính"),
        ("kh.xlsx", b"", "không mở được bảng tính"),
        ("kh.xls", b"\xd0\xcf\x11\xe0", "không đọc được kiểu tệp này"),
        ("kh", b"", "không đọc được kiểu tệp này"),
    ],
)
def test_files_that_are_no_plan_are_told(name, data, said):
    assert any(said in one for one in wrong(data, name))


def test_a_workbook_that_unpacks_to_gigabytes_is_not_opened(monkeypatch):
    from pipeline.profiles import opening

    monkeypatch.setattr(opening, "MOST_UNPACKED", 1000)
    (trouble,) = wrong(workbook())
    assert "quá lớn khi mở ra" in trouble


def test_many_troubles_are_counted_and_some_shown():
    data = workbook(
        *({"Mã hồ sơ": f"A{n}", "Tiêu đề hồ sơ": None, "Số tờ": "x"} for n in range(30))
    )
    with pytest.raises(PlanError) as error:
        read(data)
    assert "có 60 chỗ chưa đúng" in str(error.value)
    assert "và 40 chỗ nữa" in str(error.value)
    assert error.value.exit_code == 2


def test_a_plan_written_out_again_is_the_same_plan():
    """The template takes up a plan that is begun: whatever its form, nothing of it is lost."""

    def bare(entries):
        return [replace(entry, where="") for entry in entries]

    more = '  - {document: b-0001, field: Số, value: "05", by: An}\n'
    begun = read(YAML.replace("folder: hop1", "folder: hop1/") + more, "kh.yaml")
    again = read(template(TT05, begun))
    assert (again.by, again.fonds, again.defaults) == (begun.by, begun.fonds, begun.defaults)
    assert [file.given for file in again.files] == [file.given for file in begun.files]
    assert bare(again.rules) == bare(begun.rules)
    assert bare(again.values) == bare(begun.values)


def test_the_template_is_a_plan_as_it_is():
    """What an operator gets can be read back; nothing in it is a formula."""
    documents = [facts(1), facts(2, values={"subject": None})]
    proposed = from_folders(documents)
    data = template(TT05, proposed, drafted(TT05, documents, proposed).troubles)
    said = ["thiếu “Tiêu đề hồ sơ”", "thiếu “Giá trị”", "không biết ai nhập"]
    assert [any(word in one for one in wrong(data)) for word in said] == [True, True, True]
    assert len(wrong(data)) == 3
    book = openpyxl.load_workbook(io.BytesIO(data))
    values = book["Giá trị"]
    assert [values.cell(2, n).value for n in (1, 3)] == [documents[1].id, "Trích yếu"]
    assert "không thấy" in values.cell(2, 6).value
    for sheet in book.worksheets:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
