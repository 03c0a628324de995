"""The shapes of what is answered: what OpenAPI promises is made of these."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from pipeline.values.events import EventKind

__all__ = [
    "ChangeIn",
    "DecisionOut",
    "DecisionsIn",
    "DecisionsOut",
    "DocumentOut",
    "DocumentPage",
    "EventOut",
    "EventPage",
    "FileOut",
    "FilesOut",
    "HitOut",
    "NightOut",
    "NightPage",
    "PageOut",
    "Problem",
    "Ready",
    "ReceivedOut",
    "ScanOut",
    "ScanPage",
    "SignIn",
    "TextOut",
    "WaitingOut",
    "WaitingPage",
]

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$", examples=["3f" * 32])]
DocumentId = Annotated[str, Field(max_length=80, examples=["3fa9c1d200b7e845-0001"])]
Next = Annotated[
    str | None, Field(description="Gửi lại làm `cursor` để lấy phần sau; null = đã hết.")
]


@dataclass(frozen=True)
class Problem:
    """What went wrong (RFC 9457)."""

    title: str
    status: int
    detail: Annotated[str, Field(description="Sai ở đâu và cần làm gì, tiếng Việt.")]
    type: str = "about:blank"
    code: Annotated[str | None, Field(description="Mã lỗi ổn định cho chương trình.")] = None
    errors: list[str] | None = None
    newer: Annotated[
        list[DecisionOut] | None, Field(description="Quyết định mới hơn mà bên gửi chưa biết.")
    ] = None


@dataclass(frozen=True)
class Health:
    """The desk answers; nothing of the archive is told."""

    status: Literal["ok"] = "ok"


@dataclass(frozen=True)
class Ready:
    """Whether the desk can work, part by part."""

    status: Literal["ready", "not-ready"]
    archive: str
    documents: int
    indexed: Annotated[int | None, Field(description="null = chưa dùng được chỉ mục.")]
    files: dict[str, int]
    inbox: Annotated[bool, Field(description="Hộp nhận có đó và ghi được.")]
    webhooks_failing: int
    troubles: list[str]


@dataclass(frozen=True)
class ReceivedOut:
    """A file came."""

    sha256: Sha256
    known: Annotated[bool, Field(description="Đã có sẵn từ trước: không nhận thêm bản nữa.")]
    status_url: Annotated[str, Field(examples=["/api/v1/scans/" + "3f" * 32])]


@dataclass(frozen=True)
class ScanOut:
    """A scanned file, and what became of it."""

    sha256: Sha256
    name: Annotated[str, Field(description="Đường dẫn trong hộp nhận.")]
    size: int
    pages: int | None
    state: Literal["waiting", "seen", "reading", "published", "set_aside", "failed"]
    state_said: Annotated[str, Field(examples=["Đang chờ đêm tới"])]
    code: Annotated[str | None, Field(description="Mã lý do khi để riêng.")]
    reason: Annotated[str | None, Field(description="Lý do khi để riêng, tiếng Việt.")]
    came: datetime
    sent_by: str | None
    documents: list[DocumentId]


@dataclass(frozen=True)
class ScanPage:
    """Files, the last first."""

    items: list[ScanOut]
    next: Next


@dataclass(frozen=True)
class NightOut:
    """A night."""

    id: Annotated[str, Field(examples=["2026-11-29T220000"])]
    state: str
    started: datetime
    ended: datetime | None
    counts: dict[str, Any]


@dataclass(frozen=True)
class NightPage:
    """The last nights, the newest first."""

    items: list[NightOut]


@dataclass(frozen=True)
class HitOut:
    """A document that was found, or is listed."""

    id: DocumentId
    href: str
    name: Annotated[str, Field(description="Đường dẫn của tệp quét trong hộp nhận.")]
    pages: Annotated[list[int], Field(description="Số trang trong tệp quét.")]
    fields: Annotated[dict[str, str], Field(examples=[{"number": "574", "symbol": "TTr-UBND"}])]
    snippet: Annotated[str | None, Field(description="Chỗ khớp; null khi liệt kê.")] = None
    page: int | None = None
    score: float | None = None


@dataclass(frozen=True)
class DocumentPage:
    """Documents."""

    items: list[HitOut]
    next: Next
    total: Annotated[int | None, Field(description="Số văn bản khớp; null khi liệt kê.")] = None
    facets: Annotated[
        dict[str, list[tuple[str, int]]] | None,
        Field(description="Mỗi mục: giá trị và số văn bản; null khi liệt kê."),
    ] = None


@dataclass(frozen=True)
class TargetIn:
    """What a decision is about; see `docs/corrections.md`."""

    kind: Literal["field", "line", "unread", "mark", "page", "note", "document"]
    key: Annotated[str, Field(max_length=100, examples=["number"])] = ""
    page: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    box: Annotated[
        tuple[int, int, int, int] | None, Field(description="x, y, rộng, cao; điểm của bản quét.")
    ] = None
    where: Annotated[str, Field(max_length=1000)] = ""


@dataclass(frozen=True)
class ChangeIn:
    """What shall be decided."""

    act: Literal["confirm", "correct", "unreadable", "name", "turn", "waive", "reopen", "undo"]
    target: TargetIn
    before: Any = None
    after: Annotated[Any, Field(examples=["575"])] = None
    reason: Annotated[str | None, Field(max_length=2000)] = None
    undoes: Annotated[int | None, Field(ge=1, le=1_000_000)] = None


@dataclass(frozen=True)
class DecisionsIn:
    """Changes of one document, all of them or none."""

    changes: Annotated[list[ChangeIn], Field(min_length=1, max_length=500)]
    seen: Annotated[
        int | None,
        Field(
            ge=0,
            le=1_000_000,
            description="Số của quyết định mới nhất mà bên gửi đã biết; hoặc gửi If-Match.",
        ),
    ] = None


@dataclass(frozen=True)
class SignIn:
    """The record is signed off."""

    seen: Annotated[int, Field(ge=0, le=1_000_000)]
    reason: Annotated[
        str | None, Field(max_length=2000, description="Cần khi còn việc bắt buộc chưa xử lý.")
    ] = None


@dataclass(frozen=True)
class DecisionOut:
    """A decision on record."""

    number: int
    at: datetime
    who: str
    act: str
    target: dict[str, Any]
    before: Any = None
    after: Any = None
    reason: str | None = None
    undoes: int | None = None
    holds: Annotated[bool, Field(description="Còn hiệu lực: chưa bị hoàn tác.")] = True


@dataclass(frozen=True)
class DecisionsOut:
    """All decisions of a document, oldest first."""

    document: DocumentId
    seen: Annotated[int, Field(description="Số của quyết định mới nhất; 0 = chưa có.")]
    signed: Annotated[bool, Field(description="Hồ sơ đã ký duyệt.")]
    items: list[DecisionOut]


@dataclass(frozen=True)
class DocumentOut:
    """A document's record: what people decided laid over what the machine read."""

    id: DocumentId
    seen: int
    signed: bool
    record: Annotated[
        dict[str, Any], Field(description="Như document.json: xem docs/document.schema.json.")
    ]
    machine: Annotated[
        dict[str, Any], Field(description="Các mục mà người đã quyết định, như máy đã đọc.")
    ]
    links: Annotated[dict[str, str], Field(examples=[{"text": "/api/v1/documents/…/text"}])]


@dataclass(frozen=True)
class TextOut:
    """A document's canonical text."""

    id: DocumentId
    text: str


@dataclass(frozen=True)
class PageOut:
    """What one page says, with what people decided laid over it."""

    id: DocumentId
    page: Annotated[dict[str, Any], Field(description="Như một phần tử `pages` của document.json.")]


@dataclass(frozen=True)
class FileOut:
    """A file of a document's bag."""

    name: Annotated[str, Field(examples=["document.pdf"])]
    size: int
    sha256: Sha256
    href: str


@dataclass(frozen=True)
class FilesOut:
    """Files of a document's bag: as they were published, without later decisions."""

    id: DocumentId
    items: list[FileOut]


@dataclass(frozen=True)
class WaitingOut:
    """A document that waits for a person."""

    id: DocumentId
    href: str
    name: str
    grade: Literal["must", "should", "may"] | None
    fields: dict[str, str]
    notes: list[dict[str, Any]]


@dataclass(frozen=True)
class WaitingPage:
    """Documents that wait."""

    items: list[WaitingOut]
    next: Next
    total: int


@dataclass(frozen=True)
class EventOut:
    """Something that happened: ids and where to ask."""

    id: Annotated[str, Field(description="Tăng dần.", examples=["1764421200123456"])]
    type: EventKind
    timestamp: datetime
    document: dict[str, str] | None = None
    scan: dict[str, str] | None = None
    decision: int | None = None


@dataclass(frozen=True)
class EventPage:
    """Events behind a cursor, the oldest first."""

    items: list[EventOut] = field(default_factory=list)
    cursor: Annotated[
        str,
        Field(description="Gửi lại làm `after` để lấy tin mới hơn; luôn có, kể cả khi hết tin."),
    ] = "0"
    more: Annotated[bool, Field(description="Còn nữa, hỏi tiếp ngay.")] = False
