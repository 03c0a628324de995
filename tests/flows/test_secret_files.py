"""Secrets come from files, and from nowhere else that others can see."""

from __future__ import annotations

import subprocess
import sys

import pytest

from flows.configuration import as_environment, load_settings
from flows.secret_files import SecretFileError, environment_with_secrets
from pipeline.errors import SettingsError

URL = "postgresql+psycopg://sohoa@db:5432/sohoa?sslmode=verify-full"


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "password"
    file.write_text("a/b@c:d %é\n")
    return str(file)


def named(secret, **more):
    return {"SOHOA_DATABASE": URL, "SOHOA_DATABASE_PASSWORD_FILE": secret, **more}


def test_the_password_of_the_ledger_comes_from_its_file(secret):
    """Whatever signs it has, it stands in the URL as SQLAlchemy reads it back."""
    from sqlalchemy import make_url

    found = make_url(load_settings(environ=named(secret)).database)
    assert (found.password, found.host, found.database) == ("a/b@c:d %é", "db", "sohoa")
    assert found.query == {"sslmode": "verify-full"}


def test_a_child_loads_what_its_parent_did(secret):
    """Settings that went through the environment once are not given a second password."""
    settings = load_settings(environ=named(secret))
    assert load_settings(environ=as_environment(settings)) == settings


def test_a_url_with_a_password_keeps_it(secret):
    """What stands in the URL itself was meant."""
    url = URL.replace("sohoa@", "sohoa:x@")
    assert load_settings(environ=named(secret, SOHOA_DATABASE=url)).database == url


@pytest.mark.parametrize(
    "url", ["", "sqlite:///kho/ledger.sqlite", "postgresql+psycopg://db/sohoa"]
)
def test_a_password_that_belongs_to_nobody_is_refused(secret, url):
    """A file without a user it is for is a slip, and told."""
    with pytest.raises(SettingsError, match="database_password_file"):
        load_settings(environ=named(secret, SOHOA_DATABASE=url))


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "không còn ở đó"), (b"\n", "tệp rỗng"), (b"\xff", "không phải chữ UTF-8")],
)
def test_a_secret_that_is_not_there_is_named(tmp_path, content, why):
    """Missing, empty, not text: the setting and the file are told, the secret never."""
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SecretFileError, match="database_password_file") as caught:
        load_settings(environ=named(str(file)))
    assert str(file) in str(caught.value)
    assert why in str(caught.value)


def test_prefect_finds_its_secrets_where_it_looks(secret):
    """Names of files become what they hold; everything else is as it was."""
    before = {"PREFECT_API_AUTH_STRING_FILE": secret, "PREFECT_API_SSL_CERT_FILE": "/ca.pem"}
    assert environment_with_secrets(before) == {
        "PREFECT_API_AUTH_STRING": "a/b@c:d %é", "PREFECT_API_SSL_CERT_FILE": "/ca.pem",
    }  # fmt: skip


def started(*command, **environ):
    return subprocess.run(
        [sys.executable, "-m", "flows.secret_files", *command],
        env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_program_takes_the_place_of_who_read_for_it(secret):
    """Its exit code is the one that is seen, and its environment has the secret."""
    ask = "import os, sys; sys.exit(os.environ['PREFECT_API_AUTH_STRING'] == 'a/b@c:d %é' and 42)"
    done = started(sys.executable, "-c", ask, PREFECT_API_AUTH_STRING_FILE=secret)
    assert (done.returncode, done.stderr) == (42, "")


def test_nothing_is_started_without_its_secrets():
    """A file that is missing ends it, with the code for wrong set-up."""
    done = started("true", PREFECT_API_AUTH_STRING_FILE="/nowhere/secret")
    assert done.returncode == 3
    assert "/nowhere/secret" in done.stderr
    assert started("/nowhere/program").returncode == 1
