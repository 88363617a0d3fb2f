"""Articles that stand in their feed alone are stored with their texts, though there is no page to fetch."""

from __future__ import annotations

import pytest

from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import Publisher, Story
from tests.sitefarm import Reply

FEED = "/notes.xml"


def note(story: Story, link: str = "") -> str:
    text = "".join(f"&lt;p&gt;{paragraph}&lt;/p&gt;" for paragraph in story.paragraphs)
    return (
        f'<item><title>{story.title}</title>{link}<guid isPermaLink="false">{story.number}</guid>'
        f"<pubDate>{story.published:%d %b %Y %H:%M:%S} -0000</pubDate><description>{text}</description></item>"
    )


def feed(*items: str) -> Reply:
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Notes</title>{"".join(items)}</channel></rss>'
    return Reply(body=body.encode(), kind="application/rss+xml")


@pytest.fixture
def notes(room: Newsroom, publisher: Publisher) -> Newsroom:
    publisher.site.routes[FEED] = feed(*(note(Story(number=number)) for number in range(3)))
    room.configure({"gazette": publisher.site.root + FEED})
    return room


def test_items_without_pages_are_stored_with_text_and_date_and_nothing_is_fetched(
    notes: Newsroom, publisher: Publisher
) -> None:
    run = notes.crawl()
    assert (run.error, run.articles) == (None, 3)
    assert set(publisher.site.asked) == {FEED}
    stories = {story.title: story for story in (Story(number=number) for number in range(3))}
    for article in notes.articles:
        story = stories.pop(article.content.title)
        assert article.content.body == "\n\n".join(story.paragraphs)
        assert article.content.published is not None
        assert article.content.published.value == story.published.isoformat()
        assert article.url.startswith(f"{publisher.site.root}{FEED}#item-")
        assert not article.content.is_teaser


def test_they_are_stored_once_and_not_looked_at_again(notes: Newsroom, publisher: Publisher) -> None:
    notes.crawl()
    publisher.site.routes[FEED] = feed(note(Story(number=3)), note(Story(number=0)))
    for days in (1, 3, 9):
        notes.clock.forward(days=days)
        notes.crawl()
    assert len(notes.articles) == 4
    assert {article.revision for article in notes.articles} == {1}
    assert set(publisher.site.asked) == {FEED}


def test_what_was_owed_when_the_process_ended_is_found_in_the_feed_again(notes: Newsroom, publisher: Publisher) -> None:
    notes.configure({"gazette": publisher.site.root + FEED}, settings="daily_requests = 1")
    assert notes.crawl().articles == 0
    assert len(notes.owed()) == 3
    notes.configure({"gazette": publisher.site.root + FEED})
    assert notes.crawl(only_due=True).articles == 3
    assert len(notes.owed()) == 0


def test_what_left_its_feed_before_it_was_stored_is_given_up_with_the_reason(
    notes: Newsroom, publisher: Publisher
) -> None:
    notes.configure({"gazette": publisher.site.root + FEED}, settings="daily_requests = 1")
    notes.crawl()
    publisher.site.routes[FEED] = feed(note(Story(number=2)))
    notes.configure({"gazette": publisher.site.root + FEED})
    assert notes.crawl().articles == 1
    assert notes.owed() == []


def test_parts_of_one_page_are_articles_of_their_own(room: Newsroom, publisher: Publisher) -> None:
    root = publisher.site.root
    stories = [Story(number=number) for number in range(3)]
    links = (f"<link>{root}/diary.html#day-{story.number}</link>" for story in stories)
    publisher.site.routes[FEED] = feed(*map(note, stories, links))
    room.configure({"gazette": root + FEED})
    assert room.crawl().articles == 3
    assert {article.url for article in room.articles} == {f"{root}/diary.html#day-{n}" for n in range(3)}
    assert room.titles == sorted(story.title for story in stories)
