"""Crawl speed beside a bare Scrapy spider: `python -m tests.benchmarks.crawling [--articles 100] [--rounds 3]`.

Both fetch the same pages over loopback without delay, as many at a time, each in a process of its own. The
bare spider runs trafilatura on each article in its callback and writes nothing.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.sample_site import section, serving

BARE = """
import sys
import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess

at_once = int(sys.argv[1])

class Bare(scrapy.Spider):
    name = "bare"
    start_urls = sys.argv[2:]

    def parse(self, response):
        yield from response.follow_all(css="article a", callback=self.article)

    def article(self, response):
        assert trafilatura.extract(response.text)

settings = {"LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS_PER_DOMAIN": at_once}
process = CrawlerProcess(settings)
process.crawl(Bare)
process.start()
"""


def main() -> None:
    """Print seconds and articles a second of both, and their ratio round by round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sections", type=int, default=4)
    parser.add_argument("--articles", type=int, default=100, help="in each section")
    parser.add_argument("--at-once", type=int, default=8, help="requests to the host at a time, for both")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bare", action="store_true", help="pages with hardly anything around the articles")
    given = parser.parse_args()
    ratios = []
    with serving() as root:
        urls = [root + section(number, given.articles, bare=given.bare) for number in range(given.sections)]
        for number in range(given.rounds):
            bare = _timed([sys.executable, "-W", "ignore", "-c", BARE, str(given.at_once), *urls])
            with tempfile.TemporaryDirectory() as folder:
                ours = _timed(_our_command(Path(folder), urls, given.at_once))
            ratios.append(bare / ours)
            print(f"round {number + 1}: bare Scrapy with trafilatura {bare:.1f} s, peruwatch {ours:.1f} s")
    articles = given.sections * given.articles
    print(f"{articles} articles; speed of peruwatch to the bare spider: {statistics.median(ratios):.2f} (median)")


def _timed(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def _our_command(folder: Path, urls: list[str], at_once: int) -> list[str]:
    config = folder / "config"
    config.mkdir()
    listed = "".join(f'[sources.valley-{number}]\nurl = "{url}"\n' for number, url in enumerate(urls))
    (config / "sources.toml").write_text(listed)
    (config / "watches.toml").write_text('[watches.water]\nkeywords = ["water"]\n')
    settings = f'[crawl]\ndelay = "0s"\nconcurrency_per_host = {at_once}\nallow_networks = ["127.0.0.0/8"]\n'
    (config / "settings.toml").write_text(settings)
    return [sys.executable, "-m", "monitor.cli", "--config", str(config), "crawl"]


if __name__ == "__main__":
    main()
