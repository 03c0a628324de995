"""Files that the browser loads beside a page: styles, scripts, pictures of ours.

One stamp of all of them stands in their path, `/static/<stamp>/js/desk.js`: browsers keep what
they have for ever, a new program has new addresses, and a module's relative import finds its
neighbour of the same stamp. (A stamp behind each file would need an import map, which is a script
inside the page.)
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Scope

__all__ = ["STATIC", "Stamped", "stamp", "static"]

STATIC = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"


@cache
def stamp() -> str:
    """A short hash of every file under `static/` and its name."""
    told = hashlib.sha256()
    for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        told.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes())
    return told.hexdigest()[:12]


def static(path: str) -> str:
    """Where the browser finds a file of `static/`.

    Raises:
        FileNotFoundError: There is none.
    """
    if not (STATIC / path).is_file():
        raise FileNotFoundError(path)
    return f"/static/{stamp()}/{path}"


class Stamped(StaticFiles):
    """`static/` under its stamp; under an older one today's files are found, and not kept."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file behind the stamp."""
        asked, _, name = path.partition("/")
        response = await super().get_response(name, scope)
        kept = asked == stamp() and response.status_code in (200, 304)
        response.headers["Cache-Control"] = FOR_EVER if kept else "no-cache"
        return response
