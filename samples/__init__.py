"""Draw scans whose truth is known because we drew it."""

from pipeline import offline  # before any library that calls home is imported

__all__ = ["offline"]
