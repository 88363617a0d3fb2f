"""Values for the store's tests."""

from __future__ import annotations

from datetime import datetime

from model.article import Arrival, Article, Content, DateSource, Entry, PublicationDate, Snapshot
from model.urls import Address
from storage import articles, entries
from storage.articles import FetchedArticle, Novelty
from storage.database import Database

CHRISTMAS = PublicationDate("2022-12-25", DateSource.JSON_LD)


def content(body: str = "The river rose by two metres.", *, title: str = "Flood in Piura") -> Content:
    return Content(title=title, body=body, authors=("Rosa Quispe",), published=CHRISTMAS, language="en")


def page(now: datetime, *, body: bytes = b"<p>The river rose.</p>") -> Snapshot:
    return Snapshot(url="https://a.example/flood", fetched=now, body=body, headers=(("Content-Type", "text/html"),))


def stored(
    database: Database,
    now: datetime,
    *,
    key: str = "a.example/flood",
    source: str = "a",
    said: Content | None = None,
    arrival: Arrival = Arrival.NEWS,
    fetched: bytes = b"<p>The river rose.</p>",
) -> tuple[int, Novelty]:
    """Take an article the whole way into the store."""
    entry = Entry(url=f"https://{key}")
    with database.transaction() as session:
        entries.record(session, source, {key: entry}, arrival=arrival, now=now)
        owed = [one for one in entries.owed(session, source, due=None) if one.key == key]
        entry_id = owed[0].id if owed else 1
        found = FetchedArticle(
            entry_id=entry_id,
            address=Address(key, entry.url),
            content=said or content(),
            snapshot=page(now, body=fetched),
        )
        saved = articles.save(session, found, now=now)
        entries.fetched(session, entry_id, saved.article_id)
    return saved.article_id, saved.novelty


def only(database: Database) -> Article:
    with database.reading() as session:
        (article,) = articles.every(session)
    return article
