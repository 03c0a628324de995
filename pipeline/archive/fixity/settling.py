"""Ledger and archive brought together again where they do not agree: the archive is the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.archive.decisions.files import recall_decisions_of
from pipeline.archive.fixity.agreement import QUARANTINE
from pipeline.archive.ledger.tables import now
from pipeline.archive.moments import as_stamp
from pipeline.archive.quarantine import Reason, read_reason, reason_file, reason_path
from pipeline.archive.relearning.relearning import relearn_file
from pipeline.archive.store import DAMAGED

if TYPE_CHECKING:
    from pipeline.archive.archive import Archive
    from pipeline.archive.fixity.damage import Damage

__all__ = ["settle_disagreement"]


def settle_disagreement(archive: Archive, damage: Damage) -> bool:
    """Mend what is wrong between ledger and archive, as far as one of them knows.

    Args:
        archive: Both; who calls holds the lock.
        damage: With one of the codes of such; of others nothing is done.

    Returns:
        Whether it is mended.
    """
    if damage.code in ("no-row", "row-differs"):
        relearn_file(archive, damage.id)
        return archive.ledger.document(damage.id) is not None
    if damage.code == "no-words":
        _, unreadable = recall_decisions_of(archive, damage.id)
        if archive.has(damage.id):  # else cut anew since: on record is enough
            archive.make_known(archive.read_document(damage.id))
        return not unreadable
    return damage.code == "reason" and _settle_reason(archive, damage.file)


def _settle_reason(archive: Archive, file: str) -> bool:
    """A reason written again from the ledger, or the ledger told what a reason says."""
    store, ledger = archive.store, archive.ledger
    path = f"{QUARANTINE}/{file}"
    found = read_reason(store.read(path))
    if found is not None and found.sha256 is not None and ledger.file(found.sha256) is None:
        ledger.relearn.aside(found, found.sha256, now())
        return True
    rows = (
        (name, row)
        for row in ledger.files("set_aside")
        for name in (row.name, *ledger.names(row.sha256))
    )
    for name, row in rows:
        if reason_path(name) == path:
            reason = Reason(row.code or "", row.reason or "")
            store.write(path, reason_file(name, row.sha256, row.size, reason))
            return True
    if found is None and store.exists(path):
        # Of no file that waits: kept as it is, where nobody takes it for a reason.
        store.move(path, f"{DAMAGED}/{QUARANTINE}/{as_stamp(now())}/{file}")
        return True
    return False
