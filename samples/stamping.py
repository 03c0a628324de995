"""Stamps that offices put where there is room: ĐẾN, urgency and secrecy, SAO Y."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import cv2

from samples.faces import STAMP_FACES
from samples.handwriting import Writer, write
from samples.ink import Impression, Ink, turned
from samples.marking import free_place, placed, turn_about
from samples.seals import pressed
from samples.stamps import arrow_stamp, boxed_stamp, incoming_stamp, lines_stamp
from samples.typesetting import Place, Sheet, mm
from samples.words import DEPARTMENTS, initials, person

if TYPE_CHECKING:
    import random

    from pipeline.values.marks import MarkKind
    from samples.letter import Letter


__all__ = ["Incoming", "boxed", "copy_stamp", "incoming"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """What an ĐẾN stamp records: receiver, number, ISO date, forwarded to; None left blank."""

    receiver: str
    number: str | None
    date: str | None
    forward: str | None


def incoming(
    rng: random.Random,
    sheet: Sheet,
    letter: Letter,
    taken: list[Impression],
    *,
    facts: Incoming | None = None,
    within: Place | None = None,
) -> tuple[list[Impression], Incoming] | None:
    """The receiver's ĐẾN stamp with its handwriting, in free room of the upper half."""
    facts = facts or _received(rng, letter)
    form = incoming_stamp(rng, facts.receiver)
    degrees = rng.gauss(0, 2.2)
    shade = rng.choices(("red", "dull red", "violet", "blue", "black"), (5, 1, 2, 1, 2))[0]
    alpha = pressed(rng, form.plate, wear=rng.choice((0.1, 0.2, 0.35, 0.5)), degrees=degrees)
    area = within or Place(mm(8), mm(8), sheet.width - mm(6), sheet.height * 0.46)
    # Clerks look for white paper; where there is none, the stamp runs into the text.
    for spill in (0.002, 0.012, 0.05):
        spot = free_place(rng, sheet, alpha.shape, area, taken=taken, spill=spill)
        if spot is not None:
            break
    else:
        return None
    x, y = spot
    ink = Ink.drawn(rng, shade)
    fields = {"receiver": facts.receiver, "number": facts.number, "date": facts.date}
    marks = [
        Impression("incoming_stamp", x, y, alpha, ink, form.text, "stamp", "dấu đến", fields=fields)
    ]
    writer = replace(Writer.drawn(rng), width=rng.uniform(0.25, 0.45))
    for name, text in (
        ("number", facts.number),
        ("date", _short_date(facts.date)),
        ("forward", facts.forward),
    ):
        if not text or name not in form.blanks:
            continue
        bx, by, room = form.blanks[name]
        written = write(rng, text, mm(rng.uniform(2.8, 3.8)), writer)
        if written.shape[1] > room * 1.1:
            scale = room * 1.1 / written.shape[1]
            written = cv2.resize(written, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        middle = (
            bx + max(written.shape[1], room * rng.uniform(0.5, 0.9)) / 2,
            by - written.shape[0] / 2 + mm(0.6),
        )
        px, py = turn_about(middle, form.plate.shape, alpha.shape, degrees)
        marks.append(
            placed(
                turned(written, degrees + rng.gauss(0, 1.5)),
                x + px - written.shape[1] / 2,
                y + py - written.shape[0] / 2,
                "fill_in",
                writer.ink,
                text=text,
                note=f"{_BLANKS[name]}, trong dấu đến",
            )
        )
    return marks, facts


_BLANKS = {"number": "số đến", "date": "ngày đến", "forward": "chuyển"}


def _received(rng: random.Random, letter: Letter) -> Incoming:
    name, _, _ = rng.choice(DEPARTMENTS)
    receiver = rng.choice(
        (
            f"{name.upper()}",
            f"VĂN PHÒNG UBND {letter.place.upper()}",
            "TRUNG TÂM CÔNG BÁO & TIN HỌC",
            f"PHÒNG GD & ĐT {letter.place.upper()}",
            f"VĂN THƯ {name.upper()}",
        )
    )
    day = letter.day + timedelta(days=rng.randint(0, 6)) if letter.day else None
    return Incoming(
        receiver,
        str(rng.randint(1, 9800)) if rng.random() < 0.85 else None,
        day.isoformat() if day and rng.random() < 0.92 else None,
        rng.choice((initials(person(rng)), "đ/c " + person(rng).split()[-1], "VP", "P.KT", "P.NV"))
        if rng.random() < 0.55
        else None,
    )


def _short_date(iso: str | None) -> str | None:
    if iso is None:
        return None
    year, month, day = iso.split("-")
    return f"{day}/{int(month)}/{year}"


def boxed(
    rng: random.Random, sheet: Sheet, text: str, taken: list[Impression]
) -> Impression | None:
    """HỎA TỐC, KHẨN (one border) or MẬT, TỐI MẬT (two) near the number."""
    secret = text.endswith("MẬT")
    plate = (
        boxed_stamp(rng, text, double=secret) if secret or rng.random() < 0.6 else arrow_stamp(text)
    )
    degrees = rng.gauss(0, 4) if plate.shape[0] < mm(11) else rng.uniform(-40, 5)
    alpha = pressed(rng, plate, wear=rng.choice((0.1, 0.25, 0.4)), degrees=degrees)
    area = Place(mm(8), mm(30), mm(100), mm(112))
    spot = free_place(rng, sheet, alpha.shape, area, taken=taken, spill=0.01)
    if spot is None:
        return None
    kind: MarkKind = "secrecy" if secret else "urgency"
    ink = Ink.drawn(rng, rng.choice(("red", "red", "dull red")))
    return Impression(
        kind, *spot, alpha, ink, text, "stamp", "dấu độ mật" if secret else "dấu độ khẩn"
    )


def copy_stamp(rng: random.Random, sheet: Sheet, taken: list[Impression]) -> Impression | None:
    """SAO Y with the copying office's line."""
    lines = [rng.choice(("SAO Y BẢN CHÍNH", "SAO Y", "SAO LỤC"))]
    if rng.random() < 0.6:
        lines.append(
            f"Ngày {rng.randint(1, 28):02d}/{rng.randint(1, 12)}/{rng.randint(2013, 2024)}"
        )
    plate = lines_stamp(
        rng.choice(STAMP_FACES), lines, mm(rng.uniform(3.4, 4.6)), boxed=rng.random() < 0.6
    )
    alpha = pressed(rng, plate, wear=rng.choice((0.15, 0.35)), degrees=rng.gauss(0, 3))
    area = Place(mm(10), mm(5), sheet.width - mm(10), sheet.height - mm(8))
    spot = free_place(rng, sheet, alpha.shape, area, taken=taken)
    if spot is None:
        return None
    ink = Ink.drawn(rng, rng.choice(("red", "violet", "blue")))
    return Impression("copy_stamp", *spot, alpha, ink, "\n".join(lines), "stamp", "dấu sao")
