"""Counts what a model reads wrong, on drawn lines and on real scans, by kind of character."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

import cv2
import edlib
import numpy as np
import tesserocr

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

KINDS = ("tone", "letter", "digit", "mark", "space")
A4_WIDTH_INCHES = 210 / 25.4
READING_DPI = 200
_SAME = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-"})


def bare(letter: str) -> str:
    """The letter without marks and case: `Ộ` and `ồ` are both `o`."""
    split = unicodedata.normalize("NFD", letter.lower().replace("đ", "d"))
    return "".join(c for c in split if not unicodedata.combining(c))


def plain(text: str) -> str:
    """The text as it is compared: NFC, one kind of quote and dash, single spaces."""
    text = unicodedata.normalize("NFC", text).translate(_SAME).replace("…", "...")
    return " ".join(text.split())


def _kind(letter: str) -> str:
    if letter.isalpha():
        return "letter"
    if letter.isdigit():
        return "digit"
    return "space" if letter.isspace() else "mark"


def slips(truth: str, read: str, *, within: bool = False) -> Counter[str]:
    """Count wrong characters by kind; a letter read with other marks or none is a `tone`.

    Args:
        truth: What is printed.
        read: What was read.
        within: Look for the truth anywhere inside what was read.

    >>> sorted(slips("Tố 15", "Tó l5").items())
    [('chars', 5), ('digit', 1), ('tone', 1)]
    """
    truth, read = plain(truth), plain(read)
    count: Counter[str] = Counter(chars=len(truth))
    if not read:
        return count + Counter(_kind(c) for c in truth)
    found = edlib.align(truth, read, mode="HW" if within else "NW", task="path")
    at, there = 0, found["locations"][0][0] or 0
    for length, step in re.findall(r"(\d+)([=XID])", found["cigar"]):
        for _ in range(int(length)):
            if step == "X":
                same = bare(truth[at]) == bare(read[there]) and truth[at].isalpha()
                lower = truth[at].lower() == read[there].lower()
                count["tone" if same and not lower else _kind(truth[at])] += 1
            elif step == "I":
                count[_kind(truth[at])] += 1
            elif step == "D":
                count[_kind(read[there])] += 1
            at += step in "=XI"
            there += step in "=XD"
    return count


def rates(count: Counter[str]) -> dict[str, float]:
    """Errors in percent of all characters, in all and by kind."""
    total = max(1, count["chars"])
    wrong = sum(count[kind] for kind in KINDS)
    shares = {kind: round(100 * count[kind] / total, 3) for kind in KINDS}
    return {"cer": round(100 * wrong / total, 3), **shares, "chars": total}


def _reader(model: Path, layout: int) -> tesserocr.PyTessBaseAPI:
    return tesserocr.PyTessBaseAPI(path=str(model.parent), lang=model.stem, psm=layout)


def _read(api: tesserocr.PyTessBaseAPI, gray: NDArray[np.uint8], dpi: int) -> str:
    gray = np.ascontiguousarray(gray)
    api.SetImageBytes(gray.tobytes(), gray.shape[1], gray.shape[0], 1, gray.shape[1])
    api.SetSourceResolution(dpi)
    return str(api.GetUTF8Text())


def measure_lines(model: Path, lines: Iterable[tuple[NDArray[np.uint8], str]]) -> dict[str, float]:
    """Read single lines with a model.

    Args:
        model: A `.traineddata`.
        lines: (H, W) uint8 pictures with their text.
    """
    count: Counter[str] = Counter()
    with _reader(model, tesserocr.PSM.RAW_LINE) as api:
        for image, text in lines:
            count += slips(text, _read(api, image, READING_DPI))
    return rates(count)


def open_page(path: Path) -> NDArray[np.uint8]:
    """Bring a scan to 200 dpi gray on an even background, as recognition gets it."""
    colour = cv2.imread(str(path), cv2.IMREAD_COLOR)
    gray = colour.max(axis=2)
    factor = READING_DPI * A4_WIDTH_INCHES / min(gray.shape)
    if factor < 1:
        gray = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(gray, np.ones((7, 7), np.uint8)), 51)
    even = np.clip(gray / np.maximum(paper, 1) * 255, 0, 255).astype(np.uint8)
    return _turned(even, skew_degrees(even))


def _turned(gray: NDArray[np.uint8], degrees: float, *, empty: int = 255) -> NDArray[np.uint8]:
    height, width = gray.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(gray, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=empty)


def skew_degrees(gray: NDArray[np.uint8]) -> float:
    """Find the turn that sets text lines level: then rows are either full of ink or empty.

    A line cut from a skewed page is taller than its letters, and Tesseract's net, which sees
    every line 36 pixels high, gets them too small to tell their marks apart.

    Args:
        gray: (H, W) uint8 at `READING_DPI`, 0 = ink.
    """
    small = 255 - cv2.resize(gray, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    angles = np.arange(-2.0, 2.01, 0.1)
    sharp = [
        np.square(np.diff(_turned(small, angle, empty=0)[10:-10].mean(axis=1))).sum()
        for angle in angles
    ]
    return float(angles[int(np.argmax(sharp))])


def measure_pages(model: Path, scans: Path, layout: int) -> tuple[dict[str, float], dict[str, str]]:
    """Read whole transcribed pages with a model, no help from zones or cleaning.

    Args:
        model: A `.traineddata`.
        scans: Folder with `NAME.pN.scan.*` beside `NAME.pN.gt.txt`, at any depth.
        layout: Tesseract's page segmentation mode.

    Returns:
        The rates, and what was read of each page.
    """
    count: Counter[str] = Counter()
    texts: dict[str, str] = {}
    with _reader(model, layout) as api:
        for path in sorted(scans.rglob("*.scan.*")):
            truth = path.with_name(path.name.split(".scan.")[0] + ".gt.txt")
            read = _read(api, open_page(path), READING_DPI)
            texts[truth.name] = read
            for line in truth.read_text(encoding="utf-8").splitlines():
                if re.search(r"\w\w", line):
                    count += slips(line, read, within=True)
    return rates(count), texts
