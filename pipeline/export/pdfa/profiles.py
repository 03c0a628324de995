"""Colour profiles of our own making (ICC.1:2001-04, version 2): small, the same bytes each time.

A scan's DeviceRGB and DeviceGray mean sRGB, which the output intent says once for the whole file.
Ink percentages (DeviceCMYK) mean what viewers without a profile show for them: a table of
Poppler's own mixing.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache

import pikepdf
from pikepdf import Dictionary, Name, Pdf, String

__all__ = ["cmyk_profile", "embedded", "output_intent", "rgb_profile"]

_COPYRIGHT = b"No copyright, use freely"
_WHITE = (0.9642, 1.0, 0.8249)  # D50, the white of profiles
_PRIMARIES = {  # of sRGB, adapted to D50 (IEC 61966-2-1 with Bradford's matrix)
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
_CURVE_STEPS = 256
_GRID = 7  # steps of each ink: half a level of 255 away from the formula at most of the places
# What is left of red, green and blue where none or all of each ink is (Poppler, GfxState.cc:
# cmykToRGBMatrixMultiplication); in between, everything is mixed in proportion.
_MIXED = (
    ((1.0, 1.0, 1.0), (0.1373, 0.1216, 0.1255)),  # nothing, black
    ((1.0, 0.9490, 0.0), (0.1098, 0.1020, 0.0)),  # yellow
    ((0.9255, 0.0, 0.5490), (0.1412, 0.0, 0.0)),  # magenta
    ((0.9294, 0.1098, 0.1412), (0.1333, 0.0, 0.0)),  # magenta, yellow
    ((0.0, 0.6784, 0.9373), (0.0, 0.0588, 0.1412)),  # cyan
    ((0.0, 0.6510, 0.3137), (0.0, 0.0745, 0.0)),
    ((0.1804, 0.1922, 0.5725), (0.0, 0.0, 0.0078)),
    ((0.2118, 0.2119, 0.2235), (0.0, 0.0, 0.0)),
)


@cache
def rgb_profile() -> bytes:
    """SRGB as a display profile of 1 kB: three primaries and one curve."""
    curve = b"curv" + bytes(4) + struct.pack(">I", _CURVE_STEPS)
    curve += b"".join(
        struct.pack(">H", round(_linear(step / (_CURVE_STEPS - 1)) * 65535))
        for step in range(_CURVE_STEPS)
    )
    tags = {name: _xyz(value) for name, value in _PRIMARIES.items()}
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return _profile(b"mntr", b"RGB ", b"XYZ ", b"sRGB", tags | curves)


@cache
def cmyk_profile() -> bytes:
    """Ink percentages as viewers show them, a colour space conversion profile of 8 kB."""
    steps = [step / (_GRID - 1) for step in range(_GRID)]
    there = b"".join(
        _lab8(_shown(c, m, y, k)) for c in steps for m in steps for y in steps for k in steps
    )
    back = bytes((0, 0, 0, 255)) * 4 + bytes(16)  # the way back, which nobody goes: black ink alone
    return _profile(
        b"spac",
        b"CMYK",
        b"Lab ",
        b"CMYK as viewers show it",
        {b"A2B0": _table(4, 3, _GRID, there), b"B2A0": _table(3, 4, 2, back)},
    )


def embedded(pdf: Pdf, profile: bytes, components: int) -> pikepdf.Object:
    """A profile as a stream of this PDF."""
    stream = pikepdf.Stream(pdf, b"")
    stream.write(zlib.compress(profile, 9), filter=Name.FlateDecode)
    stream.N = components
    return pdf.make_indirect(stream)


def output_intent(pdf: Pdf) -> pikepdf.Object:
    """What DeviceRGB and DeviceGray mean in this file (ISO 19005-2, 6.2.3)."""
    return pdf.make_indirect(
        Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier=String("sRGB"),
            Info=String("sRGB (IEC 61966-2-1)"),
            DestOutputProfile=embedded(pdf, rgb_profile(), 3),
        )
    )


def _profile(kind: bytes, space: bytes, pcs: bytes, name: bytes, tags: dict[bytes, bytes]) -> bytes:
    description = b"desc" + bytes(4) + struct.pack(">I", len(name) + 1) + name + bytes(1 + 78)
    everything = {
        b"desc": description,
        b"cprt": b"text" + bytes(4) + _COPYRIGHT + b"\0",
        b"wtpt": _xyz(_WHITE),
        **tags,
    }
    body, table, placed = b"", b"", {}
    start = 128 + 4 + 12 * len(everything)
    for tag, data in everything.items():
        if data not in placed:  # three curves are one
            placed[data] = start + len(body)
            body += data + bytes(-len(data) % 4)
        table += struct.pack(">4sII", tag, placed[data], len(data))
    header = struct.pack(
        ">I4sI4s4s4s12s4s4sI4s4s8sI12s4s44s",
        start + len(body),
        b"",
        0x02400000,
        kind,
        space,
        pcs,
        struct.pack(">6H", 2026, 1, 1, 0, 0, 0),  # of the recipe, not of the moment
        b"acsp",
        b"",
        0,
        b"",
        b"",
        b"",
        0,  # perceptual
        b"".join(_fixed(value) for value in _WHITE),
        b"",
        b"",
    )
    return header + struct.pack(">I", len(everything)) + table + body


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _xyz(value: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(map(_fixed, value))


def _table(inputs: int, outputs: int, grid: int, colours: bytes) -> bytes:
    """A `lut8Type`: straight curves around a grid of colours."""
    straight = bytes(range(256))
    unit = b"".join(_fixed(float(i == j)) for i in range(3) for j in range(3))
    head = b"mft1" + bytes(4) + bytes((inputs, outputs, grid, 0)) + unit
    return head + straight * inputs + colours + straight * outputs


def _shown(c: float, m: float, y: float, k: float) -> tuple[float, ...]:
    mixed = [0.0, 0.0, 0.0]
    for index, (light, dark) in enumerate(_MIXED):
        share = 1.0
        for ink, bit in ((c, 4), (m, 2), (y, 1)):
            share *= ink if index & bit else 1 - ink
        for channel in range(3):
            mixed[channel] += share * ((1 - k) * light[channel] + k * dark[channel])
    return tuple(min(1.0, value) for value in mixed)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _lab8(rgb: tuple[float, ...]) -> bytes:
    """SRGB as the three bytes that a table of version 2 has for L*, a* and b*."""
    light = [_linear(value) for value in rgb]
    xyz = (
        sum(part * primary[axis] for part, primary in zip(light, _PRIMARIES.values(), strict=True))
        for axis in range(3)
    )
    x, y, z = (_root(value / white) for value, white in zip(xyz, _WHITE, strict=True))
    lab = (116 * y - 16) * 255 / 100, 500 * (x - y) + 128, 200 * (y - z) + 128
    return bytes(max(0, min(255, round(value))) for value in lab)


def _root(value: float) -> float:
    return float(value ** (1 / 3)) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116
