"""Desks for tests: documents put away, people signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
from drawn_scans import add_scan, document_of, draw_page
from fastapi.testclient import TestClient

from pipeline.archive import InboxFile
from pipeline.values.people import Who
from web.app import make_app
from web.security.forms import HEADER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.archive import Archive
    from pipeline.values.document import Document

AT_TERMINAL = Who("kiểm thử", frozenset(), by="terminal")
PASSWORD = "ba con voi đi chợ"


def put_away(
    archive: Archive,
    path: Path,
    name: str | None = None,
    changed: Callable[[Document], Document] = lambda document: document,
) -> str:
    """Draw a scan there and put it into the archive; the document's id.

    `name` is its path within the inbox; its own name otherwise. `changed` has a say in what was
    read of it.
    """
    drawn = draw_page()
    with pikepdf.new() as pdf:
        add_scan(pdf, drawn.image, 100)
        # One drawing, yet other bytes: two scans are two documents.
        pdf.docinfo["/Title"] = name or path.name
        pdf.save(path)
    document = changed(document_of(path, [drawn.reading]))
    found = path.stat()
    file = InboxFile(str(path), name or path.name, found.st_size, found.st_mtime_ns)
    archive.ledger.sight(file, document.source.sha256)
    archive.publish(document, path, {})
    return document.id


class SignedIn:
    """Signs people in at a desk: each with a client of its own."""

    def __init__(self, desk, app=None):
        self._desk, self._app, self._open = desk, app or make_app(desk), []

    def __call__(self, role, *, fonds=None, name=None):
        """A client that somebody with this role signed in at, marked as our pages are."""
        who = name or f"{role} {fonds or ''}".strip()
        if self._desk.people.accounts.get(who) is None:
            self._desk.people.accounts.add(who, [role], PASSWORD, fonds=fonds, by=AT_TERMINAL)
        client = self.nobody()
        said = client.post(
            "/login",
            data={"name": who, "password": PASSWORD},
            headers={"accept": "application/json"},
        )
        assert said.status_code == 200, said.text
        client.headers[HEADER] = said.json()["csrf"]
        return client

    def nobody(self):
        """A client that nobody signed in at."""
        client = TestClient(self._app, base_url="http://127.0.0.1", follow_redirects=False)
        self._open.append(client)
        return client

    def close(self):
        for client in self._open:
            client.close()
