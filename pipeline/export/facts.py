"""data/decisions.json: what people decided of a document, one fact after the other.

`document.json` beside it is the machine's reading; text, PDF and ALTO of the bag are that reading
with these facts laid over it, so that both can always be told apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pipeline.values.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FACTS", "facts_file", "read_facts"]

FACTS = "data/decisions.json"
_DECODER = msgspec.json.Decoder(list[Decision])


def facts_file(decisions: Sequence[Decision]) -> bytes:
    """Decisions as JSON: UTF-8, indented, in the order in which they were made."""
    return msgspec.json.format(msgspec.json.encode(list(decisions)), indent=1) + b"\n"


def read_facts(data: bytes) -> tuple[Decision, ...]:
    """The decisions that `facts_file` wrote.

    Raises:
        msgspec.MsgspecError: It is not as any program wrote them.
    """
    return tuple(_DECODER.decode(data))
