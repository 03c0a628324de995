"""What LibreOffice makes of our workbooks. Starts it several times: run by `make test-office`."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from made_facts import drafted, facts, given, plan

from pipeline.profiles import PROFILES
from pipeline.profiles.csv_tables import csv_table, rearmed
from pipeline.profiles.tables import tables_of
from pipeline.profiles.workbook import workbook

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.skipif(
        os.environ.get("SOHOA_OFFICE") != "1", reason="starts LibreOffice; run `make test-office`"
    ),
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]

CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""Comma, quotes, UTF-8, as shown, formulas as results, and every sheet by itself (-1)."""
NASTY = (
    "=1+1",
    "+84 24 3825",
    "-5",
    "@SUM(A1)",
    "05",
    "01/02/2019",
    "1e5",
    "TRUE",
    "'a",
    " =1",
    "_x0041_",
)


def converted(path: Path, kind: str, *, infilter: str = "") -> Path:
    home = path.parent / "home"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{home}",
            "--headless",
            *([f"--infilter={infilter}"] if infilter else []),
            "--convert-to",
            kind,
            "--outdir",
            str(path.parent / "out"),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return path.parent / "out"


def made(profile):
    documents = [facts(n, values={"subject": text}) for n, text in enumerate(NASTY, 1)]
    values = [given("Ghi chú", "=2+2", documents[0].id)]
    return drafted(profile, documents, plan(values=values))


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda p: p.name)
def test_every_cell_is_what_we_wrote(profile, tmp_path):
    """LibreOffice shows each cell of each sheet as its record has it: nothing ran or turned."""
    draft = made(profile)
    path = tmp_path / f"{profile.key}.xlsx"
    path.write_bytes(workbook(draft))
    out = converted(path, CSV)
    for table in tables_of(draft):
        with (out / f"{profile.key}-{table.label}.csv").open(encoding="utf-8", newline="") as file:
            seen = list(csv.reader(file))
        assert seen[0] == [spec.label for spec in table.specs]
        for line, record in zip(seen[1:], table.rows(), strict=True):
            assert line == [record.get(spec.name, "") for spec in table.specs]


def test_a_csv_of_ours_opened_there_runs_nothing(tmp_path):
    """Opened as a careless clerk opens it, no cell of the CSV is a result."""
    draft = made(PROFILES["tt05"])
    table = next(one for one in tables_of(draft) if one.key == "van-ban")
    path = tmp_path / "van-ban.csv"
    path.write_bytes(csv_table(table))
    out = converted(path, CSV.replace("-1", "0"), infilter="CSV:44,34,76,1")
    (only,) = out.glob("*.csv")
    with only.open(encoding="utf-8-sig", newline="") as file:
        seen = list(csv.reader(file))
    column = seen[0].index("subject")
    said = [rearmed(line[column]) for line in seen[1:]]
    assert [text for text in said if text in ("2", "4", "0")] == []
    assert {"=1+1", "+84 24 3825", "-5", "@SUM(A1)"} <= set(said)


def test_it_prints(tmp_path):
    path = tmp_path / "tt05.xlsx"
    path.write_bytes(workbook(made(PROFILES["tt05"])))
    assert (converted(path, "pdf") / "tt05.pdf").read_bytes().startswith(b"%PDF")
