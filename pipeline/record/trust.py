"""How probably each field of a record is right, and what is too unsure to be given.

An extractor says how far its rule goes on text read perfectly; what it is worth on this page is a
probability that was fitted on drawn documents (`models/fields.json`, recipe
`models/recipes/fields`): the log-odds of a field's rule less the weight of every doubt about it. A
pen's number and day come with a probability of their own, of the figures; that is kept, and
multiplied by how probably they were taken from the right place.

What more probably is wrong than the field's floor allows is not given: it becomes null, with the
value among its alternatives.
"""

from __future__ import annotations

import functools
import hashlib
import math
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.errors import MissingModelError
from pipeline.record.doubts import doubts_of
from pipeline.record.said import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.record.check import Check
    from pipeline.record.parts import Parts
    from pipeline.values.document import Field

__all__ = ["FieldTrust", "contradictions", "evidence_of", "field_trust", "fields_sha256", "trusted"]

_MODEL = Path(__file__).resolve().parents[2] / "models" / "fields.json"
# A paper that may be secret is treated as secret however unsure the reading is.
_ALWAYS_GIVEN = frozenset({"secrecy"})
# Fields that say others again in other words, with those they are made of.
_SAID_AGAIN = {
    "noi_nhan_details": ("noi_nhan",),
    "issuers": ("org",),
    "type_code": ("type",),
    "signers": ("signer", "title", "authority"),
}
# Who signs may be told by pen and rubber that were not read: what the extractor itself holds for
# less than even there is never as sure as this, however well its print was read.
_SUSPECTED = {"title": 0.85, "authority": 0.85}
_UNSURE = "nhưng không đủ chắc"
_SHOWN = 80  # letters of a value in a reason


@dataclass(frozen=True, slots=True)
class FieldTrust:
    """What was fitted.

    Attributes:
        base: Log-odds that a field is right when nothing speaks against it, by field and rule.
        weights: By field: what each doubt takes from the log-odds; 0 or more.
        floors: By field: what is less probable is not given.
        prior: The most that a field or rule is trusted that the fit has never seen.
        sharpness: What log-odds are multiplied by, by ink; above 0.
    """

    base: dict[str, dict[str, float]]
    weights: dict[str, dict[str, float]]
    floors: dict[str, float]
    prior: float
    sharpness: dict[str, float]

    def __post_init__(self) -> None:
        below = [f"{f}.{d}" for f, w in self.weights.items() for d, v in w.items() if v < 0]
        if below:
            raise ValueError(f"doubts that would raise a probability: {', '.join(below)}")
        if not 0 <= self.prior <= 1 or min(self.sharpness.values(), default=1.0) <= 0:
            raise ValueError(f"no probabilities: prior {self.prior}, {dict(self.sharpness)}")

    def chance(
        self,
        key: str,
        rule: str | None,
        doubts: Mapping[str, float],
        *,
        ink: str | None = "print",
        own: float = 1.0,
    ) -> float:
        """How probably a field is right, 0–1; more of any doubt never raises it.

        Args:
            key: Of the field.
            rule: That found it.
            doubts: By the names in `doubts.DOUBTS`.
            ink: It is written in.
            own: How probably what was written was read rightly, where that is known.

        >>> trust = FieldTrust({"org": {"a": 2.0}}, {"org": {"odd_signs": 1.0}}, {}, 0.5, {})
        >>> [round(trust.chance("org", "a", {"odd_signs": n}), 2) for n in (0, 2, 4)]
        [0.88, 0.5, 0.12]
        >>> trust.chance("org", "never seen", {}), trust.chance("place", "a", {})
        (0.5, 0.5)
        """
        base = self.base.get(key, {}).get(rule or "")
        if base is None:
            return min(self.prior, own * math.exp(-doubts.get("rule", 0.0)))
        weights = self.weights.get(key, {})
        odds = base - sum(weights.get(name, 0.0) * doubt for name, doubt in doubts.items())
        return own / (1 + math.exp(-self.sharpness.get(ink or "", 1.0) * odds))

    def floor(self, key: str) -> float:
        """The least probability with which a field is given."""
        return 0.0 if key in _ALWAYS_GIVEN else self.floors.get(key, 0.0)


def contradictions(checks: Iterable[Check]) -> Counter[str]:
    """How many cross-checks speak against each field."""
    return Counter(key for check in checks if not check.holds for key in check.fields)


def evidence_of(
    key: str, field: Field, parts: Parts, fields: Mapping[str, Field], flags: int = 0
) -> tuple[dict[str, float], float]:
    """All that speaks against a field that was read, and its figures' own chance.

    Args:
        key: Of the field.
        field: With a value.
        parts: The document.
        fields: The whole record.
        flags: How many cross-checks speak against it.

    Returns:
        Doubts by name, and how probably what a pen wrote was read rightly, as the net says that
        read it; 1 where nobody says so.
    """
    doubts = doubts_of(key, field, parts, fields, flags)
    if field.ink != "pen" or field.page is None or field.box is None:
        return doubts, 1.0
    box = field.box
    written = [
        mark.confidence
        for mark in parts.marks_on(field.page)
        if mark.kind == "fill_in" and mark.text and mark.box.intersection(box) == mark.box
    ]
    if not written:
        return doubts, 1.0
    own = min(written)
    # What the extractor takes off for its own reasons stays a doubt.
    return doubts | {"rule": max(0.0, doubts["rule"] + math.log(max(own, 1e-6)))}, own


def trusted(
    fields: Mapping[str, Field],
    parts: Parts,
    checks: Iterable[Check] = (),
    trust: FieldTrust | None = None,
) -> dict[str, Field]:
    """The record with probabilities for confidences, and without what is too unsure to give.

    Args:
        fields: As the extractors read them.
        parts: The document they were read from.
        checks: What was compared across fields.
        trust: What was fitted; what ships when None.
    """
    trust = trust or field_trust()
    flags = contradictions(checks)
    weighed = {
        key: field
        if field.value is None
        else _weighed(key, field, parts, fields, trust, flags[key])
        for key, field in fields.items()
    }
    for key, others in _SAID_AGAIN.items():
        if key in weighed:
            weighed[key] = _no_surer(weighed[key], [weighed[o] for o in others if o in weighed])
    return weighed


def _no_surer(field: Field, others: Sequence[Field]) -> Field:
    """A field made of others: as sure as the least sure of them, withheld where one is."""
    if field.value is None:
        return field
    if any(_is_withheld(other) for other in others):
        return _withheld(field)
    sure = [other.confidence for other in others if other.value is not None]
    return replace(field, confidence=min([field.confidence, *sure]))


def _weighed(
    key: str,
    field: Field,
    parts: Parts,
    fields: Mapping[str, Field],
    trust: FieldTrust,
    flags: int,
) -> Field:
    doubts, own = evidence_of(key, field, parts, fields, flags)
    chance = trust.chance(key, field.rule, doubts, ink=field.ink, own=own)
    if field.ink == "print" and field.confidence < 0.5:
        chance = min(chance, _SUSPECTED.get(key, 1.0))
    if chance >= trust.floor(key):
        return replace(field, confidence=round(chance, 4))
    return _withheld(field)


def _withheld(field: Field) -> Field:
    """A field that was read and is too unsure to be given."""
    return replace(
        field,
        value=None,
        confidence=0.0,
        alternatives=(field.value, *field.alternatives),
        reason=f"đọc được “{short(field.value, _SHOWN)}” {_UNSURE}",
    )


def _is_withheld(field: Field) -> bool:
    return field.reason is not None and field.reason.endswith(_UNSURE)


@functools.cache
def field_trust(path: Path = _MODEL) -> FieldTrust:
    """What was fitted and ships; read once.

    Raises:
        MissingModelError: It is not installed.
    """
    if not path.is_file():
        raise MissingModelError(path.name, str(path.parent))
    return msgspec.json.decode(path.read_bytes(), type=FieldTrust)


@functools.cache
def fields_sha256() -> str:
    """SHA-256 of the file that ships, in hex."""
    return hashlib.sha256(_MODEL.read_bytes()).hexdigest()
