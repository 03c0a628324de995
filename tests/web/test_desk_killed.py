"""`kill -9` of the desk while several people decide: what was answered is on record, once.

The normal suite kills a few times; `SOHOA_KILLS=50` (`make test-kill`) as often as the bar asks.
The real command is started, asked over HTTP, killed at a random moment, and started again.
"""

import os
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx
import pikepdf
import pytest
from drawn_scans import add_scan, document_of, draw_page
from running_desk import RunningDesk

from pipeline.archive import InboxFile, open_archive
from pipeline.archive.people import open_people
from pipeline.settings import Settings
from pipeline.values.people import ROLES, Who

KILLS = int(os.environ.get("SOHOA_KILLS", "2"))
PEOPLE, DOCUMENTS = 4, 3
KEYS = ("number", "symbol", "org", "subject")
TERMINAL = Who("kiểm thử", frozenset(), by="terminal")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120 + 30 * KILLS)]


@dataclass
class Said:
    """What people were told is on record, and what they asked for, by all of them."""

    confirmed: list[tuple[str, str]] = field(default_factory=list)
    asked: int = 0
    wrong: list[str] = field(default_factory=list)


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.server)])
def environment(request, tmp_path):
    """Of a desk over a folder archive."""
    if request.param == "PostgreSQL" and KILLS < 10:
        pytest.skip("the same with make test-kill")
    url = request.getfixturevalue("postgres_url") if request.param == "PostgreSQL" else ""
    return {
        "SOHOA_ARCHIVE": str(tmp_path / "kho"),
        "SOHOA_INBOX": str(tmp_path),
        "SOHOA_STATE": str(tmp_path / "state"),
        "SOHOA_DATABASE": url,
    }


@pytest.fixture
def tokens(environment, tmp_path):
    """Programs of several people, and documents to decide of."""
    settings = Settings(
        archive=environment["SOHOA_ARCHIVE"],
        database=environment["SOHOA_DATABASE"],
        state=environment["SOHOA_STATE"],
    )
    archive, drawn = open_archive(settings), draw_page()
    for number in range(DOCUMENTS):
        path = tmp_path / f"công văn {number}.pdf"
        with pikepdf.new() as pdf:
            add_scan(pdf, drawn.image, 100)
            pdf.docinfo["/Title"] = str(number)
            pdf.save(path)
        document = document_of(path, [drawn.reading])
        met = path.stat()
        file = InboxFile(str(path), path.name, met.st_size, met.st_mtime_ns)
        archive.ledger.sight(file, document.source.sha256)
        archive.publish(document, path, {})
    archive.close()
    people = open_people(settings)
    found = []
    for number in range(PEOPLE):
        name = f"người {number}"
        people.accounts.add(name, list(ROLES), "ba con voi đi chợ", by=TERMINAL)
        rights = ["view", "review"]
        found.append(people.tokens.add(name, "máy", rights, days=1, by=TERMINAL)[1])
    people.close()
    return found


def ask(address, token):
    return httpx.Client(
        base_url=f"{address}/api/v1", headers={"authorization": f"Bearer {token}"}, timeout=20
    )


def decide(address, token, seed, said):
    """One person, deciding one thing after the other until the desk is gone."""
    chance = random.Random(seed)
    try:
        with ask(address, token) as client:
            documents = [row["id"] for row in client.get("/documents").json()["items"]]
            seen = dict.fromkeys(documents, 0)
            while True:
                document, value = chance.choice(documents), f"{chance.getrandbits(60):x}"
                target = {"kind": "field", "key": chance.choice(KEYS)}
                change = {"act": "correct", "target": target, "after": value}
                said.asked += 1
                body = {"changes": [change], "seen": seen[document]}
                told = client.post(f"/documents/{document}/decisions", json=body)
                if told.status_code == 200:
                    said.confirmed.append((document, value))
                elif told.status_code != 409:
                    said.wrong.append(f"{told.status_code} {told.text}")
                    return
                seen[document] = client.get(f"/documents/{document}").json()["seen"]
    except (httpx.TransportError, ValueError):
        return  # killed


def on_record(client):
    """All decisions, document by document, and the events that tell of them."""
    found, events, cursor, more = {}, Counter(), 0, True
    for row in client.get("/documents").json()["items"]:
        told = client.get(f"/documents/{row['id']}/decisions").json()
        found[row["id"]] = told["items"]
    while more:
        page = client.get("/events", params={"after": cursor, "type": "document.corrected"}).json()
        events.update((event["document"]["id"], event["decision"]) for event in page["items"])
        cursor, more = page["cursor"], page["more"]
    return found, events


def see_all_there(desk, token, said):
    """Everything that was answered is on record once, in order, and one event tells of each."""
    with ask(desk.address, token) as client:
        found, events = on_record(client)
    there = Counter((document, one["after"]) for document, items in found.items() for one in items)
    lost = [one for one in said.confirmed if there[one] != 1]
    assert not lost, f"{len(lost)} of {len(said.confirmed)}"
    assert max(there.values(), default=1) == 1
    for items in found.values():
        assert [one["number"] for one in items] == list(range(1, len(items) + 1))
    numbers = ((document, one["number"]) for document, items in found.items() for one in items)
    assert events == Counter(numbers)
    return there.total()


def test_nothing_confirmed_is_lost(environment, tokens, tmp_path):
    """After each kill every decision that was answered is there, and no other one twice."""
    moments, said = random.Random(20261129), Said()
    for kill in range(KILLS):
        with RunningDesk(environment, tmp_path) as desk:
            see_all_there(desk, tokens[0], said)
            clerks = [
                threading.Thread(
                    target=decide, args=(desk.address, token, 100 * kill + number, said)
                )
                for number, token in enumerate(tokens)
            ]
            for clerk in clerks:
                clerk.start()
            enough = len(said.confirmed) + moments.choice((1, 3, 8))
            until = time.monotonic() + 10
            while len(said.confirmed) < enough and time.monotonic() < until:
                time.sleep(0.005)
            time.sleep(moments.uniform(0, 0.4))
            desk.kill()
            for clerk in clerks:
                clerk.join(30)
        assert not said.wrong
    with RunningDesk(environment, tmp_path) as desk:
        total = see_all_there(desk, tokens[0], said)
    assert len(said.confirmed) >= KILLS
    told = f"{KILLS} kills, {said.asked} asked, {len(said.confirmed)} confirmed, {total} on record"
    print(f"\n{told}, 0 lost, 0 doubled")  # noqa: T201  # the bar, for whoever asked
