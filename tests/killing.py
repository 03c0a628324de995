"""A child that dies without farewell at a chosen touch of the disk."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

KILLED = 9
TOUCHES = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "sqlite3.connect"}


def run_until(touch: int, work: Callable[[], None]) -> bool:
    """Do the work in a child that dies, without any farewell, as it touches the disk again.

    Returns:
        Whether the work came to its end before.
    """
    child = os.fork()
    if child == 0:
        seen = 0

        def count(event: str, _args: object) -> None:
            nonlocal seen
            seen += event in TOUCHES
            if seen > touch:
                os._exit(KILLED)

        sys.addaudithook(count)
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, KILLED}
    return code == 0
