"""The form of an ĐẾN stamp: who received the paper, under which number, when.

Receiver and labels are rubber, what stands behind the labels is pen or a date stamp. Labels are
read in a strip of their own: on whole lines the pen behind them spoils them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pipeline.geometry import Box
from pipeline.pen.slot_figures import read_slot
from pipeline.print.printing import PrintedPage, read_block
from pipeline.recognition.reader import SingleReader
from pipeline.record.marks import stamp_date
from pipeline.record.receivers import receiver_name
from pipeline.record.stampwords import FORM_LABELS, form_label, is_arrival
from pipeline.stamps.form_lines import partings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.recognition.engine import Engine, EngineLine
    from pipeline.recognition.forms import Form
    from pipeline.settings import Pen
    from pipeline.stamps.plates import Plate

__all__ = ["ArrivalForm", "read_form"]

# Labels are 17 mm long at most (`Lưu hồ sơ số:` at 3.5 mm type has 22, its beginning does).
_STRIP_MM = 17.0
_PITCH_MM = (4.0, 8.5)
# A receiver's name is believed from here on; worn rubber gives scraps.
_RECEIVER, _SURE = 0.5, 0.75
_FORMS: dict[str, Form] = {"Số:": "number", "Ngày:": "date"}
_ORDER = ("Giờ:", "Số:", "Ngày:", "Chuyển:", "Lưu hồ sơ số:", "Số và ký hiệu HS:")


@dataclass(frozen=True, slots=True)
class ArrivalForm:
    """What an ĐẾN stamp says.

    Attributes:
        text: Its printed lines, with figures behind their labels where they were read.
        fields: `receiver`, `number`, `date` (ISO), `forwarded_to`, `file_number`.
        score: Labels found, ĐẾN counting two, and the lines that part a framed form.
        ruled: It has a frame, and the rule under the receiver's name.
    """

    text: str
    fields: Mapping[str, str | None]
    score: int
    ruled: bool


@dataclass(frozen=True, slots=True)
class _Label:
    """A label: where it begins and ends, in pixels of the plate."""

    name: str
    box: Box


def read_form(plate: Plate, engine: Engine, pen: Pen, seen: Sequence[EngineLine]) -> ArrivalForm:
    """Read an ĐẾN stamp.

    Args:
        plate: The stamp, straight.
        engine: Reads its lettering.
        pen: How sure figures filled in must be.
        seen: Its lines as read at once, pixels of the plate.
    """
    mm = plate.dpi / 25.4
    row, column = partings(plate.gray, plate.dpi)
    arrived, at = _arrival(seen)
    top = row if row is not None else round(6.0 * mm)
    if arrived is None:
        # Alone in its cell ĐẾN is read where between the form's lines it is not.
        edge = column if column is not None else round(0.36 * plate.gray.shape[1])
        cell = engine.read(np.ascontiguousarray(plate.lettering[top:, :edge]), plate.dpi, "block")
        arrived, at = _arrival(cell)
        at = at and Box(at.x, at.y + top, at.width, at.height)
    labels = _labels(plate, engine, top, _begins(plate, column, at, mm))
    if len(labels) < 2 and (column is not None or at is not None):
        labels = max(labels, _labels(plate, engine, top, 0), key=len)
    labels = _by_pitch(labels, mm)
    receiver = _receiver(plate, engine, row, seen)
    number = _figures(plate, labels, "Số:", row, pen)
    date = stamp_date(_figures(plate, labels, "Ngày:", row, pen) or "")
    fields = {
        "receiver": receiver,
        "number": number,
        "date": date,
        "forwarded_to": None,
        "file_number": None,
    }
    said = [receiver] if receiver else []
    said.append(arrived or "ĐẾN")
    for label in sorted(labels, key=lambda label: label.box.y):
        filled = fields.get(FORM_LABELS[label.name])
        said.append(f"{label.name} {filled}" if filled else label.name)
    words = 2 * (arrived is not None) + len(labels)
    ruled = (row is not None) + (column is not None)
    score = words + (ruled if plate.framed and words else 0)
    return ArrivalForm("\n".join(said), fields, score, plate.framed and row is not None)


def _arrival(lines: Sequence[EngineLine]) -> tuple[str | None, Box | None]:
    """The word ĐẾN with what stands before it, and its place."""
    for line in lines:
        for word in line.words:
            if is_arrival(word.text):
                return _arrival_name(line.text), word.box
    return None, None


def _arrival_name(text: str) -> str:
    return "CÔNG VĂN\nĐẾN" if "NG V" in text.upper() else "ĐẾN"


def _begins(plate: Plate, column: int | None, arrival: Box | None, mm: float) -> int:
    """The column in which labels begin: behind ĐẾN where it stands beside them."""
    if column is not None:
        return column + round(0.4 * mm)
    if arrival is None or arrival.x + arrival.width / 2 > 0.33 * plate.gray.shape[1]:
        return 0
    # The paper between ĐẾN and the labels: the word's box may reach into these.
    first, last = round(arrival.right - 4 * mm), round(arrival.right + 3 * mm)
    rows = plate.lettering[arrival.y : arrival.bottom, max(0, first) : last]
    ink = (rows < 150).sum(axis=0) if rows.size else np.zeros(1)
    return max(0, first) + int(np.argmin(np.convolve(ink, np.ones(3), mode="same")))


def _labels(plate: Plate, engine: Engine, top: int, left: int) -> list[_Label]:
    """Labels in the strip that begins at a column, each once."""
    mm = plate.dpi / 25.4
    strip = plate.lettering[top:, left : left + round(_STRIP_MM * mm)]
    if min(strip.shape) < 4 * mm:
        return []
    strip = np.ascontiguousarray(strip)
    found: dict[str, _Label] = {}
    alone = PrintedPage(strip, strip, None, plate.dpi)
    lines: Sequence[EngineLine] = read_block(
        alone, Box(0, 0, *strip.shape[::-1]), SingleReader(engine)
    )
    _note_labels(lines, left, top, mm, found)
    if len(found) < 2:
        _note_labels(engine.read(strip, plate.dpi, "block"), left, top, mm, found)
    return list(found.values())


def _note_labels(
    lines: Sequence[EngineLine], left: int, top: int, mm: float, found: dict[str, _Label]
) -> None:
    """Add, to `found`, labels that open lines of the strip with its corner at (left, top)."""
    for line in lines:
        name = form_label(line.text)
        if name is None or name in found:
            continue
        words = [word for word in line.words if form_label(word.text) == name] or line.words[:1]
        box = words[0].box
        # A label longer than its letters would be has pen at its end.
        high = min(max(box.height, 2.2 * mm), 3.0 * mm)
        width = min(box.width, round(len(name) * 0.62 * high))
        found[name] = _Label(name, Box(left + box.x, top + box.y, width, box.height))


def _by_pitch(labels: list[_Label], mm: float) -> list[_Label]:
    """Labels in their order, with Số or Ngày put where the pitch of the others says they stand."""
    ordered = sorted(labels, key=lambda label: label.box.y)
    ranks = [_ORDER.index(label.name) for label in ordered]
    if ranks != sorted(ranks) or len(ordered) < 2 or "Giờ:" in {label.name for label in ordered}:
        return ordered
    steps = [
        (_middle(b) - _middle(a))
        / max(1, min(4, _ORDER.index(b.name)) - min(4, _ORDER.index(a.name)))
        for a, b in pairwise(ordered)
    ]
    pitch = float(np.median(steps))
    if not _PITCH_MM[0] * mm <= pitch <= _PITCH_MM[1] * mm:
        return ordered
    known = {label.name: label for label in ordered}
    anchor = ordered[0]
    for name in ("Số:", "Ngày:"):
        if name in known:
            continue
        shift = round((_ORDER.index(name) - _ORDER.index(anchor.name)) * pitch)
        width = round(len(name) * 0.62 * anchor.box.height)
        box = Box(anchor.box.x, anchor.box.y + shift, width, anchor.box.height)
        if box.y > 0:
            known[name] = _Label(name, box)
    return sorted(known.values(), key=lambda label: label.box.y)


def _middle(label: _Label) -> float:
    return label.box.y + label.box.height / 2


def _receiver(
    plate: Plate, engine: Engine, row: int | None, seen: Sequence[EngineLine]
) -> str | None:
    """The receiver's name: the strip above the first rule, or the first line, the surer of both."""
    mm = plate.dpi / 25.4
    lines = list(seen[:1])
    if row is not None and row > 3 * mm:
        strip = np.ascontiguousarray(plate.lettering[: row - 1])
        alone = PrintedPage(strip, strip, None, plate.dpi)
        lines += read_block(alone, Box(0, 0, *strip.shape[::-1]), SingleReader(engine))[:1]
        if not any(line.confidence > _SURE and receiver_name(line.text) for line in lines):
            lines += engine.read(strip, plate.dpi, "line")
    named = [(line.confidence, name) for line in lines if (name := receiver_name(line.text))]
    return max(named)[1] if named and max(named)[0] >= _RECEIVER else None


def _figures(
    plate: Plate, labels: Sequence[_Label], name: str, row: int | None, pen: Pen
) -> str | None:
    """What pen wrote behind a label; None where nothing was read for sure."""
    label = next((label for label in labels if label.name == name), None)
    if label is None:
        return None
    picture = _slot(plate, label.box, labels, row)
    if min(picture.shape) < 2.5 * plate.dpi / 25.4:
        return None
    reading = read_slot(picture, plate.dpi, _FORMS[name])
    sure = bool(reading.text) and reading.confidence >= pen.accept_on_stamps
    return reading.text if sure else None


def _slot(plate: Plate, box: Box, labels: Sequence[_Label], row: int | None) -> NDArray[np.uint8]:
    """The blank behind a label: (h, w) uint8, up to the frame and under the rule above."""
    mm = plate.dpi / 25.4
    middles = sorted(_middle(label) for label in labels)
    gaps = [b - a for a, b in pairwise(middles) if b - a > 3.5 * mm]
    pitch = min(8.0 * mm, max(5.0 * mm, min(gaps, default=6.0 * mm)))
    middle = box.y + box.height / 2
    top = max(0 if row is None else row + 2, round(middle - 0.7 * pitch))
    bottom = round(middle + 0.6 * pitch)
    right = plate.pen.shape[1] - round(1.2 * mm)
    return np.ascontiguousarray(plate.pen[top:bottom, box.right + round(0.5 * mm) : right])
