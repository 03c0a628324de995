"""All routes, with every role and with none: what nobody said is allowed is refused.

The routes are the application's own, whichever there are: one that asks for no right fails here.
"""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from desks import AT_TERMINAL, SignedIn, put_away
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Mount

from pipeline.archive import InboxFile, open_archive
from pipeline.archive.fonds import visible
from pipeline.archive.people import open_people
from pipeline.errors import SecretScanError
from pipeline.settings import Settings
from pipeline.values.people import ROLES, Who
from web.app import make_app
from web.desk import Desk
from web.security.doors import NEEDS
from web.security.forms import HEADER, SAFE
from web.security.keeper import OPEN
from web.security.shown import SHOWN
from web.works import AtWork, CutAtWork, Works

if TYPE_CHECKING:
    from pathlib import Path

BROWSER = {"accept": "text/html"}
HERE, ELSEWHERE = "ubnd", "thanh-uy"
ALL_ROLES = tuple(ROLES)
LIMITED = tuple(role for role in ROLES if role != "administrator")  # who may see some fonds alone
EVERYBODY = Who("ai đó", ROLES["viewer"])
VALUES = {"number": "1", "layer": "original", "name": "text.txt"}
"""What parameters of paths are given that name no document; others get `1`."""


@dataclass(frozen=True)
class Way:
    """A method and a path of the application.

    Attributes:
        method: HTTP's.
        path: As declared: `/documents/{id}`.
        doors: Rights it asks for.
        shown: Whether it asks that the document is there for this person.
    """

    method: str
    path: str
    doors: tuple[str, ...]
    shown: bool

    def at(self, document: str, **others: str) -> str:
        """Its address for a document."""
        values = {"id": document, **VALUES, **others}

        def filled(match: re.Match[str]) -> str:
            return values.get(match[1], "1")

        return re.sub(r"{(\w+)(?::\w+)?}", filled, self.path)

    @property
    def parameters(self) -> list[str]:
        """Names in its path."""
        return re.findall(r"{(\w+)(?::\w+)?}", self.path)


def _doors(dependant) -> list[object]:
    """Everything a route asks, and what those ask in turn."""
    calls = []
    for inner in dependant.dependencies:
        calls += [inner.call, *_doors(inner)]
    return calls


def ways_of(app) -> list[Way]:
    """Every way into an application."""
    ways = []
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, Mount):
            assert route.path == "/static", f"{route.path} is mounted beside all doors"
            continue
        assert isinstance(route.original_route, APIRoute), route
        calls = _doors(route.dependant)
        doors = tuple(getattr(call, NEEDS) for call in calls if hasattr(call, NEEDS))
        shown = any(hasattr(call, SHOWN) for call in calls)
        # One that answers whatever is left answers all methods alike.
        methods = {"GET", "POST"} if "{rest:" in route.path else route.methods
        ways += [Way(method, route.path, doors, shown) for method in sorted(methods)]
    return ways


class AnyWorks:
    """Whatever is asked of it was begun."""

    def __getattr__(self, _name):
        return lambda *_args, **_kwargs: None

    def at_work(self):
        return AtWork("idle")

    def cutting(self, _sha256):
        return CutAtWork()


@dataclass
class World:
    """A desk with a document in one fonds, and people of every role."""

    desk: Desk
    app: object
    document: str
    ways: list[Way]
    sign_in: SignedIn
    folder: Path
    clients: dict[object, object] = field(default_factory=dict)

    def client(self, role, fonds=None):
        """Somebody of a role, always the same client."""
        key = (role, fonds)
        if key not in self.clients:
            self.clients[key] = self.sign_in(role, fonds=None if fonds is None else [fonds])
        return self.clients[key]

    def asks(self, client, way, address, **more):
        """What is answered; a body that says nothing."""
        if way.method not in SAFE:
            more.setdefault("json", {})
        return client.request(way.method, address, **more)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """One for all tests here: none of them changes what another one asks."""
    folder = tmp_path_factory.mktemp("security")
    settings = Settings(
        archive=str(folder / "kho"), state=str(folder / "state"), inbox=str(folder / "hop")
    )
    (folder / "hop" / HERE).mkdir(parents=True)
    with closing(open_archive(settings)) as archive, closing(open_people(settings)) as people:
        document = put_away(archive, folder / "hop" / HERE / "cv.pdf", f"{HERE}/cv.pdf")
        desk = Desk(settings, archive, AnyWorks(), people)
        app = make_app(desk)
        with closing(SignedIn(desk, app)) as sign_in:
            yield World(desk, app, document, ways_of(app), sign_in, folder)


def test_every_route_asks_for_one_right(world):
    """One that asks for none is open to all, and one that asks for two is a slip of the pen."""
    assert len(world.ways) > 5
    for way in world.ways:
        assert len(way.doors) == (0 if way.path in OPEN else 1), way


def test_every_route_that_names_a_document_asks_whether_it_is_for_this_person(world):
    for way in world.ways:
        assert way.shown == ("id" in way.parameters), way


def test_nobody_who_is_not_known_comes_in(world):
    nobody = world.sign_in.nobody()
    for way in world.ways:
        if way.path in OPEN:
            continue
        address = way.at(world.document)
        assert world.asks(nobody, way, address).status_code == 401, way
        shown = world.asks(nobody, way, address, headers=BROWSER)
        assert shown.status_code in (401, 303), way
        if shown.status_code == 303:
            assert shown.headers["location"].startswith("/login?next=/"), way
        false = {"authorization": "Bearer sohoa_" + "x" * 43}
        assert world.asks(nobody, way, address, headers=false).status_code == 401, way


@pytest.mark.parametrize("role", ALL_ROLES)
def test_no_role_does_more_than_it_may(world, role):
    client = world.client(role)
    for way in world.ways:
        if way.path not in OPEN and way.doors[0] not in ROLES[role]:
            answer = world.asks(client, way, way.at(world.document))
            assert answer.status_code == 403, (way, answer.text)


@pytest.mark.parametrize("act", ["sign", "waive", "reopen"])
def test_what_a_signer_alone_may_stands_in_no_reviewers_changes(world, act):
    """A right is asked of what is sent, too, where one address takes decisions of every kind."""
    decisions = world.desk.archive.decisions
    target = (
        {"kind": "note", "key": "pen", "where": "x"} if act == "waive" else {"kind": "document"}
    )
    change = {"act": act, "target": target, "reason": "đã xem"}
    taking = [way for way in world.ways if way.path.endswith(("/decide", "/decisions"))]
    assert len([way for way in taking if way.method == "POST"]) >= 2
    for way in taking:
        if way.method == "POST" and way.shown:
            sent = {"json": {"seen": 0, "changes": [change]}}
            answer = world.client("reviewer").post(way.at(world.document), **sent)
            # The API signs at an address of its own, and knows no such act here.
            assert answer.status_code in {403, 422}, (way, answer.text)
    assert act not in {one.change.act for one in decisions.of(world.document)}


@pytest.mark.parametrize("role", ALL_ROLES)
def test_what_a_role_may_is_open_to_it(world, role):
    """Else the tests above would prove nothing: the doors would be walls."""
    client = world.client(role)
    for way in world.ways:
        if way.method == "GET" and way.path not in OPEN and way.doors[0] in ROLES[role]:
            answer = client.get(way.at(world.document), headers=BROWSER)
            assert answer.status_code not in (401, 403, 500), (way, answer.text)


@pytest.mark.parametrize("role", LIMITED)
def test_a_document_of_other_fonds_is_not_there(world, role):
    """As little as one that never was: an id tells nothing."""
    client = world.client(role, ELSEWHERE)
    for way in world.ways:
        if way.shown and way.doors[0] in ROLES[role]:
            there = world.asks(client, way, way.at(world.document))
            never = world.asks(client, way, way.at("0" * len(world.document)))
            assert there.status_code == 404, (way, there.text)
            assert (there.status_code, there.content) == (never.status_code, never.content), way


@pytest.mark.parametrize("role", LIMITED)
def test_a_file_or_another_document_of_other_fonds_is_not_there_either(world, role):
    """Whatever else a path names: a file by its hash, a second document beside the first."""
    client = world.client(role, ELSEWHERE)
    row = world.desk.archive.ledger.document(world.document)
    mine = put_away(world.desk.archive, world.folder / f"{role}.pdf", f"{ELSEWHERE}/{role}.pdf")
    for way in world.ways:
        for name, theirs in (("sha256", row.sha256), ("other", world.document)):
            if name in way.parameters and way.doors[0] in ROLES[role]:
                more = {} if way.method in SAFE else {"data": {"same": "no", "act": "retry"}}
                there = client.request(way.method, way.at(mine, **{name: theirs}), **more)
                assert there.status_code == 404, (way, there.text)


def test_who_sees_the_fonds_finds_the_document(world):
    """Else the next test would prove nothing."""
    client = world.client("viewer", HERE)
    found = [
        way.path
        for way in world.ways
        if way.method == "GET"
        and not way.parameters
        and way.path not in OPEN
        and world.document in client.get(way.path + "?q=cv", headers=BROWSER).text
    ]
    assert "/api/v1/scans" in found


@pytest.mark.parametrize("role", LIMITED)
def test_lists_and_searches_have_nothing_of_other_fonds(world, role):
    """Neither its id nor its name nor a word of its text stands in any page."""
    client = world.client(role, ELSEWHERE)
    secrets = (world.document, f"{HERE}/cv.pdf", "cv.pdf")
    for way in world.ways:
        if way.method == "GET" and way.path not in OPEN and not way.parameters:
            for query in ("", "?q=s%E1%BB%91", "?q=cv&query=cv"):
                answer = client.get(way.path + query, headers=BROWSER)
                found = [secret for secret in secrets if secret in answer.text]
                assert not found, (way, query, found)


def test_a_change_without_the_mark_of_this_session_is_refused(world):
    """A page of a stranger can send a browser's cookie, not the mark."""
    for way in world.ways:
        if way.method in SAFE or way.path in OPEN:
            continue
        role = next(role for role in ALL_ROLES if way.doors[0] in ROLES[role])
        client, address = world.client(role), way.at(world.document)
        mark = client.headers[HEADER]
        others = world.client("viewer" if role != "viewer" else "reviewer").headers[HEADER]
        for wrong in ("", "x", "x.y", mark[:-1] + ("0" if mark[-1] != "0" else "1"), others):
            answer = world.asks(client, way, address, headers={HEADER: wrong})
            assert answer.status_code == 403, (way, wrong)
        for name, value in (
            ("origin", "http://evil.example"), ("origin", "null"), ("origin", "http://127.0.0.1:1"),
            ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "none"),
        ):  # fmt: skip
            answer = world.asks(client, way, address, headers={name: value})
            assert answer.status_code == 403, (way, name, value)
        del client.headers[HEADER]
        try:
            forms = ({"json": {}}, {"data": {"csrf": others}}, {"files": {"file": b"x"}}, {})
            for body in forms:
                answer = client.request(way.method, address, **body)
                assert answer.status_code == 403, (way, body)
        finally:
            client.headers[HEADER] = mark


def test_tokens_open_the_api_alone_and_no_more_than_their_rights(world):
    people = world.desk.people
    world.client("administrator")
    _, secret = people.tokens.add("administrator", "thử", ["view"], days=1, by=AT_TERMINAL)
    client = world.sign_in.nobody()
    client.headers["authorization"] = f"Bearer {secret}"
    for way in world.ways:
        answer = world.asks(client, way, way.at(world.document))
        if way.path in OPEN:
            continue
        if not way.path.startswith("/api/v1/"):
            assert answer.status_code == 401, way
        elif way.doors[0] != "view":
            assert answer.status_code == 403, way
        else:
            assert answer.status_code not in (401, 403), (way, answer.text)


EVIL = (
    "..", "..%2f..%2f..%2fetc%2fpasswd", "....//....//etc/passwd", "..\\..\\x", "a%00.txt",
    "%2fetc%2fpasswd", "people.sqlite", "../bagit.txt", "-1", "999999999999999999999",
    "%0d%0aSet-Cookie:%20a=b", "\u202ex", "%ed%a0%80", "'><script>", "a" * 3000, "%252e%252e%252f",
)  # fmt: skip


def test_no_parameter_of_a_path_leads_out_of_the_archive(world):
    """Nor into an error of ours, nor into a header."""
    client = world.client("viewer")
    others = {role: world.client(role) for role in ALL_ROLES}
    for way in world.ways:
        if way.path in OPEN:
            continue
        role = next(role for role in ALL_ROLES if way.doors[0] in ROLES[role])
        client = others[role]
        for name in way.parameters:
            for evil in EVIL[:6] if "/iiif/" in way.path and name != "id" else EVIL:
                address = way.at(world.document, **{name: evil})
                answer = world.asks(client, way, address)
                assert answer.status_code < 500, (way, evil, answer.text)
                assert b"root:" not in answer.content, (way, evil)
                assert b"SQLite format" not in answer.content, (way, evil)
                assert "set-cookie" not in answer.headers, (way, evil)


QUERIES = (
    "q=%00&sort=%00&who=%00&what=%00&name=%00", "q=%ff%fe&page=-1&limit=-1",
    "q=" + "(" * 500, "q=" + "a" * 5000, "page=99999999999999999999&limit=99999999999",
    "page=x&before=x&from=2026-13-45", "after=%00&cursor=%00&fonds=%00&grade=%00&ids=%00",
    "q=%F0%9F%98%80&q=x&document=..%2f..",
)  # fmt: skip


def test_no_query_is_an_error_of_ours(world):
    for way in world.ways:
        if way.method == "GET" and way.path not in OPEN:
            role = next(role for role in ALL_ROLES if way.doors[0] in ROLES[role])
            for query in QUERIES:
                answer = world.client(role).get(f"{way.at(world.document)}?{query}")
                assert answer.status_code < 500, (way, query, answer.text)


def test_no_body_is_an_error_of_ours(world):
    """Whatever is sent is taken, or refused in words."""
    json, form = "application/json", "application/x-www-form-urlencoded"
    bodies = (
        (b"[" * 100_000, json), (b"\xff\xfe", json), (b"null", json),
        (b'{"seen": 1e400, "changes": [["\\u0000"]]}', json),
        (b"&".join(b"a%d=1" % number for number in range(3000)), form), (b"%00=%00", form),
        (b"name=%00&account=%00&token=%00&ids=%00&act=%00&reason=%00", form),
        (b"--x\r\nContent-Disposition: form-data; name=file; filename=..%2f\r\n\r\n\0",
         "multipart/form-data; boundary=x"),
    )  # fmt: skip
    for way in world.ways:
        if way.method in SAFE or way.path in (*OPEN, "/logout"):
            continue
        role = next(role for role in ALL_ROLES if way.doors[0] in ROLES[role])
        for body, kind in bodies:
            address = way.at(world.document)
            sent = {"content": body, "headers": {"content-type": kind}}
            answer = world.client(role).request(way.method, address, **sent)
            assert answer.status_code < 500, (way, body[:40], answer.text)


def test_what_is_shown_to_one_person_stays_in_no_cache(world):
    """Pictures of pages may stay in the browser that showed them, and nowhere between."""
    for way in world.ways:
        if way.method != "GET" or way.path in OPEN:
            continue
        role = next(role for role in ALL_ROLES if way.doors[0] in ROLES[role])
        answer = world.client(role).get(way.at(world.document), headers=BROWSER)
        said = {part.strip() for part in answer.headers["cache-control"].split(",")}
        picture = "/iiif/" in way.path
        assert "no-store" in said or (picture and "private" in said), (way, said)


def test_other_methods_and_their_disguises_do_nothing(world):
    """No header or field turns one method into another."""
    client = world.client("administrator")
    known = {(way.method, way.path) for way in world.ways}
    for way in world.ways:
        if way.path in OPEN:
            continue
        for method in ("PUT", "DELETE", "POST", "FOO"):
            if (method, way.path) not in known:
                answer = client.request(method, way.at(world.document))
                assert answer.status_code in (403, 404, 405), (method, way, answer.status_code)
    before = world.desk.people.log.last()
    for name in ("x-http-method-override", "x-method-override", "x-http-method"):
        client.get("/account", headers={name: "POST"})
    client.get("/account?_method=POST")
    assert world.desk.people.log.last() == before


def test_every_change_is_a_line_of_the_log_before_it_is_made(world):
    log = world.desk.people.log
    for way in world.ways:
        if way.method in SAFE or way.path in (*OPEN, "/logout"):
            continue
        role = next(role for role in ALL_ROLES if way.doors[0] in ROLES[role])
        client, address = world.client(role), way.at(world.document)
        number, _ = log.last()
        world.asks(client, way, address)
        first = log.lines(before=number + 2, limit=1)[0]
        assert (first.act, first.what, first.who) == ("change", address, role), way
    assert log.verify() is None


def test_every_view_of_a_document_not_all_may_see_is_a_line_of_the_log(world):
    log = world.desk.people.log
    world.client("viewer", ELSEWHERE)  # who does not see it
    for way in world.ways:
        if way.shown and way.method == "GET":
            role = next(role for role in ALL_ROLES if way.doors[0] in ROLES[role])
            client = world.client(role)
            before, _ = log.last()
            client.get(way.at(world.document), headers=BROWSER)
            lines = [line for line in log.lines(act="view", limit=3) if line.number > before]
            told = log.lines(act="view", who=role, what=world.document, limit=1)
            assert lines or ("/iiif/" in way.path and told), way


def test_a_file_seen_in_two_fonds_is_for_who_sees_both(world, tmp_path):
    archive = world.desk.archive
    both = put_away(archive, tmp_path / "hai.pdf", f"{HERE}/hai.pdf")
    here, elsewhere = world.client("viewer", HERE), world.client("viewer", ELSEWHERE)
    everywhere = world.sign_in("viewer", fonds=[HERE, ELSEWHERE])
    way = next(way for way in world.ways if way.shown and way.method == "GET")
    assert here.get(way.at(both)).status_code != 404
    name = f"{ELSEWHERE}/hai.pdf"
    again = InboxFile(f"/hop/{name}", name, 1, 1)
    archive.ledger.sight(again, archive.ledger.document(both).sha256)
    assert here.get(way.at(both)).status_code == 404
    assert elsewhere.get(way.at(both)).status_code == 404
    assert everywhere.get(way.at(both)).status_code != 404


def test_a_secret_file_is_shown_to_nobody(world, tmp_path):
    """Neither one that was set aside, nor, until somebody decides, one found to be secret later."""
    archive = world.desk.archive
    secret = put_away(archive, tmp_path / "mat.pdf", f"{HERE}/mat.pdf")
    sha256 = archive.ledger.document(secret).sha256
    chief = world.client("administrator")
    shown = [way for way in world.ways if way.shown and way.method == "GET"]
    archive.ledger.set_aside(sha256, SecretScanError("mat.pdf", 1, "MẬT"))
    for way in shown:
        role = next(role for role in ALL_ROLES if way.doors[0] in ROLES[role])
        assert world.client(role).get(way.at(secret)).status_code == 404, way
        assert chief.get(way.at(secret)).status_code in (403, 404), way
    assert secret not in visible(archive, EVERYBODY, [secret])


def test_a_document_that_may_be_secret_waits_for_who_decides(world, tmp_path):
    """A later reading found a mark of secrecy: until somebody has decided, nobody else sees it."""
    archive = world.desk.archive
    doubted = put_away(archive, tmp_path / "ngo.pdf", f"{HERE}/ngo.pdf")
    row = archive.ledger.document(doubted)
    (version,) = archive.ledger.versions.begin([row], "another reading")
    archive.ledger.versions.end(version, "secret", "MẬT")
    way = next(way for way in world.ways if way.path == "/documents/{id}")
    for role in ALL_ROLES:
        expected = 200 if role == "administrator" else 404
        assert world.client(role).get(way.at(doubted)).status_code == expected, role
    assert visible(archive, EVERYBODY, [doubted]) == []
    archive.ledger.clear(row.sha256, "người có thẩm quyền")
    assert world.client("viewer").get(way.at(doubted)).status_code == 200
    assert visible(archive, EVERYBODY, [doubted]) == [doubted]


def test_what_is_too_large_is_refused_before_it_is_read(world):
    client = world.client("administrator")
    for kind in ("application/json", "application/x-www-form-urlencoded", "text/plain"):
        answer = client.post("/account", content=b"x" * (3 << 20), headers={"content-type": kind})
        assert answer.status_code == 413

    def endless():
        for _ in range(64):
            yield b"x" * (1 << 16)

    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = client.post("/account", content=endless(), headers=form)
    assert answer.status_code == 413
    told = {"content-type": "multipart/form-data; boundary=x", "content-length": str(1 << 40)}
    assert client.post("/account", content=b"", headers=told).status_code == 413
    wrong = {"content-type": "application/json", "content-length": "-5"}
    assert client.post("/account", content=b"", headers=wrong).status_code in (400, 413)


def test_the_protocol_of_works_is_what_the_tests_stand_in_for():
    """`AnyWorks` answers whatever `Works` promises."""
    assert all(hasattr(AnyWorks(), name) for name in vars(Works) if not name.startswith("_"))
