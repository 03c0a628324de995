"""Fax and JPEG inside a TIFF, strip by strip, by the decoders that judge them in PDFs.

libtiff fills what it cannot decode and says so to nobody: a fax of noise comes out as a page. Here
damage is an error, as it is for the same strips in a PDF. Other codings are left to libtiff, which
does notice.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pikepdf
import simplejpeg
from pikepdf import Dictionary, Name

from pipeline.raster.colour import Colour, coloured
from pipeline.raster.decode import whole_jpeg
from pipeline.raster.poppler import stored_pictures
from pipeline.raster.stream import BrokenImageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PIL import Image

    from pipeline.settings import Raster

__all__ = ["fax_or_jpeg"]

_HUFFMAN, _GROUP_3, _GROUP_4, _JPEG = 2, 3, 4, 7
_TWO_DIMENSIONAL = 1  # bit of T4Options
_MIN_IS_BLACK, _PALETTE = 1, 3
_LEAST_BIT_FIRST = 2
_TARGETS = {1: "GRAY", 3: "RGB", 4: "CMYK"}
# In an Adobe marker, what three channels are; TIFF says it by its photometric.
_YCC, _AS_THEY_ARE = 1, 0
_TIFF_YCC = 6
_START, _APP0, _END = b"\xff\xd8", b"\xff\xe0", b"\xff\xd9"
_MOST_SEGMENTS = 100_000
_ZEROS_OF_AN_END = 11
_MOST_ODD_ROWS = 3  # as in PDFs: some fax modems slip in a row


@dataclass(frozen=True, slots=True)
class _Segment:
    """A strip or tile: its bytes, and where its pixels lie in the picture."""

    data: bytes
    left: int
    top: int
    width: int
    height: int


def fax_or_jpeg(
    path: Path, number: int, picture: Image.Image, limits: Raster
) -> NDArray[np.uint8] | None:
    """(H, W) gray or (H, W, 3) RGB of rows as stored; None for every other coding.

    Args:
        path: The TIFF.
        number: The page, for errors.
        picture: That page, described and not decoded.
        limits: Of the outside decoder.

    Raises:
        BrokenImageError: A strip is damaged or not there.
        PageTookTooLongError: It took too long.
        PageTooHeavyError: It took too much memory or room.
    """
    tags: Any = picture.tag_v2  # type: ignore[attr-defined]
    coding, kind, channels = (int(tags.get(tag, 1)) for tag in (259, 262, 277))
    if int(tags.get(284, 1)) != 1 and channels > 1:
        return None  # a plane for each channel
    if coding in (_HUFFMAN, _GROUP_3, _GROUP_4) and channels == 1 and kind != _PALETTE:
        segments = _segments(path, tags)
        found = _faxes(path, number, segments, coding, tags, limits)
        gray = _together(segments, found, (int(tags[257]), int(tags[256])))
        return ~gray if kind == _MIN_IS_BLACK else gray
    if coding == _JPEG and channels in _TARGETS:
        segments = _segments(path, tags)
        tables = bytes(tags.get(347, b""))
        pictures = [_jpeg(each, tables, channels, ycc=kind == _TIFF_YCC) for each in segments]
        size = (int(tags[257]), int(tags[256]), channels)
        samples = _together(segments, pictures, size if channels > 1 else size[:2])
        return coloured(samples, Colour("cmyk"), 8, ()) if channels == 4 else samples
    return None


def _segments(path: Path, tags: Any) -> list[_Segment]:
    width, height = int(tags[256]), int(tags[257])
    tiled = 324 in tags
    step = (
        (int(tags[322]), int(tags[323])) if tiled else (width, min(height, tags.get(278, height)))
    )
    if min(step) < 1 or step[0] * step[1] > 4 * max(width, 256) * max(height, 256):
        raise BrokenImageError(f"TIFF: {step[0]} × {step[1]} image data")
    count = -(-width // step[0]) * -(-height // step[1])
    places, lengths = (tags.get(tag, ()) for tag in ((324, 325) if tiled else (273, 279)))
    if not count <= min(len(places), len(lengths), _MOST_SEGMENTS):
        raise BrokenImageError(f"TIFF: image data, {len(places)} / {count}")
    found = []
    with path.open("rb") as file:
        end = file.seek(0, 2)
        if sum(lengths[:count]) > end:
            raise BrokenImageError("TIFF: image data")
        for index in range(count):
            row, column = divmod(index, -(-width // step[0]))
            left, top = column * step[0], row * step[1]
            rows = step[1] if tiled else min(step[1], height - top)
            file.seek(min(places[index], end))
            found.append(_Segment(file.read(lengths[index]), left, top, step[0], rows))
    return found


def _together(
    segments: Sequence[_Segment], pictures: Sequence[NDArray[np.uint8]], shape: tuple[int, ...]
) -> NDArray[np.uint8]:
    """The whole picture; what a tile has beyond its edge is cut off."""
    whole = np.empty(shape, np.uint8)
    for segment, picture in zip(segments, pictures, strict=True):
        room = whole[segment.top :, segment.left :][: segment.height, : segment.width]
        room[...] = picture[: room.shape[0], : room.shape[1]]
    return whole


def _jpeg(segment: _Segment, tables: bytes, channels: int, *, ycc: bool) -> NDArray[np.uint8]:
    raw = _with_tables(segment.data, tables, ycc=ycc)
    try:
        height, width, _, _ = simplejpeg.decode_jpeg_header(raw, strict=False)
    except ValueError as error:
        raise BrokenImageError(f"JPEG: {error}") from None
    fits = segment.width <= width < segment.width + 64
    if not fits or not segment.height <= height < segment.height + 65536 // width + 64:
        raise BrokenImageError(f"JPEG: {width} × {height}")
    samples = whole_jpeg(raw, _TARGETS[channels])
    return samples[..., 0] if channels == 1 else samples


def _with_tables(data: bytes, tables: bytes, *, ycc: bool) -> bytes:
    """A JPEG that can stand alone, and says of its colours what the TIFF says."""
    if not data.startswith(_START):
        raise BrokenImageError("JPEG: no SOI")
    body = data[2:]
    if body.startswith(_APP0):  # JFIF would have the last word on colours
        body = body[2 + int.from_bytes(body[2:4], "big") :]
    shared = tables.removeprefix(_START).removesuffix(_END)
    adobe = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0" + bytes([_YCC if ycc else _AS_THEY_ARE])
    return _START + adobe + shared + body


def _faxes(
    path: Path,
    number: int,
    segments: Sequence[_Segment],
    coding: int,
    tags: Any,
    limits: Raster,
) -> list[NDArray[np.uint8]]:
    """Each segment as (rows, width) gray, white runs white."""
    two = int(tags.get(292, 0)) & _TWO_DIMENSIONAL
    turned = int(tags.get(266, 1)) == _LEAST_BIT_FIRST
    datas = [_turned(each.data) if turned else each.data for each in segments]
    if coding == _GROUP_3:
        for segment, data in zip(segments, datas, strict=True):
            _refuse_lost_rows(data, segment.height)
    k = {_GROUP_4: -1, _GROUP_3: 4 if two else 0}.get(coding, 0)
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder, pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(100, 100))
        names = Dictionary()
        for index, (segment, data) in enumerate(zip(segments, datas, strict=True)):
            names[f"/I{index}"] = pikepdf.Stream(
                pdf,
                data,
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=segment.width,
                Height=segment.height,
                ColorSpace=Name.DeviceGray,
                BitsPerComponent=1,
                Filter=Name.CCITTFaxDecode,
                DecodeParms=Dictionary(
                    K=k,
                    Columns=segment.width,
                    Rows=segment.height,
                    EncodedByteAlign=coding == _HUFFMAN,
                    EndOfBlock=False,
                ),
            )
        page.Resources = Dictionary(XObject=names)
        page.Contents = pdf.make_stream(b"\n".join(b"/I%d Do" % i for i in range(len(segments))))
        alone = Path(folder, "fax.pdf")
        pdf.save(alone, compress_streams=False)
        rows = stored_pictures(alone, (path, number), limits)
    if [found.shape for found in rows] != [(each.height, each.width) for each in segments]:
        raise BrokenImageError("CCITTFax")
    return rows


def _turned(data: bytes) -> bytes:
    """The bits of every byte in the other order."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")
    return np.packbits(bits).tobytes()


def _refuse_lost_rows(data: bytes, rows: int) -> None:
    """Group 3 ends each row with eleven zeros and a one, which no code contains.

    A decoder that lost its way goes on behind the next of them, and nobody hears how many rows
    were left out. A strip without any is of a writer that leaves them all out.
    """
    bits = np.concatenate([[1], np.unpackbits(np.frombuffer(data, np.uint8))])
    gaps = np.diff(np.flatnonzero(bits)) - 1
    ends = int(np.count_nonzero(gaps >= _ZEROS_OF_AN_END))
    if 0 < ends < rows - _MOST_ODD_ROWS:
        raise BrokenImageError(f"CCITTFax: {ends} / {rows}")
