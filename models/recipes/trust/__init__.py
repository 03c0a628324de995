"""The recipe of `models/trust.json`: how probably a word is right."""
