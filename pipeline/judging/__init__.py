"""What a scan is like as a scan, in figures. Door: `judge_scan`; for two scans `same_print`.

measuring    all figures of one page
sharpness    edges and darkness of its print
light        brightness of its paper, and shadow
rims         what runs off the picture's edges, and the dark around the sheet
corners      folded corners
fingers      fingers on the glass
fingerprint  256 bits that two scans of one sheet share
same_print   whether ink at a place is the same on two pictures
"""

from pipeline.judging.measuring import judge_scan

__all__ = ["judge_scan"]
