"""Templates into answers."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

if TYPE_CHECKING:
    from fastapi import Request

__all__ = ["STATIC", "environment", "fragment", "page"]

STATIC = Path(__file__).parent / "static"


@cache
def _stamp(path: str) -> str:
    """A short hash of a file under `static/`: browsers keep what they have until it changes."""
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]


def static(path: str) -> str:
    """Where the browser finds a file of `static/`."""
    return f"/static/{path}?v={_stamp(path)}"


@cache
def environment() -> Environment:
    """Everything that stands in a page is escaped, and a name that is missing is an error."""
    made = Environment(
        loader=PackageLoader("web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static
    return made


def page(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A whole page.

    Args:
        request: It answers; `who` asked stands in its state.
        template: Under `templates/`; extends `base.html`.
        status: HTTP's.
        context: What the template asks for.
    """
    who = getattr(request.state, "who", None)
    html = environment().get_template(template).render(request=request, who=who, **context)
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})


def fragment(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A part of a page, for htmx to put in its place; its template extends nothing."""
    return page(request, template, status, **context)
