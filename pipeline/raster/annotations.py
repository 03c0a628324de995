"""What is laid over a page without being its content: annotations that a viewer shows, signatures.

A signature is told by what its dictionary and its certificate say: who and when. Whether it is
valid is not judged here: that takes the whole file, the issuers' certificates and a clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pikepdf
from asn1crypto import cms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.raster.contents import Bounds

__all__ = ["DRAWN_MARKS", "Signature", "shows_annotations", "signatures_on"]

_HIDDEN, _NO_VIEW = 2, 32
DRAWN_MARKS = frozenset(
    {
        "/Text",
        "/FreeText",
        "/Line",
        "/Square",
        "/Circle",
        "/Polygon",
        "/PolyLine",
        "/Highlight",
        "/Underline",
        "/Squiggly",
        "/StrikeOut",
        "/Stamp",
        "/Caret",
        "/Ink",
    }
)
"""Annotations that are marks on paper: viewers draw them without being told how."""

_DRAWN = DRAWN_MARKS | {"/FileAttachment"}
_NOT_SHOWN = {"/Popup"}
_MOST = 2_000  # annotations looked at on one page
_DEEPEST_FIELD = 8
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(\d\d)?(\d\d)?")
_ODD = (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Signature:
    """A digital signature as it states itself.

    Attributes:
        bounds: Of its appearance, page space; None where it has none.
        signer: Whom the certificate, else the dictionary, names.
        organ: Whom the certificate says that person belongs to.
        moment: When, as `2025-03-14 15:26`, by the signer's own clock.
        reason: As stated.
    """

    bounds: Bounds | None
    signer: str | None
    organ: str | None
    moment: str | None
    reason: str | None

    @property
    def text(self) -> str:
        """In a clerk's words."""
        said = (
            f"Ký bởi: {self.signer or 'không ghi tên'}",
            f"cơ quan: {self.organ}" if self.organ else "",
            f"thời điểm ký: {self.moment}" if self.moment else "",
            f"lý do: {self.reason}" if self.reason else "",
        )
        return "; ".join(part for part in said if part)

    @property
    def fields(self) -> dict[str, str | None]:
        """For the record."""
        return {
            "signer": self.signer,
            "organ": self.organ,
            "signed_at": self.moment,
            "reason": self.reason,
        }


def shows_annotations(page: pikepdf.Page) -> bool:
    """Whether a viewer shows anything besides the page's content."""
    return any(_is_shown(found) for found in _annotations(page))


def signatures_on(page: pikepdf.Page) -> tuple[Signature, ...]:
    """The signatures whose fields stand on a page, invisible ones included."""
    found = []
    for widget in _annotations(page):
        signed = _signed(widget)
        if signed is not None:
            found.append(_signature(signed, _rectangle(widget)))
    return tuple(found)


def _annotations(page: pikepdf.Page) -> Iterator[Any]:
    listed = page.obj.get("/Annots")
    for i, found in enumerate(listed if isinstance(listed, pikepdf.Array) else ()):
        if i >= _MOST:
            return
        if isinstance(found, pikepdf.Dictionary):
            yield found


def _is_shown(annotation: Any) -> bool:
    kind = str(annotation.get("/Subtype", ""))
    try:
        flags = int(annotation.get("/F", 0))
    except (TypeError, ValueError):
        flags = 0
    if kind in _NOT_SHOWN or flags & (_HIDDEN | _NO_VIEW) or _rectangle(annotation) is None:
        return False
    looks = annotation.get("/AP")
    return kind in _DRAWN or (isinstance(looks, pikepdf.Dictionary) and "/N" in looks)


def _rectangle(annotation: Any) -> Bounds | None:
    """Where it is; None where that is nowhere, as with invisible signatures."""
    try:
        x0, y0, x1, y1 = (float(value) for value in annotation.get("/Rect"))
    except (TypeError, ValueError):
        return None
    bounds = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    wide, high = bounds[2] - bounds[0], bounds[3] - bounds[1]
    return bounds if 1 <= wide < 1e5 and 1 <= high < 1e5 else None


def _signed(widget: Any) -> Any:
    """The signature dictionary of a signature field's widget; None for all else."""
    node: Any = widget
    kind = value = None
    for _ in range(_DEEPEST_FIELD):
        if not isinstance(node, pikepdf.Dictionary):
            break
        kind = kind if kind is not None else node.get("/FT")
        value = value if value is not None else node.get("/V")
        node = node.get("/Parent")
    signed = str(kind) == "/Sig" and isinstance(value, pikepdf.Dictionary)
    return value if signed else None


def _signature(signed: Any, bounds: Bounds | None) -> Signature:
    signer, organ, moment = _certified(signed)
    return Signature(
        bounds,
        signer or _text(signed.get("/Name")),
        organ,
        _moment(_text(signed.get("/M"))) or moment,
        _text(signed.get("/Reason")),
    )


def _certified(signed: Any) -> tuple[str | None, str | None, str | None]:
    """Name, organ and moment as the signer's certificate and signed attributes say (RFC 5652)."""
    contents = signed.get("/Contents")
    try:
        data: Any = cms.ContentInfo.load(bytes(contents))["content"]
        who = data["signer_infos"][0]
        serial = who["sid"].chosen["serial_number"].native
        certificate = next(
            found.chosen
            for found in data["certificates"]
            if found.name == "certificate" and found.chosen.serial_number == serial
        )
        subject = certificate.subject.native
        moment = None
        for attribute in who["signed_attrs"] or ():
            if attribute["type"].native == "signing_time":
                moment = attribute["values"][0].native
    except (*_ODD, StopIteration, OSError):
        return None, None, None
    name, organ = subject.get("common_name"), subject.get("organization_name")
    stated = (
        moment.astimezone().strftime("%Y-%m-%d %H:%M") if isinstance(moment, datetime) else None
    )
    return _first(name), _first(organ), stated


def _first(value: Any) -> str | None:
    found = value[0] if isinstance(value, list) and value else value
    return _plain(str(found)) or None if found else None


def _text(value: Any) -> str | None:
    return _plain(str(value)) or None if isinstance(value, pikepdf.String) else None


def _plain(said: str) -> str:
    """On one line, without the control characters that a file may have put in."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())


def _moment(stated: str | None) -> str | None:
    """A PDF date as a person writes it; the clock is the signer's own."""
    found = _DATE.match(stated or "")
    if found is None:
        return None
    year, month, day, hour, minute = found.groups()
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}" if hour and minute else "")
