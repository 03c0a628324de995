"""The composed parts: valid without an engine, and at work together as plain processes."""

from __future__ import annotations

import copy
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


def named() -> dict[str, str]:
    """What `.env.example` names."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


@pytest.fixture(scope="module")
def project():
    """The whole as compose understands it."""
    done = compose("config", "--format", "json", **named())
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def parts(project):
    """Its services; a test may change its own copy."""
    return copy.deepcopy(project["services"])


def test_the_file_is_valid_and_tidy():
    """Compose and yamllint have nothing to say once `.env` is filled in."""
    done = compose("config", "--quiet", **named())
    assert (done.returncode, done.stderr) == (0, "")
    done = subprocess.run(
        [BIN / "yamllint", "--strict", "docker-compose.yml"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")


def test_the_inbox_must_be_named():
    """Where the scans lie is asked for, never guessed."""
    done = compose("config", "--quiet", **named() | {"SOHOA_INBOX_DIR": ""})
    assert done.returncode != 0
    assert "SOHOA_INBOX_DIR" in done.stderr


def test_only_loopback_is_bound(parts):
    """Nothing listens to the outside, and database and store have no way there."""
    ports = [port for part in parts.values() for port in part.get("ports", [])]
    assert ports
    assert all(port["host_ip"] == "127.0.0.1" for port in ports)
    assert not any("ports" in parts[name] for name in ("postgres", "objects"))


def test_database_and_store_have_a_network_without_a_way_out(project):
    """Only parts of ours, behind loopback, may reach what lies outside."""
    assert project["networks"]["back"]["internal"] is True
    for name, part in project["services"].items():
        ours = part["image"] == "sohoa"
        assert part.get("network_mode") == "none" or ("front" in part["networks"]) == ours, name


def test_every_part_is_pinned_limited_and_looked_after(parts):
    """Images have versions, logs and memory have ends, what stays up has a health check."""
    for name, part in parts.items():
        assert part["image"] == "sohoa" or ":" in part["image"], name
        assert "latest" not in part["image"], name
        assert part["logging"]["options"]["max-size"], name
        assert int(part["mem_limit"]) >= 2**29, name
        assert part["cpus"] > 0, name
        assert part["pids_limit"] > 0, name
        if part.get("restart") == "unless-stopped":
            assert part["healthcheck"]["test"], name
            assert part["stop_grace_period"], name
        else:
            assert part["healthcheck"]["disable"], name


def test_no_part_may_do_more_than_it_must(parts):
    """Nobody is root but who gives volumes away; nothing gains rights; the image is read-only."""
    for name, part in parts.items():
        assert part["read_only"] is True, name
        assert part["cap_drop"] == ["ALL"], name
        assert part["security_opt"] == ["no-new-privileges:true"], name
        assert not part.get("privileged"), name
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", part["user"]) or name == "rights", name
        assert "cap_add" not in part or name == "rights", name
        assert not any(
            "docker.sock" in volume.get("source", "") for volume in part.get("volumes", [])
        )


def test_what_is_written_lies_on_a_volume(parts):
    """Prefect's folder, ours and that for scratch, each where a read-only image lets it."""
    for name, part in parts.items():
        places = [
            volume["target"] for volume in part.get("volumes", []) if not volume.get("read_only")
        ]
        places += [place.partition(":")[0] for place in part.get("tmpfs", [])]
        for variable in ("TMPDIR", "PREFECT_HOME"):
            if part["image"] == "sohoa":
                path = part["environment"][variable]
                assert any(path == at or path.startswith(f"{at}/") for at in places), (
                    name,
                    variable,
                )


def test_secrets_are_files_and_nothing_else(project):
    """No value of an environment or command is a secret; each file goes to who needs it alone."""
    for name, part in project["services"].items():
        for variable, value in part.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|AUTH|KEY", variable):
                assert re.fullmatch(r"/run/secrets/[\w.-]+", value), (name, variable)
                assert value.removeprefix("/run/secrets/") in {s["source"] for s in part["secrets"]}
            assert not re.search(r"://[^/@:]+:[^/@]+@", value), (name, variable)
    assert project["services"]["objects"]["secrets"] == [
        {"source": "s3-identities.json", "target": "/run/secrets/s3-identities.json"}
    ]
    assert all("file" in secret for secret in project["secrets"].values())
    assert not any("=" in line for line in (ROOT / ".env.example").read_text().splitlines()
                   if re.match("#? ?[A-Z_]*(PASSWORD|SECRET_|S3_KEY)", line))  # fmt: skip


@pytest.fixture
def secrets(tmp_path):
    """The files that `scripts/make-secrets` makes, the store's keys being the tests'."""
    folder = tmp_path / "secrets"
    subprocess.run(
        [ROOT / "scripts" / "make-secrets", folder], check=True, capture_output=True,
        env={"PATH": os.environ["PATH"], "S3_KEY": servers.S3_KEY, "S3_SECRET": servers.S3_SECRET},
    )  # fmt: skip
    return folder


def test_secrets_are_made_once(project, secrets):
    """Each file that compose mounts is made, closed to others, and stays when made again."""
    wanted = {Path(secret["file"]).name for secret in project["secrets"].values()}
    made = {file.name: file.read_text() for file in secrets.iterdir()}
    assert made.keys() == wanted
    assert secrets.stat().st_mode & 0o777 == 0o700
    assert made["prefect-auth"].startswith("sohoa:")
    assert len(made["postgres-password"].strip()) == 48
    (secrets / "s3-identities.json").unlink()
    (secrets / "postgres-password").unlink()

    done = subprocess.run(
        [ROOT / "scripts" / "make-secrets"], capture_output=True, text=True, check=True,
        env={
            "PATH": os.environ["PATH"],
            "SOHOA_SECRETS_DIR": str(secrets),
            "POSTGRES_PASSWORD": "old",
        },
    )  # fmt: skip
    again = {file.name: file.read_text() for file in secrets.iterdir()}
    assert again["prefect-auth"] == made["prefect-auth"]
    assert "prefect-auth is there and stays" in done.stderr
    assert again["postgres-password"] == "old\n"
    (identity,) = json.loads(again["s3-identities.json"])["identities"]
    assert again["s3-credentials"] != made["s3-credentials"]  # a pair, or nobody gets in
    assert all(value in again["s3-credentials"] for value in identity["credentials"][0].values())


READ_ONLY = """\
mount --bind "$SCRATCH" "$SCRATCH" || exit 77
mount -o remount,ro,bind / || exit 77
touch / 2>/dev/null && exit 78
exec "$@"
"""
"""Everything that a part sees is read-only but its own folder, as in its container."""


class Natively:
    """Runs a part's own command as its container would: its environment, its names turned into our
    ports, its secrets as files, on a read-only system."""

    def __init__(self, parts, turns: dict[str, str], folder: Path) -> None:
        self.parts, self.turns, self.folder = parts, turns, folder
        self.running: list[subprocess.Popen[bytes]] = []

    def turned(self, value: str) -> str:
        names = "|".join(map(re.escape, self.turns))
        return re.sub(names, lambda found: self.turns[found[0]], value)

    def start(self, name: str) -> subprocess.Popen[bytes]:
        part = self.parts[name]
        environment = {key: self.turned(str(value)) for key, value in part["environment"].items()}
        own = self.folder / "own" / name
        for kind, variable in (
            ("state", "SOHOA_STATE"),
            ("scratch", "TMPDIR"),
            ("prefect", "PREFECT_HOME"),
        ):
            (own / kind).mkdir(parents=True)
            environment[variable] = str(own / kind)
        if "PREFECT_SERVER_UI_STATIC_DIRECTORY" in environment:
            environment["PREFECT_SERVER_UI_STATIC_DIRECTORY"] = str(own / "prefect" / "ui")
        command = [self.turned(word) for word in part["command"]]
        command[:1] = {
            "prefect": [sys.executable, "-m", "prefect"],
            "python": [sys.executable],
            "sohoa": [sys.executable, "-m", "flows.cli"],
        }[command[0]]
        entry = [sys.executable, "-m", "flows.secret_files"]
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                ["unshare", "-rm", "sh", "-c", READ_ONLY, "sh", *entry, *command],
                cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
                env={
                    "PATH": os.environ["PATH"], "HOME": "/nonexistent", "SCRATCH": str(own),
                    "PYTHONDONTWRITEBYTECODE": "1", **environment,
                },
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
def test_the_parts_work_together(parts, secrets, tmp_path, s3_server, s3_url):
    """Server on PostgreSQL behind its password, registration, worker: a night fills the bucket, and
    the figures tell of it.

    The commands, environments, secrets and health checks are the ones in docker-compose.yml; only
    host names and ports are turned into this machine's.
    """
    password = (secrets / "postgres-password").read_text().strip()
    with servers.postgres(password) as url:
        make_databases(url)
        address = url.split("@")[1].removesuffix("/postgres")
        parts["server"]["environment"]["PREFECT_SERVER_DATABASE_HOST"] = "127.0.0.1"
        parts["server"]["environment"]["PREFECT_SERVER_DATABASE_PORT"] = address.split(":")[1]
        api, health, desk, figures, beside = servers.free_ports(5)
        parts["coordinator"]["environment"]["PREFECT_WORKER_WEBSERVER_PORT"] = str(beside)
        (tmp_path / "inbox").mkdir()
        shutil.copy(SAMPLE, tmp_path / "inbox")
        natively = Natively(
            parts,
            {
                "@postgres/": f"@{address}/",
                "http://objects:8333": s3_server,
                "s3://kho": "s3://composed",
                "server:4200": f"127.0.0.1:{api}",
                "4200": str(api),
                "8081": str(health),
                "8080": str(desk),
                "8082": str(figures),
                "0.0.0.0": "127.0.0.1",
                "/inbox": str(tmp_path / "inbox"),
                "/app/": f"{ROOT}/",
                "/run/secrets": str(secrets),
            },
            tmp_path,
        )
        try:
            read_a_night(natively, api, desk, (secrets / "prefect-auth").read_text().strip())
            found = s3fs.S3FileSystem().glob("composed/documents/*/data/text.txt")
            assert len(found) == 1, natively.log("worker")
            said = natively.log("worker")  # an engine gathers it
            assert re.search(r" batch done batch=\S+ night=\S+ batch=\S+", said), said
            with urllib.request.urlopen(f"http://127.0.0.1:{figures}/metrics", timeout=20) as said:
                assert b'sohoa_documents{state="published"} 1.0' in said.read()
        finally:
            natively.stop()


def make_databases(url):
    """What the image of PostgreSQL makes when it is first started."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE DATABASE sohoa")
        connection.execute("CREATE DATABASE prefect")


def read_a_night(natively, api, desk, auth):
    """Start all parts in their order, look whether they are well and closed, have a night read."""
    natively.start("server")
    natively.wait("server")
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"http://127.0.0.1:{api}/api/work_pools/hang-dem")
    for once in ("bucket", "register"):
        assert natively.start(once).wait(120) == 0, natively.log(once)
    natively.start("worker")
    natively.start("coordinator")
    natively.start("desk")
    natively.start("metrics")
    for part in ("worker", "desk", "metrics"):
        natively.wait(part)
    asked = urllib.request.Request(f"http://127.0.0.1:{desk}/", headers={"Accept": "text/html"})
    with urllib.request.urlopen(asked, timeout=20) as page:
        assert page.url.endswith("/login?next=/")
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "deployment", "run", "nightly/hang-dem", "--watch"],
        env={
            "PATH": os.environ["PATH"], "HOME": str(natively.folder),
            "PREFECT_HOME": str(natively.folder / "prefect-cli"),
            "PREFECT_API_URL": f"http://127.0.0.1:{api}/api", "PREFECT_API_AUTH_STRING": auth,
        },
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr + natively.log("worker")
