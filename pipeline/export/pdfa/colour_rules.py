"""6.2.3 and 6.2.4: every colour has a meaning of its own, or the one that the output intent gives.

Our files' output intent is RGB: DeviceRGB and DeviceGray need nothing more, DeviceCMYK does.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from pipeline.export.pdfa.content import identity
from pipeline.export.pdfa.violation import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.export.pdfa.content import Use

__all__ = ["RULES", "profile_fault", "spaces_in"]

_DEEPEST = 8
_CHANNELS = {b"GRAY": 1, b"RGB ": 3, b"Lab ": 3, b"CMYK": 4}
_SOURCES = {b"prtr", b"mntr", b"scnr", b"spac"}
_OUTPUTS = {b"prtr", b"mntr"}
_MOST_COLORANTS = 32


def output_intent(root: Any) -> Iterator[str]:
    """6.2.3: one output intent of PDF/A, whose profile is sound and RGB, as our colours want."""
    intents = [
        intent
        for intent in root.get(Name.OutputIntents, Array())
        if isinstance(intent, Dictionary) and intent.get(Name.S) == Name.GTS_PDFA1
    ]
    if len(intents) != 1:
        yield f"{len(intents)} output intents"
        return
    profile = intents[0].get(Name.DestOutputProfile)
    if not isinstance(profile, Stream):
        yield "output intent without a profile"
    elif fault := _fault_of(profile, _OUTPUTS):
        yield f"profile of the output intent: {fault}"
    elif profile.read_bytes()[16:20] != b"RGB ":
        yield "output intent is not RGB"


def one_profile(root: Any) -> Iterator[str]:
    """6.2.3: output intents of several kinds have the same profile, and none lies elsewhere."""
    profiles = set()
    for intent in root.get(Name.OutputIntents, Array()):
        if "/DestOutputProfileRef" in intent:
            yield "profile outside the file"
        if Name.DestOutputProfile in intent:
            profiles.add(identity(intent.DestOutputProfile))
    if len(profiles) > 1:
        yield "output intents of different profiles"


def no_ink_percentages(use: Use) -> Iterator[str]:
    """6.2.4.3: DeviceCMYK only where a DefaultCMYK says what it means."""
    for space, resources in _spaces_of(use):
        if space == Name.DeviceCMYK and not _has_default(resources):
            yield "DeviceCMYK"


def sound_profiles(use: Use) -> Iterator[str]:
    """6.2.4.2: profiles are of a kind, version and number of channels that fit."""
    for space, _ in _spaces_of(use):
        if isinstance(space, Array) and len(space) > 1 and space[0] == Name.ICCBased:
            if not isinstance(space[1], Stream):
                yield "ICCBased without a profile"
            elif fault := _fault_of(space[1], _SOURCES):
                yield fault


def known_spaces(use: Use) -> Iterator[str]:
    """6.2.4.1: there are no others than those of ISO 32000-1."""
    for space, _ in _spaces_of(use):
        kind = space[0] if isinstance(space, Array) and len(space) else space
        if str(kind) not in _SPACES:
            yield f"colour space {kind}"


def colorants(use: Use) -> Iterator[str]:
    """6.2.4.4 and 6.1.13: DeviceN has at most 32 colorants and describes those that it adds."""
    for space, _ in _spaces_of(use):
        if not isinstance(space, Array) or not len(space) or space[0] != Name.DeviceN:
            continue
        names = [str(name) for name in space[1]]
        if len(names) > _MOST_COLORANTS:
            yield f"{len(names)} colorants"
        attributes = space[4] if len(space) > 4 else Dictionary()
        described = {str(key) for key in attributes.get(Name.Colorants, Dictionary()).keys()}  # noqa: SIM118
        process = attributes.get(Name.Process, Dictionary()).get(Name.Components, Array())
        described |= {str(name) for name in process}
        basic = {"/Cyan", "/Magenta", "/Yellow", "/Black", "/None"}
        if missing := set(names) - described - basic:
            yield f"colorants not described: {', '.join(sorted(missing))}"


_SPACES = {
    "/DeviceGray",
    "/DeviceRGB",
    "/DeviceCMYK",
    "/CalGray",
    "/CalRGB",
    "/Lab",
    "/ICCBased",
    "/Indexed",
    "/Separation",
    "/DeviceN",
    "/Pattern",
}
_SHORT = {
    "/G": Name.DeviceGray,
    "/RGB": Name.DeviceRGB,
    "/CMYK": Name.DeviceCMYK,
    "/I": Name.Indexed,
}


def profile_fault(data: bytes, components: int | None, kinds: set[bytes] = _SOURCES) -> str | None:
    """What is wrong with a profile, by its header; None where nothing is.

    Args:
        data: The profile.
        components: `/N` of its stream.
        kinds: Device classes that fit.
    """
    if len(data) < 132 or data[36:40] != b"acsp":
        return "no ICC profile"
    (size,) = struct.unpack_from(">I", data)
    kind, space, version = data[12:16], data[16:20], data[8]
    faults = {
        "ICC profile cut off": size > len(data),
        f"ICC profile of version {version}": version >= 5,
        f"ICC profile of class {kind!r}": kind not in kinds,
        f"ICC profile of space {space!r}": space not in _CHANNELS,
        f"ICC profile of other than {components} channels": components != _CHANNELS.get(space),
    }
    return next((fault for fault, found in faults.items() if found), None)


def spaces_in(space: Any, depth: int = 0) -> Iterator[Any]:
    """A colour space and those under it: base of an index, alternate of a colorant."""
    if space is None or depth > _DEEPEST:
        return
    if isinstance(space, Name) and str(space) in _SHORT:
        space = _SHORT[str(space)]
    yield space
    if isinstance(space, Array) and len(space) > 1:
        kind = _SHORT.get(str(space[0]), space[0])
        if kind in (Name.Indexed, Name.Pattern):
            yield from spaces_in(space[1], depth + 1)
        elif kind in (Name.Separation, Name.DeviceN) and len(space) > 2:
            yield from spaces_in(space[2], depth + 1)
            attributes = space[4] if len(space) > 4 else None
            if isinstance(attributes, Dictionary):
                colorants = attributes.get(Name.Colorants, Dictionary()).as_dict().values()
                for part in colorants:
                    yield from spaces_in(part, depth + 1)
                process = attributes.get(Name.Process, Dictionary())
                yield from spaces_in(process.get(Name.ColorSpace), depth + 1)


def _spaces_of(use: Use) -> Iterator[tuple[Any, Any]]:
    if use.kind == "space":
        found = [use.what]
    elif use.kind in ("image", "shading"):
        found = [use.what.get(Name.ColorSpace)]
        mask = use.what.get(Name.SMask)
        if isinstance(mask, Stream):
            found.append(mask.get(Name.ColorSpace))
    elif use.kind == "form":
        group = use.what.get(Name.Group)
        found = [group.get(Name.CS)] if isinstance(group, Dictionary) else []
    elif use.kind == "inline":
        found = [_inline_space(use)]
    else:
        return
    for space in found:
        yield from ((part, use.resources) for part in spaces_in(space))


def _inline_space(use: Use) -> Any:
    space = use.what.obj.get(Name.ColorSpace, use.what.obj.get("/CS"))
    if isinstance(space, Name) and str(space) not in _SPACES and str(space) not in _SHORT:
        try:
            return use.resources["/ColorSpace"][str(space)]
        except (LookupError, TypeError):
            return space
    return space


def _has_default(resources: Any) -> bool:
    try:
        return bool(resources["/ColorSpace"]["/DefaultCMYK"])
    except (LookupError, TypeError):
        return False


def _fault_of(profile: Any, kinds: set[bytes]) -> str | None:
    try:
        data = profile.read_bytes()
    except pikepdf.PdfError:
        return "no ICC profile"
    number = profile.get(Name.N)
    return profile_fault(data, number if isinstance(number, int) else None, kinds)


RULES = (
    Rule("6.2.3", "document", output_intent),
    Rule("6.2.3", "document", one_profile),
    Rule("6.2.4.3", "used", no_ink_percentages),
    Rule("6.2.4.2", "used", sound_profiles),
    Rule("6.2.4.1", "used", known_spaces),
    Rule("6.2.4.4", "used", colorants),
)
