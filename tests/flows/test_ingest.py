"""The whole command over an inbox with every kind of trouble; a real Prefect server and flow."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import unicodedata
from contextlib import closing

import bagit
import pytest
from flows_drawing import fill_with_trouble, letter

from flows.configuration import load_settings
from pipeline.archive import open_archive

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def state(tmp_path_factory):
    """Prefect's folder, made once: a fresh database costs ten seconds."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture
def sohoa(tmp_path, state):
    """Run the command as a clerk would; its result, output as text."""

    def run(*arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "flows.cli", *arguments],
            env={
                # Settings that a test before this one left behind are no clerk's.
                **{k: v for k, v in os.environ.items() if not k.startswith("SOHOA_")},
                "SOHOA_STATE": str(state),
                "SOHOA_ARCHIVE": str(tmp_path / "kho"),
                "SOHOA_INBOX": str(tmp_path / "hộp nhận"),
                "SOHOA_SETTLE_SECONDS": "1",
                **environment,
            },
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


def grow(path, stop):
    """Keep copying into a file, as a scanner does."""
    with path.open("wb") as file:
        while not stop.wait(0.1):
            file.write(b"%PDF-1.4\n")
            file.flush()


def told_everywhere(status, night, state):
    """Nothing waits, and the night's figures stand on Prefect's pages."""
    assert status["backlog"]["files"] == 0
    assert status["reports_not_delivered"] == []
    with closing(sqlite3.connect(state / "ingest" / "prefect.db")) as prefect:
        shown = [row[0] for row in prefect.execute("SELECT description FROM artifact")]
    assert f"Số hóa: đêm {night[:10]} xong, {status['documents']} văn bản vào kho" in shown


def test_one_night_over_an_inbox_full_of_trouble(sohoa, tmp_path, state):
    """Bad files are set aside with their reasons, good ones are published, the night goes on.

    Run a second time, nothing is read or written again.
    """
    inbox = tmp_path / "hộp nhận"
    good, bad = fill_with_trouble(inbox)
    stop = threading.Event()
    copying = threading.Thread(target=grow, args=(inbox / "đang chép.pdf", stop))
    copying.start()
    try:
        night = sohoa("ingest", "--json")
    finally:
        stop.set()
        copying.join()
    (inbox / "đang chép.pdf").unlink()

    assert (night.returncode, night.stderr) == (0, "")
    told = json.loads(night.stdout)
    reasons = {file["name"]: file["code"] for file in told["files_set_aside"]}
    assert reasons == bad
    for file in told["files_set_aside"]:
        assert file["reason"].startswith(file["name"])
    assert [file["name"] for file in told["files_waiting"]] == ["đang chép.pdf"]
    assert [pair[0] for pair in told["duplicates"]] in (["tốt.pdf"], ["bản sao của tốt.pdf"])
    assert [(e["name"], e["code"]) for e in told["files_not_taken"]] == [
        ("ghi chú.docx", "not-a-scan")
    ]

    names = {unicodedata.normalize("NFC", name).replace("\n", " ") for name in good}
    names = (names - {"tốt.pdf"}) | {told["duplicates"][0][1]}
    assert {document["name"] for document in told["documents"]} == names
    assert told["pages_read"] == 2 + 1 + 1 + 1 + 3
    failed = [d for d in told["documents"] if d["failed"]]
    assert [(d["name"], [n for n, _ in d["failed"]]) for d in failed] == [
        ("một trang hỏng.pdf", [2])
    ]

    archive = tmp_path / "kho"
    assert len(list((archive / "quarantine").glob("*.reason.json"))) == len(bad)
    folders = sorted((archive / "documents").iterdir())
    assert [folder.name for folder in folders] == sorted(d["id"] for d in told["documents"])
    assert all(bagit.Bag(str(folder)).is_valid() for folder in folders)
    report = (archive / "reports" / f"{told['night']}.html").read_text()
    for words in ("rỗng.pdf", "một trang hỏng.pdf", "đang chép.pdf", "bản sao của tốt.pdf"):
        assert words in report
    assert not list((archive / "work").glob("*/*/*"))
    open_to_others = [path for path in archive.rglob("*") if path.stat().st_mode & 0o077]
    assert open_to_others == []

    written = {path: path.stat().st_mtime_ns for path in archive.rglob("*.*") if path.is_file()}
    again = sohoa("ingest")
    assert again.returncode == 0, again.stderr
    assert again.stdout.startswith("Không có gì mới")
    ledger = "ledger.sqlite"
    for path, moment in written.items():
        if not path.name.startswith((ledger, ".night")):
            assert path.stat().st_mtime_ns == moment, path
    assert len(list((archive / "reports").iterdir())) == 1

    status = json.loads(sohoa("status", "--json").stdout)
    assert status["documents"] == len(told["documents"])
    assert status["files"]["published"] == len(good)
    assert {row["code"] for row in status["waiting"]} == set(bad.values())
    told_everywhere(status, told["night"], state)


def test_a_night_that_cannot_work_says_why_and_fails(sohoa, tmp_path):
    """No inbox, no language: one sentence with the remedy on stderr, a documented exit code."""
    missing = sohoa("ingest", "nowhere")
    assert missing.returncode == 3
    assert missing.stdout == ""
    assert "nowhere" in missing.stderr
    assert "Traceback" not in missing.stderr

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(letter(1))
    tongue = sohoa("ingest", "in", SOHOA_TESSDATA=str(tmp_path))
    assert tongue.returncode == 3
    assert "SOHOA_TESSDATA" in tongue.stderr
    assert "Traceback" not in tongue.stderr
    assert not (tmp_path / "kho" / "documents").exists() or not list(
        (tmp_path / "kho" / "documents").iterdir()
    )


def test_ctrl_c_ends_the_night_at_once_and_leaves_nothing_running(sohoa, tmp_path, state):
    """The clerk may stop a night; the next one goes on."""
    inbox = tmp_path / "hộp nhận"
    inbox.mkdir()
    # Enough of them that the night is still at work when the signal comes.
    for number in range(40):
        (inbox / f"{number}.pdf").write_bytes(letter(number))
    settings = load_settings(
        options={"inbox": str(inbox), "archive": str(tmp_path / "kho")}, environ={}
    )
    # Shells have what they start in the background ignore Ctrl-C, and children inherit that.
    hearing = ("env", "--default-signal=INT")
    with subprocess.Popen(
        [*hearing, sys.executable, "-m", "flows.cli", "ingest"],
        env={
            **os.environ,
            "SOHOA_STATE": str(state),
            "SOHOA_ARCHIVE": settings.archive,
            "SOHOA_INBOX": settings.inbox,
            "SOHOA_SETTLE_SECONDS": "0",
        },
        stderr=subprocess.PIPE,
        text=True,
    ) as night:
        for line in night.stderr:
            if line.startswith("Đọc trang"):
                break
        night.send_signal(2)
        started = time.monotonic()
        rest = night.stderr.read()
        assert night.wait(60) == 130, rest
    assert time.monotonic() - started < 30
    assert "Đã dừng" in rest
    assert "Traceback" not in rest
    opened = open_archive(settings)
    assert [night.state for night in opened.ledger.nights()] == ["failed"]
    opened.close()
