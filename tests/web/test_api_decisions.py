"""Decisions over the API: put on record, refused, signed off; and what waits for them."""

from dataclasses import replace

import pytest

from pipeline.values.document import ReviewNote

PROBLEM = "application/problem+json"


@pytest.fixture
def document(desk):
    """Id of the desk's one document."""
    return desk.archive.ledger.documents()[0].id


@pytest.fixture
def home(document):
    return f"/api/v1/documents/{document}"


def correct(value, key="number", **more):
    target = {"kind": "field", "key": key}
    return {"changes": [{"act": "correct", "target": target, "after": value}], **more}


def test_people_decide_over_the_api_as_at_the_desk(client, home, desk, document):
    told = client.post(f"{home}/decisions", json=correct("575", seen=0))
    assert told.status_code == 200, told.text
    assert (told.json()["seen"], told.headers["etag"]) == (1, '"1"')
    (decision,) = told.json()["items"]
    assert (decision["who"], decision["act"], decision["after"]) == ("Cô Lan", "correct", "575")
    read = client.get(home).json()
    assert read["record"]["fields"]["number"]["value"] == "575"
    assert read["machine"]["number"]["value"] != "575"
    assert client.get(f"{home}/decisions").json() == told.json()
    undo = {"changes": [{"act": "undo", "target": {"kind": "document"}, "undoes": 1}], "seen": 1}
    told = client.post(f"{home}/decisions", json=undo).json()
    assert [one["holds"] for one in told["items"]] == [False, False]
    kinds = [event["type"] for event in client.get("/api/v1/events").json()["items"]]
    assert kinds.count("document.corrected") == 2


def test_whoever_comes_second_is_told_what_the_first_said(sign_in, home):
    first, second = sign_in("reviewer", name="Hoa"), sign_in("reviewer", name="Lan")
    assert first.post(f"{home}/decisions", json=correct("575", seen=0)).status_code == 200
    told = second.post(f"{home}/decisions", json=correct("576", seen=0))
    assert (told.status_code, told.headers["content-type"]) == (409, PROBLEM)
    assert told.json()["code"] == "changed-meanwhile"
    (newer,) = told.json()["newer"]
    assert (newer["who"], newer["after"], newer["number"]) == ("Hoa", "575", 1)
    other = correct("UBND", key="org", seen=0)
    assert second.post(f"{home}/decisions", json=other).status_code == 200


def test_an_etag_asks_for_more(client, home):
    client.post(f"{home}/decisions", json=correct("575", seen=0))
    late = {"if-match": '"0"'}
    told = client.post(f"{home}/decisions", json=correct("UBND", key="org"), headers=late)
    assert (told.status_code, len(told.json()["newer"])) == (412, 1)
    now = {"if-match": client.get(home).headers["etag"]}
    told = client.post(f"{home}/decisions", json=correct("UBND", key="org"), headers=now)
    assert told.status_code == 200
    assert client.post(f"{home}/decisions", json=correct("1")).status_code == 422
    odd = {"if-match": "W/x"}
    assert client.post(f"{home}/decisions", json=correct("1"), headers=odd).status_code == 412


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"changes": [], "seen": 0},
        {"changes": [{"act": "sign", "target": {"kind": "document"}}], "seen": 0},
        {"changes": [{"act": "correct", "target": {"kind": "field"}}], "seen": 0},
        correct({"a": 1}, seen=0),
        correct("575", key="nothing", seen=0),
        correct("575", seen=-1),
        correct("575", seen=10**30),
        {"changes": [{"act": "undo", "target": {"kind": "document"}, "undoes": 7}], "seen": 0},
    ],
)
def test_what_cannot_be_decided_is_not(client, home, said):
    told = client.post(f"{home}/decisions", json=said)
    assert (told.status_code, told.headers["content-type"]) == (422, PROBLEM)
    assert client.get(home).json()["seen"] == 0


def test_a_record_is_signed_off(sign_in, home):
    reviewer, signer = sign_in("reviewer"), sign_in("signer")
    said = {"seen": 0, "reason": "đã xem bản giấy"}
    assert reviewer.post(f"{home}/sign", json=said).status_code == 403
    told = signer.post(f"{home}/sign", json=said)
    assert told.status_code == 200, told.text
    assert told.json()["signed"] is True
    late = reviewer.post(f"{home}/decisions", json=correct("575", seen=0))
    assert late.status_code == 409
    refused = reviewer.post(f"{home}/decisions", json=correct("575", seen=1))
    assert refused.status_code == 422
    reopen = {"changes": [{"act": "reopen", "target": {"kind": "document"}}], "seen": 1}
    assert reviewer.post(f"{home}/decisions", json=reopen).status_code == 403
    assert signer.post(f"{home}/decisions", json=reopen).json()["signed"] is False


def test_what_waits_is_told(client, document, desk):
    note = ReviewNote("số", "trang 1", "viết tay", "must", "pen", fields=("number",))
    known = desk.archive.read_document(document)
    desk.archive.make_known(replace(known, review=(note,)))
    told = client.get("/api/v1/review").json()
    assert [(row["id"], row["grade"]) for row in told["items"]] == [(document, "must")]
    assert told["items"][0]["notes"][0]["cause"] == "pen"
    assert (told["total"], told["next"]) == (1, None)
    assert client.get("/api/v1/review?grade=should").json()["items"] == []


def test_of_another_fonds_nothing_is_decided_and_nothing_waits(sign_in, home):
    client = sign_in("signer", fonds=["ubnd"])
    assert client.get(f"{home}/decisions").status_code == 404
    assert client.post(f"{home}/decisions", json=correct("5", seen=0)).status_code == 404
    assert client.post(f"{home}/sign", json={"seen": 0}).status_code == 404
    told = client.get("/api/v1/review").json()
    assert (told["items"], told["total"]) == ([], 0)
