"""Why a report was not taken, and whether it is worth another try."""

from __future__ import annotations

__all__ = ["RefusedError"]


class RefusedError(Exception):
    """A report was not taken: why, in Vietnamese, and whether that may pass."""

    def __init__(self, said: str, may_pass: bool) -> None:
        super().__init__(said, may_pass)
        self.said, self.may_pass = said, may_pass
