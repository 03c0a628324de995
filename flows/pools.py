"""Names of work pools and deployments, as an operator types them.  Loads nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.archive.ledger.batches import BatchKind

__all__ = ["BATCHES", "BATCH_DEPLOYMENTS", "NIGHTS"]

NIGHTS = "hang-dem"
"""Pool and deployment of nights."""
BATCHES = "doc-trang"
"""Pool of batches: a pool of their own, so that nights and batches never wait for one slot."""
BATCH_DEPLOYMENTS: dict[BatchKind, str] = {"read": "doc-trang", "publish": "dua-vao-kho"}
