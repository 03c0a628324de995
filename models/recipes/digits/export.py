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
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import onnx
import torch
from pipeline.recognition.digits import DigitReader
from pipeline.recognition.session import open_session
from pipeline.recognition.strip import HEIGHT
from torch import Tensor, nn

from .draw import shard_at
from .measure import answers, calibration, figures, reliability, threshold_for
from .train import JUDGED, load_best

if TYPE_CHECKING:
    from pipeline.recognition.forms import Form

    from .draw import Shard
    from .measure import Calibration
    from .network import DigitNet

__all__ = ["Exported", "calibrate", "export"]

OPSET = 17
#: How far ONNX Runtime may be from PyTorch: rounding, not another answer.
_TOLERANCE = 2e-3
#: Sets of slots of held-out hands, to calibrate by and to judge by; training chose by set 0.
_FIRST, _SECOND = 1, 2
_COUNT = 2 * JUDGED


class Exported(nn.Module):
    """The net as it is shipped: ink 0–1 in, chances along the slot out."""

    def __init__(self, net: DigitNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, ink: Tensor) -> Tensor:
        """(N, 1, 48, W) ink to (N, W / 2, classes) probabilities."""
        return torch.softmax(self.net(ink), -1)


#: Chances taken at their word, until it is known how far they can be.
_UNCALIBRATED = {name: [[0.0, 1.0], [0.0, 1.0]] for name in ("figures", "")}


def export(net: DigitNet, path: Path) -> float:
    """Write the net, not yet calibrated, and return how far ONNX Runtime is from PyTorch.

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
    calibrate(path, _UNCALIBRATED)
    session = open_session(path)
    ink = np.random.default_rng(7).random((1, 1, HEIGHT, 136), dtype=np.float32)
    with torch.inference_mode():
        expected = shipped(torch.from_numpy(ink)).numpy()
    distance = float(np.abs(session.run(None, {"ink": ink})[0] - expected).max())
    if distance > _TOLERANCE:
        raise ValueError(f"ONNX Runtime is {distance} from PyTorch, more than {_TOLERANCE}")
    return distance


def calibrate(path: Path, calibrated: Calibration) -> None:
    """Write into the model's file how far its chances can be taken."""
    model = onnx.load(str(path))
    onnx.helper.set_model_props(model, {"calibration": json.dumps(calibrated)})
    onnx.save(model, str(path))


def _milliseconds(reader: DigitReader, shard: Shard, count: int = 200) -> float:
    """CPU time of one thread for a slot, the search and all looks included."""
    began = time.process_time()
    for ink, width, form in zip(
        shard.ink[:count], shard.widths[:count], shard.forms[:count], strict=True
    ):
        reader.weigh(ink[:, :width], cast("Form", form))
    return (time.process_time() - began) / count * 1000


def main() -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="of the training")
    parser.add_argument("--out", type=Path, required=True, help="the .onnx to write")
    given = parser.parse_args()
    torch.set_num_threads(1)
    distance = export(load_best(given.work / "best.pt"), given.out)
    reader = DigitReader(given.out)
    sets = (shard_at(given.work, n, held_out=True, count=_COUNT) for n in (_FIRST, _SECOND))
    seen, judged = (answers(reader.weigh, shard) for shard in sets)
    calibrated = calibration(seen)
    calibrate(given.out, calibrated)
    least = threshold_for(seen.calibrated(calibrated))
    note: dict[str, Any] = {
        "sha256": hashlib.sha256(given.out.read_bytes()).hexdigest(),
        "bytes": given.out.stat().st_size,
        "distance": distance,
        "milliseconds": round(
            _milliseconds(reader, shard_at(given.work, 0, held_out=True, count=JUDGED)), 1
        ),
        "threshold": least,
        "taken": {
            str(share): figures(judged.calibrated(calibrated), share)
            for share in (0.7, 0.8, 0.85, 0.9, 0.95)
        },
        "reliability": reliability(judged.calibrated(calibrated)),
    }
    given.out.with_suffix(".json").write_text(json.dumps(note, indent=1) + "\n")


if __name__ == "__main__":
    main()
