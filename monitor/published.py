"""The feeds that we publish: their names, addresses, and which articles are in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from config.load import Config
from model.article import Article
from storage import articles
from storage.database import Session

LENGTH = 100
"""Articles in a feed."""


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
    read: Callable[[Session], list[Article]]
    """Its articles, newest first."""

    def url(self, extension: str) -> str:
        """Its address in a format."""
        return f"{self.public_url}{self.path}.{extension}"


def published_feeds(config: Config) -> list[PublishedFeed]:
    """All of our feeds: everything, then a feed a watch, then a feed a source."""

    def feed(
        path: str,
        title: str,
        description: str,
        *,
        source: str | None = None,
        watch: str | None = None,
        formerly: tuple[str, ...] = (),
    ) -> PublishedFeed:
        former_paths = tuple(f"/feeds/{former}" for former in formerly)
        return PublishedFeed(
            path=f"/feeds/{path}",
            first_path=former_paths[-1] if former_paths else f"/feeds/{path}",
            former_paths=former_paths,
            public_url=config.public_url,
            title=f"peruwatch: {title}",
            description=description,
            read=partial(articles.newest, limit=LENGTH, source=source, watch=watch),
        )

    return [
        feed("all", "all articles", "Every article of every source."),
        *(
            feed(
                f"watches/{watch.name}",
                watch.title,
                f"Articles that meet “{watch.title}”.",
                watch=watch.name,
                formerly=tuple(f"watches/{former}" for former in watch.formerly),
            )
            for watch in config.watches
        ),
        *(
            feed(f"sources/{source.name}", source.title, f"Every article of {source.title}.", source=source.name)
            for source in config.sources
        ),
    ]
