"""The desk as a whole: what every answer has in common."""

import hashlib
import tomllib

import pytest

from web.pages import STATIC
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
    for path in ("/", "/static/css/base.css", "/nothing"):
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
