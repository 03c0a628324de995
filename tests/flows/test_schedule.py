"""`sohoa serve`: a scheduled run really fires, does its work, never overlaps, and stops cleanly."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request

import psutil
import pytest
from flows_drawing import letter
from nights import working

from flows.configuration import load_settings
from pipeline.archive import open_archive

pytestmark = pytest.mark.slow


@pytest.fixture
def environment(tmp_path):
    """Every minute, over an inbox with one letter."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(letter(1))
    return {
        "SOHOA_INBOX": str(tmp_path / "in"),
        "SOHOA_ARCHIVE": str(tmp_path / "kho"),
        "SOHOA_STATE": str(tmp_path / "state"),
        "SOHOA_SETTLE_SECONDS": "0",
        "SOHOA_SCHEDULE": "* * * * *",
        "SOHOA_WORKERS": "1",
    }


@pytest.fixture
def service(tmp_path, environment):
    """`sohoa serve` as its own process, and the words it said when it was ready."""
    command = [sys.executable, "-m", "flows.cli", "serve"]
    with subprocess.Popen(
        command,
        env={**os.environ, **environment},
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as process:
        words = process.stderr.readline() + process.stderr.readline()
        assert "Đang chạy" in words, words + process.stderr.read()
        process.words = words
        yield process
        if process.poll() is None:
            process.kill()


def ask(service, path, body):
    """What the Prefect server says."""
    port = service.words.split("http://127.0.0.1:")[1].split(".")[0]
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/{path}",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def wait_for(what, seconds):
    """The first true value of `what()`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        value = what()
        if value:
            return value
        time.sleep(0.5)
    pytest.fail(f"{what.__name__} did not happen in {seconds} s")


def test_a_scheduled_night_fires_alone_and_the_service_stops_cleanly(
    tmp_path, environment, service
):
    """The cron fires by itself, the letter is in the archive, and nothing runs after SIGTERM."""
    settings = load_settings(environ=environment)
    deployment = ask(service, "deployments/filter", {})[0]
    assert (deployment["name"], deployment["work_pool_name"]) == ("hang-dem", "hang-dem")
    assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    assert deployment["global_concurrency_limit"]["limit"] == 1
    schedule = deployment["schedules"][0]["schedule"]
    assert (schedule["cron"], schedule["timezone"]) == ("* * * * *", "Asia/Ho_Chi_Minh")

    def published():
        return list((tmp_path / "kho").glob("documents/*/data/text.txt"))

    wait_for(published, 150)
    assert "UBND" in published()[0].read_text()

    def finished():
        states = {"state": {"type": {"any_": ["COMPLETED"]}}}
        return ask(service, "flow_runs/filter", {"flow_runs": states})

    run = wait_for(finished, 60)[0]
    assert run["auto_scheduled"]
    opened = open_archive(settings)
    nights = opened.ledger.nights()
    opened.close()
    assert nights[-1].state == "done"
    assert nights[-1].counts["documents_published"] == 1

    family = psutil.Process(service.pid).children(recursive=True)
    assert len(family) >= 2
    service.send_signal(signal.SIGTERM)
    assert service.wait(60) == 0
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    with working(settings):
        pass  # nobody holds the archive any more
