"""`kill -9` at random moments, then the night again: nothing lost, nothing twice, nothing half.

The normal suite kills a few times the night itself, without Prefect, whose start would be most of
the time.  `SOHOA_KILLS=30` (`make test-kill`) kills the real command so often instead.
"""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import bagit
import psutil
import pytest
from flows_drawing import letter
from nights import NIGHT

from flows.configuration import load_settings
from pipeline.archive import open_archive

pytestmark = pytest.mark.slow

ASKED = int(os.environ.get("SOHOA_KILLS", "0"))
KILLS = ASKED or 4
PAGES = (3, 1, 2, 4, 1, 3) * (4 if ASKED else 1)
FILES = {f"{n}.pdf": (n, pages) for n, pages in enumerate(PAGES, 1)}


@pytest.fixture
def environment(tmp_path):
    """Of a night over a small inbox, in batches so small that there are many."""
    inbox = tmp_path / "in"
    inbox.mkdir()
    for name, (number, pages) in FILES.items():
        (inbox / name).write_bytes(letter(number, pages))
    return {
        "SOHOA_INBOX": str(inbox),
        "SOHOA_STATE": str(tmp_path / "state"),
        "SOHOA_ARCHIVE": str(tmp_path / "kho"),
        "SOHOA_SETTLE_SECONDS": "0",
        "SOHOA_WORKERS": "2",
        "SOHOA_DEADLINES__BATCH_PAGES": "4",
    }


@pytest.fixture
def command(tmp_path):
    """The night: bare, or as the clerk runs it."""
    if ASKED:
        return [sys.executable, "-m", "flows.cli", "ingest"]
    script = tmp_path / "night.py"
    script.write_text(NIGHT)
    return [sys.executable, str(script)]


def start(command, environment, log):
    with log.open("ab") as words:
        return subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=words, stderr=words
        )


def checkpoints(archive, settings):
    """Finished pages: path → what changes when it is written again."""
    opened = open_archive(settings)
    try:
        done = {
            (row.sha256, row.number)
            for file in opened.ledger.files()
            for config in {p.parent.name for p in archive.glob(f"work/{file.sha256}/*/*")}
            for row in opened.ledger.pages.of(file.sha256, config).values()
            if row.state == "done"
        }
    finally:
        opened.close()
    found = {}
    for path in archive.glob("work/*/*/*.msgpack"):
        if (path.parent.parent.name, int(path.stem)) in done:
            found[path] = (path.stat().st_ino, path.stat().st_mtime_ns)
    return found


def progress(archive):
    """Pages finished and documents published: grows while a night works."""
    return len(list(archive.glob("work/*/*/*.msgpack"))) + 5 * len(
        list(archive.glob("documents/*"))
    )


def await_moment(night, archive, moments, whole):
    """Wait for a random moment: while it starts, or a little after it got something done."""
    steps = moments.choice((0, 1, 1) if ASKED else (0, 1, 2))
    before = progress(archive)
    moment = moments.uniform(0.0, whole if steps == 0 else 0.5)
    while steps and night.poll() is None and progress(archive) < before + steps:
        time.sleep(0.02)
    until = time.monotonic() + moment
    while night.poll() is None and time.monotonic() < until:
        time.sleep(0.02)


@dataclass
class Watch:
    """An archive under fire, and what must not change in it from one kill to the next."""

    folder: Path
    environment: dict
    kept: dict = field(default_factory=dict)
    published: dict = field(default_factory=dict)

    @classmethod
    def on(cls, folder, environment):
        return cls(folder, {**environment, "SOHOA_ARCHIVE": str(folder)})

    @property
    def settings(self):
        return load_settings(environ=self.environment)

    def look(self):
        """After a kill: finished pages and published documents are as they were, all whole."""
        if not (self.folder / "ledger.sqlite").exists():
            return
        now = checkpoints(self.folder, self.settings)
        still = {path: now[path] for path in self.kept if path in now}
        assert still == {path: self.kept[path] for path in still}, "a finished page was read again"
        gone = {path.parent.parent.name for path in self.kept if path not in now}
        visible = {p.name: p.stat().st_ino for p in (self.folder / "documents").glob("*")}
        assert self.published.items() <= visible.items(), "a published document was touched"
        # What was finished and is gone has become a document.
        assert gone <= {sha for sha in gone if any(sha.startswith(v[:16]) for v in visible)}
        for folder in (self.folder / "documents").glob("*"):
            bagit.Bag(str(folder)).validate(fast=True)
        self.kept, self.published = now, visible

    def is_like(self, whole):
        """At the end: the same documents as after a night in peace, and nothing left over."""
        expected = sorted(path.name for path in (whole / "documents").iterdir())
        assert sorted(path.name for path in (self.folder / "documents").iterdir()) == expected
        for name in expected:
            bagit.Bag(str(self.folder / "documents" / name)).validate()
            text = Path("documents") / name / "data" / "text.txt"
            assert (self.folder / text).read_bytes() == (whole / text).read_bytes()
        opened = open_archive(self.settings)
        try:
            assert opened.ledger.counts() == {"published": len(FILES), "documents": len(FILES)}
        finally:
            opened.close()
        assert not list(self.folder.glob("work/*/*/*"))


def test_a_night_killed_again_and_again_ends_as_if_it_had_not_been(tmp_path, environment, command):
    """Every document is there, none twice, none half; finished pages are not read again."""
    log, peaceful = tmp_path / "log", tmp_path / "whole"
    moments = random.Random(20261122)

    started = time.monotonic()
    quiet = start(command, {**environment, "SOHOA_ARCHIVE": str(peaceful)}, log)
    assert quiet.wait(300) == 0, log.read_text()
    whole = time.monotonic() - started
    assert len(list((peaceful / "documents").iterdir())) == len(FILES)

    archives = 1
    watch = Watch.on(tmp_path / "kho-1", environment)
    for _ in range(KILLS):
        # A night that got through unharmed is compared, and the next begins with nothing.
        while True:
            night = start(command, watch.environment, log)
            await_moment(night, watch.folder, moments, whole)
            if night.poll() is None:
                break
            assert night.returncode == 0, log.read_text()
            watch.is_like(peaceful)
            archives += 1
            watch = Watch.on(tmp_path / f"kho-{archives}", environment)
        family = psutil.Process(night.pid).children(recursive=True)
        night.send_signal(signal.SIGKILL)
        night.wait()
        _, alive = psutil.wait_procs(family, timeout=10)
        assert alive == [], "the killed night left processes behind"
        watch.look()

    assert start(command, watch.environment, log).wait(300) == 0, log.read_text()
    watch.is_like(peaceful)
