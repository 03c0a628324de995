"""Every model that ships is the one its manifest describes."""

import hashlib
import tomllib
from pathlib import Path

import pytest

MODELS = Path(__file__).parents[2] / "models"
LISTED = tomllib.loads((MODELS / "MANIFEST.toml").read_text(encoding="utf-8"))["model"]


@pytest.mark.parametrize("model", LISTED, ids=lambda model: model["file"])
def test_a_model_is_the_one_that_was_measured(model):
    """File and digest agree, and the recipe that makes it is there."""
    content = (MODELS / model["file"]).read_bytes()

    assert hashlib.sha256(content).hexdigest() == model["sha256"]
    assert (MODELS / model["recipe"] / "README.md").is_file()
    assert model["licence"]


def test_no_model_ships_unlisted():
    """A weights file without an entry would have no licence and no recipe."""
    listed = {model["file"] for model in LISTED}
    found = {
        str(path.relative_to(MODELS))
        for pattern in ("*.traineddata", "*.onnx", "*.npz", "*.json")
        for path in MODELS.rglob(pattern)
    }

    assert found == listed
