"""How a page is laid out: zones, their order and their names. Door: `zones`.

zones         the page cut into zones, in reading order
bands         rows of print and the white between
columns       columns of running text
asides        page numbers, footnotes, words in the margin
leaders       dots before a blank
ruled_tables  tables by their rules
open_tables   tables without rules
table_rows    which of their lines stand in one row
abreast       lines side by side: one line, or columns
naming        which zone is letterhead, title, recipients, body, foot
sides         left and right of letterhead and foot
grids         read tables as rows and cells
placing       where lines that were read later belong
"""
