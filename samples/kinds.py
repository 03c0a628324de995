"""The kinds of documents that can be drawn, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.actings import acting
from samples.contracts import contract
from samples.declarations import declaration
from samples.house_letters import company, institution
from samples.listings import hung, inverse, listing
from samples.spacings import columns, gaps
from samples.statements import statement

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from samples.letter import Letter
    from samples.look import Look
    from samples.splits import Split

__all__ = ["KINDS", "make_kind"]

#: Name → what makes one up: it is given a look, and may change it.
KINDS: dict[str, Callable[[random.Random, Split, Look], tuple[Letter, Look]]] = {
    "contract": contract,
    "declaration": declaration,
    "statement": statement,
    "listing": listing,
    "hung": hung,
    "inverse": inverse,
    "gaps": gaps,
    "columns": columns,
    "company": company,
    "institution": institution,
    "acting": acting,
}


def make_kind(rng: random.Random, name: str, split: Split, look: Look) -> tuple[Letter, Look]:
    """A document of a kind of `KINDS`, and the look it is set in."""
    return KINDS[name](rng, split, look)
