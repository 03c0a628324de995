"""What a pen put on the page: on blanks, through print, beside it. Door: `slots`.

slots         pen on the blanks of the number and date lines
anchors       where those blanks are
edges         where the print beside a number's blank ends and begins
type_widths   how wide print is set
slotting      the pen's ink in a blank, apart from print and rule
one_pen       coloured pen apart from the print that it touches
lettering     whether figures stand as type does
slot_figures  figures on a blank: read, and believed only above a threshold
pen_lines     strokes along print
strokes       lines drawn by hand
stroke_paths  the way a stroke takes
stroke_kinds  what a stroke does to the print beside it
ticks         ticks
struck_print  print that a pen struck through
"""
