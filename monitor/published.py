"""The feeds that we publish: their names, addresses, and which articles are in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from alerts.quoting.plain import one_line
from alerts.search.archive import find
from config.load import Config
from config.query import parse_query
from model.article import Article
from model.browsing import Selection
from model.development import Development, Merged
from model.watch import Watch
from storage import articles, browsing, grouped
from storage.database import Database, Session

LENGTH = 100
"""Articles or developments in a feed."""
TOKEN = "token"  # noqa: S105 - its name, not one
"""The parameter that a token stands in, since feed readers can't send headers."""
_MERGED = 50
"""Developments that are told as merged: more than turn out to be others between two looks of any reader."""
_SEARCH = "/feeds/search"
_SEARCHED = 2_000
"""Articles that are read for a feed of a search, as for a page of results."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFeed:
    """One of our feeds, whatever its format."""

    path: str
    """Address below the public one, without the format: `/feeds/watches/strikes`."""
    first_path: str
    """The address that it had when it was new, which its identity is made of."""
    former_paths: tuple[str, ...] = ()
    """Addresses that it had before."""
    public_url: str
    title: str
    description: str
    read: Callable[[Session], Sequence[Article | Development]]
    """Its articles or developments, newest first."""
    merged: Callable[[Session], Sequence[Merged]] | None = None
    """Developments that were in it and turned out to be others; None where there are none in it."""
    sources: frozenset[str] | None = None
    """Names of the sources that it tells of; None: of all."""
    query: str = ""
    """What follows the format in its address."""

    def url(self, extension: str) -> str:
        """Its address in a format."""
        return f"{self.public_url}{self.path}.{extension}{self.query}"


def published_feeds(config: Config) -> list[PublishedFeed]:
    """All of our feeds: everything, the developments, then a feed a watch, then a feed a source."""
    networks = config.networks

    def feed(
        path: str,
        title: str,
        description: str,
        read: Callable[[Session], Sequence[Article | Development]],
        *,
        formerly: tuple[str, ...] = (),
        merged: Callable[[Session], Sequence[Merged]] | None = None,
        sources: frozenset[str] | None = None,
    ) -> PublishedFeed:
        former_paths = tuple(f"/feeds/{former}" for former in formerly)
        return PublishedFeed(
            path=f"/feeds/{path}",
            first_path=former_paths[-1] if former_paths else f"/feeds/{path}",
            former_paths=former_paths,
            public_url=config.public_url,
            title=f"peruwatch: {title}",
            description=description,
            read=read,
            merged=merged,
            sources=sources,
        )

    return [
        feed("all", "all articles", "Every article of every source.", partial(articles.newest, limit=LENGTH)),
        feed(
            "developments",
            "developments",
            "What several articles tell of is one development; those that meet a watch.",
            partial(grouped.newest, limit=LENGTH, matched=True),
            merged=partial(grouped.merged, limit=_MERGED),
        ),
        *(
            feed(
                f"watches/{watch.name}",
                watch.title,
                f"Developments whose articles meet “{watch.title}”.",
                partial(_meeting, watch=watch, networks=networks),
                formerly=tuple(f"watches/{former}" for former in watch.formerly),
                merged=partial(grouped.merged, limit=_MERGED, watch=watch.name),
            )
            for watch in config.watches
        ),
        *(
            feed(
                f"sources/{source.name}",
                source.title,
                f"Every article of {source.title}.",
                partial(articles.newest, limit=LENGTH, source=source.name),
                sources=frozenset({source.name}),
            )
            for source in config.sources
        ),
    ]


def search_feed(config: Config, database: Database, query: str) -> PublishedFeed:
    """The feed of what a search finds. Raises QueryError where the query can't be read."""
    watch = Watch(name="query", title=query, query=parse_query(query))

    def read(_: Session) -> Sequence[Article | Development]:
        found = find(database, watch, config.rules)
        look = found.look(skip=0, limit=LENGTH, most_read=_SEARCHED)
        return [article for article, _ in look.meetings]

    return PublishedFeed(
        path=_SEARCH,
        first_path=_SEARCH,
        public_url=config.public_url,
        title=f"peruwatch: {one_line(query)}",
        description=f"Articles that the search for “{one_line(query)}” finds.",
        read=read,
        query=f"?{urlencode({'q': query})}",
    )


def with_token(url: str, token: str | None) -> str:
    """A feed's address for a reader who has a token."""
    if token is None:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode({TOKEN: token})}"


def view_feed(feed: PublishedFeed, view: Mapping[str, str], chosen: Selection, config: Config) -> PublishedFeed:
    """The feed of a view of the developments, which is another feed for each view; `view` is how it is asked for."""
    titles = {source.name: source.title for source in config.sources}
    titles |= {watch.name: watch.title for watch in config.watches}
    return replace(
        feed,
        title=f"{feed.title}: {one_line(', '.join(titles.get(value, value) for value in view.values()))}",
        query=f"?{urlencode(view)}",
        read=partial(browsing.whole, chosen=chosen, limit=LENGTH),
        merged=None,
    )


def _meeting(session: Session, *, watch: Watch, networks: Mapping[str, str]) -> Sequence[Article | Development]:
    """What meets a watch and is told by as many networks as it asks for; articles apart tell for themselves."""
    together = grouped.newest(session, limit=LENGTH, watch=watch.name)
    if watch.networks > 1:
        return [one for one in together if len(one.networks(networks)) >= watch.networks]
    return [*together, *articles.apart(session, limit=LENGTH, watch=watch.name)]
