"""Writes the trained net as ONNX in eight bits, checks it against PyTorch, measures and times it.

python -m models.recipes.ink.export --work DIR --out ink.onnx
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from .draw import VALIDATION, shard_at, validation_at
from .measure import figures
from .network import MULTIPLE, InkNet
from .quantise import answers, quantise
from .train import Run, load_averaged

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["Exported", "export", "timings"]

OPSET = 17
#: How far runtimes may be from PyTorch: rounding, not another answer.
_TOLERANCE = 2e-3
#: Shards whose patches give the ranges of eight bits.
_RANGE_SHARDS = 20
#: A4 at a resolution, rounded up to what the net takes.
_A4_MM = (297, 210)


class Exported(nn.Module):
    """The net as it is shipped: ink 0–1 in, probabilities printed and removable out."""

    def __init__(self, net: InkNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, ink: Tensor) -> Tensor:
        """(N, 1, H, W) ink to (N, 2, H, W) probabilities."""
        return torch.sigmoid(self.net(ink))


def export(net: InkNet, path: Path) -> float:
    """Write the net, and return how far ONNX Runtime and OpenCV are from PyTorch.

    Raises:
        ValueError: They are further than rounding explains.
    """
    shipped = Exported(net).eval()
    free = {2: "height", 3: "width"}
    with warnings.catch_warnings():
        # The newer exporter fixes the size of what it traced into some operators.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            shipped,
            (torch.zeros(1, 1, 4 * MULTIPLE, 2 * MULTIPLE),),
            str(path),
            opset_version=OPSET,
            input_names=["ink"],
            output_names=["printed_removable"],
            dynamic_axes={"ink": {0: "n", **free}, "printed_removable": {0: "n", **free}},
            dynamo=False,
        )
    ink = np.random.default_rng(7).random((1, 1, 5 * MULTIPLE, 7 * MULTIPLE), dtype=np.float32)
    with torch.inference_mode():
        expected = shipped(torch.from_numpy(ink)).numpy()
    distance = max(float(np.abs(run(ink) - expected).max()) for run in _runtimes(path).values())
    if distance > _TOLERANCE:
        raise ValueError(f"a runtime is {distance} from PyTorch, more than {_TOLERANCE}")
    return distance


def _runtimes(
    path: Path, *, opencv_too: bool = True
) -> dict[str, Callable[[NDArray[np.float32]], NDArray[np.float32]]]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    by_onnxruntime = {"onnxruntime": lambda ink: session.run(None, {"ink": ink})[0]}
    if not opencv_too:
        return by_onnxruntime
    opencv = cv2.dnn.readNetFromONNX(str(path))

    def by_opencv(ink: NDArray[np.float32]) -> NDArray[np.float32]:
        opencv.setInput(ink)
        return np.asarray(opencv.forward(), dtype=np.float32)

    return {**by_onnxruntime, "opencv": by_opencv}


def timings(path: Path, rounds: int = 3, *, opencv_too: bool = True) -> dict[str, dict[str, float]]:
    """CPU seconds of one thread for an A4 page, whole, by runtime and resolution."""
    cv2.setNumThreads(1)
    found: dict[str, dict[str, float]] = {}
    for name, run in _runtimes(path, opencv_too=opencv_too).items():
        found[name] = {}
        for dpi in (100, 150, 200):
            height, width = (-(-round(mm * dpi / 25.4) // MULTIPLE) * MULTIPLE for mm in _A4_MM)
            ink = np.zeros((1, 1, height, width), np.float32)
            spent = []
            for _ in range(rounds):
                began = time.process_time()
                run(ink)
                spent.append(time.process_time() - began)
            found[name][f"a4_{dpi}dpi"] = round(min(spent), 3)
    return found


def main() -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="of the training")
    parser.add_argument("--out", type=Path, required=True, help="the .onnx to write")
    given = parser.parse_args()
    torch.set_num_threads(1)
    exact = given.work / "exact.onnx"
    distance = export(load_averaged(Run(given.work)), exact)
    shards = [shard_at(given.work, number) for number in range(_RANGE_SHARDS)]
    quantise(exact, given.out, shards)
    sets = {name: validation_at(given.work, name) for name in VALIDATION}
    note: dict[str, Any] = {
        "sha256": hashlib.sha256(given.out.read_bytes()).hexdigest(),
        "bytes": given.out.stat().st_size,
        "distance": distance,
        "cpu_seconds": {
            "exact": timings(exact),
            "eight_bits": timings(given.out, opencv_too=False),
        },
        "figures": {
            file.name: {name: figures(answers(file, s), s) for name, s in sets.items()}
            for file in (exact, given.out)
        },
    }
    given.out.with_suffix(".json").write_text(json.dumps(note, indent=1) + "\n")


if __name__ == "__main__":
    main()
