from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.second_opinion import agreement, choose, running_share
from tests.crawler.extract.pages import ENGLISH, HEADLINE, SPANISH, article, p, read

WHOLE = "\n\n".join(ENGLISH)


def body(inner: str) -> str:
    return read(article(body=inner)).body


@pytest.mark.parametrize(
    ("inner", "paragraphs"),
    [
        (p(ENGLISH[:1]), ENGLISH[:1]),
        (f"{ENGLISH[0]}<br><br>{ENGLISH[1]}<br>\n<br />{ENGLISH[2]}", ENGLISH),
        (f"<div>{ENGLISH[0]}</div><div><span>{ENGLISH[1]}</span></div>{ENGLISH[2]}", ENGLISH),
        (f"<p>{ENGLISH[0]}</p><ol><li>{ENGLISH[1]}</li><li><p>{ENGLISH[2]}</p></li></ol>", ENGLISH),
        (f"<p>{ENGLISH[0]}</p><blockquote><p>{ENGLISH[1]}</p></blockquote><p>{ENGLISH[2]}</p>", ENGLISH),
        (
            f"<p>{ENGLISH[0]}</p><h2>What comes next</h2><p>{ENGLISH[1]}</p>",
            (ENGLISH[0], "What comes next", ENGLISH[1]),
        ),
        (f"<p>{ENGLISH[0]}</p><p>{ENGLISH[0]}</p>", (ENGLISH[0], ENGLISH[0])),
        (f"<p>{ENGLISH[0]}</p><p>  </p><p>&nbsp;</p><p>{ENGLISH[1]}</p>", ENGLISH[:2]),
        (
            f"<p>{ENGLISH[0]}</p><table><tr><td>Callao</td><td>300</td></tr><tr><td>Paita</td><td>45</td></tr></table>",
            (ENGLISH[0], "Callao 300", "Paita 45"),
        ),
        (
            "<p>Dock work<b>ers</b> in <a href='/c'>Callao</a>\n walked out\n on Thursday.</p>",
            ("Dock workers in Callao walked out on Thursday.",),
        ),
        (
            f"<p>{ENGLISH[0]}</p><p><strong>Share of copper in exports falls.</strong></p><p>{ENGLISH[1]}</p>",
            (ENGLISH[0], "Share of copper in exports falls.", ENGLISH[1]),
        ),
        (f"<h4>{ENGLISH[0]} {ENGLISH[1]}</h4>", (f"{ENGLISH[0]} {ENGLISH[1]}",)),
    ],
)
def test_paragraphs_are_kept_as_they_are(inner: str, paragraphs: tuple[str, ...]) -> None:
    assert body(inner) == "\n\n".join(paragraphs)


@pytest.mark.parametrize(
    "noise",
    [
        "<script>track()</script>",
        "<style>p { color: red }</style>",
        "<noscript><img src=x>Switch scripts on</noscript>",
        "<figure><img src=a.jpg><figcaption>The port from the air</figcaption></figure>",
        "<div class='share-buttons'><a href='#'>Tweet</a> <a href='#'>Send</a></div>",
        "<div class='related-posts'><h3>Related</h3><p>Another article that is told elsewhere at length.</p></div>",
        "<div id='relatedContent'>Another article that is told elsewhere at length.</div>",
        "<p>Read also: <a href='/x'>Rain closes the central highway again</a></p>",
        "<p>Lea también: <a href='/x'>Lluvias cierran la carretera central</a></p>",
        "<ul><li><a href='/x'>Rain closes the highway</a></li><li><a href='/y'>Fish meal prices go up</a></li></ul>",
        "<p>Advertisement</p>",
        "<aside><p>A box that stands beside the article and tells of something else.</p></aside>",
        "<form><p>Sign up and get our letter every week.</p><input></form>",
        "<div style='display: none'>Hidden words that no reader sees.</div>",
        "<p hidden>Hidden words that no reader sees.</p>",
        "<span class='screen-reader-text'>Opens in a new window</span>",
        "<div class='post-tags'>Tags: <a href='/t'>Callao</a></div>",
        "<div class='adBox'>Buy a boat today and pay next year.</div>",
    ],
)
def test_what_is_no_text_is_left_out(noise: str) -> None:
    inner = f"<p>{ENGLISH[0]}</p>{noise}<p>{ENGLISH[1]}</p><p>{ENGLISH[2]}</p>"
    assert body(inner) == WHOLE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"<h2>{HEADLINE}</h2>", ""),
        (f"<p><b>{HEADLINE.upper()}</b></p>", ""),
        ("<p>By Rosa Huamán</p>", ""),
        ("<p>Escrito por Rosa Huamán</p><p>20 de enero de 2023</p>", ""),
        ("<p><a href='/peru'>Peru</a></p>", ""),
        ("<p>Friday, 20 January 2023</p>", ""),
        ("", "<p>Tags: Callao, strike, ports</p>"),
        ("", "<h3>More stories</h3>"),
        ("", "<p><a href='/back'>Back to Peru</a></p>"),
        ("", "<p>Categorías: <a href='/p'>Perú</a></p>"),
        ("", "<p>Share this:</p>"),
    ],
)
def test_the_lines_around_a_text_are_left_out(before: str, after: str) -> None:
    assert body(before + p(ENGLISH) + after) == WHOLE


def test_a_class_that_only_sounds_like_furniture_does_not_hide_the_text() -> None:
    assert body(f"<div class='social widget share'>{p(ENGLISH)}</div>") == WHOLE
    assert read(f"<main class='page with-sidebar'><h1>{HEADLINE}</h1>{p(ENGLISH)}</main>").body == WHOLE


def test_two_copies_of_a_body_for_two_screens_are_one() -> None:
    copy = f"<div itemprop='articleBody'>{p(ENGLISH)}</div>"
    assert (
        read(f"<html><body><h1>{HEADLINE}</h1><div>{copy}</div><section>{copy}</section></body></html>").body == WHOLE
    )


@pytest.mark.parametrize(
    "copies",
    [
        "<div class='wide'>{0}</div><div class='narrow'>{0}</div>",
        "<div><section>{0}</section><section>{0}</section><section>{0}</section></div>",
        "<div class='row'><div><div>{0}</div></div><div><div>{0}</div></div></div>",
        "<div>{0}</div><p>Only shown on one screen.</p><div>{0}</div>",
    ],
)
def test_copies_of_a_text_for_several_screens_are_one(copies: str) -> None:
    markup = copies.format("<h3>The strike</h3>" + p(ENGLISH))
    found = read(f"<html><body><h1>{HEADLINE}</h1><main>{markup}</main></body></html>").body.split("\n\n")
    assert [found.count(text) for text in ENGLISH] == [1] * len(ENGLISH)
    assert ("Only shown" in "".join(found)) == ("Only shown" in copies)


def test_what_a_writer_says_again_stays() -> None:
    assert body(p((*ENGLISH, ENGLISH[0], *ENGLISH[:2]))) == "\n\n".join((*ENGLISH, ENGLISH[0], *ENGLISH[:2]))


@pytest.mark.parametrize("name", ["hljs-comment", "token comment", "com tooltip banner"])
def test_the_comments_of_a_program_are_part_of_it(name: str) -> None:
    program = f"<pre><code><span class='{name}'># shut the port</span>\nclose port</code></pre>"
    assert "# shut the port close port" in body(p(ENGLISH) + program + p(ENGLISH[:1]))


def test_a_body_in_parts_is_whole() -> None:
    parts = "".join(f"<div class='article-body'><p>{text}</p></div>" for text in ENGLISH)
    assert read(f"<html><body><article><h1>{HEADLINE}</h1>{parts}</article></body></html>").body == WHOLE


def test_an_unmarked_text_is_told_from_menus_and_teasers() -> None:
    menu = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(30))
    teasers = "".join(
        f"<div><a href='/t{n}'>A teaser of some other story, number {n}, that one may read</a></div>" for n in range(9)
    )
    story = f"<div><div><h1>{HEADLINE}</h1><div>{p(ENGLISH)}</div></div></div>"
    assert read(f"<body><div><ul>{menu}</ul></div>{story}<div>{teasers}</div></body>").body == WHOLE


def test_a_text_of_one_short_paragraph_is_enough() -> None:
    menu, back = "<ul><li><a href='/'>Home</a></li></ul>", "<p><a href='/'>Volver</a></p>"
    assert read(f"<body>{menu}<h1>Huelga</h1><div><p>{SPANISH[0]}</p></div>{back}</body>").body == SPANISH[0]


LONG = tuple(f"{text} {text}" for text in ENGLISH)


@pytest.mark.parametrize(
    ("own", "other", "chosen"),
    [
        (LONG, LONG, LONG),
        (LONG, (), LONG),
        ((), LONG, LONG),
        ((), ("Home", "Peru", "About us", "Donate"), ()),
        (LONG, LONG[:2], LONG[:2]),
        (LONG[:2], LONG, LONG[:2]),
        (SPANISH, LONG, LONG),
        (SPANISH, ("Home", "Peru", "About us", "Donate"), SPANISH),
    ],
)
def test_of_two_readings_one_is_chosen(own: tuple[str, ...], other: tuple[str, ...], chosen: tuple[str, ...]) -> None:
    assert choose(own, other, whole=0) == chosen


def test_the_longer_of_two_readings_is_chosen_where_ours_is_a_small_part_of_the_page() -> None:
    size = sum(map(len, LONG))
    assert choose(LONG[:2], LONG, whole=0) == LONG[:2]
    assert choose(LONG[:2], LONG, whole=size) == LONG
    assert choose(LONG[:2], LONG, whole=2 * size) == LONG[:2]
    assert choose(LONG, LONG[:2], whole=size) == LONG[:2]


def test_agreement_and_running_share_are_parts_of_one() -> None:
    assert agreement(["a b"], ["a b"]) == 1
    assert agreement(["a b"], ["c"]) == 0
    assert agreement([], []) == 0
    assert running_share(["one two"]) == 0
    assert running_share(LONG) == 1
    assert running_share([]) == 0


@given(st.lists(st.sampled_from(ENGLISH), min_size=1, max_size=8))
def test_no_paragraph_is_lost_added_or_moved(paragraphs: list[str]) -> None:
    assert body(p(tuple(paragraphs))) == "\n\n".join(paragraphs)


@pytest.mark.parametrize(
    "coda",
    [
        "<p>Rosa Huamán is a reporter in Callao and has written on the ports of the Pacific for ten years.</p>",
        "<p><em>About Rosa Huamán</em> is not told here.</p><p>Rosa Huamán, MA, writes on ports.</p>",
        "<h4>About the author</h4><p>She has written on the ports of the Pacific for ten years.</p>",
        "<p>Already have an account? Log in.</p><p>View all plans</p>",
        "<p>Abonnez-vous pour lire la suite.</p>",
        "<p>Solo para suscriptores</p><p>Desde S/ 5 al mes</p>",
        "<p>Disclaimer: what is written here is no advice, and the house answers for none of it.</p>",
    ],
)
def test_what_ends_a_page_below_its_text_is_left_out(coda: str) -> None:
    page = article(info="<p class=byline>By <a rel=author>Rosa Huamán</a></p>", body=p(ENGLISH * 4) + coda)
    assert "\n\n".join(ENGLISH * 4) == read(page, authors=("Rosa Huamán",)).body.partition("\n\nAbout Rosa")[0]


@pytest.mark.parametrize(
    "last",
    [
        "A union that is open only for members of the port has asked for a meeting with the ministry.",
        "Rosa Huamán and two hundred others marched to the gates of the port on Friday morning.",
        "Copyright holders say that their songs were played at the gates of the port all through the night.",
        "About the author of the fire that burnt the customs house nothing is known to this day.",
        "The paper will be sold only to readers who subscribe, its owners said in a letter to the union on Friday.",
    ],
)
def test_the_last_words_of_an_article_stay_whatever_they_speak_of(last: str) -> None:
    body_of_it = read(article(body=p((*ENGLISH * 4, last))), authors=("Rosa Huamán",)).body
    assert body_of_it.endswith(last)


def test_half_of_a_text_is_no_coda() -> None:
    text = p(ENGLISH) + "<p>About the author of the fire nothing is known.</p>" + p(ENGLISH)
    assert read(article(body=text)).body.count(ENGLISH[0]) == 2
