"""Documents to files, one module per format.

text       text.txt: the canonical text
markdown   text.md: the same with headings, lists and tables
record     document.json: the record
facts      decisions.json: what people decided of it
alto       pages/0001.alto.xml: every word and where it stands
premis     premis.xml: what was done by whom, and what lies in the bag
premis_xml ... as XML
maker      what makes them: this program
xml_text   XML that we write: what it can hold
formats    what format a file is in (PRONOM)
validity   files against the schemas they promise to keep
tables     which lines stand in which cell
sip        submission packages (E-ARK) for a file (hồ sơ)
hocr       a document as hOCR, on request
page_xml   a page as PAGE XML, on request
on_request ... any of these, and those of the bag
pdf        document.pdf: the original picture with invisible text under it, as PDF/A-2b
pdfa       what PDF/A-2b asks: mended, checked, drawn anew
opening    scanned files of any kind as PDFs, and PDFs to files
wrapping   ... a picture as a PDF, byte for byte
inert      document.pdf does nothing by itself
placing    which part of a page the words lie under, which way up
layer      the words as a PDF content stream
setting    how words are set so that every reader's program gives them back
joining    several document.pdf's as one
glyphless  the font it is set in
hidden     an older, untrusted text layer is taken out of the derivative
acceptance the contractor's acceptance list (XLSX)
own_pages  of a stack, a document's own pages
bag        the folder of all of these, with fixity (BagIt, RFC 8493)
bag_files  ... its tag files read back
"""

from pipeline.export.bag import as_read, rewrite_bag, write_bag

__all__ = ["as_read", "rewrite_bag", "write_bag"]
