"""The only room that knows Prefect, and the command `sohoa`."""

from pipeline import offline  # before any library that calls home is imported

__all__ = ["offline"]
