"""Seconds of CPU for what must never take long: `python -m tests.benchmarks.limits`.

Pages and files made to be slow, and schedules after long absences. The tests say that each of these ends as it should;
how fast is said here, since a test that times a machine fails with the machine.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from crawler.extract.pdf.file import extract_pdf
from crawler.listings.listing import NotAListing
from crawler.listings.sitemap import read_sitemap
from model.article import Entry
from model.errors import NotAnArticle
from monitor.slots import last_slot
from tests.benchmarks.cpu import spending
from tests.crawler.extract.test_hostile import HOSTILE, outcome
from tests.crawler.pdf.oddities import heap_of_words, many_pages

_URL = "https://gazette.example/"


def main() -> None:
    """Print a line for each, the slowest last."""
    taken = []
    for name, do in cases():
        with spending() as spent:
            do()
        taken.append((spent.cpu, name))
    for seconds, name in sorted(taken):
        print(f"{seconds:8.3f} s  {name}")


def cases() -> Iterator[tuple[str, Callable[[], object]]]:
    """What is timed, by name."""
    for name, page in HOSTILE.items():
        yield f"page: {name}", partial(outcome, page)
    for name, file in (("10,000 pages", many_pages()), ("40,000 words on one another", heap_of_words())):
        yield f"PDF: {name}", partial(_read_pdf, file)
    bomb = b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 10_000 + b'">]><urlset>' + b"&b;" * 10_000 + b"</urlset>"
    yield "sitemap: entities", partial(_read_sitemap, bomb)
    for cron in ("* * * * *", "0 7 * * *", "* * 1 1 *", "0 0 29 2 *"):
        yield f"schedule: {cron} after 25 years", partial(_after_long, cron)


def _after_long(cron: str) -> None:
    last_slot(cron, "America/Lima", since=datetime(2026, 1, 1, tzinfo=UTC), now=datetime(2051, 2, 3, tzinfo=UTC))


def _read_pdf(file: bytes) -> None:
    with contextlib.suppress(NotAnArticle):
        extract_pdf(file, url=_URL, entry=Entry(url=_URL))


def _read_sitemap(document: bytes) -> None:
    with contextlib.suppress(NotAListing):
        read_sitemap(document, url=_URL)


if __name__ == "__main__":
    main()
