"""Measure reading against known truth."""
