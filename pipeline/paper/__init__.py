"""The sheet: upright, straight and white, before anybody asks what is on it. Door: `flatten`.

flatten      a scan upright and straight, at reading resolution
background   paper evened out to white
borders      the scanner's lid and the sheet's edge
skew         how far it is tilted
orientation  which way is up, by shape
"""
