"""Whether kills change developments: `python -m tests.benchmarks.killed_grouping [--kills 50] [--articles 900]`.

The same invented articles are put into developments twice: by a process that is left alone, and by processes each of
which is killed (SIGKILL) at a random moment, after which another one goes on. In the end the articles must be in the
same developments, and the index must have the same in it.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alerts.developments.apply import Developments
from storage import articles, developments
from storage.database import Database
from tests.alerts.developments.year import year
from tests.storage.samples import stored

_AT_ONCE = 10
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def archive(place: Path, size: int) -> list[int]:
    """A database with articles that are in no development yet."""
    database = Database.open(f"sqlite:///{place}")
    said = [one.said for one in year(5_000)[:size]]
    ids = [stored(database, _NOW, key=f"a.example/{number}", said=one)[0] for number, one in enumerate(said)]
    database.close()
    return ids


def group(place: Path, ids: Sequence[int]) -> None:
    """Put those that are in none yet into developments, a few in each transaction."""
    database = Database.open(f"sqlite:///{place}")
    known, is_done = Developments(), False
    while not is_done:
        with database.transaction() as session:
            placed = developments.placed(session, list(ids))
            next_ones = [number for number in ids if number not in placed][:_AT_ONCE]
            known.place(session, articles.by_id(session, next_ones), _NOW, ahead={})
            is_done = not next_ones
    database.close()


def grouped(place: Path, ids: Sequence[int]) -> tuple[Any, ...]:
    """Which article is where, and what the index has."""
    database = Database.open(f"sqlite:///{place}")
    with database.reading() as session:
        places = [developments.of_article(session, number) for number in ids]
        spread = sorted(developments.spread(session))
        cores = sorted((number, last, sorted(core)) for number, last, core in developments.cores(session))
    database.close()
    return places, spread, cores


def killed(place: Path, ids: Sequence[int], kills: int, longest: float) -> int:
    """Group by one process after the other, each but the last one killed; gives how many were."""
    moments = random.Random(4)
    for done in range(kills):
        child = os.fork()
        if not child:
            group(place, ids)
            os._exit(0)
        time.sleep(moments.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        if not os.WIFSIGNALED(os.waitpid(child, 0)[1]):
            return done
    group(place, ids)
    return kills


def main() -> None:
    """Kill, compare and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--articles", type=int, default=900)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        alone, hunted = Path(folder, "alone.db"), Path(folder, "hunted.db")
        ids = archive(alone, given.articles)
        archive(hunted, given.articles)
        began = time.monotonic()
        group(alone, ids)
        kills = killed(hunted, ids, given.kills, 2 * (time.monotonic() - began) / (given.kills + 10))
        without, after = grouped(alone, ids), grouped(hunted, ids)
    number = len(set(without[0]))
    verdict = "the same" if after == without else "DIFFERENT"
    print(f"{given.articles:,} articles, {number:,} developments; after {kills} kills they are {verdict}")
    sys.exit(after != without)


if __name__ == "__main__":
    main()
