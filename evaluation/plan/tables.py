"""The plan as tables in Markdown, for `docs/capacity.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluation.plan.capacity import PARTS, Site, needed, parts, plan
from evaluation.plan.costs import Costs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evaluation.plan.costs import Figure

__all__ = ["MACHINES", "PAGES", "tables"]

MACHINES = (1, 10, 100)
PAGES = 10_000_000
BATCH_PAGES = (50, 200, 1000)
NIGHT_HOURS = 8.0
"""From 22:00 to 06:00."""
CHANGES = {
    "keeping": "more workers on each machine, who share its page processes (`SOHOA_WORKERS`)",
    "ledger": "more cores for PostgreSQL; then documents' own tables in a second database",
    "store": "more volume servers and S3 parts of the store, or a site's own S3",
    "store line": "more nodes of the store, or a 10 Gbit/s line",
    "inbox line": "scans on the store or on several shares; a 10 Gbit/s line",
    "stock": "an inbox a collection, each with a night and an archive of its own",
    "server": "larger batches (`[night]`), then Prefect's services in a process of their own",
    "workers": "nothing: this is what is paid for; more machines",
}


def tables(found: dict[str, Figure]) -> dict[str, str]:
    """Name of each table → the table."""
    costs = Costs.of(found)
    return {
        "demands": _demands(costs),
        "machines": _machines(costs),
        "beside": _beside(costs),
        "batches": _batches(costs),
        "province": _province(costs),
        "costs": _costs(found),
    }


def _demands(costs: Costs) -> str:
    alone = Site()
    rows = []
    (workers, *_) = found = parts(costs, alone)
    for part in found:
        full = part.pages_a_s / workers.pages_a_s
        # What stands once on every machine grows with them, and fills none or at once.
        own = part.name in ("workers", "keeping")
        when = ("–" if part is workers else "at once" if full < 1 else "never") if own else _n(full)
        rows.append(
            (PARTS[part.name], f"{part.seconds * 1000:.3g} ms", _n(part.pages_a_s), when,
             CHANGES[part.name])
        )  # fmt: skip
    return _table(
        ("part, as in one machine's site", "a page asks", "pages/s, most", "machines that fill it",
         "what is changed then"),
        rows,
    )  # fmt: skip


def _machines(costs: Costs) -> str:
    rows = []
    for machines in MACHINES:
        site = Site(machines=machines)
        for kind, one in (("as composed", site), ("with what it needs", needed(costs, site))):
            made = plan(costs, one)
            rest = sorted(((name, busy) for name, busy in made.busy.items()), key=lambda at: -at[1])
            second = ", ".join(f"{name} {busy:.0%}" for name, busy in rest[1:3])
            hours = made.hours(PAGES)
            rows.append(
                (str(machines), kind, _n(made.pages_a_s), f"{made.first}", second, _n(hours),
                 _n(hours / NIGHT_HOURS))
            )  # fmt: skip
    head = (
        "machines",
        "beside them",
        "pages/s",
        "full first",
        "busy next",
        "hours",
        "nights of 8 h",
    )
    return _table(head, rows)


def _beside(costs: Costs) -> str:
    rows = []
    for machines in MACHINES:
        one = needed(costs, Site(machines=machines))
        rows.append(
            (str(machines), str(one.workers), str(one.ledger_cores), str(one.store_nodes),
             str(one.inboxes), str(one.stocktakers), str(one.servers))
        )  # fmt: skip
    head = ("machines", "workers on each", "cores of PostgreSQL", "nodes of the store",
            "lines of the inbox", "nights side by side", "Prefect servers")  # fmt: skip
    return _table(head, rows)


def _batches(costs: Costs) -> str:
    rows = []
    for pages in BATCH_PAGES:
        for workers in (1, 2):
            site = Site(workers=workers, batch_pages=pages)
            made = plan(costs, site)
            best = site.cores / (costs.reading_s + costs.keeping_s)
            minutes = pages / (made.pages_a_s / workers) / 60
            server = parts(costs, site)[-1].pages_a_s / made.pages_a_s
            rows.append(
                (str(pages), str(workers), _n(made.pages_a_s), f"{1 - made.pages_a_s / best:.0%}",
                 _n(minutes), _n(server))
            )  # fmt: skip
    head = ("pages a batch", "workers on a machine", "pages/s of a machine", "lost to starts",
            "minutes a batch", "machines that fill Prefect's server")  # fmt: skip
    return _table(head, rows)


def _province(costs: Costs) -> str:
    hours = PAGES / 3600
    runs = PAGES / Site().batch_pages
    starts = costs.run_worker_s + Site().cores * costs.page_process_s
    kept = costs.scan_bytes + costs.made_bytes
    beside = (costs.ledger_s + costs.store_s) * hours + costs.run_server_s * runs / 3600
    rows = [
        ("reading", f"{costs.reading_s * hours:,.0f} CPU-hours"),
        ("everything else on workers", f"{costs.keeping_s * hours:,.0f} CPU-hours"),
        ("starting runs on workers", f"{starts * runs / 3600:,.0f} CPU-hours"),
        ("PostgreSQL, store, Prefect's server",
         f"{beside:,.0f} CPU-hours"),
        ("archive: scans", f"{costs.scan_bytes * PAGES / 1e12:,.1f} TB"),
        ("archive: what is made of them", f"{costs.made_bytes * PAGES / 1e12:,.1f} TB"),
        ("archive, twice (a backup elsewhere)", f"{2 * kept * PAGES / 1e12:,.1f} TB"),
        ("objects in the store", f"{costs.objects * PAGES / 1e6:,.0f} million"),
        ("ledger", f"{costs.ledger_bytes * PAGES / 1e9:,.0f} GB"),
        ("checkpoints, written and removed", f"{costs.checkpoint_bytes * PAGES / 1e12:,.1f} TB"),
        ("Prefect's database, were nothing removed", f"{costs.run_bytes * runs / 1e9:,.1f} GB"),
    ]  # fmt: skip
    return _table((f"{PAGES:,} pages", "cost"), rows)


def _costs(found: dict[str, Figure]) -> str:
    rows = [
        (figure.what, f"{figure.value:,.6g} {figure.unit}", figure.how, figure.day)
        for figure in found.values()
    ]
    return _table(("figure", "value", "how it was measured", "day"), rows)


def _n(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
