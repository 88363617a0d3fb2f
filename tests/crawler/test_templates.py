"""What a source's pages teach in the course of its crawls."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.articles.steps import following, step, wanted
from storage import readings, templates
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import Publisher, Story
from tests.sitefarm import Reply

CALL = (
    "Our paper lives from its readers alone. Send us a letter with your address and we will post you the next four "
    "issues without any charge."
)


def page_with_call(story: Story) -> Reply:
    """An article with a call for readers in the middle of its text, as all of its publisher's have."""
    head, end, rest = story.page().partition("</p>")
    text = f"{head}{end}<p>{CALL}</p>{rest}"
    return Reply(body=text.encode(), etag=f'"{hash(text)}"')


def publish(publisher: Publisher, count: int) -> None:
    for story in publisher.publish(count):
        publisher.site.routes[story.path] = page_with_call(story)


def test_what_all_pages_say_is_left_out_of_each_even_of_the_first(newsroom: Newsroom, publisher: Publisher) -> None:
    publish(publisher, 14)
    assert newsroom.crawl().articles == 14
    assert [article.content.title for article in newsroom.articles if CALL in article.content.body] == []
    assert {article.revision for article in newsroom.articles} == {1}
    texts = {article.content.title: article.content.body for article in newsroom.articles}
    assert texts == {story.title: "\n\n".join(story.paragraphs) for story in publisher.stories}


def test_what_was_learned_outlives_the_process(newsroom: Newsroom, publisher: Publisher) -> None:
    publish(publisher, 14)
    newsroom.crawl()
    newsroom.restart()
    publish(publisher, 1)
    newsroom.clock.forward(hours=1)
    assert newsroom.crawl().articles == 1
    assert CALL not in newsroom.articles[-1].content.body
    assert newsroom.look(lambda session: templates.template(session, "gazette")) is not None


def test_to_know_better_is_no_revision(newsroom: Newsroom, publisher: Publisher) -> None:
    publish(publisher, 1)
    newsroom.crawl()
    publish(publisher, 1)
    newsroom.clock.forward(hours=1)
    newsroom.crawl()
    assert CALL in newsroom.articles[1].content.body  # two pages are few
    publish(publisher, 10)
    newsroom.clock.forward(minutes=30)
    newsroom.crawl()
    newsroom.clock.forward(minutes=40)
    story = publisher.stories[10]
    publisher.site.routes[story.path] = Reply(body=page_with_call(story).body, etag='"touched"')
    run = newsroom.crawl(only_due=True)
    assert (run.articles, run.revisions) == (0, 0)
    assert newsroom.articles[1].content.body == "\n\n".join(story.paragraphs)
    assert newsroom.articles[1].revision == 1


def test_to_read_better_after_an_upgrade_is_no_revision(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(1)
    newsroom.crawl()
    (story,) = publisher.publish(1)
    newsroom.clock.forward(minutes=30)
    newsroom.crawl()
    with newsroom.context.database.transaction() as session:
        kept = readings.kept(session, newsroom.articles[1].id)
        assert kept is not None
        worse = replace(kept.content, body="What an older version made of the page.")
        readings.reread(session, kept.article_id, worse, template_entries=2)  # as many pages as are known later
    newsroom.clock.forward(minutes=70)
    assert newsroom.crawl(only_due=True).revisions == 0
    (article,) = [one for one in newsroom.articles if one.content.title == story.title]
    assert (article.revision, article.content.body) == (1, "\n\n".join(story.paragraphs))


@pytest.mark.parametrize(("entries", "reached"), [(0, 0), (2, 0), (3, 3), (24, 12), (25, 25), (49, 25), (1049, 1025)])
def test_a_template_grows_by_steps(entries: int, reached: int) -> None:
    assert step(entries) == reached
    assert following(reached) > entries


@pytest.mark.parametrize(
    ("number", "reached", "read_with"), [(0, 0, 0), (0, 6, 6), (30, 50, 50), (0, 500, 50), (80, 500, 75), (80, 50, 50)]
)
def test_only_the_first_articles_are_read_with_more_than_was_known_before(
    number: int, reached: int, read_with: int
) -> None:
    assert wanted(number, reached) == read_with
