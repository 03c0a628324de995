"""A desk over a small archive, asked by a client or opened in Chromium."""

from __future__ import annotations

import shutil
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import uvicorn
from desks import SignedIn, put_away
from fastapi.testclient import TestClient

from pipeline.archive import open_archive
from pipeline.archive.people import open_people
from pipeline.archive.pictures.drawing import Drawer
from pipeline.archive.pictures.layers import draw_layer
from pipeline.archive.pictures.pyramid import write_pyramid
from pipeline.settings import Settings
from pipeline.values.people import ROLES, Who
from web.app import make_app
from web.desk import Desk
from web.security.forms import HEADER, SAFE, Marks
from web.works import AtWork, CutAtWork

if TYPE_CHECKING:
    from collections.abc import Iterator

CHROMIUM = shutil.which("chromium")
EVERYTHING = Who("Cô Lan", frozenset().union(*ROLES.values()))


class NoWorks:
    """Nobody asks for work on the archive in most tests."""

    def begin_night(self, who):
        raise AssertionError("no night was asked for")

    def at_work(self):
        return AtWork("idle")

    def cutting(self, sha256):
        return CutAtWork()


class Always:
    """A keeper that takes everybody for the same person; `who` may be changed meanwhile."""

    def __init__(self, who=EVERYTHING):
        self.as_who = who

    def who(self, _request):
        return self.as_who


@pytest.fixture(scope="session")
def drawn_archive(tmp_path_factory):
    """A folder with an archive of one drawn document, to be copied."""
    folder = tmp_path_factory.mktemp("drawn-archive")
    archive = open_archive(Settings(archive=str(folder / "kho"), state=str(folder / "state")))
    put_away(archive, folder / "công văn 55.pdf")
    archive.close()
    return folder / "kho"


@pytest.fixture
def desk_archive(drawn_archive, tmp_path):
    """An archive in a folder with one drawn document."""
    shutil.copytree(drawn_archive, tmp_path / "kho")
    archive = open_archive(Settings(archive=str(tmp_path / "kho"), state=str(tmp_path / "state")))
    yield archive
    archive.close()


@pytest.fixture
def desk(desk_archive, tmp_path):
    """A desk over it."""
    settings = Settings(archive=str(tmp_path / "kho"), state=str(tmp_path / "state"))
    people = open_people(settings)
    settings = replace(settings, inbox=str(tmp_path / "inbox"))
    yield Desk(settings, desk_archive, NoWorks(), people)
    people.close()


@pytest.fixture
def keeper():
    """Everybody is a person who may do everything."""
    return Always()


@pytest.fixture
def client(desk, keeper) -> Iterator[TestClient]:
    """Asks the desk without a network, as a page of the desk does."""
    marks = Marks(desk.people.secret)

    def mark(request):
        if request.method not in SAFE and HEADER not in request.headers and keeper.as_who:
            who = keeper.as_who
            request.headers[HEADER] = marks.make(f"{who.by}:{who.name}")

    with TestClient(make_app(desk, keeper), base_url="http://127.0.0.1") as made:
        made.event_hooks = {"request": [mark]}
        yield made


@pytest.fixture
def sign_in(desk) -> Iterator[SignedIn]:
    """`sign_in("reviewer")`: a client of the desk with its true keeper, as that role."""
    made = SignedIn(desk)
    yield made
    made.close()


@contextmanager
def served(app) -> Iterator[str]:
    """An application on a port of this machine: its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the server did not start")
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def serve_desk():
    """`with serve_desk(app) as address:` an application of one's own, on a port."""
    return served


@pytest.fixture
def address(desk, keeper):
    """Where a browser finds the desk."""
    with served(make_app(desk, keeper)) as at:
        yield at


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium, driven by Playwright."""
    if CHROMIUM is None:
        pytest.skip("needs Debian's chromium (scripts/install-system run test)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium, address):
    """A page of the browser, as large as an old office screen; its console must stay silent."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, base_url=address)
    opened = context.new_page()
    said: list[str] = []
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on(
        "console",
        lambda line: said.append(line.text) if line.type == "error" else None,
    )
    yield opened
    context.close()
    assert not said, said


@pytest.fixture
def drawn_here(monkeypatch):
    """Pages are drawn in this process, which needs no start; which ones."""
    keys = []

    def draw(self, sheet, key, target):
        keys.append(key)
        with target.open("wb") as file:
            write_pyramid(draw_layer(sheet, key.layer, self._settings.raster), file)

    monkeypatch.setattr(Drawer, "_in_process", draw)
    return keys
