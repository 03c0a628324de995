"""What `sohoa reread` says of new versions, and a person's word on them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flows.console import say, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive import Archive as OpenArchive
    from pipeline.archive.ledger.versions_tables import VersionRow
    from pipeline.settings import Settings

__all__ = ["decide", "tell_one", "tell_versions"]


def tell_versions(opened: OpenArchive, *, everything: bool, json: bool) -> None:
    """List the versions that wait; or all there ever were."""
    from pipeline.archive.versions.words import in_short, state_words

    rows = opened.ledger.versions.all(None if everything else "proposed")
    if json:
        say_json({"versions": [_as_dict(row) for row in rows]})
        return
    names = {row.sha256: row.name for row in opened.ledger.files()}
    for row in rows:
        state = "" if row.state == "proposed" else f"{state_words(row)}. "
        say(f"{row.id}  {names.get(row.sha256, '')}  {row.stamp}")
        say(f"  {state}{in_short(row) if row.changes else ''}".rstrip())
    waiting = [row for row in rows if row.state == "proposed"]
    fine = sum(not row.changes.get("why") for row in waiting)
    say(f"{len(waiting)} bản đọc lại chờ duyệt, {fine} bản chắc chắn không kém bản đang dùng.")


def tell_one(opened: OpenArchive, document_id: str, settings: Settings, *, json: bool) -> None:
    """Show what a document's version changes.

    Raises:
        VersionError: No version of it waits.
    """
    from pipeline.archive.versions.proposals import compared, why_not
    from pipeline.archive.versions.words import difference_words

    row = _open_version(opened, document_id)
    found = compared(opened, row, settings)
    why = why_not(found, row, settings)
    if json:
        say_json({**_as_dict(row), "difference": found.as_dict(), "why": list(why)})
        return
    file = opened.ledger.file(row.sha256)
    say(f"{row.id}  {file.name if file else ''}")
    say(f"Bản đọc lại {row.stamp}, cấu hình {row.config} (bản đang dùng: {row.before})")
    for line in difference_words(found, why):
        say(line)


def decide(
    opened: OpenArchive,
    settings: Settings,
    ids: Sequence[str],
    what: str,
    *,
    who: str,
    better_only: bool,
    dry_run: bool,
    json: bool,
) -> None:
    """Release or reject versions.

    Args:
        opened: The archive.
        settings: How sure fields must be, and how much of a text may change.
        ids: Of the documents; none = all that wait.
        what: `--release` or `--reject`.
        who: Decides.
        better_only: Leave what a person must look at.
        dry_run: Change nothing.
        json: For a program.
    """
    from flows.night_lease import night_lease
    from pipeline.archive.versions.proposals import settle

    if dry_run:
        done, left = _decided(opened, settings, ids, what, who, better_only, dry_run=True)
    else:
        with night_lease(settings, opened.ledger.leases) as held:
            ours = opened.under(held.lease)
            settle(ours, settings)
            done, left = _decided(ours, settings, ids, what, who, better_only, dry_run=False)
    word = "released" if what == "--release" else "rejected"
    if json:
        told = [{"id": name, "why": why} for name, why in left]
        say_json({word: done, "waiting": told, "dry_run": dry_run})
        return
    for name, why in left:
        say(f"Để lại {name}: {'; '.join(why)}")
    will = "sẽ được " if dry_run else "đã được "
    doing = "đưa vào dùng" if word == "released" else "bỏ"
    suffix = " nếu bỏ --dry-run" if dry_run else ""
    say(f"{len(done)} bản đọc lại {will}{doing}{suffix}; {len(left)} bản để lại.")


def _decided(
    opened: OpenArchive,
    settings: Settings,
    ids: Sequence[str],
    what: str,
    who: str,
    better_only: bool,  # as it was given
    *,
    dry_run: bool,
) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Ids that were dealt with, and those that were left, with the reasons."""
    from pipeline.archive.versions.proposals import compared, reject, release, why_not
    from pipeline.errors import (
        ArchiveError,
        ArchiveFullError,
        ArchiveReadOnlyError,
        VersionError,
    )

    rows = [_open_version(opened, one) for one in ids] or opened.ledger.versions.all("proposed")
    done: list[str] = []
    left: list[tuple[str, list[str]]] = []
    for row in rows:
        try:
            if what == "--reject":
                if not dry_run:
                    reject(opened, row, who)
            else:
                found = compared(opened, row, settings) if better_only else None
                if found and (why := why_not(found, row, settings)):
                    left.append((row.id, list(why)))
                    continue
                if not dry_run:
                    release(opened, row, who)
            done.append(row.id)
        except (ArchiveFullError, ArchiveReadOnlyError):
            raise
        except (ArchiveError, VersionError) as error:
            if ids:
                raise
            left.append((row.id, [str(error)]))  # one that is damaged must not stop the others
    return done, left


def _open_version(opened: OpenArchive, document_id: str) -> VersionRow:
    from pipeline.archive.versions.words import state_words
    from pipeline.errors import VersionError

    rows = opened.ledger.versions.of(document_id)
    found = next((row for row in rows if row.state == "proposed"), None)
    if found is None:
        last = f" (lần cuối: {state_words(rows[0])})" if rows else ""
        raise VersionError(document_id, f"không có bản đọc lại nào chờ duyệt{last}")
    return found


def _as_dict(row: VersionRow) -> dict[str, Any]:
    moments = {
        "made_at": row.made_at.isoformat(),
        "decided_at": row.decided_at.isoformat() if row.decided_at else None,
    }
    return asdict(row) | moments
