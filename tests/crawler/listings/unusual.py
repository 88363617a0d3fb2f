# ruff: noqa: E501, RUF001 - markup is easier to compare with its system's own in one piece, signs and all
"""Section pages in less usual markups, written as templates: builders of sites, old scripts, pages by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.crawler.listings import pages
from tests.crawler.listings.pages import esc, head, joined
from tests.crawler.listings.samples import Sample, samples
from tests.crawler.listings.stock import HAND, OWN, WORDPRESS, Kind, Section, Variant, no_pager

VARIANTS = (
    Variant(number=1, language="en", items=samples(6, language="en", skip=1), page=1, last=2),
    Variant(number=2, language="es", items=samples(3, language="es", skip=3), page=1, last=1),
)


def item(template: str) -> Callable[[Sample, str, Variant], str]:
    """A writer of items from a template with {url}, {title}, {teaser}, {words}, {iso}, {author} and {n}."""

    def write(one: Sample, url: str, variant: Variant) -> str:
        values = {"url": url, "title": esc(one.title), "teaser": esc(one.teaser), "words": one.words}
        values |= {"iso": one.day.isoformat(), "author": one.author, "n": str(one.number), "slug": one.slug}
        values |= {"topic": ("labour", "mining", "water")[one.number % 3], "figures": one.day.strftime("%d.%m.%Y")}
        text = template
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    return write


def around(before: str, after: str) -> Callable[[list[str], Variant], str]:
    return lambda items, _variant: before + joined(items) + after


def pager(template: str) -> Callable[[Variant, Callable[[int], str]], str]:
    """A writer of pagers: the template where there is a next page, nothing elsewhere."""
    return lambda variant, of_page: template.replace("{next}", of_page(2)) if variant.page < variant.last else ""


def unnamed_columns(main: str, *, language: str, address: str) -> str:
    """A grid whose columns have no telling names; the right one has boxes with lists of titles."""
    popular = {"en": "Most read", "es": "Lo más leído"}[language]
    newest = {"en": "Latest", "es": "Lo último"}[language]
    return f"""{head("Peru", language=language)}<body><div class="wrap"><div class="row top"><div class="col-12"><a href="/"><img src="/l.png" alt="Andean daily news"></a></div>
<div class="col-12"><a href="/world">World</a> <a href="/science-and-nature">Science</a> <a href="/sport">Sport</a></div></div>
<div class="row"><div class="col-md-8"><h1>Peru</h1>{main}</div>
<div class="col-md-4"><div><h3>{popular}</h3><ul>{pages.latest(language, address)}</ul></div><div><h4>{newest}</h4><ul>{pages.latest(language, address)}</ul></div></div></div>
<div class="row bottom"><div class="col-4"><a href="/terms-of-use">Terms of use and conditions</a></div></div></div></body></html>"""


def _grid(items: list[str], variant: Variant) -> str:
    rows = [items[at : at + 2] for at in range(0, len(items), 2)]
    return "<table cellpadding=6>" + "".join(f"<tr>{''.join(row)}</tr>" for row in rows) + "</table>"


def _months(items: list[str], variant: Variant) -> str:
    return f"<h2>July 2023</h2><ul>{joined(items[:2])}</ul><h2>June 2023</h2><ul>{joined(items[2:])}</ul>"


def _hero(items: list[str], variant: Variant) -> str:
    return f'<section class="lead">{items[0]}</section><section class="two-up"><div class="row">{joined(items[1:3])}</div></section><section><div class="rest">{joined(items[3:])}</div></section>'


OTHER = replace(OWN, around=unnamed_columns)
PHP = replace(OTHER, section="/seccion.php?id=3", onward="/seccion.php?id=3&pagina={n}", address="/nota.php?id={n}")

KINDS = (
    Kind(name="divi", item=item('<article class="et_pb_post clearfix post-{n} post type-post tag-social-movements"><h2 class="entry-title"><a href="{url}">{title}</a></h2><p class="post-meta"> by <span class="author vcard"><a href="/author/rosa/" title="Posts by Rosa" rel="author">{author}</a></span> | <span class="published">{words}</span> | <a href="/category/peru/" rel="category tag">Peru</a></p><div class="post-content"><div class="post-content-inner"><p>{teaser}</p></div></div></article>'), listing=around('<div class="et_pb_module et_pb_blog_0 et_pb_posts"><div class="et_pb_ajax_pagination_container">', "</div></div>"), pager=pager('<div class="pagination clearfix"><div class="alignleft"><a href="{next}">« Older Entries</a></div><div class="alignright"></div></div>'), system=WORDPRESS),
    Kind(name="genesis", item=item('<article class="post-{n} post type-post entry" aria-label="{title}"><header class="entry-header"><h2 class="entry-title"><a class="entry-title-link" rel="bookmark" href="{url}">{title}</a></h2><p class="entry-meta"><time class="entry-time">{words}</time> By <span class="entry-author"><a href="/author/rosa/" class="entry-author-link" rel="author"><span class="entry-author-name">{author}</span></a></span></p></header><div class="entry-content"><p>{teaser} <a class="more-link" href="{url}">[Read more...] <span class="screen-reader-text">about {title}</span></a></p></div></article>'), listing=around("", ""), pager=pager('<div class="archive-pagination pagination"><ul><li class="active"><a href="?">1</a></li><li><a href="{next}">2</a></li><li class="pagination-next"><a href="{next}">Next Page »</a></li></ul></div>'), system=WORDPRESS),
    Kind(name="squarespace", item=item('<article class="BlogList-item hentry" id="article-{n}" data-item-id="a{n}"><a href="{url}" class="BlogList-item-image-link"><img alt="{slug}.jpg" data-src="/i.jpg"></a><div class="Blog-meta BlogList-item-meta"><time class="Blog-meta-item Blog-meta-item--date" datetime="{iso}">{words}</time></div><a href="{url}" class="BlogList-item-title" data-content-field="title">{title}</a><div class="BlogList-item-excerpt"><p>{teaser}</p></div><a href="{url}" class="BlogList-item-readmore"><span>Read More</span></a></article>'), listing=around('<section class="Main-content"><div class="BlogList">', "</div></section>"), pager=pager('<nav class="BlogList-pagination clear"><a href="{next}" class="BlogList-pagination-link"><span class="BlogList-pagination-link-label">Older Posts</span></a></nav>'), system=replace(OWN, onward="/peru/?offset=168{n}547200000")),
    Kind(name="typo3", item=item('<div class="article articletype-0 topnews" itemscope itemtype="http://schema.org/Article"><div class="header"><h3><a title="{title}" href="{url}"><span itemprop="headline">{title}</span></a></h3></div><div class="teaser-text"><div itemprop="description"><p>{teaser}</p></div><a class="more" title="{title}" href="{url}">Read more</a></div><div class="footer"><p><span class="news-list-date"><time itemprop="datePublished" datetime="{iso}">{words}</time></span></p></div></div>'), listing=around('<div class="news"><div class="news-list-view">', "</div></div>"), pager=pager('<ul class="f3-widget-paginator"><li class="current">1</li><li><a href="{next}">2</a></li><li class="last next"><a href="{next}">Next</a></li></ul>'), system=replace(OWN, onward="/peru/?tx_news_pi1%5B%40widget_0%5D%5BcurrentPage%5D={n}&cHash=0f3")),
    Kind(name="plone", item=item('<article class="entry"><header><span class="summary" title="News"><a href="{url}" class="contenttype-news-item state-published url" title="News Item">{title}</a></span><div class="documentByLine">by {author} — published {figures}</div></header><p><span class="description">{teaser}</span></p></article>'), listing=around('<div class="entries">', "</div>"), pager=pager('<nav class="pagination"><ul><li class="active"><span>1</span></li><li><a href="{next}">2</a></li><li class="next"><a href="{next}"><span class="label">Next 20 items</span> »</a></li></ul></nav>'), system=replace(OWN, step=20, onward="/peru/?b_start:int={n}")),
    Kind(name="old php", item=item('<tr><td class="tdimg"><a href="{url}"><img src="/t/{n}.jpg" border="0"></a></td><td><span class="txtfecha">{figures}</span><br><a href="{url}" class="titulo">{title}</a><br>{teaser} <a href="{url}">[+]</a></td></tr>'), listing=around('<table width="100%">', "</table>"), pager=pager('<div align="right">Páginas: <b>1</b> <a href="{next}">2</a></div>'), system=PHP),
    Kind(name="lead, grid and rest", item=item('<div class="piece"><a class="piece__img" href="{url}"><img src="/{n}.webp"></a><a class="piece__label" href="/{topic}">{topic}</a><h2 class="piece__head"><a href="{url}">{title}</a></h2><p>{teaser}</p></div>'), listing=_hero, pager=pager('<a class="btn-more" href="{next}">Load more stories</a>'), has_dates=False, system=OTHER),
    Kind(name="months", item=item("<li>{words} – <a href='{url}'>{title}</a></li>"), listing=_months, pager=no_pager, has_teasers=False, system=OTHER),
    Kind(name="grid of cells", item=item('<td valign="top" width="50%"><a href="{url}"><img src="f/{n}.jpg" width="90" align="left"></a><font size="2"><b><a href="{url}">{title}</a></b><br>{teaser}</font></td>'), listing=_grid, pager=no_pager, has_dates=False, system=HAND),
    Kind(name="topic and title alike", item=item('<div><div><a href="/{topic}">{topic}</a></div><div><a href="{url}">{title}</a></div><div>{words}</div></div>'), listing=around("<div>", "</div>"), pager=no_pager, has_teasers=False, system=replace(OTHER, around=pages.soup)),
    Kind(name="pictures with words", item=item('<li><a href="{url}"><img src="/{n}.jpg" alt="{title}"></a></li>'), listing=around('<ul class="gallery">', "</ul>"), pager=no_pager, has_teasers=False, has_dates=False, system=OTHER),
    Kind(name="jekyll", item=item('<li><span class="post-meta">{words}</span><h3><a class="post-link" href="{url}">{title}</a></h3>{teaser}</li>'), listing=around('<div class="home"><h2 class="post-list-heading">Posts</h2><ul class="post-list">', "</ul></div>"), pager=pager('<div class="pager"><ul class="pagination"><li><div class="pager-edge">•</div></li><li><div class="current-page">1</div></li><li><a href="{next}" class="next-page">2</a></li></ul></div>'), system=replace(OWN, onward="/peru/page{n}/")),
    Kind(name="hugo", item=item('<article class="post-entry tag-entry"><header class="entry-header"><h2 class="entry-hint-parent">{title}</h2></header><div class="entry-content"><p>{teaser}</p></div><footer class="entry-footer"><span title="{iso} 00:00:00 +0000 UTC">{words}</span>&nbsp;·&nbsp;2 min&nbsp;·&nbsp;{author}</footer><a class="entry-link" aria-label="post link to {title}" href="{url}"></a></article>'), listing=around("", ""), pager=pager('<footer class="page-footer"><nav class="pagination"><a class="next" href="{next}">Next&nbsp;2/9&nbsp;»</a></nav></footer>'), system=replace(OWN, onward="/peru/page/{n}/")),
    Kind(name="substack", item=item('<div class="post-preview portable-archive-post"><div class="post-preview-content"><a href="{url}" class="post-preview-title newsletter">{title}</a><a href="{url}" class="post-preview-description">{teaser}</a><div class="post-meta custom"><div class="meta-item"><time datetime="{iso}T10:00:00.000Z" class="post-date">{words}</time></div><div class="profile-hover-card-target"><a href="https://substack.com/profile/1-rosa">{author}</a></div></div><a role="button" href="{url}/comments" class="post-ufi-button">4</a></div></div>'), listing=around('<div class="portable-archive-list">', "</div>"), pager=no_pager, system=replace(OWN, address="/p/{slug}")),
    Kind(name="wix", item=item('<div class="S4WbK_ uQ5Uah"><article class="blog-post-homepage-hover-container" data-hook="post-list-item"><div class="so9KdE"><a class="O16KGI pu51Xe" href="{url}"><h2 class="bD0vt9 KNiaIk" data-hook="post-title"><p class="bD0vt9">{title}</p></h2></a></div><div class="BOlnTh"><div>{teaser}</div></div><span title="{words}" data-hook="time-ago">{words}</span></article></div>'), listing=around('<div class="gallery-column" role="list">', "</div>"), pager=pager('<nav aria-label="Pagination"><a data-hook="pagination__1" href="/peru/">1</a><a href="{next}" aria-label="Next page"><svg></svg></a></nav>'), system=replace(OWN, onward="/peru/page/{n}")),
    Kind(name="widgets as main", item=item('<div class="post-item"><h4><a href="{url}">{title}</a></h4><small>{words}</small><p>{teaser}</p></div>'), listing=around('<div class="widget widget_magazine_posts"><div class="posts-wrap">', "</div></div>"), pager=no_pager, system=WORDPRESS),
    Kind(name="two languages", item=item('<div class="noticia"><h3><a href="{url}">{title}</a></h3><p>{teaser}</p><p class="idiomas"><a href="/en/{slug}">English</a> | <a href="/pt/{slug}">Português</a></p></div>'), listing=around("<div>", "</div>"), pager=no_pager, has_dates=False, system=OTHER),
    Kind(name="years above", item=item('<div class="entrada"><span>{words}</span> <a href="{url}"><strong>{title}</strong></a><div>{teaser}</div></div>'), listing=around('<p><a href="/peru/2023">2023</a> | <a href="/peru/2022">2022</a> | <a href="/peru/2021">2021</a></p><div>', "</div>"), pager=pager('<a href="{next}">»</a>'), system=OTHER),
    Kind(name="cards with heads inside links", item=item('<li><a class="card" href="{url}"><img src="/{n}.jpg" alt=""><div><h2>{title}</h2><p>{teaser}</p><span>{words}</span></div></a></li>'), listing=around('<ul role="list">', "</ul>"), pager=pager('<p><a href="{next}" rel="next">More</a></p>'), system=OTHER),
    Kind(name="numbered paragraphs", item=item("<p>{n}. <a href='{url}'>{title}</a>. {author}, {words}.</p>"), listing=around("<blockquote>", "</blockquote>"), pager=no_pager, has_teasers=False, system=HAND),
    Kind(name="bold titles and read on", item=item('<p><b>{title}</b><br>{teaser} <a href="{url}">read on</a></p>'), listing=around("", ""), pager=no_pager, has_dates=False, system=HAND),
    Kind(name="title above its picture", item=item('<center><a href="{url}"><font size="4">{title}</font></a><br><a href="{url}"><img src="../img/{n}.gif"></a><br><font size="2">{teaser}</font></center><hr>'), listing=around("", ""), pager=no_pager, has_dates=False, system=HAND),
    Kind(name="rss in tables", item=item('<table class="contentpaneopen"><tr><td class="contentheading" width="100%"><a href="{url}" class="contentpagetitle">{title}</a></td></tr></table><table class="contentpaneopen"><tr><td valign="top" colspan="2"><span class="small">Written by {author}</span></td></tr><tr><td valign="top" colspan="2" class="createdate">{words}</td></tr><tr><td valign="top" colspan="2">{teaser}</td></tr><tr><td colspan="2"><a href="{url}" class="readon">Read more...</a></td></tr></table><span class="article_seperator">&nbsp;</span>'), listing=around('<div class="componentheading">Peru</div><table class="blog"><tr><td valign="top">', "</td></tr></table>"), pager=pager('<div align="center"><ul class="pagination"><li><span class="pagenav">1</span></li><li><a title="2" href="{next}" class="pagenav">2</a></li><li><a title="Next" href="{next}" class="pagenav">Next</a></li></ul></div>'), system=replace(OTHER, step=6, section="/index.php?option=com_content&view=category&layout=blog&id=5&Itemid=9", onward="/index.php?option=com_content&view=category&layout=blog&id=5&Itemid=9&limitstart={n}", address="/index.php?option=com_content&view=article&id={n}:{slug}&catid=5:peru&Itemid=9")),
    Kind(name="home of sections", item=item('<div class="bloque"><div class="bloque-img"><a href="{url}"><img src="/{n}.jpg"></a></div><h4><a href="{url}">{title}</a></h4><span class="fecha-hora">{words}</span></div>'), listing=lambda items, _v: f'<div class="zona"><h2><a href="/peru">Perú</a></h2>{joined(items[:2])}</div><div class="zona"><h2><a href="/mundo">Mundo</a></h2>{joined(items[2:])}</div>', pager=no_pager, has_teasers=False, system=replace(OTHER, section="/")),
    Kind(name="short titles", item=item('<div class="nota"><h3><a href="{url}">Paro {n}</a></h3><p>{teaser}</p></div>'), listing=around("", ""), pager=no_pager, has_dates=False, has_titles=False, system=replace(OTHER, address="/{n}")),
)  # fmt: skip


def unusual() -> Iterator[Section]:
    """Every kind in every variant."""
    for kind in KINDS:
        for variant in VARIANTS:
            yield kind.built(variant)
