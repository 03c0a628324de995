"""Measured costs, each with how it was measured: `costs.json` beside this file."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import msgspec

from pipeline.errors import SettingsError

__all__ = ["COSTS", "Costs", "Figure", "figures"]

COSTS = Path(__file__).with_name("costs.json")


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A measured figure.

    Attributes:
        value: In `unit`.
        unit: For people.
        what: It is, for people.
        how: It was measured: on what, by which program.
        day: When.
    """

    value: float
    unit: str
    what: str
    how: str
    day: str


def figures(path: Path = COSTS) -> dict[str, Figure]:
    """All figures of a file.

    Raises:
        SettingsError: It is not as it should be, or a figure is below nothing.
    """
    try:
        found = msgspec.json.decode(path.read_bytes(), type=dict[str, Figure])
    except msgspec.MsgspecError as error:
        raise SettingsError(str(path), str(error), "số đo như trong evaluation/plan") from error
    for name, figure in found.items():
        if figure.value < 0:
            raise SettingsError(f"{path}: {name}", figure.value, "số không âm")
    return found


@dataclass(frozen=True, slots=True)
class Costs:
    """What a page, a file, a run and a night cost, in seconds of a processor, bytes and counts.

    The first are for a page: of a worker's processor for reading and for all else, of the
    database's, of the store's; bytes of the scan, of what is made of it, of its checkpoint; ledger
    statements; requests to the store, and objects that stay there.
    """

    reading_s: float
    keeping_s: float
    ledger_s: float
    store_s: float
    scan_bytes: float
    made_bytes: float
    checkpoint_bytes: float
    statements: float
    statement_wait_s: float
    requests: float
    objects: float
    ledger_bytes: float
    pages_a_file: float
    file_s: float
    hash_bytes_a_s: float
    run_worker_s: float
    page_process_s: float
    run_server_s: float
    run_start_s: float
    run_bytes: float
    beats_a_s: float

    @classmethod
    def of(cls, found: dict[str, Figure]) -> Self:
        """From figures.

        Raises:
            SettingsError: One is missing, or nobody knows it.
        """
        wanted = {field.name for field in fields(cls)}
        if wrong := wanted ^ found.keys():
            raise SettingsError("costs.json", ", ".join(sorted(wrong)), ", ".join(sorted(wanted)))
        return cls(**{name: found[name].value for name in wanted})
