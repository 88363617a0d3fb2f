# ruff: noqa: E501 - markup is easier to read in one piece
"""A section's page gives its articles, whatever its markup, and nothing else."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listings.listing import Listing, NotAListing
from crawler.listings.page import read_page
from model.article import DateSource
from model.urls import identity
from tests.crawler.listings import pages
from tests.crawler.listings.samples import samples
from tests.crawler.listings.stock import KINDS, VARIANTS, Kind, Section, Variant, stock
from tests.crawler.listings.unusual import KINDS as UNUSUAL_KINDS
from tests.crawler.listings.unusual import unnamed_columns, unusual

HOSTS = frozenset({"andean.example"})
AROUND: dict[str, Callable[..., str]] = {
    "wordpress": pages.wordpress,
    "joomla": pages.joomla,
    "modern": pages.modern,
    "columns": unnamed_columns,
    "soup": pages.soup,
    "by hand": lambda main, **_: pages.plain(main),
}


def read(page: bytes | str, url: str = "https://andean.example/peru/") -> Listing:
    return read_page(page.encode() if isinstance(page, str) else page, url=url, charset="utf-8", hosts=HOSTS)


def found_in(section: Section) -> list[str]:
    return [identity(entry.url) for entry in read(section.page, section.url).entries]


def wanted(section: Section) -> list[str]:
    return [identity(url) for url in section.entries]


SECTIONS = [*stock(), *unusual()]
NAMES = [f"{section.kind} {section.variant}" for section in SECTIONS]


def test_recall_and_precision_over_all_stock_markups_are_nearly_whole(capsys: pytest.CaptureFixture[str]) -> None:
    right = found = there = onward = 0
    for section in SECTIONS:
        listing = read(section.page, section.url)
        got, want = {identity(entry.url) for entry in listing.entries}, set(wanted(section))
        right, found, there = right + len(got & want), found + len(got), there + len(want)
        onward += listing.next_url == section.next_url
    with capsys.disabled():
        kinds = len({section.kind for section in SECTIONS})
        print(
            f"\n{kinds} markups, {len(SECTIONS)} pages: recall {right / there:.4f}, precision {right / found:.4f},"
            f" next page right on {onward}"
        )
    assert len(KINDS) >= 20
    assert len(VARIANTS) >= 3
    assert right / there >= 0.99
    assert right / found >= 0.99
    assert onward == len(SECTIONS)


@pytest.mark.parametrize("section", SECTIONS, ids=NAMES)
def test_a_page_gives_its_articles_in_order_with_what_it_says_of_them(section: Section) -> None:
    listing = read(section.page, section.url)
    entries = listing.entries
    assert [identity(entry.url) for entry in entries] == wanted(section)
    assert listing.next_url == section.next_url
    assert [entry.published and entry.published.value[:10] for entry in entries] == list(section.days)
    assert [entry.teaser for entry in entries] == list(section.teasers)
    for entry, title in zip(entries, section.titles, strict=True):
        assert title is None or entry.title == title


@pytest.mark.parametrize("around", AROUND)
def test_any_list_is_found_within_any_page(around: str) -> None:
    for at, kind in enumerate((*KINDS, *UNUSUAL_KINDS)):
        variant = VARIANTS[0] if at % 2 else replace(VARIANTS[1], teasers=False, dates=False)
        section = replace(kind, system=replace(kind.system, around=AROUND[around])).built(variant)
        assert found_in(section) == wanted(section), (around, section.kind, section.variant)


NAMELESS = re.compile(rb" (?:class|id|itemprop|itemtype|itemscope|role|aria-label|property|rel)=(?:\"[^\"]*\"|'[^']*')")


@pytest.mark.parametrize(
    "variant",
    [VARIANTS[0], replace(VARIANTS[0], teasers=False, dates=False, images=False)],
    ids=["with teasers", "bare titles"],
)
def test_lists_are_found_without_any_names_in_the_markup(variant: Variant) -> None:
    right = found = there = 0
    for section in (kind.built(variant) for kind in (*KINDS, *UNUSUAL_KINDS)):
        nameless = replace(section, page=NAMELESS.sub(b"", section.page))
        got, want = set(found_in(nameless)), set(wanted(nameless))
        right, found, there = right + len(got & want), found + len(got), there + len(want)
    assert right == there
    assert right / found >= 0.98


def test_topics_and_titles_that_take_turns_are_told_apart() -> None:
    items = "".join(
        f'<div><a href="/news/the-{name}-of-the-north/">The {name} of the north</a><a href="/unions">Unions</a></div>'
        for name in ("port", "mine", "railway", "mill")
    )
    page = f"<html><body><div><h1>Peru</h1>{items}</div></body></html>"
    assert [entry.title for entry in read(page).entries] == [
        f"The {name} of the north" for name in ("port", "mine", "railway", "mill")
    ]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_list_of_one_article_is_found(kind: Kind) -> None:
    section = kind.built(replace(VARIANTS[0], items=samples(1, language="en", skip=3), last=1))
    assert found_in(section) == wanted(section)


EMPTY = {
    "wordpress": '<section class="no-results not-found"><h1 class="page-title">Nothing Found</h1><p>It seems we can&#8217;t find what you&#8217;re looking for.</p></section>',
    "joomla": '<div class="blog"><h1>Peru</h1><p>There are no articles in this category. If subcategories display on this page, they may contain articles.</p></div>',
    "modern": '<div class="view-empty"><p>No hay contenido para mostrar.</p></div>',
    "columns": "<p>Pronto volvemos con más noticias de esta sección.</p>",
    "soup": "<div>No results</div>",
    "by hand": "<h2>PERU</h2><p>New texts will stand here.</p>",
}


@pytest.mark.parametrize("around", EMPTY)
def test_a_page_with_nothing_but_furniture_gives_none(around: str) -> None:
    page = AROUND[around](EMPTY[around], language="en", address="/{slug}/")
    assert read(page).entries == ()


def block(inner: str) -> str:
    return f"<html><body><main><h1>Peru</h1><ul>{inner}</ul></main></body></html>"


ARTICLE = '<li><h3><a href="/news/dockers-win-first-contract/">Dockers win their first contract</a></h3><p>It covers rest hours.</p></li>'


@pytest.mark.parametrize(
    "href",
    [
        *("/", "/peru/", "/peru", "/peru/?page=2", "/peru/page/3/", "/peru/?sort=asc", "#top", "/en/"),
        *("/tag/mining/", "/category/latin-america/", "/author/rosa-quispe/", "/search/label/peru", "/taxonomy/term/5"),
        *(
            "/feed/",
            "/peru/feed/",
            "/wp-json/wp/v2/posts",
            "/images/march-on-lima-in-july.jpg",
            "/files/all-issues.zip",
        ),
        *("/2023/07/", "/2023/", "/about-us/", "/contact", "/login", "/?s=strike", "/component/users/?view=login"),
        *(
            "https://other.example/a-long-article-of-another-site/",
            "https://t.me/share?url=x",
            "mailto:x@andean.example",
        ),
    ],
)
def test_what_is_no_article_by_its_address_is_no_entry(href: str) -> None:
    inner = f'{ARTICLE}<li><h3><a href="{href}">A title as long as any other here</a></h3><p>And some words.</p></li>'
    assert [entry.url for entry in read(block(inner)).entries] == [
        "https://andean.example/news/dockers-win-first-contract/"
    ]


def test_the_sections_parents_are_no_entries() -> None:
    items = "".join(
        f'<li><h3><a href="/{path}">A title as long as the others</a></h3></li>'
        for path in ("en/", "en/world/", "en/world/americas/", "en/world/americas/peru/a-strike-in-puno/")
    )
    listing = read(block(items), "https://andean.example/en/world/americas/peru/")
    assert [entry.url for entry in listing.entries] == [
        "https://andean.example/en/world/americas/peru/a-strike-in-puno/"
    ]


@pytest.mark.parametrize("parameter", ["itemid={n}", "nb={n}", "pk_story={n}", "ref=AB-{n}", "Nr={n}&lang=es"])
def test_articles_that_only_a_parameter_tells_from_the_section_are_found(parameter: str) -> None:
    items = "".join(
        f'<li><h3><a href="/read.aspx?{parameter.replace("{n}", str(at))}">The {name} of the north is closed</a></h3></li>'
        for at, name in enumerate(("port", "mine", "railway", "mill"), start=11)
    )
    links = '<li><a href="/read.aspx?page=2">2</a></li><li><a href="/read.aspx?year=2023">All of 2023 again</a></li>'
    found = read(block(items + links), "https://andean.example/read.aspx").entries
    assert len({identity(entry.url) for entry in found}) == len(found) == 4


def test_a_pdf_is_an_entry_and_odd_relative_links_are_understood() -> None:
    page = """<html><body><table><tr><td><table><tr><td>&nbsp;</td><td><font size=2><a href="honduras.html">Defeat the coup and its friends</a></font></td></tr>
    <tr><td>&nbsp;</td><td><font size=2><a href="../IWO Special/peru.pdf" target="_blank">The Organiser, supplement (PDF)</a></font></td></tr></table></td></tr>
    <tr><td><font size=2><a href="../index.html">Home</a></font></td></tr></table></body></html>"""
    listing = read(page, "https://andean.example/english/peru/index.html")
    assert [entry.url for entry in listing.entries] == [
        "https://andean.example/english/peru/honduras.html",
        "https://andean.example/english/IWO%20Special/peru.pdf",
    ]
    assert listing.next_url is None


def test_an_article_shown_in_several_boxes_is_one_entry_with_the_best_of_each() -> None:
    url = "/en/down-with-the-decree-now/"
    page = f"""<html><body><main><h1>Peru</h1>
    <div class="grid"><article><a href="{url}"><img src="x.jpg" alt=""></a><p class="date">22 de dez de 2022</p></article></div>
    <div class="list"><article><h3><a href="{url}">Down with the decree</a></h3><p>The government has sent its police into four provinces.</p></article></div>
    </main></body></html>"""
    (entry,) = read(page).entries
    assert entry.title == "Down with the decree"
    assert entry.teaser == "The government has sent its police into four provinces."
    assert entry.published is not None
    assert (entry.published.value, entry.published.source) == ("2022-12-22", DateSource.TEXT)


def test_a_date_within_a_teaser_is_not_the_articles() -> None:
    inner = ARTICLE.replace(
        "It covers rest hours.",
        "On 19 January 2023 the port stood still for the first time in its history, and it will again.",
    )
    (entry,) = read(block(inner)).entries
    assert entry.published is None


def test_a_clock_in_the_pages_head_dates_nothing() -> None:
    page = f"<html><body><div>Friday, July 12, 2024</div>{ARTICLE}</body></html>"
    (entry,) = read(page).entries
    assert entry.published is None


def test_machine_dates_keep_their_source_and_offset_and_changes_are_told_apart() -> None:
    times = '<time class="published" datetime="2023-07-28T09:30:00-05:00">28 July</time><time class="updated" datetime="2023-08-01T10:00:00-05:00">1 August</time>'
    (entry,) = read(block(ARTICLE.replace("</h3>", f"</h3>{times}"))).entries
    assert entry.published is not None
    assert (entry.published.value, entry.published.source) == ("2023-07-28T09:30:00-05:00", DateSource.TIME_ELEMENT)
    assert entry.modified == "2023-08-01T10:00:00-05:00"


def test_the_order_of_day_and_month_is_learnt_from_the_pages_other_dates() -> None:
    items = "".join(
        f'<li><h3><a href="/news/report-number-{at}-from-puno/">Report number {at} from Puno</a></h3><span>{figures}</span></li>'
        for at, figures in enumerate(("3/4/2023", "25/3/2023"))
    )
    values = [entry.published and entry.published.value for entry in read(block(items)).entries]
    assert values == ["2023-04-03", "2023-03-25"]


def test_links_under_another_host_of_the_publisher_count() -> None:
    inner = ARTICLE.replace("/news/", "http://www.andean.example/news/") + ARTICLE.replace(
        "/news/", "http://mirror.example:81/news/x-"
    )
    page = block(inner).encode()
    both = read_page(page, url="https://andean.example/peru/", charset=None, hosts=HOSTS | {"mirror.example:81"})
    assert len(both.entries) == 2
    assert len(read(page).entries) == 1


def test_the_head_names_feeds_and_the_rest_interface() -> None:
    page = pages.wordpress("<p>Nothing</p>", language="en", address="/{slug}/")
    listing = read(page, "https://andean.example/tag/peru/page/2/")
    assert listing.feeds == ("https://andean.example/tag/peru/feed/", "https://andean.example/feed/")
    assert listing.wordpress_api == "https://andean.example/wp-json/"


def test_the_base_element_moves_relative_links() -> None:
    page = block(ARTICLE.replace("/news/", "news/")).replace(
        "<html>", '<html><head><base href="https://andean.example/es/"></head>'
    )
    assert read(page).entries[0].url == "https://andean.example/es/news/dockers-win-first-contract/"


@pytest.mark.parametrize("page", [b"", b"   \n", b"%PDF-1.4\x00\x01\x02\x03\x04\x05\x06\x07\x08" * 20])
def test_what_is_no_web_page_is_no_listing(page: bytes) -> None:
    with pytest.raises(NotAListing, match="is no listing"):
        read(page)


_TAGS = st.sampled_from(
    ["div", "ul", "li", "p", "table", "tr", "td", "h2", "a", "span", "nav", "article", "dl", "dt", "br"]
)
_ATTRIBUTES = st.sampled_from(
    [
        "",
        ' class="post tag-x"',
        ' href="/a-b-c"',
        ' href="?page=2"',
        ' href="http://[x"',
        ' rel="next" href="/x/page/2/"',
        ' datetime="2023-13-45"',
        ' class="date"',
    ]
)


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(_TAGS, _ATTRIBUTES, st.lists(inner, max_size=4)).map(
        lambda parts: f"<{parts[0]}{parts[1]}>{''.join(parts[2])}</{parts[0]}>"
    )


@given(st.recursive(st.text(st.characters(exclude_categories=["C"]), max_size=8), _nested, max_leaves=30))
def test_no_markup_breaks_the_reading(markup: str) -> None:
    listing = read(f"<html><body>{markup}</body></html>", "https://andean.example/x/")
    keys = [identity(entry.url) for entry in listing.entries]
    assert len(keys) == len(set(keys))
    assert listing.next_url is None or identity(listing.next_url) != identity("https://andean.example/x/")


SECOND = ARTICLE.replace("dockers", "porters").replace("Dockers", "Porters")


@pytest.mark.parametrize("name", ["l-sidebar-fixed", "content-with-sidebar", "sidebar", "related", "popular-grid"])
def test_a_list_within_a_misleading_name_is_still_found(name: str) -> None:
    inner = ARTICLE.replace("rest hours", "rest hours and helmets for the night shift") + SECOND.replace(
        "rest hours", "weight limits on the trail to the ruins"
    )
    page = f'<html><body><h1>Peru</h1><div class="{name}"><div class="l-col"><ul>{inner}</ul></div></div></body></html>'
    assert len(read(page).entries) == 2


@pytest.mark.parametrize(
    "title", ["More in Peru", "Most read", "Related articles", "Lo más leído", "You may also like"]
)
def test_a_box_is_known_by_its_heading(title: str) -> None:
    box = "".join(
        f'<li><h4><a href="/news/another-story-number-{at}/">Another story, number {at}</a></h4></li>'
        for at in range(4)
    )
    page = f"<html><body><div><ul>{ARTICLE}{SECOND}</ul></div><div><h3>{title}</h3><ul>{box}</ul></div></body></html>"
    assert len(read(page).entries) == 2


def test_the_next_page_is_no_entry() -> None:
    page = f'<html><body><h1>Peru</h1>{ARTICLE}{SECOND}<p class="pager"><a href="peru2.html">Older articles of this section</a></p><p class="pager"><a href="peru2.html">Older articles</a></p></body></html>'
    listing = read(page, "https://andean.example/x/peru.html")
    assert listing.next_url == "https://andean.example/x/peru2.html"
    assert len(listing.entries) == 2


def test_a_link_to_older_texts_is_no_entry_even_in_a_plain_list() -> None:
    kind = next(kind for kind in KINDS if kind.name == "hand-made paragraphs")
    plain = replace(VARIANTS[0], teasers=False, dates=False, images=False)
    section = replace(kind, system=replace(kind.system, around=pages.modern)).built(plain)
    assert found_in(section) == wanted(section)


def test_a_short_word_in_a_list_of_titles_is_no_article() -> None:
    items = "".join(
        f'<li><a href="{name}.html">{text}</a></li>'
        for name, text in (
            ("puno", "What the assembly in Puno decided"),
            ("maps", "Maps"),
            ("chancay", "The dockers of Chancay and their contract"),
        )
    )
    listing = read(f"<html><body><h2>PERU</h2><ul>{items}</ul></body></html>", "https://andean.example/en/peru.html")
    assert [entry.url.rpartition("/")[2] for entry in listing.entries] == ["puno.html", "chancay.html"]


@pytest.mark.parametrize("tag", ["header", "nav", "aside", "footer"])
def test_a_date_in_the_pages_furniture_is_not_that_of_a_lone_article(tag: str) -> None:
    page = (
        f'<html><body><div><{tag}><div class="date">July 12, 2024</div></{tag}><div>{ARTICLE}</div></div></body></html>'
    )
    (entry,) = read(page).entries
    assert entry.published is None


def test_what_follows_the_last_item_of_a_flat_list_is_no_part_of_it() -> None:
    flat = "".join(
        f'<h3><a href="/news/{name}-and-the-harbour/">{name} and the harbour of the north</a></h3><p>{name} said so twice.</p>'
        for name in ("rosa", "julio", "maria")
    )
    page = f"<html><body><div>{flat}<div>All of these words may be printed elsewhere with thanks.</div></div></body></html>"
    assert [entry.teaser for entry in read(page).entries] == [
        "rosa said so twice.",
        "julio said so twice.",
        "maria said so twice.",
    ]


def test_a_date_in_a_short_sentence_is_not_the_articles() -> None:
    inner = ARTICLE.replace("It covers rest hours.", "The strike of 19 January 2023 shut the port.")
    (entry,) = read(block(inner)).entries
    assert entry.published is None
    assert entry.teaser == "The strike of 19 January 2023 shut the port."


def test_markup_nested_without_end_is_read_like_any_other() -> None:
    items = "".join(f'<font><a href="/news/report-{at}-from-puno/">Report {at} from Puno</a>' for at in range(300))
    assert len(read(f"<html><body>{items}</body></html>").entries) == 300
    assert len(read(f"<html><body>{'<div>' * 1500}{ARTICLE}</body></html>").entries) == 1


def test_variants_differ_in_language_length_and_place() -> None:
    assert {variant.language for variant in VARIANTS} == {"en", "es"}
    assert {variant.page for variant in VARIANTS} == {1, 2}
    assert isinstance(VARIANTS[0], Variant)


HEADLINES = {
    "zh": (
        "卡亚俄港码头工人停工两天",
        "矿山居民封锁通往海岸的公路",
        "教师罢工进入第三个星期",
        "暴雨之后山区公路重新开放",
    ),
    "th": ("คนงานท่าเรือหยุดงานสองวัน", "ชาวบ้านปิดถนนไปเหมืองทองแดง", "ครูหยุดงานเข้าสัปดาห์ที่สาม", "ถนนบนภูเขาเปิดอีกครั้งหลังฝน"),
    "ja": (
        "港の労働者が二日間の停止",
        "住民が鉱山への道路を封鎖した",
        "教員の停止は三週目に入った",
        "雨のあと山の道路が再び開通",
    ),
}


@pytest.mark.parametrize("item", ["<li>{link}</li>", "<div>{link}<p>{title}</p></div>", "<div><h3>{link}</h3></div>"])
@pytest.mark.parametrize("language", HEADLINES)
def test_headlines_without_spaces_are_told_from_a_menu(language: str, item: str) -> None:
    titles = HEADLINES[language]
    menu = "".join(f"<li><a href='/{name[:2]}'>{name[:2]}</a></li>" for name in titles)
    links = [f"<a href='/n/{number + 1000}.html'>{title}</a>" for number, title in enumerate(titles)]
    items = "".join(item.format(link=link, title=title) for link, title in zip(links, titles, strict=True))
    listing = read(f"<html><body><ul>{menu}</ul><h1>{titles[0][:3]}</h1><div>{items}</div></body></html>")
    assert [entry.title for entry in listing.entries] == list(titles)


WITHOUT_END = {
    "links in links": '<h2><a href="/peru/{n}.htm">A town in the hills {n}',
    "links in links to the same": '<h1><a href="/peru/1.htm">Town',
    "places in one block": '<a class="{letters}" href="/peru/{n}.htm">Town</a> ',
    "items": '<article class="item"><h2><a href="/peru/{n}.htm">A town in the hills {n}</a></h2><p>It has words.</p>',
}
"""Repeated markup in which each link holds all that follows, or shares a block with all others."""


def steps_of(item: str, count: int) -> int:
    """Python functions that are called to read a page of so many."""
    letters = str.maketrans("0123456789", "qrstuvwxyz")
    page = "".join(item.format(n=n, letters=str(n).translate(letters)) for n in range(count))
    steps = 0

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal steps
        steps += event == "call"

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        read(f"<html><body><main>{page}")
    finally:
        sys.setprofile(before)
    return steps


@pytest.mark.parametrize("item", WITHOUT_END.values(), ids=WITHOUT_END)
def test_what_lies_within_a_link_is_not_read_again_for_each_link_around_it(item: str) -> None:
    assert steps_of(item, 200) < 3_000 * 200


def test_where_not_all_can_be_read_the_longest_list_is() -> None:
    stray = "".join(f'<a class="{"q" * (n + 1)}" href="/peru/x{n}.htm">Town</a> ' for n in range(150))
    listed = "".join(ARTICLE.replace("first", f"{n}th").replace("rest", f"{n}") for n in range(5))
    entries = read(f"<html><body><div>{stray}</div><ul>{listed}</ul></body></html>").entries
    assert [entry.teaser for entry in entries] == [f"It covers {n} hours." for n in range(5)]
