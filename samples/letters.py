"""Make up letters: state, Party and youth-union papers with every field known."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from samples.letter import Letter, Paragraph, Table
from samples.words import AREAS, DEPARTMENTS, person, subject

if TYPE_CHECKING:
    import random

__all__ = ["Office", "make_letter", "make_office"]

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


@cache
def _bank() -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    folder = Path(__file__).parent / "texts"
    runs = (folder / "excerpts.txt").read_text(encoding="utf-8").strip().split("\n\n")
    grounds = (folder / "grounds.txt").read_text(encoding="utf-8").strip().split("\n")
    return tuple(tuple(run.split("\n")) for run in runs), tuple(grounds)


@dataclass(frozen=True, slots=True)
class Office:
    """Who writes: the letterhead, the codes and the signer's place of one body."""

    system: str
    parent: str
    org: str
    code: str
    units: tuple[str, ...]
    place: str
    area: str
    short: str
    collective: str
    head: str
    deputy: str
    star: str = ""


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def make_office(rng: random.Random, system: str) -> Office:
    """A body of the state, the Party (`party`) or the youth union (`mass`)."""
    kind, name, districts = rng.choice(AREAS)
    area = f"{kind} {name}"
    district = rng.choice(districts)
    bare = district if district[-1].isdigit() else district.split(" ", 2 if district.startswith(("thị", "thành")) else 1)[-1]
    town = "Thành phố Hồ Chí Minh" if name == "Hồ Chí Minh" and rng.random() < 0.5 else name
    if system == "state":
        return _state_office(rng, kind, name, area, district, bare, town)
    if system == "party":
        return _party_office(rng, kind, name, area, district, bare)
    return Office(
        "mass",
        "",
        rng.choice(("TỈNH ĐOÀN", "BCH ĐOÀN TỈNH")) + f" {name.upper()}"
        if kind == "tỉnh"
        else f"THÀNH ĐOÀN {name.upper()}",
        "TĐTN",
        ("VP", "BTG", "TCKT", "PT"),
        name,
        area,
        "Tỉnh đoàn" if kind == "tỉnh" else "Thành đoàn",
        "BAN THƯỜNG VỤ",
        "BÍ THƯ",
        "PHÓ BÍ THƯ",
        "***",
    )


def _state_office(
    rng: random.Random, kind: str, name: str, area: str, district: str, bare: str, town: str
) -> Office:
    sort = rng.random()
    units = ("KTTH", "NC", "VX", "KT", "TH", "VP", "NL", "NV")
    if sort < 0.4:
        broken = rng.random() < 0.7
        org = f"ỦY BAN NHÂN DÂN{chr(10) if broken else ' '}{area.upper()}"
        return Office(
            "state", "", org, "UBND", units, town, area, f"UBND {kind}",
            "ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "PHÓ CHỦ TỊCH",
        )
    if sort < 0.62:
        org = f"ỦY BAN NHÂN DÂN\n{district.upper()}"
        parent = f"UBND {area.upper()}" if rng.random() < 0.2 else ""
        if parent:
            org = f"UBND {district.upper()}"
        return Office(
            "state", parent, org, "UBND", units, bare, district, f"UBND {district.split()[0]}",
            "ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "PHÓ CHỦ TỊCH",
        )
    if sort < 0.7:
        return Office(
            "state", "", f"HỘI ĐỒNG NHÂN DÂN\n{area.upper()}", "HĐND", ("KTNS", "PC", "VHXH"),
            town, area, f"HĐND {kind}", "THƯỜNG TRỰC HĐND", "CHỦ TỊCH", "PHÓ CHỦ TỊCH",
        )
    department, code, head = rng.choice(DEPARTMENTS)
    parent = rng.choice(("UBND {}", "ỦY BAN NHÂN DÂN\n{}")).format(area.upper())
    units = ("VP", "TCHC", "KHTC", "TTr", "QLNS", "NV", "QLCL")
    return Office(
        "state", parent, department.upper(), code, units, town, area, department,
        "", head, f"PHÓ {head}",
    )


def _party_office(
    rng: random.Random, kind: str, name: str, area: str, district: str, bare: str
) -> Office:
    parent = f"ĐẢNG BỘ {area.upper()}"
    if rng.random() < 0.35:
        org, code = (f"{'TỈNH' if kind == 'tỉnh' else 'THÀNH'} ỦY {name.upper()}", "TU")
        short = _capital(org.split()[0].lower()) + " ủy"
        return Office(
            "party", "", org, code, ("",), name, area, short, "BAN THƯỜNG VỤ", "BÍ THƯ",
            "PHÓ BÍ THƯ THƯỜNG TRỰC", rng.choice(("*", "*", "")),
        )
    sort = district.split()[0]
    if sort in ("quận", "Quận", "huyện") and rng.random() < 0.7:
        title, code = ("QUẬN ỦY", "QU") if sort.lower() == "quận" else ("HUYỆN ỦY", "HU")
        return Office(
            "party", parent, f"{title} {bare.upper()}", code, ("",), bare, district,
            _capital(title.lower()), "BAN THƯỜNG VỤ", "BÍ THƯ", "PHÓ BÍ THƯ THƯỜNG TRỰC",
            rng.choice(("*", "*", "")),
        )
    return Office(
        "party", f"ĐẢNG BỘ {district.upper()}",
        rng.choice((f"ĐẢNG ỦY CƠ QUAN UBND {sort.upper()}", "ĐẢNG ỦY KHỐI CÁC CƠ QUAN")),
        "ĐU", ("",), bare, district, "Đảng ủy", "ĐẢNG ỦY", "BÍ THƯ", "PHÓ BÍ THƯ",
        rng.choice(("*", "")),
    )


def _body(rng: random.Random, office: Office, about: str, amount: int) -> list[Paragraph]:
    """An opening, numbered matter from the bank of official texts, and a closing line."""
    runs, _ = _bank()
    number, other = rng.randint(12, 4200), rng.choice(("UBND", "STC", "SNV", "VP", "HĐND"))
    day = date(rng.randint(2016, 2024), rng.randint(1, 12), rng.randint(1, 28))
    opening = rng.choice(
        (
            f"Thực hiện Công văn số {number}/{other}-TH ngày {day:%d/%m/%Y} về việc {about}, "
            f"{office.short} đề nghị các cơ quan, đơn vị triển khai một số nội dung như sau:",
            f"Theo đề nghị của các cơ quan, đơn vị tại Báo cáo số {number}/BC-{other} ngày "
            f"{day.day:02d} tháng {day.month} năm {day.year}, {office.short} thông báo như sau:",
            f"Để {about}, {office.short} yêu cầu thủ trưởng các cơ quan, đơn vị "
            "nghiêm túc thực hiện các nội dung sau đây:",
        )
    )
    opening = re.sub(r"/0([3-9])/", r"/\1/", opening)
    paragraphs = [opening]
    order = 0
    for run in rng.sample(runs, min(len(runs), 1 + amount // 4)):
        for text in run:
            body = re.sub(r"^\d+\.\s", "", text)
            if body != text or (len(paragraphs) % 3 == 1 and not re.match(r"[a-zđ]\)|[-+]", text)):
                order += 1
                body = f"{order}. {body}"
            paragraphs.append(body)
    paragraphs = paragraphs[: amount + 1]
    mark = rng.choice(("./.", "./.", ".")) if office.system == "state" else rng.choice((".", "./."))
    paragraphs.append(
        rng.choice(
            (
                f"{office.short} đề nghị các cơ quan, đơn vị nghiêm túc triển khai thực hiện",
                "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị kịp thời phản ánh "
                f"về {office.short} để được xem xét, giải quyết",
                f"Trên đây là nội dung {about}; {office.short} thông báo để các đơn vị biết, "
                "thực hiện",
            )
        )
        + mark
    )
    return [Paragraph(text) for text in paragraphs]


def _decision(rng: random.Random, office: Office, kind: str, amount: int) -> list[Paragraph]:
    """Grounds, the ruling word, articles."""
    runs, grounds = _bank()
    slant = rng.random() < 0.5
    lines = [*rng.sample(grounds, rng.randint(2, 4))]
    lines.append(f"Theo đề nghị của Chánh Văn phòng {office.short} và thủ trưởng đơn vị liên quan.")
    body = [Paragraph(f"*{text}*" if slant else text) for text in lines]
    word = {"NGHỊ QUYẾT": "QUYẾT NGHỊ:"}.get(kind, f"{kind}:")
    body.append(Paragraph(word, "centre"))
    texts = [re.sub(r"^(\d+\.|[a-zđ]\)|[-+]|Điều \d+\.)\s*", "", t) for t in rng.choice(runs)]
    for order, text in enumerate(texts[: max(2, min(amount - 3, 5))], 1):
        body.append(Paragraph(f"**Điều {order}.** {text[0].upper()}{text[1:]}"))
    body.append(
        Paragraph(
            f"**Điều {order + 1}.** Chánh Văn phòng {office.short}, thủ trưởng các cơ quan, đơn vị "
            f"và cá nhân có liên quan chịu trách nhiệm thi hành {_capital(kind.lower())} này./."
        )
    )
    return body


def _table(rng: random.Random) -> Table:
    """A table of works and sums."""
    work = ("Sửa chữa trụ sở làm việc", "Mua sắm trang thiết bị", "Bồi dưỡng nghiệp vụ", "Số hóa tài liệu lưu trữ",
            "Tuyên truyền, phổ biến pháp luật", "Nâng cấp hệ thống mạng", "Duy tu đường giao thông")
    rows = [("STT", "Nội dung", "Đơn vị chủ trì", "Kinh phí (triệu đồng)", "Ghi chú")]
    for index, name in enumerate(rng.sample(work, rng.randint(3, 6)), 1):
        owner = rng.choice(DEPARTMENTS)[0]
        rows.append((str(index), name, owner, str(rng.randint(12, 990)), rng.choice(("", "Quý II", "Chuyển tiếp"))))
    return Table((0.08, 0.34, 0.28, 0.16, 0.14), tuple(rows))


def make_letter(
    rng: random.Random,
    *,
    system: str | None = None,
    titled: bool | None = None,
    amount: int | None = None,
    pen: float = 0.0,
) -> Letter:
    """A letter or titled document with about `amount` paragraphs.

    Args:
        rng: Decides everything.
        system: `state`, `party`, `mass`; drawn when None.
        titled: Has a type over it (QUYẾT ĐỊNH …); drawn when None.
        amount: Paragraphs of matter; drawn when None.
        pen: How often number and day are left to the pen (of real letters, 0.8).
    """
    system = system or rng.choices(("state", "party", "mass"), (64, 28, 8))[0]
    titled = rng.random() < 0.55 if titled is None else titled
    amount = rng.choice((2, 3, 3, 4, 5, 6, 8, 10)) if amount is None else amount
    office = make_office(rng, system)
    day = date(2013, 1, 2) + timedelta(days=rng.randint(0, 4300))
    about = subject(rng, office.area, day.year)
    kinds = STATE_TYPES if system == "state" else PARTY_TYPES
    kind = rng.choices(list(kinds), [4, 3, 3, *[2] * (len(kinds) - 3)])[0] if titled else None
    number = f"{rng.choice((rng.randint(1, 99), rng.randint(1, 999), rng.randint(100, 4999))):02d}"
    before, after = _number(rng, office, kind, kinds)
    ruled = kind in ("QUYẾT ĐỊNH", "NGHỊ QUYẾT")
    body = _decision(rng, office, str(kind), amount) if ruled else _body(rng, office, about, amount)
    names, ends = _recipients(rng, office, kind)
    authority, title = _signing(rng, office)
    author = ""
    if system == "party" and titled and rng.random() < 0.5:
        author = f"CỦA {office.collective} {office.short.upper()}" if office.collective != "ĐẢNG ỦY" else "CỦA ĐẢNG ỦY"
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
        table=_table(rng) if rng.random() < 0.12 else None,
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
    return rng.choice(("Về việc ", "Về việc ", "V/v ")) if office.system == "state" else rng.choice(("về ", "Về "))


def _number(rng: random.Random, office: Office, kind: str | None, kinds: dict[str, str]) -> tuple[str, str]:
    unit = rng.choice(office.units)
    if office.system == "state":
        after = f"/{kinds[kind]}-{office.code}" if kind else f"/{office.code}-{unit}"
        return rng.choice(("Số: ", "Số: ", "Số:")), after
    code = kinds[kind] if kind else "CV"
    if office.system == "mass":
        return "Số: ", f"-{code}/{office.code}-{unit}"
    return rng.choice(("Số ", "Số ", "Số: ")), rng.choice((f"-{code}/{office.code}", f"- {code}/{office.code}"))


def _issuer(office: Office) -> str:
    head = office.head if office.collective else f"{office.head} {office.org}"
    return f"{head} {office.org}".replace("\n", " ") if office.collective else head.replace("\n", " ")


def _recipients(rng: random.Random, office: Office, kind: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if kind is not None and kind not in ("TỜ TRÌNH", "BÁO CÁO", "GIẤY MỜI"):
        return (), ()
    if office.system == "state":
        pool = [d for d, _, _ in DEPARTMENTS] + [
            "Thường trực HĐND tỉnh", "Các sở, ban, ngành", "UBND các huyện, thị xã, thành phố",
            "Văn phòng Chính phủ", "Bộ Tài chính", f"Ủy ban nhân dân {office.area}",
        ]
    else:
        pool = [
            "Các chi bộ, đảng bộ trực thuộc", "Các ban xây dựng Đảng", "Ủy ban nhân dân quận",
            "MTTQ và các tổ chức chính trị - xã hội", "Các cấp ủy trực thuộc",
            "Các ban cán sự đảng, đảng đoàn và đảng ủy trực thuộc",
        ]
    count = 1 if kind or rng.random() < 0.45 else rng.randint(2, 4)
    names = tuple(rng.sample(pool, count))
    if count == 1:
        return names, (rng.choice(("", ".", "")),)
    comma = ";" if office.system == "state" else ","
    return names, (*[comma] * (count - 1), ".")


def _copies(rng: random.Random, office: Office, names: tuple[str, ...], *, ruled: bool) -> tuple[str, ...]:
    if office.system == "state":
        pool = ["Thường trực Tỉnh ủy", "Thường trực HĐND tỉnh", "CT, PCT UBND tỉnh", "Sở Tài chính",
                "VPUB: CVP, PCVP (KTTH)", "Cổng TTĐT tỉnh", "Các phòng, đơn vị trực thuộc", "Sở Nội vụ",
                "VP Đoàn ĐBQH và HĐND tỉnh", "Bộ Nội vụ (để b/c)", "Kho bạc Nhà nước tỉnh", "Đài PT-TH, Báo tỉnh"]
        first = rng.choice(("Như Điều 3", "Như Điều 4")) if ruled else "Như trên"
        last = f"Lưu: VT, {rng.choice(office.units)}{rng.choice(('', '', '(' + person(rng).split()[-1] + str(rng.randint(2, 60)) + ')'))}"
        mark = ";"
    else:
        pool = ["Thường trực Thành ủy (để b/cáo)", "Các ban xây dựng Đảng", "Ủy ban Kiểm tra", "Các đ/c ủy viên BTV",
                "MTTQ và các đoàn thể", "Các tổ chức cơ sở đảng trực thuộc", "Thường trực HĐND, UBND quận"]
        first = rng.choice(("Như trên", "Như đề gửi", "Như trên (để t/hiện)"))
        last = rng.choice((f"Lưu Văn phòng {office.short}", f"Lưu VP{office.code}"))
        mark = rng.choice((",", ";"))
    items = [*([first] if names or ruled else []), *rng.sample(pool, rng.randint(1, 6)), last]
    return tuple(item + (mark if index < len(items) - 1 else rng.choice((".", ".", ""))) for index, item in enumerate(items))


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
