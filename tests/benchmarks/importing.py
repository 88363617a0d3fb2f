"""How fast a file of articles is brought in: stored, matched, indexed and put into developments.

    python -m tests.benchmarks.importing [--rows N]

The rows have some 3 kB and tell of invented happenings, as in `tests.benchmarks.developments`. For each tenth of the
file it is told how much processor time a row took, since that must not grow with the archive.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import tempfile
import time
from pathlib import Path

from model.clock import utc_now
from monitor.importing import Listener, bring_in
from storage.database import Database
from tests.benchmarks.developments import invented
from tests.benchmarks.search import WATCHES
from tests.config.folders import loaded

_WORDS = 370
"""Of an article: with its other fields a row has 3 kB."""


def write_rows(file: Path, count: int) -> None:
    """Write so many rows."""
    with file.open("w") as rows:
        for number, said in enumerate(invented(count, words=_WORDS), 1):
            row = {
                "url": f"https://gazette.example/{number}",
                "source": f"source-{number % 40}",
                "title": said.title,
                "published": said.published and said.published.value,
                "published_source": said.published and said.published.source,
                "language": said.language,
                "body": said.body,
            }
            rows.write(json.dumps(row, ensure_ascii=False) + "\n")


def measure(folder: Path, count: int) -> None:
    """Bring a file in and tell how long it took."""
    file = folder / "rows.jsonl"
    write_rows(file, count)
    print(f"{count:,} rows of {file.stat().st_size / count:,.0f} bytes")
    watches = "\n".join(f"[watches.w{number}]\n{text}" for number, text in enumerate(WATCHES.values()))
    config = loaded(folder, watches=watches)
    database = Database.open(f"sqlite:///{folder}/archive.db")
    began, wall = time.process_time(), time.perf_counter()
    reached, before, part = 0, began, max(1, count // 10)

    def on_done(done: int, _total: int) -> None:
        nonlocal reached, before
        if done // part > reached // part or done == count:
            now = time.process_time()
            print(f"{done:9,} rows: {(now - before) / (done - reached) * 1e3:.2f} ms of CPU a row", flush=True)
            reached, before = done, now

    listener = Listener(on_read=lambda _: None, on_bad=print, on_done=on_done)
    with file.open("rb") as opened:
        brought = bring_in(opened, database, config, now=utc_now(), listener=listener)
    spent = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{brought.new:,} articles, {brought.matches:,} matches: {spent:,.0f} s of CPU, ", end="")
    print(f"{time.perf_counter() - wall:,.0f} s in all, peak memory {peak:,.0f} MB")
    database.close()


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    given = parser.parse_args()
    gc.set_threshold(10_000)  # as the program has it
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given.rows)


if __name__ == "__main__":
    main()
