"""What came onto a page after printing, and the page without it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from pipeline.geometry import Box
from pipeline.values.scanned import FlatPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["CleanPage", "Mark", "MarkKind", "MarkRecord"]


MarkKind = Literal[
    "seal",  # con dấu: the organ's round seal
    "set_off",  # a seal's ghost from a neighbouring page
    "incoming_stamp",  # dấu ĐẾN
    "copy_stamp",  # SAO Y
    "secrecy",  # MẬT, TỐI MẬT, TUYỆT MẬT
    "urgency",  # KHẨN, THƯỢNG KHẨN, HỎA TỐC
    "name_stamp",  # dấu chức danh, dấu tên
    "stamp",  # a stamp of another kind
    "signature",
    "fill_in",  # pen on a blank that print left for it
    "note",  # bút phê
    "tick",
    "underline",
    "strike_through",
    "digital",  # laid over the scan by the file: typed words, a digital signature, a cover
    "unknown",
]


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """Ink that came onto the page after printing; flat frame.

    Attributes:
        kind: What we believe it is.
        box: Where it is.
        mask: Shape `box.shape`, bool; True where ink of the mark lies.
        colour: `red`, `blue`, `violet`, `green`, `black` …
        confidence: 0–1, that this is a mark and of this kind.
        text: What it says where it was read.
        fields: What a stamp's form says (`receiver`, `number`, `date` …), where it was read.
        alternatives: Other readings of pen with their probabilities, likeliest first.
    """

    kind: MarkKind
    box: Box
    mask: NDArray[np.bool_]
    colour: str = "black"
    confidence: float = 1.0
    text: str | None = None
    fields: Mapping[str, str | None] = field(default_factory=dict)
    alternatives: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if self.mask.shape != self.box.shape:
            raise ValueError(f"mask is {self.mask.shape} but {self.box} is {self.box.shape}")
        self.mask.flags.writeable = False

    def tight(self) -> Mark:
        """This mark in a box that ends where its ink ends; `ValueError` when it has none."""
        ink = Box.of(self.mask)
        if ink is None:
            raise ValueError(f"a mark without ink has no tight box: {self.kind} in {self.box}")
        mask = np.ascontiguousarray(self.mask[ink.slices])
        return replace(self, box=ink.moved(self.box.x, self.box.y), mask=mask)

    def ink_in(self, part: Box) -> NDArray[np.bool_]:
        """The mask in a part of the mark's box; shape `part.shape`."""
        return self.mask[part.slices_in(self.box)]

    def with_ink_of(self, other: Mark) -> Mark:
        """This mark with another's ink as well; what the other says is not taken over."""
        box = self.box.union(other.box)
        mask = np.zeros(box.shape, dtype=bool)
        for mark in (self, other):
            mask[mark.box.slices_in(box)] |= mark.mask
        return replace(self, box=box, mask=mask)


@dataclass(frozen=True, slots=True, eq=False)
class CleanPage:
    """What print alone would look like; flat frame.

    Attributes:
        flat: The page it came from.
        gray: (H, W) uint8, paper evened out to white, marks lifted; what engines read.
        plain: (H, W) uint8, the same before marks were lifted.
        marks: What was lifted or found.
        blank: True when nothing is on the page but paper and show-through.
        doubtful: (H, W) bool, where ink is so pale that it may be print or show through from the
            back; None where nothing is in doubt.
        print_level: Up to this brightness pale ink was found to be print; None = nobody looked.
    """

    flat: FlatPage
    gray: NDArray[np.uint8]
    plain: NDArray[np.uint8]
    marks: tuple[Mark, ...] = ()
    blank: bool = False
    doubtful: NDArray[np.bool_] | None = None
    print_level: float | None = None

    def __post_init__(self) -> None:
        self.gray.flags.writeable = False
        self.plain.flags.writeable = False


@dataclass(frozen=True, slots=True)
class MarkRecord:
    """A mark as stored; box in original pixels.

    Attributes:
        kind: One of `MarkKind`.
        box: Original pixels.
        confidence: 0–1.
        colour: As in `Mark`.
        text: What it says, None where it was not read.
        crop: File name under `evidence/` (`p0001-01-seal.png`), cut from the original picture;
            in `document.json` with the folder before it.
        fields: What a stamp's form says (`receiver`, `number`, `date` …), where it was read.
        alternatives: Other readings of pen with their probabilities, likeliest first.
        cutout: File name of the ink alone (`p0001-01-seal.cutout.png`), transparent elsewhere, in
            pixels of the original picture and exactly on `box`; None where no ink was told apart.
        outline: Corners (x, y) of the hull of its ink, original pixels; empty where unknown.
    """

    kind: MarkKind
    box: Box
    confidence: float
    colour: str = "black"
    text: str | None = None
    crop: str | None = None
    fields: dict[str, str | None] = field(default_factory=dict)
    alternatives: tuple[tuple[str, float], ...] = ()
    cutout: str | None = None
    outline: tuple[tuple[int, int], ...] = ()

    @property
    def pictures(self) -> tuple[str, ...]:
        """File names of its evidence."""
        return tuple(name for name in (self.crop, self.cutout) if name)
