"""Letters of companies and of schools, police, courts, unions, under letterheads of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from samples.houses import make_house, make_institution, plain
from samples.letters import make_letter
from samples.offices import Office
from samples.parts import Furniture
from samples.splits import share_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from samples.houses import House
    from samples.letter import Letter
    from samples.look import Look
    from samples.splits import Split

__all__ = ["company", "institution"]


def _beside_sign(rng: random.Random, house: House) -> Furniture:
    lines = (
        house.english,
        f"Địa chỉ: {house.address}",
        f"Điện thoại: {house.phone} - Fax: {house.fax}",
        f"Email: {house.mail} - Website: {house.web}",
    )
    chosen = lines if rng.random() < 0.6 else lines[1:]
    return Furniture("logo", house.name, chosen, logo=rng.randrange(5), nation=rng.random() < 0.5)


def _centred(rng: random.Random, house: House) -> Furniture:
    lines = (f"{house.address}", f"Tel: {house.phone} * Fax: {house.fax} * MST: {house.tax}")
    return Furniture("centred", house.name, lines, logo=rng.choice((-1, 0, 3)), small=8)


def _large(_rng: random.Random, house: House) -> Furniture:
    return Furniture("large", house.name, (house.english, f"ĐT: {house.phone} | {house.web}"))


def _with_foot(rng: random.Random, house: House) -> Furniture:
    foot = (
        f"Trụ sở chính: {house.address}",
        f"Tel: {house.phone} | Fax: {house.fax} | Email: {house.mail} | {house.web}",
    )
    return Furniture(
        "logo", house.name, (house.english,), logo=rng.randrange(5), footer=foot, nation=True
    )


_HEADS: tuple[Callable[[random.Random, House], Furniture], ...] = (
    _beside_sign,
    _centred,
    _large,
    _with_foot,
    _beside_sign,
    _with_foot,
)


def company(rng: random.Random, split: Split, look: Look) -> tuple[Letter, Look]:
    """A company's letter: sign, address in small type, footer, foreign words."""
    house = make_house(rng, split)
    furniture = replace(
        rng.choice(share_of(_HEADS, split))(rng, house), small=rng.choice((6.5, 7, 7.5, 8))
    )
    office = Office(
        "state",
        "",
        house.name,
        rng.choice(("CTY", "CV", "KD")),
        ("KD", "HCNS", "KT", "TCKT"),
        house.place,
        house.place,
        house.short,
        "",
        rng.choice(("GIÁM ĐỐC", "TỔNG GIÁM ĐỐC")),
        "PHÓ GIÁM ĐỐC",
    )
    letter = make_letter(rng, amount=rng.choice((2, 3, 4, 6)), office=office)
    contact = replace(
        letter.body[-1],
        text=f"Mọi thông tin xin liên hệ phòng Kinh doanh, điện thoại {house.phone}, "
        f"email {house.mail}; website {house.web}.",
    )
    letter = replace(
        letter,
        system=None,
        parent="",
        issuer="",
        body=(*letter.body[:-1], contact, letter.body[-1]),
        furniture=furniture,
    )
    return letter, look.in_sans(rng, split) if rng.random() < 0.35 else look


def institution(rng: random.Random, split: Split, look: Look) -> tuple[Letter, Look]:
    """A letter of a school, the police, a court, a union, a notary, a tax office."""
    office = make_institution(rng, split)
    letter = make_letter(rng, amount=rng.choice((2, 3, 4, 6)), office=office, pen=0.3)
    if rng.random() < 0.4:
        domain = plain(office.area.split(" ", 1)[1]).lower().replace(" ", "")
        text = (
            f"Mọi chi tiết xin xem tại http://www.{domain}.{rng.choice(('edu', 'gov'))}.vn hoặc "
            f"liên hệ số điện thoại 0{rng.randint(200, 299)}.{rng.randint(3000000, 3999999)}."
        )
        last = letter.body[-1]
        letter = replace(letter, body=(*letter.body[:-1], replace(last, text=text), last))
    return letter, look
