"""Inbox and archive are kept apart, before anything is made."""

from __future__ import annotations

import pytest

from flows.apart import keep_apart
from pipeline.errors import SettingsError
from pipeline.settings import Settings


@pytest.mark.parametrize(
    ("inbox", "archive"),
    [
        ("in", "in"),
        ("in", "in/kho"),
        ("in", "in/a/b/kho"),
        ("in", "link/kho"),
        ("link", "in/../in/kho"),
        ("kho/in", "kho"),
        ("kho/documents/in", "kho"),
        ("link", "in"),
    ],
)
def test_folders_in_each_other_are_refused(tmp_path, monkeypatch, inbox, archive):
    """Whichever lies in the other, by whatever name; the way out is told, nothing is made."""
    monkeypatch.chdir(tmp_path)
    for folder in ("in", "kho/in", "kho/documents/in"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "link").symlink_to("in")

    with pytest.raises(SettingsError, match=r"hộp nhận.*--archive"):
        keep_apart(Settings(inbox=inbox, archive=archive))
    assert not (tmp_path / "in" / "kho").exists()


@pytest.mark.parametrize(
    ("inbox", "archive"),
    [("in", "kho"), ("in", "in2"), ("in", "in-kho"), ("loop", "kho"), ("in", "s3://in/kho")],
)
def test_folders_beside_each_other_are_fine(tmp_path, monkeypatch, inbox, archive):
    """A name that only begins alike is another place."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "loop").symlink_to("loop")

    keep_apart(Settings(inbox=inbox, archive=archive))


@pytest.mark.parametrize(
    ("inbox", "archive", "apart"),
    [
        ("s3://b/in", "s3://b/in", False),
        ("s3://b/in/", "s3://b/in/kho", False),
        ("s3://b", "s3://b/kho", False),
        ("s3://b/kho/in", "s3://b/kho/", False),
        ("s3://b/in", "s3://b/in2", True),
        ("s3://b/in", "s3://b2/in/kho", True),
    ],
)
def test_prefixes_of_a_bucket(inbox, archive, apart):
    """The same for keys."""
    settings = Settings(inbox=inbox, archive=archive)
    if apart:
        keep_apart(settings)
    else:
        with pytest.raises(SettingsError, match="archive"):
            keep_apart(settings)
