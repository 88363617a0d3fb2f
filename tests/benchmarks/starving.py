"""How honest publishers fare beside bad ones: `python -m tests.benchmarks.starving [--bad 100] [--seconds 120]`.

A daemon watches publishers that drip their answers byte by byte, that never answer, that answer but whose articles
hang, and honest ones, each on an address of loopback of its own. Honest ones publish an article every ten seconds. How
often each is looked at, and how late its articles are stored, is printed.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

from tests.monitor.program import start
from tests.monitor.publishers import free_port, stored_addresses

INTERVAL = 5
_EVERY = 10.0
"""Seconds between two articles of an honest publisher."""
KINDS = ("drips", "drips its body", "never answers", "its articles hang")


class Publishers:
    """All publishers on one port, told apart by their addresses."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.looks: dict[str, list[float]] = defaultdict(list)
        """When each honest section was asked for."""
        self.published: dict[str, float] = {}
        """When each article of theirs came out, by its address."""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                path = head.split(" ", 2)[1]
                host = next(line[6:] for line in head.splitlines() if line.lower().startswith("host: "))
                await self._reply(writer, host, path)
        writer.close()

    async def _reply(self, writer: asyncio.StreamWriter, host: str, path: str) -> None:
        number = int(host.partition(":")[0].rpartition(".")[2])
        kind = None if host.startswith("127.0.2.") else KINDS[number % len(KINDS)]
        if path == "/robots.txt" and kind in {None, "its articles hang", "drips its body"}:
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        elif kind is None:
            self._honest(writer, host, path)
        elif kind == "its articles hang" and path == "/":
            links = "".join(f'<h2><a href="/{n}.htm">What befell valley {n} in March</a></h2>' for n in range(30))
            _write(writer, f"<html><title>Valleys</title><body><main>{links}</main></body></html>")
        elif kind in {"drips", "drips its body"}:
            beginning = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\nContent-Type: text/html\r\n\r\n<html>"
            if kind == "drips its body":
                writer.write(beginning)
            for byte in itertools.cycle(b"x") if kind == "drips its body" else itertools.chain(beginning, [97] * 10**6):
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(1)
        else:
            await asyncio.sleep(3600)

    def _honest(self, writer: asyncio.StreamWriter, host: str, path: str) -> None:
        now = time.monotonic()
        if path == "/":
            self.looks[host].append(now)
            count = int((now - self.began) / _EVERY) + 1
            for number in range(count):
                self.published.setdefault(f"http://{host}/{number}.htm", self.began + number * _EVERY)
            links = "".join(
                f'<h2><a href="/{number}.htm">Farmers of valley {number} met on their water</a></h2>'
                for number in reversed(range(count))
            )
            _write(writer, f"<html><title>Water</title><body><main>{links}</main></body></html>")
        elif path.endswith(".htm"):
            text = f"<p>The farmers of {path} at {host} met to hear of the works, and found them wanting.</p>" * 3
            title = f"Farmers of valley {path[1:-4]} met on their water"
            _write(writer, f"<html><title>{title}</title><body><h1>{title}</h1>{text}</body></html>")
        else:
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


def _write(writer: asyncio.StreamWriter, page: str) -> None:
    body = page.encode()
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(body))
    writer.write(body)


def main() -> int:
    """Print a line for each honest publisher."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bad", type=int, default=100)
    parser.add_argument("--honest", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=120)
    given = parser.parse_args()
    port, publishers = free_port(), Publishers()

    async def serve() -> None:
        server = await asyncio.start_server(publishers.answer, "0.0.0.0", port)
        await server.serve_forever()

    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        _configure(place, port, given.bad, given.honest)
        process = start("run", cwd=place)
        stored: dict[str, float] = {}
        ends = time.monotonic() + given.seconds
        while time.monotonic() < ends:
            for url in stored_addresses(place):
                stored.setdefault(url, time.monotonic())
            time.sleep(0.25)
        process.send_signal(signal.SIGTERM)
        stopping = time.monotonic()
        _, told = process.communicate(timeout=60)
        print(f"stopped in {time.monotonic() - stopping:.1f} s, status {process.returncode}")
    print("\n".join(line for line in told.splitlines() if "late" in line or "Traceback" in line))
    return _report(publishers, stored, given.seconds)


def _configure(place: Path, port: int, bad: int, honest: int) -> None:
    folder = place / "config"
    folder.mkdir()
    hosts = [f"127.0.1.{number}" for number in range(1, bad + 1)] + [f"127.0.2.{n}" for n in range(1, honest + 1)]
    sources = "".join(
        f'[sources."{host.replace(".", "-")}"]\nurl = "http://{host}:{port}/"\ninterval = "{INTERVAL}s"\n'
        for host in hosts
    )
    (folder / "sources.toml").write_text(sources)
    (folder / "watches.toml").write_text('[watches.water]\nkeywords = ["water"]\n')
    settings = f'[web]\nport = {free_port()}\n[crawl]\ndelay = "0s"\nallow_networks = ["127.0.0.0/8"]\n'
    (folder / "settings.toml").write_text(settings)


def _report(publishers: Publishers, stored: dict[str, float], seconds: float) -> int:
    worst = 0.0
    for host, looks in sorted(publishers.looks.items()):
        gaps = [later - earlier for earlier, later in itertools.pairwise(looks)]
        late = [
            stored.get(url, publishers.began + seconds) - at for url, at in publishers.published.items() if host in url
        ]
        worst = max(worst, *gaps, looks[0] - publishers.began)
        print(
            f"{host}: first look after {looks[0] - publishers.began:.1f} s, {len(looks)} looks, "
            f"{statistics.median(gaps):.1f} s apart, {max(gaps):.1f} at most; articles stored "
            f"{statistics.median(late):.1f} s after they came out, {max(late):.1f} at most"
        )
    print(f"{len(publishers.looks)} honest publishers, planned every {INTERVAL} s; the longest wait was {worst:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
