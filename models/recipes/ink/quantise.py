"""Weights and activations in eight bits: the same answers in half the time."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from .rewrite import shuffled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .draw import Shard

__all__ = ["answers", "quantise"]

#: Patches of each shard that ranges are taken from.
_PATCHES = 10
_BATCH = 4


class _Patches(CalibrationDataReader):  # type: ignore[misc]
    """Patches as the net is given them, a batch at a time."""

    def __init__(self, gray: NDArray[np.uint8]) -> None:
        self._batches = iter(
            [{"ink": _ink(gray[i : i + _BATCH])} for i in range(0, len(gray), _BATCH)]
        )

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        """The next batch, None at the end."""
        return next(self._batches, None)


def quantise(exact: Path, out: Path, shards: Sequence[Shard]) -> None:
    """Write the net in eight bits, its ranges taken from patches it was trained on."""
    gray = np.concatenate([shard.gray[:_PATCHES] for shard in shards])
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.onnx"
        quant_pre_process(str(exact), str(ready), skip_symbolic_shape=True)
        quantize_static(
            str(ready),
            str(out),
            _Patches(gray),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
        )
    onnx.save(shuffled(onnx.load(out)), out)


def answers(model: Path, shard: Shard) -> NDArray[np.float32]:
    """(N, 2, H, W) probabilities of a written model for a shard's patches."""
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    return np.concatenate(
        [
            session.run(None, {"ink": _ink(shard.gray[i : i + _BATCH])})[0]
            for i in range(0, len(shard.gray), _BATCH)
        ]
    )


def _ink(gray: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray((1 - gray.astype(np.float32) / 255)[:, None])
