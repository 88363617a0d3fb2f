"""Which programs read documents, so that one over which they broke is tried again when they are others."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

_READERS = ("peruwatch", "trafilatura", "lxml", "pypdfium2")


@cache
def readers() -> str:
    """The programs with their versions, in one line."""
    return ", ".join(f"{name} {_version(name)}" for name in _READERS)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # run from its sources without being installed
        return "of no version"
