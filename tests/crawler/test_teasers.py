"""Articles that begin as a teaser: stored as such, looked at again, and the same article when the text is there."""

from __future__ import annotations

import html

import pytest

from model.article import Article
from storage import watches
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import Publisher, Story

OLD = 3
"""Articles that stood there before."""


def empty(story: Story, *, title: str | None = None) -> str:
    """The article's page without its text."""
    text = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in story.paragraphs)
    page = story.page().replace(text, '<video src="/a.mp4"></video>')
    assert page != story.page()
    return page if title is None else page.replace(f"<h1>{story.title}</h1>", f"<h1>{title}</h1>")


@pytest.fixture
def story(newsroom: Newsroom, publisher: Publisher) -> Story:
    """An article that appeared while we watched; its page has no text yet, its listing has a teaser."""
    publisher.publish(OLD)
    newsroom.crawl()
    (new,) = publisher.publish(1)
    publisher.site.routes[new.path] = empty(new)
    newsroom.clock.forward(minutes=30)
    return new


def article(newsroom: Newsroom) -> Article:
    return newsroom.articles[OLD]


def look(newsroom: Newsroom, **later: float) -> None:
    newsroom.clock.forward(**later)
    assert newsroom.crawl(only_due=True).error is None


def test_an_article_without_a_text_is_stored_with_its_teaser_and_looked_at_again(
    newsroom: Newsroom, publisher: Publisher, story: Story
) -> None:
    assert newsroom.crawl().articles == 1
    before = article(newsroom)
    assert (before.content.title, before.content.body) == (story.title, story.paragraphs[0])
    assert (before.content.is_teaser, before.revision) == (True, 1)
    look(newsroom, hours=1)
    assert article(newsroom) == before
    publisher.site.routes[story.path] = story.page()
    look(newsroom, hours=5)
    after = article(newsroom)
    assert (after.id, after.guid, after.first_seen, after.revision) == (before.id, before.guid, before.first_seen, 2)
    assert (after.content.body, after.content.is_teaser) == ("\n\n".join(story.paragraphs), False)
    assert len(newsroom.articles) == OLD + 1


def test_a_text_that_is_taken_away_is_not_replaced_by_its_teaser(
    newsroom: Newsroom, publisher: Publisher, story: Story
) -> None:
    publisher.site.routes[story.path] = story.page()
    newsroom.crawl()
    before = article(newsroom)
    publisher.site.routes[story.path] = empty(story)
    look(newsroom, hours=1)
    assert (article(newsroom), before.content.is_teaser) == (before, False)


def test_an_article_that_is_old_at_the_first_look_may_get_its_text_all_the_same(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    (story,) = publisher.publish(1)
    publisher.site.routes[story.path] = empty(story)
    newsroom.crawl()
    assert newsroom.articles[0].content.is_teaser
    publisher.site.routes[story.path] = story.page()
    look(newsroom, hours=1)
    assert not newsroom.articles[0].content.is_teaser


def test_another_page_in_its_place_stays_owed(newsroom: Newsroom, publisher: Publisher, story: Story) -> None:
    publisher.site.routes[story.path] = empty(story, title="Our dear readers")
    assert newsroom.crawl().articles == 0
    assert newsroom.reasons() == {story.path: "the page holds no article text"}
    publisher.site.routes[story.path] = story.page()
    look(newsroom, hours=1)
    assert article(newsroom).content.body == "\n\n".join(story.paragraphs)


def test_two_videos_under_the_same_words_are_two_articles(newsroom: Newsroom, publisher: Publisher) -> None:
    (first, second) = publisher.publish(2)
    words = (
        "In our series we show each week what is made in the workshops of the highlands, and by whom it is made, today."
    )
    for story in (first, second):
        page = empty(story).replace("</head>", f'<meta name="description" content="{words}"></head>')
        publisher.site.routes[story.path] = page
    publisher.site.routes["/peru/"] = "".join(
        f'<article class="item"><h2><a href="{story.path}">{story.title}</a></h2></article>'
        for story in (first, second)
    )
    newsroom.crawl()
    assert [one.content.body for one in newsroom.articles] == [words, words]


def test_what_became_a_text_is_matched_again(newsroom: Newsroom, publisher: Publisher, story: Story) -> None:
    newsroom.crawl()
    with newsroom.context.database.transaction() as session:
        watches.done(session, watches.taken(session, watches.unmatched(session)))
    publisher.site.routes[story.path] = story.page()
    look(newsroom, hours=1)
    waiting = newsroom.look(lambda session: watches.taken(session, watches.unmatched(session)))
    assert [(one.id, one.revision) for one in waiting] == [(article(newsroom).id, 2)]
