from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.dates import TRUST, address_claims, believed
from crawler.text.datewords import dates_in, is_date_line, machine_date, stated_date
from model.article import DateSource, PublicationDate
from tests.crawler.extract.pages import NOW, article, read


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("20 January 2023", "en", ["2023-01-20"]),
        ("January 20, 2023", "en", ["2023-01-20"]),
        ("Jan. 20, 2023", "en", ["2023-01-20"]),
        ("Friday, January 20th, 2023 at 10:15 am", "en", ["2023-01-20"]),
        ("the 1st of May 2021", "en", ["2021-05-01"]),
        ("2nd Sept 2020", "en", ["2020-09-02"]),
        ("SEPTEMBER 3RD 2020", "en", ["2020-09-03"]),
        ("12 de enero de 2023", "es", ["2023-01-12"]),
        ("12 de enero del 2023", "es", ["2023-01-12"]),
        ("Lima, 1º de mayo de 2022", "es", ["2022-05-01"]),
        ("5 septiembre, 2022", "es", ["2022-09-05"]),
        ("5 de setiembre de 2022", "es", ["2022-09-05"]),
        ("enero 12, 2023", "es", ["2023-01-12"]),
        ("15 dic 2022", "es", ["2022-12-15"]),
        ("15-dic-2022", "es", ["2022-12-15"]),
        ("11 de jul de 2024", "pt", ["2024-07-11"]),
        ("22 de dez de 2022", "pt", ["2022-12-22"]),
        ("3 de março de 2021", "pt", ["2021-03-03"]),
        ("1º de fevereiro de 2019", "pt", ["2019-02-01"]),
        ("7 out. 2018", "pt", ["2018-10-07"]),
        ("2022-12-22", None, ["2022-12-22"]),
        ("2022/12/2", None, ["2022-12-02"]),
        ("25/12/2022", "en", ["2022-12-25"]),
        ("12/25/2022", "en", ["2022-12-25"]),
        ("03/04/2022", "en", []),
        ("03/04/2022", None, []),
        ("03/04/2022", "es", ["2022-04-03"]),
        ("03/04/2022", "pt", ["2022-04-03"]),
        ("03.04.2022", "en", ["2022-04-03"]),
        ("04/04/2022", "en", ["2022-04-04"]),
        ("December 2022", "en", ["2022-12"]),
        ("diciembre de 2022", "es", ["2022-12"]),
        ("Outubro 2018", "pt", ["2018-10"]),
        ("30 February 2022", "en", ["2022-02"]),
        ("31/11/2022", "es", []),
        ("13/13/2022", "es", []),
        ("1 May 1889", "en", []),
        ("page 12 of 2022", "en", []),
        ("tel. 01-2023-4567", "en", []),
        ("from 3 January 2020 to 5 March 2021", "en", ["2020-01-03", "2021-03-05"]),
        ("1234 January 20234", "en", []),
        ("19. Juli 2014", "de", ["2014-07-19"]),
        ("Dezember 29, 2021", "de", ["2021-12-29"]),
        ("3. März 2022", "de", ["2022-03-03"]),
        ("1er février 2020", "fr", ["2020-02-01"]),
        ("24 août 2020", "fr", ["2020-08-24"]),
        ("lunedì 4 gennaio 2021", "it", ["2021-01-04"]),
        ("12 mag 2020", "it", ["2020-05-12"]),
        ("7 mei 2019", "nl", ["2019-05-07"]),
        ("21 mrt. 2022", "nl", ["2022-03-21"]),
        ("12 stycznia 2020 r.", "pl", ["2020-01-12"]),
        ("5. lokakuuta 2018", "fi", ["2018-10-05"]),
        ("9 Şubat 2023", "tr", ["2023-02-09"]),
        ("8 марта 2021", "ru", ["2021-03-08"]),
        ("7 d\u2019octubre de 2020", "ca", ["2020-10-07"]),
        ("2020. március 5.", "hu", ["2020-03-05"]),
        ("07 أكتوبر 2020", "ar", ["2020-10-07"]),
        ("2021년 4월 3일", "ko", ["2021-04-03"]),
        ("19.7.2014", "de", ["2014-07-19"]),
        ("29. 4. 2020", "cs", ["2020-04-29"]),
        ("26 | 01 | 2022", "de", ["2022-01-26"]),
        ("30.10.23", "de", ["2023-10-30"]),
        ("05/03/24", "es", ["2024-03-05"]),
        ("05/03/24", "en", []),
        ("25/03/24", "en", ["2024-03-25"]),
        ("version 3.1.12 of 2022", "en", []),
        ("0.12.24.1", "de", []),
        ("Jan 04 09:34 2021", "en", ["2021-01-04"]),
        ("Wed Aug 27 13:08:45 +0000 2008", "en", ["2008-08-27"]),
        ("Tue, 07/11/2023 - 17:57", "en", ["2023-07-11"]),
        ("Tue, 02/07/2023 - 09:00", "en", ["2023-02-07"]),
        ("Sunday 05/03/2023", "en", ["2023-03-05"]),
        ("Wednesday 05/03/2023", "en", ["2023-05-03"]),
        ("Domingo 05/03/2023", None, ["2023-03-05"]),
        ("12 Kommentare 2022", "de", []),
        ("yesterday", "en", []),
        ("", "en", []),
    ],
)
def test_dates_in_words_are_read(text: str, language: str | None, expected: list[str]) -> None:
    assert [found.value for found in dates_in(text, language=language)] == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2023-01-20T12:00:00+00:00", "2023-01-20T12:00:00+00:00"),
        ("2023-01-20T12:00:00Z", "2023-01-20T12:00:00+00:00"),
        ("2023-01-20T12:00:00.123Z", "2023-01-20T12:00:00+00:00"),
        ("2023-01-20T12:00-05:00", "2023-01-20T12:00:00-05:00"),
        ("2023-01-20T12:00:00-0500", "2023-01-20T12:00:00-05:00"),
        ("2023-01-20 12:00:00 UTC", "2023-01-20T12:00:00+00:00"),
        ("20230120T120000Z", "2023-01-20T12:00:00+00:00"),
        ("2023-01-20T12:00:00", "2023-01-20"),
        ("2023-01-20 12:00", "2023-01-20"),
        ("2023-01-20", "2023-01-20"),
        ("20230120", "2023-01-20"),
        ("2023-01", "2023-01"),
        ("Fri, 20 Jan 2023 12:00:00 GMT", "2023-01-20T12:00:00+00:00"),
        ("Fri, 20 Jan 2023 12:00:00 -0500", "2023-01-20T12:00:00-05:00"),
        ("2023-01-20T99:00:00Z", "2023-01-20"),
        ("2023-13-20", None),
        ("2023-02-30T10:00:00Z", None),
        ("0000-00-00 00:00:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("now", None),
        ("1674216000", None),
        ("", None),
    ],
)
def test_dates_for_machines_keep_their_time_only_with_an_offset(value: str, expected: str | None) -> None:
    assert machine_date(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024/02/03", "2024-02-03"),
        ("February 3, 2024 9:30 PM EST", "2024-02-03"),
        ("3 de febrero de 2024 - 21:30", "2024-02-03"),
        ("24. Januar 2022", "2022-01-24"),
        ("29.04.2020, 12:01 Uhr", "2020-04-29"),
        ("Tue, 07/11/2023 - 17:57", "2023-07-11"),
        ("2020-09-29T00:30:00PDT", "2020-09-29"),
        ("Mon Aug 24 2020 21:14:08 GMT+0000 (Coordinated Universal Time)", "2020-08-24"),
        ("2022-02-04T15:33:00+01:00", "2022-02-04T15:33:00+01:00"),
        ("26-08-2009T14:12:32+0200", "2009-08-26"),
        ("03/04/2024", None),
        ("from 3 May 2023 to 5 May 2023", None),
        ("soon", None),
    ],
)
def test_what_is_stated_for_machines_may_be_in_the_words_of_people(value: str, expected: str | None) -> None:
    assert stated_date(value, language="en") == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/newsroom/23-01-2022-a-title/17.html", "2022-01-23"),
        ("/news/03-04-2022-a-title/", None),
        ("/2022/12/22/paro-nacional/", "2022-12-22"),
        ("/en/2023/1/9/general-strike", "2023-01-09"),
        ("/2022-12-22-paro/", "2022-12-22"),
        ("/2022/12/paro-nacional/", "2022-12"),
        ("/ingles/peru/2018/octubre/huelga.html", "2018-10"),
        ("/pt/2019/dez/greve.html", "2019-12"),
        ("/noticias/20221222-paro.html", "2022-12-22"),
        ("/emergency290503.htm", "2003-05-29"),
        ("/strike310199.html", "1999-01-31"),
        ("/strike310299.html", None),
        ("/strike-290503/", None),
        ("/np1168603.html", None),
        ("/2022/paro/", None),
        ("/2022/13/paro/", None),
        ("/wp-content/uploads/2022/12/paper.html", None),
        ("/article/12345678", None),
        ("/peru.htm", None),
    ],
)
def test_dates_in_an_address_are_read(path: str, expected: str | None) -> None:
    claims = list(address_claims(f"https://noticias.example{path}"))
    assert [claim.value for claim in claims] == ([expected] if expected else [])
    assert all(claim.source is DateSource.URL for claim in claims)


def published(page: str, **given_: object) -> tuple[str, str] | None:
    date = read(page, **given_).published  # type: ignore[arg-type]
    return (date.value, date.source.value) if date else None


LD = '<script type="application/ld+json">{}</script>'
NESTED = '<p class="byline">By Rosa Huamán</p>'


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (article(), None),
        (
            article(head=LD.format('{"@type":"NewsArticle","datePublished":"2023-01-20T12:00:00Z"}')),
            ("2023-01-20T12:00:00+00:00", "json-ld"),
        ),
        (
            article(
                head=LD.format('{"@graph":[{"@type":"WebSite"},{"@type":["Article"],"datePublished":"2023-01-20"}]}')
            ),
            ("2023-01-20", "json-ld"),
        ),
        (article(head=LD.format('{"@type":"WebPage","datePublished":"2023-01-20"}')), None),
        (article(head=LD.format('{"@type":"Article","datePublished":"2031-01-20"}')), None),
        (article(head=LD.format('{"@type":"Article","datePublished":')), None),
        (
            article(head='<meta property="article:published_time" content="2023-01-20T12:00:00-05:00">'),
            ("2023-01-20T12:00:00-05:00", "meta"),
        ),
        (article(head='<meta name="DC.date.issued" content="2023-01-20">'), ("2023-01-20", "meta")),
        (article(head='<meta name="parsely-pub-date" content="2023-01-20T12:00:00">'), ("2023-01-20", "meta")),
        (
            article(head='<meta name="sailthru.date" content="Fri, 20 Jan 2023 12:00:00 GMT">'),
            ("2023-01-20T12:00:00+00:00", "meta"),
        ),
        (article(info='<meta itemprop="datePublished" content="2023-01-20">'), ("2023-01-20", "meta")),
        (article(head='<meta property="article:modified_time" content="2023-01-20T12:00:00Z">'), None),
        (article(info='<time datetime="2023-01-20">20 Jan</time>'), ("2023-01-20", "time-element")),
        (article(info='<span itemprop="datePublished" content="2023-01-20">x</span>'), ("2023-01-20", "time-element")),
        (article(info='<time class="updated" datetime="2023-01-20">20 Jan</time>'), None),
        (article(info='<p>Last updated: <time datetime="2023-01-20">updated 20 Jan</time></p>'), None),
        (article(before='<time datetime="2023-01-20">20 Jan</time>'), None),
        (article(after='<div class="related"><time datetime="2023-01-20">20 Jan</time></div>'), None),
        (
            article(after='<li><a href="/x">Rain closes one more road</a> <time datetime="2023-01-20">x</time></li>'),
            None,
        ),
        (article(after='<section id="comments"><time datetime="2023-01-20">20 Jan</time></section>'), None),
        (article(info="<p>20 January 2023</p>"), ("2023-01-20", "text")),
        (article(info="<span>January 20, 2023</span>"), ("2023-01-20", "text")),
        (article(info="<p>By Rosa Huamán, 20 January 2023</p>"), ("2023-01-20", "text")),
        (article(info="<p>Published 20 January 2023, updated 2 March 2023</p>"), ("2023-01-20", "text")),
        (article(info="<p>Updated 20 January 2023</p>"), None),
        (article(info="<p>January 2023</p>"), ("2023-01", "text")),
        (article(info="<p>The port has been closed since 20 January 2023.</p>"), None),
        (article(before="<div>20 January 2023</div>"), None),
        (article(before="<div class='today'>July 11, 2024</div>"), None),
        (
            article(before="<div class='today'>July 11, 2024</div>", info="<span>20 January 2023</span>"),
            ("2023-01-20", "text"),
        ),
        (article(info="<span>July 11, 2024</span>"), ("2024-07-11", "text")),
        (article(info="<span>March 1, 2031</span>"), None),
        (article(body="<p>The port was built in May 1974 and rebuilt in June 1999.</p>"), None),
    ],
)
def test_a_page_s_date_is_found_with_its_source(page: str, expected: tuple[str, str] | None) -> None:
    assert published(page) == expected


CLOCK = "<body>{clock}<div><div><b>Dockers' strike shuts the port of Callao</b></div><div>{text}</div></div></body>"


@pytest.mark.parametrize(
    "clock",
    [
        "<div>July 11, 2024</div>",
        "<div>Fri Jul 12, 2024</div>",
        "<table><tr><td>11 de julio de 2024</td></tr></table>",
        "<time datetime='2024-07-11'>Thursday</time>",
        "<div class=clock><time datetime='2024-07-11T15:30:00Z'>Thursday</time></div>",
    ],
)
def test_a_clock_on_a_page_is_never_its_date(clock: str) -> None:
    text = "<p>Dock workers in Callao walked out on Thursday after talks with the port authority broke down.</p>"
    assert published(CLOCK.format(clock=clock, text=text)) is None


WALKOUT = "<p>Dock workers in Callao walked out on Thursday after talks with the port authority broke down.</p>"


@pytest.mark.parametrize(
    "page",
    [
        f"<body><div><div>July 11, 2024</div><h1>Walkout</h1><div class=entry-content>{WALKOUT}</div></div></body>",
        f"<body><h1>Walkout</h1><div>July 10, 2024</div>{WALKOUT}</body>",
        f"<body><h1>Walkout</h1><div>Fri Jul 12, 2024</div>{WALKOUT}</body>",
        f"<body><time datetime='2024-07-11'>Thursday</time><h1>Walkout</h1>{WALKOUT}</body>",
        f"<body><h1>Walkout</h1>{WALKOUT}<time datetime='2024-07-11T15:30:00Z'>Thursday</time></body>",
    ],
)
def test_today_is_not_a_page_s_date_where_its_article_is_not_set_apart(page: str) -> None:
    assert published(page) is None


def test_the_same_places_are_believed_when_they_do_not_say_today() -> None:
    assert published(f"<body><h1>Walkout</h1><div>July 2, 2024</div>{WALKOUT}</body>") == ("2024-07-02", "text")
    timed = f"<body><h1>Walkout</h1><time datetime='2024-07-02'>Tuesday</time>{WALKOUT}</body>"
    assert published(timed) == ("2024-07-02", "time-element")
    two = "<time datetime='2024-07-02'>x</time><time datetime='2024-06-02'>y</time>"
    assert published(f"<body><h1>Walkout</h1>{two}{WALKOUT}</body>") is None


def test_an_address_dates_what_nothing_else_does() -> None:
    assert published(article(), url="https://x.example/2022/12/22/paro/") == ("2022-12-22", "url")
    dated = article(info="<span>20 January 2023</span>")
    assert published(dated, url="https://x.example/2022/12/22/paro/") == ("2023-01-20", "text")


@pytest.mark.parametrize(("better", "worse"), list(pairwise(TRUST)))
def test_the_more_trusted_source_is_believed(better: DateSource, worse: DateSource) -> None:
    claims = [PublicationDate("2020-01-01", worse), PublicationDate("2021-01-01", better)]
    assert believed(claims, now=NOW) == claims[1]


def test_impossible_dates_are_not_believed() -> None:
    claims = [
        PublicationDate("2031-01-01", DateSource.WORDPRESS),
        PublicationDate("1985-01-01", DateSource.JSON_LD),
        PublicationDate("2020-01-01", DateSource.URL),
    ]
    assert believed(claims, now=NOW) == claims[2]
    assert believed(claims[:2], now=NOW) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Published: Friday, 20 January 2023 10:15", True),
        ("Publicado el 12 de enero de 2023 a las 18:30", True),
        ("20 January 2023", True),
        ("Miércoles, 13 de marzo de 2024 | 8:05 a. m.", True),
        ("13/03/2024 19:32hs.", True),
        ("29.04.2020, 12:01 Uhr", True),
        ("Veröffentlicht am 16. August 2019", True),
        ("Gepubliceerd op maandag 7 mei 2019 om 10.15 uur", True),
        ("Publié le 24 août 2020 à 20 h", True),
        ("Lima, 20 January 2023", False),
        ("On 20 January 2023 the port closed", False),
        ("Friday", False),
    ],
)
def test_a_line_that_is_but_a_date_is_known(text: str, *, expected: bool) -> None:
    assert is_date_line(text) is expected


@given(st.text(max_size=60))
def test_whatever_is_read_as_a_date_is_one(text: str) -> None:
    for found in dates_in(text, language="es"):
        assert PublicationDate(found.value, DateSource.TEXT).earliest.year >= 1990
    value = machine_date(text)
    assert value is None or PublicationDate(value, DateSource.META)


@given(st.from_regex(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}T[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:?[0-9]{2})", fullmatch=True))
def test_no_machine_date_is_refused_by_the_model(text: str) -> None:
    value = machine_date(text)
    assert value is None or PublicationDate(value, DateSource.META).value == value
