"""The closing words of a night: what was done, what needs a person, what was left and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.night_facts import NAMED, grouped
from flows.review_words import waiting_words
from pipeline.text.measures import square_mm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.night_facts import FileTrouble, LostDocument, NightFacts
    from pipeline.settings import Settings

__all__ = ["NIGHT_STATES", "TOLD", "and_more", "closing_words", "told"]

NIGHT_STATES = {"done": "xong", "failed": "hỏng", "running": "đang chạy hoặc bị ngắt"}
TOLD = 10
"""So many files and documents are named in the closing words; the report has them all."""


def closing_words(facts: NightFacts, settings: Settings) -> str:
    """What was done, what needs a person, and where things lie."""
    from pipeline.archive.manifests.telling import manifest_words  # SQL and all: not for --help

    lines = [
        _done(facts),
        *_secret(facts),
        *_halted(facts),
        *_left(facts),
        *manifest_words(facts.manifests),
        *_lost(facts),
        *_again(facts),
        *_damaged(facts),
        *_for_a_person(facts),
        *_from_before(facts),
        f"Kết quả: {settings.archive}/documents",
    ]
    if facts.report:
        lines.append(f"Báo cáo: {facts.report}")
    lines += [f"Không gửi được báo cáo {said}." for said in facts.undelivered]
    return "\n".join(lines)


def _done(facts: NightFacts) -> str:
    if facts.nothing_new:
        return "Không có gì mới: mọi bản quét trong hộp nhận đã được xử lý từ trước."
    kept = f", {facts.pages_kept} trang giữ từ lần trước" if facts.pages_kept else ""
    return (
        f"Xong: {facts.documents_published} văn bản vào kho, {facts.pages_read} trang đã đọc{kept}"
        f", trong {facts.seconds:.0f} giây."
    )


def _halted(facts: NightFacts) -> list[str]:
    """Why not all was done, and how much is left."""
    if not facts.halted:
        return []
    left = f"còn {facts.files_left} tệp, {facts.pages_left} trang để đêm sau"
    return [f"Dừng vì {facts.halted}: {left}."]


def _secret(facts: NightFacts) -> list[str]:
    lines = []
    if facts.files_withheld:
        count = len(facts.files_withheld)
        lines.append(f"CÓ DẤU ĐỘ MẬT, không đọc, không lưu nội dung: {count} tệp:")
        lines += [f"  - {trouble.reason}" for trouble in facts.files_withheld]
    if facts.withheld_before:
        lines.append(
            f"Còn {facts.withheld_before} tệp có dấu độ mật từ trước vẫn nằm trong hộp nhận: "
            "hãy chuyển đi."
        )
    return lines


def _again(facts: NightFacts) -> list[str]:
    """Documents of the archive that were read again."""
    again = facts.again
    lines = []
    if again.secret:
        lines.append(f"CÓ DẤU ĐỘ MẬT khi đọc lại, không giữ bản mới: {len(again.secret)} văn bản:")
        lines += [f"  - {told}" for told in again.secret]
    if again.proposed:
        number = len(again.proposed)
        lines.append(
            f"Đọc lại {again.pages_read} trang: {number} văn bản có bản mới chờ duyệt; "
            "xem: sohoa reread --list"
        )
    lines += [f"Không đọc lại được: {trouble.reason}" for trouble in again.left]
    return lines


def _left(facts: NightFacts) -> list[str]:
    lines = []
    for words, troubles in (
        ("Để riêng {} tệp:", facts.files_set_aside),
        ("Để lại {} tệp cho đêm sau:", facts.files_waiting),
        ("Không lấy {} mục trong hộp nhận:", facts.not_taken),
    ):
        if troubles:
            lines += [words.format(len(troubles)), *told(troubles)]
    if facts.chaff:
        lines.append(f"Bỏ qua {len(facts.chaff)} tệp ẩn, tệp tạm hoặc chép dở.")
    return lines


def _lost(facts: NightFacts) -> list[str]:
    lines = []
    if facts.still_lost:
        lines.append(f"MẤT KHỎI KHO {len(facts.still_lost)} văn bản:")
        lines += [f"  - {_loss(lost)}" for lost in facts.still_lost[:TOLD]]
        lines += and_more(len(facts.still_lost))
    if facts.made_again:
        lines.append(f"Lập lại {len(facts.made_again)} văn bản bị mất khỏi kho, từ hộp nhận.")
    return lines


def _damaged(facts: NightFacts) -> list[str]:
    if not facts.looked_through:
        return []
    if not facts.damages:
        return [f"Kiểm tra {facts.looked_through} văn bản trong kho: còn nguyên vẹn."]
    lines = [f"HỎNG TRONG KHO {len(facts.damages)} chỗ (sohoa verify, sohoa repair):"]
    lines += [f"  - {damage.place}: {damage.said}" for damage in facts.damages[:TOLD]]
    return lines + and_more(len(facts.damages))


def _for_a_person(facts: NightFacts) -> list[str]:
    if not facts.documents and not facts.damaged:
        return []
    return [*_unread(facts), *_rescan(facts), *waiting_words(facts.review, TOLD)]


def _unread(facts: NightFacts) -> list[str]:
    """Print that was seen and not read: no text tells that it is missing."""
    if not facts.unread:
        return []
    area, pages = square_mm(facts.unread_mm2), facts.count_pages("unread")
    return [f"Chữ chưa đọc trên {pages} trang, {area} nét mực; ảnh từng chỗ ở báo cáo."]


def _rescan(facts: NightFacts) -> list[str]:
    """Pages whose scan is not good enough: the paper is still at hand in the morning."""
    pages = facts.count_pages("rescan")
    if not pages:
        return []
    return [f"Nên quét lại {pages} trang; lý do ở báo cáo và sohoa acceptance."]


def _from_before(facts: NightFacts) -> list[str]:
    lines = []
    if facts.duplicates:
        lines.append(f"{len(facts.duplicates)} tệp trùng nội dung với tệp đã có; không làm lại.")
    before = (
        (facts.published_before, "đã vào kho"),
        (facts.duplicates_before, "trùng nội dung"),
        (facts.aside_before - facts.withheld_before, "để riêng (sohoa status)"),
    )
    known = ", ".join(f"{count} {words}" for count, words in before if count)
    return [*lines, f"Tệp có từ trước trong hộp nhận: {known}."] if known else lines


def told(troubles: Sequence[FileTrouble]) -> list[str]:
    """Files one by one where they are few; else by reason, with the first names of each."""
    if len(troubles) <= TOLD:
        return [f"  - {trouble.name}: {trouble.bare_reason}" for trouble in troubles]
    groups = grouped(troubles)
    lines = []
    for reason, names in groups[:TOLD]:
        more = ", …" if len(names) > NAMED else ""
        lines.append(f"  - {len(names)} × {reason} ({', '.join(names[:NAMED])}{more})")
    rest = sum(len(names) for _, names in groups[TOLD:])
    return [*lines, f"  … và {rest} mục nữa, xem báo cáo."] if rest else lines


def _loss(lost: LostDocument) -> str:
    why = "chưa lập lại được" if lost.scan_found else "bản quét không còn trong hộp nhận"
    return f"{lost.id} ({lost.name}): {why}"


def and_more(count: int) -> list[str]:
    """That there are more than were named."""
    return [f"  … và {count - TOLD} mục nữa, xem báo cáo."] if count > TOLD else []
