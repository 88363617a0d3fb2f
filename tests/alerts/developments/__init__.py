"""Tests of developments, and the labelled set that judges them."""
