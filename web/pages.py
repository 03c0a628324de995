"""Templates into answers."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from pipeline.review_list import about, minutes_said
from web.assets import static

if TYPE_CHECKING:
    from fastapi import Request

    from web.clock import Clock

__all__ = ["environment", "fragment", "page", "saying"]


@cache
def environment(clock: Clock) -> Environment:
    """Everything that stands in a page is escaped, and a name that is missing is an error.

    Args:
        clock: Tells moments.
    """
    made = Environment(
        loader=PackageLoader("web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "static": static,
        "clock": clock,
        "moment": clock.element,
        "bytes_said": bytes_said,
    }
    made.filters |= {"about": about, "minutes": minutes_said, "number": figure_said}
    return made


def figure_said(number: float, digits: int = 0) -> str:
    """A number as Vietnamese has it.

    >>> figure_said(1234567), figure_said(0.123, 1)
    ('1.234.567', '0,1')
    """
    return f"{number:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def bytes_said(size: int) -> str:
    """A file's size in a word.

    >>> bytes_said(900), bytes_said(1234567)
    ('1 kB', '1,2 MB')
    """
    if size < 1_000_000:
        return f"{figure_said(max(1, round(size / 1000)))} kB"
    return f"{figure_said(size / 1_000_000, 1)} MB"


def page(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A whole page.

    Args:
        request: It answers; `who` asked and their `csrf` token stand in its state.
        template: Under `templates/`; extends `base.html`.
        status: HTTP's.
        context: What the template asks for.
    """
    state = {name: getattr(request.state, name, None) for name in ("who", "csrf")}
    templates = environment(request.app.state.desk.clock)
    html = templates.get_template(template).render(request=request, **state, **context)
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})


def fragment(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A part of a page, for htmx to put in its place; its template extends nothing."""
    return page(request, template, status, **context)


def saying(answer: HTMLResponse, words: str) -> HTMLResponse:
    """The same answer to htmx, with words that are shown at the foot of the page and read out."""
    answer.headers["HX-Trigger"] = json.dumps({"desk:said": {"words": words}})
    return answer
