"""Who works at the desk, and what a person may do there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["ROLES", "By", "Right", "Role", "Who"]

Right = Literal["view", "review", "sign", "export", "administer"]
"""`view`: see documents and search; `review`: decide fields, lines and marks; `sign`: sign a record
off, waive a note, cut a stack; `export`: take packages and profiles out; `administer`: people,
tokens, the log, files set aside."""

By = Literal["session", "token", "proxy", "terminal"]

Role = Literal["viewer", "reviewer", "signer", "exporter", "administrator"]

ROLES: dict[Role, frozenset[Right]] = {
    "viewer": frozenset({"view"}),
    "reviewer": frozenset({"view", "review"}),
    "signer": frozenset({"view", "review", "sign"}),
    "exporter": frozenset({"view", "export"}),
    "administrator": frozenset({"view", "administer"}),
}
"""What each role may do; a person with several may do what any of them may."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who asks something of the desk.

    Attributes:
        name: As decisions and the audit log have it.
        rights: What is allowed.
        fonds: The only fonds whose documents are seen; None = all.
        by: How it was shown who asks; `terminal`: on the machine itself.
    """

    name: str
    rights: frozenset[Right]
    fonds: frozenset[str] | None = None
    by: By = "session"

    def may(self, right: Right) -> bool:
        """Whether this is allowed."""
        return right in self.rights

    def sees(self, fonds: frozenset[str]) -> bool:
        """Whether documents that lay in these fonds are seen: only by who sees all of them.

        >>> who = Who("Lan", frozenset({"view"}), frozenset({"ubnd"}))
        >>> who.sees(frozenset({"ubnd"})), who.sees(frozenset({"ubnd", "thanh-uy"}))
        (True, False)
        >>> who.sees(frozenset())
        False
        """
        return self.fonds is None or (bool(fonds) and fonds <= self.fonds)
