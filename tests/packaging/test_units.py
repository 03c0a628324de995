"""The systemd units: systemd itself is content with them, and with how closed they are."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "deploy" / "systemd"
SERVICES = sorted(file.name for file in UNITS.glob("*.service"))
MOST_EXPOSED = 20
"""Of 100, as `systemd-analyze security` counts; a service that says nothing has 96."""


@pytest.fixture
def installed(tmp_path):
    """The units as a machine would have them, with this checkout for /opt/sohoa."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed (Debian package systemd)")
    folder = tmp_path / "units"
    shutil.copytree(UNITS, folder)
    for file in folder.rglob("*.*"):
        if file.is_file():
            text = file.read_text().replace(
                "/opt/sohoa/.venv/bin", str(Path(sys.executable).parent)
            )
            file.write_text(text.replace("/opt/sohoa", str(ROOT)))
    return folder


def analyze(folder, *arguments):
    return subprocess.run(
        ["systemd-analyze", *arguments], cwd=folder, capture_output=True, text=True, check=False,
        env={"SYSTEMD_UNIT_PATH": f"{folder}:", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
    )  # fmt: skip


def test_systemd_finds_no_fault(installed):
    """Every unit is understood to its last word, and what it starts can be started."""
    units = sorted(f"./{file.name}" for file in installed.iterdir() if file.is_file())
    assert len(units) > 8
    done = analyze(installed, "verify", "--man=no", *units)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("slip", ["ProtectSytem=strict", "ExecStart=/opt/nowhere/sohoa serve"])
def test_a_slip_would_be_noticed(installed, slip):
    """A misspelt word, and a program that is not there."""
    unit = installed / "sohoa-desk.service"
    unit.write_text(unit.read_text().replace("[Install]", f"{slip}\n[Install]"))
    done = analyze(installed, "verify", "--man=no", "./sohoa-desk.service")
    assert done.stderr
    assert slip.partition("=")[0] in done.stderr or "/opt/nowhere/sohoa" in done.stderr


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_closed(installed, name):
    """Little stands open to what could go wrong in it."""
    command = ["security", "--offline=true", f"--threshold={MOST_EXPOSED}", f"./{name}"]
    done = analyze(installed, *command)
    assert done.returncode == 0, done.stdout[-200:] + done.stderr


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_are_credentials(name):
    """No secret stands in a unit; each file that is named is loaded, and the other way round."""
    text = (UNITS / name).read_text()
    loaded = set(re.findall(r"^LoadCredential=([\w-]+):/etc/sohoa/secrets/\1$", text, re.MULTILINE))
    assert set(re.findall(r"\w+_FILE=%d/([\w-]+)", text)) == loaded
    assert not re.search(r"(PASSWORD|AUTH_STRING|SECRET\w*)=", text)


def test_who_stops_shared_memory_is_not_postgres():
    """RemoveIPC in the name of postgres would take its memory away while it works."""
    closed = (UNITS / "sohoa-.service.d" / "closed.conf").read_text()
    assert "RemoveIPC=yes" in closed
    for file in UNITS.glob("*.service"):
        runs_as_postgres = "User=postgres" in file.read_text()
        assert not (runs_as_postgres and file.name.startswith("sohoa-"))
        assert not (runs_as_postgres and "\nRemoveIPC" in file.read_text())
