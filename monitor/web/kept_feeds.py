"""Feeds as bytes, kept until something in them changes.

Whether anything was committed at all takes microseconds to tell (on SQLite); whether that may concern feeds, a few
looks into indices. Only then is a feed read and written anew, and only other bytes are another version of it.
"""

from __future__ import annotations

import gzip
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from weakref import WeakValueDictionary

from alerts.publish.feed import FeedInfo, atom, content_etag, json_feed, rss
from config.load import Config
from config.settings import FeedText
from monitor.published import PublishedFeed
from storage import changes, runs
from storage.database import Database, Session

_MOST = 1_000
"""Documents that are kept: three for each of some hundred feeds, and what is searched for."""
_LOOKED_AT_ANEW = 60.0
"""Seconds after which a feed is read again if anything was committed, whatever it was: an article may have moved."""
_WORTH_PACKING = 1_000
"""Bytes from which on a document is sent packed to who can unpack it."""


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """A form in which a feed is published."""

    media_type: str
    write: Callable[..., bytes]


FORMATS = {
    "rss": FeedFormat("application/rss+xml; charset=utf-8", rss),
    "atom": FeedFormat("application/atom+xml; charset=utf-8", atom),
    "json": FeedFormat("application/feed+json; charset=utf-8", json_feed),
}
"""By the extension in the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The bytes of a feed, and what to ask for them again with."""

    body: bytes
    packed: bytes | None
    """The same by gzip, where that is worth it."""
    etag: str
    """With its quotes; that of the packed bytes has a suffix."""
    modified: datetime
    """When these bytes first were those of the feed, to the second."""
    media_type: str
    links: str
    """For the header of that name: itself, and the hub that tells of changes."""
    is_empty: bool
    """Whether it tells nothing yet; its date is then that of the last look, and moves by itself."""

    @property
    def packed_etag(self) -> str:
        """The tag of the packed bytes, which are others."""
        return f'{self.etag[:-1]}-gzip"'


@dataclass(slots=True, kw_only=True)
class _Kept:
    document: Document
    config: Config
    commits: int | None
    stamp: tuple[object, ...]
    read: float
    """When it was read, by the monotonic clock."""


class _Reading:
    """Whose turn it is to read a document."""

    def __init__(self) -> None:
        self.lock = Lock()


class KeptFeeds:
    """The documents of one store's feeds."""

    def __init__(
        self, database: Database, *, now: Callable[[], datetime], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self.now = now
        self._monotonic = monotonic
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._lock = Lock()
        """For what is kept; nobody reads the store with it in hand."""
        self._reading: WeakValueDictionary[tuple[str, str], _Reading] = WeakValueDictionary()
        """One for each document that somebody reads or waits for: a feed that takes long holds up no other."""

    def at_hand(self, feed: PublishedFeed, extension: str, config: Config) -> Document | None:
        """A feed's document, if nothing was committed since it was looked at; quick enough for the event loop."""
        kept = self._kept.get((feed.path + feed.query, extension))
        if kept is None or kept.config is not config or kept.commits is None:
            return None
        return kept.document if kept.commits == self._database.commits() else None

    def document(self, feed: PublishedFeed, extension: str, config: Config) -> Document:
        """A feed's document as it is now; it may take a while to read."""
        with self._lock:
            reading = self._reading.setdefault((feed.path + feed.query, extension), _Reading())
        with reading.lock:  # of many who want the same, one reads it
            return self.at_hand(feed, extension, config) or self._looked_at(feed, extension, config)

    def _looked_at(self, feed: PublishedFeed, extension: str, config: Config) -> Document:
        key = (feed.path + feed.query, extension)
        kept = self._kept.get(key)
        commits = (
            self._database.commits()
        )  # before anything is read: what is committed meanwhile is looked at next time
        with self._database.reading() as session:
            stamp = changes.stamp(session)
            is_recent = kept is not None and self._monotonic() - kept.read < _LOOKED_AT_ANEW
            if kept is not None and is_recent and kept.config is config and kept.stamp == stamp:
                kept.commits = commits
                return kept.document
            told = feed.read(session)
            merged = feed.merged(session) if feed.merged else ()
            body = FORMATS[extension].write(
                self._info(session, feed, extension, config),
                told,
                source_titles={source.name: source.title for source in config.sources},
                merged=merged,
            )
        is_empty = not (told or merged)
        document = self._version(body, kept, feed, extension, config, is_empty=is_empty)
        with self._lock:
            self._kept[key] = _Kept(
                document=document, config=config, commits=commits, stamp=stamp, read=self._monotonic()
            )
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return document

    def _info(self, session: Session, feed: PublishedFeed, extension: str, config: Config) -> FeedInfo:
        web = config.settings.web
        return FeedInfo(
            id=f"{feed.public_url}{feed.first_path}.atom{feed.query}",
            title=feed.title,
            description=feed.description,
            self_url=feed.url(extension),
            site_url=feed.public_url + "/",
            looked=_looked(session, feed) or self.now(),
            hub=web.hub,
            is_full=web.feed_text is FeedText.FULL,
        )

    def _version(
        self, body: bytes, kept: _Kept | None, feed: PublishedFeed, extension: str, config: Config, *, is_empty: bool
    ) -> Document:
        hub = config.settings.web.hub
        links = ", ".join([f'<{feed.url(extension)}>; rel="self"', *([f'<{hub}>; rel="hub"'] if hub else [])])
        etag = content_etag(body)
        if kept is not None and kept.document.etag == etag:
            return replace(kept.document, links=links)
        modified = self.now().astimezone(UTC).replace(microsecond=0)
        if kept is not None:  # two versions of one second must not look like one
            modified = max(modified, kept.document.modified + timedelta(seconds=1))
        packed = gzip.compress(body, mtime=0) if len(body) >= _WORTH_PACKING else None
        return Document(
            body=body,
            packed=packed,
            etag=etag,
            modified=modified,
            media_type=FORMATS[extension].media_type,
            links=links,
            is_empty=is_empty,
        )


def _looked(session: Session, feed: PublishedFeed) -> datetime | None:
    """When the sources of a feed were looked at last."""
    states = runs.states(session).values()
    looks = (one.last_success for one in states if feed.sources is None or one.name in feed.sources)
    return max((look for look in looks if look is not None), default=None)
