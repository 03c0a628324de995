"""Printed lines: cut and read. Door: `printing`.

lines       a zone cut into lines, so that marks stay with their letters
type_sizes  the size of type in a zone
straight    pieces in straight rows of equal height
printing    a zone's lines through the engine
"""
