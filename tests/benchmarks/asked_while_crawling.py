"""How soon pages and feeds begin to answer while a crawl of 1,000 articles runs and 200 clients ask for nothing.

    python -m tests.benchmarks.asked_while_crawling [--articles N] [--idle N]

A daemon crawls sections of one site over loopback, without delay, while its page is asked for one address after the
other; some connections are held open that ask for nothing, and opened again when they are ended. Told are the median
and what 95 of 100 answers stay under, by the clock on the wall: it means something on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import itertools
import select
import signal
import socket
import statistics
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests.benchmarks.pages import ask
from tests.benchmarks.sample_site import section, serving
from tests.monitor.program import start
from tests.monitor.publishers import free_port, stored_addresses

_SECTIONS = 4
_PATHS = (
    "/",
    "/developments.json",
    "/watches",
    "/sources",
    "/feeds/all.rss",
    "/feeds/developments.atom",
    "/search?q=gate",
)
_GIVEN_UP = 600.0
"""Seconds after which not all articles are waited for."""


class Idle:
    """Connections that ask for nothing."""

    def __init__(self, address: tuple[str, int], count: int) -> None:
        self._address = address
        self._open = [socket.create_connection(address) for _ in range(count)]

    def keep(self) -> None:
        """Open those again that were ended."""
        ended, _, _ = select.select(self._open, [], [], 0)
        for one in ended:
            one.close()
            self._open[self._open.index(one)] = socket.create_connection(self._address)


def main() -> None:
    """Print both for each address, and for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--idle", type=int, default=200)
    given = parser.parse_args()
    port = free_port()
    root = f"http://127.0.0.1:{port}"
    took: dict[str, list[float]] = {path: [] for path in _PATHS}
    with serving() as (site, _), tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        urls = [site + section(number, given.articles // _SECTIONS) for number in range(_SECTIONS)]
        _configure(place, port, urls)
        process = start("run", cwd=place)
        try:
            refused = _ask_until_stored(place, root, given.articles, given.idle, took)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
    print(f"{refused} were told to come back")
    for path, times in took.items():
        print(f"  {path:28} {_told(times)}")
    every = [one for times in took.values() for one in times]
    print(f"{len(every):,} answers, median and 95 %: {_told(every)}")


def _ask_until_stored(place: Path, root: str, articles: int, idle: int, took: dict[str, list[float]]) -> int:
    """Ask for one address after the other; gives how many were not answered in time."""
    began, refused = time.monotonic(), 0
    _await(root)
    waiting = Idle(("127.0.0.1", urlsplit(root).port or 0), idle)
    for number, path in enumerate(itertools.cycle(_PATHS)):
        waiting.keep()
        try:
            answer, _ = ask(root, path)
            took[path].append(answer.wall)
        except OSError:  # a search that takes too long is given up
            refused += 1
        stored = len(stored_addresses(place)) if number % 20 == 0 else 0
        if stored >= articles or time.monotonic() - began > _GIVEN_UP:
            print(f"{stored:,} articles were stored in {time.monotonic() - began:.0f} s")
            break
    return refused


def _told(times: list[float]) -> str:
    return f"{statistics.median(times):6.1f} {statistics.quantiles(times, n=20)[-1]:6.1f} ms"


def _await(root: str) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        with suppress(OSError):
            ask(root, "/healthz")
            return
        time.sleep(0.1)
    raise TimeoutError("the daemon does not answer")


def _configure(place: Path, port: int, urls: list[str]) -> None:
    folder = place / "config"
    folder.mkdir()
    listed = "".join(f'[sources.valley-{number}]\nurl = "{url}"\n' for number, url in enumerate(urls))
    (folder / "sources.toml").write_text(listed)
    (folder / "watches.toml").write_text('[watches.water]\nkeywords = ["water"]\n')
    crawl = '[crawl]\ndelay = "0s"\nconcurrency_per_host = 8\nallow_networks = ["127.0.0.0/8"]\n'
    (folder / "settings.toml").write_text(f"[web]\nport = {port}\n{crawl}")


if __name__ == "__main__":
    main()
