"""How long a digest over many matches takes, from what is owed to messages on record.

    python -m tests.benchmarks.digest [--articles N]

So many invented articles are matched, all of which a digest owes to a mailbox and a webhook. Then it is published.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from pathlib import Path

from alerts.digests import editions
from alerts.run import match_new
from model.alert import AlertKind
from model.clock import utc_now
from storage.database import Database
from tests.alerts.developments.year import year
from tests.config.folders import loaded
from tests.storage.samples import stored

_WATCHES = '[watches.all]\nkeywords = ["the", "of", "de", "la"]\n'


def main() -> None:
    """Fill a store, publish, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    given = parser.parse_args()
    gc.set_threshold(10_000)  # as the program has it
    with tempfile.TemporaryDirectory() as name:
        print(f"{'recipients':24} {'matches':>8} {'seconds':>8} {'of CPU':>8} {'MB':>6}", flush=True)
        for what, to in (("a mailbox", '["a@b.example"]'), ("a mailbox and a webhook", '["a@b.example", "hook"]')):
            folder = Path(name) / what.replace(" ", "-")
            folder.mkdir()
            digests = f'[digests.all]\nto = {to}\nat = "07:00"\n'
            settings = '[channels]\nhook = "json://127.0.0.1/"\n'
            config = loaded(folder, settings=settings, watches=_WATCHES, digests=digests)
            database = Database.open(f"sqlite:///{folder}/digest.db")
            for number, one in enumerate(year(given.articles)):
                key = f"{one.source}.example/{number}"
                stored(database, one.moment, key=key, source=one.source, said=one.said)
            match_new(database, config.watches, config.digests, utc_now())
            began, worked = time.perf_counter(), time.process_time()
            told = editions.publish(database, config, config.digests[0], AlertKind.DIGEST, slot=None, now=utc_now())
            seconds, cpu = time.perf_counter() - began, time.process_time() - worked
            assert told is not None
            size = len(told.rendered.html) + len(told.rendered.text)
            print(f"{what:24} {len(told.articles):8,} {seconds:8.2f} {cpu:8.2f} {size / 1e6:6.1f}", flush=True)
            database.close()


if __name__ == "__main__":
    main()
