"""What a route asks that names a document: that it is in the archive, and for this person.

Who may not see it is told what everybody is told of a document that is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, HTTPException, Path, Request

from pipeline.archive.fonds import fonds_of
from pipeline.archive.versions.secret import is_undecided
from pipeline.values.people import Who
from web.desk import AtDesk
from web.security.forms import SAFE
from web.security.record import Views, address_of

if TYPE_CHECKING:
    from pipeline.archive import Archive
    from pipeline.archive.ledger.tables import DocumentRow

__all__ = ["SHOWN", "Shown"]

SHOWN = "shows_document"
"""Attribute of the door by which a test knows it."""


def _shown(request: Request, desk: AtDesk, document: Annotated[str, Path(alias="id")]) -> str:
    who = getattr(request.state, "who", None)
    if not isinstance(who, Who):
        raise HTTPException(401)
    fonds = fonds_of(desk.archive, [document]).get(document) if "\0" not in document else None
    if fonds is None or not who.sees(fonds):
        raise HTTPException(404)
    row = desk.archive.ledger.document(document)
    if row is None or _is_secret(desk.archive, row, who):
        raise HTTPException(404)
    if request.method in SAFE and desk.people.accounts.hidden_from_somebody(fonds):
        views: Views = request.app.state.views
        views.note(document, who, request.url.path, address_of(request))
    return document


def _is_secret(archive: Archive, row: DocumentRow, who: Who) -> bool:
    """Whether nobody is to see it; until it is decided, only who decides such things does."""
    return archive.withholds(row.sha256) or (
        not who.may("administer") and is_undecided(archive, row)
    )


setattr(_shown, SHOWN, True)

Shown = Annotated[str, Depends(_shown)]
"""A route's parameter in place of its path's `{id}`: the document's id."""
