"""How sure a field is: a probability that no doubt raises, and nothing given that is too unsure."""

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper import find_line, page_of, pen_in

from pipeline.errors import MissingModelError
from pipeline.geometry import Box
from pipeline.record.check import Check
from pipeline.record.doubts import DOUBTS, doubts_of
from pipeline.record.fields import FIELD_KEYS, read_fields
from pipeline.record.parts import sort_parts
from pipeline.record.trust import FieldTrust, evidence_of, field_trust, trusted
from pipeline.values.document import Field
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import UnreadPrint

SHIPPED = field_trust()
RULES = [(key, rule) for key, rules in SHIPPED.base.items() for rule in rules]
LETTER = (
    ("letterhead_left", "ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH\nSố: 12/UBND-KTTH\nV/v báo cáo kết quả"),
    ("letterhead_right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
    ("letterhead_right", "Bắc Ninh, ngày 4 tháng 3 năm 2024"),
    ("recipients", "Kính gửi: Sở Tài chính"),
    ("body", "Thực hiện Công văn số 4039/STC-HCSN, các đơn vị báo cáo trước ngày 20."),
    ("foot_left", "Nơi nhận:\n- Như trên;\n- Lưu: VT."),
    ("foot_right", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nĐào Quang Khải"),
)

doubts = st.fixed_dictionaries({name: st.floats(0, 6) for name in DOUBTS})


def parts_of(page):
    return sort_parts([page])


def with_trust(page, text, sure):
    """The page with one of its words, or all of a line without words, trusted so far."""
    line = find_line(page, text)
    return replace(
        page,
        zones=tuple(
            replace(
                zone,
                lines=tuple(
                    replace(
                        one,
                        confidence=sure,
                        words=tuple(replace(word, confidence=sure) for word in one.words),
                    )
                    if one.id == line.id
                    else one
                    for one in zone.lines
                ),
            )
            for zone in page.zones
        ),
    )


@given(st.sampled_from(RULES), st.sampled_from(["print", "pen", "stamp"]), doubts, st.floats(0, 1))
def test_a_confidence_is_a_probability(rule, ink, against, own):
    """From 0 to 1, and never above what the figures' own reader promises."""
    chance = SHIPPED.chance(*rule, against, ink=ink, own=own)

    assert 0 <= chance <= own


@given(st.sampled_from(RULES), doubts, st.sampled_from(list(DOUBTS)), st.floats(0, 5))
def test_no_doubt_raises_a_confidence(rule, against, name, more):
    """Whatever speaks against a field, more of it never makes it surer."""
    worse = against | {name: against[name] + more}

    assert SHIPPED.chance(*rule, worse) <= SHIPPED.chance(*rule, against)


@given(doubts)
def test_a_rule_that_was_never_met_is_not_believed_more_than_the_prior_says(against):
    """Nor a field that was never judged; less where its extractor itself is in doubt."""
    for key, rule in (("org", "org.never_met"), ("handwriting", "handwriting.note"), ("org", None)):
        chance = SHIPPED.chance(key, rule, against)

        assert 0 < SHIPPED.prior < 1
        assert chance <= SHIPPED.prior


def test_a_fit_in_which_a_doubt_raises_a_confidence_is_refused():
    """A weight below 0, or odds turned round, is a mistake of the fit."""
    with pytest.raises(ValueError, match=r"org\.open"):
        FieldTrust({}, {"org": {"open": -0.1}}, {}, 0.5, {})
    with pytest.raises(ValueError, match="no probabilities"):
        FieldTrust({}, {}, {}, 0.5, {"print": 0.0})
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"base": {"org": 3}}', type=FieldTrust)


def test_a_missing_file_tells_what_to_do(tmp_path):
    """Not a silent confidence of 1."""
    with pytest.raises(MissingModelError, match=r"fields\.json"):
        field_trust(tmp_path / "fields.json")


def test_what_ships_knows_every_compared_field_and_every_doubt():
    """Names that the code no longer has, or has and the fit has not, would weigh nothing."""
    assert set(SHIPPED.base) <= set(FIELD_KEYS)
    assert {name for weights in SHIPPED.weights.values() for name in weights} <= set(DOUBTS)
    assert all(0.5 <= floor < 0.9 for floor in SHIPPED.floors.values())


def test_a_letter_read_well_is_sure_of_all_its_fields():
    """Nothing is withheld of it, and what finds it again is at 0.9 and more."""
    page = page_of(LETTER)
    parts = parts_of(page)
    raw = read_fields(parts)
    fields = trusted(raw, parts)

    assert {key for key in raw if raw[key].value is not None} == {
        key for key in fields if fields[key].value is not None
    }
    for key in ("org", "number", "symbol", "place", "date", "type", "signer"):
        assert fields[key].confidence > 0.9, key


def test_a_field_too_unsure_is_not_given_and_says_what_was_read():
    """The value stands first among the alternatives, the place is kept, the reason says why."""
    parts = parts_of(page_of(LETTER))
    raw = read_fields(parts)
    strict = replace(SHIPPED, floors={"org": 1.01})

    org = trusted(raw, parts, trust=strict)["org"]

    assert org.value is None
    assert org.confidence == 0
    assert org.alternatives[0] == raw["org"].value == "ỦY BAN NHÂN DÂN TỈNH BẮC NINH"
    assert org.reason == "đọc được “ỦY BAN NHÂN DÂN TỈNH BẮC NINH” nhưng không đủ chắc"
    assert (org.page, org.box, org.rule) == (raw["org"].page, raw["org"].box, raw["org"].rule)


def test_a_reason_has_no_words_of_ours():
    """Lists and codes are told by what the paper says."""
    parts = parts_of(page_of(LETTER))
    details = [
        {"text": "Như trên", "kind": "addressees", "purpose": None},
        {"text": "Lưu: VT", "kind": "file_copy", "purpose": None},
    ]
    raw = {"noi_nhan_details": Field(details, "x", 0.9), "system": Field("mass", "x", 0.9)}

    withheld = trusted(raw, parts, trust=replace(SHIPPED, floors=dict.fromkeys(raw, 1.01)))

    said = [withheld[key].reason for key in raw]
    assert said == [
        "đọc được “Như trên; Lưu: VT” nhưng không đủ chắc",
        "đọc được “đoàn thể” nhưng không đủ chắc",
    ]
    assert withheld["noi_nhan_details"].alternatives == (details,)


def test_a_paper_that_may_be_secret_is_never_made_open():
    """However unsure MẬT is, it is not taken back."""
    parts = parts_of(page_of(LETTER))
    secret = Field("MẬT", "MẬT", 0.02, 1, Box(0, 0, 9, 9), "stamp", "secrecy.mark")

    strict = replace(SHIPPED, floors={"secrecy": 1.0})

    kept = trusted({"secrecy": secret}, parts, trust=strict)

    assert kept["secrecy"].value == "MẬT"
    assert kept["secrecy"].confidence < 1.0


def test_an_empty_field_stays_as_it_is():
    """Its reason is its own."""
    parts = parts_of(page_of(LETTER))
    raw = read_fields(parts)

    fields = trusted(raw, parts)

    assert all(fields[key] is raw[key] for key in raw if raw[key].value is None)


@pytest.mark.parametrize("sure", [0.9, 0.5, 0.1])
def test_a_word_less_sure_makes_its_field_less_sure_and_no_other(sure):
    """The organ's line in doubt says nothing against the signer."""
    page = page_of(LETTER)
    worse = with_trust(page, "TỈNH BẮC NINH", sure)
    before, after = (
        trusted(read_fields(parts_of(p)), parts_of(p), trust=replace(SHIPPED, floors={}))
        for p in (page, worse)
    )

    assert after["org"].confidence < before["org"].confidence
    assert after["signer"].confidence == before["signer"].confidence


@pytest.mark.parametrize(("text", "doubted"), [("-", False), (".", False), ("Sở", True)])
def test_a_speck_before_a_value_is_no_unsure_word(text, doubted):
    """Dashes and specks are read with doubt and are in no value; a word is."""
    page = page_of(LETTER)
    line = find_line(page, "Kính gửi: Sở Tài chính")
    words = tuple(
        replace(word, text=text, confidence=0.01) if word.text == "Sở" else word
        for word in line.words
    )
    zones = tuple(
        replace(z, lines=tuple(replace(x, words=words) if x.id == line.id else x for x in z.lines))
        for z in page.zones
    )

    least = against(replace(page, zones=zones), "recipients")["least_word"]
    assert (least > against(page, "recipients")["least_word"]) is doubted


def against(page, key, **other):
    parts = parts_of(page)
    fields = read_fields(parts)
    return doubts_of(key, replace(fields[key], **other), parts, fields)


def test_what_speaks_against_a_field():
    """Each doubt where its cause is, and not where it is not."""
    page = page_of(LETTER)
    box = read_fields(parts_of(page))["signer"].box
    seal = MarkRecord("seal", box, 0.9)
    left = UnreadPrint(Box(box.x, box.bottom, box.width, 20), 3.0)

    assert against(page, "signer")["covered"] == against(page, "signer")["unread"] == 0
    assert against(replace(page, marks=(seal,)), "signer")["covered"] == 1
    assert against(replace(page, marks=(seal,)), "signer")["beside"] == 1
    assert against(replace(page, unread=(left,)), "signer")["unread"] == 1
    assert against(replace(page, unread=(left,)), "org")["unread"] == 0
    assert against(replace(page, orientation_sure=False), "org")["turned"] == 1
    assert against(replace(page, dpi=100.0), "org")["coarse"] == 2
    assert against(replace(page, dpi=600.0), "org")["coarse"] == 0


@pytest.mark.parametrize(
    ("key", "value", "name"),
    [
        ("org", "CÔNG TY CỔ ~~PHẦN~~", "odd_signs"),
        ("place", "7P. Hồ Chí Minh", "odd_signs"),
        ("subject", "tăng cường quản lý . đất đai", "odd_signs"),
        ("signer", "Tr~n Văn A", "odd_signs"),
        ("org", "ĐOÀN KHÓI DOANH NGHIỆP THỰC PHÁẢM", "odd_words"),
        ("symbol", "11T-NV", "unlisted"),
        ("place", "Ea Htleo", "unlisted"),
        ("place", "Thừa Thiên Huết", "unlisted"),
        ("org", "TÀI SẢN", "unlisted"),
        ("org", "BÁO CÁO", "unlisted"),
        ("signer", "Xyz Abc", "unlisted"),
        ("subject", "báo cáo kết quả của", "open"),
        ("subject", "báo cáo kết quả năm", "open"),
        ("noi_nhan", ["Như trên (để b/c", "Lưu VT"], "open"),
        ("noi_nhan", ["CT, PCTUBND tỉnh", "Lưu: VT"], "odd_words"),
        ("noi_nhan", ["Các sở, ng nh", "Lưu: VT"], "odd_words"),
    ],
)
def test_a_value_that_looks_wrong_is_doubted(key, value, name):
    """Signs, words and codes that such a value does not have."""
    assert against(page_of(LETTER), key, value=value)[name] > 0


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("org", "ỦY BAN NHÂN DÂN TỈNH BẮC NINH"),
        ("symbol", "QĐ-UBND"),
        ("place", "Hà Nội"),
        ("signer", "Nguyễn Thị Hòa"),
        ("number", "12"),
        ("subject", "báo cáo kết quả năm 2020; giao nhiệm vụ (đợt 1)"),
        ("noi_nhan", ["Như trên", "Lưu: VT, NC(Bình45)"]),
        ("noi_nhan", ["Lãnh đạo VKSNDTC", "BTT UBMTTQVN tỉnh", "Lưu: VT, CN. pvc"]),
        ("noi_nhan", ["TTCNTT (để đưa lên Website Trường)", "Lưu: VT, C06"]),
        ("recipients", ["Sở Kế hoạch và Đầu tư", "Ủy ban nhân dân tỉnh Quảng Nam"]),
        ("org", "ỦY BAN NHÂN DÂN HUYỆN KRÔNG PẮC"),
        ("subject", "phòng, chống thiên tai"),
        ("subject", "mức đóng học phí hàng năm"),
        ("subject", "dự án kéo dài tuyến Metro số 1"),
    ],
)
def test_a_value_as_it_should_be_is_not_doubted(key, value):
    """Nothing in its own letters speaks against it."""
    found = against(page_of(LETTER), key, value=value)

    assert [found[name] for name in ("odd_signs", "odd_words", "unlisted", "open")] == [0, 0, 0, 0]


def test_a_line_that_nobody_claims_below_a_subject_is_a_doubt():
    """A subject cut short leaves a line behind."""
    page = page_of(LETTER)
    parts = parts_of(page)
    fields = read_fields(parts)
    line = find_line(page, "V/v báo cáo kết quả")
    above = replace(fields["subject"], box=Box(line.box.x, line.box.y - 30, line.box.width, 30))

    assert doubts_of("subject", fields["subject"], parts, fields)["unclaimed"] == 0
    assert doubts_of("subject", above, parts, fields | {"subject": above})["unclaimed"] == 1


def test_an_author_s_line_and_the_end_of_the_text_are_no_lost_lines():
    """The one stands under its title, the other above a foot; below a foot nothing should."""
    page = page_of(
        (
            ("letterhead_left", "TỈNH ỦY BẮC NINH\n*\nSố 12-CT/TU"),
            ("letterhead_right", "ĐẢNG CỘNG SẢN VIỆT NAM\nBắc Ninh, ngày 4 tháng 3 năm 2024"),
            ("title", "CHỈ THỊ\nCỦA BAN THƯỜNG VỤ TỈNH ỦY\nvề tăng cường công tác dân vận"),
            ("body", "Các cấp ủy thực hiện nghiêm Chỉ thị này./."),
            ("foot_left", "Nơi nhận:\n- Như trên;\n- Lưu VPTU."),
        )
    )
    parts = parts_of(page)
    fields = read_fields(parts)
    list_box, text = fields["noi_nhan"].box, find_line(page, "Các cấp ủy").box
    over = replace(fields["noi_nhan"], box=Box(text.x, text.bottom, text.width, 100))
    under = replace(fields["noi_nhan"], box=Box(text.x, text.y - 100, text.width, 100))

    assert doubts_of("subject", fields["subject"], parts, fields)["unclaimed"] == 0
    assert list_box is not None
    assert doubts_of("noi_nhan", over, parts, fields | {"noi_nhan": over})["unclaimed"] == 0
    assert doubts_of("noi_nhan", under, parts, fields | {"noi_nhan": under})["unclaimed"] == 1


def test_what_a_form_never_has_is_not_lost():
    """A declaration has neither organ nor number; a letter without them has lost them."""
    title = "TỜ KHAI\nĐề nghị xác nhận nơi thường xuyên đậu xe"
    heading = (
        "letterhead_right",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
    )

    form = against(page_of((heading, ("title", title))), "subject")
    report = against(page_of((heading, ("title", title.replace("TỜ KHAI", "BÁO CÁO")))), "subject")

    assert (form["head_lost"], report["head_lost"]) == (0, 3)


def test_a_house_s_own_letterhead_has_no_heading_to_lose():
    """Its address stands under its name; an office that prints none has lost its heading."""
    name, rest = "CÔNG TY CỔ PHẦN MINH LONG", "Số: 12/CV-ML\nV/v báo cáo kết quả"
    day = ("letterhead_right", "Hà Nội, ngày 4 tháng 3 năm 2024")
    address = "Địa chỉ: 12 Quang Trung, phường 5 - Điện thoại: 024 3825 1234"

    house = page_of((("letterhead_left", f"{name}\n{address}\n{rest}"), day))
    office = page_of((("letterhead_left", f"SỞ TÀI CHÍNH\n{rest}"), day))

    assert against(house, "subject")["head_lost"] == 0
    assert against(office, "subject")["head_lost"] == 1


def test_a_pen_s_own_chance_is_kept():
    """The figures' net says how sure it is; the record can only be less sure than that."""
    blank = [(kind, text.replace("Số: 12/", "Số:      /")) for kind, text in LETTER]
    page = page_of(blank)
    page = replace(page, marks=(pen_in(page, "Số:", "Số:", "574", 0.8),))
    parts = parts_of(page)
    fields = read_fields(parts)

    assert fields["number"].value == "574"
    found, own = evidence_of("number", fields["number"], parts, fields)
    assert own == 0.8
    assert found["rule"] == pytest.approx(0)
    assert 0.6 < trusted(fields, parts)["number"].confidence <= 0.8
    assert evidence_of("org", fields["org"], parts, fields)[1] == 1.0


def test_what_checks_across_fields_say_lowers_a_confidence():
    """A number that its title speaks against is less sure; the others are not touched."""
    parts = parts_of(page_of(LETTER))
    raw = read_fields(parts)
    holds = Check("symbol.type", ("number",))
    plain, flagged = (
        trusted(raw, parts, checks) for checks in ([holds], [holds, replace(holds, why="khác")])
    )

    assert flagged["number"].confidence < plain["number"].confidence
    assert flagged["org"] == plain["org"]
    assert plain == trusted(raw, parts)


def test_what_says_a_field_again_is_no_surer_than_it():
    """The parts of Nơi nhận, of the issuers and signers go with the fields they are made of."""
    parts = parts_of(page_of(LETTER))
    raw = read_fields(parts)
    strict = replace(SHIPPED, floors={"org": 1.01, "title": 1.01})

    plain, withheld = (trusted(raw, parts, trust=t) for t in (SHIPPED, strict))

    for key, other in (("issuers", "org"), ("signers", "title"), ("type_code", "type")):
        assert 0 < plain[key].confidence <= plain[other].confidence
    assert withheld["issuers"].value is withheld["signers"].value is None
    assert withheld["issuers"].alternatives[0] == raw["issuers"].value
    assert withheld["type_code"] == plain["type_code"]


def test_what_says_again_a_field_that_was_not_read_stands_by_itself():
    """No organ of one name, and yet issuers: nothing was withheld."""
    parts = parts_of(page_of(LETTER))
    raw = read_fields(parts) | {"org": Field(reason="không thấy cơ quan")}

    assert trusted(raw, parts)["issuers"].value == raw["issuers"].value


@pytest.mark.parametrize("key", ["title", "authority"])
def test_who_signs_is_never_sure_where_its_extractor_suspects_another(key):
    """Pen and rubber that nobody could read say more than print that was read well."""
    parts = parts_of(page_of(LETTER))
    field = read_fields(parts)[key]
    suspected = replace(field, confidence=0.45)

    plain = trusted({key: field}, parts)[key]
    doubted = trusted({key: suspected}, parts)[key]

    assert plain.confidence > 0.9
    assert doubted.confidence <= 0.85
