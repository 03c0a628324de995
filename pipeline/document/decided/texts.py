"""Texts put together before: most decisions are about fields, and leave the text as it was."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.values.decisions import Decision
    from pipeline.values.document import Document, Event, Text

__all__ = ["Texts"]

_MOST = 200  # documents under way at once; a text is some ten kilobytes

_Key = tuple[str, str | None, tuple["Event", ...], tuple[int, ...]]


class Texts:
    """The last texts of one archive's documents, whose decisions are known by their numbers."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[_Key, Text] = OrderedDict()

    def of(
        self, document: Document, decisions: Sequence[Decision], make: Callable[[], Text]
    ) -> Text:
        """The text of a reading with the decisions on its pages laid over it.

        Args:
            document: As read; when it was, and by what, tells its readings apart.
            decisions: About its pages, that hold.
            make: Puts it together.
        """
        numbers = tuple(one.number for one in decisions)
        key = (document.id, document.archived_at, document.events, numbers)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        text = make()
        with self._lock:
            self._known[key] = text
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        return text
