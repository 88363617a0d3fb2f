"""The day that a site prints: its moments in UTC are told by its own clock."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from crawler.extract.html import extract_html
from crawler.extract.knowledge import usual_offset
from crawler.extract.learning import learn
from crawler.extract.template import Template, Traits, from_json, to_json
from crawler.text.local_time import offset_between
from model.article import Entry
from tests.crawler.extract.pages import NOW, URL, article, read

UTC_META = '<meta property="article:published_time" content="2023-01-21T03:31:00+00:00">'  # 22:31 in Lima


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ('<time datetime="2023-01-20T22:31:00-05:00">20 de enero</time>', "2023-01-20T22:31:00-05:00"),
        ("<p>20 January 2023, 10:31 p. m.</p>", "2023-01-20T22:31:00-05:00"),
        ("<p>20/01/2023 - 22h31</p>", "2023-01-20T22:31:00-05:00"),
        ("<p>20 January 2023</p>", "2023-01-20"),
        ('<span class="date">January 20, 2023</span>', "2023-01-20"),
        ('<time datetime="2023-01-21T03:31:00Z">January 20, 2023</time>', "2023-01-20"),
        ("<p>21 January 2023</p>", "2023-01-21T03:31:00+00:00"),
        ("<p>21 January 2023, 04:31</p>", "2023-01-21T04:31:00+01:00"),
        ("", "2023-01-21T03:31:00+00:00"),
    ],
)
def test_a_moment_in_utc_is_told_as_the_page_shows_it(info: str, expected: str) -> None:
    published = read(article(head=UTC_META, info=info, body=ENGLISH)).published
    assert published is not None
    assert published.value == expected


ENGLISH = (
    "<p>Dock workers walked out on Thursday after talks with the port authority broke down in the night.</p>"
    "<p>Nothing of what was promised then has been built in the port since, the union of the dockers says.</p>"
)


@pytest.mark.parametrize(
    "other",
    [
        '<meta property="article:modified_time" content="2023-01-22T08:00:00-05:00">',
        '<script type="application/ld+json">{"@type":"Article","dateModified":"2023-01-22T08:00:00-05:00"}</script>',
        '<script>var page = {"built":"Sun, 22 Jan 2023 08:00:00 -0500"}</script>',
    ],
)
def test_another_moment_of_the_page_tells_the_offset(other: str) -> None:
    published = read(article(head=UTC_META + other)).published
    assert published is not None
    assert published.value == "2023-01-20T22:31:00-05:00"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("noticias.com.pe", "2023-01-20T22:31:00-05:00"),
        ("news.co.uk", "2023-01-21T03:31:00+00:00"),
        ("aktuell.de", "2023-01-21T04:31:00+01:00"),
        ("noticias.mx", "2023-01-20"),  # whichever of its four clocks it is
        ("noticias.es", "2023-01-21T03:31:00+00:00"),  # two clocks, the same day as in UTC
        ("noticias.co", "2023-01-21T03:31:00+00:00"),  # Colombia's, and used in all the world
        ("noticias.zz", "2023-01-21T03:31:00+00:00"),
    ],
)
def test_a_moment_in_utc_is_told_by_the_clocks_of_the_country_in_the_host_s_name(host: str, expected: str) -> None:
    published = read(article(head=UTC_META), url=f"https://{host}/paro/").published
    assert published is not None
    assert published.value == expected


def test_the_day_that_a_page_shows_counts_before_the_country_in_its_host_s_name() -> None:
    page = article(head=UTC_META, info="<p>21 January 2023</p>", body=ENGLISH)
    published = read(page, url="https://noticias.com.pe/paro/").published
    assert published is not None
    assert published.value == "2023-01-21T03:31:00+00:00"


def test_the_day_in_the_address_is_the_local_one() -> None:
    published = read(article(head=UTC_META), url="https://noticias.example/2023/01/20/paro/").published
    assert published is not None
    assert (published.value, published.source) == ("2023-01-20", "url")
    other = read(article(head=UTC_META), url="https://noticias.example/2023/01/15/paro/").published
    assert other is not None
    assert other.value == "2023-01-21T03:31:00+00:00"


@pytest.mark.parametrize("value", ["2023-01-21T03:31:00+01:00", "2023-01-21T00:00:00Z", "2023-01-21"])
def test_what_is_no_moment_in_utc_stays_as_it_is_stated(value: str) -> None:
    other = '<meta property="article:modified_time" content="2023-01-22T08:00:00-05:00">'
    published = read(article(head=f'<meta property="article:published_time" content="{value}">{other}')).published
    assert published is not None
    assert published.value[:10] == "2023-01-21"


def test_the_offset_that_some_pages_tell_is_learned_for_the_others() -> None:
    template = Template()
    told = article(head='<meta property="article:published_time" content="2023-01-18T22:31:00-05:00">')
    for number in range(3):
        url = f"https://noticias.example/{number}"
        reading = extract_html(told.encode(), url=url, charset=None, entry=Entry(url=url), now=NOW, template=template)
        assert reading.traits is not None
        template = learn(template, reading.traits, url=url, now=NOW)
    page = article(head=UTC_META).encode()
    reading = extract_html(page, url=URL, charset=None, entry=Entry(url=URL), now=NOW, template=template)
    assert reading.content.published is not None
    assert reading.content.published.value == "2023-01-20T22:31:00-05:00"


def test_the_offset_of_the_moment_s_month_counts_before_others() -> None:
    template = Template()
    for number, offset in enumerate(["01+01:00"] * 3 + ["07+02:00"] * 2):
        template = learn(template, Traits(offset=offset), url=str(number), now=NOW)
    template = from_json(to_json(template))
    assert usual_offset(template, datetime(2023, 7, 5, tzinfo=UTC)) == timedelta(hours=2)
    assert usual_offset(template, datetime(2023, 3, 5, tzinfo=UTC)) == timedelta(hours=1)
    assert usual_offset(Template(), datetime(2023, 3, 5, tzinfo=UTC)) is None


def test_a_template_of_an_earlier_release_knows_no_offsets() -> None:
    given = json.loads(to_json(Template(pages=7)))
    del given["offsets"]
    assert from_json(json.dumps(given)) == Template(pages=7)


@pytest.mark.parametrize(
    ("local", "utc", "hours"),
    [
        ("2023-07-28T22:31:00", "2023-07-29T03:31:00", -5),
        ("2023-07-29T09:16:00", "2023-07-29T03:31:00", 5.75),
        ("2023-07-29T03:31:00", "2023-07-29T03:31:00", 0),
        ("2023-07-29T03:31:07", "2023-07-29T03:30:00", None),
        ("2023-07-31T03:31:00", "2023-07-29T03:31:00", None),
        ("0000-00-00T00:00:00", "2023-07-29T03:31:00", None),
        ("", "", None),
    ],
)
def test_two_clocks_give_an_offset_if_there_is_such_a_place(local: str, utc: str, hours: float | None) -> None:
    assert offset_between(local, utc) == (None if hours is None else timedelta(hours=hours))
