"""The desk as a whole: what every answer has in common."""

import hashlib
import tomllib
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from pipeline.errors import ArchiveFullError
from web.app import make_app
from web.assets import STATIC, static
from web.security.headers import HEADERS


def test_vendored_files_are_as_their_makers_released_them():
    folder = STATIC / "vendor"
    listed = tomllib.loads((folder / "MANIFEST.toml").read_text())["file"]
    for file in listed:
        assert hashlib.sha256((folder / file["name"]).read_bytes()).hexdigest() == file["sha256"]
        assert (folder / file["licence_file"]).is_file()
    there = {path.name for path in folder.iterdir()} - {"MANIFEST.toml"}
    known = {name for file in listed for name in (file["name"], file["licence_file"])}
    assert there == known


def test_every_answer_says_what_a_browser_may_load(client):
    for path in ("/", static("css/base.css"), "/nothing"):
        answer = client.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value


def test_nobody_comes_in(client, keeper):
    keeper.as_who = None
    page = client.get("/?a=b", headers={"accept": "text/html"}, follow_redirects=False)
    assert page.status_code == 303
    assert page.headers["location"] == "/login?next=/%3Fa%3Db"
    assert client.get("/").status_code == 401


@pytest.mark.slow
def test_the_morning_opens_in_a_browser(tab):
    tab.goto("/")
    assert tab.title() == "Sáng nay · Số hóa"


def test_files_beside_a_page_are_kept_until_a_new_program_comes(client):
    """One stamp of all of them in the path; under an old one they are found and not kept."""
    path = static("js/desk.js")
    now = client.get(path)
    old = client.get(path.replace(path.split("/")[2], "0" * 12))
    assert (now.status_code, old.status_code) == (200, 200)
    assert now.content == old.content
    assert "immutable" in now.headers["cache-control"]
    assert old.headers["cache-control"] == "no-cache"
    assert client.get("/static/x/../../app.py").status_code == 404
    with pytest.raises(FileNotFoundError):
        static("js/nothing.js")


def test_what_goes_wrong_is_told_as_the_asker_can_take_it(client, keeper):
    """A page for people, a line for htmx, JSON for programs; each says what to do."""
    page = client.get("/nothing", headers={"accept": "text/html"})
    assert page.status_code == 404
    assert "Về trang Sáng nay" in page.text
    line = client.get("/nothing", headers={"accept": "text/html", "hx-request": "true"})
    assert (line.status_code, "<html" in line.text) == (404, False)
    assert 'role="alert"' in line.text
    assert client.get("/api/v1/nothing", headers={"accept": "text/html"}).json()["detail"]
    keeper.as_who = replace(keeper.as_who, rights=frozenset())
    refused = client.get("/", headers={"accept": "text/html"})
    assert refused.status_code == 403
    assert "không có quyền" in refused.text


def test_an_error_of_ours_shows_nothing_of_the_inside(desk, keeper):
    """500 in Vietnamese, with the headers of every answer; the log has the rest."""
    app = make_app(desk, keeper)

    @app.get("/broken")
    def broken():
        raise RuntimeError("the inside")

    at = "http://127.0.0.1"
    with TestClient(app, base_url=at, raise_server_exceptions=False) as client:
        answer = client.get("/broken", headers={"accept": "text/html"})
    assert answer.status_code == 500
    assert "the inside" not in answer.text
    assert "báo người quản trị" in answer.text
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


def test_a_full_disk_is_told_wherever_it_is_met(desk, keeper, monkeypatch):
    """The log of what people do is written before a route is asked: nothing is done unlogged."""

    def full(*_args, **_more):
        raise ArchiveFullError("kho", "ổ đĩa hết chỗ")

    monkeypatch.setattr(desk.people.log, "write", full)
    app, at = make_app(desk, keeper), "http://127.0.0.1"
    keeper.as_who = replace(keeper.as_who, by="token")
    with TestClient(app, base_url=at, raise_server_exceptions=False) as client:
        answer = client.post("/batches/undo", json={"made": [{"document": "a", "number": 1}]})
        problem = client.post("/api/v1/scans", files={"file": ("a.pdf", b"%PDF-1.4")})
    assert (answer.status_code, problem.status_code) == (507, 507)
    assert "hết chỗ" in answer.json()["detail"]
    assert problem.json()["code"] == "archive-full"
