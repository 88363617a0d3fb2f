"""The name that a site gives itself, from its section's page and its front page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.sections.answers import Answer
from crawler.sections.site_name import site_name
from model.crawl import Fetch, Outcome

NOW = datetime(2026, 3, 14, tzinfo=UTC)


def answer(head: str, body: str = "", url: str = "https://www.highland-voice.example/peru/") -> Answer:
    page = f"<html><head>{head}</head><body>{body}<p>Peru</p></body></html>".encode()
    return Answer(fetch=Fetch(url=url, at=NOW, outcome=Outcome.OK, status=200), url=url, body=page)


@pytest.mark.parametrize(
    ("head", "body", "name"),
    [
        ('<meta property="og:site_name" content=" Highland  Voice ">', "", "Highland Voice"),
        ('<meta name="application-name" content="La Voz">', "", "La Voz"),
        ("<title>Peru &ndash; Highland Voice</title>", "", "Highland Voice"),
        ("<title>Highland Voice | Peru</title>", "", "Highland Voice"),
        ("<title>Peru</title>", '<a href="/" rel="home">La Voz</a>', "La Voz"),
        ("<title>Peru</title>", '<div class="navbar-brand"><a href="/">La Voz</a></div>', "La Voz"),
        ("<title>Peru</title>", '<a href="http://[a">Away</a><a href="/" rel="home">La Voz</a>', "La Voz"),
        ("<title>Peru</title>", '<a href="/">Home</a>', None),
        ("<title>Peru - Latest news</title>", "", None),
        (f'<meta property="og:site_name" content="{"All the news " * 9}">', "", None),
    ],
)
def test_a_name_is_found_where_sites_state_it(head: str, body: str, name: str | None) -> None:
    assert site_name(answer(head, body)) == name


def test_what_the_front_page_has_in_its_title_too_is_the_name() -> None:
    section = answer("<title>Peru :: La Voz Andina</title>")
    assert site_name(section) is None
    assert site_name(section, answer("<title>La Voz Andina - noticias</title>")) == "La Voz Andina"
    assert site_name(section, answer("<title>Bienvenidos</title>")) is None


def test_what_is_no_page_has_no_name() -> None:
    assert site_name(Answer(fetch=answer("").fetch, url="https://a.example/", body=b"")) is None
