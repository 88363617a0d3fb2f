# ruff: noqa: E501, RUF001 - markup is easier to compare with its system's own in one piece, signs and all
"""Section pages in the stock markups of publishing systems, and in home-made ones, three of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from tests.crawler.listings import pages
from tests.crawler.listings.pages import esc, joined
from tests.crawler.listings.samples import Sample, in_words, samples

SITE = "https://andean.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What one page of a kind shows."""

    number: int
    language: str
    items: list[Sample]
    page: int
    last: int
    teasers: bool = True
    dates: bool = True
    images: bool = True


VARIANTS = (
    Variant(number=1, language="en", items=samples(8, language="en"), page=1, last=3),
    Variant(number=2, language="es", items=samples(2, language="es"), page=1, last=1, images=False),
    Variant(
        number=3, language="en", items=samples(7, language="en", skip=2), page=2, last=3, teasers=False, dates=False
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section page and what is to be read from it."""

    kind: str
    variant: int
    url: str
    page: bytes
    entries: tuple[str, ...]
    titles: tuple[str | None, ...]
    days: tuple[str | None, ...]
    """Dates that the page shows, as ISO 8601 days."""
    teasers: tuple[str | None, ...]
    next_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """How a system forms its addresses, and the page around a list."""

    section: str
    """Address of page 1."""
    onward: str
    """Address of a further page, with a place for its number or offset."""
    address: str
    """Address of an article, with places for its slug, number or day."""
    around: Callable[..., str]
    step: int = 0
    """Offset between two pages where the address counts articles; 0 where it counts pages."""
    first: int = 1
    """Number of the first page."""

    def of_page(self, page: int) -> str:
        if page == 1:
            return self.section
        number = (page - 1) * self.step if self.step else page - 1 + self.first
        return self.onward.replace("{n}", str(number))

    def of_article(self, one: Sample) -> str:
        filled = self.address.replace("{slug}", one.slug).replace("{n}", str(one.number))
        return filled.replace("{day}", one.day.strftime("%Y/%m/%d"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A markup: how it writes an item, a list and a pager, in some system's pages."""

    name: str
    system: System
    item: Callable[[Sample, str, Variant], str]
    listing: Callable[[list[str], Variant], str]
    pager: Callable[[Variant, Callable[[int], str]], str]
    has_dates: bool = True
    has_teasers: bool = True
    has_titles: bool = True
    more: str = ""
    """What an item says besides its teaser."""

    def _told(self, one: Sample, variant: Variant) -> str | None:
        teaser = one.teaser if self.has_teasers and variant.teasers else ""
        return f"{teaser} {self.more}".strip() or None

    def built(self, variant: Variant) -> Section:
        addresses = [self.system.of_article(one) for one in variant.items]
        items = [self.item(one, url, variant) for one, url in zip(variant.items, addresses, strict=True)]
        main = self.listing(items, variant) + self.pager(variant, self.system.of_page)
        others = self.system.address.replace("{day}", "2021/02/03")
        page = self.system.around(main, language=variant.language, address=others)
        url = urljoin(SITE, self.system.of_page(variant.page))
        more = variant.page < variant.last and self.pager is not no_pager
        return Section(
            kind=self.name,
            variant=variant.number,
            url=url,
            page=page.encode(),
            entries=tuple(urljoin(url, address).replace(" ", "%20") for address in addresses),
            titles=tuple(one.title if self.has_titles else None for one in variant.items),
            days=tuple(one.day.isoformat() if self.has_dates and variant.dates else None for one in variant.items),
            teasers=tuple(self._told(one, variant) for one in variant.items),
            next_url=urljoin(url, self.system.of_page(variant.page + 1)) if more else None,
        )


def no_pager(_variant: Variant, _of_page: Callable[[int], str]) -> str:
    return ""


def _numbers(variant: Variant, of_page: Callable[[int], str], link: str, here: str) -> str:
    return "".join(
        here.replace("{n}", str(at))
        if at == variant.page
        else link.replace("{n}", str(at)).replace("{url}", of_page(at))
        for at in range(1, variant.last + 1)
    )


def _picture(one: Sample, url: str, variant: Variant) -> str:
    return f'<a href="{url}"><img src="/images/{one.number}.jpg" alt=""></a>' if variant.images else ""


def _time(one: Sample, css: str = "entry-date published") -> str:
    return f'<time class="{css}" datetime="{one.day.isoformat()}T09:30:00-05:00">{one.words}</time>'


# --- Joomla ----------------------------------------------------------------------------------------------------------


def joomla_2(one: Sample, url: str, v: Variant) -> str:
    when = f'<dd class="published">Published on {one.words}</dd>' if v.dates else ""
    return f"""<div class="item column-{one.number % 2 + 1}"><h2> <a href="{url}"> {esc(one.title)}</a></h2>
<ul class="actions"><li class="print-icon"><a href="{url}?tmpl=component&amp;print=1&amp;page=" rel="nofollow">Print</a></li>
<li class="email-icon"><a href="/component/mailto/?link=abc">Email</a></li></ul>
<dl class="article-info"><dt class="article-info-term">Details</dt><dd class="category-name">Category: <a href="/bolivia-and-peru.htm">Bolivia and Peru</a></dd>{when}
<dd class="createdby">Written by {one.author}</dd></dl>
{f"<p>{esc(one.teaser)}</p>" if v.teasers else ""}<p class="readmore"><a href="{url}">Read more: {esc(one.title)}</a></p><div class="item-separator"></div></div>"""


def joomla_2_list(items: list[str], v: Variant) -> str:
    rows = "".join(f'<div class="items-row cols-2 row-{at // 2}">{joined(items[at : at + 2])}<span class="row-separator"></span></div>' for at in range(1, len(items), 2))  # fmt: skip
    return f'<div class="blog"><h1>Peru</h1><div class="category-desc"><p>All articles</p></div><div class="items-leading"><div class="leading-0">{items[0]}</div></div>{rows}</div>'


def joomla_2_pager(v: Variant, of_page: Callable[[int], str]) -> str:
    numbers = _numbers(
        v,
        of_page,
        '<li><a title="{n}" href="{url}" class="pagenav">{n}</a></li>',
        '<li><span class="pagenav">{n}</span></li>',
    )
    end = (
        f'<li class="pagination-next"><a title="Next" href="{of_page(v.page + 1)}" class="pagenav">Next</a></li>'
        f'<li class="pagination-end"><a title="End" href="{of_page(v.last)}" class="pagenav">End</a></li>'
        if v.page < v.last
        else '<li class="pagination-next"><span class="pagenav">Next</span></li>'
    )
    return f'<div class="pagination"><p class="counter">Page {v.page} of {v.last}</p><ul><li class="pagination-start"><span class="pagenav">Start</span></li>{numbers}{end}</ul></div>'


def joomla_3(one: Sample, url: str, v: Variant) -> str:
    when = f'<dd class="published"><span class="icon-calendar"></span> <time datetime="{one.day}T09:00:00+00:00" itemprop="datePublished">Published: {one.words}</time></dd>' if v.dates else ""  # fmt: skip
    return f"""<div class="item" itemprop="blogPost" itemscope itemtype="https://schema.org/BlogPosting">
<div class="page-header"><h2 itemprop="name"><a href="{url}" itemprop="url">{esc(one.title)}</a></h2></div>
<div class="icons"><div class="btn-group pull-right"><ul class="dropdown-menu"><li class="print-icon"><a href="{url}?tmpl=component&amp;print=1">Print</a></li></ul></div></div>
<dl class="article-info muted"><dd class="createdby" itemprop="author" itemscope itemtype="https://schema.org/Person">Written by <a href="/authors-of-the-site.htm" itemprop="url"><span itemprop="name">{one.author}</span></a></dd>
<dd class="category-name">Category: <a href="/latin-america.htm" itemprop="genre">Latin America</a></dd>{when}</dl>
<div class="pull-left item-image"><a href="{url}"><img src="/images/{one.number}.jpg" alt="" itemprop="thumbnailUrl"/></a></div>
{f"<p>{esc(one.teaser)}</p>" if v.teasers else ""}<p class="readmore"><a class="btn" href="{url}" itemprop="url" aria-label="Read more: {esc(one.title)}"><span class="icon-chevron-right"></span> Read more ...</a></p></div>"""


def joomla_3_pager(v: Variant, of_page: Callable[[int], str]) -> str:
    numbers = _numbers(
        v,
        of_page,
        '<li class="hidden-phone"><a title="{n}" href="{url}" class="pagenav">{n}</a></li>',
        '<li class="active hidden-phone"><a>{n}</a></li>',
    )
    end = (
        f'<li><a title="Next" href="{of_page(v.page + 1)}" class="pagenav"><span class="icon-next"></span></a></li>'
        if v.page < v.last
        else ""
    )
    start = (
        f'<li><a title="Prev" href="{of_page(v.page - 1)}" class="pagenav"><span class="icon-previous"></span></a></li>'
        if v.page > 1
        else ""
    )
    return (
        f'<div class="pagination"><p class="counter pull-right">Page {v.page} of {v.last}</p><ul class="pagination-list">{start}{numbers}{end}</ul></div>'
        if v.last > 1
        else ""
    )


def joomla_4(one: Sample, url: str, v: Variant) -> str:
    when = f'<dl class="article-info"><dd class="published"><time datetime="{one.day}T12:00:00+00:00" itemprop="datePublished">{one.words}</time></dd></dl>' if v.dates else ""  # fmt: skip
    image = (
        f'<figure class="left item-image"><a href="{url}"><img src="/i/{one.number}.jpg" alt=""></a></figure>'
        if v.images
        else ""
    )
    return f"""<div class="com-content-category-blog__item blog-item" itemprop="blogPost" itemscope itemtype="https://schema.org/BlogPosting">{image}
<div class="item-content"><h2><a href="{url}">{esc(one.title)}</a></h2>{when}{f"<p>{esc(one.teaser)}</p>" if v.teasers else ""}
<ul class="tags list-inline"><li class="list-inline-item"><a href="/component/tags/tag/mining" class="btn btn-sm">Mining</a></li></ul></div></div>"""


def joomla_4_list(items: list[str], v: Variant) -> str:
    children = '<div class="com-content-category-blog__children cat-children"><h3>Subcategories</h3><h4 class="item-title"><a href="/peru/mining-and-water.htm">Mining and the question of water</a></h4></div>'
    return f'<div class="com-content-category-blog blog"><div class="page-header"><h1>Peru</h1></div><div class="com-content-category-blog__items blog-items">{joined(items)}</div>{children}</div>'


def joomla_4_pager(v: Variant, of_page: Callable[[int], str]) -> str:
    numbers = _numbers(
        v,
        of_page,
        '<li class="page-item"><a class="page-link" href="{url}" aria-label="Go to page {n}">{n}</a></li>',
        '<li class="active page-item"><a class="page-link" aria-current="true" href="#">{n}</a></li>',
    )
    end = (
        f'<li class="page-item"><a aria-label="Go to next page" href="{of_page(v.page + 1)}" class="page-link"><span class="icon-angle-right"></span></a></li>'
        if v.page < v.last
        else ""
    )
    return f'<nav class="pagination__wrapper" aria-label="Pagination"><ul class="pagination ms-0 mb-4">{numbers}{end}</ul></nav>'


def joomla_row(one: Sample, url: str, v: Variant) -> str:
    when = f'<td class="list-date small">{one.words}</td>' if v.dates else ""
    return f'<tr class="cat-list-row{one.number % 2}"><td headers="h1" class="list-title"><a href="{url}">{esc(one.title)}</a></td>{when}<td class="list-author">Written by {one.author}</td><td class="list-hits"><span class="badge">Hits: {one.number}</span></td></tr>'


def joomla_table(items: list[str], v: Variant) -> str:
    columns = '<tr><th><a href="#" onclick="sort()">Title</a></th><th>Date</th><th>Author</th><th>Hits</th></tr>'
    return f'<div class="category-list"><h1>Peru</h1><form action="/peru.htm" id="adminForm"><select name="limit"><option>10</option></select><table class="category table"><thead>{columns}</thead><tbody>{joined(items)}</tbody></table></form></div>'


def k2(one: Sample, url: str, v: Variant) -> str:
    when = f'<span class="catItemDateCreated">{one.words}</span>' if v.dates else ""
    intro = f'<div class="catItemIntroText"><p>{esc(one.teaser)}</p></div>' if v.teasers else ""
    return f"""<div class="itemContainer itemContainerLast"><div class="catItemView groupPrimary"><div class="catItemHeader">{when}<h3 class="catItemTitle"><a href="{url}">{esc(one.title)}</a></h3>
<span class="catItemAuthor">Written by <a rel="author" href="/itemlist/user/62-{one.author[:1]}">{one.author}</a></span></div>
<div class="catItemBody">{intro}</div><div class="catItemLinks"><div class="catItemCategory"><span>Published in</span> <a href="/itemlist/category/4-peru">Peru</a></div>
<div class="catItemTagsBlock"><ul class="catItemTags"><li><a href="/itemlist/tag/mining">mining in the sierra</a></li></ul></div></div>
<div class="catItemReadMore"><a class="k2ReadMore" href="{url}">Read more...</a></div></div></div>"""


def k2_list(items: list[str], v: Variant) -> str:
    return f'<div id="k2Container" class="itemListView"><div class="itemListCategory"><h2>Peru</h2></div><div class="itemList"><div id="itemListLeading">{items[0]}</div><div id="itemListPrimary">{joined(items[1:])}</div></div></div>'


# --- WordPress -------------------------------------------------------------------------------------------------------


def _post_class(one: Sample) -> str:
    return (
        f"post-{one.number} post type-post status-publish format-standard category-popular tag-peru tag-{one.slug[:8]}"
    )


def wordpress_2010(one: Sample, url: str, v: Variant) -> str:
    when = f'<span class="meta-prep">Posted on</span> <a href="{url}" title="9:30 am" rel="bookmark"><span class="entry-date">{one.words}</span></a>' if v.dates else ""  # fmt: skip
    return f"""<div id="post-{one.number}" class="{_post_class(one)} hentry"><h2 class="entry-title"><a href="{url}" title="Permalink to {esc(one.title)}" rel="bookmark">{esc(one.title)}</a></h2>
<div class="entry-meta">{when} <span class="meta-sep">by</span> <span class="author vcard"><a class="url fn n" href="/author/rosa/">{one.author}</a></span></div>
<div class="entry-summary">{f'<p>{esc(one.teaser)} <a href="{url}">Continue reading <span class="meta-nav">&rarr;</span></a></p>' if v.teasers else ""}</div>
<div class="entry-utility"><span class="cat-links">Posted in <a href="/category/peru/" rel="category tag">Peru and the Andes</a></span> | <span class="comments-link"><a href="{url}#respond">Leave a comment</a></span></div></div>"""


def _older(v: Variant, of_page: Callable[[int], str]) -> str:
    older = {"en": "&larr; Older posts", "es": "&larr; Entradas anteriores"}[v.language]
    back = f'<div class="nav-previous"><a href="{of_page(v.page + 1)}">{older}</a></div>' if v.page < v.last else ""
    newer = f'<div class="nav-next"><a href="{of_page(v.page - 1)}">Newer posts &rarr;</a></div>' if v.page > 1 else ""
    return f'<div id="nav-below" class="navigation">{back}{newer}</div>'


def wordpress_2014(one: Sample, url: str, v: Variant) -> str:
    when = (
        f'<span class="entry-date"><a href="{url}" rel="bookmark">{_time(one, "entry-date")}</a></span>'
        if v.dates
        else ""
    )
    image = (
        f'<a class="post-thumbnail" href="{url}" aria-hidden="true"><img src="/i/{one.number}.jpg" alt=""></a>'
        if v.images
        else ""
    )
    return f"""<article id="post-{one.number}" class="{_post_class(one)} hentry">{image}<header class="entry-header"><div class="entry-meta"><span class="cat-links"><a href="/category/peru/" rel="category tag">Peru</a></span></div>
<h1 class="entry-title"><a href="{url}" rel="bookmark">{esc(one.title)}</a></h1><div class="entry-meta">{when}<span class="byline"><span class="author vcard"><a class="url fn n" href="/author/rosa/" rel="author">{one.author}</a></span></span></div></header>
{f'<div class="entry-content"><p>{esc(one.teaser)} <a href="{url}" class="more-link">Continue reading <span class="screen-reader-text">{esc(one.title)}</span></a></p></div>' if v.teasers else ""}</article>"""


def wordpress_2017(one: Sample, url: str, v: Variant) -> str:
    when = f'<span class="posted-on"><span class="screen-reader-text">Posted on</span> <a href="{url}" rel="bookmark">{_time(one)}<time class="updated" datetime="2024-01-05T10:00:00-05:00">January 5, 2024</time></a></span>' if v.dates else ""  # fmt: skip
    return f"""<article id="post-{one.number}" class="{_post_class(one)} hentry"><header class="entry-header"><div class="entry-meta">{when}</div><h2 class="entry-title"><a href="{url}" rel="bookmark">{esc(one.title)}</a></h2></header>
{_picture(one, url, v)}<div class="entry-content">{f"<p>{esc(one.teaser)}</p>" if v.teasers else ""}<p class="link-more"><a href="{url}" class="more-link">Continue reading<span class="screen-reader-text"> &#8220;{esc(one.title)}&#8221;</span></a></p></div>
<footer class="entry-footer"><span class="tags-links"><a href="/tag/strikes-and-lockouts/" rel="tag">strikes and lockouts</a></span></footer></article>"""


def _page_numbers(v: Variant, of_page: Callable[[int], str]) -> str:
    numbers = _numbers(
        v,
        of_page,
        '<a class="page-numbers" href="{url}"><span class="meta-nav">Page </span>{n}</a>',
        '<span aria-current="page" class="page-numbers current">Page {n}</span>',
    )
    back = f'<a class="prev page-numbers" href="{of_page(v.page - 1)}">Previous page</a>' if v.page > 1 else ""
    on = (
        f'<a class="next page-numbers" href="{of_page(v.page + 1)}"><svg></svg><span class="screen-reader-text">Next page</span></a>'
        if v.page < v.last
        else ""
    )
    return (
        f'<nav class="navigation pagination" aria-label="Posts"><h2 class="screen-reader-text">Posts navigation</h2><div class="nav-links">{back}{numbers}{on}</div></nav>'
        if v.last > 1
        else ""
    )


def wordpress_2020(one: Sample, url: str, v: Variant) -> str:
    when = f'<li class="post-date meta-wrapper"><span class="meta-icon"><svg></svg></span><span class="meta-text"><a href="{url}">{one.words}</a></span></li>' if v.dates else ""  # fmt: skip
    return f"""<article class="{_post_class(one)} hentry" id="post-{one.number}"><header class="entry-header has-text-align-center"><div class="entry-header-inner"><div class="entry-categories"><span class="screen-reader-text">Categories</span><div class="entry-categories-inner"><a href="/category/peru/" rel="category tag">Peru</a></div></div>
<h2 class="entry-title heading-size-1"><a href="{url}">{esc(one.title)}</a></h2><div class="post-meta-wrapper"><ul class="post-meta"><li class="post-author meta-wrapper"><span class="meta-text">By <a href="/author/rosa/">{one.author}</a></span></li>{when}
<li class="post-comment-link meta-wrapper"><span class="meta-text"><a href="{url}#comments">3 Comments</a></span></li></ul></div></div></header>
<div class="post-inner thin"><div class="entry-content">{f"<p>{esc(one.teaser)}</p>" if v.teasers else ""}</div></div></article><hr class="post-separator styled-separator" aria-hidden="true" />"""


def wordpress_blocks(one: Sample, url: str, v: Variant) -> str:
    when = f'<div class="wp-block-post-date"><time datetime="{one.day}T09:30:00-05:00"><a href="{url}">{one.words}</a></time></div>' if v.dates else ""  # fmt: skip
    image = (
        f'<figure class="wp-block-post-featured-image"><a href="{url}" target="_self"><img src="/i/{one.number}.jpg" alt="{esc(one.title)}"></a></figure>'
        if v.images
        else ""
    )
    return f"""<li class="wp-block-post {_post_class(one)}">{image}<h2 class="wp-block-post-title has-large-font-size"><a href="{url}" target="_self">{esc(one.title)}</a></h2>
{f'<div class="wp-block-post-excerpt"><p class="wp-block-post-excerpt__excerpt">{esc(one.teaser)}</p></div>' if v.teasers else ""}{when}</li>"""


def wordpress_blocks_list(items: list[str], v: Variant) -> str:
    return f'<div class="wp-block-query"><ul class="wp-block-post-template is-layout-flow">{joined(items)}</ul></div>'


def wordpress_blocks_pager(v: Variant, of_page: Callable[[int], str]) -> str:
    numbers = _numbers(
        v, of_page, '<a class="page-numbers" href="{url}">{n}</a>', '<span class="page-numbers current">{n}</span>'
    )
    on = (
        f'<a href="{of_page(v.page + 1)}" class="wp-block-query-pagination-next">Next Page<span class="is-arrow-arrow">→</span></a>'
        if v.page < v.last
        else ""
    )
    return f'<nav class="wp-block-query-pagination is-layout-flex" aria-label="Pagination"><div class="wp-block-query-pagination-numbers">{numbers}</div>{on}</nav>'


def tagdiv(one: Sample, url: str, v: Variant) -> str:
    when = f'<span class="td-post-date"><time class="entry-date updated td-module-date" datetime="{one.day}T09:30:00+00:00">{one.words}</time></span>' if v.dates else ""  # fmt: skip
    image = (
        f'<div class="td-module-thumb"><a href="{url}" rel="bookmark" class="td-image-wrap" title="{esc(one.title)}"><img class="entry-thumb" src="/i/{one.number}.jpg" alt=""></a><a href="/category/peru/" class="td-post-category">Peru</a></div>'
        if v.images
        else ""
    )
    return f"""<div class="td_module_10 td_module_wrap td-animation-stack">{image}<div class="item-details"><h3 class="entry-title td-module-title"><a href="{url}" rel="bookmark" title="{esc(one.title)}">{esc(one.title)}</a></h3>
<div class="td-module-meta-info"><span class="td-post-author-name"><a href="/author/rosa/">{one.author}</a> <span>-</span></span>{when}<div class="td-module-comments"><a href="{url}#respond">0</a></div></div>
{f'<div class="td-excerpt">{esc(one.teaser)}</div>' if v.teasers else ""}</div></div>"""


def tagdiv_list(items: list[str], v: Variant) -> str:
    return f'<div class="td-header-menu-wrap"><div class="td_data_time">Friday, July 12, 2024</div></div><div class="td-container"><div class="td-pb-row"><div class="td-pb-span8 td-main-content"><div class="td-ss-main-content">{joined(items)}</div></div></div></div>'


def tagdiv_pager(v: Variant, of_page: Callable[[int], str]) -> str:
    numbers = _numbers(
        v, of_page, '<a href="{url}" class="page" title="{n}">{n}</a>', '<span class="current">{n}</span>'
    )
    on = (
        f'<a href="{of_page(v.page + 1)}" aria-label="next-page"><i class="td-icon-menu-right"></i></a>'
        if v.page < v.last
        else ""
    )
    return (
        f'<div class="page-nav td-pb-padding-side">{numbers}{on}<span class="pages">Page {v.page} of {v.last}</span></div>'
        if v.last > 1
        else ""
    )


def elementor(one: Sample, url: str, v: Variant) -> str:
    when = f'<div class="elementor-post__meta-data"><span class="elementor-post-date">{one.words}</span><span class="elementor-post-avatar">No Comments</span></div>' if v.dates else ""  # fmt: skip
    image = (
        f'<a class="elementor-post__thumbnail__link" href="{url}" tabindex="-1"><div class="elementor-post__thumbnail"><img src="/i/{one.number}.jpg" alt=""></div></a>'
        if v.images
        else ""
    )
    return f"""<article class="elementor-post elementor-grid-item {_post_class(one)}"><div class="elementor-post__card">{image}<div class="elementor-post__badge">Peru</div><div class="elementor-post__text"><h3 class="elementor-post__title"><a href="{url}">{esc(one.title)}</a></h3>
{f'<div class="elementor-post__excerpt"><p>{esc(one.teaser)}</p></div>' if v.teasers else ""}<a class="elementor-post__read-more" href="{url}" aria-label="Read more about {esc(one.title)}">Read More »</a></div>{when}</div></article>"""


def elementor_list(items: list[str], v: Variant) -> str:
    return f'<div class="elementor-widget-wrap"><div class="elementor-element elementor-widget elementor-widget-archive-posts" data-widget_type="archive-posts"><div class="elementor-widget-container"><div class="elementor-posts-container elementor-posts elementor-grid">{joined(items)}</div></div></div></div>'


def elementor_pager(v: Variant, of_page: Callable[[int], str]) -> str:
    numbers = _numbers(
        v,
        of_page,
        '<a class="page-numbers" href="{url}"><span class="elementor-screen-only">Page</span>{n}</a>',
        '<span aria-current="page" class="page-numbers current">{n}</span>',
    )
    on = (
        f'<a class="page-numbers next" href="{of_page(v.page + 1)}">Next &raquo;</a>'
        if v.page < v.last
        else '<span class="page-numbers next">Next &raquo;</span>'
    )
    return f'<nav class="elementor-pagination" aria-label="Pagination">{numbers}{on}</nav>'


def newsup(one: Sample, url: str, v: Variant) -> str:
    when = (
        f'<span class="mg-blog-date"><i class="fas fa-clock"></i> <a href="{one.day.strftime("/%Y/%m/")}">{one.words}</a></span>'
        if v.dates
        else ""
    )
    image = (
        f'<div class="col-12 col-md-6"><div class="mg-post-thumb back-img md" style="background-image:url(/i/{one.number}.jpg)"><a class="link-div" href="{url}"></a></div></div>'
        if v.images
        else ""
    )
    return f"""<div id="post-{one.number}" class="{_post_class(one)} hentry"><div class="mg-posts-sec-post mb-4"><div class="standard_post">{image}<div class="list_content col"><div class="mg-sec-top-post"><div class="mg-blog-category"><a class="newsup-categories category-color-1" href="/category/peru/">Peru</a></div>
<h4 class="entry-title title"><a href="{url}">{esc(one.title)}</a></h4><div class="mg-blog-meta">{when}<a class="auth" href="/author/rosa/"><i class="fas fa-user-circle"></i>{one.author}</a></div></div>{f'<div class="mg-content"><p>{esc(one.teaser)}</p></div>' if v.teasers else ""}</div></div></div></div>"""


def newsup_list(items: list[str], v: Variant) -> str:
    ticker = f'<section class="mg-latest-news-sec"><div class="mg-latest-news"><div class="bn_title"><h2 class="title">Breaking</h2></div><div class="marquee mg-latest-news-slider">{pages.latest(v.language, "/{slug}/")}</div></div></section>'
    return f'<div class="mg-head-detail"><ul class="info-left"><li>Tue. Jul 12th, 2022 <span id="time">9:14:03 AM</span></li></ul></div>{ticker}<div class="mg-posts-sec mg-posts-modul-6"><div class="mg-posts-sec-inner">{joined(items)}</div></div>'


# --- Drupal, SPIP and other systems ----------------------------------------------------------------------------------


def drupal_7(one: Sample, url: str, v: Variant) -> str:
    when = f'<div class="views-field views-field-created"><span class="field-content"><span class="date-display-single" property="dc:date" datatype="xsd:dateTime" content="{one.day}T09:30:00-05:00">{one.words}</span></span></div>' if v.dates else ""  # fmt: skip
    at = 4100 - one.number
    return f"""<div class="views-row views-row-{at + 1} views-row-{"odd" if at % 2 else "even"}"><div class="views-field views-field-field-image"><div class="field-content">{_picture(one, url, v)}</div></div><div class="views-field views-field-title"><span class="field-content"><a href="{url}">{esc(one.title)}</a></span></div>{when}
<div class="views-field views-field-field-tags"><div class="field-content"><a href="/taxonomy/term/88">Strikes and stoppages</a></div></div>{f'<div class="views-field views-field-body"><div class="field-content"><p>{esc(one.teaser)}</p></div></div>' if v.teasers else ""}</div>"""


def drupal_7_list(items: list[str], v: Variant) -> str:
    return f'<div class="region region-content"><div id="block-system-main" class="block block-system"><div class="content"><div class="view view-country view-id-country"><div class="view-content">{joined(items)}</div></div></div></div></div>'


def drupal_7_pager(v: Variant, of_page: Callable[[int], str]) -> str:
    numbers = _numbers(
        v,
        of_page,
        '<li class="pager-item"><a title="Go to page {n}" href="{url}">{n}</a></li>',
        '<li class="pager-current">{n}</li>',
    )
    on = (
        f'<li class="pager-next"><a title="Go to next page" href="{of_page(v.page + 1)}">next ›</a></li><li class="pager-last"><a title="Go to last page" href="{of_page(v.last)}">last »</a></li>'
        if v.page < v.last
        else ""
    )
    back = (
        f'<li class="pager-first"><a title="Go to first page" href="{of_page(1)}">« first</a></li>'
        if v.page > 1
        else ""
    )
    return (
        f'<h2 class="element-invisible">Pages</h2><div class="item-list"><ul class="pager">{back}{numbers}{on}</ul></div>'
        if v.last > 1
        else ""
    )


def drupal_9(one: Sample, url: str, v: Variant) -> str:
    when = f'<footer class="node__meta"><div class="node__submitted">By <span><a title="View user profile." href="/user/12">{one.author}</a></span>, <time datetime="{one.day}T14:30:00Z">{one.words}</time></div></footer>' if v.dates else ""  # fmt: skip
    return f"""<div class="views-row"><article data-history-node-id="{one.number}" role="article" about="{url}" class="node node--type-article node--promoted node--view-mode-teaser"><h2 class="node__title"><a href="{url}" rel="bookmark"><span class="field field--name-title">{esc(one.title)}</span></a></h2>{when}
<div class="node__content">{f'<div class="clearfix text-formatted field field--name-body">{esc(one.teaser)}</div>' if v.teasers else ""}<div class="field field--name-field-tags"><a href="/country/bolivia">Bolivia</a></div><ul class="links inline"><li class="node-readmore"><a href="{url}" rel="tag" title="{esc(one.title)}" hreflang="en">Read more<span class="visually-hidden"> about {esc(one.title)}</span></a></li></ul></div></article></div>"""


def drupal_9_pager(v: Variant, of_page: Callable[[int], str]) -> str:
    numbers = _numbers(
        v,
        of_page,
        '<li class="pager__item"><a href="{url}" title="Go to page {n}"><span class="visually-hidden">Page</span> {n}</a></li>',
        '<li class="pager__item is-active"><a href="?page=0" title="Current page" aria-current="page">{n}</a></li>'
        if v.page == 1
        else '<li class="pager__item is-active"><a href="?page=1" aria-current="page">{n}</a></li>',
    )
    on = (
        f'<li class="pager__item pager__item--next"><a href="{of_page(v.page + 1)}" title="Go to next page" rel="next"><span class="visually-hidden">Next page</span><span aria-hidden="true">››</span></a></li>'
        if v.page < v.last
        else ""
    )
    return (
        f'<nav class="pager" role="navigation" aria-labelledby="pagination-heading"><h4 class="visually-hidden">Pagination</h4><ul class="pager__items">{numbers}{on}</ul></nav>'
        if v.last > 1
        else ""
    )


def spip(one: Sample, url: str, v: Variant) -> str:
    when = (
        f'<p class="info-publi"><abbr class="published" title="{one.day}T09:30:00Z">{in_words(one.day, "es")}</abbr></p>'
        if v.dates
        else ""
    )
    return f'<li class="item hentry"><h3 class="h3-like entry-title"><a href="{url}" rel="bookmark">{esc(one.title)}</a></h3>{when}{f"<div class=introduction-entry-content><p>{esc(one.teaser)}</p></div>" if v.teasers else ""}</li>'


def spip_pager(v: Variant, of_page: Callable[[int], str]) -> str:
    numbers = _numbers(
        v,
        of_page,
        '<li class="pagination-item"><a href="{url}#pagination_articles" class="pagination-item-label lien_pagination" rel="nofollow">{n}</a></li>',
        '<li class="pagination-item on active"><span class="pagination-item-label">{n}</span></li>',
    )
    return (
        f'<nav class="pagination" role="navigation"><ul class="pagination-items pagination_pages">{numbers}</ul></nav>'
        if v.last > 1
        else ""
    )


def blogger(one: Sample, url: str, v: Variant) -> str:
    when = f'<h2 class="date-header"><span>{one.words}</span></h2>' if v.dates else ""
    return f"""<div class="date-outer">{when}<div class="date-posts"><div class="post-outer"><div class="post hentry" itemprop="blogPost" itemscope="itemscope" itemtype="http://schema.org/BlogPosting"><h3 class="post-title entry-title" itemprop="name"><a href="{url}">{esc(one.title)}</a></h3>
<div class="post-body entry-content" itemprop="description articleBody">{esc(one.teaser) if v.teasers else ""}<div class="jump-link"><a href="{url}#more" title="{esc(one.title)}">Read more »</a></div></div><div class="post-footer"><span class="post-labels">Labels: <a href="/search/label/mining" rel="tag">mining of copper and gold</a></span></div></div></div></div></div>"""


def blogger_pager(v: Variant, of_page: Callable[[int], str]) -> str:
    on = (
        f'<span id="blog-pager-older-link"><a class="blog-pager-older-link" href="{of_page(v.page + 1)}" title="Older Posts">Older Posts</a></span>'
        if v.page < v.last
        else ""
    )
    return f'<div class="blog-pager" id="blog-pager"><a class="home-link" href="/">Home</a>{on}</div>'


def outside_link(one: Sample, url: str, v: Variant) -> str:
    when = f'<p class="post-date">{in_words(one.day, "pt")}</p>' if v.dates else ""
    return f"""<a href="{url}" title="{esc(one.title)}" style="width:100%"><article class="unit-0{one.number % 3}"><img src=""/><div class="info"><h3>{esc(one.title)}</h3>{f'<div class="excerpt">{esc(one.teaser)}</div>' if v.teasers else ""}
<div class="meta"><span class="sup-category">Peru</span>{when}</div></div></article></a>"""


def two_links(one: Sample, url: str, v: Variant) -> str:
    when = f'<span class="fecha">{one.words}</span>' if v.dates else ""
    return f'<div class="nota">{when}<a class="titulo-nota" href="{url}">{esc(one.title)}</a>{f"""<a class="bajada" href="{url}">{esc(one.teaser)}</a>""" if v.teasers else ""}<a class="seccion" href="/sociedad">Sociedad</a></div>'


def read_more_only(one: Sample, url: str, v: Variant) -> str:
    when = f"<em>{one.words}</em>" if v.dates else ""
    more = {"en": "Read more", "es": "Leer más"}[v.language]
    return f'<div class="box"><h3>{esc(one.title)}</h3>{when}{f"<p>{esc(one.teaser)}</p>" if v.teasers else ""}<a class="btn" href="{url}">{more}</a></div>'


def whole_articles(one: Sample, url: str, v: Variant) -> str:
    when = f'<p class="dateline">{one.words}</p>' if v.dates else ""
    body = f"""<p>{esc(one.teaser) if v.teasers else ""}</p><p>As we wrote <a href="/an-older-report-on-the-valley-and-its-wells/">in an older report on the valley</a>, much depends on rain.</p>
<div class="related-posts"><h4>Related</h4><ul><li><a href="/what-the-pickets-said-last-winter-{one.number}/">What the pickets said last winter</a></li></ul></div>"""
    return f'<div class="post"><h2 class="title"><a href="{url}">{esc(one.title)}</a></h2>{when}<div class="entry">{body}</div><div class="sharedaddy"><a href="{url}?share=facebook&amp;nb=1">Share on Facebook</a></div></div>'


def tailwind(one: Sample, url: str, v: Variant) -> str:
    when = f'<time datetime="{one.day}" class="text-gray-500">{one.words}</time>' if v.dates else ""
    return f"""<div class="flex max-w-xl flex-col items-start justify-between"><div class="flex items-center gap-x-4 text-xs">{when}<a href="/topics/labour" class="relative z-10 rounded-full bg-gray-50 px-3">Labour</a></div><div class="group relative"><h3 class="mt-3 text-lg font-semibold leading-6"><a href="{url}"><span class="absolute inset-0"></span>{esc(one.title)}</a></h3>
{f'<p class="mt-5 line-clamp-3 text-sm">{esc(one.teaser)}</p>' if v.teasers else ""}</div><div class="relative mt-8 flex items-center"><p class="font-semibold"><a href="/people/rosa-quispe">{one.author}</a></p></div></div>"""


def tailwind_pager(v: Variant, of_page: Callable[[int], str]) -> str:
    numbers = _numbers(
        v,
        of_page,
        '<a href="{url}" class="inline-flex px-4 pt-4 text-sm">{n}</a>',
        '<a href="#" aria-current="page" class="inline-flex border-t-2">{n}</a>',
    )
    on = f'<a href="{of_page(v.page + 1)}" class="inline-flex items-center">Next</a>' if v.page < v.last else ""
    return f'<div class="flex items-center justify-between border-t px-4">{numbers}{on}</div>'


def bare(one: Sample, url: str, v: Variant) -> str:
    when = f"<div>{one.words}</div>" if v.dates else ""
    return f'<div><div><a href="{url}">{esc(one.title)}</a></div>{when}{f"<div>{esc(one.teaser)}</div>" if v.teasers else ""}</div>'


def definition(one: Sample, url: str, v: Variant) -> str:
    when = f" ({one.words})" if v.dates else ""
    return f'<dt><a href="{url}">{esc(one.title)}</a>{when}</dt>' + (f"<dd>{esc(one.teaser)}</dd>" if v.teasers else "")


def card(one: Sample, url: str, v: Variant) -> str:
    when = f'<small class="text-muted">{one.words}</small>' if v.dates else ""
    image = f'<img class="card-img-top" src="/i/{one.number}.jpg" alt="">' if v.images else ""
    return f'<div class="col-md-4"><div class="card h-100">{image}<div class="card-body"><h5 class="card-title">{esc(one.title)}</h5>{f"""<p class="card-text">{esc(one.teaser)}</p>""" if v.teasers else ""}<a href="{url}" class="stretched-link"></a></div><div class="card-footer">{when}</div></div></div>'


def hashed(one: Sample, url: str, v: Variant) -> str:
    when = f'<span class="css-9f31kz">{one.words}</span>' if v.dates else ""
    return f'<li class="css-1x2y3z"><a class="css-0 e1abc" href="{url}"><div class="css-77ab">{_picture(one, "#", v)}</div><p class="css-4kd02">{esc(one.title)}</p>{f"""<p class="css-88d">{esc(one.teaser)}</p>""" if v.teasers else ""}{when}</a></li>'


def flat(one: Sample, url: str, v: Variant) -> str:
    when = f'<p class="date">{one.words}</p>' if v.dates else ""
    return f'<h3><a href="{url}">{esc(one.title)}</a></h3>{when}' + (f"<p>{esc(one.teaser)}</p>" if v.teasers else "")


def newspaper(one: Sample, url: str, v: Variant) -> str:
    when = f'<span class="news__time">{one.day.strftime("%d/%m/%Y")}</span>' if v.dates else ""
    return f'<article class="news news--summary"><div class="news__data"><span class="news__tag"><a href="/economia/mineria">Minería y energía en el sur</a></span><h2 class="news__title"><a href="{url}">{esc(one.title)}</a></h2>{when}{f"""<p class="news__teaser">{esc(one.teaser)}</p>""" if v.teasers else ""}</div><figure class="news__media">{_picture(one, url, v)}</figure></article>'


def arc(one: Sample, url: str, v: Variant) -> str:
    when = f'<span class="story-item__date-time">{one.day.strftime("%d/%m/%Y")}</span>' if v.dates else ""
    return f"""<div class="story-item w-full"><div class="story-item__bottom"><div class="story-item__left"><div class="story-item__top"><a class="story-item__section" href="/politica/">Política</a>{when}</div><h2 class="story-item__content-title"><a itemprop="url" class="story-item__title block" href="{url}">{esc(one.title)}</a></h2>{f'<p class="story-item__subtitle">{esc(one.teaser)}</p>' if v.teasers else ""}
<div class="story-item__author-wrapper"><a class="story-item__author" href="/autor/rosa-quispe/">{one.author}</a></div></div><div class="story-item__right"><a href="{url}"><picture><img src="/i/{one.number}.jpg" alt="{esc(one.title)}"></picture></a></div></div></div>"""


def ghost(one: Sample, url: str, v: Variant) -> str:
    when = (
        f'<footer class="post-card-meta"><time class="post-card-meta-date" datetime="{one.day}">{one.words}</time> <span class="post-card-meta-length">4 min read</span></footer>'
        if v.dates
        else ""
    )
    return f'<article class="post-card post {"featured" if one.number % 2 else ""}"><a class="post-card-image-link" href="{url}"><img src="/i/{one.number}.jpg" alt=""></a><div class="post-card-content"><a class="post-card-content-link" href="{url}"><header class="post-card-header"><div class="post-card-tags"><span class="post-card-primary-tag">Peru</span></div><h2 class="post-card-title">{esc(one.title)}</h2></header>{f"""<div class="post-card-excerpt">{esc(one.teaser)}</div>""" if v.teasers else ""}</a>{when}</div></article>'


def dated_line(one: Sample, url: str, v: Variant) -> str:
    when = f"{one.words}: " if v.dates else ""
    return f'<li>{when}<a href="{url}">{esc(one.title)}</a></li>'


def hand_row(one: Sample, url: str, v: Variant) -> str:
    when = f'<td width="110" nowrap><font size="1">{one.words}</font></td>' if v.dates else '<td width="20">&nbsp;</td>'
    return f'<tr>{when}<td><font face="Verdana" size="2"><a href="{url}">{esc(one.title)}</a>{f"<br>{esc(one.teaser)}" if v.teasers else ""}</font></td></tr>'


def hand_paragraph(one: Sample, url: str, v: Variant) -> str:
    when = f"<br><i>{one.words}</i>" if v.dates else ""
    return f'<p><font face="Arial" size="2"><b><a href="{url}" target="_blank">{esc(one.title)}</a></b>{when}{f"<br>{esc(one.teaser)}" if v.teasers else ""}</font></p>'


def hand_lines(one: Sample, url: str, v: Variant) -> str:
    return f'<img src="../dot.gif" width="8"> <a href="{url}">{esc(one.title)}</a><br>'


def hand_pager(v: Variant, of_page: Callable[[int], str]) -> str:
    name = of_page(v.page + 1).rpartition("/")[2]
    return f'<p class="pager"><a href="{name}">Older articles &gt;&gt;</a></p>' if v.page < v.last else ""


def _list(before: str, after: str) -> Callable[[list[str], Variant], str]:
    return lambda items, _variant: f"{before}{joined(items)}{after}"


JOOMLA = System(
    section="/peru.htm",
    onward="/peru.htm?start={n}",
    address="/{slug}.htm",
    step=8,
    around=pages.joomla,
)
WORDPRESS = System(section="/tag/peru/", onward="/tag/peru/page/{n}/", address="/{slug}/", around=pages.wordpress)
DRUPAL = System(
    section="/country/peru",
    onward="/country/peru?page={n}",
    address="/content/{slug}",
    first=0,
    around=pages.modern,
)
OWN = System(section="/peru/", onward="/peru/?page={n}", address="/news/{day}/{slug}", around=pages.modern)
HAND = System(
    section="/english/peru/index.html",
    onward="/english/peru/index{n}.html",
    address="{slug}.html",
    around=lambda main, **_: pages.plain(main),
)

KINDS = (
    Kind(name="joomla 2.5 blog", item=joomla_2, listing=joomla_2_list, pager=joomla_2_pager, system=JOOMLA),
    Kind(name="joomla 3 blog", item=joomla_3, listing=_list('<div class="blog" itemscope itemtype="https://schema.org/Blog"><div class="page-header"><h1>Peru</h1></div>', "</div>"), pager=joomla_3_pager, system=JOOMLA),
    Kind(name="joomla 4 blog", item=joomla_4, listing=joomla_4_list, pager=joomla_4_pager, system=JOOMLA),
    Kind(name="joomla table", item=joomla_row, listing=joomla_table, pager=joomla_3_pager, has_teasers=False, system=JOOMLA),
    Kind(name="k2", item=k2, listing=k2_list, pager=joomla_3_pager, system=replace(JOOMLA, section="/itemlist/category/4-peru", onward="/itemlist/category/4-peru?start={n}", address="/item/{n}-{slug}")),
    Kind(name="wordpress 2010", item=wordpress_2010, listing=_list("", ""), pager=_older, system=WORDPRESS),
    Kind(name="wordpress 2014", item=wordpress_2014, listing=_list("", ""), pager=_older, system=WORDPRESS),
    Kind(name="wordpress 2017", item=wordpress_2017, listing=_list("", ""), pager=_page_numbers, system=WORDPRESS),
    Kind(name="wordpress 2020", item=wordpress_2020, listing=_list("", ""), pager=_page_numbers, system=WORDPRESS),
    Kind(name="wordpress blocks", item=wordpress_blocks, listing=wordpress_blocks_list, pager=wordpress_blocks_pager, system=WORDPRESS),
    Kind(name="wordpress dated addresses", item=wordpress_2017, listing=_list("", ""), pager=_page_numbers, system=replace(WORDPRESS, section="/en/category/world/peru/", onward="/en/category/world/peru/page/{n}/", address="/en/{day}/{slug}/")),
    Kind(name="tagdiv", item=tagdiv, listing=tagdiv_list, pager=tagdiv_pager, system=WORDPRESS),
    Kind(name="elementor", item=elementor, listing=elementor_list, pager=elementor_pager, system=WORDPRESS),
    Kind(name="newsup", item=newsup, listing=newsup_list, pager=_page_numbers, system=WORDPRESS),
    Kind(name="whole articles", more="As we wrote in an older report on the valley, much depends on rain.", item=whole_articles, listing=_list('<div id="posts">', "</div>"), pager=_older, system=WORDPRESS),
    Kind(name="drupal 7 view", item=drupal_7, listing=drupal_7_list, pager=drupal_7_pager, system=DRUPAL),
    Kind(name="drupal 9 teasers", item=drupal_9, listing=_list('<div class="views-element-container"><div class="view view-taxonomy-term">', "</div></div>"), pager=drupal_9_pager, system=DRUPAL),
    Kind(name="spip", item=spip, listing=_list('<div class="liste articles long"><a id="pagination_articles"></a><ul class="liste-items">', "</ul></div>"), pager=spip_pager, system=System(section="/spip.php?rubrique12", onward="/spip.php?rubrique12&debut_articles={n}", address="/spip.php?article{n}", step=10, around=pages.modern)),
    Kind(name="blogger", item=blogger, listing=_list('<div class="blog-posts hfeed">', "</div>"), pager=blogger_pager, system=System(section="/search/label/Peru", onward="/search/label/Peru?updated-max=2023-0{n}-01T00:00:00-05:00&max-results=8", address="/2023/07/{slug}.html", around=pages.modern)),
    Kind(name="link around article", item=outside_link, listing=lambda items, _v: f'<section><div class="container"><div class="block-05"><div class="featured">{items[0]}</div><div class="grid">{joined(items[1:])}</div></div></div></section>', pager=no_pager, system=WORDPRESS),
    Kind(name="title and teaser links", item=two_links, listing=_list('<div class="lista-notas">', "</div>"), pager=tailwind_pager, system=OWN),
    Kind(name="read more only", item=read_more_only, listing=_list('<div class="boxes">', "</div>"), pager=tailwind_pager, system=OWN),
    Kind(name="tailwind", item=tailwind, listing=_list('<div class="mx-auto mt-10 grid max-w-2xl grid-cols-1 gap-x-8">', "</div>"), pager=tailwind_pager, system=OWN),
    Kind(name="bare divs", item=bare, listing=_list("<div>", "</div>"), pager=tailwind_pager, system=replace(OWN, around=pages.soup)),
    Kind(name="definition list", item=definition, listing=_list("<dl>", "</dl>"), pager=tailwind_pager, system=OWN),
    Kind(name="cards", item=card, listing=_list('<div class="row row-cols-3">', "</div>"), pager=joomla_4_pager, system=OWN),
    Kind(name="hashed classes", item=hashed, listing=_list('<section class="css-13a"><ol class="css-2bb">', "</ol></section>"), pager=tailwind_pager, system=OWN),
    Kind(name="flat headings", item=flat, listing=_list("", ""), pager=tailwind_pager, system=OWN),
    Kind(name="newspaper", item=newspaper, listing=_list('<div class="row"><div class="col-8">', "</div></div>"), pager=tailwind_pager, system=OWN),
    Kind(name="arc", item=arc, listing=_list('<div class="stories">', "</div>"), pager=tailwind_pager, system=replace(OWN, address="/politica/{slug}-noticia/")),
    Kind(name="ghost", item=ghost, listing=_list('<div class="post-feed">', "</div>"), pager=blogger_pager, system=replace(OWN, section="/tag/peru/", onward="/tag/peru/page/{n}/", address="/{slug}/")),
    Kind(name="dated lines", item=dated_line, listing=_list("<ul>", "</ul>"), pager=no_pager, has_teasers=False, system=OWN),
    Kind(name="hand-made table", item=hand_row, listing=_list('<p align="center"><b>PERU</b></p><table border="0" width="100%">', "</table>"), pager=no_pager, system=HAND),
    Kind(name="hand-made paragraphs", item=hand_paragraph, listing=_list("<center><h2>PERU</h2></center>", "<hr>"), pager=hand_pager, system=HAND),
    Kind(name="hand-made lines", item=hand_lines, listing=_list("<h2>Peru</h2>", ""), pager=no_pager, has_teasers=False, has_dates=False, system=replace(HAND, address="../IWO Special {n}/{slug}.pdf")),
)  # fmt: skip


def stock() -> Iterator[Section]:
    """Every kind in every variant."""
    for kind in KINDS:
        for variant in VARIANTS:
            yield kind.built(variant)
