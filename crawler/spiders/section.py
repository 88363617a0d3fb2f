"""The one spider: it walks a source's listings and fetches what they owe us. What it learns goes to its ledger."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, Spider, signals
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure

from config.load import Config
from crawler.address import address
from crawler.desk import Desk, open_desk
from crawler.extract.document import kind_of
from crawler.ledger import Ledger, Opening
from crawler.outcomes import Stopped, TooLarge, judge_error, judge_status
from crawler.walk import Answer, Walk, Walker, alias_hosts
from model.article import Kind, Snapshot
from model.crawl import CrawlRun, Fetch, Outcome, OwedEntry, Validators
from model.errors import NotAnArticle, PeruwatchError, StorageError
from model.source import Source
from storage.articles import Found

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class SectionSpider(Spider):
    """Crawls one source once. Subclasses differ in nothing but their source."""

    source: ClassVar[Source]
    config: ClassVar[Config]

    def __init__(self, *, desk: Desk | None = None, only_due: bool = False) -> None:
        super().__init__(self.source.name)
        self._owns_desk = desk is None
        self.desk = desk or _desk_of_its_own(self.config)
        self._only_due = only_due
        self._ledger = Ledger(self.desk, self.source)
        self._aliases = alias_hosts(self.source)
        self.problem: str | None = None
        """What keeps the section from being read, or its articles from being kept."""
        self.run: CrawlRun | None = None
        """The finished run; None when it could not even be put on record."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Scrapy's way to make a spider."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.finish, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Walk the listings, then ask for each article that is owed."""
        try:
            opening = await self._ledger.open()
            walk = await self._walk(opening)
            if walk.complete:
                await self._ledger.settle(walk)
            self.problem = "; ".join(walk.problems) or None
            owed = [] if walk.away else await self._ledger.owed(only_due=self._only_due)
        except StorageError as error:
            self.problem = str(error)
            return
        for entry in owed:
            yield Request(
                entry.entry.url,
                callback=self.article_came,
                errback=self.article_failed,
                cb_kwargs={"owed": entry},
                dont_filter=True,
            )

    async def _walk(self, opening: Opening) -> Walk:
        walker = Walker(
            self.source, ask=self._ask, record=self._ledger.record, asked=opening.asked, first=opening.first
        )
        try:
            return await walker.walk()
        except StorageError:
            raise
        except Exception as error:  # what nobody foresaw must be told, and articles that are owed fetched all the same
            logger.exception("%s: the walk over %s failed", self.name, self.source.url)
            return Walk(complete=False, problems=[f"the section {self.source.url} can't be read: {_unforeseen(error)}"])

    async def _ask(self, url: str, validators: Validators | None) -> Answer:
        """Fetch one listing."""
        headers = {}
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators and validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        limit = self.desk.config.settings.crawl.max_page_bytes
        self._ledger.tally.requests += 1
        engine = self.crawler.engine
        assert engine is not None  # noqa: S101 - the spider is running
        try:
            request = Request(url, headers=headers, callback=NO_CALLBACK, meta={"download_maxsize": limit})
            response = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever the downloader raises is an outcome of the fetch
            fetch = self._judge_error(url, error)
            self._ledger.note(fetch)
            return Answer(fetch=fetch, url=url)
        fetch = judge_status(
            url, response.status, size=len(response.body), at=self.desk.now(), conditional=bool(headers)
        )
        self._ledger.note(fetch)
        headers_by_name = {name.decode().lower(): value for name, value in _headers(response)}
        return Answer(fetch=fetch, url=response.url, body=response.body, headers=headers_by_name)

    async def article_came(self, response: Response, owed: OwedEntry) -> None:
        """Keep the article that an answer holds, or why it holds none."""
        self._ledger.tally.requests += 1
        fetch = judge_status(owed.entry.url, response.status, size=len(response.body), at=self.desk.now())
        if fetch.outcome is not Outcome.OK:
            await self._fail(owed, fetch)
            return
        try:
            found = await self._read(response, owed)
        except TooLarge as error:
            await self._fail(owed, replace(fetch, outcome=Outcome.TOO_LARGE, detail=str(error)))
        except NotAnArticle as error:
            await self._fail(owed, replace(fetch, outcome=Outcome.NOT_ARTICLE, detail=str(error)))
        except PeruwatchError as error:  # the workers can't start: no article can be read
            self.problem = str(error)
            raise CloseSpider("workers") from error
        except Exception as error:  # what nobody foresaw must be told, and the other articles stored all the same
            logger.exception("%s: reading %s failed", self.name, response.url)
            await self._fail(owed, replace(fetch, outcome=Outcome.NOT_ARTICLE, detail=_unforeseen(error)))
        else:
            await self._or_stop(self._ledger.store(found, fetch))

    async def article_failed(self, failure: Failure) -> None:
        """Keep why there was no answer."""
        if isinstance(failure.value, Stopped):
            return
        self._ledger.tally.requests += 1
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        owed: OwedEntry = request.cb_kwargs["owed"]
        await self._fail(owed, self._judge_error(owed.entry.url, failure.value or RuntimeError(str(failure))))

    async def _read(self, response: Response, owed: OwedEntry) -> Found:
        snapshot = Snapshot(
            url=response.url,
            fetched=self.desk.now(),
            status=response.status,
            headers=tuple((name.decode(), value) for name, value in _headers(response)),
            body=response.body,
        )
        limit = self.desk.config.settings.crawl.max_page_bytes
        if len(snapshot.body) > limit and kind_of(snapshot) is not Kind.PDF:
            raise TooLarge(f"the page has {len(snapshot.body):,} bytes; crawl.max_page_bytes allows {limit:,}")
        content = await self.desk.pool.extract(snapshot, owed.entry, self.desk.now())
        try:
            key, url = address(response.url, content.canonical_url, section=self.source.url, aliases=self._aliases)
        except ValueError as error:
            raise NotAnArticle(str(error)) from error
        return Found(entry_id=owed.id, key=key, url=url, content=content, snapshot=snapshot)

    async def _fail(self, owed: OwedEntry, fetch: Fetch) -> None:
        logger.info("%s: %s %s", self.name, fetch.url, fetch.detail)
        await self._or_stop(self._ledger.fail(owed, fetch))

    async def _or_stop(self, writing: Any) -> None:  # noqa: ANN401 - any coroutine
        """Write to the store; when it can't be written to, there is no use in fetching more."""
        try:
            await writing
        except StorageError as error:
            self.problem = str(error)
            raise CloseSpider("storage") from error

    def _judge_error(self, url: str, error: BaseException) -> Fetch:
        timeout = self.desk.config.settings.crawl.timeout.total_seconds()
        return judge_error(url, error, at=self.desk.now(), timeout=timeout)

    async def finish(self, reason: str) -> None:
        """Close the books; Scrapy's reason is "shutdown" when somebody stopped us."""
        try:
            if self._ledger.is_open:
                self.run = await self._ledger.close(self.problem, stopped=reason == "shutdown")
        except StorageError as error:
            self.problem = str(error)
            logger.error("%s: %s", self.name, error)  # noqa: TRY400 - its text says all; where it was raised doesn't matter
        finally:
            if self._owns_desk:
                self.desk.close()


def _desk_of_its_own(config: Config) -> Desk:
    """A desk for `scrapy crawl`; a database that can't be used ends the program with status 1."""
    try:
        return open_desk(config)
    except StorageError as error:
        raise SystemExit(f"peruwatch: {error}") from error


def _unforeseen(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())} (a fault of peruwatch; the log says more)"


def _headers(response: Response) -> list[tuple[bytes, str]]:
    """The response's headers, each value once, as text that holds every byte."""
    return [(name, value.decode("latin-1")) for name, values in response.headers.items() for value in values]
