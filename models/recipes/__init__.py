"""How the models under `models/` were made; run from the root of the repository."""

from pipeline import offline  # before any library that calls home is imported

__all__ = ["offline"]
