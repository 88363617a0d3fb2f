"""Every way to print a date, beside every trap: what the page says of the article, and nothing that it says of else."""

from __future__ import annotations

import pytest

from model.article import DateSource, PublicationDate
from tests.crawler.extract.pages import NOW, article, read

SHOWN = {
    "en": (
        "20 January 2023", "January 20, 2023", "Jan 20, 2023", "Friday, 20 January 2023", "Friday January 20th, 2023",
        "20/01/2023", "20.01.2023", "2023-01-20", "20 Jan 2023, 10:15", "Posted on January 20, 2023 by Rosa Huamán",
    ),
    "es": (
        "20 de enero de 2023", "20 de enero del 2023", "20 enero, 2023", "Viernes 20 de enero de 2023",
        "enero 20, 2023", "20/01/2023", "20-01-2023", "20 ene 2023", "20 de Enero de 2023",
        "Publicado el 20 de enero de 2023 a las 18:30",
    ),
    "pt": (
        "20 de janeiro de 2023", "20 de Janeiro de 2023", "20 janeiro 2023", "sexta-feira, 20 de janeiro de 2023",
        "20 de jan. de 2023", "20/01/2023", "Publicado em 20 de janeiro de 2023", "20 de janeiro de 2023 às 18h30",
    ),
}  # fmt: skip
"""One day, as pages print it under a headline."""

STATED = {
    "json-ld": '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2023-01-20"}</script>',
    "meta": '<meta property="article:published_time" content="2023-01-20">',
}

BODY = {
    "en": "<p>Dock workers walked out on Thursday after talks with the port authority broke down in the night.</p>"
    "<p>Since the third of May 2019 nothing of what was promised then has been built, the union says.</p>",
    "es": "<p>Los estibadores pararon el jueves después de que fracasaron las conversaciones con la autoridad.</p>"
    "<p>Desde el 3 de mayo de 2019 no se ha construido nada de lo que entonces se prometió, dice el sindicato.</p>",
    "pt": "<p>Os estivadores pararam na quinta-feira depois que fracassaram as conversas com a autoridade do porto.</p>"
    "<p>Desde 3 de maio de 2019 nada do que foi prometido naquele dia foi construído, diz o sindicato.</p>",
}

TRAPS = {
    "nothing": {},
    "a clock": {"before": f"<div id='clock'>{NOW:%A, %B %d, %Y}</div>"},
    "a clock for machines": {"before": f"<div><time datetime='{NOW:%Y-%m-%d}'>hoy</time></div>"},
    "related articles": {
        "after": "<aside><h3>Related</h3><ul><li><a href='/x'>Rain closes one more road</a> <time "
        "datetime='2024-06-30'>30/06/2024</time></li></ul></aside>"
    },
    "comments": {"after": "<section id='comments'><p>Ana, <time datetime='2024-05-01'>1 May 2024</time></p></section>"},
    "a footer": {"after": "<footer>© 2009-2024 Gaceta, 1 January 2024</footer>"},
    "a change": {"head": '<meta property="article:modified_time" content="2024-03-02T10:00:00Z">'},
}  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in SHOWN.items() for text in texts])
def test_a_date_in_words_is_found_beside_any_trap(language: str, text: str, trap: str) -> None:
    page = article(info=f"<p class='info'>{text}</p>", body=BODY[language], **TRAPS[trap])
    assert read(page).published == PublicationDate("2023-01-20", DateSource.TEXT)


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("source", STATED)
def test_a_date_for_machines_is_found_beside_any_trap(source: str, trap: str) -> None:
    around = dict(TRAPS[trap])
    around["head"] = around.get("head", "") + STATED[source]
    assert read(article(body=BODY["es"], **around)).published == PublicationDate("2023-01-20", DateSource(source))


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("language", BODY)
def test_a_trap_alone_is_no_date(language: str, trap: str) -> None:
    assert read(article(body=BODY[language], **TRAPS[trap])).published is None


@pytest.mark.parametrize(
    "line",
    [
        "January 20, 2023 · 8 min read",
        "20 January 2023 - 11 minutes",
        "20. Januar 2023 | 4 Min. Lesezeit",
        "20 janvier 2023 • Temps de lecture : 6 min",
        "20 de enero de 2023 · 5 min de lectura",
        "20 января 2023 · 5 мин",
    ],
)
def test_how_long_an_article_takes_to_read_may_stand_beside_its_date(line: str) -> None:
    page = f"<div><p>{line}</p></div><section><h1>{{}}</h1></section><div class=entry-content>{BODY['en']}</div>"
    shown = read(f"<html><body>{page.format('A walk along the harbour wall')}</body></html>").published
    assert shown is not None
    assert shown.value == "2023-01-20"


@pytest.mark.parametrize("around", ["id=__next", "class=event-page", "class='card card-full'", "class=archive-entry"])
def test_what_holds_the_headline_is_no_box_of_other_articles(around: str) -> None:
    page = (
        f"<html><body><div {around}><header><h1>A walk along the harbour wall</h1></header>"
        f"<div class=entry-content>{BODY['en']}</div>"
        "<div class=end><p>Posted on 20 January 2023 in Walks</p></div></div></body></html>"
    )
    shown = read(page).published
    assert shown is not None
    assert shown.value == "2023-01-20"
