"""How strongly print lies on paper: full and pale toner, carbon copies, ribbons struck by pins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np

from samples.ink import field_of

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray

    from samples.typesetting import Sheet

__all__ = ["FULL", "Laid", "Press", "level_of", "press_on", "rows_of"]

PAPER = 245
"""The grey of the paper on which a level is told."""

Side = Literal["none", "left", "right", "top", "bottom", "corner"]


@dataclass(frozen=True, slots=True)
class Press:
    """How strongly print lies on a page.

    Attributes:
        level: Grey of solid print where the paper is 245: 20 full toner, 210 hardly there.
        second: Grey of every second row of print; None where all rows are alike.
        wander: Rows differ in strength by up to this share of their ink.
        fade: The share of its ink that print loses toward `side`.
        side: Where print is palest.
        patches: Clouds of weaker print, 0–1.
        hue: What each channel takes of the ink, 1 = all: (1, 1, 0.4) is blue.
        spread: How far the ink ran, pixels at 300 dpi: carbon copies are soft.
        pins: Pitch of a printer's pins in pixels at 300 dpi, 0 = no pins.
    """

    level: int = 20
    second: int | None = None
    wander: float = 0.0
    fade: float = 0.0
    side: Side = "none"
    patches: float = 0.0
    hue: tuple[float, float, float] = (1.0, 1.0, 1.0)
    spread: float = 0.0
    pins: float = 0.0

    @property
    def rgb(self) -> tuple[int, int, int]:
        """The colour that full ink multiplies the paper with."""
        red, green, blue = (
            round(255 - (255 - 255 * self.level / PAPER) * share) for share in self.hue
        )
        return red, green, blue


FULL = Press()
"""A machine in order. Its print is laid as it always was, unevenness is the scanner's `toner`."""


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """What a press does to one sheet.

    Attributes:
        rgb: The ink.
        strength: (H, W) uint8, 255 = all of the ink; None = all everywhere.
        spread, pins: As in `Press`.
        tone: (H, W) uint8 printed grounds, 255 = solid; None where there are none.
    """

    rgb: tuple[int, int, int] = (22, 20, 23)
    strength: NDArray[np.uint8] | None = None
    spread: float = 0.0
    pins: float = 0.0
    tone: NDArray[np.uint8] | None = None

    def inked(self, printed: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The ink that reaches the paper: (H, W) uint8 printed shapes to uint8 ink."""
        if self.pins:
            printed = _pinned(printed, self.pins)
        if self.spread:
            printed = cv2.GaussianBlur(printed, (0, 0), self.spread)
        if self.strength is not None:
            printed = cv2.multiply(printed, self.strength, scale=1 / 255)
        return printed


def rows_of(sheet: Sheet) -> list[list[int]]:
    """Indices of the sheet's lines, those side by side together, from the top."""
    rows: list[list[int]] = []
    floor = -1.0
    for index in sorted(range(len(sheet.lines)), key=lambda i: sheet.lines[i].place.bottom):
        place = sheet.lines[index].place
        if rows and (place.top + place.bottom) / 2 < floor:
            rows[-1].append(index)
        else:
            rows.append([index])
        floor = max(floor, place.bottom)
    return rows


def press_on(rng: random.Random, press: Press, sheet: Sheet) -> Laid:
    """What a press does to one sheet: rows and sides weaker as it says."""
    tone = _screened(rng, np.asarray(sheet.tone)) if sheet.tone is not None else None
    if press == FULL:
        return Laid(tone=tone)
    strength = np.ones((sheet.height, sheet.width), np.float32)
    least = (PAPER - press.second) / (PAPER - press.level) if press.second is not None else 1.0
    for number, row in enumerate(rows_of(sheet)):
        share = (least if number % 2 else 1.0) * (1 - press.wander * rng.random())
        places = [sheet.lines[i].place for i in row]
        top, bottom = (round(f(p[k] for p in places)) for f, k in ((min, 1), (max, 3)))
        strength[max(0, top - 2) : bottom + 3] = share
    if press.fade:
        strength *= 1 - press.fade * _ramp(sheet, press.side)
    if press.patches:
        strength *= field_of(rng, strength.shape, 260, 1 - press.patches, 1.0)  # type: ignore[arg-type]
    evened = (np.clip(strength, 0, 1) * 255).astype(np.uint8)
    return Laid(press.rgb, evened, press.spread, press.pins, tone)


def level_of(press: Press, laid: Laid, place: tuple[float, float, float, float]) -> int:
    """The grey of solid print in a place (left, top, right, bottom) on paper of 245."""
    if laid.strength is None:
        return press.level
    left, top, right, bottom = (max(0, round(n)) for n in place)
    share = float(laid.strength[top : bottom + 1, left : right + 1].mean()) / 255
    return round(PAPER - share * (PAPER - press.level))


def _ramp(sheet: Sheet, side: Side) -> NDArray[np.float32]:
    """(H, W) float32, 0 where print is strongest, 1 where it is palest."""
    down = np.linspace(0, 1, sheet.height, dtype=np.float32)[:, None]
    across = np.linspace(0, 1, sheet.width, dtype=np.float32)[None, :]
    ramps = {
        "none": np.float32(1.0),
        "left": 1 - across,
        "right": across,
        "top": 1 - down,
        "bottom": down,
        "corner": (across + down) / 2,
    }
    return np.broadcast_to(ramps[side], (sheet.height, sheet.width)).astype(np.float32)


def _screened(rng: random.Random, tone: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Grounds as they were printed: an even grey, or the dots that a laser printer makes of it."""
    if rng.random() < 0.5:
        return tone
    pitch = rng.uniform(3.6, 6.5)
    ys, xs = np.ogrid[: tone.shape[0], : tone.shape[1]]
    turn = np.float32(np.pi / pitch)
    dots = np.cos((xs + ys) * turn) * np.cos((xs - ys) * turn)
    return np.where(tone > 128 + 120 * dots, np.maximum(tone, 220), 0).astype(np.uint8)


def _pinned(printed: NDArray[np.uint8], pitch: float) -> NDArray[np.uint8]:
    """The shapes as a printer's pins strike them: round dots on a grid."""
    height, width = printed.shape
    rows, columns = round(height / pitch), round(width / pitch)
    struck = cv2.resize(printed, (columns, rows), interpolation=cv2.INTER_AREA) > 96
    ys, xs = np.nonzero(struck)
    done = np.zeros_like(printed)
    radius = round(pitch * 0.62 * 16)
    for y, x in zip(ys.tolist(), xs.tolist(), strict=True):
        centre = (round((x + 0.5) * pitch * 16), round((y + 0.5) * pitch * 16))
        cv2.circle(done, centre, radius, 255, -1, cv2.LINE_AA, 4)
    return done
