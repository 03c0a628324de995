"""Write scans as scanners do: one picture a page, at its true size, and what is laid over it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
from PIL import Image, TiffImagePlugin

from samples.typed_pdf import painted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from samples.compose import DrawnPage
    from samples.typed_pdf import Painted

__all__ = ["write_pdf"]


def _fax(image: NDArray[np.uint8]) -> bytes:
    """CCITT group 4 data of a bilevel picture (0 and 255)."""
    store = io.BytesIO()
    # One strip, so that the TIFF's strip is the PDF's stream.
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info[278] = image.shape[0]
    # The encoder takes 1 for black.
    picture = Image.fromarray(255 - image).convert("1", dither=Image.Dither.NONE)
    picture.save(store, "TIFF", compression="group4", tiffinfo=info)
    with Image.open(io.BytesIO(store.getvalue())) as tiff:
        offsets, lengths = (tiff.tag_v2[tag] for tag in (273, 279))  # type: ignore[attr-defined]
    if len(offsets) != 1:
        raise ValueError(f"expected one strip, the encoder made {len(offsets)}")
    return store.getvalue()[offsets[0] : offsets[0] + lengths[0]]


def _picture(pdf: pikepdf.Pdf, page: DrawnPage) -> pikepdf.Stream:
    height, width = page.image.shape[:2]
    shared = {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Image,
        "/Width": width,
        "/Height": height,
    }
    if page.jpeg is None:
        return pikepdf.Stream(
            pdf,
            _fax(page.image),
            {
                **shared,
                "/ColorSpace": pikepdf.Name.DeviceGray,
                "/BitsPerComponent": 1,
                "/Filter": pikepdf.Name.CCITTFaxDecode,
                "/DecodeParms": pikepdf.Dictionary(K=-1, Columns=width, Rows=height),
            },
        )
    colours = pikepdf.Name.DeviceRGB if page.image.ndim == 3 else pikepdf.Name.DeviceGray
    return pikepdf.Stream(
        pdf,
        page.jpeg,
        {
            **shared,
            "/ColorSpace": colours,
            "/BitsPerComponent": 8,
            "/Filter": pikepdf.Name.DCTDecode,
        },
    )


def _annotate(
    pdf: pikepdf.Pdf,
    target: pikepdf.Object,
    box: list[float],
    page: DrawnPage,
    layers: Sequence[Painted],
) -> None:
    """Add the typed words that are annotations, each with its appearance over the whole page."""
    notes = []
    for layer, made in zip(page.overlays, layers, strict=True):
        if not layer.noted:
            continue
        look = pikepdf.Stream(
            pdf,
            made.content,
            {
                "/Type": pikepdf.Name.XObject,
                "/Subtype": pikepdf.Name.Form,
                "/BBox": pikepdf.Array([0, 0, *box]),
                "/Resources": pikepdf.Dictionary(
                    Font=pikepdf.Dictionary({f"/{n}": f for n, f in made.fonts.items()})
                ),
            },
        )
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FreeText,
            Rect=pikepdf.Array([0, 0, *box]),
            Contents="\n".join(layer.lines),
            DA="0 g",
            F=4,
            AP=pikepdf.Dictionary(N=pdf.make_indirect(look)),
        )
        notes.append(pdf.make_indirect(note))
    if notes:
        target.Annots = pikepdf.Array(notes)


def write_pdf(pages: Sequence[DrawnPage], path: Path) -> None:
    """Write the pages' pictures as one PDF: JPEG for colour and grey, CCITT G4 for bilevel."""
    with pikepdf.new() as pdf:
        for page in pages:
            height, width = page.image.shape[:2]
            box = [round(n * 72 / page.dpi, 3) for n in (width, height)]
            content = f"q {box[0]} 0 0 {box[1]} 0 0 cm /Im0 Do Q".encode()
            pdf.add_blank_page(page_size=(box[0], box[1]))
            target = pdf.pages[-1].obj
            target.Resources = pikepdf.Dictionary(
                XObject=pikepdf.Dictionary(Im0=pdf.make_indirect(_picture(pdf, page)))
            )
            layers = [
                painted(pdf, layer, f"T{order}", 72 / page.dpi, height)
                for order, layer in enumerate(page.overlays)
            ]
            content = b"\n".join(
                [
                    content,
                    *(
                        made.content
                        for layer, made in zip(page.overlays, layers, strict=True)
                        if not layer.noted
                    ),
                ]
            )
            fonts = {name: font for made in layers for name, font in made.fonts.items()}
            if fonts:
                target.Resources.Font = pikepdf.Dictionary({f"/{n}": f for n, f in fonts.items()})
            _annotate(pdf, target, box, page, layers)
            target.Contents = pikepdf.Stream(pdf, content)
        # A fixed ID and no dates: the same scan is the same file.
        pdf.save(path, deterministic_id=True)
