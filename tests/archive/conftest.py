"""The archives that the tests of this room run on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pytest
from drawn_scans import add_scan, document_of, draw_page

from pipeline.archive import Archive, InboxFile, open_archive
from pipeline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.values.document import Document

BOTH = ["folder and SQLite", pytest.param("S3 and PostgreSQL", marks=pytest.mark.server)]


@pytest.fixture(params=BOTH)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an archive that does not exist yet, one after the other."""
    if request.param == "folder and SQLite":
        return Settings(archive=str(tmp_path / "kho"))
    return Settings(
        archive=request.getfixturevalue("s3_url"),
        database=request.getfixturevalue("postgres_url"),
    )


@pytest.fixture
def archive(settings: Settings) -> Iterator[Archive]:
    """An empty archive, in a folder or in a bucket."""
    opened = open_archive(settings)
    yield opened
    opened.close()


@pytest.fixture
def folder_archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive in a folder."""
    opened = open_archive(Settings(archive=str(tmp_path / "kho")))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def scan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    """A scan of one page and its document."""
    drawn = draw_page()
    path = tmp_path_factory.mktemp("scan") / "công văn 55.pdf"
    with pikepdf.new() as pdf:
        add_scan(pdf, drawn.image, 100)
        pdf.save(path)
    return path, document_of(path, [drawn.reading])


@pytest.fixture(scope="session")
def sight(scan: tuple[Path, Document]) -> Callable[[Archive], tuple[Path, Document]]:
    """Put the scan on an archive's record, as a night does first."""
    path, document = scan
    found = path.stat()
    file = InboxFile(str(path), path.name, found.st_size, found.st_mtime_ns)

    def put(archive: Archive) -> tuple[Path, Document]:
        archive.ledger.sight(file, document.source.sha256)
        return scan

    return put


@pytest.fixture
def sighted(
    archive: Archive, sight: Callable[[Archive], tuple[Path, Document]]
) -> tuple[Path, Document]:
    """The scan, known to the archive's ledger."""
    return sight(archive)
