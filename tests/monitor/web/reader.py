"""A feed reader that remembers what it saw, as it watches the developments of a year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import feedparser
from lxml import etree
from sqlalchemy import select

from config.load import Config
from monitor.steps import match
from storage import developments, grouped
from storage.database import Database
from storage.schema import DevelopmentRow, PlaceRow
from tests.alerts.developments.year import Come
from tests.monitor.web.server import Client
from tests.storage.samples import stored

_TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


@dataclass(slots=True)
class Reader:
    """What a subscriber of the feed of developments has seen."""

    items: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    """By id: when it was last updated, and what it said."""
    new: int = 0
    updates: int = 0
    gone: set[str] = field(default_factory=set)
    """Ids of items of which the feed told that they are part of another one."""
    wrong: list[str] = field(default_factory=list)

    def reads(self, feed: bytes) -> None:
        """Take in the feed as it is now."""
        parsed = feedparser.parse(feed, sanitize_html=False, resolve_relative_uris=False)  # that takes most of its time
        ids = [entry.id for entry in parsed.entries]
        if parsed.bozo or len(ids) != len(set(ids)):
            self.wrong.append(f"the feed tells an item twice, or can't be read: {ids}")
        for entry in parsed.entries:
            said = (entry.updated_parsed, entry.title, entry.link, entry.summary)
            before = self.items.get(entry.id)
            if before is None:
                self.new += 1
            elif before != said:
                self.updates += 1
                if said[0] <= before[0]:
                    self.wrong.append(f"{entry.id} changed, but not when it was updated")
            self.items[entry.id] = said
        self.gone |= {tomb.get("ref", "") for tomb in etree.fromstring(feed).iter(_TOMBSTONE)}


@dataclass(slots=True)
class _Numbers:
    """What the numbers and ids of developments were when they were first seen."""

    guids: dict[int, str] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)
    """The development of each article."""


def _nothing_to_tell(articles: int, reader: Reader) -> None:
    """What a test tells while it goes on."""


def subscribe(
    database: Database,
    config: Config,
    web: Client,
    coming: Sequence[Come],
    every: timedelta,
    *,
    on_read: Callable[[int, Reader], None] = _nothing_to_tell,
) -> Reader:
    """Have articles come, each matched at once, and read the feed of developments at intervals.

    `on_read` hears after each reading how many articles came by then, and what was read.
    """
    reader, numbers = Reader(), _Numbers()
    due = coming[0].moment + every
    for number, one in enumerate(coming):
        if one.moment >= due:
            reader.reads(web.get("/feeds/developments.atom").body)
            _remember(database, numbers, reader)
            on_read(number, reader)
            due = one.moment + every
        stored(database, one.moment, key=f"{one.source}.example/{number}", source=one.source, said=one.said)
        match(database, config, one.moment)
    reader.reads(web.get("/feeds/developments.atom").body)
    _remember(database, numbers, reader)
    with database.reading() as session:
        current = {one.guid for one in grouped.newest(session, limit=len(coming), matched=True)}
        led = {number: developments.leads_to(session, number) for number in numbers.guids}
        places = dict(session.execute(select(PlaceRow.article_id, PlaceRow.development_id)).all())
    merged = {numbers.guids[number] for number, leads in led.items() if leads != number}
    reader.wrong += [f"{guid} was never seen" for guid in current - reader.items.keys()]
    reader.wrong += [
        f"{guid} was seen and is no development, nor part of one" for guid in reader.items.keys() - current - merged
    ]
    reader.wrong += [
        f"{guid} is part of another, which was not told" for guid in reader.items.keys() & merged - reader.gone
    ]
    reader.wrong += [
        f"article {article} went from development {number} to another"
        for article, number in numbers.places.items()
        if led[number] != places[article]
    ]
    return reader


def _remember(database: Database, numbers: _Numbers, reader: Reader) -> None:
    """Note the ids that developments have, which are never to be others, and where articles are."""
    seen = max(numbers.places, default=0)
    with database.reading() as session:
        guids = session.execute(select(DevelopmentRow.id, DevelopmentRow.guid)).all()
        places = session.execute(
            select(PlaceRow.article_id, PlaceRow.development_id).where(
                PlaceRow.article_id > seen, PlaceRow.development_id.is_not(None)
            )
        ).all()
    numbers.places |= {article: number for article, number in places if number is not None}
    for number, guid in guids:
        if numbers.guids.setdefault(number, guid) != guid:
            reader.wrong.append(f"development {number} has another id than before")
