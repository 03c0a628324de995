"""Draw the pictures of the desk that its guide shows, over an archive of drawn samples.

    python scripts/draw_desk.py ARCHIVE docs/images [FONDS]

`make desk-pictures` reads the samples into an archive first. With a fonds only its documents are
shown. Only drawn papers may stand in pictures that are kept.
"""

from __future__ import annotations

import io
import sys
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from PIL import Image
from playwright.sync_api import sync_playwright

from pipeline.archive import open_archive
from pipeline.archive.people import open_people
from pipeline.settings import Settings
from pipeline.values.people import ROLES, Who
from web.app import make_app
from web.desk import Desk
from web.works import AtWork

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page
    from starlette.requests import Request

SCREEN = {"width": 1366, "height": 768}
COLOURS = 128
SETTLED_MS = 2500
"""Until a page's picture stands sharp."""


class Idle:
    """Nobody works while pictures are drawn."""

    def at_work(self) -> AtWork:
        """Nothing runs."""
        return AtWork("idle")


class Always:
    """Whoever asks is the clerk in the pictures."""

    def __init__(self, fonds: str | None) -> None:
        self._who = Who(
            "Lê Thị Mai",
            frozenset().union(*ROLES.values()),
            None if fonds is None else frozenset({fonds}),
        )

    def who(self, _request: Request) -> Who:
        """She."""
        return self._who


def main(archive: str, folder: str, fonds: str | None = None) -> None:
    """Draw each picture."""
    settings = Settings(archive=archive)
    with (
        closing(open_archive(settings)) as opened,
        closing(open_people(settings)) as people,
        served(Desk(settings, opened, Idle(), people), fonds) as address,  # type: ignore[arg-type]
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(viewport=SCREEN, base_url=address, locale="vi-VN")
        tab = context.new_page()
        for name, show in PICTURES.items():
            show(tab)
            tab.wait_for_load_state("networkidle")
            tab.wait_for_timeout(SETTLED_MS)
            keep(tab.screenshot(), Path(folder) / f"desk-{name}.png")
        browser.close()


def morning(tab: Page) -> None:
    """What the night did."""
    tab.goto("/")


def queue(tab: Page) -> None:
    """What waits for a person."""
    tab.goto("/review")


def review(tab: Page) -> None:
    """The first of it, the picture at the field."""
    tab.goto("/review/next")


def search(tab: Page) -> None:
    """What is found."""
    tab.goto("/search?q=kế+hoạch")


def document(tab: Page) -> None:
    """One document."""
    tab.goto("/search?q=quyết+định")
    tab.goto(tab.locator('main a[href^="/documents/"]').first.get_attribute("href") or "/")


PICTURES = {
    "morning": morning,
    "queue": queue,
    "review": review,
    "search": search,
    "document": document,
}


def keep(png: bytes, path: Path) -> None:
    """A picture in few colours: a screen needs no more, and its file is a third."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    sys.stdout.write(f"{path}: {path.stat().st_size // 1000} kB\n")


@contextmanager
def served(desk: Desk, fonds: str | None) -> Iterator[str]:
    """The desk on a free port."""
    app = make_app(desk, Always(fonds))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


if __name__ == "__main__":
    main(*sys.argv[1:])
