"""Documents handed over as a regulation asks: what is lacking, or all of it as one ZIP."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.exporting import Asked, FromArchive, drafted, looked_at
from pipeline.archive.fonds import hidden_from
from pipeline.archive.search.facets import Within
from pipeline.profiles import PROFILES
from pipeline.profiles.delivery import bytes_needed, deliver
from pipeline.profiles.planning import MOST_BYTES, read_plan
from pipeline.profiles.records import STRICT
from pipeline.profiles.template import template
from web.services.files import zipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.profiles.plan import Plan
    from pipeline.profiles.records import Draft
    from pipeline.values.people import Who
    from web.desk import Desk
    from web.services.finding import Asked as Question

__all__ = [
    "MOST",
    "MOST_PLAN_BYTES",
    "Drafted",
    "chosen_by",
    "draft_of",
    "plan_of",
    "template_of",
    "zipped_export",
]

MOST = 200
"""Documents that a browser waits for; more are a task of an hour, and of the command line."""
MOST_BYTES_AT_ONCE = 2_000_000_000
MOST_PLAN_BYTES = MOST_BYTES
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Drafted:
    """An export before it is written.

    Attributes:
        profile: Key of the regulation.
        plan: It follows.
        draft: The records, and what keeps them from being whole.
    """

    profile: str
    plan: Plan
    draft: Draft

    @property
    def ready(self) -> bool:
        """Nothing is lacking."""
        return bool(self.draft.files) and not self.draft.troubles

    @property
    def too_large(self) -> bool:
        """It would take too much of the server's disk."""
        return bytes_needed(self.draft) > MOST_BYTES_AT_ONCE


def chosen_by(desk: Desk, who: Who, question: Question) -> tuple[list[str], int]:
    """Documents that answer a question, as many as are exported at once; and how many there are."""
    within = Within(who.fonds, question.chosen, hidden_from(desk.archive, who))
    answer = desk.archive.search.search(
        question.text, limit=MOST, order=question.order, facets=True, within=within
    )
    total = max(answer.facets.total if answer.facets else 0, len(answer.hits))
    return [hit.id for hit in answer.hits], total


def plan_of(name: str, data: bytes) -> Plan | None:
    """An operator's plan as it was uploaded; None where nothing was.

    Raises:
        PlanError: It cannot be understood.
    """
    return read_plan(name, data) if data else None


def draft_of(desk: Desk, profile: str, ids: Sequence[str], plan: Plan | None) -> Drafted:
    """What an export of these documents would hold.

    Raises:
        ArchiveError: A document cannot be read.
    """
    asked = Asked(frozenset(ids), frozenset(), STRICT, whole_only=False)
    documents = looked_at(desk.archive, asked)
    used, made = drafted(PROFILES[profile], plan, documents, asked)
    return Drafted(profile, used, made)


def template_of(made: Drafted) -> bytes:
    """A workbook to be filled in, with what is known already."""
    return template(PROFILES[made.profile], made.plan, made.draft.troubles)


def zipped_export(desk: Desk, made: Drafted) -> Iterator[bytes]:
    """The export as a ZIP: written whole into a folder of its own first, which goes at the end.

    Raises:
        ExportFullError: No room for it; before the first block.
    """
    folder = Path(tempfile.mkdtemp(prefix="sohoa-"))
    try:
        out = folder / f"xuat-{made.profile}"
        deliver(made.draft, made.plan, FromArchive(desk.archive), out, lambda _: None)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return _sent(folder, out)


def _sent(folder: Path, out: Path) -> Iterator[bytes]:
    try:
        files = sorted(path for path in out.rglob("*") if path.is_file())
        yield from zipped((path.relative_to(folder).as_posix(), _blocks(path)) for path in files)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            yield block
