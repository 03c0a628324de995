"""The plan beyond: what many machines on millions of pages need, worked out from measured costs."""
