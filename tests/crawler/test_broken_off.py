"""Crawls that are stopped, killed, or can't write: nothing is lost, nothing is double, and the reason is told."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sqlite3
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from crawler.crawls.crawl import _together
from crawler.run import Crawls
from crawler.workers.pool import ExtractionPool
from model.article import Article
from model.crawl import CrawlRun
from model.errors import PeruwatchError, StorageError
from storage import readings, runs
from tests import PATIENCE
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import SECTION, Publisher, Story, by_offset, section_page
from tests.crawler.readers import all_at_work, read_by_order
from tests.crawler.test_templates import page_with_call
from tests.forked import Program
from tests.monitor.publishers import until
from tests.sitefarm import NEVER, Asked, Reply, Site

ARTICLES = 8
"""Two pages of a section."""


def counting(do: Callable[[], object], *, at: int) -> Callable[[Asked], None]:
    """Something to do at the request of that number, from 1."""
    left = iter(range(1, 1000))

    def on_request(_: Asked) -> None:
        if next(left) == at:
            do()

    return on_request


def stopped_at(newsroom: Newsroom, site: Site, request: int, *, later: float = 0) -> None:
    """Crawl, and cancel that when the site gets its request of that number, or some seconds later."""

    async def crawl() -> None:
        async with Crawls(newsroom.context) as crawls:
            task = asyncio.create_task(crawls.crawl(newsroom.source(), only_due=False))
            cancel = threading.Timer(later, lambda: newsroom.loop.soon(task.cancel)).start
            site.on_request = counting(cancel, at=request)
            with pytest.raises(asyncio.CancelledError):
                await task

    newsroom.loop.run(crawl())
    site.on_request = lambda _: None


def content(articles: list[Article]) -> list[tuple[object, ...]]:
    """What there is to compare of articles."""
    return sorted((article.url, article.revision, article.content.title, article.content.body) for article in articles)


@pytest.fixture
def whole(newsroom: Newsroom, publisher: Publisher, tmp_path: Path) -> list[tuple[object, ...]]:
    """What a crawl that nobody disturbs stores; the newsroom is as before it."""
    publisher.publish(ARTICLES)
    newsroom.crawl()
    stored = content(newsroom.articles)
    newsroom.close()
    for file in (tmp_path / "var").glob("peruwatch.db*"):
        file.unlink()
    newsroom.restart()
    publisher.site.forget()
    return stored


@pytest.mark.parametrize("request_number", [1, 2, 3, 4, 7, 11])
def test_a_crawl_that_is_stopped_is_taken_up_again(
    newsroom: Newsroom, publisher: Publisher, whole: list[tuple[object, ...]], request_number: int
) -> None:
    stopped_at(newsroom, publisher.site, request_number)
    assert len(newsroom.articles) < ARTICLES
    assert newsroom.state().last_success is None  # it was not let come to an end
    assert newsroom.state().next_run is None
    newsroom.restart()
    assert newsroom.crawl().error is None
    assert content(newsroom.articles) == whole
    assert newsroom.owed() == []


def test_a_crawl_that_is_stopped_says_so_and_leaves_the_source_due(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(2)
    newsroom.crawl()
    before = newsroom.state()
    publisher.publish(3)
    newsroom.clock.forward(hours=1)
    stopped_at(newsroom, publisher.site, 3)
    assert newsroom.state() == before
    (last, _) = newsroom.look(lambda session: runs.recent(session, 2))
    assert last.error == "stopped before its end"


def kill_at(newsroom: Newsroom, site: Site, request: int) -> int:
    """Crawl in a process of its own, and kill that when the site gets its request of that number."""
    process = Program("crawl", cwd=newsroom.folder, environ={**os.environ, **places(newsroom)})
    site.on_request = counting(process.kill, at=request)
    _, told = process.communicate(timeout=PATIENCE)
    site.on_request = lambda _: None
    assert "Traceback" not in told
    return process.wait()


def places(newsroom: Newsroom) -> dict[str, str]:
    return {"PERUWATCH_CONFIG": str(newsroom.config.config_dir), "PERUWATCH_DATA": str(newsroom.config.data_dir)}


def test_after_a_kill_articles_read_as_if_there_had_been_none(newsroom: Newsroom, publisher: Publisher) -> None:
    for story in publisher.publish(14):
        publisher.site.routes[story.path] = page_with_call(story)
    hanging = publisher.stories[4]  # which are fetched in their order
    publisher.site.routes[hanging.path] = Reply(after=NEVER)
    with Program("crawl", cwd=newsroom.folder, environ={**os.environ, **places(newsroom)}) as process:
        until(lambda: len(newsroom.articles) == 4)
    process.communicate()
    publisher.site.routes[hanging.path] = page_with_call(hanging)
    newsroom.restart()
    newsroom.crawl()
    assert content(newsroom.articles) == sorted(
        (publisher.site.root + story.path, 1, story.title, "\n\n".join(story.paragraphs)) for story in publisher.stories
    )
    below = newsroom.look(lambda session: readings.read_below(session, "gazette", 99))
    assert {one.template_entries for one in below} == {12}


def test_crawls_end_when_they_are_all_to_end(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(ARTICLES)

    async def crawl() -> None:
        reached = asyncio.Event()
        publisher.site.on_request = counting(lambda: newsroom.loop.soon(reached.set), at=5)
        async with Crawls(newsroom.context) as crawls:
            task = asyncio.create_task(crawls.crawl(newsroom.source(), only_due=False))
            await reached.wait()
        with pytest.raises(asyncio.CancelledError):
            await task

    newsroom.loop.run(crawl())
    (last,) = newsroom.look(lambda session: runs.recent(session, 2))
    assert last.error == "stopped before its end"
    assert {owed.attempts for owed in newsroom.owed()} <= {0}
    publisher.site.on_request = lambda _: None
    assert newsroom.crawl().error is None
    assert len(newsroom.articles) == ARTICLES


@pytest.mark.parametrize("slow", [SECTION, "/robots.txt", "article", "delay", "rest"])
def test_a_crawl_that_waits_stops_at_once_and_nothing_is_held_against_the_article(
    newsroom: Newsroom, publisher: Publisher, slow: str
) -> None:
    publisher.publish(3)
    if slow == "delay":
        publisher.site.routes["/robots.txt"] = "User-agent: *\nCrawl-delay: 60"
    elif slow == "rest":
        publisher.site.routes[publisher.stories[0].path] = Reply(status=503, headers={"Retry-After": "15"})
    else:
        publisher.site.routes[publisher.stories[0].path if slow == "article" else slow] = Reply(after=NEVER)
    at, later = {SECTION: (2, 0), "/robots.txt": (1, 0), "article": (8, 0), "delay": (1, 0.4), "rest": (8, 0.4)}[slow]
    stopped_at(newsroom, publisher.site, at, later=later)
    assert sum(owed.attempts for owed in newsroom.owed()) == (slow == "rest")  # the one that was answered
    publisher.site.routes["/robots.txt"] = 404
    publisher.update()
    for story in publisher.stories:
        publisher.site.routes[story.path] = story.page()
    newsroom.restart()
    newsroom.clock.forward(days=1)  # until then what the host asked for counts
    assert newsroom.crawl().error is None
    assert len(newsroom.articles) == 3


def test_a_crawl_that_reads_an_article_stops_at_once(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(2)
    for story in publisher.stories:
        publisher.site.routes[story.path] = "<html>sleep"
    pool = ExtractionPool(workers=1, read=read_by_order)
    newsroom.use(pool=pool)
    newsroom.loop.run(stopped_while_reading(newsroom, pool))
    pool.close()
    (last,) = newsroom.look(lambda session: runs.recent(session, 2))
    assert last.error == "stopped before its end"
    assert newsroom.state().last_attempt is None
    assert [owed.attempts for owed in newsroom.owed()] == [0, 0]


async def stopped_while_reading(newsroom: Newsroom, pool: ExtractionPool) -> None:
    """Crawl, and cancel that while an article is read, which would take for ever."""
    async with Crawls(newsroom.context) as crawls:
        task = asyncio.create_task(crawls.crawl(newsroom.source(), only_due=False))
        while not newsroom.owed():  # noqa: ASYNC110 - the section is read by the workers, too
            await asyncio.sleep(0.01)
        await all_at_work(pool, 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def test_a_crawl_that_is_stopped_leaves_the_others_alone_and_asks_for_nothing_more(
    room: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(4)
    publisher.site.routes["/andes/"] = section_page([Story(number=40 + at) for at in range(4)])
    for at in range(4):
        story = Story(number=40 + at)
        publisher.site.routes[story.path] = story.page()
    sources = {"gazette": publisher.site.root + SECTION, "andes": f"{publisher.site.root}/andes/"}
    room.configure(sources, settings='delay = "100ms"')

    async def crawl() -> CrawlRun:
        async with Crawls(room.context) as crawls:
            first = asyncio.create_task(crawls.crawl(room.source("gazette"), only_due=False))
            second = asyncio.create_task(crawls.crawl(room.source("andes"), only_due=False))
            publisher.site.on_request = counting(lambda: room.loop.soon(first.cancel), at=8)
            with pytest.raises(asyncio.CancelledError):
                await first
            publisher.site.forget()
            return await second

    run = room.loop.run(crawl())
    assert (run.error, run.articles) == (None, 4)
    assert not {story.path for story in publisher.stories} & set(publisher.site.asked)
    assert room.state("gazette").last_attempt is None


def test_what_waits_for_its_turn_is_not_asked_for_once_its_crawl_is_stopped(
    room: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(4)
    publisher.site.routes["/andes/"] = publisher.listing()
    sources = {"gazette": publisher.site.root + SECTION, "andes": f"{publisher.site.root}/andes/"}
    room.configure(sources, settings='delay = "300ms"')

    async def crawl() -> CrawlRun:
        async with Crawls(room.context) as crawls:
            task = asyncio.create_task(crawls.crawl(room.source("gazette"), only_due=False))
            cancel = threading.Timer(0.15, lambda: room.loop.soon(task.cancel)).start
            publisher.site.on_request = counting(cancel, at=2)
            with pytest.raises(asyncio.CancelledError):
                await task
            return await crawls.crawl(room.source("andes"), only_due=False)

    assert room.loop.run(crawl()).error is None
    assert publisher.site.asked[:2] == [SECTION, "/andes/"]


def test_a_crawl_may_be_stopped_before_it_began(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(2)

    async def crawl() -> None:
        async with Crawls(newsroom.context) as crawls:
            task = asyncio.create_task(crawls.crawl(newsroom.source(), only_due=False))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    newsroom.loop.run(crawl())
    assert newsroom.crawl().error is None
    assert len(newsroom.articles) == 2


@pytest.mark.parametrize("request_number", [4, 11])
def test_a_crawl_that_is_killed_is_taken_up_again(
    newsroom: Newsroom, publisher: Publisher, whole: list[tuple[object, ...]], request_number: int
) -> None:
    newsroom.close()
    assert kill_at(newsroom, publisher.site, request_number) == -signal.SIGKILL
    newsroom.restart()
    assert newsroom.crawl().error is None
    assert content(newsroom.articles) == whole
    assert newsroom.owed() == []
    assert publisher.site.asked.count(SECTION) == 2


def test_a_kill_in_the_middle_of_news_loses_none_of_them(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    newsroom.crawl()
    publisher.publish(12)
    stopped_at(newsroom, publisher.site, 2)  # the second page of four
    assert by_offset(5) in publisher.site.asked
    newsroom.restart()
    newsroom.crawl()
    assert newsroom.titles == sorted(story.title for story in publisher.stories)


@pytest.fixture
def lock(newsroom: Newsroom) -> Iterator[sqlite3.Connection]:
    """Somebody else's connection to the database, to lock it with."""
    newsroom.busy_timeout = 0.2
    newsroom.restart()
    path = newsroom.config.database_url.removeprefix("sqlite:///")
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    yield connection
    connection.close()


@pytest.mark.parametrize("request_number", [2, 3, 4, 6])
def test_a_database_that_is_locked_during_a_crawl_is_told_and_the_next_crawl_completes(
    newsroom: Newsroom, publisher: Publisher, lock: sqlite3.Connection, request_number: int
) -> None:
    stories = publisher.publish(ARTICLES)
    publisher.site.on_request = counting(lambda: lock.execute("BEGIN IMMEDIATE"), at=request_number)
    with pytest.raises(PeruwatchError) as told:
        newsroom.crawl()
    assert str(told.value).startswith("the database ")
    assert str(told.value).endswith("is locked by another process: wait for it, or stop it")
    lock.execute("ROLLBACK")
    newsroom.busy_timeout = 10
    newsroom.restart()
    assert newsroom.crawl().error is None
    assert newsroom.titles == sorted(story.title for story in stories)
    assert newsroom.owed() == []


def test_a_database_that_is_locked_from_the_start_is_told(
    newsroom: Newsroom, publisher: Publisher, lock: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    publisher.publish(2)
    lock.execute("BEGIN IMMEDIATE")
    with pytest.raises(PeruwatchError, match="is locked by another process"):
        newsroom.crawl()
    assert publisher.site.log == []
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_full_disk_is_told_and_the_next_crawl_completes(newsroom: Newsroom, publisher: Publisher) -> None:
    stories = publisher.publish(ARTICLES)
    for story in stories:
        publisher.site.routes[story.path] = story.page(head=f"<!-- {os.urandom(60_000).hex()} -->")
    engine = newsroom.context.database._engine

    def leave_little_room(connection: sqlite3.Connection, *_: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 60}")

    event.listen(engine, "connect", leave_little_room)
    engine.dispose()
    try:
        told = newsroom.crawl().error
    except StorageError as error:  # there was no room for the crawl's own record either
        told = str(error)
    assert "the disk is full; make room, nothing that was stored is lost" in (told or "")
    assert len(newsroom.articles) < ARTICLES  # how many depends on which of them were written together
    newsroom.restart()
    assert newsroom.crawl().error is None
    assert newsroom.titles == sorted(story.title for story in stories)


def test_articles_that_wait_their_turn_when_the_disk_is_full_are_left_without_a_warning() -> None:
    async def no_room(number: int) -> None:
        if number == 0:
            raise StorageError("the disk is full")
        await asyncio.sleep(60)

    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with pytest.raises(StorageError, match="the disk is full"):
            asyncio.run(_together(no_room, range(100)))
        gc.collect()
    assert [str(one.message) for one in warned if "never awaited" in str(one.message)] == []
