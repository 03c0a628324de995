"""OpenCV in page processes: as many processes as cores, so one thread each."""

from __future__ import annotations

import cv2

__all__ = ["one_thread"]


def one_thread() -> None:
    """Keep OpenCV to this thread: its own pool on top of ours only adds switching."""
    cv2.setNumThreads(1)
