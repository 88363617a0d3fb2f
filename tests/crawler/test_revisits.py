"""Articles that are looked at again: edited, moved, taken away, or as they were."""

from __future__ import annotations

import html

import pytest

from model.article import Article, ArticleCondition
from storage import watches
from storage.standing import standing
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import SECTION, Publisher, Story, rss
from tests.sitefarm import Reply, Route, redirect

OLD = 3
"""Articles that stood there before and are not looked at again."""


@pytest.fixture
def story(newsroom: Newsroom, publisher: Publisher) -> Story:
    """An article that appeared while we watched and was just fetched; from now on the section is left alone."""
    publisher.publish(OLD)
    newsroom.crawl()
    (new,) = publisher.publish(1)
    publisher.site.routes[new.path] = page(new)
    newsroom.clock.forward(minutes=30)
    assert newsroom.crawl().articles == 1
    publisher.site.forget()
    return new


def page(story: Story, *, edited: str = "", around: str = "") -> Reply:
    """Its page with validators; `edited` takes the place of some of its words, `around` stands outside of its text."""
    text = story.page()
    if edited:
        text = text.replace(html.escape("before sunrise"), edited)
    text = text.replace("<footer>", f"{around}<footer>")
    return Reply(body=text.encode(), etag=f'"{hash(text)}"', last_modified=f"{edited}{around}" or "at first")


def article(newsroom: Newsroom) -> Article:
    return newsroom.articles[OLD]


def look(newsroom: Newsroom, **later: float) -> None:
    """Let some time pass and do what is due, but for the section itself, which has not changed."""
    newsroom.clock.forward(**later)
    assert newsroom.crawl(only_due=True).error is None


def asked_for(publisher: Publisher, story: Story) -> list[tuple[str | None, str | None]]:
    """With which validators the article was asked for."""
    return [
        (one.headers.get("If-None-Match"), one.headers.get("If-Modified-Since"))
        for one in publisher.site.log
        if one.target == story.path
    ]


def test_an_article_as_it_was_costs_a_conditional_request_at_each_look_and_four_in_all(
    newsroom: Newsroom, publisher: Publisher, story: Story
) -> None:
    first = page(story)
    for hours, looks in ((0.9, 0), (0.1, 1), (4.9, 1), (0.1, 2), (18, 3), (24 * 6, 4), (24 * 60, 4)):
        look(newsroom, hours=hours)
        assert asked_for(publisher, story) == [(first.etag, "at first")] * looks
    assert (article(newsroom).revision, len(newsroom.articles)) == (1, OLD + 1)
    assert newsroom.look(lambda session: standing(session, "gazette", since=newsroom.clock.at).revisits) is None


def test_an_edited_article_is_a_new_revision_that_is_matched_again(
    newsroom: Newsroom, publisher: Publisher, story: Story
) -> None:
    before = article(newsroom)
    with newsroom.context.database.transaction() as session:
        watches.done(session, watches.taken(session, watches.unmatched(session)))
    changed = page(story, edited="at noon")
    publisher.site.routes[story.path] = changed
    look(newsroom, hours=1)
    after = article(newsroom)
    assert (after.revision, after.guid, after.first_seen) == (2, before.guid, before.first_seen)
    assert "at noon and stayed until the mayor" in after.content.body
    assert after.content.published == before.content.published
    waiting = newsroom.look(lambda session: watches.taken(session, watches.unmatched(session)))
    assert [(one.id, one.revision) for one in waiting] == [(after.id, 2)]
    look(newsroom, hours=5)
    assert asked_for(publisher, story)[-1] == (changed.etag, changed.last_modified)
    assert article(newsroom).revision == 2


@pytest.mark.parametrize(
    "around",
    [
        '<div class="clock">Saturday, 14 March 2026, 16:02</div>',
        '<aside class="related"><h3>Related</h3><ul><li><a href="/peru/77.htm">Bakers on strike</a></li></ul></aside>',
        "<!-- 4711 readers -->",
    ],
    ids=["clock", "related", "counter"],
)
def test_what_changes_around_an_article_is_no_revision(
    newsroom: Newsroom, publisher: Publisher, story: Story, around: str
) -> None:
    publisher.site.routes[story.path] = page(story, around=around)
    look(newsroom, hours=1)
    assert len(asked_for(publisher, story)) == 1
    assert article(newsroom).revision == 1


def test_an_article_that_moved_is_the_same_at_its_new_address(
    newsroom: Newsroom, publisher: Publisher, story: Story
) -> None:
    before = article(newsroom)
    publisher.site.routes["/2026/moved.htm"] = page(story)
    publisher.site.routes[story.path] = redirect("/2026/moved.htm", 301)
    look(newsroom, hours=1)
    after = article(newsroom)
    assert after.url == f"{publisher.site.root}/2026/moved.htm"
    assert (after.guid, after.revision, after.id) == (before.guid, 1, before.id)
    publisher.site.forget()
    look(newsroom, hours=5)
    assert "/2026/moved.htm" in publisher.site.asked
    assert story.path not in publisher.site.asked
    assert len(newsroom.articles) == OLD + 1


@pytest.mark.parametrize("status", [301, 308])
def test_an_article_that_moved_and_was_edited_at_once_is_the_same_with_a_new_revision(
    newsroom: Newsroom, publisher: Publisher, story: Story, status: int
) -> None:
    before = article(newsroom)
    text = page(story, edited="at noon").body.decode().replace(story.title, f"Update: {story.title}, say witnesses")
    publisher.site.routes["/2026/moved.htm"] = text
    publisher.site.routes[story.path] = redirect("/2026/moved.htm", status)
    look(newsroom, hours=1)
    after = article(newsroom)
    assert (after.id, after.guid, after.revision) == (before.id, before.guid, 2)
    assert after.url == f"{publisher.site.root}/2026/moved.htm"
    assert "at noon and stayed until the mayor" in after.content.body
    # Later the section shows it under its new address, which is known by now.
    listing = publisher.listing().body.decode().replace(story.path, "/2026/moved.htm")
    publisher.site.routes[SECTION] = listing
    run = newsroom.crawl()
    assert (run.error, run.entries, run.articles, run.revisions) == (None, 1, 0, 0)
    assert newsroom.owed() == []


def test_an_article_that_moved_and_is_shown_before_it_is_looked_at_again_is_left_as_two(
    newsroom: Newsroom, publisher: Publisher, story: Story
) -> None:
    text = page(story, edited="at noon").body.decode()
    publisher.site.routes["/2026/moved.htm"] = text.replace(story.paragraphs[1], "It was over by two.")
    publisher.site.routes[story.path] = redirect("/2026/moved.htm", 301)
    publisher.site.routes[SECTION] = publisher.listing().body.decode().replace(story.path, "/2026/moved.htm")
    assert newsroom.crawl().articles == 1
    look(newsroom, hours=1)
    assert [one.revision for one in newsroom.articles[OLD:]] == [1, 1]


def test_an_article_that_leads_to_another_one_now_is_no_revision_of_it(
    newsroom: Newsroom, publisher: Publisher, story: Story
) -> None:
    other = publisher.stories[-1]
    publisher.site.routes[story.path] = redirect(other.path, 301)
    look(newsroom, hours=1)
    assert [one.revision for one in newsroom.articles] == [1] * (OLD + 1)
    assert article(newsroom).content.title == story.title


def test_an_article_that_is_gone_is_kept_and_marked(newsroom: Newsroom, publisher: Publisher, story: Story) -> None:
    publisher.site.routes[story.path] = 410
    look(newsroom, hours=1)
    assert article(newsroom).condition is ArticleCondition.GONE
    assert article(newsroom).content.title == story.title
    look(newsroom, days=9)
    assert len(asked_for(publisher, story)) == 1


def test_an_article_that_is_missing_is_gone_a_day_later(newsroom: Newsroom, publisher: Publisher, story: Story) -> None:
    publisher.site.routes[story.path] = 404
    for hours in (1, 6, 17):
        look(newsroom, hours=hours)
        assert article(newsroom).condition is ArticleCondition.LIVE
    look(newsroom, hours=1)
    assert article(newsroom).condition is ArticleCondition.GONE
    assert len(asked_for(publisher, story)) == 2


def test_an_article_that_was_missing_for_an_hour_is_not_gone(
    newsroom: Newsroom, publisher: Publisher, story: Story
) -> None:
    publisher.site.routes[story.path] = 404
    look(newsroom, hours=1)
    publisher.site.routes[story.path] = page(story)
    look(newsroom, days=1)
    publisher.site.routes[story.path] = 404
    look(newsroom, hours=5)
    assert article(newsroom).condition is ArticleCondition.LIVE


LOGIN = (
    "<!DOCTYPE html><html><head><title>Log in</title></head><body><main><h1>Log in</h1><p>Readers only, please.</p>"
    "<form><input name='name'><input type='password'></form></main></body></html>"
)


@pytest.mark.parametrize(
    "answer",
    [
        LOGIN,
        Reply(),
        Reply(body=b"<html><title>Just a moment...</title><h1>Just a moment...</h1><p>Checking your browser.</p>"),
        500,
        403,
        redirect("/"),
        redirect(SECTION),
    ],
    ids=["login", "empty", "challenge", "500", "403", "home", "section"],
)
def test_what_is_no_article_at_a_later_look_is_no_revision(
    newsroom: Newsroom, publisher: Publisher, story: Story, answer: Route
) -> None:
    publisher.site.routes["/"] = "<html><title>The Highland Gazette</title><p>All our news of the highlands.</p></html>"
    publisher.site.routes[story.path] = answer
    look(newsroom, hours=1)
    after = article(newsroom)
    assert (after.revision, after.condition, after.content.title) == (1, ArticleCondition.LIVE, story.title)
    publisher.site.routes[story.path] = page(story, edited="at noon")
    look(newsroom, hours=5)
    assert article(newsroom).revision == 2


def test_what_only_the_listing_told_of_an_article_is_still_known_at_a_later_look(
    room: Newsroom, publisher: Publisher
) -> None:
    publisher.dated = False
    publisher.site.routes["/peru.rss"] = rss(publisher.site.root, publisher.publish(2))
    room.configure({"gazette": f"{publisher.site.root}/peru.rss"})
    room.crawl()
    (new,) = publisher.publish(1)
    publisher.site.routes["/peru.rss"] = rss(publisher.site.root, publisher.stories)
    room.crawl()
    dated = room.articles[2].content.published
    assert dated is not None
    publisher.site.routes[new.path] = new.page(dated=False).replace("before sunrise", "at noon")
    look(room, hours=1)
    assert (room.articles[2].revision, room.articles[2].content.published) == (2, dated)


def test_what_stood_there_long_before_we_came_is_not_looked_at_again(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(OLD)
    newsroom.crawl()
    publisher.site.forget()
    look(newsroom, hours=1)
    look(newsroom, days=9)
    assert not {story.path for story in publisher.stories} & set(publisher.site.asked)
