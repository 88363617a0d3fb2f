"""The tests."""

PATIENCE = 240
"""Seconds for which tests wait for what ends by itself: only what hangs takes as long on any machine."""
