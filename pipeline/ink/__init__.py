"""Whose ink it is: print, or what came onto the page after printing. Door: `clean`.

clean         print alone, and marks lifted off it
account       every piece of ink is claimed, or was not read
contrast      pale print brought to the level of black print
coloured_ink  coloured ink off black print
grounds       print on printed grounds: white on black, grey on grey
tint          what colour an ink has, beside print and paper
residue       what lifting leaves
black_marks   marks without colour, by the ink net
printed_rows  black ink in straight rows is print
print_map     where the net looks, and what it says
grouping      pieces of ink into marks
mark_shapes   what a mark is, by its shape
square_codes  square codes, that are nothing to read
seals         round seals, by their rings
"""
