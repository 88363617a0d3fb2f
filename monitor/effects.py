"""What an edit of watches would change over the stored articles, told before it is in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from alerts.search.archive import WatchChange, changes
from config.load import Config
from model.article import Article
from model.query import Query
from monitor.hints import KnownNames, known_names
from storage import articles
from storage.database import Database, Session, note_beside

EXAMPLES = 3
"""Articles that are shown each way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A change with examples."""

    change: WatchChange
    gained: tuple[Article, ...]
    """The newest of those that it gains."""
    lost: tuple[Article, ...]
    """The newest of those that it loses."""


def effects(config: Config) -> list[Effect]:
    """What the watches as they are written would change. Nothing is stored, and no database is made."""
    url = config.database_url
    if _is_missing(url):
        return []
    database = Database.open(url)
    try:
        found = changes(database, config.watches, config.rules)
        with database.reading() as session:
            return [_with_examples(session, change) for change in found]
    finally:
        database.close()


def _with_examples(session: Session, change: WatchChange) -> Effect:
    return Effect(
        change=change,
        gained=tuple(articles.by_id(session, change.gained[:EXAMPLES])),
        lost=tuple(articles.by_id(session, change.lost[:EXAMPLES])),
    )


def known_to(config: Config, queries: Sequence[Query]) -> KnownNames:
    """The names that these queries can ask for; no database is made to tell those of stored articles."""
    url = config.database_url
    if _is_missing(url):
        return known_names(config, None, queries)
    database = Database.open(url)
    try:
        with database.reading() as session:
            return known_names(config, session, queries)
    finally:
        database.close()


def _is_missing(url: str) -> bool:
    """Whether there never was a database; one that is gone is told of when it is opened."""
    file = Path(url.removeprefix("sqlite:///"))
    return url.startswith("sqlite:///") and not file.exists() and not note_beside(file).exists()


def described(effect: Effect) -> Iterator[str]:
    """The effect in lines for people."""
    change = effect.change
    yield f"watch {change.watch}: +{len(change.gained)} -{len(change.lost)} over the stored articles"
    if change.formerly:
        yield f"  renamed: it was {change.formerly}; its matches stay, and its feed leads to the new address"
    if change.is_removed:
        yield "  removed: its matches go, and its feed answers that it is gone"
    if change.like:
        yield f'  if it was to be renamed: formerly = "{change.watch}" under [watches.{change.like}] keeps its readers'
    for sign, examples in (("+", effect.gained), ("-", effect.lost)):
        for article in examples:
            yield f"  {sign} {article.content.title or article.url} ({article.url})"


def as_dict(effect: Effect) -> dict[str, object]:
    """The effect for programs."""
    return {
        "watch": effect.change.watch,
        "gained": len(effect.change.gained),
        "lost": len(effect.change.lost),
        "removed": effect.change.is_removed,
        "formerly": effect.change.formerly,
        "gained_examples": [article.url for article in effect.gained],
        "lost_examples": [article.url for article in effect.lost],
    }
