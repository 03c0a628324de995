"""A story: an archive in which night after night is killed, until one comes to its end.

Nights are forked from the process that tells the story, in which all of the program is loaded.
Whoever looks at the archive is forked, too: the teller itself never opens it.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
import tempfile
import time
import traceback
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
from drawn_scans import add_scan, draw_page
from forked_pool import READINGS, STANDING_BY, ForkedPool, StandingBy
from invariants import Broken, Seen, check_at_any_moment, check_invariants, claims
from killing import PLAN, Counted, Plan, lay_hook
from nights import NIGHT
from recorded_moves import record_moves

import flows.holding
from flows.configuration import load_settings
from pipeline.archive import open_archive
from pipeline.archive.archive import ledger_url
from pipeline.digests import sha256_of
from pipeline.values.readings import PageResult

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.settings import Settings

__all__ = ["Peace", "Story", "draw_inbox", "in_child", "peace"]

PAGES = (2, 1, 3, 1)
"""Of each file in the inbox."""
PREPARED: list[Callable[[], None]] = []
"""Done in a night's process before it begins."""
_WORKERS = 2
_DIES_SECONDS = 20
_OUTLIVED = 99
_SITE = Path(__file__).with_name("site")
_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
_libc = ctypes.CDLL(None)


def draw_inbox(folder: Path, pages: Sequence[int] = PAGES, dpi: int = 40) -> None:
    """Scans of so many pages; what their pages say is told to page processes beforehand."""
    folder.mkdir()
    for number, count in enumerate(pages, 1):
        path = folder / f"{number}.pdf"
        drawn = [
            draw_page(page, lines=(f"Văn bản số {number}, trang {page}",), dpi=dpi)
            for page in range(1, count + 1)
        ]
        with pikepdf.new() as pdf:
            for page in drawn:
                add_scan(pdf, page.image, dpi)
            pdf.save(path, deterministic_id=True)
        sha256 = sha256_of(path)
        for page in drawn:
            READINGS[(sha256, page.reading.number)] = PageResult(page.reading)


def in_child(work: Callable[[], Any]) -> Any:
    """Do something in a forked process, and have what it gives; it may open what it likes."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            data = pickle.dumps((True, work()))
        except BaseException:  # noqa: BLE001  # told by who asked
            data = pickle.dumps((False, traceback.format_exc()))
        try:
            with os.fdopen(write, "wb") as pipe:
                pipe.write(data)
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    good, found = pickle.loads(told)
    if not good:
        raise AssertionError(found)
    return found


@dataclass(frozen=True, slots=True)
class Peace:
    """What a night makes that nobody kills.

    Attributes:
        documents: Document → its text.
        reached: Boundary or touch → how often it was reached.
    """

    documents: Mapping[str, str]
    reached: Mapping[str, int]


@dataclass(slots=True)
class Story:
    """One archive, and what happens to it.

    Attributes:
        folder: Of everything.
        environment: Of its nights; where inbox, archive and ledger are.
        seen: What was visible when it was looked at last.
        kills: What was killed so far: label, number, who.
        broken: What did not hold so far.
        nights: How many there were.
        code: How the last one ended.
        machines: So many workers do a night's batches; 0: the night does them itself.
        is_command: Its nights are the real command: page processes that read, and Prefect.
    """

    folder: Path
    environment: dict[str, str]
    seen: Seen = field(default_factory=Seen)
    kills: list[tuple[str, int, str]] = field(default_factory=list)
    broken: Broken = field(default_factory=Broken)
    nights: int = 0
    code: int = 0
    is_command: bool = False
    machines: int = 0

    @classmethod
    def begun(cls, folder: Path, inbox: Path, archive: str = "", database: str = "") -> Story:
        """An empty archive; every move in its ledger goes on record."""
        folder.mkdir()
        (folder / "tmp").mkdir()
        story = cls(
            folder,
            {
                "SOHOA_INBOX": str(inbox),
                "SOHOA_ARCHIVE": archive or str(folder / "kho"),
                "SOHOA_DATABASE": database,
                "SOHOA_STATE": str(folder / "state"),
                "SOHOA_SETTLE_SECONDS": "0",
                "SOHOA_WORKERS": str(_WORKERS),
                "SOHOA_DEADLINES__BATCH_PAGES": "4",
                "SOHOA_NIGHT__LEAST_FREE_MB": "0",
                "TMPDIR": str(folder / "tmp"),
            },
        )
        in_child(story._make)
        return story

    @property
    def settings(self) -> Settings:
        """Of its nights."""
        return load_settings(environ=self.environment)

    def _make(self) -> None:
        open_archive(self.settings).close()
        record_moves(ledger_url(self.settings))

    def night(
        self, label: str = "", nth: int = 0, who: str = "", told: tuple[str, str] | None = None
    ) -> int:
        """A night that may be killed; how it ended.

        Args:
            label: Boundary or touch at which is killed; empty: nowhere.
            nth: At which of them.
            who: `it`: whoever comes there; `night`: the process that leads; `batch`: one that
                does a batch for it; or the name of a server. The id of a process lies in a file
                of that name.
            told: See `Plan`.
        """
        self.nights += 1
        counts = self.folder / f"reached-{self.nights}"
        counts.mkdir()
        leads = self.folder / "night.pid"
        whom = {"": (), "it": (), "night": (str(leads),)}.get(who, (str(self.folder / who),))
        plan = Plan(str(counts), str(self.folder), label, nth, whom, told)
        be = self._be_a_command if self.is_command else self._be_a_night
        code = _alone(lambda: be(leads, plan))
        assert code != _OUTLIVED, "the killed night left processes behind"
        self.code = code
        return code

    def reached(self) -> dict[str, int]:
        """What the last night reached, how often."""
        return Counted(str(self.folder / f"reached-{self.nights}")).all()

    def _be_a_night(self, leads: Path, plan: Plan) -> None:
        code = 1
        log = os.open(self.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.environ.update(self.environment)
            leads.write_text(str(os.getpid()))
            (self.folder / "batch").write_text(str(os.getpid()))  # until there is one
            lay_hook(plan)
            tempfile.tempdir = None
            flows.holding.WorkerPool = ForkedPool
            for prepare in PREPARED:
                prepare()
            if self.machines:
                from forked_site import be_a_spread_night  # loads Prefect

                be_a_spread_night(self.folder, self.machines, _WORKERS + 2)
            else:
                STANDING_BY[:] = [StandingBy(_WORKERS + 3)]
                exec(compile(NIGHT, "night.py", "exec"), {"__name__": "__main__"})
            code = 0
        except BaseException:  # noqa: BLE001  # its log tells
            traceback.print_exc()
        finally:
            os._exit(code)

    def _be_a_command(self, leads: Path, plan: Plan) -> None:
        try:
            log = os.open(self.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(log, 1)
            os.dup2(log, 2)
            leads.write_text(str(os.getpid()))
            paths = f"{_SITE}{os.pathsep}{os.environ['PYTHONPATH']}"
            environment = {**os.environ, **self.environment, "PYTHONPATH": paths}
            command = [sys.executable, "-m", "flows.cli", "ingest"]
            os.execve(sys.executable, command, {**environment, PLAN: plan.as_text()})
        finally:
            os._exit(1)

    def look(self) -> None:
        """Nobody is at work: what must hold now."""

        def look() -> tuple[Broken, Seen]:
            with closing(open_archive(self.settings)) as archive:
                return check_at_any_moment(archive, self.seen)

        broken, self.seen = in_child(look)
        self.broken.add(broken)

    def end(self, peace: Peace) -> None:
        """A night in peace, and then all must be as if nobody had been killed."""
        assert self.night() == 0, (self.folder / "log").read_text()[-3000:]

        def look() -> Broken:
            with closing(open_archive(self.settings)) as archive:
                scratch = [self.folder / "tmp"]
                broken = check_invariants(archive, peace.documents, self.seen, scratch)
                pages = peace.reached["page-claimed"]
                if (found := claims(archive)) > pages + _WORKERS * len(self.kills):
                    broken.twice.append(f"{pages} pages were begun {found} times")
                return broken

        self.broken.add(in_child(look))

    def kill(
        self,
        seed: random.Random,
        peace: Peace,
        labels: list[str],
        who: str,
        told: tuple[str, str] | None = None,
    ) -> bool:
        """A night that is struck at a boundary chosen by the seed; whether it was.

        What must hold behind it is for the next `look`.
        """
        label = seed.choice(labels)
        nth = seed.randint(1, peace.reached[label])
        self.night(label, nth, who, told)
        if self.reached().get(label, 0) < nth:
            return False
        self.kills.append((label, nth, who))
        return True


def peace(
    folder: Path,
    inbox: Path,
    archive: str = "",
    database: str = "",
    *,
    is_command: bool = False,
    machines: int = 0,
) -> Peace:
    """What a night makes of an inbox that nobody kills."""
    story = Story.begun(folder, inbox, archive, database)
    story.is_command, story.machines = is_command, machines
    assert story.night() == 0, (folder / "log").read_text()[-3000:]
    reached = story.reached()

    def texts() -> dict[str, str]:
        with closing(open_archive(story.settings)) as opened:
            return {one: opened.read_text(one) for one in opened.documents()}

    made = Peace(in_child(texts), reached)
    story.end(made)
    assert not story.broken, story.broken
    return made


def _alone(work: Callable[[], None]) -> int:
    """Do something in a process, and wait for it and for all that it leaves behind.

    Between it and us stands one whose children orphans become (prctl(2)): it sees them end, which
    whoever looks from outside would take for living until somebody buries them.

    Returns:
        How it ended; `_OUTLIVED` where something outlived it for long.
    """
    warden = os.fork()
    if warden == 0:
        try:
            os.setpgid(0, 0)
            _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
            child = os.fork()
            if child == 0:
                work()
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            code = -code if code < 0 else code
            until = time.monotonic() + _DIES_SECONDS
            with suppress(ChildProcessError):
                while time.monotonic() < until:
                    if os.waitpid(-1, os.WNOHANG)[0] == 0:
                        time.sleep(0.002)
                code = _OUTLIVED
            os._exit(code)
        finally:
            os.killpg(0, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(warden, 0)[1])
