"""The bodies that write: state, Party, youth union, with their codes and who signs for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samples.words import AREAS, DEPARTMENTS

if TYPE_CHECKING:
    import random

__all__ = ["Office", "capital", "make_office"]


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


def capital(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[0].upper() + text[1:]


def make_office(rng: random.Random, system: str) -> Office:
    """A body of the state, the Party (`party`) or the youth union (`mass`)."""
    kind, name, districts = rng.choice(AREAS)
    area = f"{kind} {name}"
    district = rng.choice(districts)
    bare = (
        district
        if district[-1].isdigit()
        else district.split(" ", 2 if district.startswith(("thị", "thành")) else 1)[-1]
    )
    town = "Thành phố Hồ Chí Minh" if name == "Hồ Chí Minh" and rng.random() < 0.5 else name
    if system == "state":
        return _state_office(rng, kind, area, district, bare, town)
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
    rng: random.Random, kind: str, area: str, district: str, bare: str, town: str
) -> Office:
    sort = rng.random()
    units: tuple[str, ...] = ("KTTH", "NC", "VX", "KT", "TH", "VP", "NL", "NV")
    if sort < 0.4:
        broken = rng.random() < 0.7
        org = f"ỦY BAN NHÂN DÂN{chr(10) if broken else ' '}{area.upper()}"
        return Office(
            "state",
            "",
            org,
            "UBND",
            units,
            town,
            area,
            f"UBND {kind}",
            "ỦY BAN NHÂN DÂN",
            "CHỦ TỊCH",
            "PHÓ CHỦ TỊCH",
        )
    if sort < 0.62:
        org = f"ỦY BAN NHÂN DÂN\n{district.upper()}"
        parent = f"UBND {area.upper()}" if rng.random() < 0.2 else ""
        if parent:
            org = f"UBND {district.upper()}"
        return Office(
            "state",
            parent,
            org,
            "UBND",
            units,
            bare,
            district,
            f"UBND {district.split(maxsplit=1)[0]}",
            "ỦY BAN NHÂN DÂN",
            "CHỦ TỊCH",
            "PHÓ CHỦ TỊCH",
        )
    if sort < 0.7:
        return Office(
            "state",
            "",
            f"HỘI ĐỒNG NHÂN DÂN\n{area.upper()}",
            "HĐND",
            ("KTNS", "PC", "VHXH"),
            town,
            area,
            f"HĐND {kind}",
            "THƯỜNG TRỰC HĐND",
            "CHỦ TỊCH",
            "PHÓ CHỦ TỊCH",
        )
    department, code, head = rng.choice(DEPARTMENTS)
    parent = rng.choice(("UBND {}", "ỦY BAN NHÂN DÂN\n{}")).format(area.upper())
    units = ("VP", "TCHC", "KHTC", "TTr", "QLNS", "NV", "QLCL")
    return Office(
        "state",
        parent,
        department.upper(),
        code,
        units,
        town,
        area,
        department,
        "",
        head,
        f"PHÓ {head}",
    )


def _party_office(
    rng: random.Random, kind: str, name: str, area: str, district: str, bare: str
) -> Office:
    parent = f"ĐẢNG BỘ {area.upper()}"
    if rng.random() < 0.35:
        org, code = (f"{'TỈNH' if kind == 'tỉnh' else 'THÀNH'} ỦY {name.upper()}", "TU")
        short = capital(org.split(maxsplit=1)[0].lower()) + " ủy"
        return Office(
            "party",
            "",
            org,
            code,
            ("",),
            name,
            area,
            short,
            "BAN THƯỜNG VỤ",
            "BÍ THƯ",
            "PHÓ BÍ THƯ THƯỜNG TRỰC",
            rng.choice(("*", "*", "")),
        )
    sort = district.split(maxsplit=1)[0]
    if sort in ("quận", "Quận", "huyện") and rng.random() < 0.7:
        title, code = ("QUẬN ỦY", "QU") if sort.lower() == "quận" else ("HUYỆN ỦY", "HU")
        return Office(
            "party",
            parent,
            f"{title} {bare.upper()}",
            code,
            ("",),
            bare,
            district,
            capital(title.lower()),
            "BAN THƯỜNG VỤ",
            "BÍ THƯ",
            "PHÓ BÍ THƯ THƯỜNG TRỰC",
            rng.choice(("*", "*", "")),
        )
    return Office(
        "party",
        f"ĐẢNG BỘ {district.upper()}",
        rng.choice((f"ĐẢNG ỦY CƠ QUAN UBND {sort.upper()}", "ĐẢNG ỦY KHỐI CÁC CƠ QUAN")),
        "ĐU",
        ("",),
        bare,
        district,
        "Đảng ủy",
        "ĐẢNG ỦY",
        "BÍ THƯ",
        "PHÓ BÍ THƯ",
        rng.choice(("*", "")),
    )
