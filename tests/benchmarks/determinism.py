"""Whether articles read the same however often their crawls were killed: `python -m tests.benchmarks.determinism`.

A hand-made site, whose pages show their furniture and dates only to those who compare them, and the sample publishers
are crawled into an empty folder, time and again: without a kill, and with SIGKILLs at random moments, also while
snapshots are read again by `reprocess`. What `export` prints in the end must be the same to the letter; only when an
article was first seen is left out.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from monitor.demo.sites import start_sites, write_demo_config
from tests.benchmarks.sample_site import WORDS
from tests.monitor.program import finished, start
from tests.monitor.publishers import free_port
from tests.sitefarm import Site

_NEWEST = date(2026, 11, 3)
_LONGEST = 25.0
"""Seconds within which a process is killed; a crawl takes about as long on a busy machine."""


def main() -> int:
    """Print each run's digest, and whether they are all the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--killed", type=int, default=20, help="runs with kills")
    parser.add_argument("--whole", type=int, default=5, help="runs without")
    parser.add_argument("--articles", type=int, default=171, help="of the hand-made site")
    parser.add_argument("--seed", type=int, default=14)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    results: dict[str, int] = {}
    texts: list[str] = []
    with publishers(given.articles) as config:
        plan = [0] * given.whole + [chance.randint(1, 4) for _ in range(given.killed)]
        for number, kills in enumerate(plan, 1):
            with tempfile.TemporaryDirectory() as folder:
                killed, took = run(Path(folder), config, kills, chance, reprocess=kills > 0 and number % 3 == 0)
                text = exported(Path(folder))
            texts.append(text)
            digest = hashlib.sha256(text.encode()).hexdigest()[:12]
            results[digest] = results.get(digest, 0) + 1
            lines = text.count("\n")
            print(f"run {number:2}: {killed} SIGKILLs in {took:.0f} s, {lines} articles, {digest}", flush=True)
            if text != texts[0]:
                print_differences(texts[0], text)
    print(f"{given.whole} runs without and {given.killed} with kills: {len(results)} different exports")
    return 0 if len(results) == 1 else 1


@contextmanager
def publishers(articles: int) -> Iterator[dict[str, str]]:
    """The sites, and a configuration's files that watch them."""
    now = datetime.now(UTC)
    samples = start_sites(clock=lambda: now, started=now - timedelta(days=365), spacing=timedelta(days=1))
    try:
        with tempfile.TemporaryDirectory() as folder, Site() as site:
            site.routes |= hand_made(articles)
            write_demo_config(Path(folder), samples.urls, port=free_port(), interval="1h")
            files = {file.name: file.read_text(encoding="utf-8") for file in Path(folder).glob("*.toml")}
            files["sources.toml"] += f'\n[sources.valley]\nurl = "{site.root}/peru.htm"\n'
            yield files
    finally:
        samples.stop()


def hand_made(articles: int) -> dict[str, str]:
    """Pages by their paths."""
    items = "".join(f'<tr><td><a href="art{n}.htm">{title(n)}</a></td></tr>' for n in range(articles))
    listing = f"<html><head><title>Peru</title></head><body><table>{items}</table></body></html>"
    return {"/peru.htm": listing} | {f"/art{n}.htm": article(n) for n in range(articles)}


def title(number: int) -> str:
    """An article's title."""
    words = random.Random(number).sample(WORDS, 6)
    return f"Peru: {' '.join(words)} in valley {number}"


def article(number: int) -> str:
    """An article's page: no date but in words that stand beside others, and furniture that looks like its text."""
    chance = random.Random(number)
    day = _NEWEST - timedelta(days=3 * number)
    paragraphs = [" ".join(chance.choices(WORDS, k=chance.randint(25, 70))) for _ in range(chance.randint(3, 9))]
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    call = (
        "<p>Our paper lives from its readers alone. Send us a letter with your address and we will post you the next "
        "four issues without any charge.</p>"
    )
    return (
        f"<html><head><title>Valley Paper - {title(number)}</title></head><body>"
        f"<table><tr><td>Today is {_NEWEST:%d.%m.%Y}</td></tr><tr><td>{day:%d/%m/%Y}</td></tr></table>"
        f"<h2>{title(number)}</h2>{text[: len(text) // 2].rpartition('<p>')[0]}{call}"
        f"{text[text[: len(text) // 2].rfind('<p>') :]}"
        "<p>Written on our press in the old mill.</p>"
        f"<p>Read also: <a href='art{number + 1}.htm'>{title(number + 1)}</a></p>"
        "<p>Everybody may print this text who names the Valley Paper and sends one copy to the old mill.</p>"
        "</body></html>"
    )


def run(
    place: Path, config: dict[str, str], kills: int, chance: random.Random, *, reprocess: bool
) -> tuple[int, float]:
    """Crawl until nothing is left, killed so often before; gives how often it came to that, and seconds."""
    began, done = time.monotonic(), 0
    (place / "config").mkdir()
    for name, text in config.items():
        (place / "config" / name).write_text(text, encoding="utf-8")
    for _ in range(kills):
        done += killed(place, "crawl", chance)
    if reprocess:
        finished("crawl", cwd=place)
        done += killed(place, "reprocess", chance)
        assert finished("reprocess", cwd=place).status == 0
    for _ in range(2):
        ended = finished("crawl", cwd=place)
        assert ended.status == 0, ended.err
    return done, time.monotonic() - began


def killed(place: Path, command: str, chance: random.Random) -> bool:
    """Begin something, and kill it at a random moment; gives whether it had not ended by then."""
    process = start(command, cwd=place)
    deadline = time.monotonic() + chance.uniform(1, _LONGEST) * chance.random()
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    is_alive = process.poll() is None
    process.kill()
    process.communicate()
    return is_alive


def exported(place: Path) -> str:
    """What there is to compare of all articles, a line each."""
    rows = [json.loads(line) for line in finished("export", cwd=place).out.splitlines()]
    for row in rows:
        del row["first_seen"]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in sorted(rows, key=lambda row: row["url"]))


def print_differences(expected: str, text: str) -> None:
    """Which fields of which articles differ."""
    wanted, found = ({row["url"]: row for row in map(json.loads, each.splitlines())} for each in (expected, text))
    for url in sorted(wanted.keys() ^ found.keys()):
        print(f"  only {'without' if url in wanted else 'in this one'}: {url}")
    for url in sorted(wanted.keys() & found.keys()):
        for key, value in wanted[url].items():
            if found[url][key] != value:
                print(f"  {url} {key}: {str(value)[-70:]!r} is {str(found[url][key])[-70:]!r}")


if __name__ == "__main__":
    sys.exit(main())
