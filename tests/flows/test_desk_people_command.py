"""`sohoa desk add-user …`: who comes in, set up at the terminal."""

import json
import re

import pytest

from flows.commands import desk_people

PASSWORD = "ba con voi đi chợ"


@pytest.fixture
def desk(sohoa, tmp_path):
    """The command over an archive that is there."""
    (tmp_path / "kho").mkdir()
    (tmp_path / "mk").write_text(PASSWORD + "\n")
    (tmp_path / "mk2").write_text("bốn con voi đi bơi")

    def run(command, *arguments):
        return sohoa("desk", command, *arguments, "--archive", tmp_path / "kho", "--by", "Kỹ thuật")

    def tell(command, *arguments):
        return sohoa("desk", command, *arguments, "--archive", tmp_path / "kho")

    run.tell = tell
    return run


def _users(desk):
    return json.loads(desk.tell("list-users", "--json").stdout)["users"]


def test_somebody_is_added_changed_and_locked_out(desk):
    assert "add-user" in desk.tell("list-users").stdout
    added = desk(
        "add-user", "Cô Lan", "--role", "signer", "--role", "exporter",
        "--fonds", "ubnd", "--fonds", ".", "--password-file", "mk",
    )  # fmt: skip
    assert added.returncode == 0
    (lan,) = _users(desk)
    assert (lan["roles"], lan["fonds"]) == (["exporter", "signer"], ["", "ubnd"])
    assert PASSWORD not in added.stdout + added.stderr
    assert desk("set-role", "cô lan", "--role", "viewer").returncode == 0
    assert (_users(desk)[0]["roles"], _users(desk)[0]["fonds"]) == (["viewer"], None)
    assert desk("set-password", "cô lan", "--password-file", "mk2").returncode == 0
    assert "đã khóa" in desk("disable-user", "Cô Lan").stdout
    assert "(đã khóa)" in desk.tell("list-users").stdout
    assert "đã khóa" not in desk("enable-user", "Cô Lan").stdout
    assert desk("add-user", "Minh", "--role", "viewer", "--without-password").returncode == 0
    assert [one["password"] for one in _users(desk)] == [True, False]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("Cô Lan", "--role", "king", "--password-file", "mk"), "vai trò"),
        (("Cô Lan", "--role", "viewer", "--password-file", "nowhere"), "không đọc được"),
        (("Cô Lan", "--role", "viewer"), "không có bàn phím"),
        (("Cô Lan", "--password-file", "mk"), "thiếu --role"),
        (("Cô Lan", "--role", "viewer", "--fonds", "a/b", "--password-file", "mk"), "phông"),
        (
            ("Cô Lan", "--role", "viewer", "--without-password", "--password-file", "mk"),
            "chọn một",
        ),
    ],
)
def test_what_cannot_be_is_told(desk, arguments, words):
    said = desk("add-user", *arguments)
    assert (said.returncode, words in said.stderr) == (2, True), said.stderr
    assert _users(desk) == []


def test_a_wrong_archive_is_told_and_not_made(sohoa, tmp_path):
    said = sohoa("desk", "list-users", "--archive", tmp_path / "nowhere")
    assert said.returncode == 5
    assert not (tmp_path / "nowhere").exists()


def test_a_password_is_asked_for_twice(desk, monkeypatch):
    typed = iter([PASSWORD, PASSWORD, PASSWORD, "khác"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    monkeypatch.setattr(desk_people.sys, "stdin", type("Tty", (), {"isatty": lambda _: True})())
    assert desk("add-user", "Cô Lan", "--role", "viewer").returncode == 0
    said = desk("set-password", "Cô Lan")
    assert (said.returncode, "khác nhau" in said.stderr) == (2, True)


def test_a_token_is_shown_once_and_taken_back(desk):
    desk("add-user", "Cô Lan", "--role", "reviewer", "--password-file", "mk")
    made = desk("add-token", "Cô Lan", "--for", "máy quét", "--right", "view", "--days", "30")
    assert re.fullmatch(r"sohoa_[\w-]{43}\n", made.stdout)
    (token,) = json.loads(desk.tell("list-tokens", "--json").stdout)["tokens"]
    assert (token["rights"], token["holds"]) == (["view"], True)
    assert "máy quét" in desk.tell("list-tokens").stdout
    too_much = desk("add-token", "Cô Lan", "--for", "x", "--right", "administer")
    assert (too_much.returncode, "quyền mà tài khoản có" in too_much.stderr) == (2, True)
    assert desk("revoke-token", token["id"]).returncode == 0
    assert "hết giá trị" in desk.tell("list-tokens").stdout
    assert desk("revoke-token", token["id"]).returncode == 2


def test_the_log_tells_who_did_what_and_when_it_was_changed(desk, tmp_path):
    import sqlite3

    desk("add-user", "Cô Lan", "--role", "reviewer", "--password-file", "mk")
    desk("set-password", "Cô Lan", "--password-file", "mk2")
    (last, first) = json.loads(desk.tell("log", "--json").stdout)["lines"]
    assert (first["who"], first["by"], first["act"]) == ("Kỹ thuật", "terminal", "add-account")
    assert (last["act"], last["what"]) == ("set-password", "Cô Lan")
    assert desk.tell("log").stdout.splitlines()[-1].endswith("  terminal  roles=reviewer")
    assert "set-password" in desk.tell("log", "--user", "Kỹ thuật", "--limit", "1").stdout
    whole = desk.tell("log", "--verify")
    assert whole.returncode == 0
    noted = whole.stdout.splitlines()[-1]
    assert desk.tell("log", "--verify", "--noted", noted).returncode == 0
    assert desk.tell("log", "--verify", "--noted", "x").returncode == 2
    with sqlite3.connect(tmp_path / "kho" / "people.sqlite") as database:
        database.execute("DROP TRIGGER people_log_no_UPDATE")
        database.execute("UPDATE people_log SET who = 'x' WHERE number = 1")
    broken = desk.tell("log", "--verify")
    assert (broken.returncode, "dòng 1" in broken.stderr) == (1, True)
    told = json.loads(desk.tell("log", "--verify", "--json").stdout)
    assert told["broken"] == {"line": 1, "what": "changed"}


def test_every_command_of_the_desk_explains_itself(sohoa):
    for name in (
        "add-user", "list-users", "set-role", "set-password", "disable-user", "enable-user",
        "add-token", "list-tokens", "revoke-token", "log",
    ):  # fmt: skip
        assert f"\n  {name} " in sohoa("desk", "--help").stdout
        assert sohoa("desk", name, "--help").returncode == 0
