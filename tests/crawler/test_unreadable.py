"""Documents over which what reads them breaks: tried a few times, then once more after each upgrade."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawler.workers.pool import ExtractionPool, Limits
from crawler.workers.versions import readers
from storage import entries
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import SECTION
from tests.crawler.readers import read_by_order
from tests.sitefarm import Site

PAGE = "/peru/a-strike.htm"
NEXT = {"hours": 1}, {"days": 1}, {"days": 7}
"""Until each further try."""


@pytest.fixture
def bad(newsroom: Newsroom, site: Site) -> Iterator[Newsroom]:
    """A newsroom with an article that ends the process which reads it."""
    site.routes[SECTION] = (
        f'<h1>Peru</h1><article class="item"><h2><a href="{PAGE}">A strike in Puno</a></h2></article>'
    )
    site.routes[PAGE] = "<html>crash"
    pool = ExtractionPool(workers=1, limits=Limits(page_seconds=0.5, patience=3), read=read_by_order)
    newsroom.use(pool=pool, readers="peruwatch 1")
    yield newsroom
    pool.close()


def tries(site: Site) -> int:
    return site.asked.count(PAGE)


def wear_out(newsroom: Newsroom) -> None:
    """Let all ordinary tries fail."""
    newsroom.crawl()
    for wait in NEXT:
        newsroom.clock.forward(**wait)
        newsroom.crawl(only_due=True)


def told(newsroom: Newsroom) -> list[str]:
    """What rests, and why."""
    return [reason for _, reason in newsroom.look(entries.resting).get("gazette", ())]


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ("crash", "the process that read it was ended by SIGSEGV"),
        ("sleep", "could not be read in 0.5 seconds"),
    ],
)
def test_it_is_tried_a_few_times_and_rests_then(bad: Newsroom, site: Site, order: str, reason: str) -> None:
    site.routes[PAGE] = f"<html>{order}"
    bad.crawl()
    assert bad.reasons() == {PAGE: reason}
    assert told(bad) == []
    for wait in NEXT:
        bad.clock.forward(**wait)
        bad.crawl(only_due=True)
    assert (tries(site), bad.owed(), told(bad)) == (4, [], [reason])
    for _ in range(3):
        bad.clock.forward(days=30)
        bad.crawl()
    assert tries(site) == 4


def test_after_each_upgrade_it_is_tried_once_more(bad: Newsroom, site: Site) -> None:
    wear_out(bad)
    for version in (2, 3):
        bad.use(readers=f"peruwatch {version}")
        for _ in range(3):
            bad.clock.forward(days=1)
            bad.crawl()
        assert (tries(site), len(told(bad))) == (2 + version + 1, 1)


def test_an_upgrade_that_can_read_it_stores_it(bad: Newsroom, site: Site) -> None:
    wear_out(bad)
    site.routes[PAGE] = "<html>readable now"
    bad.use(readers="peruwatch 2")
    bad.clock.forward(days=1)
    assert bad.crawl().articles == 1
    assert (told(bad), bad.owed()) == ([], [])


def test_what_is_no_article_for_the_upgrade_is_given_up_for_good(bad: Newsroom, site: Site) -> None:
    wear_out(bad)
    site.routes[PAGE] = "<html>refuse"
    for version in (2, 3):
        bad.use(readers=f"peruwatch {version}")
        bad.clock.forward(days=1)
        bad.crawl()
    assert (tries(site), told(bad), bad.owed()) == (5, [], [])


def test_a_page_that_is_plainly_no_article_is_not_tried_after_an_upgrade(bad: Newsroom, site: Site) -> None:
    site.routes[PAGE] = "<html>refuse"
    wear_out(bad)
    bad.use(readers="peruwatch 2")
    bad.clock.forward(days=1)
    bad.crawl()
    assert (tries(site), told(bad)) == (4, [])


def test_what_rests_at_another_source_stays_there(bad: Newsroom, site: Site) -> None:
    wear_out(bad)
    site.routes["/other/"] = "<h1>Nothing yet</h1>"
    bad.configure({"other": f"{site.root}/other/", "gazette": site.root + SECTION})
    bad.use(readers="peruwatch 2")
    bad.crawl("other")
    assert (told(bad), bad.owed()) == (["the process that read it was ended by SIGSEGV"], [])


def test_a_fault_of_ours_counts_as_one(bad: Newsroom, site: Site) -> None:
    site.routes[PAGE] = "<html>err"
    wear_out(bad)
    (reason,) = told(bad)
    assert "a fault of peruwatch" in reason


def test_the_programs_that_read_are_told_with_their_versions() -> None:
    assert [part.split()[0] for part in readers().split(", ")] == ["peruwatch", "trafilatura", "lxml", "pypdfium2"]
    assert all(part.split()[1][0].isdigit() for part in readers().split(", "))
