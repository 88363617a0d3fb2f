"""Searches for the page: a part of what is found, within a bounded time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alerts.quoting.excerpts import ExcerptPart, excerpts, marked
from alerts.search.archive import find
from config.load import Config
from config.query import QueryError, parse_query
from model.article import Article
from model.watch import Match, Watch
from monitor.hints import hints, known_names
from storage.database import Database

PAGE_LENGTH = 20
"""Articles on a page of results."""
_EXCERPTS = 2
"""Places of a body that are shown."""
_MOST_READ = 2000
"""Articles that are read for one page. Few queries need more than are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """An article that was found, with the words by which it was."""

    article: Article
    title: Sequence[ExcerptPart]
    excerpts: Sequence[Sequence[ExcerptPart]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a page of a search shows."""

    query: str
    mistake: str = ""
    """What is wrong with the query, and what to do; then there are no results."""
    count: int = 0
    """How many articles were found."""
    is_exact: bool = True
    """Whether they are so many; they may be fewer where not all could be read."""
    is_cut_short: bool = False
    """Whether the search was given up before the page was full."""
    page: int = 1
    results: Sequence[Result] = ()
    hints: Sequence[str] = ()
    """Names in the query that nothing has, each with what is probably meant."""
    has_more: bool = False
    """Whether there is a page after this one."""


def searched(database: Database, config: Config, query: str, page: int) -> Results:
    """A page, counted from 1, of the articles that a query finds; of an empty query none."""
    if not query.strip():
        return Results(query="")
    try:
        watch = Watch(name="query", title=query, query=parse_query(query))
    except QueryError as error:
        return Results(query=query, mistake=f"{error} ({error.advice})" if error.advice else str(error))
    false_friends = config.settings.words.false_friends
    found = find(database, watch, networks=config.networks, false_friends=false_friends)
    first = (page - 1) * PAGE_LENGTH
    look = found.look(skip=first, limit=PAGE_LENGTH + 1, most_read=_MOST_READ)
    with database.reading() as session:
        told = hints(watch.wanted, known_names(config, session))
    return Results(
        query=query,
        hints=told,
        count=found.at_most,
        is_exact=found.at_least == found.at_most,
        is_cut_short=look.is_cut_short,
        page=page,
        results=[_result(*one) for one in look.meetings[:PAGE_LENGTH]],
        has_more=len(look.meetings) > PAGE_LENGTH,
    )


def _result(article: Article, match: Match) -> Result:
    said = article.content
    places = {
        field: [(place.start, place.end) for place in match.evidence if place.field == field]
        for field in ("title", "body")
    }
    return Result(
        article=article,
        title=marked(said.title, places["title"]) if said.title else [ExcerptPart(article.url, found=False)],
        excerpts=excerpts(said.body, places["body"], _EXCERPTS),
    )
