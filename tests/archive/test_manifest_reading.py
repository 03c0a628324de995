"""What contractors' lists say, however their programs wrote them, and what hostile ones may not."""

import hashlib
import io
import unicodedata

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archive.manifests.listed import ManifestError, named
from pipeline.archive.manifests.matching import Names
from pipeline.archive.manifests.naming import is_sums, is_tag, may_list
from pipeline.archive.manifests.reading import read_manifest
from pipeline.profiles import opening

A, B = hashlib.sha256(b"a").hexdigest(), hashlib.sha256(b"b").hexdigest()
MD5 = hashlib.md5(b"a").hexdigest()


def book(*rows, sheets=("Bìa", "Danh sách")):
    """A workbook whose last sheet has these rows."""
    made = openpyxl.Workbook()
    made.active.title = sheets[0]
    for title in sheets[1:]:
        made.create_sheet(title)
    for row in rows:
        made.worksheets[-1].append(row)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def lines(name, data):
    return [(one.name, one.digest, one.pages) for one in read_manifest(name, data).lines]


@pytest.mark.parametrize(
    "said",
    [
        f"{A}  lô 1/a.pdf\n",
        f"{A.upper()} *lô 1\\a.pdf\r\n",
        f"\ufeff# SHA-256\n{A}\t./lô 1/a.pdf\n\n",
        f"SHA256 (lô 1/a.pdf) = {A}\n",
        f"{A}  D:\\Lô 1\\a.pdf".replace("Lô", "lô"),
        f"{A}  {unicodedata.normalize('NFD', 'lô 1/a.pdf')}",
    ],
)
def test_sums_of_every_system_say_the_same(said):
    for data in (said.encode(), ("\ufeff" + said.lstrip("\ufeff")).encode("utf-16-le")):
        assert lines("SHA256SUMS", data) == [("lô 1/a.pdf", A, None)]


def test_names_of_bags_and_of_sums_are_unescaped_each_in_its_way():
    assert lines("x/manifest-sha256.txt", f"{A}  data/50%25.pdf".encode()) == [
        ("data/50%.pdf", A, None)
    ]
    assert lines("SHA256SUMS", f"{A}  data/50%25.pdf".encode()) == [("data/50%25.pdf", A, None)]
    assert lines("SHA256SUMS", f"\\{A}  a\\\\b.pdf".encode()) == [("a/b.pdf", A, None)]


def test_a_sum_alone_is_of_the_file_it_is_named_after():
    assert lines("lô/a.pdf.md5", f"{MD5}\n".encode()) == [("a.pdf", MD5, None)]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (["Tên tệp", "Số trang", "Mã băm SHA-256"], ["lô 1/a.pdf", "12", A]),
        (
            ["STT", "TÊN FILE:", "Tổng số trang", "SHA256"],
            ["1", "lô 1\\a.pdf", "12 trang", A.upper()],
        ),
        (["Algorithm", "Hash", "Path", "Pages"], ["SHA256", A, "lô 1/a.pdf", "12.0"]),
    ],
)
def test_tables_are_understood_by_their_heads_in_any_order(head, row):
    title = ["CÔNG TY SỐ HÓA X", "", ""]
    for comma in ",;\t":
        text = "\n".join(comma.join(cells) for cells in (title, [], head, row, []))
        for data in (text.encode("utf-8-sig"), text.encode("utf-16")):
            assert lines("danh mục.csv", data) == [("lô 1/a.pdf", A, 12)]
    assert lines("danh mục.xlsx", book(title, [], head, row)) == [("lô 1/a.pdf", A, 12)]


def test_numbers_and_urgency_out_of_a_workbook():
    data = book(["Tên tệp", "Số trang", "Độ khẩn"], ["a.pdf", 12, "Hỏa tốc"], ["b.pdf", None, None])
    found = read_manifest("x.xlsx", data)
    assert [(one.name, one.pages, one.urgency) for one in found.lines] == [
        ("a.pdf", 12, "Hỏa tốc"),
        ("b.pdf", None, ""),
    ]


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", "Tên tệp,Ghi chú\na.pdf,x\n".encode()])
def test_another_table_is_no_list(data):
    assert read_manifest("báo cáo.csv", data) is None
    assert read_manifest("báo cáo.xlsx", book(["Tên tệp", "Ghi chú"])) is None


def test_what_leads_out_or_contradicts_itself_is_refused_and_told():
    said = f"{A}  ../../etc/passwd\n{A}  a\x1b[2J.pdf\nkhông phải\n"
    said += f"{A}  b.pdf\n{B}  b.pdf\n{A}  c.pdf\n"
    found = read_manifest("SHA256SUMS", said.encode())
    assert [(one.name, one.digest) for one in found.lines] == [("b.pdf", None), ("c.pdf", A)]
    assert found.refused_number == 4
    assert "hai dòng nói khác nhau" in found.refused[-1]


def test_lists_beyond_bounds_are_refused(monkeypatch):
    from pipeline.archive.manifests import reading

    monkeypatch.setattr(reading, "_MOST_LINES", 3)
    for name in ("SHA256SUMS", "x.csv"):
        text = "Tên tệp,Số trang\n" + "".join(f"{n}.pdf,1\n" for n in range(9))
        with pytest.raises(ManifestError, match="dài hơn"):
            read_manifest(name, text.encode())
    monkeypatch.setattr(opening, "MOST_UNPACKED", 1000)
    with pytest.raises(ManifestError, match="quá lớn"):
        read_manifest("x.xlsx", book(["Tên tệp", "Số trang"]))
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(ManifestError, match="lớn hơn"):
        read_manifest("SHA256SUMS", b"x" * 11)


@pytest.mark.parametrize("name", ["SHA256SUMS", "x.csv", "x.xlsx"])
@settings(max_examples=30)
@given(data=st.binary(max_size=300))
def test_no_bytes_do_anything_but_be_read_or_refused(name, data):
    try:
        read_manifest(name, data)
    except ManifestError as error:
        assert str(error).startswith(name)  # noqa: PT017


@given(st.text(max_size=40))
def test_a_name_stays_what_it_is_and_never_leads_upwards(said):
    name = named(said)
    if name is not None:
        assert named(name) == name
        assert not name.startswith("/")
        assert ".." not in name.split("/")


def test_names_that_are_looked_at():
    assert all(map(is_sums, ["SHA256SUMS", "md5sum.txt", "a/checksums.txt", "manifest-sha512.txt"]))
    assert not any(map(is_sums, ["readme.txt", "manifest.txt", "sha.pdf"]))
    assert is_tag("lô/bagit.txt")
    assert not may_list("ghi chú.txt")
    assert may_list("Danh mục.XLSX")


def test_a_file_is_found_by_what_another_system_calls_it():
    names = Names(["Lô 1/HS 01.pdf", "Lô 2/HS 01.pdf", "Lô 1/a.PDF"])
    assert names.meant("lô 1/hs 01.pdf") == "Lô 1/HS 01.pdf"
    assert names.meant("Quét/Lô 2/HS 01") == "Lô 2/HS 01.pdf"
    assert names.meant("a.pdf") == "Lô 1/a.PDF"
    assert names.meant("HS 01.pdf") is None  # two are called so
    assert names.meant("b.pdf") is None
