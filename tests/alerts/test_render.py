from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from alerts.delivery.compose import Rendered
from alerts.digests.render import SourceLook, render_alert, render_digest
from model.article import Article, DateSource
from tests.alerts.samples import NOON, article, view

LOOKED = SourceLook(title="The Northern Post", last_success=NOON, last_error=None, articles_new=3)
QUIET = SourceLook(title="La Hoja", last_success=NOON, last_error=None, articles_new=0)
BROKEN = SourceLook(
    title="Diario del Sur",
    last_success=NOON - timedelta(days=2),
    last_error="the server answered 503 (Service Unavailable).",
    articles_new=0,
)
NEW = SourceLook(title="El Nuevo", last_success=None, last_error=None, articles_new=0)

LATE = article(1, title="Strike goes on", published=("2022-12-22", DateSource.JSON_LD))
EARLY = article(
    2,
    title="Paro <indefinido> & marchas",
    body="Los gremios dijeron: «No».",
    published=("2022-12-21T12:00:00+00:00", DateSource.META),
    matches=("emergency", "strikes"),
    source="diario",
    language="es",
)
UNDATED = article(3, title="Curfew in Puno", matches=("emergency",), body="")


def words_of(document: str) -> str:
    return " ".join(html.fromstring(document).text_content().split())


def test_a_digest_tells_each_article_once_under_its_first_watch_earliest_first() -> None:
    told = render_digest(view(LATE, UNDATED, EARLY))
    assert told.subject == "peruwatch morning: 3 new articles"
    assert re.findall(r"^\* (.*)$", told.text.split("What was looked at")[0], re.MULTILINE) == [
        "Paro <indefinido> & marchas",
        "Strike goes on",
        "Curfew in Puno",
    ]
    tree = html.fromstring(told.html)
    assert [(title.tag, title.text_content().strip()) for title in tree.iter("h2", "h3")] == [
        ("h2", "Strikes (2)"),
        ("h3", "Paro <indefinido> & marchas"),
        ("h3", "Strike goes on"),
        ("h2", "States of emergency (1)"),
        ("h3", "Curfew in Puno"),
        ("h2", "What was looked at"),
    ]


def test_an_article_is_told_with_its_publisher_date_quote_link_and_other_watches() -> None:
    told = render_digest(view(EARLY))
    assert (
        "* Paro <indefinido> & marchas\n"
        "  Diario del Sur, 21 December 2022, 07:00 UTC-5 (date from meta)\n"
        "  Also in: States of emergency\n"
        "  Diario del Sur writes: “Los gremios dijeron: «No».”\n"
        "  https://post.example/articles/2\n"
    ) in told.text
    words = words_of(told.html)
    assert "Diario del Sur · 21 December 2022, 07:00 UTC-5 (date from meta) · also in States of emergency" in words
    assert "Diario del Sur writes: “Los gremios dijeron: «No».”" in words
    link = html.fromstring(told.html).find(".//h3/a")
    assert link is not None
    assert link.get("href") == "https://post.example/articles/2"
    assert [element.get("lang") for element in html.fromstring(told.html).xpath("//body//*[@lang]")] == ["es", "es"]


def test_an_undated_article_says_so_in_the_digests_time_zone() -> None:
    told = render_digest(view(UNDATED))
    assert "The Northern Post, undated; first seen 20 November 2026, 07:03 UTC-5" in told.text
    assert "writes" not in told.text


def test_a_digest_ends_with_what_was_looked_at() -> None:
    told = render_digest(view(LATE, looks=(LOOKED, QUIET, BROKEN, NEW), public_url="http://localhost:8765/"))
    assert told.subject == "peruwatch morning: 1 new article; 1 source could not be read"
    look = (
        "Diario del Sur: could not be read: the server answered 503 (Service\n"
        "  Unavailable); last read 18 November 2026, 07:00 UTC-5"
    )
    assert told.text.split("What was looked at\n------------------\n")[1] == (
        "\n"
        "* The Northern Post: last read 20 November 2026, 07:00 UTC-5; 3 new articles\n"
        "* La Hoja: last read 20 November 2026, 07:00 UTC-5; nothing new\n"
        f"* {look}\n"
        "* El Nuevo: not read yet\n"
        "\n"
        "More at http://localhost:8765/\n"
        "As a feed: http://localhost:8765/feeds/all.rss\n"
    )
    tree = html.fromstring(told.html)
    assert [item.text_content() for item in tree.iter("li") if item.get("class") == "failed"] == [
        look.replace("\n  ", " ")
    ]


@pytest.mark.parametrize(
    ("looks", "headline"),
    [
        ((LOOKED,), "Nothing new matched."),
        ((LOOKED, BROKEN), "Nothing new matched; 1 source could not be read."),
        ((BROKEN, BROKEN), "Nothing new matched; 2 sources could not be read."),
        ((), "Nothing new matched."),
    ],
)
def test_an_empty_digest_says_so_and_whether_it_can_be_trusted(looks: tuple[SourceLook, ...], headline: str) -> None:
    told = render_digest(view(looks=looks))
    assert f"\nFriday 20 November 2026, 07:00 UTC-5 (America/Lima)\n\n{headline}\n\nWhat was looked at\n" in told.text
    assert f"{headline} What was looked at" in words_of(told.html)
    assert told.subject == f"peruwatch morning: {headline[0].lower()}{headline[1:-1]}"


def test_hundreds_of_articles_are_all_told() -> None:
    articles = [article(number, title=f"Title {number}.", matches=("emergency",)) for number in range(1, 601)]
    told = render_digest(view(*articles))
    for number in range(1, 601):
        assert told.text.count(f"* Title {number}.\n") == 1
        assert told.html.count(f">Title {number}.</a>") == 1


def test_an_article_is_told_even_if_its_watch_is_gone() -> None:
    told = render_digest(view(article(1, matches=("removed",))))
    assert "Other (1)" in told.text


def test_lines_of_text_are_short_and_addresses_whole() -> None:
    address = "https://post.example/" + "very-long-" * 20
    long = article(1, title="A long title, word by word, " * 5, body="The miners stopped work. " * 40, url=address)
    lines = render_digest(view(long, looks=(BROKEN,))).text.splitlines()
    assert f"  {address}" in lines
    assert max(len(line) for line in lines if address not in line) <= 76
    assert "\n\n\n" not in "\n".join(lines)


def test_styles_are_inline_and_dark_mode_is_kept() -> None:
    document = render_digest(view(LATE)).html
    link = html.fromstring(document).find(".//h3/a")
    assert link is not None
    assert "color" in (link.get("style") or "")
    assert "prefers-color-scheme: dark" in document
    assert "<img" not in document
    assert document.startswith("<!DOCTYPE html>")


def test_only_web_addresses_become_links() -> None:
    told = render_digest(view(article(1, title="Odd", url="javascript:alert(1)")))
    assert "href" not in told.html
    assert "Odd" in words_of(told.html)


def test_an_alert_for_one_article_is_named_after_it() -> None:
    told = render_alert(view(EARLY, looks=(BROKEN,)))
    assert told.subject == "Strikes: Paro <indefinido> & marchas"
    assert told.text.startswith("1 new article.\n\nStrikes (1)\n-----------\n\n* Paro <indefinido> & marchas\n")
    assert "looked at" not in told.text
    assert "1 new article. Strikes (1)" in words_of(told.html)


def test_a_flood_is_one_alert_that_names_its_watches() -> None:
    articles = [article(number) for number in range(1, 12)]
    told = render_alert(view(*articles, replace(UNDATED, id=99, guid="urn:uuid:99")))
    assert told.subject == "12 new articles: Strikes, States of emergency"
    assert told.text.count("\n* ") == 12


@given(st.text(alphabet=st.characters(), max_size=200), st.text(alphabet=st.characters(), max_size=400))
def test_whatever_publishers_write_subjects_are_one_line_and_text_can_be_sent(title: str, body: str) -> None:
    told = article(1, title=title, body=body)
    for rendered in (render_digest(view(told)), render_alert(view(told))):
        _assert_sendable(rendered)


def _assert_sendable(rendered: Rendered) -> None:
    assert len(rendered.subject) <= 120
    assert len(rendered.subject.splitlines()) == 1
    assert rendered.text.encode()
    assert html.fromstring(rendered.html.encode()).find("body") is not None


def test_a_teaser_is_called_one() -> None:
    told = render_digest(view(replace(EARLY, content=replace(EARLY.content, is_teaser=True))))
    assert "Diario del Sur, 21 December 2022, 07:00 UTC-5 (date from meta); teaser only " in " ".join(told.text.split())
    assert "07:00 UTC-5 (date from meta) · teaser only · also in States of emergency" in words_of(told.html)


def test_a_part_of_a_text_is_called_one() -> None:
    told = render_digest(view(replace(EARLY, content=replace(EARLY.content, body_share=0.3))))
    assert "(date from meta); part only " in " ".join(told.text.split())
    assert "(date from meta) · part only · also in" in words_of(told.html)
    whole = render_digest(view(replace(EARLY, content=replace(EARLY.content, body_share=0.9))))
    assert "part only" not in whole.text + whole.html


def one_happening() -> tuple[Article, ...]:
    march = article(1, title="Teachers march in Puno")
    more = article(2, title="Puno: marchan maestros", source="diario", matches=(), language="es")
    repost = article(3, title="Teachers take to the streets", source="diario")
    return tuple(replace(one, development=7, copy_of=1 if one is repost else None) for one in (repost, march, more))


def test_articles_on_one_happening_are_told_together_the_repost_last() -> None:
    told = render_digest(view(*one_happening(), article(4, title="Something else")))
    assert told.subject == "peruwatch morning: 4 new articles on 2 developments"
    began = re.findall(r"^ *[*-] ([^(\n]*)(?: \(|$)", told.text.split("What was looked at")[0], re.MULTILINE)
    assert began == [
        "Teachers march in Puno",
        "Puno: marchan maestros",
        "Teachers take to the streets",
        "Something else",
    ]
    assert "2 more articles on this:" in words_of(told.html)
    assert [link.text for link in html.fromstring(told.html).findall(".//li//a")] == [
        "Puno: marchan maestros",
        "Teachers take to the streets",
    ]
    assert words_of(told.html).count("repost") == 1
    assert all(one.url in told.text and one.url in told.html for one in one_happening())


def test_a_repost_alone_is_called_one() -> None:
    repost = replace(article(3, title="Teachers take to the streets"), development=7, copy_of=1)
    told = render_digest(view(repost))
    assert "; repost" in " ".join(told.text.split())
    assert "repost" in words_of(told.html)


def test_what_goes_on_from_what_readers_were_told_says_so() -> None:
    seen = replace(view(*one_happening()), told_before=frozenset({7}))
    for told in (render_digest(seen), render_alert(seen)):
        assert "goes on from what you were told before" in " ".join(told.text.split())
        assert "goes on from what you were told before" in words_of(told.html)
