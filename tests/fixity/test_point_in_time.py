"""A ledger that PostgreSQL brings back to a moment goes on with an archive that is ahead of it.

The scripts are those of `deploy/postgres`, the server is a real one; its disk is lost.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import servers
from small_archives import draw_stack, put

from pipeline.archive import open_archive
from pipeline.archive.fixity.agreement import check_agreement
from pipeline.archive.fixity.settling import settle_disagreement
from pipeline.errors import LedgerBehindError
from pipeline.settings import Settings
from pipeline.values.decisions import Change, Target

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(180)]

SCRIPTS = Path(__file__).parents[2] / "deploy" / "postgres"
FIRST, SECOND, THIRD = range(3)


class Cluster:
    """PostgreSQL with its log beside it, as composed: backups, losses, restores."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data, self.backup = folder, folder / "data", folder / "backup"
        (self.port,) = servers.free_ports(1)
        self.plain = f"postgresql://sohoa@127.0.0.1:{self.port}/postgres"
        self.url = self.plain.replace("://", "+psycopg://")
        self.scripts = shutil.copytree(SCRIPTS, folder / "scripts")
        servers.make_cluster(folder)
        self.backup.mkdir()
        if os.getuid() == 0:
            shutil.chown(self.backup, "postgres", "postgres")

    def running(self, data: Path | None = None):
        command = f"archive_command={self.scripts}/archive-wal {self.backup} %p %f"
        settings = ("wal_level=replica", "archive_mode=on", command)
        return servers.running_postgres(self.folder, data or self.data, self.port, *settings)

    def script(self, name: str, *arguments: str, refused: bool = False) -> str:
        done = subprocess.run(
            [*servers.as_postgres(), self.scripts / name, *arguments],
            env={
                "PATH": f"{servers.postgres_programs()}:/usr/bin:/bin",
                "PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": "sohoa",
            },
            cwd=self.folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode != 0) == refused, done.stderr
        return done.stdout.strip() + done.stderr.strip() * refused

    def asked(self, query: str):
        with psycopg.connect(self.plain, autocommit=True) as connection:
            return connection.execute(query).fetchone()[0]

    def wait(self, query: str) -> None:
        until = time.monotonic() + 60
        while not self.asked(query):
            assert time.monotonic() < until, query
            time.sleep(0.05)

    def keep_log(self) -> None:
        """What `archive_timeout` does by itself: the piece that is being written is put away."""
        last = self.asked("SELECT pg_walfile_name(pg_switch_wal())")
        self.wait(f"SELECT last_archived_wal >= '{last}' FROM pg_stat_archiver")


@pytest.fixture
def cluster():
    with servers.folder_for_postgres() as folder:
        yield Cluster(folder)


@pytest.fixture(scope="module")
def letters(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hộp")
    return [draw_stack(folder / f"thư {n}.pdf", 1, n) for n in (1, 2, 3)]


def confirm(archive, letter, seen=0, text="Số 12/QĐ-UBND"):
    change = Change("correct", Target("field", key="subject"), after=text)
    return archive.decisions.decide(f"{letter.scan.sha256[:16]}-0001", [change], "Mai", seen)


def known(archive):
    """What the ledger says of documents and decisions."""
    documents = archive.ledger.documents()
    return {row.id: archive.ledger.decisions.of(row.id) for row in documents}


def test_an_archive_ahead_of_its_ledger_is_whole_again(cluster, letters, s3_url):
    """The disk of the ledger is lost: what was done until a moment is there, the rest heals."""
    settings = Settings(archive=s3_url, database=cluster.url)
    with cluster.running():
        with closing(open_archive(settings)) as archive:
            put(archive, letters[FIRST], [(1,)])
            cluster.script("base-backup", str(cluster.backup))
            put(archive, letters[SECOND], [(1,)])
            confirm(archive, letters[FIRST])
            time.sleep(1.1)
            moment = datetime.now(UTC)
            put(archive, letters[THIRD], [(1,)])
            confirm(archive, letters[FIRST], seen=1, text="Số 13/QĐ-UBND")
            confirm(archive, letters[THIRD])
            zombie = archive.ledger.leases.take("night", "who does not know that time went back")
            everything = known(archive)
            first, second, third = (f"{one.scan.sha256[:16]}-0001" for one in letters)
            bag = archive.store.objects(f"documents/{third}")
        cluster.keep_log()
    shutil.rmtree(cluster.data)

    cluster.script("restore", str(cluster.backup), str(cluster.data), moment.isoformat())
    with cluster.running(), closing(open_archive(settings)) as archive:
        cluster.wait("SELECT NOT pg_is_in_recovery()")
        # As it was at that moment: nothing of before is missing, nothing of after is known.
        assert known(archive) == {first: everything[first][:1], second: ()}

        # Whoever decides now writes over nobody's word, and a lease of the lost time is none.
        with pytest.raises(LedgerBehindError, match=f"sohoa repair {first}"):
            confirm(archive, letters[FIRST], seen=1, text="nói đè")

        assert archive.ledger.leases.take("night", "somebody else") is not None
        assert not archive.ledger.leases.is_held(zombie)

        found = check_agreement(archive)
        assert {(one.id, one.code) for one in found} == {
            (first, "no-words"), (third, "no-row"), (third, "no-words"),
        }  # fmt: skip
        # A night that comes first reads the third letter again, and leaves it as it is.
        put(archive, letters[THIRD], [(1,)])
        assert archive.store.objects(f"documents/{third}") == bag
        assert third in known(archive)

        assert all(settle_disagreement(archive, one) for one in found)
        assert known(archive) == everything
        assert check_agreement(archive) == []
        made = confirm(archive, letters[FIRST], seen=2, text="nói thêm")
        assert [one.number for one in made] == [3]


def test_old_backups_go_with_the_log_that_only_they_need(cluster):
    """So many stay as was said, each with all it takes to be played on."""
    with cluster.running():
        names = []
        for _ in range(2):
            cluster.asked("SELECT txid_current()")
            cluster.keep_log()
            names.append(Path(cluster.script("base-backup", str(cluster.backup), "1")).name)
            time.sleep(1.1)  # two of one second would have one name
        kept = sorted(file.name for file in (cluster.backup / "base").iterdir())
        assert kept == sorted(names)[1:]
        log = sorted(file.name for file in (cluster.backup / "wal").iterdir())
        label = (cluster.backup / "base" / kept[0] / "backup_label").read_text()
        assert log[0] == label.partition("(file ")[2].partition(")")[0]
    # A moment before the oldest, and a folder in which something lies, are refused with a reason.
    early = cluster.script("restore", str(cluster.backup), str(cluster.folder / "x"),
                           "2020-01-01 00:00:00+07", refused=True)  # fmt: skip
    assert "no base backup" in early
    full = cluster.script("restore", str(cluster.backup), str(cluster.data), refused=True)
    assert "is not empty" in full
    damaged = next((cluster.backup / "base" / kept[0] / "base").rglob("PG_VERSION"))
    damaged.write_text("99")
    told = cluster.script("restore", str(cluster.backup), str(cluster.folder / "y"), refused=True)
    assert "PG_VERSION" in told


def test_a_piece_of_the_log_is_never_written_over(tmp_path):
    """The same piece again is no fault; another one under its name is, and nothing is changed."""
    archive, piece = SCRIPTS / "archive-wal", tmp_path / "piece"
    command = [archive, tmp_path / "backup", piece, "0001"]
    piece.write_bytes(b"one")
    assert [subprocess.run(command, check=False).returncode for _ in range(2)] == [0, 0]
    piece.write_bytes(b"two")
    assert subprocess.run(command, check=False, capture_output=True).returncode != 0
    assert (tmp_path / "backup" / "wal" / "0001").read_bytes() == b"one"
