"""The archive as a run over it finds it."""

import pytest

from flows import holding
from pipeline.archive import recut
from pipeline.archive.versions import proposals
from pipeline.errors import ArchiveError


@pytest.fixture
def finished(monkeypatch):
    """What was finished; finishing cuts fails as the test says."""
    done, failing = [], []

    def cuts(*_):
        if failing:
            raise failing[0]
        done.append("cuts")

    monkeypatch.setattr(recut, "finish_cuts", cuts)
    monkeypatch.setattr(proposals, "settle", lambda *_: done.append("releases"))
    return done, failing


def test_a_cut_that_cannot_be_finished_stops_no_run(finished):
    done, failing = finished
    failing.append(ArchiveError("kho", "hỏng"))
    holding.finish_what_began(None, None)
    assert done == ["releases"]


def test_what_a_killed_command_left_is_finished_and_a_mistake_of_ours_is_not_hidden(finished):
    done, failing = finished
    holding.finish_what_began(None, None)
    assert done == ["cuts", "releases"]
    failing.append(TypeError("ours"))
    with pytest.raises(TypeError):
        holding.finish_what_began(None, None)
