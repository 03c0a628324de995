"""What saturates first, and at which rate: the utilisation law over what a page asks of each part.

A part that is asked for `d` seconds a page serves at most `1 / d` pages a second, however long the
queue before it; the part that serves least is the limit of all (Denning and Buzen, The Operational
Analysis of Queueing Network Models, 1978).  A test lets batches run through the same parts in a
simulation and compares.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evaluation.plan.costs import Costs

__all__ = ["PARTS", "Part", "Plan", "Site", "needed", "parts", "plan"]

BUSY = 0.7
"""Above, queues grow long: at 70 % the wait is some two services, at 90 % nine (M/M/1)."""


@dataclass(frozen=True, slots=True)
class Site:
    """Machines that read, and what stands beside them.

    Attributes:
        machines: That read.
        cores: Of each.
        workers: Of each: processes that take batches, publish documents and speak to ledger and
            store, while the machine's other processes read pages.
        ledger_cores: Of the database's machine.
        store_nodes: Machines of the object store.
        store_cores: Of each.
        network_bytes_a_s: Of one machine's line; the inbox has one, each node of the store has one.
        inboxes: Lines of the share that scans lie on.
        stocktakers: Processes that look the inbox through and hash what is new.
        servers: Of Prefect; each is one busy process.
        batch_pages: Pages a run.
    """

    machines: int = 1
    cores: int = 16
    workers: int = 1
    ledger_cores: int = 4
    store_nodes: int = 1
    store_cores: int = 4
    network_bytes_a_s: float = 115e6
    inboxes: int = 1
    stocktakers: int = 1
    servers: int = 1
    batch_pages: int = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A part that pages queue before.

    Attributes:
        name: See `PARTS`.
        seconds: That a page asks of it, when it stands once.
        count: How many stand: cores, lines, processes.
    """

    name: str
    seconds: float
    count: float

    @property
    def pages_a_s(self) -> float:
        """The most that it serves."""
        return self.count / self.seconds if self.seconds else float("inf")


PARTS = {
    "workers": "processors of the machines that read",
    "keeping": "each worker's own process: publishing, and waiting for the ledger",
    "ledger": "PostgreSQL, processor",
    "store": "object store, processor",
    "store line": "object store, network",
    "inbox line": "share with the scans, network",
    "stock": "the night's own process: looking for and hashing what is new",
    "server": "Prefect's server",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a site does.

    Attributes:
        site: It.
        pages_a_s: In the long run.
        first: Name of the part that is full.
        busy: Name of each part → share of it that is used at that rate.
    """

    site: Site
    pages_a_s: float
    first: str
    busy: dict[str, float]

    def hours(self, pages: float) -> float:
        """How long so many pages take."""
        return pages / self.pages_a_s / 3600


def parts(costs: Costs, site: Site) -> list[Part]:
    """What a page asks of each part of a site."""
    beating = costs.beats_a_s * site.machines * costs.ledger_s / max(costs.statements, 1e-9)
    moved = 2 * costs.scan_bytes  # once to hash it, once to read it
    stored = costs.scan_bytes + costs.made_bytes + 2 * costs.checkpoint_bytes
    stock = costs.file_s / costs.pages_a_file + costs.scan_bytes / costs.hash_bytes_a_s
    share = site.cores / site.workers  # of a machine's processors, and its page processes
    run = (costs.run_worker_s + share * costs.page_process_s) / site.batch_pages
    # A worker's share of the cores waits while its next run starts.
    idle = costs.run_start_s * share / site.batch_pages
    reading = costs.reading_s + costs.keeping_s + run + idle
    keeping = costs.keeping_s + costs.statements * costs.statement_wait_s
    return [
        Part("workers", reading, site.machines * site.cores),
        Part("keeping", keeping, site.machines * site.workers),
        Part("ledger", costs.ledger_s, max(site.ledger_cores - beating, 1e-9)),
        Part("store", costs.store_s, site.store_nodes * site.store_cores),
        Part("store line", stored / site.network_bytes_a_s, site.store_nodes),
        Part("inbox line", moved / site.network_bytes_a_s, site.inboxes),
        Part("stock", stock, site.stocktakers),
        Part("server", costs.run_server_s / site.batch_pages, site.servers),
    ]


def plan(costs: Costs, site: Site) -> Plan:
    """What a site does in the long run, and what keeps it from more."""
    found = parts(costs, site)
    least = min(found, key=lambda part: part.pages_a_s)
    rate = least.pages_a_s
    busy = {part.name: rate / part.pages_a_s for part in found}
    return Plan(site, rate, least.name, busy)


def needed(costs: Costs, site: Site) -> Site:
    """What must stand beside the same machines: they are the limit, nothing else is too busy."""
    workers, *others = parts(costs, site)
    times = {part.name: workers.pages_a_s / part.pages_a_s / BUSY for part in others}
    store = ceil(site.store_nodes * max(times["store"], times["store line"], 1 / site.store_nodes))
    return replace(
        site,
        workers=max(site.workers, ceil(site.workers * times["keeping"])),
        ledger_cores=max(site.ledger_cores, ceil(site.ledger_cores * times["ledger"])),
        store_nodes=max(site.store_nodes, store),
        inboxes=max(site.inboxes, ceil(site.inboxes * times["inbox line"])),
        stocktakers=max(site.stocktakers, ceil(site.stocktakers * times["stock"])),
        servers=max(site.servers, ceil(site.servers * times["server"])),
    )
