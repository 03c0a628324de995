"""The page a clerk opens in the morning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import HTMLResponse

from pipeline.review_list import CAUSES
from pipeline.values.people import Who
from web.desk import AtDesk
from web.pages import fragment, page, saying
from web.security.doors import needs
from web.services.morning import Act, act_on, morning_of, night_of
from web.services.nights import charts_of, report_of, told_nights

if TYPE_CHECKING:
    from pipeline.archive.ledger.asides_tables import AsideAct

router = APIRouter()

Viewer = Annotated[Who, needs("view")]
Reviewer = Annotated[Who, needs("review")]
Keeper = Annotated[Who, needs("administer")]

ACTS: dict[AsideAct, str] = {
    "retry": "đã cho đọc lại",
    "not_secret": "đã ghi không mật",
    "put_away": "đã bỏ khỏi danh sách",
    "bring_back": "đã đưa lại danh sách",
}
REPORT_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""A report is a page by itself, that is read without us too: its styles stand in it."""
DAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


@router.get("/")
def morning(request: Request, desk: AtDesk, who: Viewer) -> HTMLResponse:
    """What the night did, and what needs a person."""
    told = morning_of(desk, who)
    today = desk.clock.now()
    return page(
        request,
        "morning.html",
        morning=told,
        night=told.night,
        causes=CAUSES,
        today=f"{DAYS[today.weekday()]}, {today:%d/%m/%Y}",
        nights_told=told_nights(desk, told.nights, who),
        charts_of=charts_of(desk, told.nights),
        acts=ACTS,
    )


@router.get("/night")
def night(request: Request, desk: AtDesk, _: Viewer) -> HTMLResponse:
    """How far the night is; asked again and again while one works."""
    now = night_of(desk)
    answer = fragment(request, "parts/night.html", night=now, acts=ACTS)
    if not now.is_at_work:
        answer.headers["HX-Refresh"] = "true"  # the rest of the page is older than the night's end
    return answer


@router.post("/night")
def begin_night(request: Request, desk: AtDesk, who: Reviewer) -> HTMLResponse:
    """Read what lies in the inbox now."""
    desk.works.begin_night(who.name)
    answer = fragment(request, "parts/night.html", night=night_of(desk), acts=ACTS)
    return saying(answer, "Đã bắt đầu đọc hộp nhận.")


@router.post("/asides/{sha256}")
def aside(
    request: Request,
    desk: AtDesk,
    who: Keeper,
    sha256: str,
    act: Annotated[Act, Form()],
    sure: Annotated[Literal["yes", ""], Form()] = "",
) -> HTMLResponse:
    """Do something with a file that was set aside."""
    if act == "not_secret" and not sure:
        raise HTTPException(422, "Hãy đánh dấu rằng đã xem bản giấy.")
    if not desk.archive.ledger.desk.sees_file(sha256, who.fonds):
        raise HTTPException(404)
    file = act_on(desk, who, sha256, act)
    answer = fragment(request, "parts/asides.html", morning=morning_of(desk, who), acts=ACTS)
    return saying(answer, f"{file.name}: {ACTS[act]}.")


@router.get("/reports/{night}")
def report(desk: AtDesk, who: Keeper, night: str) -> HTMLResponse:
    """A night's report; it tells of all fonds, so only who sees all of them sees it."""
    html = report_of(desk, night) if who.fonds is None else None
    if html is None:
        raise HTTPException(404)
    return HTMLResponse(html, headers={"Content-Security-Policy": REPORT_CSP})
