"""The workshop of `drawn_pdfs`, as a fixture."""

from __future__ import annotations

import pytest
from drawn_pdfs import Workshop


@pytest.fixture
def workshop(tmp_path) -> Workshop:
    """Draws PDFs into a folder of the test."""
    return Workshop(tmp_path)
