from __future__ import annotations

import pytest

from crawler.extract.authors import names_in
from tests.crawler.extract.pages import article, read

LD = '<script type="application/ld+json">{"@type":"Article","author":%s}</script>'


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Rosa Huamán", ["Rosa Huamán"]),
        ("By Rosa Huamán", ["Rosa Huamán"]),
        ("Written by: Rosa Huamán", ["Rosa Huamán"]),
        ("Por Rosa Huamán", ["Rosa Huamán"]),
        ("Escrito por Rosa Huamán", ["Rosa Huamán"]),
        ("By Rosa Huamán and José Mamani", ["Rosa Huamán", "José Mamani"]),
        ("Por Rosa Huamán y José Mamani", ["Rosa Huamán", "José Mamani"]),
        ("Por Rosa Huamán e Inês Rocha", ["Rosa Huamán", "Inês Rocha"]),
        ("Rosa Huamán, José Mamani & Ana Quispe", ["Rosa Huamán", "José Mamani", "Ana Quispe"]),
        ("Rosa Huamán | 20 January 2023", ["Rosa Huamán"]),
        ("By Rosa Huamán Published 11:34 AM", ["Rosa Huamán"]),
        ("Autora: Rosa Huamán", ["Rosa Huamán"]),
        ("Bernardo Poma", ["Bernardo Poma"]),
        ("admin", []),
        ("Editor", []),
        ("By", []),
        ("https://noticias.example/rosa", []),
        ("rosa@noticias.example", []),
        ("", []),
    ],
)
def test_names_are_read_from_a_byline(line: str, names: list[str]) -> None:
    assert names_in(line) == names


@pytest.mark.parametrize(
    ("page", "authors"),
    [
        (article(head=LD % '{"@type":"Person","name":"Rosa Huamán"}'), ("Rosa Huamán",)),
        (article(head=LD % '[{"name":"Rosa Huamán"},{"name":"José Mamani"}]'), ("Rosa Huamán", "José Mamani")),
        (article(head=LD % '"Rosa Huamán"'), ("Rosa Huamán",)),
        (article(head=LD % '{"@type":"Organization","name":"Puerto Libre"}'), ()),
        (article(head='<meta name="author" content="Rosa Huamán">'), ("Rosa Huamán",)),
        (
            article(head='<meta name="author" content="admin">', info='<a rel="author">Rosa Huamán</a>'),
            ("Rosa Huamán",),
        ),
        (article(info='<p class="byline">By Rosa Huamán</p>'), ("Rosa Huamán",)),
        (article(info='<h4 class="author-line">Rosa Huamán</h4>'), ("Rosa Huamán",)),
        (article(info='<div class="posted-by">Por Rosa Huamán</div>'), ("Rosa Huamán",)),
        (article(after='<div id="comments"><span class="author">Pepe</span></div>'), ()),
        (
            article(
                head='<meta property="og:site_name" content="Puerto Libre">', info='<p class="byline">Puerto Libre</p>'
            ),
            (),
        ),
        (article(), ()),
    ],
)
def test_a_page_s_authors_are_found(page: str, authors: tuple[str, ...]) -> None:
    assert read(page).authors == authors


def test_the_listing_names_the_authors_of_a_page_that_does_not() -> None:
    assert read(article(), authors=("By Rosa Huamán", "admin")).authors == ("Rosa Huamán",)
    assert read(article(info='<p class="byline">Ana Quispe</p>'), authors=("Rosa Huamán",)).authors == ("Ana Quispe",)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Mar 6 Written By Rosa Huamán", ["Rosa Huamán"]),
        ("ByRosa Huamán", ["Rosa Huamán"]),
        ("Rosa HuamánUpdated March 6, 2023", ["Rosa Huamán"]),
        ("Rosa Huamán on", ["Rosa Huamán"]),
        ("Rosa Huamán More posts from this author", ["Rosa Huamán"]),
        ("Rosa Huamán 15 min read", ["Rosa Huamán"]),
        ("Read more about Rosa Huamán", ["Rosa Huamán"]),
        ("Bye Byrne", ["Bye Byrne"]),
    ],
)
def test_a_name_comes_apart_from_the_words_around_it(line: str, expected: list[str]) -> None:
    assert names_in(line) == expected


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("<a href='/r'>Rosa Huamán</a> Senior Ports Reporter", ("Rosa Huamán",)),
        ("<a href='/r'>Rosa Huamán</a><br>Writer", ("Rosa Huamán",)),
        ("<a href='/r'>Rosa Huamán</a> and <a href='/a'>Ana Quispe</a>", ("Rosa Huamán", "Ana Quispe")),
        ("Rosa Huamán <a href='/f'>Follow on the network</a>", ("Rosa Huamán",)),
    ],
)
def test_a_linked_name_is_told_from_the_role_behind_it(byline: str, expected: tuple[str, ...]) -> None:
    assert read(article(info=f"<div class='byline'>{byline}</div>")).authors == expected
