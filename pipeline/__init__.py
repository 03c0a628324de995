"""Số hóa: what a scanned page says, what was stamped and written on it, and where that stands.

The library knows nothing of Prefect, the web, or the command line.
"""

from pipeline import offline  # before any library that calls home is imported

__all__ = ["offline"]
