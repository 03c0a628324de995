"""Put stamps and pen on a printed sheet, where offices put them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from samples.faces import PRINT_FACES, STAMP_FACES
from samples.handwriting import Writer, sign, spline, write, write_note
from samples.ink import Impression, Ink, field_of, stroke, trim, turned
from samples.seals import pressed, round_seal
from samples.stamps import arrow_stamp, boxed_stamp, incoming_stamp, lines_stamp
from samples.typesetting import Place, Sheet, mm
from samples.words import DEPARTMENTS, initials, person

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray

    from pipeline.values import MarkKind
    from samples.letter import Letter

__all__ = [
    "Incoming",
    "boxed",
    "copy_stamp",
    "fill_blanks",
    "free_place",
    "incoming",
    "line_over",
    "name_stamp",
    "note",
    "seal",
    "set_off",
    "signature",
    "tick",
]


@dataclass(frozen=True, slots=True)
class Incoming:
    """What an ĐẾN stamp records: receiver, number, ISO date, forwarded to; None left blank."""

    receiver: str
    number: str | None
    date: str | None
    forward: str | None


def _placed(
    alpha: NDArray[np.uint8], x: float, y: float, kind: MarkKind, ink: Ink, **more: object
) -> Impression:
    """An impression whose empty edges are cut off."""
    small, left, top = trim(alpha)
    return Impression(kind, round(x) + left, round(y) + top, small, ink, **more)  # type: ignore[arg-type]


def fill_blanks(rng: random.Random, sheet: Sheet, letter: Letter) -> list[Impression]:
    """Number and day (and month) in the blanks that print left, as a clerk fills them in."""
    writer = Writer.drawn(rng, Ink.drawn(rng, rng.choices(("black", "blue", "navy", "red"), (5, 4, 2, 0.5))[0]))
    found = []
    day, month, _ = letter.date_parts() if letter.day else ("", "", "")
    wanted = (("number", letter.number, "số"), ("day", day, "ngày"), ("month", month, "tháng"))
    for name, text, note_text in wanted:
        place = sheet.slots.get(name)
        if place is None or not text:
            continue
        height = mm(rng.uniform(3.0, 4.6))
        alpha = write(rng, text, height, writer)
        room = place.right - place.left
        if alpha.shape[1] > room * 1.25:
            scale = room * 1.2 / alpha.shape[1]
            alpha = cv2.resize(alpha, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        x = place.left + (room - alpha.shape[1]) / 2 + rng.gauss(0, mm(0.7))
        y = place.bottom + mm(rng.uniform(-0.3, 1.0)) - alpha.shape[0]
        found.append(_placed(alpha, x, y, "fill_in", writer.ink, text=text, note=note_text))
    return found


def seal(rng: random.Random, sheet: Sheet, letter: Letter, *, over: str | None = None) -> Impression:
    """The organ's seal over the left third of the signature, or over a named place."""
    name = sheet.slots["name"]
    place = sheet.slots.get("signature", name)
    diameter = mm(rng.uniform(33, 38) if letter.system != "party" else rng.uniform(32, 36))
    organ = " ".join(f"{letter.parent if len(letter.org) < 22 and letter.system == 'state' else ''} {letter.org}".split())
    if letter.org.startswith(("ỦY BAN", "HỘI ĐỒNG", "UBND")):
        organ = " ".join(letter.org.replace("UBND", "ỦY BAN NHÂN DÂN").split())
    plate = round_seal(rng, organ, letter.system, diameter)
    tilt = rng.gauss(0, 14) if rng.random() < 0.92 else rng.uniform(-180, 180)
    alpha = pressed(rng, plate, wear=rng.choice((0.1, 0.2, 0.3, 0.45, 0.7)), degrees=tilt)
    if rng.random() < 0.08:  # the rubber did not touch everywhere
        alpha = _half_pressed(rng, alpha)
    shade = rng.choices(("red", "dull red", "dark red"), (7, 2, 1.4))[0]
    if over is not None:
        target = sheet.slots[over]
        cx, cy = (target.left + target.right) / 2, (target.top + target.bottom) / 2
    else:
        cx = name.left + mm(rng.uniform(-4, 9))
        cy = place.bottom - diameter * rng.uniform(0.28, 0.62)
    x, y = cx - alpha.shape[1] / 2, cy - alpha.shape[0] / 2
    ink = Ink.drawn(rng, shade)
    return _placed(alpha, x, y, "seal", ink, text=organ, source="stamp", note="dấu tròn")


def _half_pressed(rng: random.Random, alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = alpha.shape
    ramp = np.linspace(rng.uniform(-0.6, 0), rng.uniform(1.2, 2), width, dtype=np.float32)
    if rng.random() < 0.5:
        ramp = ramp[::-1]
    return (alpha * np.clip(ramp, 0, 1)[None, :]).astype(np.uint8)


def set_off(rng: random.Random, mark: Impression) -> Impression:
    """A seal's mirrored ghost, left by the page that lay on this one."""
    alpha = cv2.GaussianBlur(np.ascontiguousarray(mark.alpha[:, ::-1]), (0, 0), 1.4)
    grain = field_of(rng, alpha.shape, 3.0, 0.0, 0.55) * field_of(rng, alpha.shape, 60, 0.3, 1.0)
    x, y = mm(rng.uniform(40, 90)), mm(rng.uniform(120, 220))
    faint = (alpha * grain).astype(np.uint8)
    return _placed(faint, x, y, "set_off", Ink("red", (225, 60, 72)), source="stamp", note="dấu hằn")


def signature(rng: random.Random, sheet: Sheet) -> Impression:
    """The signer's hand between title and name, running over both and over the seal."""
    ink = Ink.drawn(rng, rng.choices(("blue", "black", "navy"), (5, 4, 2))[0])
    writer = Writer.drawn(rng, ink)
    place = sheet.slots["signature"]
    alpha = sign(rng, mm(rng.uniform(30, 52)), writer)
    limit = mm(rng.uniform(18, 30))
    if alpha.shape[0] > limit:
        alpha = cv2.resize(alpha, None, fx=limit / alpha.shape[0], fy=limit / alpha.shape[0], interpolation=cv2.INTER_AREA)
    x = (place.left + place.right) / 2 - alpha.shape[1] / 2 + mm(rng.uniform(-4, 9))
    y = (place.top + place.bottom) / 2 - alpha.shape[0] / 2 + mm(rng.uniform(-3, 5))
    return _placed(alpha, x, y, "signature", ink, source="sign", note="chữ ký")


def free_place(
    rng: random.Random, sheet: Sheet, size: tuple[int, int], within: Place, *, taken: list[Impression], spill: float = 0.004
) -> tuple[int, int] | None:
    """Where a (height, width) mark fits with hardly any print under it, or None.

    `spill` is the share of print that is let under it: stamps do run into text now and then.
    """
    ink = np.asarray(sheet.ink.reduce(8))
    height, width = size
    for _ in range(60):
        x = rng.uniform(within.left, max(within.left + 1, within.right - width))
        y = rng.uniform(within.top, max(within.top + 1, within.bottom - height))
        under = ink[int(y / 8) : int((y + height) / 8) + 1, int(x / 8) : int((x + width) / 8) + 1]
        apart = all(
            x + width < m.x or m.x + m.alpha.shape[1] < x or y + height < m.y or m.y + m.alpha.shape[0] < y
            for m in taken
        )
        if under.size and under.mean() / 255 < spill and apart:
            return round(x), round(y)
    return None


def incoming(
    rng: random.Random, sheet: Sheet, letter: Letter, taken: list[Impression], *, facts: Incoming | None = None
) -> tuple[list[Impression], Incoming] | None:
    """The receiver's ĐẾN stamp with its handwriting, in free room of the upper half."""
    facts = facts or _received(rng, letter)
    form = incoming_stamp(rng, facts.receiver)
    degrees = rng.gauss(0, 2.2)
    shade = rng.choices(("red", "dull red", "violet", "blue", "black"), (5, 1, 2, 1, 2))[0]
    alpha = pressed(rng, form.plate, wear=rng.choice((0.1, 0.2, 0.35, 0.5)), degrees=degrees)
    area = Place(mm(8), mm(8), sheet.width - mm(6), sheet.height * 0.46)
    spot = free_place(rng, sheet, alpha.shape, area, taken=taken, spill=0.02)
    if spot is None:
        spot = free_place(rng, sheet, alpha.shape, area, taken=taken, spill=0.09)
    if spot is None:
        return None
    x, y = spot
    ink = Ink.drawn(rng, shade)
    fields = {"receiver": facts.receiver, "number": facts.number, "date": facts.date}
    marks = [
        Impression("incoming_stamp", x, y, alpha, ink, form.text, "stamp", "dấu đến", fields=fields)
    ]
    writer = Writer.drawn(rng)
    for name, text in (("number", facts.number), ("date", _short_date(facts.date)), ("forward", facts.forward)):
        if not text or name not in form.blanks:
            continue
        bx, by, room = form.blanks[name]
        written = write(rng, text, mm(rng.uniform(2.8, 3.8)), writer)
        if written.shape[1] > room * 1.1:
            scale = room * 1.1 / written.shape[1]
            written = cv2.resize(written, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        middle = (bx + max(written.shape[1], room * rng.uniform(0.5, 0.9)) / 2, by - written.shape[0] / 2 + mm(0.6))
        px, py = _turn_about(middle, form.plate.shape, alpha.shape, degrees)
        marks.append(
            _placed(
                turned(written, degrees + rng.gauss(0, 1.5)),
                x + px - written.shape[1] / 2,
                y + py - written.shape[0] / 2,
                "fill_in",
                writer.ink,
                text=text,
                note=f"{ {'number': 'số đến', 'date': 'ngày đến', 'forward': 'chuyển'}[name] }, trong dấu đến",
            )
        )
    return marks, facts


def _turn_about(
    point: tuple[float, float], before: tuple[int, ...], after: tuple[int, ...], degrees: float
) -> tuple[float, float]:
    """Where a point of a plate lies after `turned`."""
    angle = np.deg2rad(degrees)
    x, y = point[0] - before[1] / 2, point[1] - before[0] / 2
    return (
        float(x * np.cos(angle) - y * np.sin(angle)) + after[1] / 2,
        float(x * np.sin(angle) + y * np.cos(angle)) + after[0] / 2,
    )


def _received(rng: random.Random, letter: Letter) -> Incoming:
    from datetime import timedelta

    name, _, _ = rng.choice(DEPARTMENTS)
    receiver = rng.choice(
        (f"{name.upper()}", f"VĂN PHÒNG UBND {letter.place.upper()}", "TRUNG TÂM CÔNG BÁO & TIN HỌC",
         f"PHÒNG GD & ĐT {letter.place.upper()}", f"VĂN THƯ {name.upper()}")
    )
    day = letter.day + timedelta(days=rng.randint(0, 6)) if letter.day else None
    return Incoming(
        receiver,
        str(rng.randint(1, 9800)) if rng.random() < 0.85 else None,
        day.isoformat() if day and rng.random() < 0.92 else None,
        rng.choice((initials(person(rng)), "đ/c " + person(rng).split()[-1], "VP", "P.KT", "P.NV")) if rng.random() < 0.55 else None,
    )


def _short_date(iso: str | None) -> str | None:
    if iso is None:
        return None
    year, month, day = iso.split("-")
    return f"{day}/{int(month)}/{year}"


#: What chiefs and clerks write on incoming paper.
NOTES = (
    ["Chuyển {short} t/mưu", "{date}"],
    ["Kính chuyển đ/c {name}", "chỉ đạo", "{date}"],
    ["Đ/c {name} nghiên cứu,", "tham mưu thực hiện", "trước ngày {date}"],
    ["Sao gửi các phòng", "{initials}"],
    ["Lưu hồ sơ"],
    ["P. {short}"],
    ["Chuyển đ/c {name}", "kiểm tra, báo cáo"],
    ["Gửi các đ/c PCT", "để biết, c/đạo"],
    ["Báo cáo TT {date}", "{initials}"],
    ["Đã gửi {date}"],
    ["VP phô tô", "gửi các đ/c UV"],
    ["{initials}", "{date}"],
    ["Hỏa tốc"],
    ["đ/c {name} đọc"],
)


def note(
    rng: random.Random, sheet: Sheet, taken: list[Impression], *, lines: list[str] | None = None, ink: Ink | None = None, within: Place | None = None
) -> Impression | None:
    """Bút phê: a few words in the margin, the head or any free room of the page."""
    if lines is None:
        name = person(rng)
        words = {
            "short": rng.choice(("VP", "KT", "NV", "TCHC", "P.KT", "VX")),
            "name": name.split()[-1],
            "initials": initials(name),
            "date": f"{rng.randint(1, 28):02d}/{rng.randint(1, 12)}",
        }
        lines = [line.format(**words) for line in rng.choice(NOTES)]
    writer = Writer.drawn(rng, ink)
    alpha, boxes = write_note(rng, lines, mm(rng.uniform(2.8, 5.0)), writer)
    degrees = rng.gauss(0, 5) - rng.choice((0, 0, 6))
    tilted = turned(alpha, degrees)
    area = within or Place(mm(4), mm(4), sheet.width - mm(4), sheet.height - mm(8))
    spot = free_place(rng, sheet, tilted.shape, area, taken=taken, spill=rng.choice((0.001, 0.001, 0.015)))
    if spot is None:
        return None
    moved = []
    for text, x, y, width, height in boxes:
        corners = [
            _turn_about((x + dx * width, y + dy * height), alpha.shape, tilted.shape, degrees)
            for dx in (0, 1)
            for dy in (0, 1)
        ]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        moved.append((text, int(min(xs)), int(min(ys)), int(max(xs) - min(xs)), int(max(ys) - min(ys))))
    small, left, top = trim(tilted)
    kept = tuple((t, x - left, y - top, w, h) for t, x, y, w, h in moved)
    return Impression("note", spot[0] + left, spot[1] + top, small, writer.ink, "\n".join(lines), "hand", "bút phê", kept)


def line_over(
    rng: random.Random, place: Place, kind: MarkKind, ink: Ink, width: float, text: str | None = None
) -> Impression:
    """A pen line under (`underline`) or through (`strike_through`) some print."""
    margin = mm(2)
    size = (int(place.bottom - place.top + 2 * margin), int(place.right - place.left + 2 * margin))
    level = margin + (place.bottom - place.top) * (1.08 if kind == "underline" else 0.55)
    count = 5
    points = np.array(
        [
            (margin * 0.6 + k * (size[1] - 1.2 * margin) / (count - 1), level + rng.gauss(0, mm(0.35)))
            for k in range(count)
        ]
    )
    alpha = np.zeros(size, np.uint8)
    path = spline(points)
    stroke(alpha, path, np.full(len(path), width))
    return _placed(alpha, place.left - margin, place.top - margin, kind, ink, text=text, note="gạch")


def tick(rng: random.Random, x: float, y: float, ink: Ink) -> Impression:
    """A check mark at a place of the sheet."""
    size = mm(rng.uniform(3.5, 8))
    points = np.array([(0.0, 0.5), (0.3, 1.0), (0.45, 0.7), (1.0 + rng.random() * 0.4, -0.1)]) * size
    points += np.array([[rng.gauss(0, size * 0.05), rng.gauss(0, size * 0.05)] for _ in points]) + size * 0.4
    alpha = np.zeros((int(size * 2.2), int(size * 2.6)), np.uint8)
    path = spline(points)
    widths = mm(rng.uniform(0.3, 0.7)) * np.linspace(0.7, 1.2, len(path))
    stroke(alpha, path, widths)
    return _placed(alpha, x, y - size, "tick", ink, text="✓", note="dấu tích")


def boxed(rng: random.Random, sheet: Sheet, text: str, taken: list[Impression]) -> Impression | None:
    """HỎA TỐC, KHẨN (one border) or MẬT, TỐI MẬT (two) near the number."""
    secret = text.endswith("MẬT")
    plate = boxed_stamp(rng, text, double=secret) if secret or rng.random() < 0.6 else arrow_stamp(text)
    degrees = rng.gauss(0, 4) if plate.shape[0] < mm(11) else rng.uniform(-40, 5)
    alpha = pressed(rng, plate, wear=rng.choice((0.1, 0.25, 0.4)), degrees=degrees)
    area = Place(mm(8), mm(30), mm(100), mm(112))
    spot = free_place(rng, sheet, alpha.shape, area, taken=taken, spill=0.01)
    if spot is None:
        return None
    kind: MarkKind = "secrecy" if secret else "urgency"
    ink = Ink.drawn(rng, rng.choice(("red", "red", "dull red")))
    return Impression(kind, *spot, alpha, ink, text, "stamp", "dấu độ mật" if secret else "dấu độ khẩn")


def copy_stamp(rng: random.Random, sheet: Sheet, taken: list[Impression]) -> Impression | None:
    """SAO Y with the copying office's line."""
    lines = [rng.choice(("SAO Y BẢN CHÍNH", "SAO Y", "SAO LỤC"))]
    if rng.random() < 0.6:
        lines.append(f"Ngày {rng.randint(1, 28):02d}/{rng.randint(1, 12)}/{rng.randint(2013, 2024)}")
    plate = lines_stamp(rng.choice(STAMP_FACES), lines, mm(rng.uniform(3.4, 4.6)), boxed=rng.random() < 0.6)
    alpha = pressed(rng, plate, wear=rng.choice((0.15, 0.35)), degrees=rng.gauss(0, 3))
    area = Place(mm(10), mm(5), sheet.width - mm(10), sheet.height - mm(8))
    spot = free_place(rng, sheet, alpha.shape, area, taken=taken)
    if spot is None:
        return None
    ink = Ink.drawn(rng, rng.choice(("red", "violet", "blue")))
    return Impression("copy_stamp", *spot, alpha, ink, "\n".join(lines), "stamp", "dấu sao")


def name_stamp(rng: random.Random, sheet: Sheet, text: str) -> Impression:
    """The signer's name in rubber, where print left it out."""
    place = sheet.slots["name"]
    plate = lines_stamp(PRINT_FACES[0], [text], mm(4.9))
    alpha = pressed(rng, plate, wear=rng.choice((0.1, 0.25)), degrees=rng.gauss(0, 1.6))
    x = (place.left + place.right) / 2 - alpha.shape[1] / 2 + rng.gauss(0, mm(2))
    y = (place.top + place.bottom) / 2 - alpha.shape[0] / 2 + rng.gauss(0, mm(0.8))
    ink = Ink.drawn(rng, rng.choice(("blue", "navy", "black", "red", "violet")))
    return _placed(alpha, x, y, "name_stamp", ink, text=text, source="stamp", note="dấu tên")
