"""Writes the best net as ONNX with its calibration, checks it against PyTorch, and judges it.

python -m models.recipes.digits.export --work DIR --out digits.onnx
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import onnxruntime
import torch
from pipeline.recognition.digits import HEIGHT
from torch import Tensor, nn

from .draw import shard_at
from .measure import answers, calibration, figures, reliability, threshold_for
from .train import JUDGED, load_best

if TYPE_CHECKING:
    from .measure import Answers
    from .network import DigitNet

__all__ = ["Exported", "export"]

OPSET = 17
#: How far ONNX Runtime may be from PyTorch: rounding, not another answer.
_TOLERANCE = 2e-3
#: Slots of held-out hands: the set training chose by (0) is used for neither of these.
_CALIBRATED_ON, _JUDGED_ON = 1, 2
_COUNT = 3 * JUDGED


class Exported(nn.Module):
    """The net as it is shipped: ink 0–1 in, chances along the slot out."""

    def __init__(self, net: DigitNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, ink: Tensor) -> Tensor:
        """(N, 1, 48, W) ink to (N, W / 2, classes) probabilities."""
        return torch.softmax(self.net(ink), -1)


def export(net: DigitNet, calibrated: list[list[float]], path: Path) -> float:
    """Write the net, and return how far ONNX Runtime is from PyTorch.

    Raises:
        ValueError: It is further than rounding explains.
    """
    shipped = Exported(net).eval()
    with warnings.catch_warnings():
        # The newer exporter fixes the width of what it traced.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            shipped,
            (torch.zeros(1, 1, HEIGHT, 96),),
            str(path),
            opset_version=OPSET,
            input_names=["ink"],
            output_names=["chances"],
            dynamic_axes={"ink": {0: "n", 3: "width"}, "chances": {0: "n", 1: "steps"}},
            dynamo=False,
        )
    model = onnx.load(str(path))
    onnx.helper.set_model_props(model, {"calibration": json.dumps(calibrated)})
    onnx.save(model, str(path))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    ink = np.random.default_rng(7).random((1, 1, HEIGHT, 136), dtype=np.float32)
    with torch.inference_mode():
        expected = shipped(torch.from_numpy(ink)).numpy()
    distance = float(np.abs(session.run(None, {"ink": ink})[0] - expected).max())
    if distance > _TOLERANCE:
        raise ValueError(f"ONNX Runtime is {distance} from PyTorch, more than {_TOLERANCE}")
    return distance


def _milliseconds(path: Path) -> float:
    """CPU time of one slot of usual width."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    ink = np.zeros((1, 1, HEIGHT, 136), np.float32)
    session.run(None, {"ink": ink})
    began = time.process_time()
    for _ in range(20):
        session.run(None, {"ink": ink})
    return (time.process_time() - began) / 20 * 1000


def _read_all(net: DigitNet, work: Path, number: int) -> Answers:
    return answers(net, shard_at(work, number, held_out=True, count=_COUNT))


def main() -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="of the training")
    parser.add_argument("--out", type=Path, required=True, help="the .onnx to write")
    given = parser.parse_args()
    torch.set_num_threads(1)
    net = load_best(given.work / "best.pt")
    seen = _read_all(net, given.work, _CALIBRATED_ON)
    calibrated = calibration(seen)
    distance = export(net, calibrated, given.out)
    judged = _read_all(net, given.work, _JUDGED_ON).calibrated(calibrated)
    least = threshold_for(seen.calibrated(calibrated))
    note: dict[str, Any] = {
        "sha256": hashlib.sha256(given.out.read_bytes()).hexdigest(),
        "bytes": given.out.stat().st_size,
        "distance": distance,
        "milliseconds": round(_milliseconds(given.out), 2),
        "threshold": least,
        "figures": figures(judged, least),
        "reliability": reliability(judged),
    }
    given.out.with_suffix(".json").write_text(json.dumps(note, indent=1) + "\n")


if __name__ == "__main__":
    main()
