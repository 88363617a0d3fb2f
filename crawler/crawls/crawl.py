"""One crawl of one source: walk its listings, fetch what they owe us, look again at what is fresh."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from scrapy import Request
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.articles.article_reader import ArticleReader, headers_of
from crawler.articles.given import GivenEntries
from crawler.articles.template_text import TemplateText
from crawler.context import CrawlContext
from crawler.crawls.recorder import Recorder
from crawler.crawls.transactions import MOST_OWED
from crawler.http.outcomes import BackingOff, NoRules, Refused, Stopped, TooLarge, judge_error, judge_status
from crawler.http.pacing import WANTED_UNTIL
from crawler.listings.listing import Listing
from crawler.sections.answers import Answer
from crawler.sections.findings import Problem, Walk
from crawler.sections.kinds import read_part
from crawler.sections.scope import alias_hosts
from crawler.sections.walk import Walker, WalkStart
from model.article import Entry
from model.crawl import CrawlRun, Fetch, Outcome, OwedEntry, Validators
from model.errors import CannotReadError, NotAnArticle, PeruwatchError, ReaderBroke
from model.source import Source, WayKind
from model.urls import identity, resolve
from storage.articles import FetchedArticle
from storage.revisits import Revisit

T = TypeVar("T")

logger = logging.getLogger(__name__)

Download = Callable[[Request], Awaitable[Response]]
"""Sends a request through Scrapy's middlewares; raises what they or the downloader raise."""

_HANGING = 3
"""Articles in a row for which their host gave no answer, after which the others are left for later."""

_UNDER_WAY = 16
"""Articles fetched or extracted at the same time; how many requests go to one host is not decided here."""


async def crawl_source(context: CrawlContext, source: Source, download: Download, *, only_due: bool) -> CrawlRun:
    """Crawl a source once; with `only_due`, what is not due yet waits.

    A section that can't be read is told in the run's error. Raises StorageError when nothing can be put on record.
    """
    crawl = SourceCrawl(context, source, download)
    return await in_good_order(crawl, crawl.run(only_due=only_due))


async def in_good_order(crawl: SourceCrawl, work: Awaitable[CrawlRun]) -> CrawlRun:
    """Close a crawl's record however its work ends; where it is cancelled, it says so and CancelledError is raised.

    CannotReadError is raised, too: it says nothing of the source.
    """
    try:
        return await work
    except CannotReadError as error:
        if crawl.recorder.is_open:
            await crawl.recorder.close(str(error), walk=None)
        raise
    except PeruwatchError as error:
        if not crawl.recorder.is_open:
            raise
        return await crawl.recorder.close(str(error), walk=None)
    except (asyncio.CancelledError, Stopped) as end:
        crawl.ended.set_result(None)
        if crawl.recorder.is_open:
            await asyncio.shield(crawl.recorder.close(None, walk=None, stopped=True))
        raise asyncio.CancelledError from end


class SourceCrawl:
    """A crawl under way."""

    def __init__(self, context: CrawlContext, source: Source, download: Download) -> None:
        self._context = context
        self._source = source
        self._download = download
        self._aliases = alias_hosts(source)
        self._settings = context.config.settings.crawl
        self.recorder = Recorder(context, source)
        self._reader = ArticleReader(context, source, self._further_page)
        self._given = GivenEntries(self.ask, self.read)
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when nobody waits for answers any more."""
        self._patience: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when nobody waits for articles any more: then, too, or because too many in a row gave no answer."""
        self.ended.add_done_callback(lambda _: self._lose_patience())
        self._unanswered = 0
        """Articles asked for last that gave no answer."""

    async def run(self, *, only_due: bool) -> CrawlRun:
        """The whole of it."""
        opening = await self.recorder.open()
        if opening.known.first:  # there will be much to read
            self._context.pool.warm()
        walk, problems = None, []
        if not only_due or opening.is_due(self._context.now()):
            walk = await self._walk(opening.known)
            problems = self._problems(walk)
            described = "; ".join([_described(walk, first=opening.known.first), *problems])
            logger.info("%s: %s", self._source.name, described)
            if walk.complete and not walk.unchanged:
                await self.recorder.settle(walk)
        if walk is None or not walk.away:
            await self.read_articles(only_due=only_due)
        return await self.recorder.close("; ".join(problems), walk=walk)

    async def _walk(self, known: WalkStart) -> Walk:
        walker = Walker(
            self._source,
            known,
            ask=self.ask,
            read=self.read,
            record=self._record,
            now=self._context.now(),
            sitemaps=self.sitemaps,
        )
        try:
            return await walker.walk()
        except (PeruwatchError, Stopped):
            raise
        except Exception as error:  # what nobody foresaw must be told, and articles that are owed fetched all the same
            logger.exception("%s: the walk over %s failed", self._source.name, self._source.url)
            problem = f"the section {self._source.url} can't be read: {_unforeseen(error)}"
            return Walk(problems=(Problem(problem),))

    def _problems(self, walk: Walk) -> list[str]:
        """What kept the section from being read, and whether there were too many links to keep."""
        problems = [problem.text for problem in walk.problems]
        if self.recorder.forgotten:
            problems.append(
                f"the section {self._source.url} shows more new links than can be fetched: {MOST_OWED:,} are owed, the "
                f"newest; {self.recorder.forgotten:,} others were left out"
            )
        return problems

    async def _record(self, found: Mapping[str, Entry]) -> set[str]:
        """Put a listing's entries on record; gives the keys that an earlier walk had settled."""
        self._given.remember(found)
        return await self.recorder.record(found)

    async def read_articles(self, *, only_due: bool, on_done: Callable[[int, int], None] | None = None) -> None:
        """Fetch what is owed, then look again at what is fresh; `on_done` hears how much of what is owed is done."""
        owed = self.recorder.afford(await self.recorder.owed(only_due=only_due))
        template = self._reader.template
        await template.expect(owed)
        done = 0

        async def fetch(entry: OwedEntry) -> None:
            nonlocal done
            await self._patiently(self._fetch, entry)
            await template.done(entry)
            done += 1
            if on_done is not None:
                on_done(done, len(owed))

        await _together(fetch, owed)
        revisits = self.recorder.afford(await self.recorder.revisits())
        await _together(lambda revisit: self._patiently(self._revisit, revisit), revisits)
        await _together(template.read_again, await template.poorly_read())
        template.all_well_read()

    async def _patiently(self, do: Callable[[T], Awaitable[None]], thing: T) -> None:
        """Do something for which an article is asked, unless its host answers no more: then it waits."""
        if self.recorder.is_hanging:
            return
        try:
            await do(thing)
        except Stopped:
            if self.ended.done() or not self.recorder.is_hanging:
                raise

    async def _ask_article(self, url: str, validators: Validators | None = None) -> Response | Fetch:
        """The answer to a request for an article, or how the attempt ended without one."""
        response = await self._get(url, validators, limit=self._settings.max_file_bytes, until=self._patience)
        is_unanswered = isinstance(response, Fetch) and response.outcome is Outcome.UNREACHABLE
        self._unanswered = self._unanswered + 1 if is_unanswered else 0
        if self._unanswered == _HANGING:
            self.recorder.hanging()
            self._lose_patience()
        return response

    def _lose_patience(self) -> None:
        if not self._patience.done():
            self._patience.set_result(None)

    async def ask(self, url: str, validators: Validators | None) -> Answer:
        """Fetch one listing."""
        response = await self._get(url, validators, limit=self._settings.max_page_bytes)
        if isinstance(response, Fetch):
            self.recorder.note(response)
            return Answer(fetch=response, url=url)
        fetch = self._judge(url, response, validators)
        self.recorder.note(fetch)
        headers = {name.decode().lower(): value for name, value in headers_of(response)}
        return Answer(fetch=fetch, url=response.url, body=response.body, headers=headers)

    async def read(self, kind: WayKind, answer: Answer) -> Listing:
        """Read one part of a listing, in a process that can be ended. Raises NotAListing or NotAnArticle."""
        return await self._context.pool.run(read_part, kind, answer, self._source)

    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of the section's host names, as far as it was asked."""
        return self._context.robots.sitemaps_of(self._source.url)

    async def _get(
        self, url: str, validators: Validators | None, *, limit: int, until: asyncio.Future[None] | None = None
    ) -> Response | Fetch:
        """The answer for an address, or why there was none."""
        headers = {}
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators and validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        meta = {"download_maxsize": limit, WANTED_UNTIL: until or self.ended}
        try:
            # Scrapy would look names up by IDNA 2003, which is another host's where there is an ß.
            target = url if url.isascii() else resolve(url, url) or url
            response = await self._download(Request(target, headers=headers, callback=NO_CALLBACK, meta=meta))
        except (Stopped, PeruwatchError):  # the crawl is to end, or nothing can be put on record
            raise
        except Exception as error:  # noqa: BLE001 - whatever the downloader raises is an outcome of the fetch
            self.recorder.tally.requests += not isinstance(error, (Refused, BackingOff, NoRules))  # these were not sent
            timeout = self._settings.timeout.total_seconds()
            return judge_error(url, error, at=self._context.now(), timeout=timeout)
        self.recorder.tally.requests += 1
        return response

    def _judge(self, url: str, response: Response, validators: Validators | None = None) -> Fetch:
        conditional = validators is not None and validators != Validators()
        size = len(response.body)
        return judge_status(url, response.status, size=size, at=self._context.now(), conditional=conditional)

    async def _fetch(self, owed: OwedEntry) -> None:
        """Fetch what an entry owes us, and keep it or why there is nothing to keep."""
        given = await self._given.find(owed.entry.url)
        if given is not None:
            await self._keep_given(owed, given)
            return
        response = await self._ask_article(owed.entry.url)
        fetch = response if isinstance(response, Fetch) else self._judge(owed.entry.url, response)
        if isinstance(response, Fetch) or fetch.outcome is not Outcome.OK:
            await self._fail(owed, fetch)
            return
        template = await self._reader.template.current()
        found = await self._read(response, owed.id, owed.entry, fetch, template=template)
        if isinstance(found, Fetch):
            await self._fail(owed, found)
        else:
            await self.recorder.store(owed, found, fetch)

    async def _keep_given(self, owed: OwedEntry, given: Entry | Fetch) -> None:
        """Keep an article that its feed gives whole, or why it can't be had."""
        if isinstance(given, Fetch):
            await self._fail(owed, given)
            return
        detail = "given whole in its feed"
        fetch = Fetch(url=given.url, at=self._context.now(), outcome=Outcome.OK, detail=detail)
        found = await self._tried(self._reader.given(owed.id, given), fetch)
        await (self._fail(owed, found) if isinstance(found, Fetch) else self.recorder.store(owed, found, fetch))

    async def _further_page(self, url: str) -> Response | None:
        """A further page of an article; None if it can't be had, for whatever reason."""
        response = await self._get(url, None, limit=self._settings.max_page_bytes)
        fetch = response if isinstance(response, Fetch) else self._judge(url, response)
        self.recorder.note(fetch)
        return None if isinstance(response, Fetch) or fetch.outcome is not Outcome.OK else response

    async def _fail(self, owed: OwedEntry, fetch: Fetch) -> None:
        logger.info("%s: %s %s", self._source.name, fetch.url, fetch.detail)
        await self.recorder.fail(owed, fetch)

    async def _revisit(self, revisit: Revisit) -> None:
        """Look at an article again: it may have been edited, moved or taken away."""
        response = await self._ask_article(revisit.url, revisit.validators)
        if not isinstance(response, Fetch) and response.status == 304 and self._is_elsewhere(response.url, revisit.url):
            response = await self._ask_article(revisit.url)  # it moved, and what it says is as it was
        fetch = response if isinstance(response, Fetch) else self._judge(revisit.url, response, revisit.validators)
        found: list[FetchedArticle] = []
        if not isinstance(response, Fetch) and fetch.outcome is Outcome.OK:
            # What is no article now is no revision of one: a login page, a server's excuse.
            template = await self._reader.template.current()
            read = await self._read(response, revisit.entry_id, revisit.entry, fetch, template=template)
            fetch, found = (read, []) if isinstance(read, Fetch) else (fetch, read)
            await self._reader.compare(revisit.article_id, found, template)
        await self.recorder.revisited(revisit, fetch, found)

    def _is_elsewhere(self, answered: str, asked: str) -> bool:
        return identity(answered, aliases=self._aliases) != identity(asked, aliases=self._aliases)

    async def _read(
        self, response: Response, entry_id: int, entry: Entry, fetch: Fetch, *, template: TemplateText
    ) -> list[FetchedArticle] | Fetch:
        """The articles in an answer, or the fetch with why there are none."""
        return await self._tried(self._reader.found(response, entry_id, entry, template), fetch)

    async def _tried(self, reading: Awaitable[list[FetchedArticle]], fetch: Fetch) -> list[FetchedArticle] | Fetch:
        """What reading a document gives, or its fetch with why that is nothing."""
        try:
            return await reading
        except TooLarge as error:
            return replace(fetch, outcome=Outcome.TOO_LARGE, detail=str(error))
        except ReaderBroke as error:
            return replace(fetch, outcome=Outcome.UNREADABLE, detail=str(error))
        except NotAnArticle as error:
            return replace(fetch, outcome=Outcome.NOT_ARTICLE, detail=str(error))
        except PeruwatchError:  # the workers can't start: no article can be read
            raise
        except Exception as error:  # what nobody foresaw must be told, and the other articles stored all the same
            logger.exception("%s: reading %s failed", self._source.name, fetch.url)
            return replace(fetch, outcome=Outcome.UNREADABLE, detail=_unforeseen(error))


def _described(walk: Walk, *, first: bool) -> str:
    """What a walk found and decided, for the log."""
    if walk.unchanged:
        return "the section is as it was"
    look = "first look" if first else "full look" if walk.full else "look for news"
    read = "read to where it is known or ends" if walk.complete else "not read to its end"
    told = [f"{look}: {len(walk.seen)} entries shown, {read}"]
    if walk.ways is not None:
        poll, deep = walk.ways.poll, walk.ways.deep
        told.append(f"news is asked for at {poll.kind} {poll.url}, gaps are closed with {deep.kind} {deep.url}")
    return "; ".join(told)


async def _together(do: Callable[[T], Awaitable[None]], things: Iterable[T]) -> None:
    """Do something with each, some at a time; what can't be put on record stops the rest, which then stays owed."""
    free = asyncio.Semaphore(_UNDER_WAY)

    async def one(thing: T) -> None:
        async with free:
            await do(thing)

    first: BaseException | None = None
    try:
        async with asyncio.TaskGroup() as group:
            for thing in things:
                group.create_task(one(thing))
    except* (PeruwatchError, Stopped) as errors:
        first = errors.exceptions[0]  # raised below: from here, 3.11.2, which Debian has, would raise it in a group
    if first is not None:
        raise first


def _unforeseen(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())} (a fault of peruwatch; the log says more)"
