"""Articles of several pages: fetched in order and joined, within bounds, and marked where a page could not be had."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crawler.articles.reextraction import reread
from crawler.articles.template_text import TemplateText
from crawler.extract.reading import Reading
from crawler.workers.pool import ExtractionPool
from model.article import Article, Snapshot
from storage import articles, readings
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import Publisher, Story

Address = Callable[[str, int], str]
"""Where a page stands, by the first one's path and its number."""


def by_query(path: str, number: int) -> str:
    return path if number == 1 else f"{path}?page={number}"


def from_zero(path: str, number: int) -> str:
    return path if number == 1 else f"{path}?page={number - 1}"


def below(path: str, number: int) -> str:
    return path if number == 1 else f"{path}/{number}"


def text(number: int, *, of: Story) -> str:
    return f"On page {number} of what we found in the villages the families of house {of.number} speak at length."


def related(here: str, following: str | None, number: int) -> str:
    return f'<link rel="next" href="{following}">' if following else ""


def numbered(here: str, following: str | None, number: int) -> str:
    back = f'<a href="{here.partition("?")[0]}">1</a> ' if number > 1 else ""
    ahead = f' <a href="{following}">{number + 1}</a>' if following else ""
    return f'<p class="pages">Pages: {back}<b>{number}</b>{ahead}</p>'


def pages(
    story: Story, count: int, *, address: Address = by_query, pager: Callable[..., str] = related
) -> dict[str, str]:
    """The article's pages by their paths."""
    paths = [address(story.path, number) for number in range(1, count + 1)]
    made = {}
    for number, (path, following) in enumerate(zip(paths, [*paths[1:], None], strict=True), 1):
        links = pager(path, following, number)
        head, foot = (links, "") if links.startswith("<link") else ("", links)
        inner = "".join(f"<p>{text(10 * number + each, of=story)}</p>" for each in range(3))
        page = story.page(head=head)
        start, end = page.index("</h1>") + len("</h1>"), page.index("</article>")
        made[path] = page[:start] + inner + foot + page[end:]
    return made


def body(story: Story, *numbers: int) -> str:
    return "\n\n".join(text(10 * number + each, of=story) for number in numbers for each in range(3))


@pytest.fixture
def story(publisher: Publisher) -> Story:
    (only,) = publisher.publish(1)
    return only


def crawled(newsroom: Newsroom) -> Article:
    assert newsroom.crawl().error is None
    (article,) = newsroom.articles
    return article


@pytest.mark.parametrize("address", [by_query, from_zero, below])
@pytest.mark.parametrize("pager", [related, numbered])
def test_the_pages_of_an_article_are_one_text_in_their_order(
    address: Address, pager: Callable[..., str], newsroom: Newsroom, publisher: Publisher, story: Story
) -> None:
    publisher.site.routes |= pages(story, 4, address=address, pager=pager)
    said = crawled(newsroom).content
    assert (said.body, said.body_share, said.is_partial) == (body(story, 1, 2, 3, 4), 1.0, False)
    asked = [target for target in publisher.site.asked if target.startswith(story.path)]
    assert asked == [address(story.path, number) for number in range(1, 5)]


class CountingPool:
    """A pool that counts the pages it is given to read."""

    def __init__(self, pool: ExtractionPool) -> None:
        self._pool = pool
        self.pages = 0

    async def extract(self, snapshot: Snapshot, *rest: Any) -> Reading:
        self.pages += 1 + len(snapshot.further)
        return await self._pool.extract(snapshot, *rest)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)


def test_a_page_is_read_with_its_article_once_and_with_what_its_source_taught_once_more(
    newsroom: Newsroom, publisher: Publisher, story: Story
) -> None:
    publisher.site.routes |= pages(story, 9)
    counting = CountingPool(newsroom.pool)
    newsroom.use(pool=counting)
    assert crawled(newsroom).content.body == body(story, *range(1, 10))
    assert 9 <= counting.pages <= 2 * 9


def test_each_page_has_its_snapshot_and_they_are_read_again_as_one(
    newsroom: Newsroom, publisher: Publisher, story: Story
) -> None:
    publisher.site.routes |= pages(story, 3)
    article = crawled(newsroom)
    kept = newsroom.look(lambda session: readings.kept(session, article.id))
    assert kept is not None
    urls = [kept.snapshot.url, *(page.url for page in kept.snapshot.further)]
    assert [url.partition(story.path)[2] for url in urls] == ["", "?page=2", "?page=3"]
    assert [found.url for found in newsroom.look(lambda session: list(articles.every_snapshot(session)))] == urls
    (done,) = newsroom.loop.run(reread(newsroom.context, [kept], TemplateText())).done
    assert (done, newsroom.articles[0].content.body) == (readings.Rereading.SAME, body(story, 1, 2, 3))


@pytest.mark.parametrize("answer", [404, 503, "<html><body><p>Nothing.</p></body></html>"])
def test_an_article_of_which_a_page_can_t_be_had_is_marked_as_a_part(
    answer: int | str, newsroom: Newsroom, publisher: Publisher, story: Story
) -> None:
    publisher.site.routes |= {**pages(story, 4), by_query(story.path, 3): answer}
    said = crawled(newsroom).content
    assert (said.body, said.is_partial) == (body(story, 1, 2), True)


def test_what_robots_txt_forbids_is_not_asked_for(newsroom: Newsroom, publisher: Publisher, story: Story) -> None:
    publisher.site.routes |= pages(story, 3)
    publisher.site.routes["/robots.txt"] = "User-agent: *\nDisallow: /*?page=\n"
    said = crawled(newsroom).content
    assert (said.body, said.is_partial) == (body(story, 1), True)
    assert by_query(story.path, 2) not in publisher.site.asked


def test_twenty_further_pages_are_the_most(newsroom: Newsroom, publisher: Publisher, story: Story) -> None:
    publisher.site.routes |= pages(story, 25)
    said = crawled(newsroom).content
    assert (said.body, said.is_partial) == (body(story, *range(1, 22)), True)


def test_the_next_article_is_none_of_this_one(newsroom: Newsroom, publisher: Publisher, story: Story) -> None:
    other = Story(number=1)
    publisher.site.routes[story.path] = story.page(head=f'<link rel="next" href="{story.path}?page=2">')
    publisher.site.routes[f"{story.path}?page=2"] = other.page()
    said = crawled(newsroom).content
    assert (said.body, said.is_partial) == ("\n\n".join(story.paragraphs), False)


def test_a_pager_that_leads_back_to_the_same_text_ends(newsroom: Newsroom, publisher: Publisher, story: Story) -> None:
    for number in range(1, 9):
        head = f'<link rel="next" href="{by_query(story.path, number + 1)}">'
        publisher.site.routes[by_query(story.path, number)] = story.page(head=head)
    said = crawled(newsroom).content
    assert (said.body, said.is_partial) == ("\n\n".join(story.paragraphs), False)
    assert by_query(story.path, 3) not in publisher.site.asked


@pytest.mark.parametrize(
    "pager",
    [
        '<link rel="next" href="http://elsewhere.example{path}?page=2">',
        '<section class="comments"><a href="{path}?page=2">2</a></section>',
        '<footer><a href="/archive?page=2">2</a></footer>',
    ],
)
def test_other_pagers_are_left_alone(pager: str, newsroom: Newsroom, publisher: Publisher, story: Story) -> None:
    linked = pager.format(path=story.path)
    page = (
        story.page(head=linked)
        if linked.startswith("<link")
        else story.page().replace("</article>", f"{linked}</article>")
    )
    publisher.site.routes[story.path] = page
    said = crawled(newsroom).content
    assert (said.body, said.body_share) == ("\n\n".join(story.paragraphs), 1.0)
    assert not [target for target in publisher.site.asked if "page=2" in target]


def test_a_later_look_that_lacks_a_page_is_no_revision_and_one_with_more_is(
    newsroom: Newsroom, publisher: Publisher, story: Story
) -> None:
    publisher.site.routes |= {**pages(story, 3), by_query(story.path, 3): 404}
    assert crawled(newsroom).content.body == body(story, 1, 2)
    for answer, expected in ((pages(story, 3)[by_query(story.path, 3)], (body(story, 1, 2, 3), 2)), (404, None)):
        publisher.site.routes[by_query(story.path, 3)] = answer
        newsroom.clock.forward(hours=26)
        newsroom.crawl()
        (article,) = newsroom.articles
        assert (article.content.body, article.revision) == (expected or (body(story, 1, 2, 3), 2))
