"""The plan beyond: its arithmetic against a simulation, its tables against the document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import simpy

from evaluation.plan.__main__ import renewed
from evaluation.plan.capacity import PARTS, Site, needed, parts, plan
from evaluation.plan.costs import COSTS, Costs, figures
from evaluation.plan.tables import CHANGES
from pipeline.errors import SettingsError

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def costs():
    return Costs.of(figures())


STEP = 20
"""Pages that go through the parts together, so that queues are seen and a run takes a second."""


class Night(simpy.Environment):
    """Pages that queue before the parts of a site: each machine takes more when it has room."""

    def __init__(self, costs, site):
        super().__init__()
        self.site = site
        self.found = {part.name: part for part in parts(costs, site)}
        self.shared = {
            name: simpy.Resource(self, max(1, round(part.count)))
            for name, part in self.found.items()
            if name not in ("workers", "keeping")
        }
        self.ready, self.ended = simpy.Container(self), []
        for _ in range(site.stocktakers):
            self.process(self.stock())
        for _ in range(site.machines):
            read = simpy.Store(self, capacity=2 * site.cores)
            for _ in range(site.cores):
                self.process(self.page_process(read))
            for _ in range(site.workers):
                self.process(self.keeping(read))

    def asked(self, name):
        part, resource = self.found[name], self.shared[name]
        with resource.request() as turn:
            yield turn
            yield self.timeout(STEP * part.seconds * resource.capacity / part.count)

    def stock(self):
        while True:
            yield from self.asked("stock")
            yield self.ready.put(STEP)

    def page_process(self, read):
        """It reads on while there is room for what it has read."""
        while True:
            yield self.ready.get(STEP)
            yield from self.asked("inbox line")
            yield self.timeout(STEP * self.found["workers"].seconds)
            yield read.put(STEP)

    def keeping(self, read):
        """A worker's own process takes what was read."""
        while True:
            yield read.get()
            yield self.timeout(STEP * self.found["keeping"].seconds)
            self.process(self.published())

    def published(self):
        for name in ("ledger", "store", "store line", "server"):
            yield from self.asked(name)
        self.ended.append(self.now)

    def pages_a_s(self, steps):
        """In the middle of a night, when all are at work."""
        while len(self.ended) < steps:
            self.step()
        first, last = steps // 3, steps - 1
        return (last - first) * STEP / (self.ended[last] - self.ended[first])


@pytest.mark.parametrize("machines", [1, 10, 100])
@pytest.mark.parametrize("beside", ["as composed", "what it needs"])
def test_the_arithmetic_is_what_a_simulation_shows(costs, machines, beside):
    """Pages that queue before the same parts are done at the rate the law says, within 10 %."""
    site = Site(machines=machines)
    site = needed(costs, site) if beside == "what it needs" else site
    rate = Night(costs, site).pages_a_s(steps=5 * machines * site.cores)
    assert rate == pytest.approx(plan(costs, site).pages_a_s, rel=0.1)


def test_what_stands_beside_suffices(costs):
    """With what is needed, machines are the limit, and nothing else is nearly full."""
    for machines in (1, 3, 10, 100, 1000):
        made = plan(costs, needed(costs, Site(machines=machines)))
        assert made.first == "workers"
        assert sorted(made.busy.values())[-2] <= 0.72  # whole processes and cores cannot be halved


def test_a_dearer_part_fills_earlier(costs):
    """Every part's cost tells: made dear enough, each becomes the limit."""
    dear = {
        "workers": {"reading_s": 60.0, "keeping_s": 0.0},
        "keeping": {"keeping_s": 5.0},
        "ledger": {"ledger_s": 5.0},
        "store": {"store_s": 5.0},
        "store line": {"made_bytes": 1e9},
        "inbox line": {"scan_bytes": 1e9},
        "stock": {"file_s": 50.0},
        "server": {"run_server_s": 1000.0},
    }
    assert dear.keys() == PARTS.keys() == CHANGES.keys()
    for name, changed in dear.items():
        nodes = 9 if name == "inbox line" else 1  # the same scan goes over the store's line
        assert plan(replace(costs, **changed), Site(store_nodes=nodes)).first == name


def test_the_document_has_the_tables_of_these_costs():
    """`make capacity` writes them; who changes a cost runs it."""
    document = (ROOT / "docs" / "capacity.md").read_text()
    assert renewed(document) == document
    assert renewed(document.replace("| 100 |", "| 99 |")) == document


def test_every_figure_says_how_it_was_measured():
    """A number without its origin is a guess."""
    for name, figure in figures().items():
        assert len(figure.how) > 20, name
        assert figure.unit, name
        assert figure.day.startswith("2026-"), name


def test_a_slip_in_the_figures_is_told(tmp_path):
    """A missing figure, an unknown word, a negative cost: named, with the file."""
    whole = COSTS.read_text()
    file = tmp_path / "costs.json"
    for old, new in (('"value": ', '"valeu": '), ('"value": ', '"value": -')):
        file.write_text(whole.replace(old, new, 1))
        with pytest.raises(SettingsError, match=r"costs\.json"):
            figures(file)
    file.write_text(whole.replace("reading_s", "writing_s"))
    with pytest.raises(SettingsError, match="reading_s"):
        Costs.of(figures(file))
