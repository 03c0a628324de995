"""Nothing calls home: every command, traced in a network of its own."""

import re
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flows_drawing import letter
from tracing import Traced, calls_out, needs_tracing, programs, programs_without_switches

from pipeline.offline import SWITCHES

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "scans" / "clean-state-letter.pdf"
UNASKED_SECONDS = 60.0
"""onnxruntime 1.31 asks for its host 8 to 10 seconds after its first session (measured)."""
PAGES = {
    "/", "/review", "/batches", "/search", "/people", "/people/log", "/people/tokens",
    "/people/webhooks", "/account", "/api/v1/openapi.json", "/api/v1/events",
}  # fmt: skip
SESSION = """
import time
{first}
import onnxruntime
session = onnxruntime.InferenceSession({model!r}, providers=["CPUExecutionProvider"])
time.sleep({seconds})
"""


@pytest.mark.parametrize(
    "package", ["pipeline", "evaluation", "web", "flows", "samples", "models.recipes.ink"]
)
def test_each_package_throws_the_switches_before_it_loads_anything(package):
    """With nothing of it in the environment, importing any door is enough, whatever it said."""
    say = f"import os, {package}; print(all(os.environ[n] == v for n, v in {SWITCHES!r}.items()))"
    opened = dict.fromkeys(SWITCHES, "not this")
    done = subprocess.run(
        [sys.executable, "-c", say],
        env=opened, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "True\n", done.stderr
    first = (ROOT / package.replace(".ink", "").replace(".", "/") / "__init__.py").read_text()
    imports = re.findall(r"^(?:import|from) .*", first, re.MULTILINE)
    assert imports[0].startswith("from pipeline import offline"), imports


@pytest.mark.parametrize("name", SWITCHES)
def test_programs_that_are_not_ours_have_the_switches_in_containers(name):
    """The image and each composed part that runs Prefect name every switch with its value."""
    value = SWITCHES[name]
    assert f"{name}={value}" in (ROOT / "Dockerfile").read_text()
    assert f'{name}: "{value}"' in (ROOT / "docker-compose.yml").read_text()


def v4(address, port):
    """An address as strace writes it."""
    return f'{{sa_family=AF_INET, sin_port=htons({port}), sin_addr=inet_addr("{address}")}}, 16'


V6 = (
    "{sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), "
    'inet_pton(AF_INET6, "2603::1", &sin6_addr), sin6_scope_id=0}, 28'
)
RESOLVED = '{sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 42'
NSCD = '{sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110'


@pytest.mark.parametrize(
    "line",
    [
        f"7 connect(7, {v4('10.9.8.7', 443)}) = -1 ENETUNREACH (Network is unreachable)",
        f"7 connect(7, {v4('127.0.0.53', 53)}) = 0",
        f"7  connect(9, {V6} <unfinished ...>",
        f'7 sendto(5, "x", 1, 0, {v4("224.0.0.251", 9)}) = 1',
        f"7 connect(5, {RESOLVED}) = 0",
    ],
)
def test_the_checker_sees_every_way_out(line):
    """IPv4, IPv6, datagrams, calls that did not finish, look-ups through a local resolver."""
    assert calls_out(line) == [line]


@pytest.mark.parametrize(
    "line",
    [
        f"7 connect(7, {v4('127.0.0.1', 4200)}) = -1 EINPROGRESS (Operation now in progress)",
        f"7 connect(3, {NSCD}) = -1 ENOENT (No such file or directory)",
        f"7 bind(7, {v4('0.0.0.0', 0)}) = 0",
    ],
)
def test_the_checker_lets_this_machine_talk_to_itself(line):
    """Loopback, sockets in the file system, listening."""
    assert calls_out(line) == []


def test_the_checker_sees_a_program_without_switches():
    """What is started with an environment of its own is named; the first is the command itself."""
    full = ", ".join(f'"{name}={value}"' for name, value in SWITCHES.items())
    first = '7 execve("/usr/bin/python3", ["python3"], ["PATH=/bin"]) = 0'
    good = f'8 execve("/usr/bin/pdftotext", ["pdftotext"], ["PATH=/bin", {full}]) = 0'
    bad = '9 execve("/usr/bin/pdftotext", ["pdftotext"], ["PATH=/bin"]) = 0'
    assert programs_without_switches(f"{first}\n{good}\n{bad}") == [bad]


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_without_its_switch_onnxruntime_calls_and_with_it_never(tmp_path):
    """The call is real, is seen, and is not made by a process of ours that lives longer."""
    needs_tracing()
    model = str(ROOT / "models" / "trust.onnx")
    parts = {
        "open": SESSION.format(first="", model=model, seconds=UNASKED_SECONDS),
        "ours": SESSION.format(first="import pipeline", model=model, seconds=UNASKED_SECONDS),
        "name": "import socket\ntry: socket.getaddrinfo('example.org', 80)\nexcept OSError: pass",
    }
    traced = {
        name: Traced([sys.executable, "-c", code], tmp_path / name, cwd=ROOT, environment={})
        for name, code in parts.items()
    }
    with traced["open"] as bare, traced["ours"] as ours, traced["name"] as name:
        assert calls_out(name.done(30)), "a look-up is not seen"
        began = time.monotonic()
        while silent := not calls_out(bare.trace):
            if time.monotonic() - began > UNASKED_SECONDS - 10:
                break
            time.sleep(0.5)
        # Ours may have started later and be slower.
        time.sleep(0 if silent else time.monotonic() - began + 5)
        assert ours.process.poll() is None
        assert programs(ours.trace) == 1
        assert calls_out(ours.trace) == []
    if silent:
        pytest.skip("onnxruntime made no call within its time: nothing to compare ours with")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_command_looks_up_or_connects_to_anything_outside(tmp_path):
    """`serve` with a night that really fires, `ingest`, `read`, `evaluate`, `desk`: loopback only.

    What they write is closed to other accounts of the machine.
    """
    needs_tracing()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(letter(1))
    (tmp_path / "truth").mkdir()
    for file in (SAMPLE, SAMPLE.with_suffix(".truth.json")):
        shutil.copy(file, tmp_path / "truth")

    def traced(*command, name, state):
        return Traced(
            [sys.executable, *command],
            tmp_path / f"{name}.trace",
            cwd=tmp_path,
            environment={
                "PYTHONPATH": str(ROOT),
                "SOHOA_INBOX": str(tmp_path / "in"),
                "SOHOA_ARCHIVE": str(tmp_path / f"{state}-kho"),
                "SOHOA_STATE": str(tmp_path / f"{state}-state"),
                "SOHOA_SETTLE_SECONDS": "0",
                "SOHOA_SCHEDULE": "* * * * *",
                "SOHOA_WORKERS": "1",
            },
        )

    def sohoa(*arguments, state):
        return traced("-m", "flows.cli", *arguments, name=state, state=state)

    traces = {}
    with sohoa("serve", state="serve") as service:
        for name, arguments in {
            "read": ["in/a.pdf"],
            "evaluate": ["truth", "--html", "seen.html"],
            "ingest": [],
        }.items():
            with sohoa(name, *arguments, state=name) as command:
                traces[name] = command.done(180)
        visited = _visit(traced, tmp_path, traces)
        began = time.monotonic()
        while not list((tmp_path / "serve-kho").glob("reports/*.html")):
            assert service.process.poll() is None, service.process.communicate()
            assert time.monotonic() - began < 240, "no scheduled night"
            time.sleep(0.5)
        assert list((tmp_path / "serve-kho").glob("documents/*/data/text.txt"))
        service.terminate()
        traces["serve"] = service.done(60)
    for name, trace in traces.items():
        assert calls_out(trace) == [], name
        assert programs(trace) > 1, f"{name}: the page process is not in the trace"
        assert programs_without_switches(trace) == [], name
    document = next((tmp_path / "ingest-kho" / "documents").iterdir()).name
    of_it = {f"/documents/{document}", f"/documents/{document}/history"}
    of_it |= {f"/review/{document}{tab}" for tab in ("", "/text", "/marks", "/pages")}
    assert PAGES | of_it <= visited
    for place in ("ingest-kho", "ingest-state", "serve-kho", "serve-state"):
        opened = [path for path in (tmp_path / place).rglob("*") if _is_open(path)]
        assert opened == [], "others of this machine may read it"


def _visit(traced, folder, traces):
    """The desk over what was ingested, visited within its network: the places that answered."""
    visitor = str(ROOT / "tests" / "flows" / "desk_visitor.py")
    with traced(visitor, str(folder), name="desk", state="ingest") as desk:
        said, _ = desk.process.communicate(timeout=180)
        assert desk.process.returncode == 0, said
        traces["desk"] = desk.trace
    return {line.partition("?")[0] for line in said.splitlines() if line.startswith("/")}


def _is_open(path):
    return not path.is_symlink() and path.lstat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
