"""Put the seal, the signature and the filled-in number where offices put them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from samples.faces import PRINT_FACES
from samples.handwriting import Writer, write
from samples.ink import Impression, Ink, field_of, trim
from samples.seals import pressed, round_seal
from samples.signatures import sign
from samples.stamps import lines_stamp
from samples.typesetting import Place, Sheet, mm

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray

    from pipeline.values.marks import MarkKind
    from samples.letter import Letter

__all__ = [
    "fill_blanks",
    "free_place",
    "name_stamp",
    "placed",
    "seal",
    "set_off",
    "signature",
    "turn_about",
]


def placed(
    alpha: NDArray[np.uint8], x: float, y: float, kind: MarkKind, ink: Ink, **more: object
) -> Impression:
    """An impression whose empty edges are cut off."""
    small, left, top = trim(alpha)
    return Impression(kind, round(x) + left, round(y) + top, small, ink, **more)  # type: ignore[arg-type]


def fill_blanks(rng: random.Random, sheet: Sheet, letter: Letter) -> list[Impression]:
    """Number and day (and month) in the blanks that print left, as a clerk fills them in."""
    shade = rng.choices(("black", "blue", "navy", "red"), (5, 4, 2, 0.5))[0]
    # Nobody fills in a number in pencil: it has to last.
    writer = replace(Writer.drawn(rng, Ink.drawn(rng, shade)), pencil=False)
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
        found.append(placed(alpha, x, y, "fill_in", writer.ink, text=text, note=note_text))
    return found


def seal(
    rng: random.Random, sheet: Sheet, letter: Letter, *, over: str | None = None
) -> Impression:
    """The organ's seal over the left third of the signature, or over a named place."""
    name = sheet.slots["name"]
    diameter = mm(rng.uniform(33, 38) if letter.system != "party" else rng.uniform(32, 36))
    organ = " ".join((letter.org or letter.sealer).replace("UBND", "ỦY BAN NHÂN DÂN").split())
    if letter.parent and letter.system == "state" and len(organ) < 22:
        organ = " ".join(f"{organ} {letter.parent.split(chr(10))[-1]}".split())
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
        # On real letters the seal's lower edge meets the name's line, its middle the name's start.
        cx = name.left + mm(rng.gauss(0, 3.5))
        cy = name.bottom + mm(rng.gauss(-1.0, 2.0)) - diameter / 2
    x, y = cx - alpha.shape[1] / 2, cy - alpha.shape[0] / 2
    ink = Ink.drawn(rng, shade)
    return placed(alpha, x, y, "seal", ink, text=organ, source="stamp", note="dấu tròn")


def _half_pressed(rng: random.Random, alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    width = alpha.shape[1]
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
    return placed(faint, x, y, "set_off", Ink("red", (225, 60, 72)), source="stamp", note="dấu hằn")


def signature(rng: random.Random, sheet: Sheet, *, sprawl: bool = False) -> Impression:
    """The signer's hand between title and name, running over both and over the seal.

    A sprawling one is as wide as two columns and crosses the name and the ends of Nơi nhận.
    """
    ink = Ink.drawn(rng, rng.choices(("blue", "black", "navy"), (5, 4, 2))[0])
    writer = replace(Writer.drawn(rng, ink), width=rng.uniform(0.28, 0.65))
    place = sheet.slots["signature"]
    alpha = sign(rng, mm(rng.uniform(30, 52) + (28 if sprawl else 0)), writer)
    limit = mm(rng.uniform(18, 30) + (8 if sprawl else 0))
    if alpha.shape[0] > limit:
        alpha = cv2.resize(
            alpha,
            None,
            fx=limit / alpha.shape[0],
            fy=limit / alpha.shape[0],
            interpolation=cv2.INTER_AREA,
        )
    x = (place.left + place.right) / 2 - alpha.shape[1] / 2 + mm(rng.uniform(-4, 9))
    y = (place.top + place.bottom) / 2 - alpha.shape[0] / 2 + mm(rng.uniform(-3, 5))
    if sprawl:
        x, y = x - mm(rng.uniform(4, 14)), y + mm(rng.uniform(2, 7))
    return placed(alpha, x, y, "signature", ink, source="sign", note="chữ ký")


def free_place(
    rng: random.Random,
    sheet: Sheet,
    size: tuple[int, int],
    within: Place,
    *,
    taken: list[Impression],
    spill: float = 0.004,
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
        apart = spill >= 1 or all(
            x + width < m.x
            or m.x + m.alpha.shape[1] < x
            or y + height < m.y
            or m.y + m.alpha.shape[0] < y
            for m in taken
        )
        if under.size and under.mean() / 255 < spill and apart:
            return round(x), round(y)
    return None


def name_stamp(rng: random.Random, sheet: Sheet, text: str) -> Impression:
    """The signer's name in rubber, where print left it out."""
    place = sheet.slots["name"]
    plate = lines_stamp(PRINT_FACES[0], [text], mm(4.9))
    alpha = pressed(rng, plate, wear=rng.choice((0.1, 0.25)), degrees=rng.gauss(0, 1.6))
    x = (place.left + place.right) / 2 - alpha.shape[1] / 2 + rng.gauss(0, mm(2))
    y = (place.top + place.bottom) / 2 - alpha.shape[0] / 2 + rng.gauss(0, mm(0.8))
    ink = Ink.drawn(rng, rng.choice(("blue", "navy", "black", "red", "violet")))
    return placed(alpha, x, y, "name_stamp", ink, text=text, source="stamp", note="dấu tên")


def turn_about(
    point: tuple[float, float], before: tuple[int, ...], after: tuple[int, ...], degrees: float
) -> tuple[float, float]:
    """Where a point of a plate lies after `turned`."""
    angle = np.deg2rad(degrees)
    x, y = point[0] - before[1] / 2, point[1] - before[0] / 2
    return (
        float(x * np.cos(angle) - y * np.sin(angle)) + after[1] / 2,
        float(x * np.sin(angle) + y * np.cos(angle)) + after[0] / 2,
    )
