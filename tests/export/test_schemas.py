"""The schemas that ship: whole, with their licences, and all of them listed."""

from __future__ import annotations

import hashlib
import tomllib

import pytest

from pipeline.export.validity import SCHEMAS, validate_alto, validate_premis

LISTED = tomllib.loads((SCHEMAS / "MANIFEST.toml").read_text("utf-8"))["file"]


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: entry["name"])
def test_a_schema_is_the_one_that_is_listed(entry):
    data = (SCHEMAS / entry["name"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    assert entry["licence"]
    assert entry["origin"]


def test_nothing_ships_unlisted():
    files = {p.relative_to(SCHEMAS).as_posix() for p in SCHEMAS.rglob("*") if p.is_file()}
    assert files - {"MANIFEST.toml"} == {entry["name"] for entry in LISTED}


def test_a_file_that_names_others_is_not_followed(tmp_path):
    """No entity is resolved, no file of this machine read into a message."""
    secret = tmp_path / "secret"
    secret.write_text("very secret")
    data = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><alto>&x;</alto>'.encode()
    for validate in (validate_alto, validate_premis):
        said = " ".join(validate(data))
        assert said
        assert "very secret" not in said
