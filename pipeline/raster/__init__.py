"""Scanned files to page pictures: the only room that opens PDFs and picture files for reading.

A page that is one scanned image is handed on as that very image, not drawn anew; every other
page is drawn by Poppler. Either way the picture is what a viewer shows: the page's `/Rotate`
and the image's placement (turned, mirrored, cropped) are honoured. Whether the paper lay
upside down in the scanner is for `paper` to find out.

    scan       is this file a scan we can read at all?
    contents   what lies on a page: images and where, how much text
    decode     one image stream to an array, or a reason why not
    paper      how large the paper is, and so the true resolution
    poppler    the outside programs: drawing pages, words of a text layer, JBIG2
    layer      is a text layer to be trusted?
    page       the decision between all of these
    kinds      what kind of file it is, by its bytes
    frames     the pictures of a picture file, and where its list of them breaks off
    pictures   one page of a picture file
    leaves     the pages of a PDF's tree, missing ones included
    reading    one page of any of these
"""

from pipeline.raster.reading import read_page
from pipeline.raster.scan import open_scan

__all__ = ["open_scan", "read_page"]
