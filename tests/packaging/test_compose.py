"""The composed parts: valid without an engine, and at work together as plain processes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest
import s3fs
import servers

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
SAMPLE = ROOT / "samples" / "scans" / "clean-state-letter.pdf"


def compose(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / "docker-compose", "--env-file", os.devnull, *arguments],
        cwd=ROOT, env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def filled_in(**values: str) -> dict[str, str]:
    """`.env.example` with every empty name filled in."""
    found = {}
    for line in (ROOT / ".env.example").read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            name, value = line.split("=", 1)
            found[name] = values.get(name, value or "x1")
    return {**found, **values}


@pytest.fixture(scope="module")
def parts():
    """The services as compose understands them."""
    done = compose("config", "--format", "json", **filled_in())
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["services"]


def test_the_file_is_valid_and_tidy():
    """Compose and yamllint have nothing to say once `.env` is filled in."""
    done = compose("config", "--quiet", **filled_in())
    assert (done.returncode, done.stderr) == (0, "")
    done = subprocess.run(
        [BIN / "yamllint", "--strict", "docker-compose.yml"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("secret", ["POSTGRES_PASSWORD", "PREFECT_PASSWORD", "S3_KEY", "S3_SECRET"])
def test_nothing_starts_without_its_secrets(secret):
    """A forgotten secret is asked for, never guessed."""
    done = compose("config", "--quiet", **filled_in(**{secret: ""}))
    assert done.returncode != 0
    assert secret in done.stderr


def test_only_loopback_is_bound(parts):
    """Nothing listens to the outside."""
    ports = [port for part in parts.values() for port in part.get("ports", [])]
    assert ports
    assert all(port["host_ip"] == "127.0.0.1" for port in ports)


def test_every_part_is_pinned_limited_and_looked_after(parts):
    """Images have versions, logs have ends, and what stays up has a health check."""
    for name, part in parts.items():
        assert part["image"] == "sohoa" or ":" in part["image"], name
        assert "latest" not in part["image"], name
        assert part["logging"]["options"]["max-size"], name
        if part.get("restart") == "unless-stopped":
            assert part["healthcheck"]["test"], name


class Natively:
    """Runs a part's own command with its own environment, its names turned into our ports."""

    def __init__(self, parts, turns: dict[str, str], folder: Path) -> None:
        self.parts, self.turns, self.folder = parts, turns, folder
        self.running: list[subprocess.Popen[bytes]] = []

    def turned(self, value: str) -> str:
        names = "|".join(map(re.escape, self.turns))
        return re.sub(names, lambda found: self.turns[found[0]], value)

    def start(self, name: str) -> subprocess.Popen[bytes]:
        part = self.parts[name]
        environment = {key: self.turned(str(value)) for key, value in part["environment"].items()}
        environment["PREFECT_HOME"] = str(self.folder / f"prefect-{name}")
        environment["SOHOA_STATE"] = str(self.folder / f"state-{name}")
        command = [self.turned(word) for word in part["command"]]
        command[:1] = {
            "prefect": [sys.executable, "-m", "prefect"],
            "python": [sys.executable],
            "sohoa": [sys.executable, "-m", "flows.cli"],
        }[command[0]]
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
                env={"PATH": os.environ["PATH"], "HOME": str(self.folder), **environment},
            )  # fmt: skip
        self.running.append(process)
        return process

    def healthy(self, name: str) -> bool:
        test = [self.turned(word) for word in self.parts[name]["healthcheck"]["test"][1:]]
        return (
            subprocess.run([sys.executable, *test[1:]], capture_output=True, check=False).returncode
            == 0
        )

    def wait(self, name: str, seconds: float = 150) -> None:
        end = time.monotonic() + seconds
        while not self.healthy(name):
            if time.monotonic() > end:
                pytest.fail(f"{name}: {self.log(name)}")
            time.sleep(0.5)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")[-3000:]

    def stop(self) -> None:
        for process in reversed(self.running):
            process.terminate()
        for process in self.running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.mark.slow
@pytest.mark.server
@pytest.mark.timeout(420)
def test_the_parts_work_together(parts, tmp_path, postgres_server, s3_server, s3_url):
    """Server on PostgreSQL behind its password, registration, worker: a night fills the bucket.

    The commands, environments and health checks are the ones in docker-compose.yml; only host
    names and ports are turned into this machine's.
    """
    postgres = postgres_server.split("@")[1].removesuffix("/postgres")
    with psycopg.connect(postgres_server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE DATABASE sohoa")
        connection.execute("CREATE DATABASE prefect")
    api, health, desk = servers.free_ports(3)
    (tmp_path / "inbox").mkdir()
    shutil.copy(SAMPLE, tmp_path / "inbox")
    natively = Natively(
        parts,
        {
            "@postgres/": f"@{postgres}/",
            "http://objects:8333": s3_server,
            "s3://kho": s3_url,
            "server:4200": f"127.0.0.1:{api}",
            "4200": str(api),
            "8081": str(health),
            "8080": str(desk),
            "0.0.0.0": "127.0.0.1",
            "/inbox": str(tmp_path / "inbox"),
            "/app/": f"{ROOT}/",
        },
        tmp_path,
    )
    for part in natively.parts.values():
        if "AWS_ACCESS_KEY_ID" in part.get("environment", {}):
            part["environment"] |= {
                "AWS_ACCESS_KEY_ID": servers.S3_KEY, "AWS_SECRET_ACCESS_KEY": servers.S3_SECRET,
            }  # fmt: skip
    try:
        natively.start("server")
        natively.wait("server")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(f"http://127.0.0.1:{api}/api/work_pools/hang-dem")
        assert natively.start("register").wait(120) == 0, natively.log("register")
        natively.start("worker")
        natively.start("desk")
        natively.wait("worker")
        natively.wait("desk")
        asked = urllib.request.Request(f"http://127.0.0.1:{desk}/", headers={"Accept": "text/html"})
        with urllib.request.urlopen(asked, timeout=20) as page:
            assert page.url.endswith("/login?next=/")
        done = subprocess.run(
            [sys.executable, "-m", "prefect", "deployment", "run", "nightly/hang-dem", "--watch"],
            env={
                "PATH": os.environ["PATH"], "HOME": str(tmp_path),
                "PREFECT_HOME": str(tmp_path / "prefect-cli"),
                "PREFECT_API_URL": f"http://127.0.0.1:{api}/api",
                "PREFECT_API_AUTH_STRING": "sohoa:x1",
            },
            capture_output=True, text=True, check=False, timeout=240,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr + natively.log("worker")
        found = s3fs.S3FileSystem().glob(
            f"{s3_url.removeprefix('s3://')}/documents/*/data/text.txt"
        )
        assert len(found) == 1, natively.log("worker")
    finally:
        natively.stop()
