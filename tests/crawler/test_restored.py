from __future__ import annotations

from datetime import timedelta

from model.article import Arrival
from storage import articles
from storage.schema import UnsureSourceRow
from storage.standing import standing
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import Publisher


def arrivals(newsroom: Newsroom) -> list[Arrival]:
    """How the articles came, oldest first."""
    return newsroom.look(
        lambda session: [one.arrival for one in sorted(articles.every(session), key=lambda one: one.id)]
    )


def test_what_the_first_look_after_a_restore_finds_is_old_where_nobody_knows_what_was_told(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(3)
    newsroom.crawl()
    with newsroom.context.database.transaction() as session:
        session.add(UnsureSourceRow(name="gazette"))
    for _ in range(2):
        publisher.publish(1)
        newsroom.clock.at += timedelta(hours=12)
        newsroom.crawl()
    assert arrivals(newsroom) == [Arrival.FIRST_LOOK] * 3 + [Arrival.ARCHIVE, Arrival.NEWS]
    assert not newsroom.look(lambda session: standing(session, "gazette", since=newsroom.clock.at).is_unsure)
