"""An older text layer that nobody trusts must not be found by a search in document.pdf.

Only the derivative loses it; `original.pdf` keeps every byte.  What is left alone: text that
can be seen, anything in annotations (signatures), and pages that were born digital.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Name, Operator, Pdf

from pipeline.raster.contents import Matrix, composed, numbers
from pipeline.raster.inflation import MOST_CONTENT_BYTES, content_length

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["remove_hidden_text"]

_HIDDEN_MODES = {3, 7}  # invisible; clip only
_SHOW = {"Tj", "TJ", "'", '"'}
_HAS_HIDDEN_MODE = re.compile(rb"[37][\x00\t\n\f\r ]+Tr\b")
_DEEPEST_FORM = 4
_WHOLE_PAGE = 0.9  # share of the page that a picture covers when text before it cannot be seen


def remove_hidden_text(pdf: Pdf, page: pikepdf.Page, *, scanned: bool) -> bool:
    """Take text out of a page that is shown in an invisible mode, or lies under the scan.

    Args:
        pdf: Of which it is a page.
        page: Changed in place; its pictures are not touched.
        scanned: The page is one scanned picture and text was painted before it, which it hides.

    Returns:
        Whether anything was removed.
    """
    if content_length(page.obj.get(Name.Contents)) > MOST_CONTENT_BYTES:
        return False  # a drawing, not a scan
    data = _content(page.obj.get(Name.Contents))
    changed = _clean_forms(page.resources, depth=0, done=set())
    if not scanned and not _HAS_HIDDEN_MODE.search(data):
        return changed
    instructions = list(pikepdf.parse_content_stream(page))
    under = _last_whole_picture(page, instructions) if scanned else 0
    kept, removed = _without_hidden(instructions, under)
    if removed:
        page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))
    return changed or removed


def _without_hidden(instructions: Sequence[Any], under: int = 0) -> tuple[list[Any], bool]:
    """The instructions without text shown in a hidden mode, or before the index `under`."""
    kept: list[Any] = []
    mode, saved, removed = 0, [], False
    for index, instruction in enumerate(instructions):
        operator = str(instruction.operator)
        if operator == "q":
            saved.append(mode)
        elif operator == "Q" and saved:
            mode = saved.pop()
        elif operator == "Tr" and instruction.operands:
            mode = int(instruction.operands[0])
        if operator in _SHOW and (mode in _HIDDEN_MODES or index < under):
            removed = True
            if operator in {"'", '"'}:  # these also go to the next line
                kept.append(pikepdf.ContentStreamInstruction([], Operator("T*")))
            continue
        kept.append(instruction)
    return kept, removed


def _clean_forms(resources: Any, depth: int, done: set[tuple[int, int]]) -> bool:
    """Layers that a program added as a form XObject (OCRmyPDF does)."""
    found = False
    forms = resources.get(Name.XObject) if isinstance(resources, pikepdf.Dictionary) else None
    if depth >= _DEEPEST_FORM or not isinstance(forms, pikepdf.Dictionary):
        return False
    for form in forms.as_dict().values():
        if form.get(Name.Subtype) != Name.Form or form.objgen in done:
            continue
        done.add(form.objgen)
        found |= _clean_forms(form.get(Name.Resources), depth + 1, done)
        if content_length(form) > MOST_CONTENT_BYTES:
            continue
        data = _content(form)
        if _HAS_HIDDEN_MODE.search(data):
            kept, removed = _without_hidden(list(pikepdf.parse_content_stream(form)))
            if removed:
                form.write(pikepdf.unparse_content_stream(kept))
                found = True
    return found


def _last_whole_picture(page: pikepdf.Page, instructions: Sequence[Any]) -> int:
    """Index of the last instruction that paints an opaque picture over the whole page, or 0."""
    objects = page.resources.get(Name.XObject)
    left, bottom, right, top = (float(value) for value in page.cropbox)
    least = _WHOLE_PAGE * abs((right - left) * (top - bottom))
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    saved: list[Matrix] = []
    last = 0
    for index, instruction in enumerate(instructions):
        operator = str(instruction.operator)
        if operator == "q":
            saved.append(matrix)
        elif operator == "Q" and saved:
            matrix = saved.pop()
        elif operator == "cm" and len(instruction.operands) == 6:
            matrix = composed(numbers(instruction.operands), matrix)
        elif operator == "Do" and isinstance(objects, pikepdf.Dictionary):
            painted = objects.get(str(instruction.operands[0]))
            a, b, c, d, _, _ = matrix
            if painted is not None and _opaque_picture(painted) and abs(a * d - b * c) >= least:
                last = index
    return last


def _opaque_picture(painted: Any) -> bool:
    return bool(
        painted.get(Name.Subtype) == Name.Image
        and Name.SMask not in painted
        and Name.Mask not in painted
        and not painted.get(Name.ImageMask, False)
    )


def _content(contents: Any) -> bytes:
    if isinstance(contents, pikepdf.Stream):
        return contents.read_bytes()
    if isinstance(contents, pikepdf.Array):
        return b"\n".join(_content(part) for part in contents)
    return b""
