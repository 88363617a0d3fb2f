"""`python -m tests.fuzz TARGET [--seconds 600] [--seeds DIR]`: bytes upon bytes until one breaks something.

Needs atheris (`pip install atheris`), which the tests don't. What it finds is written to the current folder; once it is
mended it goes to `tests/fuzz/cases/TARGET/`, which the tests try for ever.

The target `properties` needs nothing more: it runs the tests of properties again and again, each time with examples of
its own. What it finds becomes an `@example` of its test. Neither does `workers`: it gives damaged listings of all kinds
to the processes that read them.
"""

from __future__ import annotations

import argparse
import gc
import logging
import secrets
import sys
import time
import warnings
from pathlib import Path
from types import FunctionType

import pytest

from tests.fuzz.targets import TARGETS
from tests.fuzz.workers import try_listings


def main() -> None:
    """Fuzz one target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=["properties", "workers", *TARGETS])
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seeds", type=Path, help="folder with files to begin from, which grows")
    given = parser.parse_args()
    if given.target == "properties":
        sys.exit(try_properties(given.seconds))
    if given.target == "workers":
        sys.exit(try_listings(given.seconds, secrets.randbelow(2**32)))
    try_bytes(given)


def try_properties(seconds: int) -> int:
    """Run the tests of properties with new seeds until the time is over or one fails; gives pytest's exit status."""
    options = ["-q", "-n", "2", "-p", "no:cacheprovider", "-m", "hypothesis", "--hypothesis-profile", "random"]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        seed = secrets.randbelow(2**32)
        print(f"seed {seed}", flush=True)
        status = pytest.main([*options, f"--hypothesis-seed={seed}"])
        if status:
            return status
    return 0


def try_bytes(given: argparse.Namespace) -> None:
    """Give a parser bytes that grow out of those that led to new branches."""
    import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415 - only for those who fuzz

    logging.disable()
    warnings.simplefilter("ignore")
    options = [f"-max_total_time={given.seconds}", "-timeout=20", "-max_len=100000", "-rss_limit_mb=2048"]
    seeds = [str(given.seeds)] if given.seeds else []
    for function in _ours():
        atheris.instrument_func(function)
    atheris.Setup([sys.argv[0], *options, *seeds], TARGETS[given.target])
    atheris.Fuzz()


def _ours() -> list[FunctionType]:
    """The functions of our own parsers, whose branches are to be watched; all that is imported would be too much."""
    found = [item for item in gc.get_objects() if isinstance(item, FunctionType)]
    return [
        function
        for function in found
        if str(function.__module__).startswith(("crawler.", "model.", "config.query", "alerts."))
    ]


if __name__ == "__main__":
    main()
