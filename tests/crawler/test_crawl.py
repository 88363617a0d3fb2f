"""Crawls of whole sections, as a reader of the database sees them."""

from __future__ import annotations

from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import Publisher, Story


def titles(stories: list[Story]) -> list[str]:
    return sorted(story.title for story in stories)


def test_the_first_crawl_stores_all_articles_over_several_pages(newsroom: Newsroom, publisher: Publisher) -> None:
    stories = publisher.publish(13)
    run = newsroom.crawl()
    assert run.error is None
    assert (run.entries, run.articles, run.revisions) == (13, 13, 0)
    assert newsroom.titles == titles(stories)
    assert newsroom.owed() == []
    print(publisher.site.asked, newsroom.articles[0])
