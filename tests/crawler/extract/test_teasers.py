"""Articles whose page shows no text: a teaser stands in for it where it is plain whose teaser it is."""

from __future__ import annotations

import json

import pytest

from crawler.extract.html import extract_html
from crawler.extract.reading import Reading
from crawler.extract.template import Template
from model.article import Content, DateSource, Entry, PublicationDate
from model.errors import NotAnArticle
from tests.crawler.extract.pages import ENGLISH, HEADLINE, NOW, URL, p
from tests.crawler.extract.source import Source
from tests.crawler.extract.test_refusals import LOGIN, WALLS

TEASER = "Three hundred dockers stopped the cranes of Callao at dawn, and nobody knows for how long."
DAY = PublicationDate("2023-02-14", DateSource.FEED)
VIDEO = "<video src='/a.mp4'></video>"
META = f'<meta property="og:description" content="{TEASER}">'
DATED = '<meta property="article:published_time" content="2023-02-14T09:00:00-05:00">'


def page(*, inner: str = VIDEO, head: str = "", title: str = HEADLINE) -> str:
    """A page with a headline and nothing to read, but what is given."""
    return (
        f"<html><head><title>{title} | Puerto Libre</title>{head}</head><body><header><a href='/'>Puerto Libre</a>"
        f"</header><main><article><h1>{title}</h1><div class='entry-content'>{inner}</div></article></main>"
        "<aside><h3>Latest</h3><ul><li><a href='/a'>Rain closes the central highway again</a></li></ul></aside>"
        "<footer>Puerto Libre, Jr. Lampa 100</footer></body></html>"
    )


def read(
    markup: str,
    *,
    title: str | None = HEADLINE,
    teaser: str | None = None,
    published: PublicationDate | None = None,
    template: Template | None = None,
) -> Reading:
    entry = Entry(url=URL, title=title, teaser=teaser, published=published)
    return extract_html(markup.encode(), url=URL, charset="utf-8", entry=entry, now=NOW, template=template)


def said(content: Content) -> tuple[str, str, bool]:
    return content.title, content.body, content.is_teaser


def described(text: str) -> str:
    node = {"@type": "NewsArticle", "headline": HEADLINE, "description": text}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    ("head", "teaser", "published"),
    [
        ("", TEASER, None),
        ("", TEASER, DAY),
        (META, None, DAY),
        (META + DATED, None, None),
        (f'<meta name="description" content="{TEASER}">', None, DAY),
        (described(TEASER), None, None),
        (
            described(f"<p>{TEASER}</p>") + '<meta name="description" content="News of all the ports of Peru.">',
            None,
            None,
        ),
        ('<meta name="description" content="News of all the ports of Peru.">', TEASER, None),
        (META, HEADLINE, None),
        (META, "Video", DAY),
    ],
)
@pytest.mark.parametrize("inner", [VIDEO, "", "<img src=a.jpg>", "<p>Watch the video</p>"])
def test_a_teaser_stands_in_for_a_text_that_is_not_there(
    head: str, teaser: str | None, published: PublicationDate | None, inner: str
) -> None:
    reading = read(page(head=head, inner=inner), teaser=teaser, published=published)
    assert said(reading.content) == (HEADLINE, TEASER, True)
    assert reading.content.structure == ()


def test_of_a_teaser_page_nothing_is_learned() -> None:
    assert read(page(), teaser=TEASER).traits is None


@pytest.mark.parametrize(
    "inner",
    [
        "<p>Subscribe to continue reading this article and all others of this month.</p>",
        "<p>Este contenido es exclusivo para suscriptores.</p><p>¿Ya lo eres?</p>",
    ],
)
def test_a_page_that_shows_only_a_wall_under_the_listed_title_has_the_teaser(inner: str) -> None:
    assert said(read(page(inner=inner), teaser=TEASER).content) == (HEADLINE, TEASER, True)


def test_what_the_source_s_pages_all_say_in_place_of_a_text_gives_way_to_the_teaser() -> None:
    source = Source()
    notice = "<p>The rest of this story is for the members of our club, who keep the lights on.</p>"
    for number in range(6):
        title = f"Story {number} of the port"
        source.read(page(inner=notice, title=title), f"https://a.example/{number}", title=title)
    reading = read(page(inner=notice), teaser=TEASER, template=source.template)
    assert said(reading.content) == (HEADLINE, TEASER, True)
    assert not read(page(inner=notice), template=source.template).content.is_teaser


@pytest.mark.parametrize(
    "inner",
    [
        p(ENGLISH),
        f"<p>{ENGLISH[0]}</p>",
        f"<p>{TEASER}</p>",
        f"<p>{ENGLISH[0]}</p><p>Subscribe to continue reading.</p>",
        f"<p>{TEASER} Before, the ministry said that your privacy matters.</p>",
    ],
)
def test_a_page_with_a_text_has_no_need_of_a_teaser(inner: str) -> None:
    content = read(page(inner=inner, head=META + DATED), teaser=TEASER).content
    assert not content.is_teaser
    assert content.body


@pytest.mark.parametrize("wall", WALLS)
def test_no_wall_becomes_an_article_because_of_a_teaser(wall: str) -> None:
    markup = WALLS[wall].replace("</head>", f"{META}{DATED}</head>")
    with pytest.raises(NotAnArticle):
        read(markup, teaser=TEASER, published=DAY)


@pytest.mark.parametrize(
    ("markup", "title", "teaser", "published"),
    [
        (page(head=META), "Another title than the page's", TEASER, DAY),
        (page(head=META), None, TEASER, DAY),
        (page(head=META, title=""), HEADLINE, TEASER, DAY),
        (page(head=META, inner=LOGIN.format(name="Mail", rest="")), HEADLINE, TEASER, DAY),
        (page(head=META, title="Page not found"), "Page not found", TEASER, DAY),
        # what may be a section or a tag
        (page(head=META), HEADLINE, None, None),
        (page(), HEADLINE, None, DAY),
        (page(), HEADLINE, HEADLINE, DAY),
        (page(), HEADLINE, "Watch the video", DAY),
        (page(), HEADLINE, "Subscribe to continue reading this article and all others.", DAY),
    ],
)
def test_a_page_is_refused_where_it_is_not_plain_what_it_is(
    markup: str, title: str | None, teaser: str | None, published: PublicationDate | None
) -> None:
    with pytest.raises(NotAnArticle):
        read(markup, title=title, teaser=teaser, published=published)


def test_what_a_site_says_of_all_its_pages_is_nobody_s_teaser() -> None:
    source = Source()
    motto = '<meta name="description" content="All the ports of Peru, from end to end, each day.">'
    for number in range(6):
        text = "".join(f"<p>{paragraph} For the {number} time.</p>" for paragraph in ENGLISH)
        source.read(page(head=motto, inner=text, title=f"Story {number} of the port"), f"https://a.example/{number}")
    with pytest.raises(NotAnArticle):
        read(page(head=motto), published=DAY, template=source.template)
    assert read(page(head=motto), teaser=TEASER, template=source.template).content.body == TEASER


def test_a_teaser_has_its_date_and_language() -> None:
    content = read(page(), teaser=TEASER, published=DAY).content
    assert (content.published, content.language) == (DAY, "en")
