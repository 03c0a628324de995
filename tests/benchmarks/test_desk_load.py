"""Twenty clerks at one desk while a night runs: nothing fails, and nothing decided is lost.

`SOHOA_DESK_SECONDS` says how long (300); `SOHOA_BENCHMARKS=1` lets it run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import httpx
import numpy as np
import pikepdf
import psutil
import pytest
from drawn_scans import add_scan, document_of, draw_page

from pipeline.archive import InboxFile, open_archive
from pipeline.archive.people import open_people
from pipeline.settings import Settings
from pipeline.values.document import ReviewNote
from pipeline.values.people import Who

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(
        os.environ.get("SOHOA_BENCHMARKS") != "1",
        reason="takes minutes; set SOHOA_BENCHMARKS=1 to measure",
    ),
]
SECONDS = float(os.environ.get("SOHOA_DESK_SECONDS", "300"))
CLERKS, DOCUMENTS, SHARED = 20, 60, 4
PASSWORD = "ba con voi đi chợ"
PATIENCE = 30.0  # seconds; a browser's reader gives up earlier
SCANS = Path(__file__).parents[2] / "samples" / "scans"
NIGHT_FILES = 400  # more than a night reads meanwhile
KEYS = ("number", "symbol", "org", "subject")


@pytest.fixture
def settings(tmp_path):
    return Settings(
        inbox=str(tmp_path / "hop"), archive=str(tmp_path / "kho"), state=str(tmp_path / "state")
    )


@pytest.fixture
def documents(settings, tmp_path):
    """Documents that wait for a person: their ids."""
    made = []
    with _archive(settings) as archive:
        for number in range(1, DOCUMENTS + 1):
            drawn = draw_page(
                dpi=200, lines=(f"Công văn số {number}", "phòng, chống dịch", "x" * 40)
            )
            path = tmp_path / f"cv {number}.pdf"
            with pikepdf.new() as pdf:
                add_scan(pdf, drawn.image, 200)
                pdf.save(path)
            note = ReviewNote(
                "Số", "trang 1", "viết tay, đọc chưa chắc", "must", "pen", ("number",)
            )
            document = replace(document_of(path, [drawn.reading]), review=(note,))
            seen = path.stat()
            file = InboxFile(str(path), path.name, seen.st_size, seen.st_mtime_ns)
            archive.ledger.sight(file, document.source.sha256)
            archive.publish(document, path, {})
            made.append(document.id)
    return made


def _archive(settings):
    return closing(open_archive(settings))


@pytest.fixture
def night(settings):
    """Scans for a night that is not done before the clerks are."""
    inbox = Path(settings.inbox)
    inbox.mkdir()
    scans = sorted(SCANS.glob("*.pdf"))
    for number in range(NIGHT_FILES):
        # Another byte behind its end makes it another file, and the same scan.
        data = scans[number % len(scans)].read_bytes() + b"%%%d\n" % number
        (inbox / f"{number:04d}.pdf").write_bytes(data)


@pytest.fixture
def desk(settings, documents, night):
    """`sohoa desk` as a process of its own: (address, process)."""
    at_terminal = Who("kiểm thử", frozenset(), by="terminal")
    people = open_people(settings)
    for number in range(CLERKS):
        people.accounts.add(f"cán bộ {number}", ["signer"], PASSWORD, by=at_terminal)
    people.accounts.add("quản trị", ["reviewer"], PASSWORD, by=at_terminal)
    people.close()
    env = {
        **os.environ,
        "SOHOA_INBOX": settings.inbox,
        "SOHOA_ARCHIVE": settings.archive,
        "SOHOA_STATE": settings.state,
        "SOHOA_WORKERS": "1",  # the other core is for people
    }
    command = [sys.executable, "-m", "flows.cli", "desk", "--port", "0"]
    process = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    said = ""
    while (found := re.search(r"http://127\.0\.0\.1:\d+", said)) is None:
        line = process.stderr.readline()
        assert line, f"the desk did not begin: {said}"
        said += line
    listener = threading.Thread(target=process.stderr.read, daemon=True)
    listener.start()
    yield found[0], process
    nights = [c for c in psutil.Process(process.pid).children() if _says(c, "ingest")]
    process.terminate()
    for one in nights:
        _end_with_children(one)
    process.wait(60)


def _end_with_children(process):
    """The night has a session of its own, and goes only when it is told."""
    family = [process]
    with suppress(psutil.NoSuchProcess):
        family = [*process.children(recursive=True), process]
    for one in family:
        with suppress(psutil.NoSuchProcess):
            one.terminate()
    for one in psutil.wait_procs(family, timeout=20)[1]:
        with suppress(psutil.NoSuchProcess):
            one.kill()


def _says(process, word):
    """Whether a process was started with a word; one that has ended was not."""
    try:
        return word in " ".join(process.cmdline())
    except psutil.Error:
        return False


@dataclass
class Told:
    """What all clerks saw."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    confirmed: list[tuple[str, int, str]] = field(default_factory=list)
    clashes: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Clerk:
    """One person at the desk, as her browser asks."""

    def __init__(self, address, name, told, number):
        self.name, self.told, self.random = name, told, Random(number)
        self.client = httpx.Client(base_url=address, timeout=PATIENCE)

    def ask(self, kind, method, path, fine=(200,), **more):
        begun = time.perf_counter()
        try:
            answer = self.client.request(method, path, **more)
        except httpx.HTTPError as error:
            with self.told.lock:
                self.told.errors.append(f"{kind} {path}: {error!r}")
            return None
        with self.told.lock:
            self.told.took[kind].append((time.perf_counter() - begun) * 1000)
            self.told.answers[answer.status_code] += 1
            if answer.status_code not in fine:
                self.told.errors.append(f"{kind} {path}: {answer.status_code} {answer.text[:300]}")
        return answer

    def sign_in(self):
        said = self.ask(
            "sign in", "POST", "/login",
            data={"name": self.name, "password": PASSWORD}, headers={"accept": "application/json"},
        )  # fmt: skip
        self.client.headers["X-CSRF"] = said.json()["csrf"]

    def morning(self):
        """What the night did, a search, the queue."""
        self.ask("morning", "GET", "/")
        words = self.random.choice(["phòng, chống dịch", "công văn 55", "quận ủy", "so:55"])
        self.ask("search", "GET", "/search", params={"q": words})
        self.ask("queue", "GET", "/review")

    def review(self, document):
        """Open it, look at it closely, confirm and correct, and sign."""
        page = self.ask("open", "GET", f"/review/{document}")
        if page is None or page.status_code != 200:
            return
        self.look(document)
        seen = int(re.search(r'data-seen="(\d+)"', page.text)[1])
        for key in self.random.sample(KEYS, 2):
            seen = self.decide(document, key, seen)
        if self.random.random() < 0.3:
            self.decide(document, None, seen)

    def look(self, document):
        """The tiles of a page and the crop of a field."""
        home = f"/documents/{document}/pages/1/iiif/original"
        for column in range(2):
            for row in range(2):
                x, y = column * 512, row * 512
                self.ask("tile", "GET", f"{home}/{x},{y},512,512/512,512/0/default.jpg")
        y = self.random.randrange(200, 900)
        self.ask("crop", "GET", f"{home}/140,{y},900,60/,60/0/default.jpg")

    def decide(self, document, key, seen):
        """Confirm or correct a field, or sign when no key is given; what is known then."""
        change = {"act": "sign", "target": {"kind": "document"}, "reason": "đã xem"}
        if key is not None:
            change = {"act": "confirm", "target": {"kind": "field", "key": key}}
            if self.random.random() < 0.5:
                number = str(self.random.randrange(1, 9999))
                after = number if key == "number" else f"{self.name} {number}"
                change |= {"act": "correct", "after": after}
        for _ in range(5):
            answer = self.send(document, change, seen)
            if answer is None or answer.status_code not in (409, 422):
                break
            seen = answer.json().get("seen", seen)
            if "ký duyệt" in answer.text:  # signed off meanwhile: open it again
                again = {"act": "reopen", "target": {"kind": "document"}, "reason": "sửa tiếp"}
                answer = self.send(document, again, seen)
                seen = answer.json().get("seen", seen) if answer is not None else seen
        return answer.json().get("seen", seen) if answer is not None else seen

    def send(self, document, change, seen):
        """One decision; what was confirmed must be in the archive for ever."""
        answer = self.ask(
            "decide", "POST", f"/review/{document}/decide",
            fine=(200, 409, 422), json={"seen": seen, "changes": [change]},
        )  # fmt: skip
        with self.told.lock:
            if answer is not None and answer.status_code == 200:
                made = answer.json()["numbers"]
                self.told.confirmed += [(document, number, change["act"]) for number in made]
            elif answer is not None and answer.status_code == 409:
                self.told.clashes += 1
            elif answer is not None and "ký duyệt" not in answer.text:
                self.told.errors.append(f"decide {change}: {answer.status_code} {answer.text}")
        return answer


def _memory(process, told, stop):
    """The most that the server, and what draws for it, took, in MB; the night is not its."""
    while not stop.wait(1.0):
        now = {"server": 0.0, "drawing": 0.0}
        for one in [process, *process.children(recursive=True)]:
            try:
                if not _says(one, "ingest") and not _of_a_night(one):
                    # Libraries that several processes share count once.
                    part = "server" if one == process else "drawing"
                    now[part] += one.memory_full_info().pss / 1e6
            except psutil.Error:
                continue
        now["both"] = sum(now.values())
        for part, megabytes in now.items():
            told[part] = max(told.get(part, 0.0), megabytes)


def _of_a_night(process):
    return any(_says(parent, "ingest") for parent in process.parents())


def test_twenty_clerks_while_a_night_runs(desk, settings, documents):
    """No error, no timeout; every decision that was confirmed is in the archive afterwards."""
    address, process = desk
    told, memory, stop = Told(), {}, threading.Event()
    head = Clerk(address, "quản trị", told, 99)
    head.sign_in()
    head.ask("night", "POST", "/night", fine=(200, 202, 204, 303))
    clerks = [Clerk(address, f"cán bộ {n}", told, n) for n in range(CLERKS)]
    watch = threading.Thread(target=_memory, args=(psutil.Process(process.pid), memory, stop))
    watch.start()
    until = time.monotonic() + SECONDS

    def work(number):
        clerk = clerks[number]
        time.sleep(number * 0.3)
        try:
            clerk.sign_in()
            own = documents[SHARED + number :: CLERKS]
            while time.monotonic() < until:
                clerk.morning()
                some = clerk.random.choice(documents[:SHARED])
                for document in (*own, some):
                    if time.monotonic() >= until:
                        break
                    clerk.review(document)
                    time.sleep(clerk.random.uniform(0.2, 1.0))  # she reads
        except Exception as error:  # noqa: BLE001  # whatever a clerk trips over is an error
            with told.lock:
                told.errors.append(f"{clerk.name}: {error!r}")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(CLERKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS + 120)
    running = _night_runs(process.pid)
    stop.set()
    watch.join()

    with _archive(settings) as archive:
        kept = {
            document: {one.number: one.change.act for one in archive.decisions.of(document)}
            for document in documents
        }
    lost = [(d, n, act) for d, n, act in told.confirmed if kept[d].get(n) != act]
    sys.stdout.write(_table(told, memory))
    assert not told.errors, f"{len(told.errors)}: {told.errors[:5]}"
    assert not lost
    assert len(told.confirmed) > CLERKS
    assert running, "the night was done before the clerks were: give it more files"
    assert memory["server"] <= 500


def _night_runs(pid):
    return any(_says(child, "ingest") for child in psutil.Process(pid).children())


def _table(told, memory):
    rows = [
        f"{kind:>10} {len(ms):>7} {np.percentile(ms, 50):>9.0f} {np.percentile(ms, 95):>9.0f}"
        f" {max(ms):>9.0f}"
        for kind, ms in sorted(told.took.items())
    ]
    head = f"\n{'':>10} {'asked':>7} {'p50 ms':>9} {'p95 ms':>9} {'most ms':>9}\n"
    return (
        head + "\n".join(rows) + f"\nanswers {dict(told.answers)}; decided {len(told.confirmed)}, "
        f"somebody was first {told.clashes} times; errors {len(told.errors)}; "
        f"memory in MB { ({part: round(most) for part, most in memory.items()}) }\n"
    )
