"""Readings made by hand: lines of words whose letters may be others, and a small language."""

from __future__ import annotations

from pipeline.geometry import Box
from pipeline.recognition.engine import EngineLine, EngineWord


def word(text, at=0, sure=0.96, **offers):
    """A word; `offers` are letters that may stand in place of the one at that number: p1="ổ:3"."""
    beside = [{} for _ in text]
    for place, said in offers.items():
        letter, cost = said.split(":")
        beside[int(place[1:])][letter] = float(cost)
    return EngineWord(text, Box(at, 0, 10 * len(text), 20), sure, offers=tuple(beside))


def line(*words):
    """A line of words, or of texts."""
    made, at = [], 0
    for said in words:
        one = said if isinstance(said, EngineWord) else word(said)
        made.append(EngineWord(one.text, one.box.moved(at, 0), one.confidence, offers=one.offers))
        at = made[-1].box.right + 8
    return EngineLine(tuple(made), Box.around(w.box for w in made))


class Phrases:
    """A language in which some words cost little where they stand, and all others much."""

    def __init__(self, *likely):
        self.likely = set(likely)

    def cost(self, _before, token):
        return 1.0 if token in self.likely else 12.0

    def phrase_cost(self, before, words, after):
        return sum(self.cost(before, token) for token in (*words, *after))
