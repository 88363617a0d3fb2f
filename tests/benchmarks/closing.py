"""What it costs to close a crawl of 1,000 articles after many looks: `python -m tests.benchmarks.closing`."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.load import load
from crawler.context import CrawlContext, open_context
from crawler.crawls.recorder import Recorder
from crawler.sections.findings import Walk
from model.article import Content, DateSource, PublicationDate
from model.crawl import Fetch, Outcome
from storage import statements
from storage.schema import ArticleRow, CrawlRunRow, RevisionRow
from tests.benchmarks.search import article_row, revision_row

_ARTICLES = 1_000
_PAST = timedelta(days=80)
"""Over which the looks are spread; none is old enough to be deleted."""
_CLOSINGS = 7


def main() -> None:
    """Print milliseconds of processor time for closing a crawl, after each number of looks, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", default="100,10000,100000")
    sizes = [int(size) for size in parser.parse_args().runs.split(",")]
    _after(sizes[0])  # what only a first one takes, such as compiling statements
    first = _after(sizes[0])
    for count in sizes:
        took = _after(count)
        print(f"after {count:7,} looks: {took * 1e3:6.1f} ms, {took / first:.2f} times the first", flush=True)


def _after(count: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_closing(_desk(Path(folder)), count))


def _desk(folder: Path) -> CrawlContext:
    config = folder / "config"
    config.mkdir()
    (config / "sources.toml").write_text('[sources.gazette]\nurl = "https://gazette.example/peru/"\n')
    (config / "watches.toml").write_text('[watches.water]\nkeywords = ["water"]\n')
    return open_context(load(config, folder / "var", {}))


async def _closing(context: CrawlContext, count: int) -> float:
    """Seconds of processor time in the middle of several closings."""
    (source,), now = context.config.sources, datetime.now(UTC)
    day = PublicationDate(f"{now - timedelta(days=3):%Y-%m-%d}", DateSource.TEXT)
    starts = [now - _PAST * (number + 1) / (count + 1) for number in range(count)]
    looks = [{"source": source.name, "started": start, "finished": start + timedelta(seconds=1)} for start in starts]
    said = [Content(title=f"{number}", body="Words.", published=day) for number in range(1, _ARTICLES + 1)]
    with context.database.transaction() as session:
        statements.add(session, CrawlRunRow, looks)
        seen = [now - timedelta(minutes=20 * number) for number in range(1, _ARTICLES + 1)]
        found = [{**article_row(number), "source": source.name} for number in range(1, _ARTICLES + 1)]
        statements.add(session, ArticleRow, [{**row, "first_seen": at} for row, at in zip(found, seen, strict=True)])
        statements.add(session, RevisionRow, [revision_row(number, content) for number, content in enumerate(said, 1)])
    took = []
    for _ in range(_CLOSINGS):
        recorder = Recorder(context, source)
        await recorder.open()
        for number in range(_ARTICLES):
            url = f"https://gazette.example/{number}"
            recorder.note(Fetch(url=url, at=context.now(), outcome=Outcome.OK, status=200, detail="", size=9))
        before = time.process_time()
        await recorder.close(None, walk=Walk(full=True))
        took.append(time.process_time() - before)
    context.close()
    return statistics.median(took)


if __name__ == "__main__":
    main()
