"""The command `sohoa`, run in this process: a start costs a second."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple
from unittest.mock import patch

import pytest
from reread_archive import again, door, kho  # noqa: F401  # fixtures of several files

from flows.cli import main


class Said(NamedTuple):
    """What a command said, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def sohoa(tmp_path, monkeypatch, capfd):
    """Run the command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, **environment):
        with (
            patch.dict(os.environ, {"SOHOA_STATE": str(tmp_path / "state"), **environment}),
            patch.object(sys, "argv", ["sohoa", *map(str, arguments)]),
            pytest.raises(SystemExit) as end,
        ):
            main()
        return Said(end.value.code, *capfd.readouterr())

    return run
