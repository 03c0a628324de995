"""Pictures of pages: any part of them, in any size, at the cost of a few tiles."""

from __future__ import annotations

import io
import logging
import math
import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from PIL import Image

from pipeline.archive.pictures.cache import PictureCache, PictureKey
from pipeline.archive.pictures.drawing import BESIDE, NOW, SOON, Drawer, NoSuchPageError
from pipeline.archive.pictures.pyramid import TILE
from pipeline.archive.pictures.sheets import version_of
from pipeline.errors import PageError, ScanError
from pipeline.geometry import Box
from pipeline.state_folder import state_folder
from web.assets import STATIC

if TYPE_CHECKING:
    from concurrent.futures import Future

    from pipeline.archive import Archive
    from pipeline.archive.pictures.layers import Layer
    from pipeline.archive.pictures.pyramid import Pyramid
    from pipeline.settings import Settings
    from web.services.iiif import Wanted

__all__ = ["BESIDE", "NOW", "Hole", "NoSuchPageError", "Pictures", "rendered", "size_of"]

log = logging.getLogger(__name__)

FOLDER = "desk-pictures"
_PREPARED_PAGES = 3
_HOLE_SECONDS = 60.0  # a page that could not be drawn is not tried again at once
_MOST_HOLES = 500
_SWEEP_SECONDS = 600.0
_LARGE = 1_500_000  # pixels that are decoded for an answer: so many only once at a time
_QUALITY = 88
_HOLE_PICTURE = STATIC / "img" / "hole.png"
_HOLE_PAGE = (1654, 2339)  # an A4 at 200 dpi, where nothing is known of the page

_VERSION = re.compile("[0-9a-f]{16}")

_one_large, _few_small = threading.BoundedSemaphore(1), threading.BoundedSemaphore(4)


@dataclass(frozen=True, slots=True)
class Hole:
    """A page that cannot be drawn: a picture that says so stands in its place.

    Attributes:
        why: In Vietnamese.
        size: (width, height) that its boxes are told in.
    """

    why: str
    size: tuple[int, int] = _HOLE_PAGE


class Pictures:
    """Pages of an archive's documents, drawn once and kept on this machine.

    Args:
        archive: Its.
        settings: `pictures`, `raster`, `bounds`, `state`.
    """

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self._archive = archive
        folder = state_folder(settings) / FOLDER
        self._cache = PictureCache(folder, settings.pictures.cache_mb)
        self._drawer = Drawer(archive, self._cache, settings, self._sweep)
        self._holes: OrderedDict[PictureKey, tuple[float, Hole]] = OrderedDict()
        self._swept = -math.inf

    def close(self) -> None:
        """Let go of the processes that draw."""
        self._drawer.close()

    def version(self, document_id: str) -> str:
        """A name for a document as it stands in the archive now.

        Raises:
            NoSuchPageError: It does not.
        """
        found = version_of(self._archive, document_id)
        if found is None:
            self._cache.forget(document_id)
            raise NoSuchPageError(document_id, 0)
        return found

    def find(
        self,
        document_id: str,
        page: int,
        layer: Layer,
        named: str | None = None,
        urgency: int = NOW,
    ) -> tuple[PictureKey, Pyramid | Hole | Future[Pyramid]]:
        """A picture, or what will hold it: then `came` says what became of it.

        Args:
            document_id: Of its document.
            page: Number in the scanned file.
            layer: Which.
            named: The version that whoever asks knows. One that is still drawn is given; otherwise
                it is the document as it stands.
            urgency: `BESIDE` for a picture that stands beside the one that matters.

        Raises:
            NoSuchPageError: There is no such document.
        """
        if named is not None and _VERSION.fullmatch(named):
            key = PictureKey(document_id, named, page, layer)
            if (found := self._cache.find(key)) is not None:
                return key, found
        key = PictureKey(document_id, self.version(document_id), page, layer)
        if (found := self._cache.find(key)) is not None:
            return key, found
        then, hole = self._holes.get(key, (0.0, None))
        if hole is not None and time.monotonic() - then < _HOLE_SECONDS:
            return key, hole
        return key, self._drawer.draw(key, urgency)

    def came(self, key: PictureKey, done: Future[Pyramid]) -> Pyramid | Hole:
        """What became of a picture that was drawn.

        Raises:
            NoSuchPageError: There is no such page.
            ArchiveError: The archive does not have what it should, or does not answer.
            CancelledError: The desk closes.
        """
        try:
            return done.result()
        except (PageError, ScanError, ValueError) as error:
            log.warning("page not drawn key=%s error=%r", key, error)
            why = str(error) if isinstance(error, PageError | ScanError) else "ảnh chứng cứ hỏng"
            hole = Hole(why, self._size(key))
            self._holes[key] = (time.monotonic(), hole)
            while len(self._holes) > _MOST_HOLES:
                self._holes.popitem(last=False)
            return hole

    def prepare(self, document_id: str, pages: tuple[int, ...] | None = None) -> None:
        """Draw a document's first pages while nobody waits for them.

        Args:
            document_id: Of the document that will probably be opened next.
            pages: Numbers in the scanned file; None = its first ones.
        """
        version = self.version(document_id)
        if pages is None:
            pages = self._archive.read_document(document_id).source.pages[:_PREPARED_PAGES]
        for page in pages:
            key = PictureKey(document_id, version, page, "original")
            if self._cache.find(key) is None:
                self._drawer.draw(key, SOON)

    def _size(self, key: PictureKey) -> tuple[int, int]:
        for reading in self._archive.read_document(key.document).pages:
            if reading.number == key.page and all(reading.size_px):
                return reading.size_px
        return _HOLE_PAGE

    def _sweep(self) -> None:
        """Now and then: nothing is kept of documents that were taken out, or are secret."""
        if time.monotonic() - self._swept <= _SWEEP_SECONDS:
            return
        self._swept = time.monotonic()
        try:
            self._cache.sweep(self._may_be_kept)
        except Exception:  # whatever it was, pages are drawn on
            log.exception("pictures not swept")

    def _may_be_kept(self, document_id: str) -> bool:
        row = self._archive.ledger.document(document_id)
        there = row is not None and self._archive.has(document_id)
        return there and row is not None and not self._archive.withholds(row.sha256)


def size_of(picture: Pyramid | Hole) -> tuple[tuple[int, int], int]:
    """(width, height) of a picture, and how many sizes it is kept in."""
    return picture.size, 1 if isinstance(picture, Hole) else picture.levels


def rendered(picture: Pyramid | Hole, wanted: Wanted) -> bytes:
    """What is wanted of a picture, as a file.

    Raises:
        BrokenPyramidError: It went from the cache meanwhile: ask again.
    """
    if isinstance(picture, Hole):
        return _encoded(_as_wanted(_hole(picture, wanted), wanted), wanted)
    level = min(_level(wanted), picture.levels - 1)
    tile = _as_it_lies(picture, wanted, level)
    if tile is not None:
        return picture.tile(*tile)
    part, inside = _on_level(wanted.region, level, picture.level_size(level))
    with _one_large if part.area > _LARGE else _few_small:
        taken = Image.fromarray(picture.part(level, part))
        if taken.size != wanted.size:
            taken = taken.resize(wanted.size, Image.Resampling.BICUBIC, box=inside)
        return _encoded(_as_wanted(taken, wanted), wanted)


def _level(wanted: Wanted) -> int:
    """The smallest size of the picture that still has every pixel that is wanted."""
    across = wanted.region.width / wanted.size[0]
    down = wanted.region.height / wanted.size[1]
    return max(0, math.floor(math.log2(max(1.0, min(across, down))) + 1e-9))


def _as_it_lies(picture: Pyramid, wanted: Wanted, level: int) -> tuple[int, int, int] | None:
    """The one tile that is wanted, untouched; None where there is work to do."""
    plain = {"default", "color" if picture.colour else "gray"}
    if wanted.mirrored or wanted.rotation or wanted.form != "jpg" or wanted.quality not in plain:
        return None
    # A size that was rounded up, at the lower and right edge, lies on the next larger level.
    for at in (level, level + 1):
        if at >= picture.levels:
            continue
        step = TILE << at
        column, row = wanted.region.x // step, wanted.region.y // step
        left, top = column * step, row * step
        width, height = picture.size
        tile = Box(left, top, min(step, width - left), min(step, height - top))
        size = (-(-tile.width >> at), -(-tile.height >> at))
        if wanted.region == tile and wanted.size == size:
            return at, column, row
    return None


def _on_level(
    region: Box, level: int, size: tuple[int, int]
) -> tuple[Box, tuple[float, float, float, float]]:
    """The pixels of a level that show a region, and where in them it lies exactly."""
    scale = 1 << level
    left, top, right, bottom = (
        side / scale for side in (region.x, region.y, region.right, region.bottom)
    )
    right, bottom = min(right, size[0]), min(bottom, size[1])
    x, y = math.floor(left), math.floor(top)
    part = Box(x, y, max(1, math.ceil(right) - x), max(1, math.ceil(bottom) - y))
    return part, (left - x, top - y, right - x, bottom - y)


def _as_wanted(taken: Image.Image, wanted: Wanted) -> Image.Image:
    """Mirrored, turned, in its colours."""
    if wanted.mirrored:
        taken = taken.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    turn = {  # Pillow counts against the clock
        90: Image.Transpose.ROTATE_270,
        180: Image.Transpose.ROTATE_180,
        270: Image.Transpose.ROTATE_90,
    }.get(wanted.rotation)
    if turn is not None:
        taken = taken.transpose(turn)
    mode = {"gray": "L", "color": "RGB"}.get(wanted.quality, taken.mode)
    return taken if taken.mode == mode else taken.convert(mode)


def _encoded(taken: Image.Image, wanted: Wanted) -> bytes:
    file = io.BytesIO()
    if wanted.form == "png":
        taken.save(file, "PNG", compress_level=1)
    else:
        taken.save(file, "JPEG", quality=_QUALITY, subsampling=0)
    return file.getvalue()


@cache
def _words() -> Image.Image:
    """The words as a picture: no font is needed where we run."""
    with Image.open(_HOLE_PICTURE) as words:
        return words.convert("L")


def _hole(hole: Hole, wanted: Wanted) -> Image.Image:
    """A part of the sheet that stands for a page: the words in its middle, as wide as it."""
    words, region = _words(), wanted.region
    fit = min(hole.size[0] / words.width, hole.size[1] / words.height)
    across = region.width / wanted.size[0] / fit  # pixels of the words for one of the answer
    down = region.height / wanted.size[1] / fit
    coarser = max(1, int(min(across, down)))
    words = words.reduce(coarser)
    left, top = (
        (side - part * fit) / 2 for side, part in zip(hole.size, _words().size, strict=True)
    )
    return words.transform(
        wanted.size,
        Image.Transform.AFFINE,
        (
            across / coarser,
            0,
            (region.x - left) / fit / coarser,
            0,
            down / coarser,
            (region.y - top) / fit / coarser,
        ),
        Image.Resampling.BILINEAR,
        fillcolor=255,
    )
