"""Who comes in at the desk, and who does not."""

from dataclasses import replace

import pytest
from desks import AT_TERMINAL, PASSWORD
from fastapi.testclient import TestClient

from pipeline.settings import DeskDoor
from web.app import make_app
from web.security.signing import local

BROWSER = {"accept": "text/html"}


@pytest.fixture
def lan(desk):
    return desk.people.accounts.add("Cô Lan", ["reviewer"], PASSWORD, by=AT_TERMINAL)


def _with_door(desk, **said):
    settings = replace(desk.settings, desk=replace(desk.settings.desk, **said))
    return make_app(replace(desk, settings=settings))


def _sign_in(client, name="Cô Lan", password=PASSWORD, **more):
    return client.post("/login", data={"name": name, "password": password, **more})


def test_one_comes_in_goes_on_and_goes_out(sign_in, lan):
    client = sign_in.nobody()
    sent = client.get("/?a=b", headers=BROWSER)
    assert sent.headers["location"] == "/login?next=/%3Fa%3Db"
    assert "Đăng nhập" in client.get(sent.headers["location"], headers=BROWSER).text
    came = _sign_in(client, name="cô lan", next="/?a=b")
    assert (came.status_code, came.headers["location"]) == (303, "/?a=b")
    page = client.get("/account", headers=BROWSER)
    assert "Cô Lan" in page.text
    mark = page.text.split('name="csrf" content="')[1].split('"')[0]
    assert client.get("/login").headers["location"] == "/"
    gone = client.post("/logout", data={"csrf": mark})
    assert gone.headers["location"] == "/login"
    assert client.get("/").status_code == 401


def test_without_accounts_the_page_says_how_to_make_one(sign_in):
    assert "sohoa desk add-user" in sign_in.nobody().get("/login").text


def test_whatever_is_wrong_the_answer_is_the_same(sign_in, desk, lan):
    desk.people.accounts.add("Minh", ["viewer"], PASSWORD, by=AT_TERMINAL)
    desk.people.accounts.disable("Minh", by=AT_TERMINAL)
    client = sign_in.nobody()
    said = {
        (answer.status_code, answer.text.replace(name, "…"))
        for name, password in (("Cô Lan", "sai"), ("Không Ai", "sai"), ("Minh", PASSWORD))
        for answer in [_sign_in(client, name, password)]
    }
    assert len(said) == 1
    assert said.pop()[0] == 401
    assert [line.what for line in desk.people.log.lines(act="wrong-password")] == [
        "Minh", "", "Cô Lan",
    ]  # fmt: skip


def test_a_few_wrong_passwords_lock_the_door_for_the_right_one_too(desk, lan):
    app = _with_door(desk, free_attempts=3)
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        for _ in range(3):
            assert _sign_in(client, password="sai").status_code == 401
        refused = _sign_in(client)
        assert refused.status_code == 429
        assert 0 < int(refused.headers["retry-after"]) <= 30
        assert _sign_in(client, name="Không Ai").status_code == 401
    # The same when the desk was started anew.
    with TestClient(_with_door(desk, free_attempts=3), base_url="http://127.0.0.1") as client:
        assert _sign_in(client).status_code == 429
    assert desk.people.log.lines(act="locked-out")[0].what == "Cô Lan"


def test_one_address_asks_only_so_often(sign_in, desk, lan, monkeypatch):
    """Hashing costs: nobody keeps the machine busy with it."""
    asked = []
    monkeypatch.setattr(
        type(desk.people.accounts), "with_password", lambda *_: asked.append(1) and None
    )
    client = sign_in.nobody()
    answers = [_sign_in(client, name=f"n{number}").status_code for number in range(40)]
    assert answers[-1] == 429
    assert len(asked) <= 30


def test_the_cookie_is_for_no_script_no_other_host_and_no_longer_than_the_session(desk, lan):
    app = make_app(desk)
    with TestClient(app, base_url="http://127.0.0.1:8101", follow_redirects=False) as client:
        cookie = _sign_in(client).headers["set-cookie"]
    assert cookie.startswith("sohoa-8101=")
    assert {part.strip().lower() for part in cookie.split(";")[1:]} == {
        "httponly", "path=/", "samesite=lax",
    }  # fmt: skip
    with TestClient(app, base_url="https://127.0.0.1", follow_redirects=False) as client:
        cookie = _sign_in(client).headers["set-cookie"]
    assert cookie.startswith("__Host-sohoa=")
    assert "; secure" in cookie.lower()
    assert "domain" not in cookie.lower()


def test_a_session_that_was_planted_is_not_the_one_that_is_used(sign_in, desk, lan):
    """Whoever gave a browser a cookie before knows nothing of the session after."""
    client = sign_in.nobody()
    client.cookies.set("sohoa-80", "planted", domain="127.0.0.1")
    _sign_in(client)
    first = client.cookies["sohoa-80"]
    assert first != "planted"
    _sign_in(client)
    assert client.cookies["sohoa-80"] != first
    other = sign_in.nobody()
    other.cookies.set("sohoa-80", first)
    assert other.get("/").status_code == 401


def test_a_changed_password_ends_all_other_sessions(sign_in, desk):
    here, there = sign_in("reviewer"), sign_in("reviewer")
    new = "bốn con voi đi bơi"
    form = {"old": PASSWORD, "new": new, "again": new}
    assert here.post("/account", data={**form, "old": "sai"}).status_code == 422
    assert here.post("/account", data={**form, "again": "khác"}).status_code == 422
    weak = here.post("/account", data={**form, "new": "ngắn", "again": "ngắn"})
    assert "ít nhất 10" in weak.text
    done = here.post("/account", data=form)
    assert done.status_code == 303, done.text
    assert here.get("/account?changed=1").status_code == 200
    assert there.get("/account").status_code == 401
    assert desk.people.log.lines(act="set-password")[0].who == "reviewer"


@pytest.mark.parametrize(
    "address",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "evil",
     "javascript:alert(1)", "/\x00", "\\\\evil", " //evil", "/ //evil", "/\u2028/x", ""],
)  # fmt: skip
def test_nobody_is_sent_elsewhere(sign_in, lan, address):
    assert local(address) == "/"
    client = sign_in.nobody()
    assert _sign_in(client, next=address).headers["location"] == "/"
    assert client.get("/login", params={"next": address}).headers["location"] == "/"


def test_a_script_is_told_and_given_the_mark_of_the_new_session(sign_in, lan):
    client = sign_in.nobody()
    script = {"accept": "application/json"}
    wrong = client.post("/login", data={"name": "Cô Lan", "password": "sai"}, headers=script)
    assert wrong.json()["detail"]
    right = client.post("/login", data={"name": "Cô Lan", "password": PASSWORD}, headers=script)
    mark = right.json()["csrf"]
    assert client.post("/logout", headers={"x-csrf": mark}).status_code == 303


def test_htmx_and_scripts_are_told_of_a_session_that_is_over(sign_in):
    client = sign_in.nobody()
    for headers in ({"hx-request": "true", **BROWSER}, {"accept": "application/json"}):
        answer = client.get("/", headers=headers)
        assert (answer.status_code, answer.json()["detail"]) == (401, "Cần đăng nhập.")


def test_the_word_of_a_proxy_counts_only_from_it_and_when_it_is_asked(desk, lan):
    said = {"x-remote-user": "Cô Lan".encode()}
    believed = {"proxy_header": "X-Remote-User", "proxies": "10.0.0.0/8"}

    def asked(door, address, headers=said):
        app = _with_door(desk, **door)
        with TestClient(app, base_url="http://127.0.0.1", client=(address, 1)) as client:
            return client.get("/account", headers=headers).status_code

    assert asked(believed, "10.1.2.3") == 200
    assert asked(believed, "11.1.2.3") == 401
    assert asked({}, "10.1.2.3") == 401
    assert asked({"proxy_header": "X-Remote-User"}, "127.0.0.1") == 401
    assert asked(believed, "10.1.2.3", {"x-remote-user": "Không Ai".encode()}) == 401
    twice = [("x-remote-user", "Cô Lan".encode()), ("x-remote-user", b"Sep")]
    assert asked(believed, "10.1.2.3", twice) == 401
    desk.people.accounts.disable("Cô Lan", by=AT_TERMINAL)
    assert asked(believed, "10.1.2.3") == 401


def test_addresses_that_a_client_makes_up_are_not_believed(desk, lan):
    """Only what the proxy itself added counts, and only the proxy's."""

    def noted(address, forwarded):
        app = _with_door(desk, proxies="10.0.0.1 10.0.0.2", free_attempts=99)
        with TestClient(app, base_url="http://127.0.0.1", client=(address, 1)) as client:
            client.post(
                "/login", data={"name": "x", "password": "y"},
                headers={"x-forwarded-for": forwarded, "x-forwarded-proto": "https"},
            )  # fmt: skip
        return desk.people.log.lines(limit=1)[0].address

    assert noted("10.0.0.1", "6.6.6.6, 192.168.1.7, 10.0.0.2") == "192.168.1.7"
    assert noted("192.168.1.8", "6.6.6.6") == "192.168.1.8"
    assert noted("10.0.0.1", "") == "10.0.0.1"


def test_the_desk_answers_only_to_its_own_names(desk):
    app = _with_door(desk, hosts="so-hoa.tinh.vn", host="192.168.1.5")
    for host, status in (
        ("localhost:8080", 401), ("127.0.0.1", 401), ("[::1]:80", 401), ("SO-HOA.tinh.vn", 401),
        ("192.168.1.5:8080", 401), ("evil.example", 421), ("127.0.0.1.evil.example", 421),
        ("", 421), ("0.0.0.0", 421), ("localhost:8080:1", 421), ("user@localhost", 421),
    ):  # fmt: skip
        with TestClient(app, base_url="http://127.0.0.1") as client:
            assert client.get("/", headers={"host": host}).status_code == status, host


def test_settings_of_the_door_are_off_by_default():
    door = DeskDoor()
    assert (door.proxies, door.proxy_header, door.oidc_issuer, door.host) == (
        "", "", "", "127.0.0.1",
    )  # fmt: skip
