"""Pixels as such: what any room asks of a picture, whatever lies on it.

components     connected pieces, and where they lie
coarse_pieces  the same for wide and large ones, three rows at a time
occupied       places of a page that hold something
runs           stretches of a row that are on
rules          ruled lines
ink_along      how much ink lies along a straight way
colour         whether there is any, and the picture without it
turning        quarter turns
turning        a picture turned by quarters
thumbnail      a page in small
"""
