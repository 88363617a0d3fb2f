# ruff: noqa: E501 - markup is easier to read in one piece
"""The only list of a page is the section's, whatever stands above it; what leads to other sections beside it is not."""

from __future__ import annotations

import pytest

from crawler.listings.listing import Listing
from crawler.listings.page import read_page
from tests.crawler.listings import pages

URL = "https://andean.example/peru/"
TITLES = (
    "Miners of Cerro demand clean water again",
    "A bridge that nobody wants to mend",
    "Why the teachers went back to school",
    "Eleven villages without a single doctor",
    "The last train out of Huancayo station",
    "Porters refuse the heavier loads of summer",
    "What the bay looks like after the spill",
    "Students count the votes a second time",
    "Bakers give their bread to the strikers",
    "The dam that took three valleys away",
)


def read(page: str, url: str = URL) -> Listing:
    return read_page(page.encode(), url=url, charset="utf-8", hosts=frozenset({"andean.example"}))


def bare(count: int) -> str:
    links = (f'<li><a href="/peru/{at}-story.html">{title}</a></li>' for at, title in enumerate(TITLES[:count]))
    return f"<ul>{''.join(links)}</ul>"


def headed(count: int) -> str:
    items = (
        f'<div><h3><a href="/peru/{at}-story.html">{title}</a></h3><p>It began in the early morning of a cold day.</p></div>'
        for at, title in enumerate(TITLES[:count])
    )
    return f"<div>{''.join(items)}</div>"


def page(main: str) -> str:
    menu = '<nav><a href="/">Home</a> <a href="/world">The world and its workers</a></nav>'
    return f"<html><body><header>{menu}</header><main>{main}</main><footer><p>Lima</p></footer></body></html>"


LABELS = [
    "<h1>Archives</h1>",
    "<h1>Peru</h1><h2>Archivo</h2>",
    '<div class="head"><h1>Topics</h1></div>',
    "<h2>Enlaces</h2>",
    "<p><b>Links</b></p>",
    "<h1>Perú</h1><h3>Categorías</h3>",
    '<h1>Peru</h1><form action="/find"><input name="q"><button>Search</button></form>',
    '<form action="/buscar"><label>Buscar</label><input name="q"></form>',
    '<div><form><input type="search"><input type="submit" value="Buscar"></form></div>',
    '<h1>Peru</h1><div><a href="https://net.example/share?u=1">Share</a></div>',
    '<ul><li><a href="https://net.example/x">Compartir</a></li></ul>',
    "<div>Síguenos</div>",
    "<div>Subscribe</div>",
    "<h1>Lo más leído</h1>",
]


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("items", [bare(10), bare(6), headed(8), headed(3)], ids=["ten", "six", "headed", "few headed"])
def test_a_label_above_the_only_list_does_not_outweigh_its_titles(label: str, items: str) -> None:
    entries = read(page(label + items)).entries
    assert [entry.title for entry in entries] == list(TITLES[: len(entries)])
    assert len(entries) == items.count("href")


@pytest.mark.parametrize("label", ["Most read", "Related articles", "Latest news", "Te puede interesar"])
def test_ten_titles_below_the_name_of_another_box_are_the_list_if_there_is_no_other(label: str) -> None:
    box = f"<div><h3>{label}</h3>{bare(10)}</div>"
    assert len(read(page(box)).entries) == 10
    other = headed(3).replace("/peru/", "/peru/today-")
    assert [entry.url for entry in read(page(other + box)).entries] == [
        f"https://andean.example/peru/today-{at}-story.html" for at in range(3)
    ]


@pytest.mark.parametrize("label", ["Most read", "Related articles", "Latest news", "Te puede interesar"])
def test_a_short_box_of_others_does_not_become_the_list_of_an_empty_section(label: str) -> None:
    assert read(page(f"<h1>Peru</h1><p>Nothing yet.</p><div><h3>{label}</h3>{bare(5)}</div>")).entries == ()


@pytest.mark.parametrize("label", ["Archives", "Temas", "Categories", "Enlaces"])
def test_short_names_below_a_label_are_what_it_says(label: str) -> None:
    names = "".join(
        f'<li><a href="/{name.lower()}-12/">{name}</a></li>' for name in ("May", "Unions", "Water", "Mines")
    )
    assert read(page(f"<h1>Peru</h1><h3>{label}</h3><ul>{names}</ul>")).entries == ()


SIDE = ("The march of the coca growers", "Letters to our readers in Oruro", "A year of strikes in Potosi")


def beside(markup: str) -> str:
    return "".join(
        markup.replace("{url}", f"../bolivia/{at}.html").replace("{title}", title) for at, title in enumerate(SIDE)
    )


MARKUPS = [
    '<a href="{url}">{title}</a><br>',
    '<p><a href="{url}">{title}</a></p>',
    '<font size="2"><a href="{url}"><b>{title}</b></a></font><br>',
    '<div><a href="{url}">{title}</a></div>',
]


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("first", [True, False], ids=["left", "right"])
@pytest.mark.parametrize("cell", ["td", "div"])
def test_links_to_another_section_beside_a_hand_made_list_are_no_entries(markup: str, first: bool, cell: str) -> None:  # noqa: FBT001 - a table's column
    own = "".join(markup.replace("{url}", f"{at}.html").replace("{title}", title) for at, title in enumerate(TITLES))
    cells = [f"<{cell} width=150>{beside(markup)}</{cell}>", f"<{cell}>{own}</{cell}>"]
    inner = "".join(cells if first else cells[::-1])
    around = f"<table><tr>{inner}</tr></table>" if cell == "td" else f"<div>{inner}</div>"
    entries = read(
        f"<html><body><b>BULLETIN</b>{around}</body></html>", "https://andean.example/peru/index.html"
    ).entries
    assert [entry.url for entry in entries] == [f"https://andean.example/peru/{at}.html" for at in range(10)]


def test_articles_filed_elsewhere_are_entries_where_more_than_a_link_speaks_for_them() -> None:
    own = headed(8)
    more = headed(3).replace("/peru/", "/world/").replace("<h3>", "<h2>").replace("</h3>", "</h2>")
    assert len(read(page(f"<h1>Peru</h1><section>{own}</section><section>{more}</section>")).entries) == 11


def test_a_pdf_and_a_page_of_another_folder_within_the_list_are_entries() -> None:
    inner = bare(6).replace("/peru/2-story.html", "/special/peru.pdf").replace("/peru/4-story.html", "/world/4.html")
    assert len(read(page(f"<h1>Peru</h1>{inner}")).entries) == 6


def test_the_areas_of_an_image_map_are_links() -> None:
    areas = "".join(
        f'<area shape="rect" coords="0,{at},9,9" href="story{at}.html" alt="{title}">'
        for at, title in enumerate(TITLES)
    )
    maps = pages.plain(f'<img src="front.jpg" usemap="#m"><map name="m">{areas}</map>')
    entries = read(maps, "https://andean.example/peru/index.html").entries
    assert [entry.title for entry in entries] == list(TITLES)


@pytest.mark.parametrize("attribute", ["title", "aria-label"])
def test_an_area_without_alternative_words_may_have_others(attribute: str) -> None:
    areas = "".join(f'<area href="/peru/{at}-x.html" {attribute}="{title}">' for at, title in enumerate(TITLES[:4]))
    assert [entry.title for entry in read(page(f"<map name=m>{areas}</map>")).entries] == list(TITLES[:4])


@pytest.mark.parametrize(
    ("markup", "parts"),
    [
        ('<frameset cols="1,2"><frame src="menu.html"><frame src="list.html"></frameset>', ["list.html", "menu.html"]),
        ('<body><iframe src="list.html" width="600"></iframe></body>', ["list.html"]),
        ('<body><object data="list.html" type="text/html"></object></body>', ["list.html"]),
        ('<body><iframe src="https://ads.example/x.html"></iframe><iframe src="list.html"></iframe></body>', ["list.html"]),
        ('<body><iframe src="count.html" width="1" height="1"></iframe></body>', []),
        ('<body><iframe src="list.html" style="display: none"></iframe></body>', []),
        ('<body><iframe src="about:blank"></iframe><embed src="film.mp4"><object data="x.pdf" type="application/pdf"></body>', []),
        ('<frameset><frame src="top.html" name="cabecera"><frame src="b.html" name="main"></frameset>', ["b.html", "top.html"]),
    ],
)  # fmt: skip
def test_the_frames_of_a_page_without_a_list_are_its_parts(markup: str, parts: list[str]) -> None:
    assert list(read(f"<html><head><title>Peru</title></head>{markup}</html>").parts) == [URL + part for part in parts]


def test_a_page_with_a_list_has_no_need_of_its_frames() -> None:
    assert read(page(headed(3) + '<iframe src="comments.html"></iframe>')).parts == ()
