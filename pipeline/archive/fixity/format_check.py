"""Derived files held against the formats that they promise to keep.

Only such as promise it: bags of older programs have neither `premis.xml` nor an event that says
PDF/A, and are whole all the same.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf

from pipeline.export.pdfa.check import check_pdfa
from pipeline.export.validity import validate_alto, validate_premis

if TYPE_CHECKING:
    from pipeline.archive.fixity.bag_look import BagLook
    from pipeline.archive.store import Store
    from pipeline.values.document import Document

__all__ = ["check_formats"]

_PDF = "data/document.pdf"
_PREMIS = "data/premis.xml"
_PROMISE = "pdfa_2b: "


def check_formats(store: Store, look: BagLook, document: Document) -> None:
    """Look whether ALTO, PREMIS and PDF/A are what they say; what is not is noted in `look`."""
    if _PREMIS in look.manifest:
        for file in sorted(look.manifest.keys() - look.hit):
            validate = validate_premis if file == _PREMIS else validate_alto
            if file != _PREMIS and not file.endswith(".alto.xml"):
                continue
            data = store.read(f"{look.place}/{file}")
            for said in validate(data)[:1] if data is not None else ():
                look.note(file, "broken", f"không đúng lược đồ: {said}")
    promised = any(event.what.startswith(_PROMISE) for event in document.events)
    if promised and _PDF in look.manifest.keys() - look.hit:
        with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
            path = look.local(store, _PDF, Path(folder))
            if path is not None:
                _check_pdf(look, path)


def _check_pdf(look: BagLook, path: Path) -> None:
    try:
        broken = check_pdfa(path)
    except OSError as error:
        look.note_refusal(_PDF, error)
        return
    except pikepdf.PdfError:
        look.note(_PDF, "broken", "không phải PDF")
        return
    for found in broken[:1]:
        what = f"không đúng PDF/A-2b, mục {found.clause}: {found.what} ({found.object})"
        look.note(_PDF, "broken", what)
