"""Descriptions in JSON-LD as systems really write them."""

from __future__ import annotations

import pytest

from model.article import DateSource, PublicationDate
from tests.crawler.extract.pages import HEADLINE, URL, article, read

FIELDS = (
    '"@type":"NewsArticle","headline":"Dockers\' strike shuts the port","datePublished":"2023-01-20T09:30:00-05:00"'
)
MOMENT = PublicationDate("2023-01-20T09:30:00-05:00", DateSource.JSON_LD)


def with_script(text: str) -> str:
    return article(head=f'<script type="application/ld+json">{text}</script>')


@pytest.mark.parametrize(
    "script",
    [
        f"// <![CDATA[\n{{{FIELDS}}}\n// ]]>",
        f"/* <![CDATA[ */\n{{{FIELDS}}}\n/* ]]> */",
        f"<![CDATA[{{{FIELDS}}}]]>",
        f"<!--{{{FIELDS}}}-->",
        f"<!--\n{{{FIELDS}}}\n//-->",
        f"/* made by a plugin */{{{FIELDS}}}",
        f"// made by a plugin\n{{{FIELDS}}};",
        f"{{{FIELDS},}}",
        f'{{{FIELDS},"keywords":["port","strike",],}}',
        f"{{{FIELDS}}}".replace('"', "&quot;"),
        f'{{"@type":"WebSite","name":"x"}}{{{FIELDS}}}',
        f'{{"@type":"Organization"}}\n,\n{{{FIELDS}}}',
        f'{{{FIELDS},"description":"line\nbreaks\tand tabs"}}',
        f'{{{FIELDS},"description":"it\\\'s odd"}}',
        f'{{{FIELDS},"description":"a "quoted" word"}}',
        f"{{{FIELDS}",
        f'[{{"@type":"BreadcrumbList"}},{{{FIELDS}}}]',
    ],
)
def test_damaged_descriptions_are_mended(script: str) -> None:
    assert read(with_script(script)).published == MOMENT


@pytest.mark.parametrize(
    "script", ["", ";", "{", "[]", "null", '"text"', "{{}}", '{"@type":"NewsArticle"', "var x = 1;"]
)
def test_what_is_no_description_says_nothing(script: str) -> None:
    assert read(with_script(script)).published is None


PAGE = '{{"@type":"WebPage",{},"datePublished":"2023-01-20T09:30:00-05:00"}}'
OWN_PAGE = PAGE.format(f'"@id":"{URL}","name":"other"')


@pytest.mark.parametrize(
    "script",
    [
        f'{{"@type":"Blog","blogPost":{{{FIELDS}}}}}',
        f'{{"@graph":[{{"@type":"WebSite"}},{{"@graph":[{{{FIELDS}}}]}}]}}',
        f'{{"@type":"WebPage","mainEntity":{{{FIELDS}}}}}',
        '{"@type":["Thing","ReportageNewsArticle"],"datePublished":"2023-01-20T09:30:00-05:00"}',
        PAGE.format(f'"@id":"{URL}"'),
        PAGE.format(f'"url":"{URL.replace("https://", "http://www.")}#page"'),
        PAGE.format(f'"name":"{HEADLINE}"'),
        f'{{"@graph":[{OWN_PAGE},{{"@type":"WebSite","name":"x"}}]}}',
    ],
)
def test_an_article_is_found_wherever_its_description_stands(script: str) -> None:
    assert read(with_script(script)).published == MOMENT


@pytest.mark.parametrize("whose", ['"@id":"https://noticias.example/"', '"name":"Puerto Libre"', '"inLanguage":"es"'])
def test_another_page_s_description_says_nothing_of_this_one(whose: str) -> None:
    assert read(with_script(PAGE.format(whose))).published is None


def test_a_page_s_own_date_is_believed_only_where_its_article_has_none() -> None:
    page = article(
        head=f'<script type="application/ld+json">{OWN_PAGE}</script>',
        info="<p>18 January 2023</p>",
    )
    assert read(page).published == PublicationDate("2023-01-18", DateSource.TEXT)


@pytest.mark.parametrize(
    "script",
    [
        'window.__STATE__ = {"article":{"id":7,"publishedAt":"2023-01-20T09:30:00-05:00"}};',
        "var meta = {'published_at': '2023-01-20T09:30:00-05:00', 'tags': []}",
        'self.push("{\\"publishDate\\":\\"2023-01-20T09:30:00-05:00\\"}")',
    ],
)
def test_the_only_day_of_publication_in_a_page_s_scripts_is_the_last_resort(script: str) -> None:
    assert read(article(head=f"<script>{script}</script>")).published == PublicationDate(MOMENT.value, DateSource.META)
    two = script + 'x = {"publishedAt":"2022-01-01"}'
    assert read(article(head=f"<script>{two}</script>")).published is None


@pytest.mark.parametrize(
    "element",
    [
        '<meta name="citation_publication_date" content="2023/01/20">',
        '<meta property="article:published_time" content="January 20, 2023 9:30 PM EST">',
        '<meta name="date" content="20 de enero de 2023">',
        '<meta name="sw-pubdate" content="2023-01-20">',
        '<meta name="news_publish_date" content="Fri, 01/20/2023 - 17:57">',
        '<meta name="DC.date" content="20.01.2023">',
    ],
)
def test_a_meta_element_s_date_is_read_in_any_form(element: str) -> None:
    assert read(article(head=element)).published == PublicationDate("2023-01-20", DateSource.META)
