"""A feed reader that remembers what it saw, as it watches the developments of a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import feedparser

from config.load import Config
from monitor.steps import match
from storage import developments, grouped
from storage.database import Database
from tests.alerts.developments.year import Come
from tests.monitor.web.server import Client
from tests.storage.samples import stored


@dataclass(slots=True)
class Reader:
    """What a subscriber of the feed of developments has seen."""

    items: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    """By id: when it was last updated, and what it said."""
    new: int = 0
    updates: int = 0
    wrong: list[str] = field(default_factory=list)

    def reads(self, feed: bytes) -> None:
        """Take in the feed as it is now."""
        parsed = feedparser.parse(feed)
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


def subscribe(database: Database, config: Config, web: Client, coming: Sequence[Come], every: timedelta) -> Reader:
    """Have articles come, each matched at once, and read the feed of developments at intervals."""
    reader = Reader()
    numbers: dict[int, str] = {}
    due = coming[0].moment + every
    for number, one in enumerate(coming):
        if one.moment >= due:
            reader.reads(web.get("/feeds/developments.atom").body)
            _remember(database, numbers, reader)
            due = one.moment + every
        stored(database, one.moment, key=f"{one.source}.example/{number}", source=one.source, said=one.said)
        match(database, config, one.moment)
    reader.reads(web.get("/feeds/developments.atom").body)
    _remember(database, numbers, reader)
    with database.reading() as session:
        current = {one.id: one.guid for one in grouped.newest(session, limit=len(coming), matched=True)}
        led = {number: developments.leads_to(session, number) for number in numbers}
    unseen = set(current.values()) - reader.items.keys()
    merged = {numbers[number] for number, leads in led.items() if leads != number}
    strange = reader.items.keys() - current.values() - merged
    reader.wrong += [f"{guid} was never seen" for guid in unseen]
    reader.wrong += [f"{guid} was seen and is no development, nor part of one" for guid in strange]
    return reader


def _remember(database: Database, numbers: dict[int, str], reader: Reader) -> None:
    """Note the ids that developments have, which are never to be others."""
    with database.reading() as session:
        for one in grouped.newest(session, limit=100, matched=True):
            if numbers.setdefault(one.id, one.guid) != one.guid:
                reader.wrong.append(f"development {one.id} has another id than before")
