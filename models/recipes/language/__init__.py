"""The recipe of `models/syllables.npz`: how likely a syllable is after the two before it."""
