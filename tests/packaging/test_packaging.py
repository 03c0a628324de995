"""What installs the project: locks, system packages, the image and the composed parts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
SHELL_SCRIPTS = sorted(at for at in (ROOT / "scripts").iterdir() if at.is_file() and not at.suffix)
LOCKS = ("requirements.lock", "requirements-dev.lock")


def locked(name: str) -> dict[str, set[str]]:
    """Project → versions (two where a marker chooses)."""
    found: dict[str, set[str]] = {}
    for match in re.finditer(
        r"^([\w.-]+)(?:\[\S+\])?==(\S+)", (ROOT / name).read_text(), re.MULTILINE
    ):
        found.setdefault(canonicalize_name(match[1]), set()).add(match[2])
    return found


def wanted(*, dev: bool) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extra = project["optional-dependencies"]["dev"] if dev else []
    return [Requirement(line) for line in [*project["dependencies"], *extra]]


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_file_is_known_by_its_hash(name):
    """No requirement without a hash, and no word about where to get it."""
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert not re.search(r"^\s*-", text.replace("    --hash=", ""), re.MULTILINE), (
        "an option in the lock"
    )
    entries = re.split(r"^(?=[\w.-]+(?:\[\S+\])?==)", text, flags=re.MULTILINE)[1:]
    assert len(entries) > 50
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:60]


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_is_what_the_project_asks_for(name):
    """Every dependency is locked, at a version that pyproject.toml allows: else `make lock`."""
    versions = locked(name)
    for requirement in wanted(dev="dev" in name):
        found = versions.get(canonicalize_name(requirement.name), set())
        assert found, f"{requirement.name} is not in {name}: make lock"
        assert any(requirement.specifier.contains(version) for version in found), requirement


def test_tests_run_on_the_versions_that_are_shipped():
    """The developers' lock holds the other one, version for version."""
    shipped, tested = (locked(name) for name in LOCKS)
    assert {name: tested.get(name) for name in shipped} == shipped


@pytest.fixture
def fake_debian(tmp_path):
    """Runs install-system on a system that has these packages; tells what apt was asked for."""

    def run(*groups: str, present: tuple[str, ...] = (), root: bool = True):
        installed = " ".join(present) or "-"
        for name, body in {
            "dpkg-query": f'for p in {installed}; do [ "$4" = "$p" ] && printf "ii "; done; true',
            "apt-get": 'echo "apt-get $*" >> "$ASKED"',
            "sudo": 'echo "sudo" >> "$ASKED"; "$@"',
            "id": f"echo {0 if root else 1000}",
        }.items():
            file = tmp_path / name
            file.write_text(f"#!/bin/sh\n{body}\n")
            file.chmod(0o755)
        asked = tmp_path / "asked"
        asked.write_text("")
        done = subprocess.run(
            [ROOT / "scripts" / "install-system", *groups],
            env={"PATH": f"{tmp_path}:/usr/bin:/bin", "ASKED": str(asked)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done, asked.read_text()

    return run


def missing_on_nothing(fake_debian, *groups: str) -> list[str]:
    return fake_debian("--missing", *groups)[0].stdout.split()


def test_missing_packages_are_installed_and_nothing_else(fake_debian):
    """Only what is missing is asked for; with all there, apt is not called at all."""
    everything = missing_on_nothing(fake_debian, "run", "test")
    assert {"tesseract-ocr-vie", "poppler-utils", "postgresql"} <= set(everything)
    done, asked = fake_debian("run", "test", present=tuple(everything[1:]))
    assert done.returncode == 0
    assert asked.splitlines()[-1].endswith(f"--no-install-recommends {everything[0]}")
    done, asked = fake_debian("run", "test", present=tuple(everything))
    assert (done.returncode, done.stdout, asked) == (0, "", "")


def test_sudo_is_used_by_who_is_not_root(fake_debian):
    """A user with sudo is as good as root."""
    done, asked = fake_debian("run", root=False)
    assert done.returncode == 0
    assert asked.count("sudo") == asked.count("apt-get ") == 2


def test_this_machine_has_what_it_needs():
    """After `make test` has set up, nothing is missing."""
    if not Path("/usr/bin/dpkg-query").exists():
        pytest.skip("not a Debian")
    command = [ROOT / "scripts" / "install-system", "--missing", "run", "test"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == ""


@pytest.mark.parametrize("script", [*SHELL_SCRIPTS, ROOT / ".ci" / "run"])
def test_scripts_can_be_run(script):
    """Executable, with a shell that finds no fault in them."""
    assert os.access(script, os.X_OK)
    shell = script.read_text().splitlines()[0].removeprefix("#!")
    if shell in ("/bin/sh", "/bin/bash"):
        assert subprocess.run([shell, "-n", script], check=False).returncode == 0


def test_the_targets_of_the_makefile_are_told():
    """Whatever `make help` lists exists; what the README names is listed."""
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    targets = {line.split()[0] for line in told.stdout.splitlines()}
    assert {"setup", "demo", "test", "check", "lock", "samples", "evaluate", "bench"} <= targets
    named = set(re.findall(r"`make ([a-z-]+)", (ROOT / "README.md").read_text()))
    assert named <= targets


def test_the_image_has_the_same_packages(fake_debian):
    """The Dockerfile's list is install-system's, but for Python, which its base image has."""
    dockerfile = (ROOT / "Dockerfile").read_text()
    listed = re.search(r"apt-get install.*?\\\n(.*?)\\\n", dockerfile, re.DOTALL)[1].split()
    assert set(listed) == set(missing_on_nothing(fake_debian, "run")) - {"python3.11-venv"}


def test_the_image_leaves_nothing_to_say():
    """hadolint is content, and nothing runs as root."""
    done = subprocess.run(
        [BIN / "hadolint", "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert re.findall(r"^USER (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[-1] != "root"


def test_what_is_checked_before_a_commit_is_what_make_checks():
    """The hooks run each command of `make check`, from the project's own environment alone."""
    makefile = (ROOT / "Makefile").read_text()
    recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)[1]
    commands = [line.strip().replace("$(BIN)", ".venv/bin") for line in recipe.splitlines()]
    hooks = (ROOT / ".pre-commit-config.yaml").read_text()

    assert re.findall(r"entry: (.*)", hooks) == commands
    assert set(re.findall(r"repo: (.*)", hooks)) == {"local"}
    assert set(re.findall(r"language: (.*)", hooks)) == {"system"}


def test_the_licence_is_the_one_that_is_named():
    """pyproject.toml names it, the file is there, and the image is built with it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["license"] == "Apache-2.0"
    for name in project["license-files"]:
        assert "Apache License" in (ROOT / name).read_text()
        assert f"!{name}\n" in (ROOT / ".dockerignore").read_text()


def test_the_desk_goes_where_the_program_goes():
    """Its templates, styles and scripts are in what is installed, and in the image."""
    from setuptools import Distribution
    from setuptools.command.build_py import build_py

    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    files = Distribution({"packages": ["web"], "package_data": told["package-data"]})
    files.src_root = str(ROOT)
    command = build_py(files)
    command.finalize_options()
    command.manifest_files = {}  # what a source archive would name; this is none
    packed = {Path(name).relative_to(ROOT) for name in command.find_data_files("web", ROOT / "web")}
    there = {
        path.relative_to(ROOT)
        for folder in ("templates", "static")
        for path in (ROOT / "web" / folder).rglob("*")
        if path.is_file()
    }
    assert packed == there
    rooms = [name.rstrip("*") for name in told["packages"]["find"]["include"]]
    listed = (ROOT / ".dockerignore").read_text().splitlines()
    for room in rooms:
        assert f"!{room}" in listed
        assert f"COPY {room} ./{room}" in (ROOT / "Dockerfile").read_text()
