"""Checkpoints of another program are no checkpoints."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import msgspec
import pytest

from pipeline.archive import checkpoints
from pipeline.archive.checkpoints import pack_page, unpack_page
from pipeline.values.readings import PageReading, PageResult

PAGE = PageResult(PageReading(3, (100, 200), 200.0), {"p0003-01-seal.png": b"\x89PNG"})


def test_a_page_comes_back(caplog):
    """Written and read by one program, it is the same, and nothing is told."""
    assert unpack_page(pack_page(PAGE)) == PAGE
    assert not caplog.records


@pytest.mark.parametrize("head", [b"SOHOA-PAGE-1\n", b"SOHOA-PAGE-00000000\n"])
def test_the_page_of_another_program_is_read_again(caplog, head):
    """The format before shapes were told, and one of another shape: whole, and yet refused."""
    body = pack_page(PAGE)[len(checkpoints._HEAD) :]
    with caplog.at_level(logging.WARNING):
        assert unpack_page(head + body) is None
    assert "another program" in caplog.text


def test_a_key_that_came_changes_the_shape_and_a_description_does_not():
    """What would be filled in unseen is told by the shape."""

    @dataclass
    class Page:
        """One description."""

        number: int
        blank: bool = False

    before = checkpoints._shape_of(Page)
    Page.__doc__ = "Another description."
    assert checkpoints._shape_of(Page) == before

    @dataclass
    class Page:
        """One description."""

        number: int
        blank: bool = True

    assert checkpoints._shape_of(Page) != before
    assert checkpoints._shape_of(PageReading) != checkpoints._shape_of(msgspec.Raw | int)
