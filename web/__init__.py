"""The clerk's desk: the archive in a browser, and for other programs under `/api/v1`.

app        all of it, put together
desk       what every part of it works with
works      what the command line does for it: nights, cuts, readings
pages      templates into answers
errors     what goes wrong, in words
problems   ... in the shape that programs know
security   who asks, what is allowed, what a browser may load
services   what pages and API both do, in plain values: knows nothing of HTTP
routes     one module a page, or a family of the API
templates  … Jinja2; words are Vietnamese
static     styles, scripts; `vendor` holds those of others, with version, licence and hash
"""

from pipeline import offline  # before any library that calls home is imported

__all__ = ["offline"]
