"""Which of several readings of a page is its article, and how much of the article that is."""

from __future__ import annotations

import json

import pytest

from crawler.extract.html import extract_html
from crawler.extract.metadata import read_metadata
from crawler.extract.overviews import is_overview_however_read
from crawler.extract.page import open_page
from crawler.extract.reading import Reading
from model.article import Entry
from model.errors import NotAnArticle
from tests.crawler.extract.pages import ENGLISH, HEADLINE, NOW, SPANISH, p, read

URL = "https://noticias.example/peru/dockers-strike-shuts-the-port"
LONG = tuple(f"{text} {other}" for text, other in zip(ENGLISH, reversed(ENGLISH), strict=True))
WHOLE = "\n\n".join(LONG)
MENU = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/peru'>Peru</a></li></ul></nav>"


def page(inner: str, *, head: str = "") -> str:
    top = f"<html><head><title>{HEADLINE}</title>{head}</head><body>{MENU}"
    return f"{top}{inner}<footer>Puerto Libre</footer></body></html>"


def reading(markup: str, *, url: str = URL) -> Reading:
    return extract_html(markup.encode(), url=url, charset="utf-8", entry=Entry(url=url), now=NOW)


def described(**told: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": HEADLINE, **told}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    "names",
    [
        "field field--name-text field--label-hidden",
        "node node--promoted",
        "toc-page",
        "sidebar-layout",
        "content paywall",
        "story overflow-hidden",
        "w-condition-invisible gated",
        "block block-ad6ed79d-35ac-4b31",
        "gallery-article",
    ],
)
def test_a_container_of_most_of_the_prose_is_the_text_whatever_it_is_called(names: str) -> None:
    assert read(page(f"<div><h1>{HEADLINE}</h1><div class='{names}'>{p(LONG)}</div></div>"), url=URL).body == WHOLE


@pytest.mark.parametrize(
    "box",
    [
        "<div class='comments'>{}</div>",
        "<section id='related-stories'>{}</section>",
        "<div class='recommended-box'>{}</div>",
        "<div class='site-footer'>{}</div>",
    ],
)
def test_what_others_say_is_no_text_though_it_is_as_long(box: str) -> None:
    other = box.format(p(SPANISH * 2))
    assert read(page(f"<div><h1>{HEADLINE}</h1><div>{p(LONG)}</div>{other}</div>"), url=URL).body == WHOLE


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_marked_container_that_holds_a_small_part_is_not_the_article(part: int) -> None:
    inner = "".join(
        f"<div class='entry-content'><p>{text[:60]}</p></div><div><p>{text}</p><p>{text[::1]} Once more.</p></div>"
        if at == part
        else f"<div><p>{text}</p></div>"
        for at, text in enumerate(LONG)
    )
    body = read(page(f"<main><h1>{HEADLINE}</h1>{inner}</main>"), url=URL).body
    assert all(text in body for text in LONG)


@pytest.mark.parametrize(
    "stated",
    [WHOLE, "".join(f"<p>{text}</p>" for text in LONG), WHOLE.replace("'", "&#39;")],
    ids=["plain", "markup", "entities"],
)
@pytest.mark.parametrize("shown", ["<div id='app'></div>", f"<article><h1>{HEADLINE}</h1><p>{LONG[0]}</p></article>"])
def test_a_text_that_json_ld_states_is_taken_where_the_page_shows_less(stated: str, shown: str) -> None:
    assert read(page(shown, head=described(articleBody=stated)), url=URL).body == WHOLE


def test_a_summary_in_json_ld_does_not_replace_a_text() -> None:
    short = described(articleBody=" ".join(LONG)[:260])
    assert read(page(f"<article><h1>{HEADLINE}</h1>{p(LONG)}</article>", head=short), url=URL).body == WHOLE


@pytest.mark.parametrize(
    "inner",
    [
        f"<article><h1>{HEADLINE}</h1><noscript><div>{p(LONG)}</div></noscript></article>",
        f"<h1>{HEADLINE}</h1><div class='lazy'></div><noscript>{p(LONG)}</noscript>",
        f"<h1>{HEADLINE}</h1><story-body><template shadowrootmode='open'>{p(LONG)}</template></story-body>",
        f"<h1>{HEADLINE}</h1><div><template shadowrootmode='closed'><section>{p(LONG)}</section></template></div>",
    ],
)
def test_a_text_in_a_noscript_or_a_shadow_root_is_read_where_there_is_no_other(inner: str) -> None:
    assert read(page(inner), url=URL).body == WHOLE


def test_a_noscript_beside_a_text_is_none_of_it() -> None:
    other = f"<noscript>{p(SPANISH * 3)}</noscript>"
    assert read(page(f"<article><h1>{HEADLINE}</h1>{p(LONG * 3)}{other}</article>"), url=URL).body == "\n\n".join(
        LONG * 3
    )


@pytest.mark.parametrize("between", ["<div class='ad'>Advertisement</div>", "<hr>", ""])
def test_an_article_in_several_elements_is_whole(between: str) -> None:
    inner = between.join(f"<article><p>{text}</p></article>" for text in LONG)
    assert read(page(f"<main><h1>{HEADLINE}</h1>{inner}</main>"), url=URL).body == WHOLE


@pytest.mark.parametrize(
    ("inner", "last"),
    [
        ("<ul>{}</ul>", "<li>Pier {0}, berth {0}</li>"),
        ("<table>{}</table>", "<tr><td>Pier {0}</td><td>berth {0}</td></tr>"),
        ("<ol>{}</ol>", "<li><p>Pier {0}, berth {0}</p></li>"),
    ],
)
def test_a_long_list_is_part_of_its_text(inner: str, last: str) -> None:
    listed = inner.format("".join(last.format(number) for number in range(90)))
    body = read(page(f"<main><article><h1>{HEADLINE}</h1>{p(LONG)}{listed}</article></main>"), url=URL).body
    assert body.startswith(WHOLE)
    assert "Pier 89" in body


STANDFIRST = "The bishop of Callao offers to mediate between the dockers and the port."


@pytest.mark.parametrize(
    ("head", "above"),
    [
        ("", f"<header><h1>{HEADLINE}</h1><p>{STANDFIRST}</p></header>"),
        ("", f"<h1>{HEADLINE}</h1><p class='bajada'>{STANDFIRST}</p>"),
        ("", f"<h1>{HEADLINE}</h1><div class='article-standfirst'><p>{STANDFIRST}</p></div>"),
        (f'<meta name="description" content="{STANDFIRST}">', f"<h1>{HEADLINE}</h1><h2>{STANDFIRST}</h2>"),
    ],
)
def test_a_standfirst_is_part_of_the_text(head: str, above: str) -> None:
    inner = f"<article>{above}<div class='entry-content'>{p(LONG)}</div></article>"
    assert read(page(inner, head=head), url=URL).body == f"{STANDFIRST}\n\n{WHOLE}"


@pytest.mark.parametrize(
    "above",
    [
        f"<header><h1>{HEADLINE}</h1><p>By Rosa Huamán</p><p>20 January 2023</p></header>",
        f"<h1>{HEADLINE}</h1><aside class='standfirst'><p>{STANDFIRST}</p></aside>",
        f"<nav><p>{STANDFIRST}</p></nav><h1>{HEADLINE}</h1>",
    ],
)
def test_what_only_stands_above_a_text_is_no_standfirst(above: str) -> None:
    inner = f"<article>{above}<div class='entry-content'>{p(LONG)}</div></article>"
    assert read(page(inner), url=URL).body == WHOLE


@pytest.mark.parametrize(
    ("url", "head", "pager", "share"),
    [
        (URL, "", "", 1),
        (f"{URL}/1.html", '<link rel="next" href="2.html">', "", 0.5),
        (URL, "", f"<p>Page 1 of 4 <a rel='next' href='{URL}?page=2'>2</a></p>", 0.25),
        (URL, "", f"<p>1 <a rel='next' href='{URL}/2'>2</a> <a href='{URL}/3'>3</a></p>", 0.33),
        (URL, '<link rel="next" href="/peru/another-article-of-the-day">', "", 1),
        (URL, described(wordCount=len(WHOLE.split()) * 4), "", 0.25),
        (URL, described(wordCount="many"), "", 1),
    ],
)
def test_a_page_that_shows_a_part_of_its_article_says_so(url: str, head: str, pager: str, share: float) -> None:
    inner = f"<article><h1>{HEADLINE}</h1>{p(LONG)}{pager}</article>"
    found = reading(page(inner, head=head), url=url)
    assert found.content.body_share == pytest.approx(share, abs=0.01)
    assert found.content.body == WHOLE


@pytest.mark.parametrize(
    ("url", "pager", "expected"),
    [
        (URL, f"<p>1 <a href='{URL}?page=2'>2</a> <a href='{URL}?page=3'>3</a></p>", f"{URL}?page=2"),
        (f"{URL}?page=2", f"<p><a href='{URL}'>1</a> 2 <a href='{URL}?page=3'>3</a></p>", f"{URL}?page=3"),
        (f"{URL}?id=7", f"<p>1 <a href='{URL}?id=7&start=1'>2</a></p>", f"{URL}?id=7&start=1"),
        (f"{URL}/", f"<ul><li>1</li><li><a href='{URL}/2/'><b>2</b></a></li></ul>", f"{URL}/2/"),
        (f"{URL}-1.html", f"<div>1 <a href='{URL}-2.html#text'>2</a></div>", f"{URL}-2.html"),
        (URL, f"<a rel='next' href='{URL}/page/2'>The villages</a>", f"{URL}/page/2"),
        (f"{URL}?page=2", f"<p>2 <a href='{URL}?page=1'>3</a></p>", None),
        (URL, f"<p><a href='{URL}?page=3'>2</a></p>", None),
        (f"{URL}?id=7", f"<p>1 <a href='{URL}?id=8&page=2'>2</a></p>", None),
        (
            "https://puerto.example/news/57",
            "<a rel='next' href='https://puerto.example/news/58'>Rain in Puno</a>",
            None,
        ),
        (URL, "<p>Note <a href='#note-2'>2</a></p>", None),
        (URL, f"<div id='comments'>1 <a href='{URL}?page=2'>2</a></div>", None),
        (URL, "<a rel='next' href='http://[bad'>2</a>", None),
    ],
)
def test_the_next_page_of_an_article_is_told_from_other_pages(url: str, pager: str, expected: str | None) -> None:
    inner = f"<article><h1>{HEADLINE}</h1>{p(LONG)}{pager}</article>"
    assert reading(page(inner), url=url).next_page == expected


def test_a_reading_tells_by_which_evidence_it_was_chosen() -> None:
    marked = reading(page(f"<article><h1>{HEADLINE}</h1><div class='entry-content'>{p(LONG)}</div></article>"))
    dense = reading(page(f"<div><h1>{HEADLINE}</h1><div class='x'>{p(LONG)}</div></div>"))
    stated = reading(page("<div id='app'></div>", head=described(articleBody=WHOLE)))
    assert [found.why[0].split(" ")[0:3] for found in (marked, dense, stated)] == [
        ["the", "page", "marks"],
        ["div.x", "reads", "most"],
        ["the", "page", "shows"],
    ]


SHELF = "".join(
    f"<div><img src='/{n}.jpg'><h3><a href='/boats/{n}'>Rowing boat number {n}</a></h3><span>$ {n}99</span>"
    "<button>Add</button></div>"
    for n in range(45)
)
TEASERS = "".join(
    f"<div><h2><a href='/story-{n}'>Story number {n} of the harbour and its many people</a></h2><p>In short.</p></div>"
    for n in range(30)
)


@pytest.mark.parametrize(
    ("url", "title", "inner"),
    [
        ("https://noticias.example/collections/boats", "Rowing boats", SHELF),
        ("https://noticias.example/", "Puerto Libre", TEASERS),
        ("https://noticias.example/tag/peru/", "Peru", f"<p>{SPANISH[0]}</p>{TEASERS}"),
    ],
)
def test_an_overview_is_no_article(url: str, title: str, inner: str) -> None:
    with pytest.raises(NotAnArticle):
        read(
            f"<html><head><title>{title}</title></head><body>{MENU}<main><h1>{title}</h1>{inner}</main></body></html>",
            url=url,
        )


@pytest.mark.parametrize(
    ("url", "title", "inner", "is_one"),
    [
        ("https://noticias.example/collections/boats", "Rowing boats", SHELF, True),
        (
            "https://noticias.example/tag/peru/",
            "Peru",
            TEASERS,
            True,
        ),  # of so few words outside of links none is a text
        ("https://noticias.example/tag/peru/", "Peru", p(LONG * 3) + TEASERS, False),  # and this may be one after all
        (URL, HEADLINE, SHELF, False),
        (URL, HEADLINE, p(ENGLISH), False),
    ],
)
def test_a_page_full_of_other_marks_is_an_overview_whatever_its_text_may_be(
    url: str, title: str, inner: str, *, is_one: bool
) -> None:
    parsed = open_page(f"<html><body><h1>{title}</h1>{inner}</body></html>".encode(), charset="utf-8")
    told = read_metadata(parsed.root, url=url)
    assert is_overview_however_read(parsed, told, url=url, title=title) is is_one


@pytest.mark.parametrize(
    ("url", "inner"),
    [
        (URL, p(ENGLISH[:1])),
        ("https://noticias.example/2711.htm", p(ENGLISH)),
        (URL, p(LONG) + "".join(f"<h2><a href='/part-{n}'>Part {n}</a></h2>{p(LONG)}" for n in range(5))),
        ("https://noticias.example/strike", p(LONG) + SHELF[:400]),
    ],
)
def test_an_article_with_a_little_of_an_overview_is_one(url: str, inner: str) -> None:
    assert ENGLISH[0] in read(page(f"<article><h1>{HEADLINE}</h1>{inner}</article>"), url=url).body


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1251", "shift_jis", "gb2312", "big5"])
def test_utf_8_beats_a_charset_that_the_page_wrongly_declares(declared: str) -> None:
    markup = page(f"<h1>Huelga</h1>{p(SPANISH * 2)}", head=f'<meta charset="{declared}">')
    assert read(markup.encode(), url=URL, charset=None).body == "\n\n".join(SPANISH * 2)
    assert read(markup.encode(), url=URL, charset=declared).body == "\n\n".join(SPANISH * 2)


@pytest.mark.parametrize("name", ["class=entry-content", "itemprop=articleBody", "id=article-body"])
@pytest.mark.parametrize("labels", [25, 40])
def test_a_marked_text_that_is_short_is_read_where_no_other_is_found(name: str, labels: int) -> None:
    sentence = " ".join(ENGLISH[:2])
    facts = "".join(f"<br><br>Lens {number}: {number} mm" for number in range(labels))
    imprint = f"<footer>{p(SPANISH * 8)}</footer>"
    content = read(page(f"<h1>Pleiades over Puno tonight</h1><div {name}>{sentence}{facts}</div>{imprint}"))
    assert content.body.startswith(sentence)


@pytest.mark.parametrize("labels", [8, 14, 30])
def test_a_short_text_among_labels_is_read_on_a_page_that_says_it_is_an_article(labels: int) -> None:
    lens = "".join(f"<li>Detail {number}: {number} mm</li>" for number in range(labels))
    inner = f"<h1>{HEADLINE}</h1><div class=x>{ENGLISH[0]}<h3>Particulars</h3><ul>{lens}</ul></div>"
    assert ENGLISH[0] in read(page(inner, head='<meta property="og:type" content="article">')).body
