"""What monitoring is told is what the ledger knows, also when it is asked again and again."""

from __future__ import annotations

import json
import re
import urllib.request
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from flows.metrics import exposition, serve
from pipeline.archive.ledger import gauges as gauges_module
from pipeline.archive.ledger.batches import BatchRow
from pipeline.archive.ledger.ledger import Ledger
from pipeline.archive.ledger.tables import now
from pipeline.archive.listing import InboxFile
from pipeline.errors import ArchiveError, PageTookTooLongError
from pipeline.settings import Settings

DOCS = Path(__file__).parents[2] / "docs" / "monitoring"
SHA = "a" * 64


@pytest.fixture
def opened(tmp_path):
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.sqlite")
    ledger.sight(InboxFile("a.pdf", str(tmp_path / "a.pdf"), 1, 1), SHA)
    yield SimpleNamespace(ledger=ledger)
    ledger.close()


@pytest.fixture
def settings(tmp_path):
    return Settings(archive=str(tmp_path), state=str(tmp_path))


def told(opened, settings):
    """Name and labels → value."""
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(exposition(opened, settings))
        for sample in family.samples
    }


def test_pages_are_counted_with_their_seconds_reasons_and_confidence(opened, settings):
    pages = opened.ledger.pages
    pages.finish(SHA, 1, "k", 2.0, 0.97)
    pages.finish(SHA, 2, "k", 1.0, None)
    pages.fail(SHA, 3, "k", PageTookTooLongError("a.pdf", 3, 120), 120.0)
    found = told(opened, settings)
    assert found["sohoa_pages_total", "done"] == 2
    assert found["sohoa_pages_total", "failed"] == 1
    assert found["sohoa_page_seconds_total",] == 123
    assert found["sohoa_page_failures_total", PageTookTooLongError.code] == 1
    assert found["sohoa_page_confidence_bucket", "0.95"] == 0
    assert found["sohoa_page_confidence_bucket", "0.98"] == 1
    assert found["sohoa_page_confidence_count",] == 1


def test_counters_go_on_over_the_hours_and_count_nothing_twice(opened, settings, monkeypatch):
    moment = now()
    for hour in range(5):
        at = moment + timedelta(hours=hour, minutes=7)
        monkeypatch.setattr("pipeline.archive.ledger.pages.now", lambda at=at: at)
        monkeypatch.setattr(gauges_module, "now", lambda at=at: at)
        opened.ledger.pages.finish(SHA, hour + 1, "k", 1.0, 0.9)
        for _ in range(2):
            found = told(opened, settings)
            assert found["sohoa_pages_total", "done"] == hour + 1
            assert found["sohoa_page_confidence_count",] == hour + 1
    # A process that begins to ask now says the same.
    opened.ledger.gauges = gauges_module.Gauges(opened.ledger._db)
    assert told(opened, settings)["sohoa_pages_total", "done"] == 5


def test_the_queue_and_who_holds_what(opened, settings):
    ledger = opened.ledger
    row = BatchRow("n-0001", "n", 1, 1, "read", "planned", 0, 40, {}, None, None, None)
    ledger.batches.plan([row])
    ledger.leases.take("batch:n-0001", "{}")
    found = told(opened, settings)
    assert found["sohoa_batches", "planned"] == 1
    assert found["sohoa_batch_pages", "planned"] == 40
    assert found["sohoa_leases", "batch"] == 1
    assert found["sohoa_leases", "night"] == 0


def test_a_ledger_that_does_not_answer_is_told(opened, settings, monkeypatch):
    def away(*_):
        raise ArchiveError("x", "y")

    monkeypatch.setattr(opened.ledger.gauges, "files", away)
    assert told(opened, settings) == {("sohoa_ledger_up",): 0}


def test_prometheus_asks_over_http(opened, settings):
    port = serve(opened, settings, "127.0.0.1", 0)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        assert b"sohoa_ledger_up 1.0" in answer.read()


def test_figures_that_are_joined_bear_the_same_labels():
    """`and`, `>` and `/` find nothing where only one side has the labels of its instance."""
    asked = [
        rule["expr"]
        for group in yaml.safe_load((DOCS / "alerts.yml").read_text())["groups"]
        for rule in group["rules"]
    ]
    board = json.loads((DOCS / "sohoa.grafana.json").read_text())
    asked += [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    joined = 0
    for said in asked:
        if len(re.findall(r"sohoa_\w+", said)) < 2 or " or " in said:
            continue
        joined += 1
        summed = re.sub(r"sum\((?:[a-z]+\()?sohoa_\w+(?:\{[^}]*\})?(?:\[\w+\]\))?\)", "", said)
        assert "and on() " in said or "sohoa_" not in summed, said
        assert "ignoring(" not in said
    assert joined > 3


def test_board_and_alerts_ask_for_what_is_told(opened, settings):
    opened.ledger.pages.fail(SHA, 3, "k", PageTookTooLongError("a.pdf", 3, 120), 120.0)
    opened.ledger.start_night("n")
    opened.ledger.end_night("n", {})
    opened.ledger.set_aside(SHA, ArchiveError("x", "y"))
    known = {
        name
        for family in text_string_to_metric_families(exposition(opened, settings))
        for name in (family.name, *(sample.name for sample in family.samples))
    }
    known |= {"sohoa_review_minutes"}  # nothing waits here
    board = json.loads((DOCS / "sohoa.grafana.json").read_text())
    said = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    asked = set(re.findall(r"sohoa_\w+", " ".join(said) + (DOCS / "alerts.yml").read_text()))
    assert asked
    assert asked <= known
    words = (DOCS.parent / "monitoring.md").read_text()
    assert all(name.removesuffix("_bucket") in words for name in asked)
