"""The archives that benchmarks measure: each is made once, and kept where a file is named for it."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.database import Database
from tests.benchmarks.cpu import spending


def arguments(description: str | None) -> argparse.ArgumentParser:
    """What such a benchmark is told."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--database", type=Path, help="a file that is kept")
    return parser


@contextmanager
def archive(given: argparse.Namespace, make: Callable[[Database, int], None]) -> Iterator[tuple[Database, Path]]:
    """The database with so many articles, and its file, in a folder that may go; `make` fills it if it is new."""
    with tempfile.TemporaryDirectory() as folder:
        file = (given.database or Path(folder) / "peruwatch.db").resolve()
        is_new = not file.exists()
        database = Database.open(f"sqlite:///{file}")
        if is_new:
            with spending() as spent:
                make(database, given.articles)
            print(f"{given.articles:,} articles stored in {spent}")
        yield database, file
        database.close()
