"""A publisher with a section on Peru, on a site of tests: articles come and go, listings follow."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from tests.sitefarm import Asked, Reply, Route, Site

SECTION = "/peru/"
_TOWNS = ("Puno", "Cusco", "Arequipa", "Ayacucho", "Piura", "Tacna", "Iquitos", "Huancayo", "Cajamarca", "Trujillo")
_EVENTS = (
    ("Teachers march against school closures", "teachers", "the closing of eleven village schools"),
    ("Dockers and truckers stop the port road", "dockers", "contracts that end each Friday"),
    ("Farmers block the bridge over water rights", "farmers", "a canal that was promised in spring"),
    ("Miners vote to strike for safer shafts", "miners", "two collapses within a month"),
    ("Nurses demand a year of unpaid wages", "nurses", "night shifts that nobody has paid"),
    ("Students occupy the rectorate", "students", "fees that doubled over the summer"),
)
_PARAGRAPHS = (
    (
        "On day {number} of their campaign the {people} of {town} filled the main square before sunrise and "
        "stayed until the mayor came out to hear them speak about {reason}."
    ),
    (
        "The regional government in {town} says that it has no money left this year. The {people} answer that "
        "the budget lists {number} million soles which were never spent, and that they have seen the papers."
    ),
    (
        "An assembly decided to go on for another {days} days. Neighbours brought bread and soup, and the market "
        "women of {town} closed their stalls at noon so that everyone could join the {people}."
    ),
)
FIRST_DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article that the publisher has."""

    number: int
    """From 0, the oldest."""

    @property
    def path(self) -> str:
        return f"/peru/{self.number}-{self.title.lower().replace(' ', '-')}.htm"

    @property
    def title(self) -> str:
        event = _EVENTS[self.number % len(_EVENTS)][0]
        town = _TOWNS[self.number // len(_EVENTS) % len(_TOWNS)]
        again = self.number // (len(_EVENTS) * len(_TOWNS))
        return f"{event} in {town}" + (f" for week {again + 1}" if again else "")

    @property
    def published(self) -> datetime:
        return FIRST_DAY + timedelta(days=self.number)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        town = _TOWNS[self.number // len(_EVENTS) % len(_TOWNS)]
        _, people, reason = _EVENTS[self.number % len(_EVENTS)]
        return tuple(
            paragraph.format(town=town, people=people, reason=reason, number=self.number, days=self.number % 5 + 2)
            for paragraph in _PARAGRAPHS
        )

    def page(self, *, head: str = "", dated: bool = True) -> str:
        """The article's own page."""
        date = f'<meta property="article:published_time" content="{self.published.isoformat()}">' if dated else ""
        text = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in self.paragraphs)
        return (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{self.title}</title>{date}{head}</head>'
            f"<body>{_MENU}<main><article><h1>{self.title}</h1>{text}</article></main>{_FOOTER}</body></html>"
        )


_MENU = '<nav><a href="/">Home</a><a href="/peru/">Peru</a><a href="/about">About us</a></nav>'
_FOOTER = '<footer><p>The Highland Gazette, Lima</p><a href="/imprint">Imprint</a></footer>'

Pager = Callable[[int], str]
"""From the number of articles before the next page to the link's address."""


def by_offset(start: int) -> str:
    return f"{SECTION}?start={start}"


def by_page(per_page: int) -> Pager:
    return lambda start: f"{SECTION}page/{start // per_page + 1}/"


@dataclass
class Publisher:
    """The Highland Gazette: its section shows the newest article first, some to a page."""

    site: Site
    per_page: int = 5
    stories: list[Story] = field(default_factory=list)
    """Newest first."""
    pinned: list[Story] = field(default_factory=list)
    """Shown on top of the first page whatever their age."""
    pager: Pager = by_offset
    head: str = ""
    """What else the section's head says, such as where feeds are."""
    dated: bool = True
    """Whether articles' pages tell their dates."""

    @property
    def listings_asked(self) -> list[str]:
        """Targets of requests since the log was begun, but for articles."""
        articles = {story.path for story in self.stories}
        return [target for target in self.site.asked if target not in articles]

    def publish(self, count: int) -> list[Story]:
        """Add articles; returns the new ones, newest first."""
        first = len(self.stories)
        new = [Story(number=first + at) for at in reversed(range(count))]
        self.stories[:0] = new
        self.update()
        return new

    def update(self) -> None:
        """Let the site show what there is now."""
        for story in self.stories:
            self.site.routes.setdefault(story.path, story.page(dated=self.dated))
        for start in range(0, max(len(self.stories), 1), self.per_page):
            self.site.routes[SECTION if start == 0 else self.pager(start)] = self.listing(start)

    def listing(self, start: int = 0, *, following: str | None = None) -> Reply:
        """One page of the section; with an ETag of what it shows."""
        shown = self.stories[start : start + self.per_page]
        end = start + self.per_page
        if following is None and end < len(self.stories):
            following = self.pager(end)
        page = section_page([*(self.pinned if start == 0 else ()), *shown], following=following, head=self.head)
        return Reply(body=page.encode(), etag=f'"{hash(page)}"')


def section_page(stories: Sequence[Story], *, following: str | None = None, head: str = "") -> str:
    """A section's page with these articles."""
    items = "".join(
        f'<article class="item"><h2><a href="{story.path}">{story.title}</a></h2>'
        f"<p>{html.escape(story.paragraphs[0])}</p></article>"
        for story in stories
    )
    pager = f'<nav class="pagination"><a class="next" rel="next" href="{following}">Next</a></nav>' if following else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Peru</title>{head}</head>'
        f"<body>{_MENU}<main><h1>Peru</h1>{items}{pager}</main>{_FOOTER}</body></html>"
    )


def rss(root: str, stories: Sequence[Story]) -> Reply:
    """An RSS feed of articles, with their dates."""
    items = "".join(
        f"<item><title>{story.title}</title><link>{root}{story.path}</link>"
        f"<pubDate>{format_datetime(story.published)}</pubDate></item>"
        for story in stories
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Peru</title>{items}</channel></rss>'
    return Reply(body=body.encode(), kind="application/rss+xml")


def wordpress_posts(root: str, stories: Sequence[Story], *, per_page: int = 100) -> Callable[[Asked], Reply]:
    """WordPress' answers about the posts of a tag, by pages."""

    def answer(asked: Asked) -> Reply:
        page = int(parse_qs(urlsplit(asked.target).query).get("page", ["1"])[0])
        posts = [
            {
                "id": story.number,
                "link": root + story.path,
                "date_gmt": f"{story.published:%Y-%m-%dT%H:%M:%S}",
                "title": {"rendered": story.title},
                "excerpt": {"rendered": story.paragraphs[0]},
            }
            for story in stories[(page - 1) * per_page : page * per_page]
        ]
        return as_json(posts, headers={"X-WP-TotalPages": str(-(-len(stories) // per_page))})

    return answer


def as_json(value: object, *, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    body = json.dumps(value).encode()
    return Reply(body=body, status=status, kind="application/json; charset=utf-8", headers=headers or {})


def add_wordpress(publisher: Publisher, posts: Route) -> None:
    """Give the section a REST interface with this answer for its posts."""
    site = publisher.site
    publisher.head += f'<link rel="https://api.w.org/" href="{site.root}/wp-json/">'
    term = {"id": 57, "count": 1, "link": site.root + SECTION, "slug": "peru", "taxonomy": "category"}
    site.routes["/wp-json/wp/v2/categories"] = as_json([term])
    site.routes["/wp-json/wp/v2/tags"] = as_json([])
    site.routes["/wp-json/wp/v2/posts"] = posts
    publisher.update()
