"""Opens `sohoa desk` over the archive of the settings, visits what its pages lead to, stops it.

A program of its own, in the network of the desk: `python desk_visitor.py FOLDER`. It says each
place that answered; an error of the desk ends it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import deque
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pipeline  # noqa: F401  # first, for its switches: the desk inherits them

import httpx  # isort: skip

NAME, PASSWORD = "Cô Lan", "ba con voi đi chợ"
ROLES = ("administrator", "signer", "exporter")
COMMAND = [sys.executable, "-m", "flows.cli", "desk"]
LINK = re.compile(r'\b(?:href|src|hx-get|data-source)="(/[^"#]*)')
PROGRAMS_TOO = ("/api/v1/ready", "/api/v1/documents", "/api/v1/scans", "/api/v1/events")
MOST = 300
"""Places that are visited; a document's files and tiles of its pages are many."""


def main(folder: Path) -> None:
    """Everything, in order."""
    word = folder / "password"
    word.write_text(PASSWORD)
    roles = [part for role in ROLES for part in ("--role", role)]
    subprocess.run([*COMMAND, "add-user", NAME, *roles, "--password-file", str(word)], check=True)
    desk = subprocess.Popen([*COMMAND, "--port", "0"], stderr=subprocess.PIPE, text=True)
    try:
        assert desk.stderr is not None
        told = next(filter(None, (re.search(r"http://\S+", line) for line in desk.stderr)))
        with httpx.Client(base_url=told[0], trust_env=False, timeout=30) as client:
            signed = client.post("/login", data={"name": NAME, "password": PASSWORD})
            assert signed.status_code == 303, signed.text
            visit(client)
    finally:
        desk.terminate()
    assert desk.wait(30) == 0


def visit(client: httpx.Client) -> None:
    """What can be reached from the first page by following, widest first."""
    waiting, met = deque(["/", *PROGRAMS_TOO]), {"/", *PROGRAMS_TOO}
    while waiting:
        place = waiting.popleft()
        answer = client.get(place)
        assert answer.status_code in (200, 303), (place, answer.status_code, answer.text[:300])
        sys.stdout.write(f"{place}\n")
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        for link in LINK.findall(answer.text):
            there = urljoin(place, link.replace("&amp;", "&"))
            # One asking of a page is enough.
            if urlsplit(there).path not in {urlsplit(one).path for one in met} and len(met) < MOST:
                met.add(there)
                waiting.append(there)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
