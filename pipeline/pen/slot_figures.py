"""Figures that pen wrote on a blank: prepared, read, and believed only above a threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.pen.slotting import without_form
from pipeline.recognition.digits import DigitReading, make_digit_reader
from pipeline.values.marks import Mark

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.pen.slotting import SlotInk
    from pipeline.recognition.forms import Form
    from pipeline.settings import Pen

__all__ = ["against", "agreed", "believed", "pen_mark", "read_slot"]

# That pen stands in a blank is sure where it was cut out; what it says may not be.
_UNREAD = 0.6

# How much likelier two readers say the same when the net is right than when it is wrong. The engine
# reads half of such slots right, and now and then both take one shape for the same other one (a 1
# with a long flag for a 7): on development scans and drawn pages 23 of 24 agreements were right.
_AGREEMENT = 2.5


def read_slot(picture: NDArray[np.uint8], dpi: float, form: Form) -> DigitReading:
    """Read the figures on one blank of a form or a printed line.

    Args:
        picture: (H, W) uint8, the blank cut out generously, dark ink on white. What belongs to
            the form is taken out here: rules, dots, a frame's edges, neighbours at the rim.
        dpi: Of the picture.
        form: What belongs on the blank.

    Returns:
        The reading; its text is empty where nothing is written.
    """
    return make_digit_reader().read(without_form(picture, dpi), form)


def believed(reading: DigitReading, settings: Pen) -> bool:
    """Whether a reading of pen may stand in the record; else a person must look."""
    return bool(reading.text) and reading.confidence >= settings.accept


def agreed(reading: DigitReading) -> DigitReading:
    """A reading that an engine for print, which knows nothing of the net, says too."""
    odds = reading.confidence / max(1e-6, 1 - reading.confidence) * _AGREEMENT
    left = (1 - odds / (1 + odds)) / max(1e-6, 1 - reading.confidence)
    others = tuple((text, chance * left) for text, chance in reading.alternatives)
    return DigitReading(reading.text, odds / (1 + odds), others)


def against(reading: DigitReading, said: str) -> DigitReading:
    """A reading that an engine for print contradicts: as likely wrong as right."""
    others = (
        (said, reading.confidence / 2),
        *((text, chance / 2) for text, chance in reading.alternatives if text != said),
    )
    return DigitReading(reading.text, reading.confidence / 2, others)


def pen_mark(ink: SlotInk, colour: str, reading: DigitReading, settings: Pen) -> Mark:
    """What pen filled in, with what it says where that is believed.

    Where it is not, the likeliest reading is the first of the alternatives.
    """
    if believed(reading, settings):
        text, confidence, others = reading.text, reading.confidence, reading.alternatives
    else:
        first = ((reading.text, reading.confidence),) if reading.text else ()
        text, confidence, others = None, _UNREAD, (*first, *reading.alternatives)
    return Mark(
        "fill_in",
        ink.box,
        ink.mask,
        colour,
        round(float(confidence), 4),
        text,
        alternatives=tuple((said, round(float(chance), 4)) for said, chance in others if said),
    )
