"""What tests in a browser do alike."""

from drawn_scans import jpeg
from PIL import Image

__all__ = ["without_pictures"]

_DOT = jpeg(Image.new("L", (8, 8), 200))


def without_pictures(tab):
    """Answer for pictures at once: they are drawn in processes that take seconds to start.

    A browser asks one server for six things at a time, so six of them hold up all others, on a
    busy machine for half a minute. They are tested elsewhere.
    """
    tab.route("**/iiif/**", lambda route: route.fulfill(body=_DOT, content_type="image/jpeg"))
