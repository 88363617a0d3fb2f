"""`python -m tests.fuzz TARGET [--seconds 600] [--seeds DIR]`: bytes upon bytes until one breaks something.

Needs atheris (`pip install atheris`), which the tests don't. What it finds is written to the current folder; once it is
mended it goes to `tests/fuzz/cases/TARGET/`, which the tests try for ever.
"""

from __future__ import annotations

import argparse
import gc
import logging
import sys
import warnings
from pathlib import Path
from types import FunctionType

from tests.fuzz.targets import TARGETS


def main() -> None:
    """Fuzz one target."""
    import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415 - only for those who fuzz

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seeds", type=Path, help="folder with files to begin from, which grows")
    given = parser.parse_args()
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
