"""What a user says of how to read a section counts, from the next look on."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from crawler.crawls.backfill import walk_archive
from crawler.run import Crawls
from model.article import Arrival
from model.crawl import CrawlRun
from model.errors import PeruwatchError
from model.source import WayKind, Ways
from storage import ways
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import (
    SECTION,
    Publisher,
    Story,
    add_wordpress,
    by_offset,
    rss,
    section_page,
    wordpress_posts,
)
from tests.sitefarm import Reply

FEED = f"{SECTION}feed/"
POSTS = "/wp-json/wp/v2/posts"
MAP = "/all.xml"


def known(room: Newsroom) -> Ways | None:
    return room.look(lambda session: ways.ways_of(session, "gazette"))


def kinds(room: Newsroom) -> set[WayKind]:
    found = known(room)
    return set() if found is None else {way.kind for way in (found.poll, found.deep, *found.others)}


def sitemap(publisher: Publisher) -> Reply:
    inside = "".join(f"<url><loc>{publisher.site.root}{story.path}</loc></url>" for story in publisher.stories)
    return Reply(body=f"<urlset>{inside}</urlset>".encode(), kind="application/xml", etag=f'"{len(publisher.stories)}"')


@dataclass
class Watched:
    """A section that all kinds of listing show, and a room that watches it as the test says."""

    room: Newsroom
    publisher: Publisher

    def publish(self, count: int) -> list[Story]:
        new = self.publisher.publish(count)
        root, stories, routes = self.publisher.site.root, self.publisher.stories, self.publisher.site.routes
        routes[FEED] = rss(root, stories[:10])
        routes[POSTS] = wordpress_posts(root, stories, per_page=10)
        routes[MAP] = sitemap(self.publisher)
        return new

    def say(self, *lines: str) -> None:
        self.room.configure({"gazette": self.publisher.site.root + SECTION}, source="\n".join(lines))
        self.publisher.site.forget()

    def listings(self) -> list[str]:
        """Paths asked for, but for articles."""
        articles = {story.path for story in self.publisher.stories}
        return [target.partition("?")[0] for target in self.publisher.site.asked if target not in articles]

    def backfill(self) -> CrawlRun:
        async def walk() -> CrawlRun:
            async with Crawls(self.room.context) as crawls:
                return await walk_archive(
                    self.room.context,
                    self.room.source(),
                    crawls.download,
                    since=None,
                    on_progress=lambda _: None,
                    on_articles=lambda *_: None,
                )

        return self.room.loop.run(walk())


@pytest.fixture
def watched(room: Newsroom, publisher: Publisher) -> Watched:
    publisher.head = f'<link rel="alternate" type="application/rss+xml" href="{FEED}">'
    add_wordpress(publisher, 404)
    found = Watched(room, publisher)
    found.publish(12)
    return found


@pytest.mark.parametrize(
    ("listing", "kind", "asked"),
    [
        (FEED, WayKind.FEED, [FEED]),
        ("feed/", WayKind.FEED, [FEED]),
        (f"{POSTS}?categories=57&page=1", WayKind.WORDPRESS, [POSTS, POSTS]),
        (f"{POSTS}?page=1&categories=57", WayKind.WORDPRESS, [POSTS, POSTS]),
        (f"{POSTS}?categories=57", WayKind.WORDPRESS, [POSTS, POSTS]),
        (POSTS, WayKind.WORDPRESS, [POSTS, POSTS]),
        (MAP, WayKind.SITEMAP, [MAP]),
        (by_offset(5), WayKind.PAGE, [SECTION, SECTION]),
    ],
)
def test_a_listing_that_is_named_is_read_alone_as_what_it_turns_out_to_be(
    watched: Watched, listing: str, kind: WayKind, asked: list[str]
) -> None:
    watched.say(f'listing = "{listing}"')
    assert watched.room.crawl().error is None
    assert watched.listings() == asked
    found = known(watched.room)
    assert found is not None
    assert (found.poll.kind, found.poll, found.others) == (kind, found.deep, ())
    assert len(watched.room.articles) == {FEED: 10, "feed/": 10, by_offset(5): 7}.get(listing, 12)


def test_a_feed_that_is_named_need_not_look_like_the_sections(watched: Watched) -> None:
    watched.publisher.site.routes["/all.rss"] = watched.publisher.site.routes[FEED]
    watched.say('listing = "/all.rss"')
    for _ in range(2):
        assert watched.room.crawl().error is None
    assert len(watched.room.articles) == 10
    assert set(watched.listings()) == {"/all.rss"}


@pytest.mark.parametrize(("section", "articles"), [("/", 12), (SECTION, 12), ("/andes/", 0)])
def test_of_a_sitemap_that_is_named_all_is_a_sites_and_what_lies_under_it_a_sections(
    watched: Watched, section: str, articles: int
) -> None:
    watched.room.configure({"gazette": watched.publisher.site.root + section}, source=f'listing = "{MAP}"')
    assert watched.room.crawl().articles == articles


def test_a_sitemap_of_news_that_is_named_may_have_none_when_it_is_learned_anew(watched: Watched) -> None:
    watched.say(f'listing = "{MAP}"')
    watched.room.crawl()
    watched.publisher.site.routes[MAP] = Reply(body=b"<urlset></urlset>")
    watched.room.clock.forward(days=31)
    assert watched.room.crawl().error is None
    watched.publish(1)
    assert watched.room.crawl().articles == 1


def test_a_part_of_the_only_listing_that_can_not_be_read_is_told(watched: Watched) -> None:
    posts = wordpress_posts(watched.publisher.site.root, watched.publisher.stories, per_page=4)
    watched.publisher.site.routes[POSTS] = lambda asked: 500 if "&page=2&" in asked.target else posts(asked)
    watched.say('listing = "wordpress"')
    run = watched.room.crawl()
    assert "a further part of the section" in (run.error or "")
    assert run.articles == 4


@pytest.mark.parametrize("kind", list(WayKind))
def test_a_kind_of_listing_that_is_named_is_the_only_one_that_is_used(watched: Watched, kind: WayKind) -> None:
    watched.publisher.site.routes["/robots.txt"] = f"Sitemap: {watched.publisher.site.root}{MAP}"
    watched.say(f'listing = "{kind}"')
    assert watched.room.crawl().error is None
    assert kinds(watched.room) == {kind}
    assert len(watched.room.articles) == (10 if kind is WayKind.FEED else 12)
    watched.publish(2)
    watched.publisher.site.forget()
    run = watched.room.crawl()
    assert (run.error, run.articles) == (None, 2)
    used = {WayKind.PAGE: SECTION, WayKind.FEED: FEED, WayKind.WORDPRESS: POSTS, WayKind.SITEMAP: MAP}
    assert set(watched.listings()) == {used[kind]}


def test_a_gap_of_the_only_listing_is_read_to_the_listings_end_and_not_over_the_pages(watched: Watched) -> None:
    watched.say('listing = "feed"')
    watched.room.crawl()
    watched.publish(20)
    watched.publisher.site.forget()
    run = watched.room.crawl()
    assert (run.error, run.articles, watched.listings()) == (None, 10, [FEED])


@pytest.mark.parametrize(
    ("listing", "reason"),
    [
        ("/nothing.rss", "the listing {root}/nothing.rss answers 404: nothing there"),
        ("/empty.htm", "the listing {root}/empty.htm shows no links to articles"),
        ("feed", "the section's listing {root}/peru/feed/ answers 500: the server fails"),
        ("wordpress", 'the section {root}/peru/ has no listing of the kind that listing = "wordpress" wants'),
    ],
)
def test_a_listing_that_can_not_be_read_is_told_and_nothing_else_is_read_instead(
    watched: Watched, listing: str, reason: str
) -> None:
    watched.publisher.site.routes |= {
        "/empty.htm": "<html><title>Peru</title><p>Nothing here yet, come back soon.</p></html>",
        FEED: 500,
        "/wp-json/wp/v2/categories": 404,
    }
    watched.say(f'listing = "{listing}"')
    assert watched.room.crawl().error == reason.format(root=watched.publisher.site.root)
    assert watched.room.articles == []


BY_HAND = """<html><title>Peru</title><body><table>{rows}</table><p><b><a href="/peru/?start={end}">&raquo;</a></b></p>
<div><a href="/shop/a-book-on-the-strikes-of-peru.htm">A book on the strikes of Peru</a></div></body></html>"""


def show_by_hand(publisher: Publisher) -> None:
    """Pages whose links to articles are words of no title, with a way to the next page that nothing names."""
    for start in range(0, len(publisher.stories), 3):
        shown = publisher.stories[start : start + 3]
        rows = "".join(f'<tr class="n"><td><a href="{one.path}">{one.title}</a></td></tr>' for one in shown)
        publisher.site.routes[SECTION if start == 0 else by_offset(start)] = BY_HAND.format(rows=rows, end=start + 3)


def test_selectors_say_which_links_are_articles_and_which_one_leads_on(watched: Watched) -> None:
    show_by_hand(watched.publisher)
    watched.say('listing = "page"', 'entry = "tr.n"', 'next = "b a"')
    run = watched.room.crawl()
    assert (run.error, run.articles) == (None, 12)
    assert watched.room.owed() == []
    watched.say('listing = "page"', 'entry = "tr.n"', 'next = "i a"')
    watched.publish(9)
    show_by_hand(watched.publisher)
    assert watched.room.crawl().articles == 3


def test_a_selector_that_selects_nothing_is_told(watched: Watched) -> None:
    watched.say('entry = "li.news"', 'listing = "page"')
    assert watched.room.crawl().error == (
        f'the section {watched.publisher.site.root}{SECTION} shows no links where entry = "li.news" selects them'
    )


@pytest.mark.parametrize(
    ("before", "after", "kinds_after"),
    [
        ([], ['listing = "feed"'], {WayKind.FEED}),
        (['listing = "feed"'], [], {WayKind.PAGE, WayKind.FEED, WayKind.WORDPRESS}),
        (['listing = "feed"'], ['listing = "page"'], {WayKind.PAGE}),
        ([f'listing = "{FEED}"'], ['listing = "page"', 'entry = "h2 a"'], {WayKind.PAGE}),
    ],
)
def test_a_change_of_what_is_said_counts_from_the_next_look_on(
    watched: Watched, before: list[str], after: list[str], kinds_after: set[WayKind]
) -> None:
    watched.say(*before)
    watched.room.crawl()
    watched.say(*after)
    assert watched.room.crawl().error is None
    assert kinds(watched.room) == kinds_after
    watched.publisher.site.forget()
    watched.room.crawl()
    assert len(watched.listings()) == 1  # and then no more than that


def test_a_section_that_moved_in_the_configuration_is_read_at_its_new_address_and_is_no_news(watched: Watched) -> None:
    watched.say('listing = "page"')
    watched.room.crawl()
    others = [Story(number=100 + at) for at in range(3)]
    for story in others:
        watched.publisher.site.routes[story.path] = story.page()
    watched.publisher.site.routes |= {SECTION: 404, "/andes/": section_page(others)}
    watched.room.configure({"gazette": f"{watched.publisher.site.root}/andes/"}, source='listing = "page"')
    assert watched.room.crawl().error is None
    assert {article.arrival for article in watched.room.articles[12:]} == {Arrival.FIRST_LOOK}
    new = Story(number=200)
    watched.publisher.site.routes |= {new.path: new.page(), "/andes/": section_page([new, *others])}
    watched.room.crawl()
    assert [article.arrival for article in watched.room.articles[15:]] == [Arrival.NEWS]


def test_news_at_the_look_that_learns_anew_is_news(watched: Watched) -> None:
    watched.say()
    watched.room.crawl()
    watched.publish(1)
    watched.say('listing = "feed"')
    watched.room.crawl()
    assert watched.room.articles[12].arrival is Arrival.NEWS


def test_the_archive_is_read_as_the_user_says(watched: Watched) -> None:
    show_by_hand(watched.publisher)
    watched.say('listing = "page"', 'entry = "tr.n"', 'next = "i a"')
    watched.room.crawl()
    watched.say('listing = "page"', 'entry = "tr.n"', 'next = "b a"')
    with pytest.raises(PeruwatchError, match=r"has not been looked at yet as sources\.toml now says"):
        watched.backfill()
    watched.publish(40)
    show_by_hand(watched.publisher)
    watched.room.crawl()
    run = watched.backfill()
    assert (run.error, len(watched.room.articles)) == (None, 52)


def test_an_archive_is_read_from_all_sitemaps_of_an_index(watched: Watched) -> None:
    stories, root = watched.publisher.stories, watched.publisher.site.root
    parts = [f"/posts-{number}.xml" for number in range(6)]
    for number, part in enumerate(parts):
        inside = "".join(f"<url><loc>{root}{story.path}</loc></url>" for story in stories[2 * number : 2 * number + 2])
        watched.publisher.site.routes[part] = Reply(body=f"<urlset>{inside}</urlset>".encode())
    index = "".join(f"<sitemap><loc>{part}</loc></sitemap>" for part in parts)
    watched.publisher.site.routes["/index.xml"] = Reply(body=f"<sitemapindex>{index}</sitemapindex>".encode())
    watched.say('listing = "/index.xml"')
    assert (watched.room.crawl().error, len(watched.room.articles)) == (None, 6)
    assert (watched.backfill().error, len(watched.room.articles)) == (None, 12)
