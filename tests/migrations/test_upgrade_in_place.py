"""The program is replaced with data in place: the next night goes on, and reads nothing again.

The archives in `archives` were written by the program before leases and batches (revision 0016,
commit 53268b7): two files of one and two pages, a third that is none, a decision of a person.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy
from nights import TOLD_NIGHT
from old_ledgers import play

from pipeline.archive import open_archive
from pipeline.archive.fixity.agreement import check_agreement
from pipeline.archive.migrations import newest
from pipeline.settings import Settings

ARCHIVES = Path(__file__).parent / "archives"
BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.server)]


class Site:
    """What lies on the disk of an office that updates, and its nights."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.settings = Settings(
            inbox=str(folder / "hop"), archive=str(folder / "kho"), database=url, workers=1
        )

    def night(self):
        done = subprocess.run(
            [sys.executable, "-c", TOLD_NIGHT],
            env={
                **os.environ, "SOHOA_INBOX": self.settings.inbox, "SOHOA_WORKERS": "1",
                "SOHOA_ARCHIVE": self.settings.archive, "SOHOA_DATABASE": self.url,
                "SOHOA_STATE": str(self.folder / "state"), "SOHOA_SETTLE_SECONDS": "0",
            },
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def bags(self):
        """Every byte of every bag and of what people decided."""
        kho = self.folder / "kho"
        return {
            str(file.relative_to(kho)): sha256(file.read_bytes()).hexdigest()
            for place in ("documents", "decisions")
            for file in (kho / place).rglob("*")
            if file.is_file()
        }


@pytest.fixture(params=BOTH)
def site(request, tmp_path):
    with tarfile.open(ARCHIVES / f"0016.{request.param}.tar.xz") as tar:
        tar.extractall(tmp_path)  # ours; Debian 12 has a Python without `filter`
    url = f"sqlite:///{tmp_path}/kho/ledger.sqlite"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    play(url, (tmp_path / "ledger.sql").read_text())
    return Site(tmp_path, url)


@pytest.mark.slow
def test_the_first_night_of_a_new_program_goes_on_where_the_old_one_was(site):
    """Nothing is read again, no byte of a bag changes, no word of a person is lost."""
    before = site.bags()
    documents = {name.split("/")[1] for name in before if name.startswith("documents")}
    assert len(documents) == 2

    told = site.night()

    assert (told["pages_read"], told["documents_published"]) == (0, 0)
    assert site.bags() == before
    with closing(open_archive(site.settings)) as archive:
        assert {row.id for row in archive.ledger.documents()} == documents
        assert {row.state for row in archive.ledger.files()} == {"published", "set_aside"}
        (decided,) = archive.ledger.decisions.documents()
        assert archive.decisions.of(decided)[0].who == "Lê Thị Mai"
        assert archive.read_decided(decided).fields["subject"].value == "về việc số hóa"
        assert check_agreement(archive) == []
        assert revision_of(site.url) == newest()


def revision_of(url):
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        found = connection.scalar(sqlalchemy.text("SELECT version_num FROM sohoa_revision"))
    engine.dispose()
    return found
