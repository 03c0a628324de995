"""In which order a night takes its files up: the one place that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flows.stocktaking import FileWork

__all__ = ["order"]


def order(file: FileWork) -> tuple[Any, ...]:
    """The key by which the files of a night are sorted: what has waited longest comes first."""
    return file.written_ns, file.scan.name
