"""Accounts, sessions, tokens, attempts and the log, on both databases."""

import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from pipeline.archive.people import People, open_people, passwords, people_url, tables
from pipeline.errors import ArchiveError, PeopleError, PeopleVersionError, SettingsError
from pipeline.settings import Settings
from pipeline.values.people import Who

TERMINAL = Who("root", frozenset(), by="terminal")
PASSWORD = "ba con voi đi chợ"
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.server)])
def people(request, tmp_path):
    """Nobody yet."""
    if request.param == "SQLite":
        url = f"sqlite:///{tmp_path}/people.sqlite"
    else:
        url = request.getfixturevalue("postgres_url")
    with closing(People(url)) as made:
        yield made


@pytest.fixture
def lan(people):
    """Somebody who reviews."""
    return people.accounts.add("Cô Lan", ["reviewer"], PASSWORD, by=TERMINAL)


def test_they_lie_outside_the_ledger(tmp_path):
    """A ledger that is made again must not take them with it."""
    folder = Settings(archive=str(tmp_path))
    assert people_url(folder) == f"sqlite:///{tmp_path}/people.sqlite"
    beside = replace(folder, database="sqlite:////srv/so/ledger.sqlite")
    assert people_url(beside) == "sqlite:////srv/so/people.sqlite"
    shared = replace(folder, database="postgresql+psycopg://a@b/c")
    assert people_url(shared) == shared.database
    with pytest.raises(SettingsError):
        people_url(Settings(archive="s3://kho"))


def test_names_differ_in_more_than_case_and_coding(people, lan):
    """`Cô Lan` typed with other keys, or in capitals, is the same person."""
    for same in ("cô lan", "CÔ  LAN", "Co\u0302 Lan"):
        assert people.accounts.get(same) == lan
        with pytest.raises(PeopleError, match="đã có"):
            people.accounts.add(same, ["viewer"], PASSWORD, by=TERMINAL)
    assert people.accounts.get("Co Lan") is None
    assert people.accounts.get("Cô\0Lan") is None


@pytest.mark.parametrize(
    ("name", "roles", "password"),
    [
        ("", ["viewer"], PASSWORD),
        ("a\x00b", ["viewer"], PASSWORD),
        ("a" * 81, ["viewer"], PASSWORD),
        ("Minh", [], PASSWORD),
        ("Minh", ["king"], PASSWORD),
        ("Minh", ["viewer"], "ngắn"),
        ("Minh", ["viewer"], "aaaaaaaaaaaa"),
        ("Minh", ["viewer"], "tôi là minh đây"),
        ("Minh", ["viewer"], "x" * 201 + "yzw"),
    ],
)
def test_what_is_no_account_is_not_made(people, name, roles, password):
    with pytest.raises(PeopleError):
        people.accounts.add(name, roles, password, by=TERMINAL)
    assert people.accounts.all() == []
    assert people.log.lines() == []


def test_a_password_is_known_however_it_is_typed(people, lan):
    """ế from an input method and from a keyboard of one's own are one letter."""
    assert people.accounts.with_password("cô lan", "ba con voi \u0111i cho\u031b\u0323") == lan
    assert people.accounts.with_password("cô lan", PASSWORD + " ") is None
    assert people.accounts.with_password("nobody", PASSWORD) is None
    assert people.accounts.with_password("cô lan", "x" * 100_000) is None


def test_nobodys_password_takes_as_long_as_todays():
    """Parameters are raised in both places or in none."""
    assert not passwords.is_old(passwords._NOBODYS)
    assert not passwords.is_right("nobody has this password", None)


def test_a_hash_with_older_parameters_is_made_anew(people, lan, monkeypatch):
    from argon2 import PasswordHasher

    stronger = PasswordHasher(time_cost=4, memory_cost=19 * 1024, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", stronger)
    before = people.accounts._row("cô lan").password
    assert people.accounts.with_password("cô lan", PASSWORD) == lan
    after = people.accounts._row("cô lan").password
    assert "t=3" in before
    assert "t=4" in after
    assert people.accounts.with_password("cô lan", PASSWORD) == lan


def test_sessions_end(people, lan):
    """By time, by idleness, by signing out, and when the password or the account is no more."""
    secret = people.sessions.begin("Cô Lan", 12)
    found = people.sessions.find(secret, 60)
    assert found.account == lan
    assert secret not in str(people._db.run(text("SELECT * FROM people_sessions")))
    assert people.sessions.find(secret + "x", 60) is None
    assert people.sessions.find(secret, 0) is None
    assert people.sessions.find(people.sessions.begin("Cô Lan", 0), 60) is None
    assert people.sessions.end(secret)
    assert not people.sessions.end(secret)
    assert people.sessions.find(secret, 60) is None
    for end in (
        lambda: people.accounts.set_password("Cô Lan", "bốn con voi đi bơi", by=TERMINAL),
        lambda: people.accounts.disable("Cô Lan", by=TERMINAL),
    ):
        secret = people.sessions.begin("Cô Lan", 12)
        end()
        assert people.sessions.find(secret, 60) is None
    assert people.accounts.with_password("Cô Lan", "bốn con voi đi bơi") is None
    people.accounts.enable("Cô Lan", by=TERMINAL)
    assert people.accounts.with_password("Cô Lan", "bốn con voi đi bơi") is not None


def test_rights_that_were_taken_away_are_gone_at_once(people, lan):
    secret = people.sessions.begin("Cô Lan", 12)
    people.accounts.change("cô lan", roles=["viewer"], fonds=["ubnd"], by=TERMINAL)
    who = people.sessions.find(secret, 60).account.who("session")
    assert who == Who("Cô Lan", frozenset({"view"}), frozenset({"ubnd"}), "session")


def test_the_last_who_administers_stays_except_at_the_terminal(people):
    chief = people.accounts.add("Sếp", ["administrator"], PASSWORD, by=TERMINAL)
    herself = chief.who("session")
    with pytest.raises(PeopleError, match="cuối cùng"):
        people.accounts.disable("Sếp", by=herself)
    with pytest.raises(PeopleError, match="cuối cùng"):
        people.accounts.change("Sếp", roles=["viewer"], fonds=None, by=herself)
    assert people.accounts.get("Sếp") == chief
    people.accounts.disable("Sếp", by=TERMINAL)
    assert people.accounts.get("Sếp").disabled


def test_a_token_asks_with_no_more_than_its_account(people, lan):
    token, secret = people.tokens.add("cô lan", "máy quét", ["view"], days=1, by=TERMINAL)
    assert people.tokens.who(secret) == Who("Cô Lan", frozenset({"view"}), None, "token")
    assert people.tokens.of("Cô Lan")[0].used is not None
    assert secret not in str(people._db.run(text("SELECT * FROM people_tokens")))
    with pytest.raises(PeopleError, match="quyền"):
        people.tokens.add("cô lan", "máy quét", ["view", "administer"], days=1, by=TERMINAL)
    with pytest.raises(PeopleError, match="không có tài khoản"):
        people.tokens.add("ai đó", "máy quét", ["view"], days=1, by=TERMINAL)
    people.accounts.change("Cô Lan", roles=["exporter"], fonds=["ubnd"], by=TERMINAL)
    assert people.tokens.who(secret) == Who(
        "Cô Lan", frozenset({"view"}), frozenset({"ubnd"}), "token"
    )
    people.accounts.disable("Cô Lan", by=TERMINAL)
    assert people.tokens.who(secret) is None
    people.accounts.enable("Cô Lan", by=TERMINAL)
    people.tokens.revoke(token.id, by=TERMINAL)
    assert people.tokens.who(secret) is None
    with pytest.raises(PeopleError, match="thu hồi"):
        people.tokens.revoke(token.id, by=TERMINAL)
    _, short = people.tokens.add("cô lan", "một lúc", ["view"], days=1e-9, by=TERMINAL)
    assert people.tokens.who(short) is None


def test_after_a_few_wrong_passwords_one_waits_longer_each_time(people, tmp_path):
    """Also when the desk was started anew, and from whatever address."""
    waits = [people.attempts.begin("Lan", f"10.0.0.{i}", 3, MINUTE) for i in range(4)]
    assert waits[:3] == [0, 0, 0]
    assert 29 < waits[3] <= 30
    assert people.attempts.begin("lan", "10.0.0.9", 3, MINUTE) > 29
    assert people.attempts.begin("khác", "10.0.0.9", 3, MINUTE) == 0
    people.attempts.succeeded("Lan", "10.0.0.1")
    assert people.attempts.begin("Lan", "10.0.0.9", 3, MINUTE) == 0


def test_an_address_waits_too_and_a_password_of_its_own_does_not_help_it(people):
    for i in range(30):
        if people.attempts.begin(f"n{i}", "10.0.0.1", 3, MINUTE):
            break
        if people.attempts.begin("mine", "10.0.0.1", 3, MINUTE) == 0:
            people.attempts.succeeded("mine", "10.0.0.1")
    assert i == 12
    assert people.attempts.begin("other", "10.0.0.2", 3, MINUTE) == 0


def test_all_who_try_at_the_same_moment_are_counted(people):
    let_in = []

    def attempt():
        if people.attempts.begin("Lan", "10.0.0.1", 5, MINUTE) == 0:
            let_in.append(1)

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_in) == 5


def test_the_log_cannot_be_changed_and_tells_when_it_was(people, lan):
    for number in range(5):
        people.log.write("view", f"d{number}", lan.who("session"), detail={"path": "/é\0"})
    assert people.log.verify() is None
    noted = people.log.last()
    assert noted[0] == 6
    assert [line.what for line in people.log.lines(act="view", limit=2)] == ["d4", "d3"]
    assert [line.what for line in people.log.lines(who="root")] == ["Cô Lan"]
    assert people.log.lines(before=3)[0].number == 2
    for change in (
        "UPDATE people_log SET who = 'x' WHERE number = 3",
        "DELETE FROM people_log WHERE number = 6",
    ):
        with pytest.raises(ArchiveError):
            people._db.run(text(change))
    assert people.log.verify(noted) is None
    _unseal(people)
    people._db.run(text("DELETE FROM people_log WHERE number = 6"))
    assert people.log.verify() is None
    assert people.log.verify(noted).number == 6
    people._db.run(text("UPDATE people_log SET what = 'x' WHERE number = 3"))
    assert (people.log.verify().number, people.log.verify().what) == (3, "changed")
    people._db.run(text("DELETE FROM people_log WHERE number = 2"))
    assert (people.log.verify().number, people.log.verify().what) == (2, "missing")


def _unseal(people):
    """What somebody does who owns the database itself."""
    if people._db.is_sqlite:
        people._db.run(text("DROP TRIGGER people_log_no_UPDATE"))
        people._db.run(text("DROP TRIGGER people_log_no_DELETE"))
    else:
        people._db.run(text("DROP TRIGGER people_log_no_change ON people_log"))


def test_lines_written_at_once_stay_one_chain(people, lan):
    who = lan.who("session")
    threads = [
        threading.Thread(target=lambda: [people.log.write("view", "d", who) for _ in range(8)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert people.log.last()[0] == 33
    assert people.log.verify() is None


def test_a_change_and_its_line_are_one(people, lan, monkeypatch):
    """An account is not changed when the log cannot say so."""

    def full(*_args, **_kwargs):
        raise ArchiveError("people", "không còn chỗ")

    monkeypatch.setattr(people.log, "write_in", full)
    with pytest.raises(ArchiveError):
        people.accounts.disable("Cô Lan", by=TERMINAL)
    with pytest.raises(ArchiveError):
        people.accounts.add("Minh", ["viewer"], PASSWORD, by=TERMINAL)
    assert [one.disabled for one in people.accounts.all()] == [False]


def test_restricted_is_what_somebody_does_not_see(people, lan):
    ubnd, both = frozenset({"ubnd"}), frozenset({"ubnd", "thanh-uy"})
    assert not people.accounts.hidden_from_somebody(ubnd)
    people.accounts.add("Minh", ["viewer"], PASSWORD, fonds=["ubnd"], by=TERMINAL)
    assert not people.accounts.hidden_from_somebody(ubnd)
    assert people.accounts.hidden_from_somebody(both)
    assert people.accounts.hidden_from_somebody(frozenset({""}))
    people.accounts.disable("Minh", by=TERMINAL)
    assert not people.accounts.hidden_from_somebody(both)


def test_a_newer_programs_people_are_left_alone(tmp_path):
    settings = Settings(archive=str(tmp_path))
    with closing(open_people(settings)) as made:
        secret = made.secret
    with closing(open_people(settings)) as again:
        assert again.secret == secret
        again._db.run(tables.schema.update().values(version=99))
    with pytest.raises(PeopleVersionError, match="99"):
        open_people(settings)


def test_many_may_open_it_for_the_first_time_at_once(tmp_path):
    settings, secrets = Settings(archive=str(tmp_path)), set()

    def open_it():
        with closing(open_people(settings)) as made:
            secrets.add(made.secret)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(secrets) == 1


def test_an_account_of_elsewhere_is_bound_to_one_subject(people, lan):
    """A provider's word never opens an account that has a password here."""
    people.accounts.add("Hoa", ["viewer"], None, by=TERMINAL)
    bound = people.accounts.bind("hoa", "https://sso", "u-1", by=TERMINAL)
    assert people.accounts.known_elsewhere("https://sso", "u-1") == bound
    assert people.accounts.known_elsewhere("https://other", "u-1") is None
    for name, subject in (("Hoa", "u-2"), ("Cô Lan", "u-3")):
        with pytest.raises(PeopleError):
            people.accounts.bind(name, "https://sso", subject, by=TERMINAL)
    assert people.accounts.with_password("Hoa", "") is None
