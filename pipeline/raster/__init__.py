"""PDF to page pictures: the only room that opens PDFs for reading.

A page that is one scanned image is handed on as that very image, not drawn anew; every other
page is drawn by Poppler. Either way the picture is what a viewer shows: the page's `/Rotate`
and the image's placement (turned, mirrored, cropped) are honoured. Whether the paper lay
upside down in the scanner is for `images` to find out.

    scan       is this file a scan we can read at all?
    contents   what lies on a page: images and where, how much text
    decode     one image stream to an array, or a reason why not
    paper      how large the paper is, and so the true resolution
    poppler    the outside programs: drawing pages, words of a text layer, JBIG2
    layer      is a text layer to be trusted?
    page       the decision between all of these
"""

from pipeline.raster.page import read_page
from pipeline.raster.scan import open_scan

__all__ = ["open_scan", "read_page"]
