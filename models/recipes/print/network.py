"""Reads, averages and writes the LSTM component of a Tesseract model.

Debian and npm ship only int8 models, which `lstmtraining` refuses.  An int8 row is its weights
times one scale, so it becomes a float row without loss, and back with one rounding.  The layout
is Tesseract's own (`lstm/network.cpp`, `lstm/weightmatrix.cpp`), version 4 and 5.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_INT8, _ADAM, _DOUBLE = 1, 4, 128  # of a matrix's mode byte
_INT_MODE = 1  # of the training flags
_CONTAINERS = frozenset(
    (
        "Series",
        "Parallel",
        "Replicated",
        "ParBidiLSTM",
        "DepParUDLSTM",
        "Par2dLSTM",
        "RTLReversed",
        "TTBReversed",
        "XYTranspose",
    )
)
_PLAIN_FIELDS = {"Input": "5i", "Convolve": "2i", "Maxpool": "2i", "Reconfig": "2i"}
_LAYER_RATES = 64  # network flag: a learning rate per layer follows


class ModelFormatError(ValueError):
    """The bytes are not an LSTM component as Tesseract 4 or 5 writes it."""


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """One weight matrix.

    Attributes:
        weights: (outputs, inputs) float64.
        adam: Whether training keeps second moments for it.
    """

    weights: NDArray[np.float64]
    adam: bool


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """An LSTM component: matrices, and the bytes between them.

    Attributes:
        parts: Bytes and matrices in file order.  The part before the last holds the training
            flags alone.
    """

    parts: tuple[bytes | Matrix, ...]

    @property
    def matrices(self) -> list[Matrix]:
        """The weight matrices in file order."""
        return [part for part in self.parts if isinstance(part, Matrix)]

    def as_float(self) -> bytes:
        """Write it so that `lstmtraining --continue_from` takes it."""
        return self._written(_float_matrix, lambda flags: flags & ~_INT_MODE)

    def as_int8(self) -> bytes:
        """Write it so that recognition runs in whole numbers, as fast as Debian's model."""
        return self._written(_int8_matrix, lambda flags: flags | _INT_MODE)

    def _written(self, matrix: Any, flags: Any) -> bytes:
        out = bytearray()
        for at, part in enumerate(self.parts):
            if isinstance(part, Matrix):
                out += matrix(part)
            elif at == len(self.parts) - 2:
                out += struct.pack("<i", flags(*struct.unpack("<i", part)))
            else:
                out += part
        return bytes(out)


def _float_matrix(matrix: Matrix) -> bytes:
    mode = _DOUBLE | (_ADAM if matrix.adam else 0)
    head = struct.pack("<BIId", mode, *matrix.weights.shape, 0.0)
    return head + matrix.weights.astype("<f8").tobytes()


def _int8_matrix(matrix: Matrix) -> bytes:
    mode = _INT8 | _DOUBLE | (_ADAM if matrix.adam else 0)
    scales = np.abs(matrix.weights).max(axis=1) / 127
    scales[scales == 0] = 1 / 127
    whole = np.rint(matrix.weights / scales[:, None]).astype(np.int8)
    head = struct.pack("<BIIb", mode, *matrix.weights.shape, 0)
    tail = struct.pack("<I", len(scales)) + scales.astype("<f8").tobytes()
    return head + whole.tobytes() + tail


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at, self.kept = data, 0, 0
        self.parts: list[bytes | Matrix] = []

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def text(self) -> str:
        (length,) = self.take("I")
        self.at += length
        return self.data[self.at - length : self.at].decode()

    def keep(self) -> None:
        """Close the run of bytes that are copied as they are."""
        if self.at > self.kept:
            self.parts.append(self.data[self.kept : self.at])
        self.kept = self.at

    def matrix(self) -> tuple[int, int]:
        self.keep()
        (mode,) = self.take("B")
        rows, columns = self.take("II")
        if mode & _INT8:
            self.take("b")
            whole = np.frombuffer(self.data, np.int8, rows * columns, self.at)
            self.at += rows * columns
            (count,) = self.take("I")
            kind = np.dtype("<f8" if mode & _DOUBLE else "<f4")
            scales = np.frombuffer(self.data, kind, count, self.at).astype(np.float64)
            self.at += count * kind.itemsize
            weights = whole.reshape(rows, columns) * scales[:rows, None]
        elif mode & _DOUBLE:
            self.take("d")
            weights = np.frombuffer(self.data, "<f8", rows * columns, self.at)
            weights = weights.reshape(rows, columns).copy()
            self.at += rows * columns * 8
        else:
            raise ModelFormatError(f"matrix at byte {self.kept} has mode {mode}")
        self.parts.append(Matrix(weights, bool(mode & _ADAM)))
        self.kept = self.at
        return rows, columns

    def layer(self) -> None:
        (tag,) = self.take("b")
        if tag != 0:
            raise ModelFormatError(f"layer tag {tag} at byte {self.at - 1}, expected 0")
        kind = self.text()
        _training, _backprop, flags, inputs, _outputs, _weights = self.take("bbiiii")
        self.text()  # the layer's own name
        if kind in _PLAIN_FIELDS:
            self.take(_PLAIN_FIELDS[kind])
        elif kind in _CONTAINERS:
            (count,) = self.take("I")
            for _ in range(count):
                self.layer()
            if flags & _LAYER_RATES:
                (rates,) = self.take("I")
                self.take(f"{rates}f")
        elif kind in ("LSTM", "SummLSTM"):
            (width,) = self.take("i")
            states, _ = self.matrix()
            for _ in range(4 if width == inputs + 2 * states else 3):
                self.matrix()
        else:
            self.matrix()


def read_network(data: bytes) -> Network:
    """Read the LSTM component of an int8 or float model.

    Args:
        data: What `combine_tessdata -e vie.traineddata vie.lstm` extracts.

    Raises:
        ModelFormatError: The bytes have another form.
    """
    reader = _Reader(data)
    reader.layer()
    reader.text()  # the network's specification
    reader.keep()
    reader.take("i")
    reader.keep()
    reader.at = len(data)
    reader.keep()
    return Network(tuple(reader.parts))


def average(networks: Sequence[Network]) -> Network:
    """Average the weights of one training's rounds: steadier than any of them.

    Args:
        networks: Of the same form; the bytes between the matrices are the last one's.
    """
    means = iter(
        Matrix(np.mean([m.weights for m in same], axis=0), same[-1].adam)
        for same in zip(*(n.matrices for n in networks), strict=True)
    )
    parts = networks[-1].parts
    return Network(tuple(next(means) if isinstance(p, Matrix) else p for p in parts))
