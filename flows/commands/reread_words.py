"""What `sohoa reread` says before and after documents are read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.console import say, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.night_facts import RereadFacts
    from pipeline.archive import Archive as OpenArchive
    from pipeline.archive.versions.choice import ChosenFile, NotChosen

__all__ = ["tell_done", "tell_plan"]

_SHOWN = 20


def tell_plan(
    files: Sequence[ChosenFile],
    left: Sequence[NotChosen],
    minutes: float,
    *,
    json: bool,
    dry_run: bool,
) -> None:
    """What would be read, how many pages, and how long it will take about."""
    pages = sum(file.pages for file in files)
    if json:
        told = [
            {
                "sha256": file.sha256,
                "name": file.name,
                "pages": file.pages,
                "documents": [row.id for row in file.documents],
                "because_of": list(file.because_of),
            }
            for file in files
        ]
        say_json(
            {
                "dry_run": dry_run,
                "files": told,
                "pages": pages,
                "minutes": round(minutes, 1),
                "left": [{"id": one.id, "why": one.why} for one in left],
            }
        )
        return
    for file in files[:_SHOWN]:
        say(f"{', '.join(row.id for row in file.documents)}  {file.name}  {file.pages} trang")
    if len(files) > _SHOWN:
        say(f"… và {len(files) - _SHOWN} tệp nữa")
    _tell_left(left)
    if files:
        say(
            f"{len(files)} tệp, {pages} trang sẽ được đọc lại, {_about(minutes)}, nếu bỏ --dry-run."
        )
    else:
        say("Không có văn bản nào cần đọc lại.")


def tell_done(
    opened: OpenArchive, facts: RereadFacts, left: Sequence[NotChosen], *, json: bool
) -> None:
    """What was read, and in a line each what the new versions change."""
    from pipeline.archive.versions.words import in_short

    rows = [opened.ledger.versions.one(*which) for which in facts.proposed]
    taken = [opened.ledger.versions.one(*which) for which in facts.taken]
    if json:
        versions: list[dict[str, Any]] = [
            {"id": row.id, "stamp": row.stamp, "changes": row.changes} for row in rows
        ]
        say_json(
            {
                "dry_run": False,
                "pages_read": facts.pages_read,
                "pages_kept": facts.pages_kept,
                "versions": versions,
                "released": [{"id": row.id, "stamp": row.stamp} for row in taken],
                "secret": facts.secret,
                "left": [
                    *({"id": one.id, "why": one.why} for one in left),
                    *({"name": one.name, "why": one.bare_reason} for one in facts.left),
                ],
            }
        )
        return
    if facts.secret:
        say(f"CÓ DẤU ĐỘ MẬT khi đọc lại, không giữ bản mới: {len(facts.secret)} văn bản:")
        for line in facts.secret:
            say(f"  {line}")
    for row in taken:
        say(f"{row.id}  đã đưa vào dùng: trang đã đọc lại theo chiều {row.decided_by} định")
    for row in rows:
        say(f"{row.id}  {in_short(row)}")
    kept = f" ({facts.pages_kept} trang giữ từ lần trước)" if facts.pages_kept else ""
    say(f"Đã đọc lại {facts.pages_read} trang{kept}; {len(rows)} văn bản có bản mới chờ duyệt.")
    _tell_left(left)
    for trouble in facts.left:
        say(f"Không đọc lại được: {trouble.reason}")
    if rows:
        say(
            "Xem khác gì: sohoa reread MÃ --show. Duyệt: sohoa reread MÃ --release (--better-only)."
        )


def _tell_left(left: Sequence[NotChosen]) -> None:
    for one in left:
        say(f"Để lại {one.id}: {one.why}")


def _about(minutes: float) -> str:
    """How long it will take.

    >>> _about(0.2), _about(89.6)
    ('dưới 1 phút', 'khoảng 90 phút')
    """
    return "dưới 1 phút" if minutes < 1 else f"khoảng {minutes:.0f} phút"
