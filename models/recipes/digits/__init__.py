"""Trains the reader of figures that a pen wrote into a slot; see README.md."""
