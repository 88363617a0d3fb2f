"""How many requests for feeds one core answers.

    python -m tests.benchmarks.feeds [--articles N] [--requests N]

So many articles are stored, one in ten of which meets a watch. A server is a process of its own, with the pages and
feeds as a daemon serves them; what it takes is its processor time, whatever else the machine does. Asked for are the
feed of all articles and that of a watch, by readers who have it (304) and by readers who don't, plain and packed; then
the same while something is written between requests, and each time the feed is other than before.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import multiprocessing
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from multiprocessing.synchronize import Event
from pathlib import Path

import psutil

from config.load import Config
from model.article import Content, DateSource, PublicationDate
from model.clock import utc_now
from model.source import SourceState
from monitor.daemon import listen
from monitor.live import Live
from monitor.web.app import create_app
from monitor.web.serving import PageServer
from storage import runs, statements
from storage.database import Database
from storage.schema import ArticleRow, MatchRow, RevisionRow
from tests.benchmarks.search import article_row, revision_row
from tests.config.folders import loaded
from tests.monitor.program import DIGESTS, SOURCES, WATCHES
from tests.monitor.samples import publish

HOST = "127.0.0.1"
_CHUNK = 5_000
_BODY = "The river rose by two metres in the night, and the bridge at the market was closed until further notice. " * 12


def fill(database: Database, count: int) -> None:
    """Store articles, with nothing but what feeds show."""
    now = utc_now()
    for start in range(1, count + 1, _CHUNK):
        numbers = range(start, min(start + _CHUNK, count + 1))
        with database.transaction() as session:
            statements.add(
                session, ArticleRow, [_article(number, now + timedelta(seconds=number - count)) for number in numbers]
            )
            statements.add(session, RevisionRow, [_revision(number, now) for number in numbers])
            statements.add(session, MatchRow, [_match(number, now) for number in numbers if number % 10 == 0])


def _article(number: int, seen: object) -> dict[str, object]:
    return {
        **article_row(number),
        "guid": f"urn:uuid:00000000-0000-0000-0000-{number:012}",
        "source": "gazette",
        "url": f"https://gazette.example/{number}",
        "first_seen": seen,
    }


def _revision(number: int, now: object) -> dict[str, object]:
    said = Content(
        title=f"Flood number {number} in the valley",
        body=_BODY,
        authors=("Rosa Quispe",),
        published=PublicationDate("2026-03-14", DateSource.META),
        language="en",
    )
    words = hashlib.sha256(str(number).encode()).hexdigest()
    return {**revision_row(number, said), "created": now, "published_at": now, "words": words}


def _match(number: int, now: object) -> dict[str, object]:
    return {"article_id": number, "revision_id": number, "watch": "floods", "evidence": [], "created": now}


def serve(config: Config, listener: socket.socket, ready: Event) -> None:
    """Serve as a daemon does, until killed."""
    database = Database.open(config.database_url)
    app = create_app(Live(config), database, now=utc_now)
    ready.set()
    asyncio.run(PageServer(app, listener).serve())


@contextmanager
def serving(config: Config) -> Iterator[tuple[psutil.Process, HTTPConnection]]:
    """A server in a process of its own, and a connection to it."""
    context = multiprocessing.get_context("fork")
    ready = context.Event()
    with listen(HOST, 0) as listener:
        process = context.Process(target=serve, args=(config, listener, ready))
        process.start()
        ready.wait()
        connection = HTTPConnection(HOST, listener.getsockname()[1])
        try:
            yield psutil.Process(process.pid), connection
        finally:
            connection.close()
            process.kill()
            process.join()


def ask(connection: HTTPConnection, path: str, **headers: str) -> tuple[int, str, int]:
    """Status, tag and length of an answer."""
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    return answer.status, answer.getheader("ETag") or "", len(body)


def spent(server: psutil.Process) -> float:
    """Processor time that the server took so far."""
    times = server.cpu_times()
    return float(times.user + times.system)


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=5_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        config = loaded(Path(folder), sources=SOURCES, watches=WATCHES, digests=DIGESTS)
        database = Database.open(config.database_url)
        fill(database, given.articles)
        with database.transaction() as session:
            runs.keep_state(session, SourceState(name="gazette", last_attempt=utc_now(), last_success=utc_now()))
        print(f"{given.articles:,} articles stored\n\n{'':44} {'bytes':>8} {'a second, of one core':>22}")
        with serving(config) as (server, connection):
            for path in ("/feeds/all.rss", "/feeds/all.atom", "/feeds/all.json", "/feeds/watches/floods.rss"):
                _, etag, _ = ask(connection, path)
                for name, headers in (
                    ("304", {"If-None-Match": etag}),
                    ("whole", {}),
                    ("whole, packed", {"Accept-Encoding": "gzip"}),
                ):
                    before = spent(server)
                    answers = [ask(connection, path, **headers) for _ in range(given.requests)]
                    rate = given.requests / (spent(server) - before)
                    assert {status for status, _, _ in answers} == {304 if name == "304" else 200}
                    print(f"{path:27} {name:16} {answers[0][2]:8,} {rate:22,.0f}", flush=True)
            for name, write in (("304, after something else was written", False), ("whole, other each time", True)):
                used, size = 0.0, 0
                times = given.requests // 50
                for number in range(times):
                    if write:
                        publish(database, utc_now(), f"Strike {number}")
                    else:
                        with database.transaction() as session:
                            runs.start(session, "gazette", utc_now())
                    before = spent(server)
                    _, etag, size = ask(connection, "/feeds/all.rss", **({} if write else {"If-None-Match": etag}))
                    used += spent(server) - before
                print(f"/feeds/all.rss {name:29} {size:8,} {times / max(used, 0.01):22,.0f}", flush=True)
        database.close()


if __name__ == "__main__":
    main()
