"""Fixtures that more than one room needs: real servers, started once and only when asked for."""

from __future__ import annotations

import os
import uuid
from typing import TYPE_CHECKING

import pytest
import servers
from hypothesis import settings

import pipeline  # noqa: F401  # first, for its switches: no test calls home, whatever it imports

if TYPE_CHECKING:
    from collections.abc import Iterator


_OURS = "SOHOA_"

# On two busy cores a slow example is no fault of the code.
settings.register_profile("busy", deadline=None)
settings.load_profile("busy")


@pytest.fixture(scope="session", autouse=True)
def state_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test writes logs where this machine keeps those of real nights."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state-home")))
        yield


@pytest.fixture(autouse=True)
def umask_as_before() -> Iterator[None]:
    """Commands that run in this process close what they write; the next test finds it as it was."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def environment_as_before() -> Iterator[None]:
    """Commands leave their settings to child processes; the next test has none of them."""
    before = {name: value for name, value in os.environ.items() if name.startswith(_OURS)}
    yield
    for name in [name for name in os.environ if name.startswith(_OURS)]:
        del os.environ[name]
    os.environ.update(before)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL cluster: URL of its maintenance database."""
    with servers.postgres() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Empty tables of one's own: a schema, which is made in no time, unlike a database."""
    import psycopg

    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
        yield f"{postgres_server}?options=-csearch_path%3D{name}"
        connection.execute(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """An S3 server with one bucket, `tests`: its endpoint."""
    from pipeline.archive.objects import open_bucket

    with servers.seaweed() as endpoint, pytest.MonkeyPatch.context() as patch:
        servers.lead_to_s3(patch, endpoint)
        fs, bucket = open_bucket("s3://tests")
        fs.mkdir(bucket)
        yield endpoint
        fs.clear_instance_cache()


@pytest.fixture
def s3_url(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty place in a bucket, and the environment that leads to it."""
    servers.lead_to_s3(monkeypatch, s3_server)
    return f"s3://tests/{uuid.uuid4().hex}"
