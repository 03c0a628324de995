"""How well a fit keeps its promises, for a terminal and for the manifest."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import numpy as np
from evaluation.measure.reliability import reliability

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from pipeline.record.trust import FieldTrust

    from .rows import Row

    Numbers = NDArray[np.float64]

_HIGH = 0.9


def table(rows: Sequence[Row], told: Numbers, trust: FieldTrust) -> Iterable[str]:
    """Lines that tell, by field and of all: what was read, given, withheld, promised and kept.

    Args:
        rows: Fields that were read.
        told: (N,) how probably each is right.
        trust: With the floors.
    """
    yield "field            read wrong | floor given wrong withheld-right |  ECE | wrong at 0.9"
    keys = sorted({row.key for row in rows})
    for key in [*keys, "all"]:
        mine = np.array([key in ("all", row.key) for row in rows])
        of = [row for row, is_mine in zip(rows, mine, strict=True) if is_mine]
        right, given, error = _kept(of, told[mine], trust)
        least = min(trust.floor(row.key) for row in of)
        high = told[mine] >= _HIGH
        yield (
            f"{key:15} {len(of):5} {(~right).sum():5} | {least:5.2f} {given.sum():5} "
            f"{(given & ~right).sum():5} {(~given & right).sum():14} | "
            f"{100 * error:4.1f} | {(high & ~right).sum()} of {high.sum()}"
        )


def noted_of(name: str, rows: Sequence[Row], told: Numbers, trust: FieldTrust) -> dict[str, float]:
    """What the manifest says of one kind of paper, each name beginning with `name`."""
    right, given, error = _kept(rows, told, trust)
    high = told >= _HIGH
    shares = {
        "calibration_error": error,
        "given_wrong": (given & ~right).sum() / given.sum(),
        "given_wrong_at_0_9": (high & ~right).sum() / max(1, high.sum()),
        "right_withheld": (~given & right).sum() / max(1, right.sum()),
    }
    percent = {f"{name}_{key}_percent": round(100 * float(s), 1) for key, s in shares.items()}
    return {f"{name}_fields": len(rows), **percent}


def note(manifest: Path, model: Path, figures: Mapping[str, float]) -> None:
    """Write a model's digest and figures where the manifest has them.

    Raises:
        ValueError: The manifest does not list the model.
    """
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    entry = re.compile(
        rf'(file = "{re.escape(model.name)}"\nsha256 = )"[^"]*"(.*?\[model\.figures\]\n)'
        r"((?:#[^\n]*\n)*)(?:\w+ = [^\n]*\n)*",
        re.DOTALL,
    )
    lines = "".join(f"{name} = {value}\n" for name, value in figures.items())
    text, found = entry.subn(
        lambda at: f'{at[1]}"{digest}"{at[2]}{at[3]}{lines}', manifest.read_text("utf-8")
    )
    if found != 1:
        raise ValueError(f"{manifest} lists {model.name} {found} times")
    manifest.write_text(text, "utf-8")


def _kept(
    rows: Sequence[Row], told: Numbers, trust: FieldTrust
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], float]:
    """Which are right, which are given, and the calibration error of those given."""
    right = np.array([row.right for row in rows])
    given = told >= np.array([trust.floor(row.key) for row in rows])
    kept = reliability(zip(told[given].tolist(), right[given].tolist(), strict=True))
    return right, given, kept.error or 0.0
