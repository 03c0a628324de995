"""What all of the API has in common: one shape of errors, rights, a document that holds."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from pipeline.archive.ledger.events import telling
from pipeline.errors import CorruptScanError
from pipeline.values.people import Who
from web.app import make_app

PROBLEM = "application/problem+json"


def test_health_is_open_and_says_nothing(sign_in):
    told = sign_in.nobody().get("/api/v1/health")
    assert (told.status_code, told.json()) == (200, {"status": "ok"})


def test_whoever_is_nobody_gets_a_problem(sign_in):
    for path in ("/api/v1/scans", "/api/v1/openapi.json", "/api/v1/docs", "/api/v1/x"):
        told = sign_in.nobody().get(path)
        assert (told.status_code, told.headers["content-type"]) == (401, PROBLEM)
        assert told.json()["title"] == "Cần đăng nhập"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nowhere", 404),
        ("GET", "/api/v1", 404),
        ("DELETE", "/api/v1/scans", 405),
        ("POST", "/api/v1/nights", 405),
        ("GET", "/api/v1/scans?limit=0", 422),
        ("GET", "/api/v1/scans/xyz", 422),
        ("GET", "/api/v1/nights/none", 404),
        ("GET", "/api/v1/events?after=-1", 422),
    ],
)
def test_every_no_is_a_problem(client, method, path, status):
    told = client.request(method, path)
    assert (told.status_code, told.headers["content-type"]) == (status, PROBLEM)
    assert told.json()["status"] == status
    assert told.json()["detail"]
    assert told.headers["cache-control"] == "no-store"
    assert told.headers["x-content-type-options"] == "nosniff"


def test_readiness_is_for_administrators(sign_in, desk):
    assert sign_in("signer").get("/api/v1/ready").status_code == 403
    told = sign_in("administrator").get("/api/v1/ready").json()
    assert (told["documents"], told["indexed"], told["inbox"]) == (1, 1, False)
    assert told["status"] == "not-ready"
    assert "Hộp nhận" in told["troubles"][0]


def test_nights(client, desk):
    desk.archive.ledger.start_night("2026-11-29T220000")
    desk.archive.ledger.end_night("2026-11-29T220000", {"pages_read": 3})
    (night,) = client.get("/api/v1/nights").json()["items"]
    assert night["state"] == "done"
    assert client.get(f"/api/v1/nights/{night['id']}").json() == night
    assert night["counts"] == {"pages_read": 3}


def test_events_are_told_once_in_their_order(client, desk):
    row = desk.archive.ledger.documents()[0]
    page = client.get("/api/v1/events?limit=1").json()
    assert page["more"] is True
    (event,) = page["items"]
    assert event["type"] == "document.archived"
    assert event["document"] == {"id": row.id, "href": f"/api/v1/documents/{row.id}"}
    db = desk.archive.ledger._db
    db.run_together(telling(db, "document.signed", document=row.id, sha256=row.sha256, decision=1))
    seen = []
    while page["more"]:
        page = client.get(f"/api/v1/events?limit=1&after={page['cursor']}").json()
        seen += [event["type"] for event in page["items"]]
    assert seen[-1] == "document.signed"
    again = client.get(f"/api/v1/events?after={page['cursor']}").json()
    assert (again["items"], again["cursor"]) == ([], page["cursor"])
    only = client.get("/api/v1/events?type=document.signed").json()["items"]
    assert [event["decision"] for event in only] == [1]


def test_events_of_a_fonds_are_for_those_who_see_it(sign_in, desk):
    """The desk's one document lay at the top of the inbox."""
    sha256 = desk.archive.ledger.documents()[0].sha256
    desk.archive.ledger.set_aside(sha256, CorruptScanError("x.pdf", "hỏng"))
    assert len(sign_in("viewer").get("/api/v1/events").json()["items"]) >= 2
    other = sign_in("viewer", fonds=["ubnd"]).get("/api/v1/events").json()
    assert other["items"] == []
    assert int(other["cursor"]) == desk.archive.ledger.events.last()


def test_tokens_need_no_mark_and_have_their_own_rights(sign_in, desk):
    sign_in("signer")
    terminal = Who("kiểm thử", frozenset(), by="terminal")
    _, secret = desk.people.tokens.add("signer", "máy quét", ["view"], days=1, by=terminal)
    program = sign_in.nobody()
    bearer = {"authorization": f"Bearer {secret}"}
    assert program.get("/api/v1/scans", headers=bearer).status_code == 200
    assert program.post("/api/v1/scans", headers=bearer, content=b"").status_code == 403
    assert program.get("/", headers=bearer).status_code == 401


def test_cookies_need_a_mark(sign_in):
    client = sign_in("signer")
    del client.headers["x-csrf"]
    told = client.post("/api/v1/scans", content=b"%PDF-1.7")
    assert (told.status_code, told.headers["content-type"]) == (403, PROBLEM)


def test_the_document_is_whole(client):
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert set(told["components"]["securitySchemes"]) == {"token", "session"}
    for path, methods in told["paths"].items():
        for one in methods.values():
            assert one["summary"]
            assert one["description"]
            assert one["tags"]
            assert "security" in one
            if path != "/api/v1/health":
                assert one["x-right"]
                for status, answer in one["responses"].items():
                    if status >= "400":
                        assert list(answer["content"]) == [PROBLEM]
    named = str(told)
    for part in told["components"]["schemas"]:
        assert f"#/components/schemas/{part}" in named, part


def test_people_read_it_without_leaving_the_desk(client):
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert "POST /api/v1/scans" in page.text
    assert "http://" not in page.text.replace("http://127.0.0.1", "")


def test_who_asks_without_end_waits(desk, keeper):
    """Pages go on; so do programs of others."""
    door = replace(desk.settings.desk, api_a_minute=3)
    app = make_app(replace(desk, settings=replace(desk.settings, desk=door)), keeper)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        answers = [client.get("/api/v1/nights") for _ in range(5)]
        assert [one.status_code for one in answers] == [200] * 3 + [429] * 2
        assert answers[-1].headers["content-type"] == PROBLEM
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
        assert client.get("/").status_code == 200
        keeper.as_who = replace(keeper.as_who, name="Ai khác")
        assert client.get("/api/v1/nights").status_code == 200
