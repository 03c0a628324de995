"""The pages for who administers: people, tokens, the log."""

import html
import re

import pytest
from desks import PASSWORD


@pytest.fixture
def chief(sign_in):
    return sign_in("administrator")


def test_somebody_is_added_changed_and_locked_out(chief, sign_in, desk):
    form = {"name": "Cô <b>Lan</b>", "roles": ["reviewer"], "password": PASSWORD}
    added = chief.post("/people/new", data={**form, "scope": "some", "fonds": [".", "ubnd\nhđnd"]})
    assert added.status_code == 303
    page = chief.get(added.headers["location"]).text
    assert "Cô &lt;b&gt;Lan&lt;/b&gt;" in page
    lan = desk.people.accounts.get("cô <b>lan</b>")
    assert (lan.roles, lan.fonds) == (frozenset({"reviewer"}), frozenset({"", "ubnd", "hđnd"}))
    her = sign_in("reviewer", name=lan.name)
    assert her.get("/account").status_code == 200
    chief.post("/people/account", data={"name": lan.name, "roles": ["viewer"], "scope": "all"})
    lan = desk.people.accounts.get(lan.name)
    assert (lan.roles, lan.fonds) == (frozenset({"viewer"}), None)
    chief.post("/people/state", data={"name": lan.name, "state": "disabled"})
    assert her.get("/account").status_code == 401
    assert "đã khóa" in chief.get("/people").text
    chief.post("/people/state", data={"name": lan.name, "state": "enabled"})
    chief.post("/people/password", data={"name": lan.name, "password": "bốn con voi đi bơi"})
    assert desk.people.accounts.with_password(lan.name, "bốn con voi đi bơi") is not None
    acts = [line.act for line in desk.people.log.lines(what=lan.name)]
    assert acts[::-1] == [
        "add-account", "sign-in", "change-account", "change-account", "change-account",
        "set-password",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "form", "said"),
    [
        ("new", {"name": "x" * 90, "roles": ["viewer"], "password": PASSWORD}, "tên phải có"),
        ("new", {"name": "Minh", "password": PASSWORD}, "vai trò"),
        ("new", {"name": "Minh", "roles": ["viewer"], "password": "ngắn"}, "ít nhất 10"),
        ("new", {"name": "Minh", "roles": ["viewer"]}, "ít nhất 10"),
        ("new", {"name": "M", "roles": ["viewer"], "password": PASSWORD, "scope": "some"}, "phông"),
        ("account", {"name": "administrator", "roles": ["viewer"]}, "cuối cùng"),
        (
            "account",
            {"name": "administrator", "roles": ["administrator"], "scope": "some", "fonds": ["a"]},
            "mọi phông",
        ),
        ("state", {"name": "administrator", "state": "disabled"}, "cuối cùng"),
        ("password", {"name": "administrator", "password": "ngắn"}, "ít nhất 10"),
    ],
)
def test_what_cannot_be_is_told(chief, desk, address, form, said):
    before = desk.people.accounts.all()
    answer = chief.post(f"/people/{address}", data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert desk.people.accounts.all() == before


def test_a_token_is_shown_once_and_taken_back(chief, desk):
    form = {"account": "administrator", "name": "máy quét", "rights": ["view"], "days": "30"}
    page = chief.post("/people/tokens", data=form).text
    secret = re.search(r'value="(sohoa_[\w-]+)"', page)[1]
    assert desk.people.tokens.who(secret) is not None
    listed = chief.get("/people/tokens").text
    assert secret not in listed
    token = re.search(r'name="token" value="(\w+)"', listed)[1]
    assert chief.post("/people/tokens/revoke", data={"token": token}).status_code == 303
    assert desk.people.tokens.who(secret) is None
    assert chief.post("/people/tokens/revoke", data={"token": token}).status_code == 422
    too_much = chief.post("/people/tokens", data={**form, "rights": ["view", "sign"]})
    assert "quyền mà tài khoản có" in too_much.text


def test_the_log_is_filtered_paged_and_verified(chief, desk):
    who = desk.people.accounts.get("administrator").who("session")
    for number in range(120):
        desk.people.log.write("view", f"văn bản {number} & <i>", who)
    page = html.unescape(chief.get("/people/log").text)
    assert "văn bản 119 & <i>" in page
    older = re.search(r'href="(/people/log\?[^"]*before=\d+)"', page)[1]
    assert "văn bản 0 & <i>" in html.unescape(chief.get(older).text)
    assert "<i>" not in chief.get("/people/log").text
    found = chief.get("/people/log", params={"what": "văn bản 7 & <i>", "act": "view"}).text
    assert found.count("<tr>") == 2
    assert "Không có dòng nào" in chief.get("/people/log", params={"who": "ai đó"}).text
    assert "Còn nguyên" in chief.get("/people/log/verify").text
    signed_in = chief.get("/people/log", params={"act": "sign-in"}).text
    assert "bằng: mật khẩu" in html.unescape(signed_in)
    added = html.unescape(chief.get("/people/log", params={"act": "add-account"}).text)
    assert "vai trò: Quản trị" in added


def test_people_without_an_account_are_not_found(chief):
    assert chief.get("/people/account?name=ai").status_code == 404
    assert chief.post("/people/state", data={"name": "ai", "state": "enabled"}).status_code == 404
