"""Documents to files, one module per format.

text       text.txt: the canonical text
record     document.json: the record
alto       pages/0001.alto.xml: every word and where it stands
pdf        document.pdf: the original picture with invisible text under it
layer      that text as a PDF content stream, word by word
glyphless  the font it is set in
hidden     an older, untrusted text layer is taken out of the derivative
acceptance the contractor's acceptance list (XLSX)
own_pages  of a stack, a document's own pages
bag        the folder of all of these, with fixity (BagIt, RFC 8493)
"""

from pipeline.export.bag import as_read, rewrite_bag, write_bag

__all__ = ["as_read", "rewrite_bag", "write_bag"]
