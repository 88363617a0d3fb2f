"""One article stays one, whatever becomes of its address, title and page; and two stay two."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from crawler.address import address
from model.article import Arrival, Content, DateSource, Entry, PublicationDate, Snapshot
from model.urls import identity
from storage import articles, entries
from storage.articles import FetchedArticle
from storage.database import Database, Session
from storage.likeness import is_moved, text_hash
from storage.schema import AddressRow, ArticleRow, EntryRow
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import SECTION, Publisher, Story, section_page
from tests.sitefarm import redirect

DAY = PublicationDate("2026-03-14", DateSource.META)
LONG = " ".join(f"word{number}" for number in range(120))
SHORT = " ".join(f"word{number}" for number in range(40))


def said(title: str, body: str = SHORT, published: PublicationDate | None = DAY) -> Content:
    return Content(title=title, body=body, published=published)


@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [
        (said("Farmers block the bridge"), said("Farmers block the bridge"), True),
        (said("Farmers block the bridge"), said("Farmers block a bridge again"), True),
        (said("Farmers block the bridge", published=None), said("FARMERS block: the bridge!", published=None), True),
        (said("Farmers block the bridge"), said("Nurses demand their wages"), False),
        (said("Farmers block the bridge", LONG), said("Nurses demand their wages", LONG), True),
        (
            said("Farmers block the bridge", LONG),
            said("Nurses demand their wages", LONG, PublicationDate("2026-03-15", DateSource.META)),
            False,
        ),
        (
            said("Farmers block the bridge", LONG, None),
            said("Nurses demand their wages", LONG, None),
            False,
        ),
        (said(""), said("Nurses demand their wages"), False),
    ],
)
def test_the_same_text_moved_where_its_title_or_its_day_is_the_same_too(
    before: Content,
    now: Content,
    moved: bool,  # noqa: FBT001 - a table's column
) -> None:
    assert is_moved(before, now) is moved
    assert is_moved(now, before) is moved


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (SHORT, SHORT.upper(), True),
        (SHORT, SHORT.replace(" ", ",\n\n"), True),
        (SHORT, SHORT + " more", False),
        ("Too short to tell", "Too short to tell", False),
    ],
)
def test_texts_are_compared_by_their_words_if_they_are_long_enough(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a table's column
    assert (text_hash(one) is not None and text_hash(one) == text_hash(other)) is same


def test_a_slug_that_changed_on_the_listing_is_the_same_article(newsroom: Newsroom, publisher: Publisher) -> None:
    story = publisher.publish(3)[1]
    newsroom.crawl()
    before = {article.guid: article.content.title for article in newsroom.articles}
    publisher.site.routes["/peru/a-better-slug.htm"] = story.page()
    publisher.site.routes[story.path] = 404
    publisher.site.routes[SECTION] = section_page(publisher.stories).replace(story.path, "/peru/a-better-slug.htm")
    run = newsroom.crawl()
    assert (run.error, run.entries, run.articles, run.revisions) == (None, 1, 0, 0)
    assert {article.guid: article.content.title for article in newsroom.articles} == before
    (moved,) = [article for article in newsroom.articles if article.content.title == story.title]
    assert moved.url == f"{publisher.site.root}/peru/a-better-slug.htm"
    assert newsroom.owed() == []


NOTICE = "<p>This article is for subscribers only. Please log in or subscribe to read on. You support with that a free press in the highlands, which nobody else pays for but its readers.</p>"  # noqa: E501 - one paragraph


def paths(newsroom: Newsroom) -> dict[str, str]:
    """Paths of the articles by their titles."""
    return {article.content.title: "/" + article.url.split("/", 3)[3] for article in newsroom.articles}


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("stated", ["an article of theirs", "no page at all", "the newest", "the oldest"])
def test_one_address_that_all_pages_state_is_believed_of_none(
    newsroom: Newsroom, publisher: Publisher, stated: str, order: int
) -> None:
    stories = publisher.publish(5)
    chosen = {"an article of theirs": stories[2], "the newest": stories[0], "the oldest": stories[-1]}.get(stated)
    claimed = chosen.path if chosen else "/peru/app.htm"
    for story in stories:
        publisher.site.routes[story.path] = story.page(head=f'<link rel="canonical" href="{claimed}">')
    publisher.site.routes[SECTION] = section_page(stories[::order])
    run = newsroom.crawl()
    assert (run.error, run.articles, run.revisions) == (None, 5, 0)
    assert paths(newsroom) == {story.title: story.path for story in stories}
    newsroom.clock.forward(days=2)
    run = newsroom.crawl()
    assert (run.error, run.articles, run.revisions) == (None, 0, 0)
    assert paths(newsroom) == {story.title: story.path for story in stories}


def test_an_edit_is_a_revision_also_where_all_pages_state_one_address(newsroom: Newsroom, publisher: Publisher) -> None:
    stories = publisher.publish(3)
    head = '<link rel="canonical" href="/peru/app.htm">'
    for story in stories:
        publisher.site.routes[story.path] = story.page(head=head)
    newsroom.crawl()
    newsroom.clock.forward(days=1)
    late = publisher.publish(1)[0]
    publisher.site.routes[late.path] = late.page(head=head)
    newsroom.crawl()
    publisher.site.routes[late.path] = late.page(head=head).replace("bread and soup", "bread and stew")
    newsroom.clock.forward(hours=2)
    assert (newsroom.crawl().revisions, len(newsroom.articles)) == (1, 4)
    assert paths(newsroom)[late.title] == late.path


def test_an_article_written_anew_at_its_own_address_is_a_revision(newsroom: Newsroom, publisher: Publisher) -> None:
    story, other = publisher.publish(2)
    newsroom.crawl()
    late = publisher.publish(1)[0]
    newsroom.crawl()
    publisher.site.routes[late.path] = Story(number=77).page()
    newsroom.clock.forward(hours=2)
    run = newsroom.crawl()
    assert (run.articles, run.revisions) == (0, 1)
    assert {story.path, other.path, late.path} == set(paths(newsroom).values())


@pytest.mark.parametrize("plain_first", [True, False])
@pytest.mark.parametrize("parameter", ["source=rss", "via=feed", "campaign_x=7"])
def test_the_plain_address_is_kept_where_the_page_answers_alike_with_a_parameter(
    newsroom: Newsroom,
    publisher: Publisher,
    parameter: str,
    plain_first: bool,  # noqa: FBT001 - a table's column
) -> None:
    story = publisher.publish(3)[0]
    page = section_page(publisher.stories)
    marked = page.replace(story.path, f"{story.path}?{parameter}")
    for shown in (page, marked) if plain_first else (marked, page):
        publisher.site.routes[SECTION] = shown
        newsroom.crawl()
    assert len(newsroom.articles) == 3
    assert paths(newsroom)[story.title] == story.path


def kept_formerly(session: Session) -> None:
    """Make keys and addresses what they were when parameters of many names were dropped."""
    for row in session.scalars(select(EntryRow)):
        row.key, row.url = row.key.partition("?")[0], row.url.partition("?")[0]
    for address_ in list(session.scalars(select(AddressRow))):
        address_.key = address_.key.partition("?")[0]
    for article in session.scalars(select(ArticleRow)):
        article.url = article.url.partition("?")[0]


@pytest.mark.parametrize("parameter", ["pk_list={n}", "at_box=main", "ref=AB-{n}", "nb={n}", "Itemid={n}"])
def test_what_a_database_of_before_holds_is_not_fetched_again(
    newsroom: Newsroom, publisher: Publisher, parameter: str
) -> None:
    stories = publisher.publish(4)

    def listing() -> str:
        page = section_page(publisher.stories)
        for story in publisher.stories:
            page = page.replace(story.path, f"{story.path}?{parameter.replace('{n}', str(story.number))}")
        return page

    publisher.site.routes[SECTION] = listing()
    newsroom.crawl()
    with newsroom.context.database.transaction() as session:
        kept_formerly(session)
    publisher.site.forget()
    late = publisher.publish(1)[0]
    publisher.site.routes[SECTION] = listing()
    run = newsroom.crawl()
    assert (run.error, run.entries, run.articles, run.revisions) == (None, 1, 1, 0)
    assert not any(story.path in target for story in stories for target in publisher.site.asked)
    assert late.title in newsroom.titles
    publisher.site.forget()
    assert newsroom.crawl().articles == 0
    assert len(publisher.site.asked) == 1


def test_articles_that_had_one_key_formerly_are_fetched_each(newsroom: Newsroom, publisher: Publisher) -> None:
    stories = publisher.publish(4)
    page = section_page(stories)
    for story in stories:
        page = page.replace(story.path, f"/read.aspx?itemid={story.number}")
        publisher.site.routes[f"/read.aspx?itemid={story.number}"] = story.page()
    publisher.site.routes["/read.aspx"] = stories[1].page()
    publisher.site.routes[SECTION] = page.replace("?itemid=", "#")
    newsroom.crawl()
    assert len(newsroom.articles) == 1
    publisher.site.routes[SECTION] = page
    newsroom.crawl()
    assert set(newsroom.titles) == {story.title for story in stories}


def test_pages_that_all_hold_the_same_notice_are_articles_of_their_own(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(4)
    for story in publisher.stories:
        head, _, rest = story.page().partition("</h1>")
        publisher.site.routes[story.path] = f"{head}</h1>{NOTICE}{rest[rest.index('</article>') :]}"
    titles = (f'<h2><a href="{story.path}">{story.title}</a></h2>' for story in publisher.stories)
    publisher.site.routes[SECTION] = f"<main>{''.join(titles)}</main>"  # no teasers that could stand in for the texts
    assert newsroom.crawl().articles == 4
    assert len({article.content.body for article in newsroom.articles}) == 1


def test_the_same_text_at_another_publisher_is_an_article_of_its_own(room: Newsroom, publisher: Publisher) -> None:
    stories = publisher.publish(2)
    for story in stories:
        publisher.site.routes[f"/andes{story.path}"] = story.page()
        # Nearly the same is the same: who prints it again changes a word.
        publisher.site.routes[f"/south{story.path}"] = story.page().replace("bread and soup", "bread and stew")
    for name in ("andes", "south"):
        publisher.site.routes[f"/{name}/"] = section_page(stories).replace('h2><a href="', f'h2><a href="/{name}')
    places = {"gazette": SECTION, "andes": "/andes/", "south": "/south/"}
    room.configure({name: publisher.site.root + path for name, path in places.items()})
    for name in places:
        assert room.crawl(name).articles == 2
    assert len({article.guid for article in room.articles}) == 6


def redesigned(story: Story) -> str:
    """The same article in another theme: other elements and classes, a kicker, a share bar, a related box."""
    text = "".join(f'<p class="has-drop-cap wp-block-paragraph">{paragraph}</p>' for paragraph in story.paragraphs)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{story.title} | Highland Gazette</title>'
        f'<meta property="og:title" content="{story.title}">'
        f'<meta property="article:published_time" content="{story.published.isoformat()}"></head><body class="single">'
        f'<header><a href="/">Gazette</a></header><div id="content"><div class="entry"><h1 class="entry-title">'
        f'{story.title}</h1><ul class="share"><li><a href="https://social.example/share">Share</a></li></ul>'
        f'<div class="entry-content">{text}</div></div><aside><h3>Related</h3><a href="/peru/9999.htm">Bakers march</a>'
        f"</aside></div></body></html>"
    )


def test_a_redesign_with_new_addresses_brings_nothing_again(newsroom: Newsroom, publisher: Publisher) -> None:
    stories = publisher.publish(5)
    newsroom.crawl()
    guids = [article.guid for article in newsroom.articles]
    listing = section_page(stories)
    for number, story in enumerate(stories):
        listing = listing.replace(story.path, f"/news/{number}/")
        publisher.site.routes[f"/news/{number}/"] = redesigned(story)
        publisher.site.routes[story.path] = redirect(f"/news/{number}/", 301) if number % 2 else 404
    publisher.site.routes[SECTION] = listing
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 0)
    assert [article.guid for article in newsroom.articles] == guids
    assert {article.url for article in newsroom.articles} == {f"{publisher.site.root}/news/{at}/" for at in range(5)}


@dataclass(frozen=True, slots=True)
class Piece:
    """An article of a publisher in a year of changes."""

    number: int
    slug: str
    title: str

    @property
    def body(self) -> str:
        return f"On day {self.number} the assembly met. " + " ".join(f"w{self.number}x{at}" for at in range(60))


@dataclass
class Year:
    """A publisher's year: an article every third day, and what happens to the addresses and titles of all of them."""

    chance: random.Random
    at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    root: str = "http://gazette.example"
    folder: str = "/peru"

    def days(self) -> Iterator[list[Piece]]:
        """What the section shows on each of these days, newest first."""
        pieces: list[Piece] = []
        for day in range(0, 365, 3):
            self.at += timedelta(days=3)
            self._change(day)
            pieces.insert(0, Piece(day, f"{day}-the-assembly-met", f"The assembly of day {day} met in the square"))
            shown = pieces[:10]
            for at, piece in enumerate(shown):
                if self.chance.random() < 0.03:
                    shown[at] = replace(piece, title=f"Updated: {piece.title}")
                if self.chance.random() < 0.03:
                    shown[at] = replace(shown[at], slug=f"{shown[at].slug}-{day}")
            pieces[:10] = shown
            yield shown

    def _change(self, day: int) -> None:
        if day == 90:
            self.root = "https://gazette.example"
        elif day == 150:
            self.root = "https://www.gazette.example"
        elif day == 201:
            self.folder = "/international/peru"  # a redesign: all addresses are others
        elif day == 300:
            self.root = "https://gaceta.example"  # an alias of the source

    def url(self, piece: Piece) -> str:
        tracking = self.chance.choice(("", "?utm_source=front", "#more", "/", "?fbclid=x1"))
        return f"{self.root}{self.folder}/{piece.slug}{tracking}"


ALIASES = {"gaceta.example": "gazette.example"}


def look(session: Session, year: Year, shown: list[Piece]) -> None:
    """Record a listing, and fetch what it owes, as a crawl does."""
    found: dict[str, Entry] = {}
    for piece in shown:
        url = year.url(piece)
        found.setdefault(identity(url, aliases=ALIASES), Entry(url=url, title=piece.title))
    entries.record(session, "gazette", found, arrival=Arrival.NEWS, now=year.at)
    by_key = dict(zip(found, shown, strict=True))
    for owed in entries.owed(session, "gazette", due=None):
        piece = by_key[owed.key]
        place = address(owed.entry.url, None, section="http://gazette.example/peru/", aliases=ALIASES)
        snapshot = Snapshot(url=owed.entry.url, fetched=year.at, body=piece.body.encode())
        content = Content(title=piece.title, body=piece.body)
        kept = FetchedArticle(entry_id=owed.id, address=place, content=content, snapshot=snapshot)
        article_id = articles.save(session, kept, now=year.at).article_id
        entries.fetched(session, owed.id, article_id)
    entries.settle(session, "gazette")


def test_no_article_comes_twice_in_a_year_of_edits_moves_and_a_redesign(sqlite: Database) -> None:
    year = Year(random.Random(7))
    told: list[str] = []
    published: set[int] = set()
    for shown in year.days():
        published |= {piece.number for piece in shown}
        with sqlite.transaction() as session:
            look(session, year, shown)
            feed = articles.newest(session, limit=30)
        told += [item.guid for item in feed if item.guid not in told]
        assert [item.guid for item in feed] == list(reversed(told[-30:]))  # nothing comes up again, nothing goes under
    assert len(told) == len(published) == 122
    with sqlite.reading() as session:
        assert {piece.url.partition("/")[0] for piece in articles.every(session)} == {"http:", "https:"}
        assert sum(article.revision > 1 for article in articles.every(session)) >= 3
