"""Make up letters: state, Party and youth-union papers with every field known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from samples.bodies import cited_before, decision, matter
from samples.letter import Letter
from samples.offices import Office, make_office
from samples.tables import small_table
from samples.words import DEPARTMENTS, person, subject

if TYPE_CHECKING:
    import random

__all__ = ["make_letter"]

#: Type → code in the number, for state papers.
STATE_TYPES = {
    "QUYẾT ĐỊNH": "QĐ",
    "TỜ TRÌNH": "TTr",
    "CHỈ THỊ": "CT",
    "BÁO CÁO": "BC",
    "KẾ HOẠCH": "KH",
    "THÔNG BÁO": "TB",
    "NGHỊ QUYẾT": "NQ",
    "HƯỚNG DẪN": "HD",
    "CHƯƠNG TRÌNH": "CTr",
    "GIẤY MỜI": "GM",
    "CÔNG ĐIỆN": "CĐ",
}
PARTY_TYPES = {
    "CHỈ THỊ": "CT",
    "NGHỊ QUYẾT": "NQ",
    "KẾT LUẬN": "KL",
    "QUYẾT ĐỊNH": "QĐ",
    "QUY ĐỊNH": "QĐ",
    "THÔNG BÁO": "TB",
    "BÁO CÁO": "BC",
    "KẾ HOẠCH": "KH",
    "HƯỚNG DẪN": "HD",
    "TỜ TRÌNH": "TTr",
}


def make_letter(
    rng: random.Random,
    *,
    system: str | None = None,
    titled: bool | None = None,
    amount: int | None = None,
    pen: float = 0.0,
    office: Office | None = None,
) -> Letter:
    """A letter or titled document with about `amount` paragraphs.

    Args:
        rng: Decides everything.
        system: `state`, `party`, `mass`; drawn when None.
        titled: Has a type over it (QUYẾT ĐỊNH …); drawn when None.
        amount: Paragraphs of matter; drawn when None.
        pen: How often number and day are left to the pen (of real letters, 0.8).
        office: Who writes; drawn for the system when None.
    """
    if office is not None:
        system = office.system
    system = system or rng.choices(("state", "party", "mass"), (64, 28, 8))[0]
    titled = rng.random() < 0.55 if titled is None else titled
    amount = rng.choice((2, 3, 3, 4, 5, 6, 8, 10)) if amount is None else amount
    office = office or make_office(rng, system)
    day = date(2013, 1, 2) + timedelta(days=rng.randint(0, 4300))
    about = subject(rng, office.area, day.year)
    kinds = STATE_TYPES if system == "state" else PARTY_TYPES
    kind = rng.choices(list(kinds), [4, 3, 3, *[2] * (len(kinds) - 3)])[0] if titled else None
    number = f"{rng.choice((rng.randint(1, 99), rng.randint(1, 999), rng.randint(100, 4999))):02d}"
    before, after = _number(rng, office, kind, kinds)
    ruled = kind in ("QUYẾT ĐỊNH", "NGHỊ QUYẾT")
    body = decision(rng, office, str(kind), amount) if ruled else matter(rng, office, about, amount)
    body = [replace(paragraph, text=cited_before(paragraph.text, day)) for paragraph in body]
    names, ends = _recipients(rng, office, kind)
    authority, title = _signing(rng, office)
    author = ""
    if system == "party" and titled and rng.random() < 0.5:
        author = (
            f"CỦA {office.collective} {office.short.upper()}"
            if office.collective != "ĐẢNG ỦY"
            else "CỦA ĐẢNG ỦY"
        )
    letter = Letter(
        system=system,  # type: ignore[arg-type]
        org=office.org,
        number=number,
        before=before,
        after=after,
        place=office.place,
        day=day,
        subject=about,
        body=tuple(body),
        parent=office.parent,
        kind=kind,
        author=author,
        lead=_lead(rng, office, kind),
        issuer=_issuer(office) if ruled and system == "state" else "",
        recipients=names,
        recipients_end=ends,
        noi_nhan=_copies(rng, office, names, ruled=ruled),
        noi_nhan_label="Nơi nhận" if system == "party" and rng.random() < 0.4 else "Nơi nhận:",
        authority=authority,
        title=title,
        signer=person(rng),
        table=small_table(rng) if rng.random() < 0.12 else None,
        pen_number=rng.random() < pen,
        pen_day=rng.random() < pen,
        star=office.star,
    )
    if letter.pen_day and rng.random() < 0.12:
        letter = replace(letter, pen_month=True)
    return letter


def _lead(rng: random.Random, office: Office, kind: str | None) -> str:
    if kind is None:
        return "V/v " if office.system != "party" else rng.choice(("", "Về ", "V/v "))
    return (
        rng.choice(("Về việc ", "Về việc ", "V/v "))
        if office.system == "state"
        else rng.choice(("về ", "Về "))
    )


def _number(
    rng: random.Random, office: Office, kind: str | None, kinds: dict[str, str]
) -> tuple[str, str]:
    unit = rng.choice(office.units)
    if office.system == "state":
        after = f"/{kinds[kind]}-{office.code}" if kind else f"/{office.code}-{unit}"
        return rng.choice(("Số: ", "Số: ", "Số:")), after
    code = kinds[kind] if kind else "CV"
    if office.system == "mass":
        return "Số: ", f"-{code}/{office.code}-{unit}"
    return rng.choice(("Số ", "Số ", "Số: ")), rng.choice(
        (f"-{code}/{office.code}", f"- {code}/{office.code}")
    )


def _issuer(office: Office) -> str:
    head = office.head if office.collective else f"{office.head} {office.org}"
    return (
        f"{head} {office.org}".replace("\n", " ") if office.collective else head.replace("\n", " ")
    )


def _recipients(
    rng: random.Random, office: Office, kind: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if kind is not None and kind not in ("TỜ TRÌNH", "BÁO CÁO", "GIẤY MỜI"):
        return (), ()
    if office.system == "state":
        pool = [d for d, _, _ in DEPARTMENTS] + [
            "Thường trực HĐND tỉnh",
            "Các sở, ban, ngành",
            "UBND các huyện, thị xã, thành phố",
            "Văn phòng Chính phủ",
            "Bộ Tài chính",
            f"Ủy ban nhân dân {office.area}",
        ]
    else:
        pool = [
            "Các chi bộ, đảng bộ trực thuộc",
            "Các ban xây dựng Đảng",
            "Ủy ban nhân dân quận",
            "MTTQ và các tổ chức chính trị - xã hội",
            "Các cấp ủy trực thuộc",
            "Các ban cán sự đảng, đảng đoàn và đảng ủy trực thuộc",
        ]
    count = 1 if kind or rng.random() < 0.45 else rng.randint(2, 4)
    names = tuple(rng.sample(pool, count))
    if count == 1:
        return names, (rng.choice(("", ".", "")),)
    comma = ";" if office.system == "state" else ","
    return names, (*[comma] * (count - 1), ".")


def _copies(
    rng: random.Random, office: Office, names: tuple[str, ...], *, ruled: bool
) -> tuple[str, ...]:
    if office.system == "state":
        pool = [
            "Thường trực Tỉnh ủy",
            "Thường trực HĐND tỉnh",
            "CT, PCT UBND tỉnh",
            "Sở Tài chính",
            "VPUB: CVP, PCVP (KTTH)",
            "Cổng TTĐT tỉnh",
            "Các phòng, đơn vị trực thuộc",
            "Sở Nội vụ",
            "VP Đoàn ĐBQH và HĐND tỉnh",
            "Bộ Nội vụ (để b/c)",
            "Kho bạc Nhà nước tỉnh",
            "Đài PT-TH, Báo tỉnh",
        ]
        first = rng.choice(("Như Điều 3", "Như Điều 4")) if ruled else "Như trên"
        typist = f"({person(rng).split()[-1]}{rng.randint(2, 60)})" if rng.random() < 0.3 else ""
        last = f"Lưu: VT, {rng.choice(office.units)}{typist}"
        mark = ";"
    else:
        pool = [
            "Thường trực Thành ủy (để b/cáo)",
            "Các ban xây dựng Đảng",
            "Ủy ban Kiểm tra",
            "Các đ/c ủy viên BTV",
            "MTTQ và các đoàn thể",
            "Các tổ chức cơ sở đảng trực thuộc",
            "Thường trực HĐND, UBND quận",
        ]
        first = rng.choice(("Như trên", "Như đề gửi", "Như trên (để t/hiện)"))
        last = rng.choice((f"Lưu Văn phòng {office.short}", f"Lưu VP{office.code}"))
        mark = rng.choice((",", ";"))
    items = [*([first] if names or ruled else []), *rng.sample(pool, rng.randint(1, 6)), last]
    return tuple(
        item + (mark if index < len(items) - 1 else rng.choice((".", ".", "")))
        for index, item in enumerate(items)
    )


def _signing(rng: random.Random, office: Office) -> tuple[tuple[str, ...], str]:
    deputy = rng.random() < 0.55
    if office.system == "state":
        if not office.collective:
            return ((f"KT. {office.head}",), office.deputy) if deputy else ((), office.head)
        if office.collective.startswith("THƯỜNG TRỰC"):
            return (f"TM. {office.collective}",), office.deputy if deputy else office.head
        if rng.random() < 0.5:
            lines = [f"TM. {office.collective}"]
            if deputy:
                lines.append(f"KT. {office.head}")
            return tuple(lines), office.deputy if deputy else office.head
        return ((f"KT. {office.head}",), office.deputy) if deputy else ((), office.head)
    mark = "TM." if office.system == "mass" else rng.choice(("T/M", "T/M", "TM."))
    return (f"{mark} {office.collective}",), office.deputy if deputy else office.head
