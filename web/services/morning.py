"""What the night did, what needs a person, and what people do there with files set aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from pipeline.archive.asides import bring_back, put_away, read_again
from pipeline.archive.backlog import Backlog, backlog_of
from pipeline.archive.manifests.facts import manifest_facts
from pipeline.archive.manifests.telling import manifest_troubles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.archive.ledger.asides_tables import AsideRow
    from pipeline.archive.ledger.desk_counts import CauseCount, Named
    from pipeline.archive.ledger.nights import Progress
    from pipeline.archive.ledger.tables import EntryRow, FileRow, NightRow
    from pipeline.values.people import Who
    from web.desk import Desk
    from web.works import AtWork

__all__ = ["Aside", "Left", "Morning", "Night", "act_on", "morning_of", "night_of"]

SILENT = timedelta(minutes=5)
"""A night that left no trace for so long is over, whatever the ledger says: a page is stopped after
two minutes."""
NIGHTS = 14
FILES_SHOWN = 50
NAMES_SHOWN = 5
NAMED_SHOWN = 20
DAMAGED_SHOWN = 50

State = Literal["none", "beginning", "running", "held", "lost", "refused", "failed", "done"]
Act = Literal["retry", "not_secret", "put_away", "bring_back"]


@dataclass(frozen=True, slots=True)
class Night:
    """The night at work, or the last one.

    Attributes:
        state: `none`: there never was one; `beginning`: begun at the desk, not yet at the archive;
            `held`: something else works on the archive; `lost`: it was killed; `refused`: what was
            begun at the desk ended before it came to the archive.
        said: Who works, or what went wrong.
        row: As the ledger has it.
        progress: While it runs, or how far it came.
        backlog: What waits, how quickly it is read, and what the night will leave; None while none
            works.
    """

    state: State
    said: str = ""
    row: NightRow | None = None
    progress: Progress | None = None
    backlog: Backlog | None = None

    @property
    def is_at_work(self) -> bool:
        """Whether it is worth asking again in a few seconds, and no other can be begun."""
        return self.state in ("beginning", "running", "held")


@dataclass(frozen=True, slots=True)
class Aside:
    """A file that was set aside.

    Attributes:
        file: As the ledger has it.
        last: What a person did with it last.
    """

    file: FileRow
    last: AsideRow | None

    @property
    def bare_reason(self) -> str:
        """The reason without the name, which stands beside it."""
        return (self.file.reason or "").removeprefix(f"{self.file.name}: ")


@dataclass(frozen=True, slots=True)
class Left:
    """What lies in the inbox and is not read, for one reason."""

    reason: str
    number: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Damaged:
    """A document that is not as it was, and what can be done."""

    id: str
    name: str
    said: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Morning:
    """Everything the page shows.

    Attributes:
        night: At work, or the last one.
        nights: The last ones, the oldest first.
        documents: In the archive.
        grades: Documents that wait, by the grade of their weightiest note.
        minutes: That a person needs for all of a grade.
        causes: Why they wait, what weighs most first.
        asides: Files that were set aside, the last one first; no more than a page shows.
        asides_number: Of all of them.
        secret_number: Of these, such as bear a mark of secrecy; whoever does not look after files
            set aside is told their number alone.
        away: Files that people took off the list.
        left: What lies in the inbox and is not read.
        lists: Contractors' lists that the inbox is not as they say: name, and what differs.
        lost: Documents that the archive has no more; no more than a page shows.
        lost_number: Of all of them.
        damaged: Documents that are not as they were.
        versions: New readings that wait for a decision.
        versions_of: Documents of these; no more than a page shows.
        twins: Pairs that may be one paper.
        twins_of: One document of each; no more than a page shows.
    """

    night: Night
    nights: tuple[NightRow, ...]
    documents: int
    grades: dict[str, int]
    minutes: dict[str, float]
    causes: tuple[CauseCount, ...]
    asides: tuple[Aside, ...]
    asides_number: int
    secret_number: int
    away: tuple[Aside, ...]
    left: tuple[Left, ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    lost: tuple[Named, ...]
    lost_number: int
    damaged: tuple[Damaged, ...]
    versions: int
    versions_of: tuple[Named, ...]
    twins: int
    twins_of: tuple[Named, ...]

    def of_cause(self, cause: str) -> int:
        """Documents that somebody has to look at for that reason."""
        return sum(count.documents for count in self.waits if count.cause == cause)

    @property
    def waits(self) -> tuple[CauseCount, ...]:
        """Causes that somebody has to look at."""
        return tuple(count for count in self.causes if count.grade != "may")


def night_of(desk: Desk, now: datetime | None = None) -> Night:
    """The night at work, whoever runs it, or the last one.

    Args:
        desk: The archive.
        now: For tests.
    """
    now = now or datetime.now(UTC)
    at_work = desk.works.at_work()
    rows = desk.archive.ledger.nights(1)
    row = rows[0] if rows else None
    if row is not None and row.state == "running":
        return _running(desk, at_work, row, now)
    if at_work.state == "beginning":
        return Night("beginning", "", row)
    if at_work.state == "holds":
        return Night("held", at_work.said, row)
    if at_work.state == "failed":
        return Night("refused", at_work.said, row)
    if row is None:
        return Night("none")
    return Night("done" if row.state == "done" else "failed", "", row)


def _running(desk: Desk, at_work: AtWork, row: NightRow, now: datetime) -> Night:
    """A night that the ledger calls running: it works, or was killed."""
    progress = desk.archive.ledger.work.progress(row.started)
    alive = at_work.state == "holds" or now - (progress.last or row.started) < SILENT
    state: State = "running" if alive else "lost"
    if not alive:
        return Night(state, at_work.said, row, progress)
    hours = desk.settings.schedule, desk.settings.night.stop
    backlog = backlog_of(desk.archive.ledger, *hours, row, now=now)
    return Night(state, at_work.said, row, progress, backlog)


def morning_of(desk: Desk, who: Who) -> Morning:
    """What somebody sees in the morning: counts are of the fonds that they see."""
    ledger, fonds = desk.archive.ledger, who.fonds
    documents = ledger.desk.documents(fonds)
    causes = ledger.desk.causes(fonds)
    keeps = who.may("administer")
    secret = None if keeps else False  # which files are secret is nobody else's business
    rows = ledger.asides.waiting(fonds, secret=secret, most=FILES_SHOWN)
    away = ledger.asides.waiting(fonds, put_away=True, most=FILES_SHOWN) if keeps else []
    return Morning(
        night=night_of(desk),
        nights=tuple(reversed(ledger.nights(NIGHTS))),
        documents=documents.get("published", 0),
        grades=ledger.desk.grades(fonds),
        minutes=_minutes(causes),
        causes=tuple(causes),
        asides=_asides(desk, rows),
        asides_number=ledger.asides.count(fonds),
        secret_number=ledger.asides.count(fonds, secret=True),
        away=_asides(desk, away),
        left=tuple(_left(ledger.entries.all(), who)),
        lists=tuple(_lists(desk, who)),
        lost=tuple(ledger.desk.lost(fonds, NAMED_SHOWN)),
        lost_number=documents.get("missing", 0),
        damaged=tuple(_damaged(desk, fonds)),
        versions=ledger.desk.versions_open(fonds),
        versions_of=tuple(ledger.desk.versions(fonds, NAMED_SHOWN)),
        twins=ledger.desk.twins_open(fonds),
        twins_of=tuple(ledger.desk.twins(fonds, NAMED_SHOWN)),
    )


def _minutes(causes: Sequence[CauseCount]) -> dict[str, float]:
    told: Counter[str] = Counter()
    for count in causes:
        told[count.grade] += count.minutes  # type: ignore[assignment]  # counters add floats, too
    return dict(told)


def _asides(desk: Desk, rows: Sequence[FileRow]) -> tuple[Aside, ...]:
    last = desk.archive.ledger.asides.last_of([row.sha256 for row in rows])
    return tuple(Aside(row, last.get(row.sha256)) for row in rows)


def _left(entries: Sequence[EntryRow], who: Who) -> list[Left]:
    """What was left lying, by reason, the most frequent first."""
    groups: dict[str, list[str]] = {}
    for entry in entries:
        if _is_seen(entry.name, who):
            groups.setdefault(entry.reason, []).append(entry.name)
    left = [Left(why, len(names), tuple(names[:NAMES_SHOWN])) for why, names in groups.items()]
    return sorted(left, key=lambda one: -one.number)


def _is_seen(name: str, who: Who) -> bool:
    """Whether a name of the inbox lies in a fonds that somebody sees."""
    head, slash, _ = name.partition("/")
    return who.fonds is None or (head if slash else "") in who.fonds


def _lists(desk: Desk, who: Who) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A list in the inbox itself may name files of every fonds: who sees some is told of theirs."""
    for one in manifest_facts(desk.archive, desk.archive.ledger.manifests.all()):
        if not one.is_whole and _is_seen(one.name, who):
            yield one.name, tuple(manifest_troubles(one))


def _damaged(desk: Desk, fonds: frozenset[str] | None) -> list[Damaged]:
    found: dict[str, list[Any]] = {}
    for damage in desk.archive.ledger.fixity.damaged():
        if damage.id:
            found.setdefault(damage.id, []).append(damage)
    names = desk.archive.ledger.desk.seen(list(found)[:DAMAGED_SHOWN], fonds)
    return [
        Damaged(
            id_,
            name,
            "; ".join(damage.said for damage in found[id_][:3]),
            "; ".join(dict.fromkeys(d.remedy for d in found[id_] if d.remedy)),
        )
        for id_, name in names.items()
    ]


def act_on(desk: Desk, who: Who, sha256: str, act: Act) -> FileRow:
    """Do with a file set aside what a person says; it is put on record with their name.

    Returns:
        The file as it was.

    Raises:
        DigitiseError: It waits no more, or this cannot be done with it.
    """
    archive = desk.archive
    if act == "put_away":
        return put_away(archive, sha256, who.name)
    if act == "bring_back":
        return bring_back(archive, sha256, who.name)
    return read_again(archive, sha256, who.name, not_secret=act == "not_secret")
