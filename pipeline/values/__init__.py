"""The frozen values that pass between rooms.

Two frames of pixels exist and every docstring says which it means:

* *original*: the page picture as scanned (what `raster` returns), origin top-left;
* *flat*: the upright, deskewed page after `paper.flatten`; `FlatPage.to_original`
  maps flat pixels to original ones.

Everything that is stored (`PageReading` and below) speaks original pixels.
Arrays are RGB or gray uint8, (H, W[, 3]), 0 = ink, and are set read-only when a value takes them.

scanned   files and pages as they came in, and the page flat on the table
marks     what came onto a page after printing, and the page without it
readings  what a page says
document  a document as the archive keeps it
judging   what a scan is like as a scan
likeness  what two documents have in common
"""
