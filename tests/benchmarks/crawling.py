"""Crawl speed beside a bare Scrapy spider: `python -m tests.benchmarks.crawling [--articles 100] [--rounds 3]`.

Both fetch the same pages over loopback without delay, as many at a time, each in a process of its own. The
bare spider runs trafilatura on each article in its callback and writes nothing.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.cpu import run
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
    """Print the seconds that both take, and how the processor time of the bare spider is to ours, round by round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sections", type=int, default=4)
    parser.add_argument("--articles", type=int, default=100, help="in each section")
    parser.add_argument("--at-once", type=int, default=8, help="requests to the host at a time, for both")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bare", action="store_true", help="pages with hardly anything around the articles")
    given = parser.parse_args()
    ratios = []
    with serving() as (root, _):
        urls = [root + section(number, given.articles, bare=given.bare) for number in range(given.sections)]
        for number in range(given.rounds):
            bare, _ = run([sys.executable, "-W", "ignore", "-c", BARE, str(given.at_once), *urls])
            with tempfile.TemporaryDirectory() as folder:
                ours, _ = run(_our_command(Path(folder), urls, given.at_once))
            ratios.append((bare.cpu / ours.cpu, bare.wall / ours.wall))
            print(f"round {number + 1}: bare Scrapy with trafilatura {bare}; peruwatch {ours}")
    articles = given.sections * given.articles
    cpu, wall = (statistics.median(ratio) for ratio in zip(*ratios, strict=True))
    print(f"{articles} articles; peruwatch to the bare spider by CPU: {cpu:.2f} (by the clock {wall:.2f}; medians)")


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
