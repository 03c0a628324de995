"""Small pictures of places: the same place whichever way the page lies."""

import pytest

from web.pages import environment
from web.services.crops import crop_of


def view(rotation=0, size=(1654, 2339), dpi=200.0):
    page = {"number": 3, "width": size[0], "height": size[1], "dpi": dpi, "rotation": rotation}
    return {"documentId": "abc-0001", "version": "0" * 16, "pages": [page]}


@pytest.mark.parametrize(("rotation", "size"), [(0, ",66"), (180, ",66"), (90, "100,")])
def test_a_place_is_shown_with_a_margin_and_upright(rotation, size):
    part = crop_of(view(rotation), 3, (100, 200, 200, 50), 50, "Số")
    region = "92,192,216,66"
    at = f"/documents/abc-0001/pages/3/iiif/original/{region}"
    if rotation == 90:
        assert part.address.startswith(f"{at}/100,/90/default.jpg")
        assert part.width == round(66 * 50 / 216)
    else:
        assert part.address.startswith(f"{at}/{size}/{rotation}/default.jpg")
        assert part.width == round(216 * 50 / 66)
    assert part.address.endswith("?v=" + "0" * 16)
    assert (part.height, part.alt) == (50, "Số, trang 3")


def test_a_place_at_the_edge_is_cut_there():
    part = crop_of(view(), 3, (0, 0, 50, 2400), 100)
    assert "/0,0,58,2339/,200/0/" in part.address


def test_there_is_no_picture_of_what_is_not_there():
    assert crop_of(view(), 4, (0, 0, 5, 5), 10) is None
    assert crop_of(view(), 3, (5000, 0, 5, 5), 10) is None
    assert crop_of(view(size=(0, 0)), 3, (0, 0, 5, 5), 10) is None


def test_the_macro_writes_an_image_and_nothing_for_nothing():
    said = environment().from_string(
        "{% from 'parts/crop.html' import crop %}"
        "{{ crop(view, 3, (1, 2, 30, 40), 20, what) }}{{ crop(view, 9, (1, 2, 3, 4)) }}"
    )
    html = said.render(view=view(), what='<b>"x"')
    assert html.count("<img") == 1
    assert 'alt="&lt;b&gt;&#34;x&#34;, trang 3"' in html
    assert 'height="20"' in html
