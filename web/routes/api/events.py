"""What happened since."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query

from pipeline.values.events import EventKind
from pipeline.values.people import Who
from web.desk import AtDesk
from web.routes.api import PREFIX
from web.routes.api.answers import EventOut, EventPage
from web.security.doors import needs
from web.services.courier import payload
from web.services.events import events_after

if TYPE_CHECKING:
    from pipeline.values.events import Event

router = APIRouter(prefix=PREFIX, tags=["events"])


@router.get(
    "/events",
    response_model=EventPage,
    response_model_exclude_none=True,
    summary="Tin mới: văn bản vào kho, cần xem, được sửa, ký duyệt; tệp để riêng",
)
def listed(
    desk: AtDesk,
    who: Annotated[Who, needs("view")],
    after: Annotated[
        int, Query(ge=0, le=2**62, description="`cursor` của câu trả lời trước; 0 = từ đầu.")
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    type: Annotated[  # noqa: A002  # as it is asked
        list[EventKind] | None, Query(description="Chỉ những loại tin này.")
    ] = None,
) -> EventPage:
    """Theo thứ tự xảy ra; hỏi tiếp với `cursor` thì không sót và không lặp tin nào."""
    found, cursor, more = events_after(desk, who, after, limit, type)
    return EventPage([_told(event) for event in found], str(cursor), more)


def _told(event: Event) -> EventOut:
    told: dict[str, Any] = json.loads(payload(event))
    return EventOut(**told | {"timestamp": event.at})
