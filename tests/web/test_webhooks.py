"""Other programs are told what happened: all of it, in order, signed, by one desk at a time."""

import base64
import hashlib
import hmac
import json
import stat
import time
from datetime import timedelta

import pytest
from receivers import Receiver
from sqlalchemy import update
from typer.testing import CliRunner

from flows.cli import app
from pipeline.archive.ledger.events import telling
from pipeline.archive.ledger.events_tables import webhooks
from pipeline.archive.ledger.ledger import Ledger
from web.security.sealing import Seal, SealError
from web.services import courier as module
from web.services.courier import Courier
from web.services.webhooks import WebhookError, add_webhook


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


BOTH = pytest.mark.parametrize(
    "ledger", ["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.server)], indirect=True
)


@pytest.fixture
def ledger(request, tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.sqlite"
    if getattr(request, "param", "SQLite") == "PostgreSQL":
        url = request.getfixturevalue("postgres_url")
    opened = Ledger(url)
    yield opened
    opened.close()


class OfLedger:
    """As much of an archive as webhooks need."""

    def __init__(self, ledger):
        self.ledger = ledger


@pytest.fixture
def seal(tmp_path):
    return Seal(tmp_path / "state" / "webhooks.key")


@pytest.fixture
def ask(ledger, seal):
    """Ask for events; the secret."""

    def asked(url, *kinds):
        return add_webhook(OfLedger(ledger), seal, url, kinds, "Cô Lan")[1]

    return asked


@pytest.fixture
def happen(ledger):
    """Let things happen to documents."""

    def happened(*documents, kind="document.archived"):
        for document in documents:
            ledger._db.run_together(telling(ledger._db, kind, document=document))

    return happened


@pytest.fixture
def told(ledger, seal, monkeypatch):
    """Have a courier look once; it waits for nothing."""
    monkeypatch.setattr(module, "_FIRST_PAUSE", 0.0)
    made = Courier(ledger, seal)
    yield made.tell
    made.stop()


def test_what_happens_is_told_in_order_with_ids_alone(receiver, ask, happen, told):
    happen("before")
    ask(receiver.url)
    happen("a-0001", "b-0001", "c-0001")
    told()
    told()
    assert receiver.documents() == ["a-0001", "b-0001", "c-0001"]
    first = receiver.got[0]
    assert first.keys() == {"id", "type", "timestamp", "document"}
    assert first["document"] == {"id": "a-0001", "href": "/api/v1/documents/a-0001"}


def test_the_secret_shows_that_it_was_us(receiver, ask, happen, told):
    secret = ask(receiver.url)
    happen("a")
    told()
    ((headers, body),) = receiver.headers
    lower = {name.lower(): value for name, value in headers.items()}
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{lower['webhook-id']}.{lower['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert lower["webhook-signature"] == f"v1,{digest}"
    assert lower["webhook-id"] == json.loads(body)["id"]
    assert abs(int(lower["webhook-timestamp"]) - time.time()) < 60


def test_only_what_was_asked_for(receiver, ask, happen, told):
    ask(receiver.url, "document.signed")
    happen("a", "b")
    happen("c", kind="document.signed")
    told()
    assert receiver.documents() == ["c"]


def test_what_is_not_taken_is_sent_again_before_what_came_later(
    receiver, ask, happen, told, ledger
):
    ask(receiver.url)
    happen("a", "b")
    receiver.answers = [500, 302]
    told()
    (webhook,) = ledger.webhooks.all()
    assert (webhook.failures, webhook.said) == (1, "trả lời HTTP 500")
    told()
    assert "chuyển hướng" in ledger.webhooks.all()[0].said
    told()
    assert receiver.documents() == ["a", "a", "a", "b"]
    assert len({told["id"] for told in receiver.got}) == 2
    (webhook,) = ledger.webhooks.all()
    assert (webhook.failures, webhook.failing_since, webhook.said) == (0, None, None)


def test_pauses_grow(receiver, ask, happen, ledger, seal):
    ask(receiver.url)
    happen("a")
    receiver.answers = [500] * 9
    made = Courier(ledger, seal)
    made.tell()
    made.tell()  # not due
    made.stop()
    assert len(receiver.got) == 1
    (webhook,) = ledger.webhooks.all()
    wait = webhook.next_try - webhook.failing_since
    assert timedelta(seconds=4) < wait < timedelta(seconds=7)


def test_it_gives_up_where_people_see_it(receiver, ask, happen, told, ledger, monkeypatch):
    ask(receiver.url)
    happen("a", "b", "c")
    receiver.answers = [400, 400]
    told()
    monkeypatch.setattr(module, "GIVE_UP_AFTER", timedelta(0))
    told()
    assert ledger.webhooks.all()[0].given_up == 1
    told()
    assert receiver.documents() == ["a", "a", "b", "c"]
    assert ledger.webhooks.all()[0].given_up == 1


@BOTH
def test_a_desk_killed_before_it_was_on_record_tells_it_again(receiver, ask, happen, ledger, seal):
    """The program took it, and the desk died before it could say so: the same id comes again."""
    ask(receiver.url)
    happen("a", "b")
    killed = Courier(ledger, seal)

    class Killed(BaseException):
        pass

    def die(*_args):
        raise Killed

    real, ledger.webhooks.told = ledger.webhooks.told, die
    with pytest.raises(Killed):
        killed.tell()
    ledger.webhooks.told = real
    another = Courier(ledger, seal)
    another.tell()
    assert receiver.documents() == ["a"]  # the dead one's lease holds
    past = module.now() - timedelta(seconds=1)
    ledger._db.run(update(webhooks).values(held_until=past))
    another.tell()
    assert receiver.documents() == ["a", "a", "b"]
    assert receiver.got[0]["id"] == receiver.got[1]["id"]


@BOTH
def test_two_desks_tell_everything_once(receiver, ask, happen, ledger, seal):
    ask(receiver.url)
    desks = [Courier(ledger, seal, 0.02) for _ in range(2)]
    for desk in desks:
        desk.start()
    names = [f"d{number}" for number in range(40)]
    happen(*names)
    until = time.monotonic() + 20
    while len(receiver.got) < 40 and time.monotonic() < until:
        time.sleep(0.02)
    for desk in desks:
        desk.stop()
    assert receiver.documents() == names


def test_nobody_there_is_no_error(ask, happen, told, ledger):
    ask("http://127.0.0.1:9/nobody")
    happen("a")
    told()
    assert ledger.webhooks.all()[0].said == "không nối được"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a/b",
        "file:///etc/passwd",
        "http://",
        "http://user:pass@host/",
        "http://169.254.169.254/latest/meta-data",
        "http://[fe80::1]/",
        "http://0.0.0.0/",
        "http://host/#x",
        "http://host/a b",
        "http://máy/",
        "http://host:99999/",
        "http://host/\r\nX: y",
        "x" * 3000,
    ],
)
def test_addresses_that_are_refused(ask, url):
    with pytest.raises(WebhookError):
        ask(url)


def test_an_event_that_is_none(ask):
    with pytest.raises(WebhookError, match=r"document\.signed"):
        ask("http://10.0.0.5/", "document.eaten")


def test_the_secret_lies_closed(ask, ledger, seal, tmp_path):
    secret = ask("http://10.0.0.5/")
    (webhook,) = ledger.webhooks.all()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    assert key not in webhook.secret
    assert seal.open(webhook.secret) == key
    file = tmp_path / "state" / "webhooks.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(SealError):
        Seal(tmp_path / "other.key").open(webhook.secret)


def test_another_key_is_told_where_people_see_it(receiver, ask, happen, ledger, tmp_path):
    ask(receiver.url)
    happen("a")
    made = Courier(ledger, Seal(tmp_path / "other.key"))
    made.tell()
    made.stop()
    assert not receiver.got
    assert "không mở được bí mật" in ledger.webhooks.all()[0].said


def test_administrators_see_who_does_not_listen(sign_in, desk, seal):
    """And may stop telling it; nobody else sees addresses."""
    archive = desk.archive
    webhook, _ = add_webhook(archive, seal, "http://127.0.0.1:9/nobody", (), "Cô Lan")
    archive.ledger._db.run_together(telling(archive.ledger._db, "document.signed", document="a"))
    made = Courier(archive.ledger, seal)
    made.tell()
    made.stop()
    chief = sign_in("administrator")
    page = chief.get("/people/webhooks").text
    assert "http://127.0.0.1:9/nobody" in page
    assert "không nối được" in page
    assert sign_in("signer").get("/people/webhooks").status_code == 403
    said = {"webhook": webhook.id}
    assert chief.post("/people/webhooks/remove", data=said).status_code == 303
    assert "Chưa có nơi nhận nào" in chief.get("/people/webhooks").text
    assert chief.post("/people/webhooks/remove", data=said).status_code == 404


def test_the_terminal_asks_lists_and_leaves(desk_archive, tmp_path, monkeypatch):
    runner = CliRunner()
    monkeypatch.setenv("SOHOA_STATE", str(tmp_path / "state"))

    def sohoa(*words):
        return runner.invoke(app, ["desk", *words, "--archive", str(tmp_path / "kho")])

    made = sohoa("add-webhook", "http://10.0.0.5/x", "--event", "document.signed", "--json")
    assert made.exit_code == 0, made.output
    told = json.loads(made.stdout)
    assert told["secret"].startswith("whsec_")
    listed = sohoa("list-webhooks")
    assert told["id"] in listed.stdout
    assert told["secret"] not in listed.stdout
    assert sohoa("remove-webhook", told["id"]).exit_code == 0
    assert "Chưa có nơi nhận" in sohoa("list-webhooks").stdout
