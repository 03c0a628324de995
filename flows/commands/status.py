"""`sohoa status`: what the ledger knows."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.closing_words import NIGHT_STATES, told
from flows.commands.options import Archive, Config, Database, Json, settings_from
from flows.console import say, say_json
from flows.damages import damage_notes
from flows.night_facts import FileTrouble, plain_name
from flows.review_words import waiting_words
from flows.twins import known_pairs, twin_notes
from pipeline.review_list import ReviewList
from pipeline.text.measures import square_mm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from pipeline.archive import Archive as OpenArchive
    from pipeline.archive.fixity.damage import Damage
    from pipeline.archive.ledger.fixity import Looked
    from pipeline.archive.ledger.tables import FileRow, FileState, NightRow
    from pipeline.settings import Settings

__all__ = ["SHORT_ID", "as_dict", "existing", "see_archive", "status", "waiting_files"]

STATES = {
    "seen": "chờ đọc",
    "reading": "đang đọc dở",
    "published": "đã vào kho",
    "set_aside": "để riêng",
    "failed": "chưa xong, đêm sau thử lại",
}
WAITING: tuple[FileState, ...] = ("set_aside", "failed")
SHORT_ID = 12
"""Signs of a file's hash that are shown; any unambiguous beginning is understood."""
SHOWN = 20


def status(
    archive: Archive = None,
    database: Database = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Kể hết văn bản cần người xem, không chỉ phần đầu.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Xem đêm đang chạy, cập nhật liên tục; dừng: Ctrl-C.")
    ] = False,
    json: Json = False,
    config: Config = None,
) -> None:
    """Cho biết kho có gì, văn bản nào cần người xem, tệp nào để riêng, đêm gần nhất ra sao.

    Ví dụ: sohoa status --archive ./kho --all
    """
    settings = settings_from(config, archive=archive, database=database)
    from flows.watching import NOBODY_READS, look
    from flows.watching import watch as follow

    if watch:
        with existing(settings) as opened, suppress(KeyboardInterrupt):
            follow(opened)
        return
    from flows.night_lease import holder_of
    from flows.to_come import ToCome

    with existing(settings) as opened:
        counts = opened.ledger.counts()
        put_away = {row.sha256 for row in opened.ledger.asides.waiting(put_away=True)}
        waiting = [row for row in waiting_files(opened) if row.sha256 not in put_away]
        nights = opened.ledger.nights(5)
        left = [
            FileTrouble(plain_name(row.name), row.code, row.reason)
            for row in opened.ledger.entries.all()
        ]
        files, duplicates = opened.ledger.in_inbox(nights[0].started) if nights else (0, 0)
        missing = _missing(opened)
        documents = counts.get("documents", 0) - len(missing)
        proposed = len(opened.ledger.versions.all("proposed"))
        damages = opened.ledger.fixity.damaged()
        looked = opened.ledger.fixity.so_far()
        review, unranked = _review(opened, documents, damages)
        holder = holder_of(opened.ledger.leases)
        is_idle = holder is not None and look(opened).is_idle
        to_come = ToCome.of(opened, settings, nights, is_held=holder is not None)
    if json:
        say_json(
            {
                "documents": documents,
                "held_by": holder,
                "is_idle": is_idle,
                "missing": missing,
                "damaged": [asdict(damage) for damage in damages],
                "looked_through": {
                    "documents": looked.documents,
                    "oldest": looked.oldest and looked.oldest.isoformat(timespec="seconds"),
                },
                "documents_unranked": unranked,
                "versions_proposed": proposed,
                **review.counts(),
                "review": [entry.as_dict() for entry in review.entries],
                **to_come.as_dict(),
                "inbox": {"files": files, "duplicates": duplicates},
                "not_taken": [asdict(entry) for entry in left],
                "files": {state: counts.get(state, 0) for state in STATES},
                "secret_files": sum(row.is_secret for row in waiting),
                "waiting": [as_dict(row) for row in waiting],
                "put_away": len(put_away),
                "nights": [
                    {"night": n.id, "state": n.state, "started": n.started.isoformat(), **n.counts}
                    for n in nights
                ],
            }
        )
        return
    say(f"Kho {settings.archive}: {documents} văn bản.")
    if holder is not None:
        say(f"Đang có lượt làm việc trên kho: {holder}.")
    if is_idle:
        say(NOBODY_READS)
    _tell_missing(missing)
    _tell_looks(looked, documents, damages)
    _tell_review(review, unranked, None if everything else SHOWN)
    if proposed:
        say(f"  {proposed} bản đọc lại chờ duyệt: sohoa reread --list")
    for state, words in STATES.items():
        if counts.get(state):
            say(f"  {counts[state]} tệp {words}")
    for line in to_come.words(settings.timezone):
        say(line)
    _tell_waiting(waiting)
    if put_away:
        say(f"  {len(put_away)} tệp để riêng đã có người xem và bỏ khỏi danh sách.")
    _tell_inbox(files, duplicates, left)
    _tell_night(nights[:1])


def _tell_inbox(files: int, duplicates: int, left: Sequence[FileTrouble]) -> None:
    if files or left:
        say(f"Hộp nhận, lần xem gần nhất: {files} tệp quét ({duplicates} trùng nội dung).")
    if left:
        say(f"Không lấy, hoặc chưa lấy, {len(left)} mục:")
        for line in told(left):
            say(line)


def _tell_night(nights: list[NightRow]) -> None:
    for night in nights:
        say(f"Đêm gần nhất {night.id}: {NIGHT_STATES[night.state]}.")
        if pages := night.counts.get("pages_left"):
            say(f"  Dừng khi còn {pages} trang để đêm sau.")
        if pages := night.counts.get("pages_unread"):
            area = square_mm(night.counts["unread_mm2"])
            say(f"  Chữ chưa đọc trên {pages} trang, {area} nét mực; xem báo cáo của đêm ấy.")
        if pages := night.counts.get("pages_to_rescan"):
            say(f"  Nên quét lại {pages} trang: sohoa acceptance --night {night.id}")


def _review(
    opened: OpenArchive, documents: int, damages: Sequence[Damage]
) -> tuple[ReviewList, int]:
    """What a person should look at in the archive, and how many documents nobody has graded."""
    records = opened.ledger.records
    graded = records.counts()
    twice = twin_notes(known_pairs(opened))
    rows = {row.id: row for row in records.for_review()}
    damaged = damage_notes(damages)
    also = [document for document in (*twice, *damaged) if document not in rows]
    listed = rows | {row.id: row for row in records.of(list(dict.fromkeys(also)))}
    more = [row.grade for row in listed.values() if row.id not in rows]
    review = ReviewList(
        (
            row.reviewed(
                (*([damaged[row.id]] if row.id in damaged else ()), *twice.get(row.id, ()))
            )
            for row in listed.values()
        ),
        may=graded.get("may", 0) - more.count("may"),
        clear=graded.get("none", 0) - more.count("none"),
    )
    return review, documents - sum(graded.values())


def _tell_review(review: ReviewList, unranked: int, most: int | None) -> None:
    if review.documents or review.may or review.clear:
        for line in waiting_words(review, most):
            say(line)
    if unranked > 0:
        say(f"  {unranked} văn bản vào kho từ bản trước của chương trình, chưa được xếp hạng.")


def _tell_looks(looked: Looked, documents: int, damages: Sequence[Damage]) -> None:
    """How far the archive was looked through, and what is damaged in it."""
    if looked.oldest is not None:
        since = looked.oldest.astimezone().strftime("%d/%m/%Y")
        never = documents - looked.documents
        rest = f", {never} văn bản chưa lần nào" if never > 0 else ""
        say(f"Kiểm tra toàn vẹn: {looked.documents} văn bản từ {since} tới nay{rest}.")
    if damages:
        say(f"HỎNG TRONG KHO {len(damages)} chỗ; xem sohoa verify, sửa bằng sohoa repair.")


def _missing(opened: OpenArchive) -> list[dict[str, Any]]:
    """Documents that the ledger knows and the archive has no more; where their scans lay."""
    from pipeline.archive.spelling import spelt

    found = []
    for row in opened.missing():
        file = opened.ledger.file(row.sha256)
        scans = [spelt(place) for place in opened.ledger.places(row.sha256)]
        found.append({"id": row.id, "name": plain_name(file.name if file else ""), "scans": scans})
    return found


def _tell_missing(missing: list[dict[str, Any]]) -> None:
    if missing:
        say(f"MẤT KHỎI KHO {len(missing)} văn bản; đêm sau lập lại nếu bản quét còn ở hộp nhận:")
    for lost in missing[:SHOWN]:
        say(f"  {lost['id']}  {lost['name']}")
    if len(missing) > SHOWN:
        say(f"  … và {len(missing) - SHOWN} văn bản nữa")


def _tell_waiting(waiting: list[FileRow]) -> None:
    secret = [row for row in waiting if row.is_secret]
    waiting = [row for row in waiting if not row.is_secret]
    if secret:
        say(f"CÓ DẤU ĐỘ MẬT, không đọc, không lưu nội dung: {len(secret)} tệp:")
        for row in secret:
            say(f"  {row.sha256[:SHORT_ID]}  {row.reason}")
    if waiting:
        say("Tệp cần người xem:")
        for row in waiting[:SHOWN]:
            say(f"  {row.sha256[:SHORT_ID]}  {row.reason}")
        if len(waiting) > SHOWN:
            say(f"  … và {len(waiting) - SHOWN} tệp nữa")
        say("Sau khi xử lý: sohoa retry MÃ (hoặc --all), rồi sohoa ingest.")


def existing(settings: Settings) -> AbstractContextManager[OpenArchive]:
    """The archive, if there is one: asking for its state must not make one."""
    from contextlib import closing

    from pipeline.archive import open_archive

    see_archive(settings)
    return closing(open_archive(settings))


def see_archive(settings: Settings) -> None:
    """Refuse an archive that is not there."""
    from pipeline.errors import ArchiveError

    if "://" not in settings.archive and not Path(settings.archive).is_dir():
        raise ArchiveError(
            settings.archive,
            "chưa có kho ở đây; hãy xem lại --archive, hoặc lập kho bằng sohoa ingest",
        )


def waiting_files(opened: OpenArchive) -> list[FileRow]:
    """Files that are not in the archive, and not by the next night alone."""
    return [row for state in WAITING for row in opened.ledger.files(state)]


def as_dict(row: FileRow) -> dict[str, Any]:
    """A file for programs."""
    return {
        "sha256": row.sha256,
        "name": row.name,
        "state": row.state,
        "code": row.code,
        "reason": row.reason,
        "attempts": row.attempts,
    }
