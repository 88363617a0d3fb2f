"""What is said beside dates: of the publication, of a change, of something else."""

from __future__ import annotations

import pytest

from crawler.extract.datelabels import DateLabel, labelled_dates, published_in
from model.article import DateSource, PublicationDate
from tests.crawler.extract.pages import HEADLINE, article, read

P, C, E, U = DateLabel.PUBLISHED, DateLabel.CHANGED, DateLabel.OTHER, DateLabel.UNSAID


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Published 20 January 2023, updated 2 March 2023", [P, C]),
        ("Last updated on 2 March 2023 | Published 20 January 2023", [C, P]),
        ("27/11/2017 01:57 | Actualizado a 28/11/2017 19:20", [U, C]),
        ("Received: 3 January 2022. Accepted: 16 December 2022. Published: 2 January 2023", [E, E, P]),
        ("Recibido 13 de enero de 2022, aceptado 16 de junio de 2022", [E, E]),
        ("Veröffentlicht am 16.08.2019, zuletzt geändert am 20.08.2019", [P, C]),
        ("Publié le 24 août 2020, mis à jour le 25 août 2020", [P, C]),
        ("Pubblicato il 4 gennaio 2021, aggiornato il 5 gennaio 2021", [P, C]),
        ("Gepubliceerd op 7 mei 2019, bijgewerkt op 8 mei 2019", [P, C]),
        ("Fecha de actualización: 20 de enero de 2023", [C]),
        ("Rosa HuamánUpdated March 2, 2023", [C]),
        ("3.5.2013 veröffentlicht", [P]),
        ("20 January 2023 (updated)", [C]),
        ("12/03/2024 19h32 Atualizado há 2 horas", [U]),
        ("Datum: 03.11.2021", [P]),
        ("20 January 2023", [U]),
    ],
)
def test_words_say_what_a_date_is_of(text: str, expected: list[DateLabel]) -> None:
    assert [one.label for one in labelled_dates(text, language="es")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("27/11/2017 01:57 | Actualizado a 28/11/2017 19:20", "2017-11-27"),
        ("Updated 2 March 2023. First published 20 January 2023", "2023-01-20"),
        ("Updated 2 March 2023", None),
        ("3 January 2022 - 5 January 2022", None),
        ("20/01/2023 | 20 de enero de 2023", "2023-01-20"),
    ],
)
def test_a_line_tells_one_day_of_publication_or_none(text: str, expected: str | None) -> None:
    found = published_in(text, language="es")
    assert (found.date.value if found else None) == expected


BODY = {
    "es": "<p>Los estibadores pararon el jueves después de que fracasaron las conversaciones con la autoridad.</p>"
    "<p>El sindicato dice que nada de lo que entonces se prometió ha sido construido en el puerto.</p>",
    "pt": "<p>Os estivadores pararam na quinta-feira depois que fracassaram as conversas com a autoridade do porto.</p>"
    "<p>O sindicato diz que nada do que foi prometido naquele dia foi construído.</p>",
    "de": "<p>Die Hafenarbeiter haben am Donnerstag die Arbeit niedergelegt, als die Gespräche scheiterten.</p>"
    "<p>Nichts von dem, was damals versprochen wurde, sei seither gebaut worden, sagt die Gewerkschaft.</p>",
    "en": "<p>Dock workers walked out on Thursday after talks with the port authority broke down in the night.</p>"
    "<p>Nothing of what was promised then has been built in the port since, the union says.</p>",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "info", "expected"),
    [
        ("es", "<div class='fecha'>Viernes, 20 de enero de 2023 | 8:05 a. m.</div>", "2023-01-20"),
        ("es", "<div>Lima, 20/01/2023 08:05 p. m.</div>", "2023-01-20"),
        ("es", "<p>Publicado: 20/01/2023 11:40 a.m.</p>", "2023-01-20"),
        ("es", "<span>20.01.2023, 19:32hs.</span>", "2023-01-20"),
        ("es", "<span>20/01/23</span>", "2023-01-20"),
        ("es", "<div>20/01/2023 01:57 | Actualizado a 21/01/2023 19:20</div>", "2023-01-20"),
        ("es", "<p>Actualizado el 21 de enero de 2023. Publicado el 20 de enero de 2023</p>", "2023-01-20"),
        ("pt", "<div>20/01/2023 19h32 Atualizado há 2 horas</div>", "2023-01-20"),
        ("pt", "<p>20 de janeiro de 2023, atualizado em 22 de janeiro de 2023</p>", "2023-01-20"),
        ("de", "<div>20.01.2023, 12:01 Uhr</div>", "2023-01-20"),
        ("de", "<p>Von Rosa Huamán am 20. Januar 2023</p>", "2023-01-20"),
        ("de", "<ul><li>Eingegangen: 3. Januar 2022</li><li>Veröffentlicht: 20. Januar 2023</li></ul>", "2023-01-20"),
        ("en", "<ul><li>Received: 3 March 2022</li><li>Published: 20 January 2023</li></ul>", "2023-01-20"),
        ("en", "<dl><dt>Accepted</dt><dd>3 May 2022</dd><dt>Published</dt><dd>20 January 2023</dd></dl>", "2023-01-20"),
        ("en", "<p>Revised 3 March 2022; accepted 4 May 2022; published 20 January 2023</p>", "2023-01-20"),
        ("en", "<p><i>Rosa Huamán - 20 January 2023</i></p>", "2023-01-20"),
        ("en", "<em>Ana Quispe \u2013 January 20, 2023</em><br>", "2023-01-20"),
        ("en", "<div><i>By Rosa Huamán, Lima - 20 January 2023</i></div>", "2023-01-20"),
        ("en", "<p>Received 3 March 2022</p>", None),
        ("en", "<p class='date'>Last updated on 3 March 2022</p>", None),
        ("de", "<div><label>Letzte Änderung:</label><div class='x'>14.01.2022 um 09:25</div></div>", None),
        ("en", "<p>Last edited: <time datetime='2022-03-03'>3 March</time></p>", None),
    ],
)  # fmt: skip
def test_the_day_of_publication_is_told_from_other_days(language: str, info: str, expected: str | None) -> None:
    published = read(article(info=info, body=BODY[language])).published
    assert (published.value if published else None) == expected


LINKED = "<span class='posted-on'><a href='/x' rel='bookmark'>{}</a></span>"


@pytest.mark.parametrize(
    "info",
    [
        LINKED.format("<time class='entry-date published' datetime='2023-01-20'>Friday, January 20, 2023</time>"),
        LINKED.format(
            "<time class='entry-date published' datetime='2023-01-20'>20. Januar 2023</time>"
            "<time class='updated' datetime='2023-01-22'>22. Januar 2023</time>"
        ),
        LINKED.format("Posted on <time datetime='2023-01-20'>20 de enero de 2023</time>"),
    ],
)
def test_a_time_in_a_link_to_the_article_is_no_other_article_s_headline(info: str) -> None:
    assert read(article(info=info)).published == PublicationDate("2023-01-20", DateSource.TIME_ELEMENT)


@pytest.mark.parametrize(
    "box",
    [
        "<div class='news-date'>20 January 2023</div>",
        "<div class='box'><h5>Date: </h5>20 January 2023<br></div>",
        "<div>This entry was posted on 20 January 2023 by <a href='/rosa'>Rosa</a> and filed under Ports</div>",
        "<ul class='infobar'><li class='pubdate'>20 January 2023</li><li><a href='/r'>How we check facts</a></li></ul>",
        "<p>Published on 20 January 2023<br>Reading time: 4 minutes</p>",
    ],
)
@pytest.mark.parametrize("place", ["<h1>{h}</h1>{box}<main>{text}</main>", "<h1>{h}</h1><main>{text}</main>{box}"])
def test_a_date_apart_from_headline_and_text_is_found(place: str, box: str) -> None:
    page = f"<html><body>{place.format(h=HEADLINE, box=box, text=BODY['en'])}</body></html>"
    published = read(page).published
    assert published == PublicationDate("2023-01-20", DateSource.TEXT)


@pytest.mark.parametrize(
    "text",
    [
        "LIMA, 20 January 2023 (Andina) - Dock workers walked out on Thursday after talks broke down in the night.",
        "Callao, Jan. 20, 2023 \u2013 Dock workers walked out on Thursday after talks broke down in the night.",
        "PUNO/LIMA, January 20, 2023: Dock workers walked out on Thursday after talks broke down in the night.",
    ],
)
def test_a_dateline_dates_what_nothing_else_does(text: str) -> None:
    page = article(body=f"<p>{text}</p>{BODY['en']}")
    assert read(page).published == PublicationDate("2023-01-20", DateSource.TEXT)


@pytest.mark.parametrize(
    "text",
    [
        "On 20 January 2019 dock workers walked out after talks with the port authority broke down in the night.",
        "Dock workers of Callao walked out on 20 January 2019 - and nothing of what was promised has been built.",
        "Since 20 January 2019, when talks broke down, nothing of what was promised has been built in the port.",
    ],
)
def test_a_date_in_the_first_sentence_is_no_dateline(text: str) -> None:
    assert read(article(body=f"<p>{text}</p>{BODY['en']}")).published is None


@pytest.mark.parametrize(
    ("head", "info", "expected"),
    [
        ("'2023-01-18'", "<time itemprop='datePublished' datetime='2023-01-20'>20 January</time>", "2023-01-20"),
        ("'2023-01-18'", "<span class='date'>20 January 2023</span>", "2023-01-20"),
        ("'2023-01-10T10:00:00Z'", "<p>Published: 20 January 2023</p>", "2023-01-20"),
        ("'2023-01-18'", "<p>20 January 2023</p>", "2023-01-18"),
        ("'2023-01-18'", "<p class='date'>Updated 20 January 2023</p>", "2023-01-18"),
        ("'2023-01-18'><meta property='article:modified_time' content='2023-01-20T10:00:00Z'",
         "<span class='date'>20 January 2023</span>", "2023-01-18"),
    ],
)  # fmt: skip
def test_what_readers_see_is_believed_rather_than_meta_elements(head: str, info: str, expected: str) -> None:
    page = article(head=f"<meta property='article:published_time' content={head}>", info=info)
    published = read(page).published
    assert published is not None
    assert published.value[:10] == expected


@pytest.mark.parametrize(
    "box",
    [
        "<div class='date'><span>Jan</span><span>20</span><span>2023</span></div>",
        "<div class='post-date'><b>20</b><i>January</i><small>2023</small></div>",
        "<p class='entry-date'><span class='d'>20</span><span class='m'>January</span><span class='y'>2023</span></p>",
        "<div class='dateline'><a>Ports</a><i>20<sup>th</sup> January 2023</i><b>Updated: 3 March 2023</b></div>",
    ],
)  # fmt: skip
def test_the_parts_of_a_date_may_have_boxes_of_their_own(box: str) -> None:
    published = read(article(info=box)).published
    assert published == PublicationDate("2023-01-20", DateSource.TEXT)


@pytest.mark.parametrize(
    "header",
    [
        "<header><h1>{h}</h1><time class='date updated published' datetime='2023-01-20'>20 January</time></header>",
        "<header><h1>{h}<h4>By Rosa on <time datetime='2023-01-20'>20 January 2023</time></h4></h1></header>",
        "<header class='big'><div><h1>{h}</h1><p><time datetime='2023-01-20'>20 January 2023</time></p></div></header>",
    ],
)
def test_a_header_of_the_page_that_repeats_the_headline_has_its_date(header: str) -> None:
    inner = f"{header.format(h=HEADLINE)}<article><h1>{HEADLINE}</h1><div>{BODY['en']}</div></article>"
    published = read(f"<html><head><title>{HEADLINE}</title></head><body>{inner}</body></html>").published
    assert published == PublicationDate("2023-01-20", DateSource.TIME_ELEMENT)


@pytest.mark.parametrize(
    "above",
    [
        "<p>20 January 2023</p><p>Print</p><p>Photo: Puerto Libre</p><p>Ports</p>",
        "<div>20.01.2023</div><ul><li>Share</li><li>Mail</li><li>Print</li></ul><div>Labour</div>",
        "<div><span>January 20, 2023</span></div><p>Ports</p><p>Callao</p><p>Strikes</p><p>Labour</p>",
    ],
)
def test_a_date_above_the_headline_is_its_own_with_a_few_lines_between(above: str) -> None:
    inner = f"<article>{above}<h1>{HEADLINE}</h1>{BODY['en']}</article>"
    published = read(f"<html><head><title>{HEADLINE}</title></head><body>{inner}</body></html>").published
    assert published == PublicationDate("2023-01-20", DateSource.TEXT)


@pytest.mark.parametrize(
    "box",
    [
        "<div><p>{a} wurde am <nobr>20. Januar 2023</nobr> um 23:03 Uhr gepostet und unter Hafen abgelegt.</p></div>",
        "<h4>Published</h4><time>20 January 2023</time><h4>Reviewed</h4><time>3 February 2024</time>",
        "<div><p>Posted on <b>20 January 2023</b> in <a href='/ports'>Ports</a> and <a href='/l'>Labour</a></p></div>",
        "<div class='box'>Publicerad <span>20 januari 2023</span></div>",
    ],
)  # fmt: skip
def test_what_is_said_beside_a_date_counts_wherever_it_stands(box: str) -> None:
    page = f"<body><main><h1>{HEADLINE}</h1>{BODY['en']}</main>{box.format(a='<a href=/x>Der Streik</a>')}</body>"
    published = read(f"<html><head><title>{HEADLINE}</title></head>{page}</html>").published
    assert published is not None
    assert published.value == "2023-01-20"


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        ("<p>Filed under ports, 20 January 2023, 23:03, by hand</p>", "2023-01-20"),
        ("<p>20/01/2023 Puerto Libre, Lima</p><p>See also what we wrote on 3 May 2019.</p>", "2023-01-20"),
        ("<p>Rain: 20 January 2023</p><p>Wind: 21 January 2023</p>", "2023-01"),
        ("<p>3 May 2019</p>", "2023-01"),
    ],
)
def test_the_one_day_of_the_month_in_an_address_is_that_of_the_article(side: str, expected: str) -> None:
    page = article(body=BODY["en"]).replace("<footer>", f"<div>{side}</div><footer>")
    published = read(page, url="https://noticias.example/2023/01/strike.htm").published
    assert published is not None
    assert published.value == expected


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("<span class='date updated'><a href='/2023/01/'>January 20, 2023</a></span>", "2023-01-20"),
        ("<time class='entry-meta-date updated' datetime='2023-01-20'>Friday</time>", "2023-01-20"),
        ("<span class='updated post-date'>January 20, 2023</span>", "2023-01-20"),
    ],
)
def test_a_date_whose_theme_says_updated_as_hatom_wants_it_is_one_of_publication(mark: str, expected: str) -> None:
    published = read(article(info=f"<div class='x'>{mark}</div>")).published
    assert (published.value if published else None) == expected
