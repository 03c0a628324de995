"""Pictures of published pages, drawn once and kept in pieces, for people who look at them.

layers    one page as scanned, without its marks, or its marks alone
pyramid   a picture at several sizes, cut into tiles, in one file
cache     those files, as many as there is room for: never the truth
sheets    what drawing a page needs from the archive
drawing   processes that draw: each page once, the one that somebody waits for first
"""
