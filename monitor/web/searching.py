"""Searches for the page: a part of what is found, within a bounded time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from alerts.quoting.excerpts import ExcerptPart, excerpts, marked
from alerts.search.archive import ArchiveResult, find
from config.load import Config
from config.query import QueryError, parse_query
from model.article import Article
from model.query import havings_in
from model.watch import Match, Watch
from monitor.hints import hints, known_names
from storage import articles
from storage.database import Database

PAGE_LENGTH = 20
"""Articles on a page of results."""
_EXCERPTS = 2
"""Places of a body that are shown."""
_MOST_READ = 2000
"""Articles that are read for one page. Few queries need more than are shown."""
_MOST_WEIGHED = 200
"""Articles, the newest ones, of which those that fit best are told: ten pages, read in a fifth of a second."""
_TITLE_WEIGHT = 3.0
"""What a word in a title counts for beside one in the body."""
_CURSOR = re.compile(r"([0-9]{1,10})-([0-9]{1,6})")


class Order(StrEnum):
    """What comes first of what was found."""

    DATE = "date"
    """What was seen last."""
    FIT = "fit"
    """What has most of the words most often, of the newest."""


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
    is_least: bool = False
    """Whether they are more, or may be: where many of the newest articles are found, all are not counted."""
    is_cut_short: bool = False
    """Whether the search was given up before the page was full."""
    page: int = 1
    results: Sequence[Result] = ()
    hints: Sequence[str] = ()
    """Names in the query that nothing has, each with what is probably meant."""
    has_more: bool = False
    """Whether there is a page after this one."""


def searched(database: Database, config: Config, query: str, page: int, order: Order = Order.DATE) -> Results:
    """A page, counted from 1, of the articles that a query finds; of an empty query none."""
    prepared = _prepared(database, config, query)
    if isinstance(prepared, Results):
        return prepared
    found, told = prepared
    first = (page - 1) * PAGE_LENGTH
    is_exact = found.at_least == found.at_most
    if order is Order.FIT:
        look = found.look(skip=0, limit=_MOST_WEIGHED, most_read=_MOST_READ)
        meetings = sorted(look.meetings, key=lambda one: _fit(one[1]), reverse=True)[first : first + PAGE_LENGTH + 1]
    else:
        # One more shows whether there is a page after this one, where their number does not.
        look = found.look(skip=first, limit=PAGE_LENGTH if is_exact else PAGE_LENGTH + 1, most_read=_MOST_READ)
        meetings = list(look.meetings)
    return Results(
        query=query,
        hints=told,
        count=_count(found, first + len(meetings)),
        is_exact=is_exact,
        is_least=found.at_most is None,
        is_cut_short=look.is_cut_short,
        page=page,
        results=[_result(*one) for one in meetings[:PAGE_LENGTH]],
        has_more=len(meetings) > PAGE_LENGTH
        or (order is Order.DATE and is_exact and found.at_least > first + PAGE_LENGTH),
    )


def found_after(database: Database, config: Config, query: str, cursor: str, limit: int) -> tuple[Results, str | None]:
    """Some of the articles that a query finds, newest first, and the cursor of those that follow, if any do.

    What comes in between two requests shifts nothing: a cursor knows the newest article of its first request.
    """
    place = _CURSOR.fullmatch(cursor or "0-0")
    if place is None:
        return Results(query=query, mistake="cursor: take it as it stands in the answer before"), None
    prepared = _prepared(database, config, query)
    if isinstance(prepared, Results):
        return prepared, None
    found, told = prepared
    with database.reading() as session:
        newest = int(place[1]) or articles.newest_id(session)
    skip = int(place[2])
    look = found.look(skip=skip, limit=limit + 1, most_read=_MOST_READ, up_to=newest)
    results = Results(
        query=query,
        hints=told,
        count=_count(found, skip + len(look.meetings)),
        is_exact=found.at_least == found.at_most,
        is_least=found.at_most is None,
        is_cut_short=look.is_cut_short,
        results=[_result(*one) for one in look.meetings[:limit]],
        has_more=len(look.meetings) > limit,
    )
    return results, f"{newest}-{skip + limit}" if results.has_more else None


def _count(found: ArchiveResult, shown: int) -> int:
    return max(found.at_least, shown) if found.at_most is None else found.at_most


def _prepared(database: Database, config: Config, query: str) -> Results | tuple[ArchiveResult, Sequence[str]]:
    """What a query finds, not read yet, with hints on its names; or what is to be shown at once."""
    if not query.strip():
        return Results(query="")
    try:
        watch = Watch(name="query", title=query, query=parse_query(query))
    except QueryError as error:
        return Results(query=query, mistake=f"{error} ({error.advice})" if error.advice else str(error))
    found = find(database, watch, config.rules)
    if not any(True for _ in havings_in(watch.wanted)):  # the names of all languages take a while to find
        return found, ()
    with database.reading() as session:
        return found, hints(watch.wanted, known_names(config, session, [watch.wanted]))


def _fit(match: Match) -> float:
    """How well an article fits: each word asked for counts, more of one less and less, and one in the title more."""
    times = Counter((place.keyword, place.field == "body") for place in match.evidence)
    return sum((1.0 if in_body else _TITLE_WEIGHT) * number / (number + 1) for (_, in_body), number in times.items())


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
