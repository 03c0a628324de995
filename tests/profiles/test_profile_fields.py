"""The records of each profile: codes, lengths, obligatory fields, and what stands apart."""

import pytest
from made_facts import CODE, drafted, facts, given, plan, planned

from pipeline.profiles import PARTY, PROFILES, TT02, TT05
from pipeline.profiles.codes import TYPES, type_code
from pipeline.text.folding import fold

ALL = list(PROFILES.values())


def records(profile, *documents, a_plan=None, **allowed):
    made = drafted(profile, list(documents) or [facts()], a_plan, **allowed)
    file = made.files[0]
    return made, file.values, [one.values for one in file.documents]


@pytest.mark.parametrize("profile", ALL, ids=lambda p: p.name)
def test_a_whole_file_has_no_troubles(profile):
    made, file, _ = records(profile, facts(1), facts(2))
    assert made.troubles == ()
    assert file["document_count"] == "2"


@pytest.mark.parametrize("profile", ALL, ids=lambda p: p.name)
def test_names_are_unique_and_values_known(profile):
    """Two fields of one name would write over each other in silence."""
    for specs in (profile.fonds, profile.files, profile.documents):
        assert len({spec.name for spec in specs}) == len(specs)
        # An operator names a field by any of the three; none may mean two.
        said = [{fold(spec.label), fold(spec.xml), fold(spec.name)} for spec in specs]
        assert sum(map(len, said)) == len(set[str]().union(*said))
        listed = [spec.xml for spec in specs if not spec.own]
        assert len(set(listed)) == len(listed)
        assert all((spec.kind in ("code", "codes")) == (spec.codes is not None) for spec in specs)


def test_tt05_writes_codes():
    _, file, (one,) = records(TT05)
    assert one["type_name"] == "22"
    assert one["language"] == "01"
    assert one["retention"] == file["retention"] == "01"
    assert one["access_mode"] == "01"
    assert one["trust_level"] == "02"
    assert one["archive_code"] == f"{CODE}.0000001"
    assert one["issued_date"] == "01/03/2019"
    assert (file["start_date"], file["end_date"]) == ("01/03/2019", "01/03/2019")


def test_tt02_writes_words():
    _, file, (one,) = records(TT02)
    assert one["type_name"] == "Công văn"
    assert one["language"] == "Tiếng Việt"
    assert file["retention"] == "Vĩnh viễn"
    assert one["trust_level"] == "Số hóa"
    assert one["file_code"] == CODE


def test_the_regulations_own_lists_are_whole():
    """Fields of files and documents as TT05's packages and TT02 list them."""
    assert len([s for s in TT05.files if not s.own]) == 18
    assert len([s for s in TT05.documents if not s.own]) == 21
    assert [s.xml for s in TT05.files if not s.own][-3:] == [
        "riskRecovery",
        "riskRecoveryStatus",
        "description",
    ]
    assert {s.xml: s.most for s in TT02.documents if not s.own} == {
        "DocCode": 25,
        "FileCode": 30,
        "DocOrdinal": 4,
        "TypeName": 100,
        "CodeNumber": 11,
        "CodeNotation": 30,
        "IssuedDate": None,
        "OrganName": 200,
        "Subject": 500,
        "Language": 100,
        "PageAmount": 4,
        "Description": 500,
        "InforSign": 30,
        "Keyword": 100,
        "Mode": 20,
        "ConfidenceLevel": 30,
        "Autograph": 2000,
        "Format": 50,
    }


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("NGHỊ QUYẾT", "01"),
        ("QUYẾT ĐỊNH", "02"),
        ("QUY ĐỊNH", "05"),
        ("CHƯƠNG TRÌNH", "09"),
        ("TỜ TRÌNH", "15"),
        ("BIÊN BẢN", "20"),
        ("CÔNG ĐIỆN", "23"),
        ("THƯ CÔNG", "29"),
        ("KẾT LUẬN", "32"),
        ("THÔNG TRI", "32"),
        ("LUẬT", "32"),
        ("32", "32"),
        ("22", "32"),
    ],
)
def test_types(printed, code):
    assert type_code(printed) == code
    assert len(TYPES.words) == 32


def test_a_party_type_without_a_code_is_32_and_its_name():
    document = facts(values={"type": "KẾT LUẬN", "symbol": "KL/TU"})
    _, _, (one,) = records(TT05, document)
    assert (one["type_name"], one["type_name_printed"]) == ("32", "Kết luận")
    assert one["note"] == "Tên loại: Kết luận"
    _, _, (one,) = records(PARTY, document)
    assert (one["type_name"], one["type_code"]) == ("Kết luận", "32")
    assert "note" not in one
    _, _, (one,) = records(TT05, facts())
    assert "note" not in one


def test_numbers_stay_strings():
    _, _, (one,) = records(TT05, facts(values={"number": "05"}))
    assert one["code_number"] == "05"
    _, _, (one,) = records(TT05, facts(values={"number": "12a"}))
    assert one["code_number"] == "12a"
    _, _, (one,) = records(TT05, facts(values={"symbol": "NĐ-CP", "year": "2020"}))
    assert one["code_notation"] == "2020/NĐ-CP"


def test_how_sure_the_reading_is_stands_by_itself():
    """`trust_level` is provenance; OCR confidence has a field of its own."""
    _, _, (one,) = records(TT05, facts(confidence=0.5, must=3))
    assert (one["trust_level"], one["ocr_confidence"], one["open_notes"]) == ("02", "0.50", "3")
    spec = {spec.name: spec for spec in TT05.documents}
    assert spec["ocr_confidence"].own
    assert not spec["trust_level"].own


def test_who_issued_it_is_as_printed_its_full_name_apart():
    issuer = {
        "printed": "SỞ NỘI VỤ",
        "name": "Sở Nội vụ",
        "canonical": "Sở Nội vụ tỉnh An Bình",
        "parent": None,
    }
    _, _, (one,) = records(TT05, facts(values={"issuers": [issuer], "org": "SỞ NỘI VỤ"}))
    assert one["organ_name"] == "Sở Nội vụ"
    assert one["organ_full_name"] == "Sở Nội vụ tỉnh An Bình"
    guessed = {**issuer, "printed": None}
    made, _, (one,) = records(TT05, facts(values={"issuers": [guessed], "org": None}))
    assert "organ_name" not in one
    assert [t.field for t in made.troubles] == ["organ_name"]


@pytest.mark.parametrize("profile", ALL, ids=lambda p: p.name)
@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("type", "type_name"),
        ("date", "issued_date"),
        ("org", "organ_name"),
        ("subject", "subject"),
        ("page_count", "page_count"),
    ],
)
def test_a_missing_obligatory_field_is_listed_with_document_and_reason(profile, key, field):
    gone = {"org": {"org": None, "issuers": None}}.get(key, {key: None})
    document = facts(values=gone)
    made, _, _ = records(
        profile, document, a_plan=plan(planned(start="01/01/2019", end="02/02/2020"))
    )
    mine = [one for one in made.troubles if one.document]
    assert [(one.document, one.field, one.file) for one in mine] == [(document.id, field, CODE)]
    assert "thiếu trường bắt buộc (không thấy)" in str(mine[0])
    assert "trang “Giá trị”" in mine[0].remedy


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("title", {"title"}),
        ("retention", {"retention"}),
        ("mode", {"access_mode"}),
        ("risk_recovery", {"risk_recovery"}),
        ("paper_code", {"paper_file_code"}),
    ],
)
def test_what_the_plan_lacks_is_listed_once_for_the_file(key, fields):
    made, _, _ = records(TT05, facts(1), facts(2), a_plan=plan(planned(**{key: ""})))
    assert {one.field for one in made.troubles} == fields
    assert len(made.troubles) == 1
    assert "ở trang “Hồ sơ”" in made.troubles[0].remedy


@pytest.mark.parametrize(
    ("given_more", "troubles"),
    [
        ({"trust": "01", "paper_code": ""}, ["process"]),  # born digital: no paper, a process
        ({"trust": "02", "paper_code": ""}, ["paper_file_code"]),
        ({"risk_recovery": "1"}, ["risk_recovery_status"]),
        ({"risk_recovery": "1", "risk_status": "02"}, []),
    ],
)
def test_what_is_obligatory_only_then(given_more, troubles):
    made, _, _ = records(TT05, a_plan=plan(planned(**given_more)))
    assert [one.field for one in made.troubles] == troubles


@pytest.mark.parametrize("profile", [TT02, PARTY], ids=lambda p: p.name)
@pytest.mark.parametrize("key", ["archive_id", "fonds_id", "name"])
def test_the_fonds_has_obligatory_fields_too(profile, key):
    made, _, _ = records(profile, a_plan=plan(**{key: ""}))
    assert len(made.troubles) == 1
    assert "ở trang “Phông”" in made.troubles[0].remedy


def test_a_package_names_who_hands_it_over():
    made, _, _ = records(TT05, a_plan=plan(name=""))
    assert "đơn vị nộp" in str(made.troubles[0])


@pytest.mark.parametrize(
    ("profile", "field", "length"),
    [
        (TT05, "subject", 500),
        (TT05, "organ_name", 200),
        (TT05, "code_notation", 30),
        (TT05, "code_number", 11),
        (TT05, "handwriting", 2000),
        (TT02, "type_name", 100),
        (PARTY, "signer_name", 50),
    ],
)
def test_too_long_is_listed_and_never_cut(profile, field, length):
    values = {
        "subject": lambda text: {"subject": text},
        "organ_name": lambda text: {"org": text, "issuers": None},
        "code_notation": lambda text: {"symbol": text},
        "code_number": lambda text: {"number": text},
        "handwriting": lambda text: {"instructions": [{"text": text}]},
        "type_name": lambda text: {"type": text},
        "signer_name": lambda text: {"signers": [{"name": text}]},
    }[field]
    fits, _, (one,) = records(profile, facts(values=values("x" * length)))
    assert [t for t in fits.troubles if t.field == field] == []
    made, _, (one,) = records(profile, facts(values=values("x" * (length + 1))))
    assert [t.field for t in made.troubles if t.field != "type_name_printed"] == [field]
    assert f"dài {length + 1} ký tự, quá {length}" in str(made.troubles[-1])
    assert len(one[field]) == length + 1


def test_an_operator_gives_values_and_stays_known_for_them():
    document = facts(values={"subject": None, "date": None})
    values = [
        given("Trích yếu", "phòng, chống bão", document.id),
        given("issuedDate", "2019-04-05", document.id),
        given("title", "Tập khác", file=CODE),
    ]
    made, file, (one,) = records(TT05, document, a_plan=plan(values=values))
    assert made.troubles == ()
    assert (one["subject"], one["issued_date"]) == ("phòng, chống bão", "05/04/2019")
    assert file["start_date"] == "05/04/2019"
    assert [(u.field, u.machine, u.by) for u in made.used] == [
        ("subject", "", "Lê Thị Mai"),
        ("issued_date", "", "Lê Thị Mai"),
        ("title", "Tập công văn về phòng, chống thiên tai năm 2019", "Lê Thị Mai"),
    ]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("Trích yếuu", "a", "TT05 không có trường"),
        ("docCode", "H49.1", "“Mã lưu trữ của tài liệu” không nhập thay được"),
        ("Độ mật", "Không", "không nhập thay được"),
        ("Tên loại", "99", "mã 99 không có trong bảng mã"),
        ("Ngày, tháng, năm", "31/02/2019", "không phải ngày DD/MM/YYYY"),
        ("Số lượng trang", "hai", "không phải số"),
        ("Trích yếu", "x" * 501, "quá 500"),
    ],
)
def test_a_given_value_that_does_not_fit_is_listed(field, value, said):
    a_plan = plan(values=[given(field, value, facts().id)])
    made, _, _ = records(TT05, facts(values={"subject": None}), a_plan=a_plan)
    assert any(said in str(one) for one in made.troubles)


def test_a_value_for_nothing_exported_is_told():
    made, _, _ = records(TT05, a_plan=plan(values=[given("Trích yếu", "a", "không-có-0001")]))
    assert made.troubles == ()
    assert any("không có trong lần xuất này" in note for note in made.notes)


def test_a_document_with_holes_waits_until_it_is_let_pass():
    document = facts(holes=(2, 3))
    made, _, _ = records(TT05, document)
    assert "trang 2, 3 chưa đọc được" in str(made.troubles[0])
    assert "--with-holes" in made.troubles[0].remedy
    made, _, (one,) = records(TT05, document, holes=True)
    assert made.troubles == ()
    assert one["note"] == "Trang chưa đọc được: 2, 3"


def test_a_secret_document_waits_and_then_must_be_secret():
    document = facts(values={"secrecy": "MẬT"})
    made, _, _ = records(TT05, document)
    assert "--with-secret" in made.troubles[0].remedy
    made, _, _ = records(TT05, document, secret=True)
    assert "không phải 03 Mật" in str(made.troubles[0])
    for profile in ALL:
        made, _, _ = records(profile, document, a_plan=plan(planned(mode="03")), secret=True)
        assert made.troubles == ()


def test_a_pdf_that_is_no_pdfa_is_listed():
    """Archives of older programs hold searchable PDFs that nobody checked."""
    made, _, _ = records(TT05, facts(archival=False))
    assert "chưa phải PDF/A" in str(made.troubles[0])
    assert "sohoa repair --renew" in made.troubles[0].remedy


def test_sheets_are_added_up_only_where_each_is_known():
    a_plan = plan(planned(sheets=""))
    _, file, _ = records(TT05, facts(1), facts(2), a_plan=a_plan)
    assert file["sheet_count"] == "2"
    made, file, _ = records(TT05, facts(1), facts(2, values={"sheet_count": None}), a_plan=a_plan)
    assert "sheet_count" not in file
    assert [one.field for one in made.troubles] == ["sheet_count"]


def test_a_file_ends_after_it_begins_and_strangers_in_time_are_told():
    made, _, _ = records(TT05, a_plan=plan(planned(start="05/03/2019", end="01/03/2019")))
    assert "sau khi kết thúc" in str(made.troubles[0])
    made, _, _ = records(TT05, a_plan=plan(planned(start="01/01/2018", end="31/12/2018")))
    assert made.troubles == ()
    assert any("1 văn bản có ngày ngoài thời gian" in note for note in made.notes)


def test_an_empty_file_and_two_codes_of_one_name_are_listed():
    made = drafted(TT05, [], plan())
    assert any("hồ sơ không có văn bản nào" in str(one) for one in made.troubles)
    two = plan(planned("Đ-1"), planned("D/1"))
    made = drafted(TT05, [facts()], two)
    assert sum("trùng với hồ sơ khác" in str(one) for one in made.troubles) == 2


def test_too_long_a_code_is_told_once_and_where_it_can_be_mended():
    """Not for each document, nor with a remedy that the plan would refuse."""
    made = drafted(TT05, [facts(1), facts(2)], plan(planned("H" * 120)))
    assert {one.field for one in made.troubles} == {"file_code", "archive_code"}
    assert len(made.troubles) == 2
    for one in made.troubles:
        assert one.document == ""
        assert "mã hồ sơ ở trang “Hồ sơ”" in one.remedy
    assert drafted(TT05, [facts(1), facts(2)], plan(planned("H" * 92))).troubles == ()


def test_files_with_troubles_are_held_back_whole():
    from pipeline.profiles.plan import Rule

    a_plan = plan(
        planned("A"), planned("B"),
        rules=[Rule("A", "dòng 2", numbers=(1, 1)), Rule("B", "dòng 3", numbers=(2, 3))],
    )  # fmt: skip
    made = drafted(TT05, [facts(1), facts(2), facts(3, values={"subject": None})], a_plan)
    assert [one.file for one in made.troubles] == ["B"]
    kept = made.whole_only()
    assert [file.code for file in kept.files] == ["A"]
    assert (kept.troubles, [one.file for one in kept.held]) == ((), ["B"])
