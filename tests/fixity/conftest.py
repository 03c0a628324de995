"""Small archives of whole bags, with real evidence, for tests that damage them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from small_archives import Stack, draw_stack, put

from pipeline.archive import Archive, open_archive
from pipeline.archive.recut import recut
from pipeline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> list[Stack]:
    """Two files: a letter of one page, and a stack of three."""
    folder = tmp_path_factory.mktemp("hộp")
    return [draw_stack(folder / f"tập {n}.pdf", n, n) for n in (1, 3)]


@pytest.fixture(scope="session")
def whole(inbox: list[Stack], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive in a folder with three documents and a superseded one; not to be written to."""
    folder = tmp_path_factory.mktemp("mẫu") / "kho"
    archive = open_archive(Settings(archive=str(folder)))
    letter, stack = inbox
    put(archive, letter, [(1,)])
    put(archive, stack, [(1, 2, 3)])
    recut(archive, stack.scan.sha256, [(1, 2), (3,)], "Lê Thị Mai", Settings())
    archive.close()
    return folder


@pytest.fixture
def kho(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return shutil.copytree(whole, tmp_path / "kho")


@pytest.fixture
def archive(kho: Path) -> Iterator[Archive]:
    """The copy, opened."""
    opened = open_archive(Settings(archive=str(kho)))
    yield opened
    opened.close()
