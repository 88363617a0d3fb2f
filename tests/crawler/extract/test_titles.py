from __future__ import annotations

import pytest

from crawler.extract.metadata import read_metadata
from crawler.extract.page import open_page
from crawler.extract.titles import headlines_of, read_title
from tests.crawler.extract.pages import ENGLISH, HEADLINE, URL, p, read

SITE = '<meta property="og:site_name" content="Puerto Libre">'
LD = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"%s"}</script>'


def title(body: str, head: str = "", listed: str | None = None) -> str | None:
    page = f"<html><head>{head}</head><body>{body}{p(ENGLISH)}</body></html>".encode()
    parsed = open_page(page, charset="utf-8")
    metadata = read_metadata(parsed.root, url=URL)
    found = read_title(parsed, metadata, headlines=headlines_of(parsed), listed=listed, template=None)
    return found.text if found else None


@pytest.mark.parametrize("separator", [" | ", " - ", " \u2013 ", " — ", " » ", " :: ", " · "])
def test_the_site_s_name_is_no_part_of_a_title(separator: str) -> None:
    assert title(f"<h1>{HEADLINE}</h1>", f"<title>{HEADLINE}{separator}Puerto Libre</title>") == HEADLINE
    assert title("", f"{SITE}<title>{HEADLINE}{separator}Puerto Libre</title>") == HEADLINE
    assert title("", f"{SITE}<title>Puerto Libre{separator}{HEADLINE}</title>") == HEADLINE


@pytest.mark.parametrize(
    ("body", "head", "listed"),
    [
        (f"<h1>{HEADLINE}</h1>", "", None),
        ("<h1>  Dockers' strike\n shuts <em>the port</em> of&nbsp;Callao </h1>", "", None),
        (f"<h1>Puerto Libre</h1><h2>{HEADLINE}</h2>", f"<title>{HEADLINE} | Puerto Libre</title>", None),
        (f"<h1>Puerto Libre</h1><h2>{HEADLINE}</h2>", SITE, HEADLINE),
        (f"<h1>Puerto Libre</h1><h1>{HEADLINE}</h1>", f"<title>{HEADLINE}</title>", None),
        (f"<h1>Peru</h1><div><font size=5>{HEADLINE}</font></div>", LD % HEADLINE, None),
        (f"<h1><span>Peru</span> {HEADLINE}</h1>", LD % HEADLINE, None),
        (f"<h1>{HEADLINE}</h1>", "<title>Untitled Document</title>", None),
        (f"<h1>{HEADLINE}</h1>", "<meta property='og:title' content='Peru: the port stands still'>", None),
        (f"<aside><h1>Best of the week in Peru</h1></aside><h1>{HEADLINE}</h1>", "", None),
        ("", LD % HEADLINE, None),
        ("", f"<meta property='og:title' content=\"{HEADLINE}\">", None),
        ("", f"<title>{HEADLINE} | Puerto Libre</title>", None),
        ("", "<title>Untitled Document</title>", HEADLINE),
        (f"<p><b>PUERTO LIBRE EDITORES</b></p><center><font size='+2'>{HEADLINE}</font></center>", "", None),
        (f"<p align=center><b>{HEADLINE}</b></p>", "<title>Untitled Document</title>", HEADLINE.upper()),
        (
            f"<font size=6><b>{HEADLINE}</b></font><br><font size=4>A second line of it</font><br>",
            "<title>New Page 1</title>",
            None,
        ),
        (f"<div style='font-size: 26px'>{HEADLINE}</div>", "<title>index</title>", None),
    ],
)
def test_the_headline_is_found(body: str, head: str, listed: str | None) -> None:
    assert title(body, head, listed) == HEADLINE


def test_entities_are_decoded_once() -> None:
    assert (
        title("<h1>Huelga &amp; bloqueo en &Aacute;ncash &#8220;total&#8221;</h1>")
        == "Huelga & bloqueo en Áncash “total”"
    )
    assert title("", LD % "Huelga &amp; bloqueo en &#193;ncash") == "Huelga & bloqueo en Áncash"
    assert title("<h1>What &amp;lt;br&amp;gt; means in Peru</h1>") == "What &lt;br&gt; means in Peru"


def test_a_title_that_holds_a_separator_stays_whole() -> None:
    whole = "Peru: the state - and the mines"
    assert title(f"<h1>{whole}</h1>", f"<title>{whole} | Puerto Libre</title>") == whole


def test_a_page_without_any_title_has_none() -> None:
    assert title("") is None
    assert title("", "<title></title>") is None
    assert title("", "<title>Untitled Document</title>") is None


def test_a_masthead_as_large_as_the_headline_is_not_taken_for_it() -> None:
    rows = "".join(
        f'<p><font size="5"><b>{line}</b></font></p>' for line in ("Puerto Libre News", "Ilo: olives or copper")
    )
    untitled = "<title>Untitled Document</title>"
    assert title(rows, untitled, listed="Ilo: olives or copper (report)") == "Ilo: olives or copper"


@pytest.mark.parametrize(
    "inside",
    [
        f'<span class="kicker">Peru</span>{HEADLINE}',
        f'<span class="topline"><span class="date">20.01.2023</span></span>{HEADLINE}',
        f'<small class="article-category">Ports</small> {HEADLINE}',
        f'{HEADLINE} <span class="posted-on">Posted on July 1, 2024 by Rosa</span>',
        f'{HEADLINE}<div class="subtitle">Three hundred contracts were ended</div>',
        f'<span class="sr-only">Article:</span> {HEADLINE}',
        f"<b class='antetitulo'>Callao</b> <span>{HEADLINE}</span>",
    ],
)
def test_what_stands_beside_a_headline_in_its_element_comes_apart(inside: str) -> None:
    assert title(f"<h1>{inside}</h1>") == HEADLINE


@pytest.mark.parametrize(
    "inside",
    [
        f"<span>Peru</span>{HEADLINE}",
        f"<span>A long kicker of more than a few words</span> {HEADLINE}",
        f"{HEADLINE} <small>Three hundred contracts were ended</small>",
        f"<div>Ports</div><div>{HEADLINE}</div>",
    ],
)
@pytest.mark.parametrize("head", [LD % HEADLINE, f"<title>{HEADLINE} | Puerto Libre</title>"])
def test_what_statements_leave_out_of_a_headline_s_element_comes_apart(inside: str, head: str) -> None:
    assert title(f"<h1>{inside}</h1>", head) == HEADLINE


@pytest.mark.parametrize(
    "whole",
    [
        "Peru: the state and the mines",
        "Copper for all \u2013 a history of the mines",
        "The mines of Peru | What is left of them",
        "<em>Peru</em>: the state and the mines",
        "The <span>mines</span> of Peru",
    ],
)
def test_a_subtitle_behind_a_mark_is_part_of_the_headline(whole: str) -> None:
    plain = whole.replace("<em>", "").replace("</em>", "").replace("<span>", "").replace("</span>", "")
    stated = f"<title>{plain} | Puerto Libre</title><meta property='og:title' content='{plain}'>"
    assert title(f"<h1>{whole}</h1>", stated) == plain
    assert title(f"<h1>{whole}</h1>") == plain


@pytest.mark.parametrize(
    ("shown", "stated"),
    [
        ("The best lamps for a mine of 2026", "Best lamps for a mine in 2026"),
        ("How much does a miner's lamp cost?", "Miner's lamp cost"),
        ("Seven lamps that every miner knows", "7 lamps every miner knows"),
    ],
)
def test_the_headline_that_is_shown_is_believed_rather_than_another_wording(shown: str, stated: str) -> None:
    assert title(f"<h1>{shown}</h1><p>{stated}</p>", LD % stated) == shown
    assert title(f"<h1>Puerto Libre</h1><h1>{shown}</h1>", f"<title>{stated} | Puerto Libre</title>") == shown


def test_a_masthead_of_the_first_order_is_not_the_headline_that_is_shown() -> None:
    head = f"<title>{HEADLINE} | The Port and Mines Review</title>"
    assert title(f"<h1>The Port and Mines Review</h1><h2>{HEADLINE}</h2>", head) == HEADLINE


def test_the_site_s_name_in_a_headline_is_no_part_of_it() -> None:
    assert title(f"<h1>{HEADLINE} \u2013 Puerto Libre</h1>", SITE) == HEADLINE


WORDING = "Callao: strike of dock workers shuts port"


@pytest.mark.parametrize(
    ("head", "listed", "expected"),
    [
        (f"<meta property='og:title' content='{WORDING}'>", None, WORDING),
        (f"{SITE}<meta property='og:title' content='{WORDING} | Puerto Libre'>", None, WORDING),
        (LD % WORDING, None, WORDING),
        ("", WORDING, WORDING),
        (f"<meta property='og:title' content=\"{HEADLINE} | Puerto Libre\">", None, None),
        (f"<meta property='og:title' content=\"{HEADLINE.upper()}\">", HEADLINE, None),
        ("<meta property='og:title' content='All news of the coast and the mountains of Peru'>", None, None),
        (LD % WORDING + LD % "Rain closes the central highway again", None, None),
        ("<meta property='og:title' content='Port of Callao'>", None, None),
        (f"<title>{WORDING}</title>", None, None),
    ],
)
def test_a_title_in_other_words_is_kept_beside_what_is_shown(head: str, listed: str | None, expected: str) -> None:
    page = f"<html><head>{head}</head><body><h1>{HEADLINE}</h1>{p(ENGLISH)}</body></html>"
    said = read(page, title=listed)
    assert (said.title, said.other_title) == (HEADLINE, expected)
