"""What `sohoa export` says: what there is to export, what is missing, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from flows.console import say, warn

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.profiles.records import Draft

__all__ = ["State", "as_dict", "tell"]

SHOWN = 20
State = Literal["dry-run", "written", "unchanged", "incomplete"]


def tell(made: Draft, out: Path | None, state: State) -> None:
    """For a person."""
    from pipeline.profiles.delivery import bytes_needed

    documents = [one for file in made.files for one in file.documents]
    size = bytes_needed(made) / 1e6
    say(
        f"{made.profile.name}: {len(made.files)} hồ sơ, {len(documents)} văn bản, khoảng "
        f"{size:.0f} MB khi xuất; {len(made.used)} giá trị do người nhập."
    )
    if state == "dry-run":
        _tell_files(made)
    if open_notes := sum(one.facts.must > 0 for one in documents):
        say(f"{open_notes} văn bản còn ghi chú phải xem (sohoa status --all).")
    _tell_unplaced(made)
    for heading, troubles in (
        ("Giữ lại hồ sơ, vì", made.held),
        ("Còn thiếu hoặc sai", made.troubles),
    ):
        if troubles:
            say(f"{heading} {len(troubles)} chỗ:")
            for trouble in troubles[:SHOWN]:
                say(f"  {trouble.document or trouble.file}  {trouble}")
            _more(len(troubles))
    for note in made.notes[:SHOWN]:
        warn(f"Lưu ý: {note}")
    say(_closing(made, out, state))


def _tell_files(made: Draft) -> None:
    for file in made.files[:SHOWN]:
        pages, title = file.values.get("page_count", "?"), file.values.get("title", "")
        say(f"  {file.code}: {len(file.documents)} văn bản, {pages} trang  {title}")
    _more(len(made.files))


def _tell_unplaced(made: Draft) -> None:
    if made.unplaced:
        say(f"{len(made.unplaced)} văn bản không thuộc hồ sơ nào, không xuất:")
        for facts in made.unplaced[:SHOWN]:
            say(f"  {facts.id}  {facts.called}")
        _more(len(made.unplaced))


def _more(count: int) -> None:
    if count > SHOWN:
        say(f"  … và {count - SHOWN} mục nữa (--json kể hết)")


def _closing(made: Draft, out: Path | None, state: State) -> str:
    if made.troubles:
        return "Chưa xuất gì. Điền kế hoạch (--template ghi sẵn chỗ thiếu) rồi chạy lại."
    if not made.files:
        return "Không có hồ sơ nào để xuất."
    return {
        "incomplete": "Chưa xuất gì.",
        "dry-run": "Đủ để xuất. Chưa ghi gì; bỏ --dry-run để xuất.",
        "written": f"Đã xuất vào {out}.",
        "unchanged": f"{out} đã có đúng bản xuất này, không đổi gì.",
    }[state]


def as_dict(made: Draft, out: Path | None, state: State) -> dict[str, Any]:
    """For programs."""
    from dataclasses import asdict

    from pipeline.profiles.delivery import bytes_needed
    from pipeline.profiles.told import size_of

    return {
        "profile": made.profile.name,
        "out": None if out is None else str(out),
        "state": state,
        "bytes": bytes_needed(made),
        "files": [
            {
                "code": file.code,
                "folder": file.folder,
                "title": file.values.get("title"),
                "documents": [
                    {
                        "id": d.facts.id,
                        "file": d.name,
                        "size": size_of(d.facts),
                        "must": d.facts.must,
                    }
                    for d in file.documents
                ],
            }
            for file in made.files
        ],
        "troubles": [asdict(one) for one in made.troubles],
        "held_back": [asdict(one) for one in made.held],
        "unplaced": [{"id": one.id, "name": one.called} for one in made.unplaced],
        "values_given": [asdict(one) for one in made.used],
        "notes": list(made.notes),
    }
