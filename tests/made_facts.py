"""Documents and plans made up for the tests of profiles: an imaginary province and its papers."""

from dataclasses import replace

from pipeline.profiles.drafting import draft
from pipeline.profiles.facts import Facts, Stored
from pipeline.profiles.placing import place
from pipeline.profiles.plan import GivenValue, Plan, PlannedFile, Rule

CODE = "H49.64.33.2019.01"
ISSUER = {
    "printed": "ỦY BAN NHÂN DÂN TỈNH AN BÌNH",
    "name": "Ủy ban nhân dân tỉnh An Bình",
    "canonical": "Ủy ban nhân dân tỉnh An Bình",
    "parent": None,
}
GIVEN = {
    "code": CODE,
    "title": "Tập công văn về phòng, chống thiên tai năm 2019",
    "retention": "01",
    "mode": "01",
    "language": "01",
    "risk_recovery": "0",
    "paper_code": "H49.K1.G2.01",
    "sheets": "3",
    "catalog": "01",
    "notation": "01/TH",
}
FONDS = {
    "archive_id": "H49",
    "organ_id": "H49.64.33",
    "fonds_id": "P01",
    "name": "Ủy ban nhân dân tỉnh An Bình",
}


def facts(number=1, **changes):
    """A letter; `values` given are put over its own, None takes one away."""
    values = {
        "type": "CÔNG VĂN",
        "number": f"{number:02d}",
        "symbol": "UBND-NC",
        "date": f"2019-03-{number:02d}",
        "org": ISSUER["printed"],
        "issuers": [ISSUER],
        "subject": "phòng, chống thiên tai",
        "language": {"code": "01", "name": "Tiếng Việt"},
        "page_count": 1,
        "sheet_count": 1,
        "signers": [{"name": "Nguyễn Văn An", "title": "CHỦ TỊCH"}],
        "noi_nhan": ["Như trên", "Lưu: VT"],
    } | changes.pop("values", {})
    made = Facts(
        id=f"{number:016x}-0001",
        source=f"hop1/cv{number}.pdf",
        sha256=f"{number:064x}",
        pages=(1,),
        values={key: value for key, value in values.items() if value is not None},
        reasons={key: "không thấy" for key, value in values.items() if value is None},
        confidence=0.9731,
        pdf=Stored("ab" * 32, 1000),
        published="2026-11-29T01:02:03+00:00",
        archival=True,
    )
    return replace(made, **changes)


def planned(code=CODE, where="kh.xlsx, trang “Hồ sơ”, dòng 2", **given):
    return PlannedFile(code, GIVEN | {"code": code} | given, where)


def plan(*files, rules=(), values=(), **fonds):
    """One file for all of `hop1/`, unless others are given."""
    listed = files or (planned(),)
    own = tuple(rules) or (Rule(listed[0].code, listed[0].where, folder="hop1/"),)
    return Plan("kh.xlsx", "Lê Thị Mai", FONDS | fonds, {}, listed, own, tuple(values))


def given(field, value, document="", file=""):
    return GivenValue(
        field, value, "Lê Thị Mai", "kh.xlsx, trang “Giá trị”, dòng 2", document, file
    )


def drafted(profile, documents, a_plan=None, **allowed):
    from pipeline.profiles.records import Allowed

    used = a_plan or plan()
    return draft(profile, used, place(documents, used), Allowed(**allowed))
