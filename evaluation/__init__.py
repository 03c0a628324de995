"""Read scans whose truth is known, and say how far the reading is from it. Door: `run`.

truth    what pages say and bear
measure  how far a reading is from that
bench    what reading costs, ours and others'
show     figures and pages for people
"""

from pipeline import offline  # before any library that calls home is imported

__all__ = ["offline"]
