"""An inbox in a bucket may be larger than the disk: copies of its scans stay within bounds."""

from __future__ import annotations

import hashlib

import pytest
from flows_drawing import letter
from inside_nights import night_inside

import pipeline.page
from flows import copies, holding, stocktaking
from pipeline.archive.objects import open_bucket
from pipeline.settings import Night, Settings
from pipeline.values.readings import PageReading, PageResult


@pytest.mark.server
@pytest.mark.parametrize("most", [0, 10**9])
def test_what_does_not_fit_is_fetched_when_its_turn_comes(s3_url, tmp_path, monkeypatch, most):
    """However little fits; what is no work, and what was opened, is let go of."""
    fs, inbox = open_bucket(f"{s3_url}/in")
    for name, number in (("a.pdf", 1), ("b.pdf", 2), ("copy of a.pdf", 1)):
        fs.pipe_file(f"{inbox}/{name}", letter(number))
    sums = f"{hashlib.sha256(letter(1)).hexdigest()}  a.pdf\n{'0' * 64}  b.pdf\n"
    fs.pipe_file(f"{inbox}/SHA256SUMS", sums.encode())
    settings = Settings(
        inbox=f"{s3_url}/in", archive=str(tmp_path / "kho"), night=Night(stop="", least_free_mb=0)
    )
    monkeypatch.setattr(holding, "_open", {})
    monkeypatch.setattr(copies, "MOST_BYTES", most)
    read = PageResult(PageReading(1, (870, 1245), 150.0))
    monkeypatch.setattr(pipeline.page, "digitise_page", lambda *_args, **_more: read)
    fetched = []
    fetch = stocktaking.fetch

    def counted(file, folder):
        fetched.append((file.name, len(list(folder.glob("*")))))
        return fetch(file, folder)

    monkeypatch.setattr(stocktaking, "fetch", counted)
    facts, _ = night_inside(settings, tmp_path, "2026-11-29T220000")
    assert len(facts.documents) == 1
    assert [trouble.name for trouble in facts.files_set_aside] == ["b.pdf"]
    assert facts.manifests[0].extras == ("copy of a.pdf",)
    assert len(facts.duplicates) == 1
    assert list((tmp_path / "scratch").glob("**/*.pdf")) == []
    if most:
        assert len(fetched) == 3
    else:
        assert [name for name, _ in fetched] == ["a.pdf", "b.pdf", "copy of a.pdf", "a.pdf"]
    assert max(there for _, there in fetched) <= 1 + bool(most)  # the list, and what fits
    for archive in holding._open.values():
        archive.close()
