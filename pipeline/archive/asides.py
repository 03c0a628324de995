"""What a person does with a file that was set aside: each is put on record with who did it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import DigitiseError

if TYPE_CHECKING:
    from pipeline.archive.archive import Archive
    from pipeline.archive.ledger.tables import FileRow

__all__ = ["NotAsideError", "bring_back", "put_away", "read_again"]


class NotAsideError(DigitiseError):
    """The file is not set aside, or not for that reason: (what it is called, detail)."""

    code = "not-aside"

    def __str__(self) -> str:
        name, detail = self.args
        return f"{name}: {detail}. Hãy tải lại danh sách; có thể người khác đã xử lý tệp này."


def read_again(archive: Archive, sha256: str, who: str, *, not_secret: bool = False) -> FileRow:
    """The next night reads it again.

    Args:
        archive: It waits there.
        sha256: Of the file.
        who: Decides.
        not_secret: An authorised person looked, and its mark of secrecy is none. Without that word
            a night looks at the mark again, and sets the file aside again.

    Returns:
        The file as it was.

    Raises:
        NotAsideError: It does not wait, or has no mark of secrecy.
    """
    row = _waiting(archive, sha256)
    if not_secret:
        if not row.is_secret:
            detail = "tệp này để riêng vì lý do khác, không phải vì dấu độ mật"
            raise NotAsideError(row.name, detail)
        archive.ledger.clear(sha256, who)
    archive.ledger.asides.note(sha256, who, "not_secret" if not_secret else "retry")
    archive.ledger.retry(sha256)
    for name in {row.name, *archive.ledger.names(sha256)}:
        archive.take_back(name)
    return row


def put_away(archive: Archive, sha256: str, who: str) -> FileRow:
    """Take it off the list; it stays set aside, and comes back when it is set aside anew.

    Raises:
        NotAsideError: It does not wait.
    """
    row = _waiting(archive, sha256)
    archive.ledger.asides.note(sha256, who, "put_away")
    return row


def bring_back(archive: Archive, sha256: str, who: str) -> FileRow:
    """Put it on the list again.

    Raises:
        NotAsideError: It does not wait any more.
    """
    row = _waiting(archive, sha256)
    archive.ledger.asides.note(sha256, who, "bring_back")
    return row


def _waiting(archive: Archive, sha256: str) -> FileRow:
    row = archive.ledger.file(sha256)
    if row is None or row.state not in ("set_aside", "failed"):
        name = row.name if row else sha256[:12]
        raise NotAsideError(name, "tệp này không còn chờ người xem")
    return row
