"""How long a page is looked up among a hundred thousand documents: the ledger's part of twins."""

from __future__ import annotations

import os
import random
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.archive import open_archive
from pipeline.archive.ledger.likeness_tables import fingerprint_bands, fingerprints
from pipeline.archive.ledger.tables import documents, files, now
from pipeline.settings import Settings
from pipeline.values.likeness import SheetPrint

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.archive.ledger.likeness import LikenessLedger

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(
        os.environ.get("SOHOA_BENCHMARKS") != "1",
        reason="takes minutes; set SOHOA_BENCHMARKS=1 to measure",
    ),
]

DOCUMENTS, PAGES, SERIES = 100_000, 2, 5_000
"""So many documents, of which so many are invitations with one text and other numbers."""
MOST_SECONDS = 0.05


def sheet(rng: random.Random, page: int, words: tuple[int, ...], shared: float) -> SheetPrint:
    """A page with most values of a text, bands of them, and numbers of its own."""
    own = tuple(v if rng.random() < shared else rng.getrandbits(32) for v in words)
    bands = [hash((start, own[start : start + 4])) & (2**62 - 2) for start in range(0, 64, 4)]
    numbers = [(rng.getrandbits(60) << 1) | 1 for _ in range(6)]
    return SheetPrint(page, f"{rng.getrandbits(256):064x}", own, (*bands, *numbers))


def scanned_again(rng: random.Random, known: SheetPrint) -> SheetPrint:
    """The same page, read a little differently: one band in three is another one."""
    kept = [band for band in known.bands if rng.random() < 0.67]
    words = tuple(v if rng.random() < 0.85 else rng.getrandbits(32) for v in known.words)
    return SheetPrint(known.page, known.picture, words, tuple(kept))


def fill(ledger: LikenessLedger, rng: random.Random) -> dict[str, list[SheetPrint]]:
    """The whole archive's fingerprints, in portions; some are given back to be asked for."""
    form = tuple(rng.getrandbits(32) for _ in range(64))
    kept: dict[str, list[SheetPrint]] = {}
    db, moment = ledger._db, now()
    db.run(
        db.insert(files).values(
            sha256="a" * 64, name="a", size=1, state="published", attempts=0,
            first_seen=moment, updated=moment,
        )
    )  # fmt: skip
    for start in range(0, DOCUMENTS, 5000):
        rows, prints, bands = [], [], []
        for number in range(start, start + 5000):
            name = f"{number:016x}-0001"
            rows.append(
                {"id": name, "sha256": "a" * 64, "pages": [1, 2], "state": "published",
                 "config": "", "published_at": moment}
            )  # fmt: skip
            alike = number < SERIES
            sheets = [
                sheet(
                    rng,
                    page,
                    form if alike else tuple(rng.getrandbits(32) for _ in range(64)),
                    0.9 if alike else 1.0,
                )
                for page in range(1, PAGES + 1)
            ]
            if number % 500 == 7:
                kept[name] = sheets
            for known in sheets:
                row = number * PAGES + known.page
                prints.append(
                    {"id": row, "document": name, "page": known.page, "picture": known.picture,
                     "words": np.array(known.words, "<u4").tobytes()}
                )  # fmt: skip
                bands += [{"band": band, "fingerprint": row} for band in set(known.bands)]
        for table, values in (
            (documents, rows),
            (fingerprints, prints),
            (fingerprint_bands, bands),
        ):
            for part in range(0, len(values), 20_000):
                with db.engine.begin() as connection:
                    connection.exec_driver_sql("BEGIN")
                    connection.execute(table.insert(), values[part : part + 20_000])
                    connection.exec_driver_sql("COMMIT")
    return kept


def test_a_document_is_looked_up_among_a_hundred_thousand(tmp_path: Path) -> None:
    """Its second scan is among the candidates, also out of thousands of one form."""
    rng = random.Random(5)
    archive = open_archive(Settings(archive=str(tmp_path / "kho")))
    ledger = archive.ledger.likeness
    asked = fill(ledger, rng)
    seconds, first = [], 0
    for name, sheets in asked.items():
        again = [scanned_again(rng, known) for known in sheets]
        began = time.perf_counter()
        found = ledger.candidates("another", again, 12)
        seconds.append((time.perf_counter() - began) / len(sheets))
        first += name in found
    archive.close()
    size = (tmp_path / "kho" / "ledger.sqlite").stat().st_size
    sys.stdout.write(
        f"{DOCUMENTS} documents, {size / 1e6:.0f} MB; a page: median "
        f"{np.median(seconds) * 1e3:.1f} ms, p95 {np.quantile(seconds, 0.95) * 1e3:.1f} ms, most "
        f"{max(seconds) * 1e3:.1f} ms; found {first} of {len(asked)}\n"
    )
    assert np.quantile(seconds, 0.95) < MOST_SECONDS
    assert first >= 0.95 * len(asked)
