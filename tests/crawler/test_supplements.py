"""A file with several articles, from its listing to the store and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from crawler.articles.reextraction import reread
from crawler.articles.template_text import TemplateText
from model.article import ArticleCondition
from storage import readings
from storage.readings import Rereading
from storage.schema import SnapshotRow
from tests.crawler.newsroom import Newsroom
from tests.crawler.pdf.press import Layout, Paper
from tests.crawler.pdf.stories import ENGLISH
from tests.crawler.publisher import SECTION
from tests.sitefarm import Reply, Site

TITLES = ("A week without an engine", "The cheese of the dairy", "Geese pay half")
FILE = "/peru/supplement.pdf"


def printed(*, edited: str = "") -> Reply:
    """A supplement with three articles; the text of the second one may begin with other words."""
    paper = Paper(Layout(columns=2))
    for number, title in enumerate(TITLES):
        paper.spanning(title)
        first, *rest = ENGLISH[3 * number : 3 * number + 3]
        for text in (f"{edited} {first}" if edited and number == 1 else first, *rest):
            paper.paragraph(text)
    body = paper.print()
    return Reply(body=body, kind="application/pdf", etag=f'"{hash(body)}"')


@pytest.fixture
def supplement(newsroom: Newsroom, site: Site) -> Newsroom:
    """A newsroom that has just got a supplement, after a first look at its section."""
    item = (
        '<article><h2><a href="{}">{}</a></h2><p>What was printed on the coast in this month of the year.</p></article>'
    )
    story = "<html><body><article><h1>Of the lighthouse</h1>" + "".join(f"<p>{text}</p>" for text in ENGLISH[:2])
    site.routes["/peru/lighthouse"] = story
    site.routes[SECTION] = (
        f"<html><body><main>{item.format('/peru/lighthouse', 'Of the lighthouse')}</main></body></html>"
    )
    newsroom.crawl()
    both = item.format(FILE, "Our supplement of the spring") + item.format("/peru/lighthouse", "Of the lighthouse")
    site.routes[SECTION] = f"<html><body><main>{both}</main></body></html>"
    site.routes[FILE] = printed()
    newsroom.clock.forward(minutes=30)
    assert newsroom.crawl().articles == 3
    site.routes["/peru/lighthouse"] = story
    return newsroom


def test_each_of_its_articles_stands_for_itself_and_the_file_is_kept_once(supplement: Newsroom, site: Site) -> None:
    of_file = [article for article in supplement.articles if FILE in article.url]
    assert [article.content.title for article in of_file] == list(TITLES)
    assert all(article.url.startswith(f"{site.root}{FILE}#page=") for article in of_file)
    assert len({article.url for article in of_file} | {article.guid for article in of_file}) == 6
    snapshots = select(func.count()).select_from(SnapshotRow).where(SnapshotRow.url.endswith(".pdf"))
    assert supplement.look(lambda session: session.scalar(snapshots)) == 1
    assert supplement.owed() == []


def test_looked_at_again_it_costs_one_request_and_an_edit_is_of_one_article(supplement: Newsroom, site: Site) -> None:
    site.routes[FILE] = printed(edited="This was told to us too late for the first edition.")
    site.forget()
    supplement.clock.forward(minutes=70)
    run = supplement.crawl(only_due=True)
    assert [one.target for one in site.log].count(FILE) == 1
    assert (run.articles, run.revisions) == (0, 1)
    assert {article.content.title: article.revision for article in supplement.articles if FILE in article.url} == {
        TITLES[0]: 1,
        TITLES[1]: 2,
        TITLES[2]: 1,
    }


def test_stamped_anew_it_is_nothing_new(supplement: Newsroom, site: Site) -> None:
    site.routes[FILE] = Reply(body=printed().body + b"\n% printed again", kind="application/pdf", etag='"new"')
    supplement.clock.forward(minutes=70)
    run = supplement.crawl(only_due=True)
    assert (run.articles, run.revisions) == (0, 0)


def test_read_again_each_article_gets_its_own_part(supplement: Newsroom) -> None:
    context = supplement.context
    with context.database.transaction() as session:
        ids = [article.id for article in supplement.articles if FILE in article.url]
        document = readings.kept_of(session, ids)
        for kept in document[1:]:
            readings.reread(session, kept.article_id, replace(kept.content, body="?"), template_entries=0)
    again = [Rereading.SAME, Rereading.CHANGED, Rereading.CHANGED]
    assert supplement.loop.run(reread(context, document, TemplateText())).done == again
    bodies = {article.content.title: article.content.body for article in supplement.articles}
    assert all(bodies[kept.content.title] == kept.content.body for kept in document)


def test_once_it_is_gone_all_of_its_articles_are(supplement: Newsroom, site: Site) -> None:
    site.routes[FILE] = 410
    supplement.clock.forward(minutes=70)
    supplement.crawl(only_due=True)
    conditions = {article.condition for article in supplement.articles if FILE in article.url}
    assert conditions == {ArticleCondition.GONE}
    assert {article.condition for article in supplement.articles if FILE not in article.url} == {ArticleCondition.LIVE}
