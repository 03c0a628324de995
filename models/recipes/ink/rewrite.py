"""The net in eight bits written anew: its layers of stride 2 as convolutions and pixel-shuffles.

ONNX Runtime counts transposed convolutions in floats, a third of the whole net's time; a
convolution that gives four channels for each, and a shuffle that sets these beside one another,
are the same sums in eight bits. So is a shuffle before the first layer, which has one channel and
is slow for it. The weights' bytes stay what they are.

    python -m models.recipes.ink.rewrite quantised.onnx ink.onnx
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import helper, numpy_helper

from .shuffle import gathered, spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["shuffled"]


class _Graph:
    """A graph under work: constants by name, nodes by what they give, new ones in order."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self.constants = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
        self.giver = {name: node for node in graph.node for name in node.output}
        self.taker = {name: node for node in graph.node for name in node.input}
        self.nodes: list[onnx.NodeProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants[name] = np.ascontiguousarray(value)
        return name

    def add(self, kind: str, inputs: list[str], output: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def real(self, name: str, levels: NDArray[np.generic], scale: NDArray[np.float32]) -> str:
        """Whole numbers, and what one of them is worth by channel, as the floats they stand for."""
        zero = np.zeros(len(scale), levels.dtype)
        inputs = [
            self.constant(f"{name}_levels", levels),
            self.constant(f"{name}_scale", scale),
            self.constant(f"{name}_zero", zero),
        ]
        return self.add("DequantizeLinear", inputs, name, axis=0)

    def rounded(self, name: str, scale: str, zero: str) -> str:
        """A picture in eight bits and back, as every layer's is."""
        quantised = self.add("QuantizeLinear", [name, scale, zero], f"{name}_quantised")
        return self.add("DequantizeLinear", [quantised, scale, zero], f"{name}_rounded")

    def levels(self, name: str) -> tuple[NDArray[np.generic], NDArray[np.float32]]:
        """The whole numbers behind a dequantised constant, and their scale by channel."""
        levels, scale = (self.constants[i] for i in self.giver[name].input[:2])
        return levels, np.asarray(scale, np.float32)


def shuffled(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same net, its layers of stride 2 as convolutions beside a pixel-shuffle.

    Args:
        model: As `quantise_static` writes it (QDQ, weights by channel).
    """
    work = _Graph(model.graph)
    for node in model.graph.node:
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        if node.op_type == "ConvTranspose":
            _widen(work, node, attributes["pads"][0])
        elif node.op_type == "Conv" and attributes["strides"] == [2, 2]:
            _narrow(work, node)
        else:
            work.nodes.append(node)
    return _rebuilt(model, work)


def _widen(work: _Graph, node: onnx.NodeProto, pad: int) -> None:
    name = node.output[0]
    weights, scale = work.levels(node.input[1])
    bias, worth = work.levels(node.input[2])
    inward = work.constants[work.giver[node.input[0]].input[1]]
    kernel, scales = spread(weights, pad), np.tile(scale, 4)
    sums = np.asarray(scales * inward, np.float32)
    offset = np.rint(np.tile(bias * worth, 4) / sums).astype(np.int32)
    inputs = [
        node.input[0],
        work.real(f"{name}_weight", kernel, scales),
        work.real(f"{name}_bias", offset, sums),
    ]
    size = kernel.shape[2]
    four = work.add("Conv", inputs, f"{name}_four", kernel_shape=[size] * 2, pads=[size // 2] * 4)
    after = work.taker[name]  # what rounds it to eight bits: it must come before the shuffle, too
    four = work.rounded(four, after.input[1], after.input[2])
    work.add("DepthToSpace", [four], name, blocksize=2, mode="DCR")


def _narrow(work: _Graph, node: onnx.NodeProto) -> None:
    name = node.output[0]
    weights, scale = work.levels(node.input[1])
    before = work.giver[node.input[0]]
    four = work.add("SpaceToDepth", [node.input[0]], f"{name}_four", blocksize=2)
    four = work.rounded(four, before.input[1], before.input[2])
    kernel = work.real(f"{name}_weight", gathered(weights), scale)
    inputs = [four, kernel, *node.input[2:]]
    work.add("Conv", inputs, name, kernel_shape=[3, 3], pads=[1] * 4)


def _rebuilt(model: onnx.ModelProto, work: _Graph) -> onnx.ModelProto:
    """The model with the new nodes, and without what nothing asks for any more."""
    nodes = work.nodes
    wanted = {output.name for output in model.graph.output}
    kept: list[onnx.NodeProto] = []
    for node in reversed(nodes):
        if wanted.intersection(node.output):
            kept.append(node)
            wanted.update(node.input)
    result = onnx.ModelProto()
    result.CopyFrom(model)
    del result.graph.node[:], result.graph.initializer[:]
    result.graph.node.extend(reversed(kept))
    result.graph.initializer.extend(
        numpy_helper.from_array(value, name)
        for name, value in work.constants.items()
        if name in wanted
    )
    onnx.checker.check_model(result)
    return result


def main() -> None:
    """Rewrite a model from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="in eight bits, as quantised")
    parser.add_argument("out", type=Path, help="the .onnx to write")
    given = parser.parse_args()
    onnx.save(shuffled(onnx.load(given.model)), given.out)


if __name__ == "__main__":
    main()
