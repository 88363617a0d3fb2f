from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from alerts.delivery.compose import Rendered
from alerts.developments.additions import Printed
from alerts.digests.grouping import DevelopmentStanding
from alerts.digests.render import SourceLook, render_alert, render_digest
from alerts.digests.wording import ENGLISH, SPANISH, Wording
from model.alert import Origin, TakenIn
from model.article import Article, DateSource
from model.development import Figure
from model.watch import Evidence
from tests.alerts.samples import NOON, article, view

LOOKED = SourceLook(title="The Northern Post", last_success=NOON, last_error=None, articles_new=3)
QUIET = SourceLook(title="La Hoja", last_success=NOON, last_error=None, articles_new=0)
BROKEN = SourceLook(
    title="Diario del Sur",
    last_success=NOON - timedelta(days=2),
    last_error="the server answered 503 (Service Unavailable).",
    articles_new=0,
)
SILENT = SourceLook(
    title="El Mudo", last_success=NOON, last_error=None, articles_new=0, looks=12, concern="silent for 9 days"
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


def test_a_digest_tells_each_article_once_what_meets_more_watches_first_then_the_earliest() -> None:
    told = render_digest(view(LATE, UNDATED, EARLY))
    assert told.subject == "peruwatch morning: 3 new articles"
    titles = ["Paro <indefinido> & marchas", "Strike goes on", "Curfew in Puno"]
    assert re.findall(r"^\* (.*)$", told.text.split("What was looked at")[0], re.MULTILINE) == titles
    assert [(title.tag, title.text_content().strip()) for title in html.fromstring(told.html).iter("h2", "h3")] == [
        ("h2", "Articles (3)"),
        *(("h3", title) for title in titles),
        ("h2", "What was looked at"),
    ]


def test_an_article_is_told_with_its_publisher_date_quote_links_and_watches() -> None:
    told = render_digest(view(EARLY, public_url="https://watch.example"))
    assert (
        "* Paro <indefinido> & marchas\n"
        "  Diario del Sur, 21 December 2022, 07:00 UTC-5 (date from meta); Strikes,\n"
        "  States of emergency\n"
        "  Diario del Sur writes: “Los gremios dijeron: «No».”\n"
        "  https://post.example/articles/2\n"
        "  archived copy: https://watch.example/articles/2\n"
    ) in told.text
    words = words_of(told.html)
    assert "Diario del Sur · 21 December 2022, 07:00 UTC-5 (date from meta) · Strikes, States of emergency" in words
    assert "Diario del Sur writes: “Los gremios dijeron: «No».” original · archived copy" in words
    links = [link.get("href") for link in html.fromstring(told.html).iter("a")][:3]
    assert links == ["https://post.example/articles/2"] * 2 + ["https://watch.example/articles/2"]
    assert [element.get("lang") for element in html.fromstring(told.html).xpath("//body//*[@lang]")] == ["es", "es"]


def test_the_words_that_were_met_are_marked_in_the_lines_around_them() -> None:
    body = (
        "Nothing of it here. " * 20 + "The strike of the teachers goes on. " + "More words. " * 40 + "A strike in Puno."
    )
    article_ = article(1, title="A strike in Cusco", body=body)
    first, second = (found.start() for found in re.finditer("strike", body))
    places = [("title", 2), ("body", first), ("body", second)]
    evidence = {"strikes": tuple(Evidence(field=name, start=at, end=at + 6, keyword="strike") for name, at in places)}
    told = render_digest(view(article_, evidence={1: {**evidence, "of others": evidence["strikes"]}}))
    assert "* A strike in Cusco\n" in told.text
    lines = " ".join(told.text.split())
    assert "Nothing of it here. The *strike* of the teachers goes on. More words." in lines
    assert "A *strike* in Puno.”" in lines
    found = [element.text for element in html.fromstring(told.html).iter("b")]
    assert found == ["strike"] * 2


def test_an_undated_article_says_so_in_the_digests_time_zone() -> None:
    told = render_digest(view(UNDATED))
    assert "The Northern Post, undated; first seen 20 November 2026, 07:03 UTC-5" in told.text
    assert "writes" not in told.text


def test_a_digest_ends_with_what_was_looked_at_what_is_in_trouble_first() -> None:
    looks = (LOOKED, QUIET, BROKEN, NEW, SILENT)
    outages = ["Nothing could be looked at for an hour."]
    since = NOON - timedelta(days=1)
    told = render_digest(view(LATE, looks=looks, public_url="http://localhost:8765/", since=since, outages=outages))
    trouble = "1 source could not be read; 1 source may not be well"
    assert told.subject == f"peruwatch morning: 1 new article; {trouble}"
    assert told.text.split("What was looked at\n------------------\n")[1] == (
        "\n"
        "5 sources, looked at 12 times since 19 November 2026, 07:00 UTC-5: 3 new\n"
        "articles, matching or not.\n"
        "Nothing could be looked at for an hour.\n"
        "* Diario del Sur: could not be read: the server answered 503 (Service\n"
        "  Unavailable); last read 18 November 2026, 07:00 UTC-5\n"
        "* El Mudo: silent for 9 days; last read 20 November 2026, 07:00 UTC-5\n"
        "* The Northern Post: last read 20 November 2026, 07:00 UTC-5; 3 new articles\n"
        "* La Hoja: last read 20 November 2026, 07:00 UTC-5; nothing new\n"
        "* El Nuevo: not read yet\n"
        "Articles that matched, day by day: Saturday 0, Sunday 0, Monday 0, Tuesday\n"
        "0, Wednesday 0, Thursday 0, Friday 0\n"
        "\n"
        "More at http://localhost:8765/\n"
        "As a feed: http://localhost:8765/feeds/all.rss\n"
    )
    failed = [item.text_content() for item in html.fromstring(told.html).iter("li") if item.get("class") == "failed"]
    assert [line.split()[0] for line in failed] == ["Diario", "El"]


def test_of_many_sources_that_are_well_most_share_a_line() -> None:
    told = render_digest(view(LATE, looks=(*(QUIET for _ in range(100)), BROKEN)))
    assert told.text.count("La Hoja: ") == 30
    assert "* 70 more sources were read without trouble" in told.text
    assert "* Diario del Sur: could not be read" in told.text


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
    assert f"(America/Lima) {headline} " in words_of(told.html)
    assert told.subject == f"peruwatch morning: {headline[0].lower()}{headline[1:-1]}"


def test_hundreds_of_articles_are_all_told_the_first_at_length() -> None:
    articles = [article(number, title=f"Title {number}.", matches=("emergency",)) for number in range(1, 601)]
    told = render_digest(view(*articles))
    for number in range(1, 601):
        assert told.text.count(f"{'*' if number <= 25 else '-'} Title {number}.") == 1
        assert told.html.count(f">Title {number}.</a>") == 1
    assert "575 more, a line each:" in told.text
    assert told.text.count("writes:") == 25


def test_an_article_is_told_even_if_its_watch_is_gone() -> None:
    told = render_digest(view(article(1, matches=("removed",))))
    assert "Articles (1)" in told.text


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
    assert [image.get("src", "")[:4] for image in html.fromstring(document).iter("img")] == ["cid:"]
    assert "url(" not in document
    assert document.startswith("<!DOCTYPE html>")


def test_only_web_addresses_become_links() -> None:
    told = render_digest(view(article(1, title="Odd", url="javascript:alert(1)")))
    assert "href" not in told.html
    assert "Odd" in words_of(told.html)


def test_an_alert_for_one_article_is_named_after_it() -> None:
    told = render_alert(view(EARLY, looks=(BROKEN,)))
    assert told.subject == "Strikes, States of emergency: Paro <indefinido> & marchas"
    assert told.text.startswith("1 new article.\n\nArticles (1)\n------------\n\n* Paro <indefinido> & marchas\n")
    assert "looked at" not in told.text
    assert "1 new article. Articles (1)" in words_of(told.html)
    assert told.picture is None


def test_a_flood_is_one_alert_that_names_its_watches() -> None:
    articles = [article(number) for number in range(1, 12)]
    told = render_alert(view(*articles, replace(UNDATED, id=99, guid="urn:uuid:99")))
    assert told.subject == "12 new articles: Strikes, States of emergency"
    assert told.text.count("\n* ") == 12


def test_two_hundred_matches_are_one_alert_that_lists_each() -> None:
    told = render_alert(view(*(article(number, title=f"Title {number}.") for number in range(1, 201))))
    assert told.subject == "200 new articles: Strikes"
    assert all(f" Title {number}." in told.text and f">Title {number}.<" in told.html for number in range(1, 201))


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
    assert "Diario del Sur, 21 December 2022, 07:00 UTC-5 (date from meta); teaser only; " in " ".join(
        told.text.split()
    )
    assert "07:00 UTC-5 (date from meta) · teaser only · Strikes" in words_of(told.html)


def test_a_part_of_a_text_is_called_one() -> None:
    told = render_digest(view(replace(EARLY, content=replace(EARLY.content, body_share=0.3))))
    assert "(date from meta); part only; " in " ".join(told.text.split())
    assert "(date from meta) · part only · Strikes" in words_of(told.html)
    whole = render_digest(view(replace(EARLY, content=replace(EARLY.content, body_share=0.9))))
    assert "part only" not in whole.text + whole.html


def one_happening() -> tuple[Article, ...]:
    march = article(1, title="Teachers march in Puno")
    more = article(2, title="Puno: marchan maestros", source="diario", matches=(), language="es")
    repost = article(3, title="Teachers take to the streets", source="diario")
    return tuple(replace(one, development=7, copy_of=1 if one is repost else None) for one in (repost, march, more))


def test_developments_come_before_what_stands_alone_and_reposts_last() -> None:
    told = render_digest(
        view(article(4, title="Something else", published=("2020", DateSource.META)), *one_happening())
    )
    assert told.subject == "peruwatch morning: 4 new articles on 3 developments"
    headings = ["Developments (1)", "Articles (1)", "Reposts (1)", "What was looked at"]
    assert [heading.text for heading in html.fromstring(told.html).iter("h2")] == headings
    began = re.findall(r"^ *[*-] ([^(\n]*)(?: \(|$)", told.text.split("What was looked at")[0], re.MULTILINE)
    assert began == [
        "Teachers march in Puno",
        "Puno: marchan maestros",
        "Something else",
        "Teachers take to the streets",
    ]
    assert [link.text for link in html.fromstring(told.html).findall(".//li//a")] == [
        "Puno: marchan maestros",
        "Teachers take to the streets",
    ]
    assert words_of(told.html).count("repost") == 1
    assert all(one.url in told.text and one.url in told.html for one in one_happening())


def test_a_development_is_told_with_all_who_tell_of_it_and_what_was_printed() -> None:
    march, _, more = one_happening()[1], None, one_happening()[2]
    first = Printed(Figure("27", "dead", "27 dead."), march)
    then = Printed(Figure("45", "dead", "45 dead."), more)
    standing = DevelopmentStanding(sources=("post", "diario", "elsewhere"), networks=2, independent=5)
    page = "https://watch.example"
    told = render_digest(view(march, standings={7: standing}, figures={7: [[first, then]]}, public_url=page))
    assert "all on this: https://watch.example/developments/7\n" in told.text
    assert 'href="https://watch.example/developments/7"' in told.html
    assert "Told by The Northern Post, Diario del Sur, elsewhere (2 networks)" in " ".join(told.text.split())
    figures = "Figures: 27 dead (The Northern Post), then 45 dead (Diario del Sur)"
    assert figures in " ".join(told.text.split())
    assert figures in words_of(told.html)


def test_what_more_networks_tell_of_comes_first_and_what_goes_on_after_what_is_new() -> None:
    many = [replace(article(number, title=f"Title {number}"), development=number) for number in range(1, 5)]
    standings = {
        number: DevelopmentStanding(sources=("post", "diario"), networks=networks, independent=2)
        for number, networks in ((1, 1), (2, 2), (3, 2), (4, 3))
    }
    told = render_digest(view(*many, standings=standings, told_before={2}))
    assert re.findall(r"^\* Title (\d)", told.text, re.MULTILINE) == ["4", "3", "2", "1"]


def test_a_repost_alone_is_called_one() -> None:
    repost = replace(article(3, title="Teachers take to the streets"), development=7, copy_of=1)
    told = render_digest(view(repost))
    assert "; repost" in " ".join(told.text.split())
    assert "repost" in words_of(told.html)


def test_what_goes_on_from_what_readers_were_told_says_so() -> None:
    seen = view(*one_happening(), told_before={7})
    for told in (render_digest(seen), render_alert(seen)):
        assert "goes on from what you were told before" in " ".join(told.text.split())
        assert "goes on from what you were told before" in words_of(told.html)


def test_what_was_told_at_once_already_has_a_line() -> None:
    told = render_digest(view(LATE, EARLY, told_at_once={1}))
    assert told.subject == "peruwatch morning: 2 new articles"
    assert "Told at once already (1)\n------------------------\n\n- Strike goes on (" in told.text
    assert told.text.count("Strike goes on") == 1


def test_what_was_taken_in_is_told_by_its_number() -> None:
    taken_in = [
        TakenIn(origin=Origin.FIRST_LOOK, name="post", articles=1432, matching=12),
        TakenIn(origin=Origin.WATCH, name="strikes", articles=1, matching=1),
    ]
    told = render_digest(view(taken_in=taken_in))
    assert told.subject == "peruwatch morning: older articles were taken in"
    words = " ".join(told.text.split())
    assert "* The Northern Post: 1,432 articles were there when we first looked, 12 matching." in words
    assert "* Strikes, a watch that is new or was changed: 1 stored article meets it now, and is not told." in words


def test_the_chart_of_the_week_is_a_picture_with_its_words() -> None:
    seen = [NOON - timedelta(days=days, hours=1) for days in (0, 0, 2, 6, 7)]
    told = render_digest(view(LATE, seen=seen))
    picture = told.picture
    assert picture is not None
    said = "Saturday 1, Sunday 0, Monday 0, Tuesday 0, Wednesday 1, Thursday 0, Friday 2"
    assert picture.alternative == f"Articles that matched, day by day: {said}"
    (image,) = html.fromstring(told.html).iter("img")
    assert (image.get("src"), image.get("alt")) == (f"cid:{picture.cid}", picture.alternative)
    assert said in " ".join(told.text.split())


def test_a_digest_speaks_the_language_that_it_is_told_to() -> None:
    spanish = replace(view().digest, language="es")
    taken_in = [TakenIn(origin=Origin.ARCHIVE, name="post", articles=1000, matching=2)]
    looks = (LOOKED, BROKEN, SILENT, NEW)
    seen = view(EARLY, *one_happening(), looks=looks, taken_in=taken_in, digest=spanish, public_url="https://w.example")
    told = render_digest(seen)
    news = "3 artículos nuevos sobre 2 acontecimientos"
    trouble = "1 fuente no se pudo leer; 1 fuente quizá no esté bien"
    assert told.subject == f"peruwatch morning: {news}; {trouble}"
    assert "Viernes 20 de noviembre de 2026, 07:00 UTC-5 (America/Lima)" in told.text
    assert "1.000 artículos vinieron del archivo" in " ".join(told.text.split())
    quoted = "Teachers [a-z ]+|The teachers of .*|The\\s+Northern|503 .Service.*|the server answered|silent for"
    own = re.sub(f"{quoted}|https?:\\S+", "", told.text)
    assert not re.findall(r"\b(the|new|articles?|and|of|first|read|looked|more|at|writes|told)\b", own), own


def test_every_phrase_is_there_in_each_language_with_the_same_places() -> None:
    places = re.compile(r"\{(\w+)\}")
    for field in fields(Wording):
        one, other = getattr(ENGLISH, field.name), getattr(SPANISH, field.name)
        assert type(one) is type(other)
        for first, second in [(one, other)] if isinstance(one, str) else zip(one, other, strict=True):
            assert sorted(places.findall(first)) == sorted(places.findall(second)), field.name
            assert (first == second) == (field.name in {"original", "looked"}), field.name
