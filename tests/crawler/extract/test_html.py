from __future__ import annotations

import pytest

from model.article import DateSource, Kind, PublicationDate
from model.errors import NotAnArticle
from tests.crawler.extract import pages
from tests.crawler.extract.pages import ENGLISH, HEADLINE, NOW, PORTUGUESE, SPANISH, article, p, read


@pytest.mark.parametrize(
    ("page", "title", "paragraphs", "published", "authors", "language"),
    [
        (pages.JOOMLA_5, HEADLINE, ENGLISH, "2023-02-14T09:00:00-05:00", ("Rosa Huamán",), "en"),
        (pages.JOOMLA_2, HEADLINE, ENGLISH, "2023-02-14", ("Rosa Huamán",), "en"),
        (
            pages.WORDPRESS_2021,
            "Fin del bloqueo en Apurímac",
            SPANISH,
            "2022-09-05T18:20:00+00:00",
            ("Ana Quispe",),
            "es",
        ),
        (pages.BLOCKS_2024, "Volta às aulas em Ayacucho", PORTUGUESE, "2024-05-20T08:00:00-03:00", (), "pt"),
        (pages.NEWSPAPER, HEADLINE, ENGLISH, "2023-02-14T14:00:00+00:00", ("Rosa Huamán",), "en"),
        (pages.DRUPAL_10, HEADLINE, ENGLISH, "2023-02-14T14:00:00+00:00", (), "en"),
        (pages.HAND_MADE, HEADLINE, ENGLISH, None, (), "en"),
    ],
    ids=["joomla-5", "joomla-2.5", "wordpress-2021", "wordpress-2024", "newspaper", "drupal", "by-hand"],
)
def test_stock_markup_is_read_to_the_word(
    *,
    page: str,
    title: str,
    paragraphs: tuple[str, ...],
    published: str | None,
    authors: tuple[str, ...],
    language: str | None,
) -> None:
    content = read(page)
    assert content.title == title
    assert content.body == "\n\n".join(paragraphs)
    assert (content.published.value if content.published else None) == published
    assert content.authors == authors
    assert content.language == language
    assert content.kind is Kind.HTML


def test_a_page_gives_its_own_address_in_full() -> None:
    assert read(pages.WORDPRESS_2021).canonical_url == "https://noticias.example/fin-del-bloqueo/"
    assert (
        read(article(head='<meta property="og:url" content="/corto">')).canonical_url
        == "https://noticias.example/corto"
    )
    assert read(article(head='<link rel="canonical" href="javascript:void(0)">')).canonical_url is None
    assert read(article(head='<link rel="canonical" href="http://[broken">')).canonical_url is None
    assert read(article()).canonical_url is None


def test_the_last_change_is_told_only_with_its_time_and_zone() -> None:
    changed = '<meta property="article:modified_time" content="{}">'
    assert read(article(head=changed.format("2024-01-02T03:04:05Z"))).modified == "2024-01-02T03:04:05+00:00"
    assert read(article(head=changed.format("2024-01-02"))).modified is None
    assert read(article(head=changed.format("2031-01-02T03:04:05Z"))).modified is None
    assert read(article(), modified="2024-01-02T03:04:05+00:00").modified == "2024-01-02T03:04:05+00:00"
    assert read(article(), modified="2024-01-02T03:04:05").modified is None


def test_the_page_language_is_that_of_the_text_and_not_of_its_attribute() -> None:
    assert read(pages.BLOCKS_2024.replace("<html>", '<html lang="en">')).language == "pt"


@pytest.mark.parametrize(
    "data", [b"", b"   \r\n", b"<!-- nothing -->", b"<html></html>", b"<html><body></body></html>"]
)
def test_an_empty_page_is_no_article(data: bytes) -> None:
    with pytest.raises(NotAnArticle):
        read(data)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<title>404</title><h1>Page not found</h1><p>Sorry, what you look for is not here any more.</p>", "error"),
        ("<title>Error 404</title><h1>Página no encontrada</h1><p>La nota que busca ya no existe aquí.</p>", "error"),
        ("<title>Just a moment...</title><p>Checking that you are a person before we go on to the site.</p>", "error"),
        (
            "<title>Members</title><h1>Members</h1><p>Enter your password.</p><form><input type=password></form>",
            "login",
        ),
        (
            "<title>Links</title>" + "".join(f"<p><a href='/{n}'>A note about number {n}</a></p>" for n in range(9)),
            "lists articles",
        ),
        ("<title>Peru</title><h1>Peru</h1><p>Coming soon</p>", "text"),
    ],
)
def test_a_page_without_an_article_says_what_it_is_instead(page: str, reason: str) -> None:
    with pytest.raises(NotAnArticle, match=reason):
        read(f"<html><body>{page}</body></html>")


ITEM = '<article class="hentry"><h2><a href="/{n}/">{title}</a></h2><div class="entry-content">{text}</div></article>'


@pytest.mark.parametrize("number", [1, 3])
def test_a_listing_of_articles_is_none(number: int) -> None:
    items = "".join(ITEM.format(n=n, title=f"Story number {n}", text=ENGLISH[n]) for n in range(number))
    with pytest.raises(NotAnArticle, match="lists articles"):
        read(
            f"<html><head><title>Peru</title></head><body><h1>Peru</h1>{items}</body></html>",
            url="https://x.example/peru/",
        )


def test_an_article_whose_heading_links_to_itself_is_no_listing() -> None:
    item = ITEM.format(n="story", title=HEADLINE, text=ENGLISH[0])
    assert read(f"<html><body>{item}</body></html>", url="https://x.example/story").body == ENGLISH[0]


def test_articles_listed_below_an_article_do_not_make_it_a_listing() -> None:
    items = "".join(ITEM.format(n=n, title=f"Story number {n}", text="Short.") for n in range(4))
    assert read(article(after="") + f"<section>{items}</section>").body == "\n\n".join(ENGLISH)


def test_an_article_without_any_title_is_called_by_its_first_words() -> None:
    page = f"<html><body>{p(ENGLISH)}</body></html>"
    assert read(page).title == "Dock workers in Callao walked out on Thursday after talks with the…"
    assert read(page, title="Strike in Callao").title == "Strike in Callao"


def test_the_listing_s_date_counts_where_the_page_has_none() -> None:
    listed = PublicationDate("2022-12-22", DateSource.TEXT)
    assert read(article(), published=listed).published == listed
    assert read(article(), now=NOW).published is None
