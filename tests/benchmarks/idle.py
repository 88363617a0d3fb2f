"""What a daemon costs that has nothing to do: `python -m tests.benchmarks.idle [--sources 10] [--wait 330]`.

It is started as a shell would start it, looks at its sources, reads their articles, and is then left alone. Memory is
the PSS of its processes, by which what several of them share is counted once.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from storage import articles
from storage.database import Database
from tests.benchmarks.cpu import of_tree
from tests.benchmarks.sample_site import section, serving
from tests.forked import SCRIPT
from tests.monitor.publishers import free_port

_PATIENCE = 300.0
"""Seconds that the first looks may take on a machine that others use."""


def main() -> None:
    """Print memory and processor time of idling, soon after the first looks and after a wait."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=10)
    parser.add_argument("--articles", type=int, default=10, help="of each source")
    parser.add_argument("--wait", type=float, default=310, help="seconds, after 300 of which workers end")
    parser.add_argument("--seconds", type=float, default=60, help="for which its processor time is measured twice")
    options = parser.parse_args()
    with serving() as (root, _), tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        _configure(place, root, options.sources, options.articles)
        with subprocess.Popen([SCRIPT, "run", "--quiet"], cwd=place) as process:
            try:
                _measure(psutil.Process(process.pid), place, options)
            finally:
                process.terminate()


def _configure(place: Path, root: str, sources: int, articles_each: int) -> None:
    config = place / "config"
    config.mkdir()
    listed = (f'[sources.v{number}]\nurl = "{root}{section(number, articles_each)}"\n' for number in range(sources))
    (config / "sources.toml").write_text("".join(listed))
    (config / "watches.toml").write_text('[watches.water]\nkeywords = ["water", "irrigation works"]\n')
    settings = f'[crawl]\ndelay = "0s"\nallow_networks = ["127.0.0.0/8"]\n[web]\nport = {free_port()}\n'
    (config / "settings.toml").write_text(settings)


def _measure(daemon: psutil.Process, place: Path, options: argparse.Namespace) -> None:
    wanted = options.sources * options.articles
    _until(lambda: _articles(place) >= wanted)
    time.sleep(10)  # until they are matched, too
    _print(f"{wanted} articles of {options.sources} sources read", daemon)
    _idle(daemon, options.seconds)
    time.sleep(max(0, options.wait - options.seconds))
    _print(f"{options.wait:.0f} s later", daemon)
    _idle(daemon, options.seconds)


def _idle(daemon: psutil.Process, seconds: float) -> None:
    before, began = of_tree(daemon), time.monotonic()
    time.sleep(seconds)
    share = (of_tree(daemon) - before) / (time.monotonic() - began)
    print(f"  idle, it takes {100 * share:.2f}% of a core", flush=True)


def _articles(place: Path) -> int:
    file = place / "var" / "peruwatch.db"
    if not file.exists():
        return 0
    database = Database.open(f"sqlite:///{file}")
    try:
        with database.reading() as session:
            return articles.count(session)
    finally:
        database.close()


def _until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not what():
        if time.monotonic() > deadline:
            raise TimeoutError("the articles were not read")
        time.sleep(2)


def _print(when: str, daemon: psutil.Process) -> None:
    sizes = [_pss(process) for process in (daemon, *daemon.children(recursive=True))]
    print(f"{when}: {sum(sizes):.0f} MB ({' + '.join(f'{size:.0f}' for size in sizes)})", flush=True)


def _pss(process: psutil.Process) -> float:
    told = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="utf-8")
    found = re.search(r"^Pss:\s+(\d+)", told, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0


if __name__ == "__main__":
    main()
