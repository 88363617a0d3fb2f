"""A year of developments as a subscriber sees them.

    python -m tests.benchmarks.subscribing [--articles N]

So many invented articles come one after the other, each matched at once, while feedparser reads the feed of
developments twice a day of theirs. It is told how many items were new, how many updates there were, and what was
wrong: an id that changed, an item told twice, an update that doesn't say so, a merge that was not told, an article that
went to another development.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import timedelta
from pathlib import Path

from model.clock import utc_now
from monitor.live import Live
from monitor.web.app import create_app
from storage.database import Database
from tests.alerts.developments.year import year
from tests.config.folders import loaded
from tests.monitor.program import DIGESTS, SOURCES, WATCHES
from tests.monitor.web.reader import Reader, subscribe
from tests.monitor.web.server import serving


def told(articles: int, reader: Reader) -> str:
    """What was read by then."""
    found = f"{articles:,} articles: {reader.new:,} new items, {reader.updates:,} updates, {len(reader.gone):,} merged"
    return f"{found}, {len(reader.wrong):,} wrong"


class Progress:
    """Tells every so many articles how it goes, since all of them take half an hour of a processor that is shared."""

    def __init__(self, every: int) -> None:
        self._every, self._due = every, every

    def __call__(self, articles: int, reader: Reader) -> None:
        """Tell, if it is time to."""
        if articles >= self._due:
            print(told(articles, reader), flush=True)
            self._due += self._every


def main() -> None:
    """Subscribe and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=5_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        config = loaded(Path(folder), sources=SOURCES, watches=WATCHES, digests=DIGESTS)
        database = Database.open(f"sqlite:///{folder}/year.db")
        with serving(create_app(Live(config), database, now=utc_now)) as web:
            coming, progress = year(given.articles), Progress(max(1, given.articles // 10))
            reader = subscribe(database, config, web, coming, every=timedelta(hours=12), on_read=progress)
        database.close()
    print(told(given.articles, reader))
    print("\n".join(reader.wrong) or "nothing was wrong")


if __name__ == "__main__":
    main()
