"""Andean Observer: a section as Joomla prints it, with feeds, without dates on the listing."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import format_datetime

from monitor.demo.pages import ATOM, INVENTED, RSS, DemoPage, Request, escape, newest, part, parts, robots, teaser
from monitor.demo.samples import Sample
from monitor.demo.timeline import Publication

SECTION = "/peru.htm"
PER_PAGE = 7
LATEST = 5
FEED_LIMIT = 10

_PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80">'
    b'<path fill="#357" d="M0 80 45 20 75 60 95 35 120 80z"/></svg>'
)


def path(sample: Sample) -> str:
    """Where an article stands on the site."""
    return f"/{sample.slug}.htm"


def answer(request: Request, shown: Sequence[Publication]) -> DemoPage:
    """The site's answer while these articles, newest first, have come out."""
    if request.path == "/robots.txt":
        return robots("Disallow: /administrator/", "Disallow: /cache/")
    if request.path == SECTION:
        return _feed(request, shown) if request.query.get("format") == "feed" else _listing(request, shown)
    if request.path in {"/", "/index.php"}:
        return _page("Andean Observer", f'<p><a href="{SECTION}">Peru</a></p>', shown)
    if request.path == "/images/section.svg":
        return DemoPage(body=_PICTURE, content_type="image/svg+xml", modified=newest(()))
    for place, publication in enumerate(shown):
        if request.path == path(publication.sample):
            return _article(request, shown, place, publication)
    return _page("Error: 404", "<h1>The page you asked for can't be found.</h1>", shown, status=404)


def _page(title: str, main: str, shown: Sequence[Publication], *, head: str = "", status: int = 200) -> DemoPage:
    """The frame around everything, with the box of the latest articles."""
    latest = "\n".join(
        f'<li><a href="{path(publication.sample)}" itemprop="url">'
        f'<span itemprop="name">{escape(publication.sample.title)}</span></a></li>'
        for publication in shown[:LATEST]
    )
    text = f"""<!DOCTYPE html>
<html lang="en-gb" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Joomla! - Open Source Content Management">
<title>{escape(title)}</title>
{head}</head>
<body class="site com_content view-category">
<header class="header container-header"><div class="navbar-brand"><a href="/">Andean Observer</a></div>
<nav><ul class="mod-menu mod-list nav"><li class="nav-item"><a href="/">Home</a></li><li class="nav-item active"><a href="{SECTION}">Peru</a></li></ul></nav></header>
<main>
{main}
</main>
<div class="container-sidebar-right"><div class="moduletable"><h3>Latest</h3>
<ul class="mod-articleslatest latestnews mod-list">
{latest}
</ul></div></div>
<footer class="container-footer footer"><p>{INVENTED}</p><a href="#top">Back to top</a></footer>
</body>
</html>
"""  # noqa: E501 - the menu on one line, as the template prints it
    return DemoPage(body=text.encode(), modified=newest(shown) if status == 200 else None, status=status)


def _listing(request: Request, shown: Sequence[Publication]) -> DemoPage:
    """One page of the section; past the end the last one again, as Joomla does."""
    total = parts(shown, PER_PAGE)
    number = min(request.number("start", 0) // PER_PAGE + 1, total)
    items = "\n".join(_item(publication) for publication in part(shown, number, PER_PAGE))
    main = f"""<div class="com-content-category-blog blog" itemscope itemtype="https://schema.org/Blog">
<div class="page-header"><h1>Peru</h1></div>
<div class="com-content-category-blog__items blog-items">
{items}
</div>
<div class="com-content-category-blog__navigation w-100">
<p class="com-content-category-blog__counter counter">DemoPage {number} of {total}</p>
<div class="com-content-category-blog__pagination"><nav class="pagination__wrapper" aria-label="Pagination">
<ul class="pagination">{_pager(number, total)}</ul></nav></div>
</div>
</div>"""
    head = "".join(
        f'<link href="{SECTION}?format=feed&amp;type={form}" rel="alternate" '
        f'type="application/{form}+xml" title="Peru ({form})">\n'
        for form in ("rss", "atom")
    )
    return _page("Peru", main, shown, head=head)


def _pager(number: int, total: int) -> str:
    """Links to the other pages of the section, by the place of their first item."""

    def link(to: int, text: str, label: str) -> str:
        start = f"?start={(to - 1) * PER_PAGE}" if to > 1 else ""
        return (
            f'<li class="page-item"><a aria-label="{label}" href="{SECTION}{start}" class="page-link">{text}</a></li>'
        )

    numbers = "".join(
        f'<li class="active page-item"><span class="page-link">{each}</span></li>'
        if each == number
        else link(each, str(each), f"Go to page {each}")
        for each in range(1, total + 1)
    )
    return numbers + (link(number + 1, "Next", "Go to next page") if number < total else "")


def _item(publication: Publication) -> str:
    """One article on the listing: picture, title, opening, and no date."""
    url = path(publication.sample)
    return f"""<div class="com-content-category-blog__item blog-item" itemprop="blogPost" itemscope itemtype="https://schema.org/BlogPosting">
<figure class="left item-image"><a href="{url}"><img src="/images/section.svg" alt="" width="120" height="80"></a></figure>
<div class="item-content">
<div class="page-header"><h2 itemprop="name"><a href="{url}" itemprop="url">{escape(publication.sample.title)}</a></h2></div>
<p>{escape(teaser(publication))}</p>
</div>
</div>"""  # noqa: E501 - as the template prints it


def _article(request: Request, shown: Sequence[Publication], place: int, publication: Publication) -> DemoPage:
    """An article with its details, and with links to its neighbours."""
    sample = publication.sample
    body = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in sample.paragraphs)
    main = f"""<div class="com-content-article item-page" itemscope itemtype="https://schema.org/Article">
<meta itemprop="inLanguage" content="en-GB">
<div class="page-header"><h1 itemprop="headline">{escape(sample.title)}</h1></div>
<dl class="article-info text-muted"><dt class="article-info-term">Details</dt>
{_details(publication)}</dl>
<div itemprop="articleBody" class="com-content-article__body">
{body}
</div>
<nav class="pagenavigation" aria-label="Page Navigation"><span class="pagination ms-0">{_neighbours(shown, place)}</span></nav>
</div>"""  # noqa: E501 - as the template prints it
    head = f'<link href="{request.root}{path(sample)}" rel="canonical">\n'
    return _page(f"{sample.title} - Andean Observer", main, shown, head=head)


def _details(publication: Publication) -> str:
    """Author, category and time of publication, as far as they are printed."""
    author = publication.sample.author
    moment = publication.moment
    lines = [
        '<dd class="createdby" itemprop="author" itemscope itemtype="https://schema.org/Person">'
        f'Written by: <span itemprop="name">{escape(author)}</span></dd>'
        if author
        else "",
        f'<dd class="category-name">Category: <a href="{SECTION}" itemprop="genre">Peru</a></dd>',
        f'<dd class="published"><time datetime="{moment.isoformat()}" itemprop="datePublished">'
        f"Published: {moment:%d %B %Y}</time></dd>"
        if publication.sample.dated
        else "",
    ]
    return "".join(f"{line}\n" for line in lines if line)


def _neighbours(shown: Sequence[Publication], place: int) -> str:
    """Links to the articles before and after this one on the listing."""
    wanted = (("previous", "prev", place - 1), ("next", "next", place + 1))
    return "".join(
        f'<a class="btn btn-sm btn-secondary {word}" href="{path(shown[other].sample)}" rel="{relation}">'
        f"{word.title()} article: {escape(shown[other].sample.title)}</a>"
        for word, relation, other in wanted
        if 0 <= other < len(shown)
    )


def _feed(request: Request, shown: Sequence[Publication]) -> DemoPage:
    """The newest articles in the form that the query asks for; RSS where it asks for none."""
    items = shown[request.number("limitstart", 0) :][:FEED_LIMIT]
    if request.query.get("type") == "atom":
        return DemoPage(body=_atom(request, items).encode(), content_type=ATOM, modified=newest(items))
    return DemoPage(body=_rss(request, items).encode(), content_type=RSS, modified=newest(items))


def _summary(request: Request, publication: Publication) -> str:
    """The listing's text with the picture in front, as HTML."""
    return f'<p><img src="{request.root}/images/section.svg" alt="" /></p><p>{escape(teaser(publication))}</p>'


def _rss(request: Request, items: Sequence[Publication]) -> str:
    """RSS 2.0; an item without a printed date has no pubDate."""
    entries = "\n".join(_rss_item(request, publication) for publication in items)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<!-- generator="Joomla! - Open Source Content Management" -->
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>Peru</title><description><![CDATA[]]></description><link>{request.root}{SECTION}</link>
<lastBuildDate>{format_datetime(newest(items))}</lastBuildDate>
<generator>Joomla! - Open Source Content Management</generator>
<atom:link rel="self" type="application/rss+xml" href="{request.root}{SECTION}?format=feed&amp;type=rss"/>
<language>en-gb</language>
{entries}
</channel>
</rss>
"""


def _rss_item(request: Request, publication: Publication) -> str:
    url = request.root + path(publication.sample)
    date = f"<pubDate>{format_datetime(publication.moment)}</pubDate>\n" if publication.sample.dated else ""
    return f"""<item>
<title>{escape(publication.sample.title)}</title><link>{url}</link><guid isPermaLink="true">{url}</guid>
<description><![CDATA[{_summary(request, publication)}]]></description><category>Peru</category>
{date}</item>"""


def _atom(request: Request, items: Sequence[Publication]) -> str:
    """Atom 1.0; an entry without a printed date has neither date nor update."""
    entries = "\n".join(_atom_entry(request, publication) for publication in items)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<!-- generator="Joomla! - Open Source Content Management" -->
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-gb">
<title type="text">Peru</title><id>{request.root}{SECTION}</id><updated>{newest(items).isoformat()}</updated>
<link rel="alternate" type="text/html" href="{request.root}{SECTION}"/>
<link rel="self" type="application/atom+xml" href="{request.root}{SECTION}?format=feed&amp;type=atom"/>
{entries}
</feed>
"""


def _atom_entry(request: Request, publication: Publication) -> str:
    url = request.root + path(publication.sample)
    moment = publication.moment.isoformat()
    dates = f"<published>{moment}</published><updated>{moment}</updated>\n" if publication.sample.dated else ""
    return f"""<entry>
<title>{escape(publication.sample.title)}</title><id>{url}</id><link rel="alternate" type="text/html" href="{url}"/>
{dates}<summary type="html">{escape(_summary(request, publication))}</summary><category term="Peru"/>
</entry>"""
