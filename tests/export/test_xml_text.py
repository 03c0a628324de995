"""XML that we write is what the standard library would write."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from pipeline.export.xml_text import xml_clean, xml_file

TEXTS = st.text().map(xml_clean)
NAMES = st.sampled_from(["page", "String", "xsi:type", "nơi"])


@st.composite
def elements(draw, deepest=3):
    """An element of any text and attributes, with or without children."""
    element = ET.Element(draw(NAMES), draw(st.dictionaries(NAMES, TEXTS, max_size=3)))
    element.text = draw(st.none() | TEXTS)
    if deepest:
        element.extend(draw(st.lists(elements(deepest - 1), max_size=3)))
    return element


@given(elements())
def test_the_bytes_are_elementtree_s(root):
    """So no bag says anything else, whichever of them wrote it."""
    ours = xml_file(root)

    ET.indent(root, space=" ")
    assert ours == ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
