"""Write the plan's tables anew: `python -m evaluation.plan docs/capacity.md [COSTS.json]`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from evaluation.plan.costs import COSTS, figures
from evaluation.plan.tables import tables

__all__ = ["renewed"]

_PLACE = re.compile(r"(<!-- plan: (\w+) -->\n).*?(\n<!-- plan: end -->)", re.DOTALL)


def renewed(text: str, costs: Path = COSTS) -> str:
    """A document with its tables written anew; the rest stays.

    Raises:
        ValueError: A place in it is for a table that there is not.
    """
    made = tables(figures(costs))
    names = [name for _, name, _ in _PLACE.findall(text)]
    if unknown := set(names) ^ made.keys():
        raise ValueError(f"tables {sorted(unknown)} are in the plan or the document alone")
    return _PLACE.sub(lambda found: f"{found[1]}{made[found[2]]}{found[3]}", text)


if __name__ == "__main__":
    document = Path(sys.argv[1])
    source = Path(sys.argv[2]) if len(sys.argv) > 2 else COSTS
    document.write_text(renewed(document.read_text(encoding="utf-8"), source), encoding="utf-8")
