"""A section whose list stands in a frame is read as if the list stood in its page."""

from __future__ import annotations

import pytest

from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import SECTION, Publisher, section_page
from tests.sitefarm import Route

MENU = '<html><body><a href="/">Home</a> <a href="/peru/">Peru</a></body></html>'
FRAMES = {
    "frameset": '<frameset cols="1,4"><frame src="menu.html"><frame src="list.html"></frameset>',
    "iframe": '<body><h1>Peru</h1><iframe src="list.html"></iframe></body>',
    "with one that is not there": '<frameset><frame src="lost.html"><frame src="list.html"></frameset>',
    "within another": '<frameset><frame src="menu.html"><frame src="inner.html"></frameset>',
    "going round": '<frameset><frame src="round.html"><frame src="list.html"></frameset>',
}


@pytest.mark.parametrize("kind", FRAMES)
def test_the_list_in_a_frame_is_read(newsroom: Newsroom, publisher: Publisher, kind: str) -> None:
    stories = publisher.publish(4)
    routes: dict[str, Route] = {
        "menu.html": MENU,
        "list.html": section_page(stories),
        "inner.html": f"<html>{FRAMES['frameset']}</html>",
        "round.html": '<html><frameset><frame src="round.html"><frame src="/peru/"></frameset></html>',
    }
    publisher.site.routes |= {SECTION + name: route for name, route in routes.items()}
    publisher.site.routes[SECTION] = f"<html><head><title>Peru</title></head>{FRAMES[kind]}</html>"
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 4)
    late = publisher.publish(1)[0]
    publisher.site.routes[SECTION] = f"<html><head><title>Peru</title></head>{FRAMES[kind]}</html>"
    publisher.site.routes[f"{SECTION}list.html"] = section_page(publisher.stories)
    newsroom.clock.forward(hours=1)
    assert newsroom.crawl().articles == 1
    assert late.title in newsroom.titles


def test_the_next_page_of_the_list_in_a_frame_is_followed(newsroom: Newsroom, publisher: Publisher) -> None:
    stories = publisher.publish(8)
    publisher.site.routes[f"{SECTION}list.html"] = section_page(stories[:4], following="list.html?page=2")
    publisher.site.routes[f"{SECTION}list.html?page=2"] = section_page(stories[4:])
    publisher.site.routes[SECTION] = f"<html>{FRAMES['iframe']}</html>"
    assert newsroom.crawl().articles == 8
