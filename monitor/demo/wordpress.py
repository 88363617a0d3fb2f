"""Crónica del Sur: a tag archive as WordPress prints it, in Spanish, with a feed and a REST interface."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from email.utils import format_datetime
from urllib.parse import quote

from babel.dates import format_date

from monitor.demo.pages import HTML, INVENTED, RSS, DemoPage, Request, escape, newest, part, parts, redirect, robots
from monitor.demo.timeline import Publication
from monitor.demo.wordpress_rest import PREFIX, answer_rest
from monitor.demo.wordpress_text import body, excerpt, local, path, post_id, texturized

SECTION = "/tag/peru/"
TITLE = "Crónica del Sur"
PER_PAGE = 6
RECENT = 5
FEED_LIMIT = 10


def answer(request: Request, shown: Sequence[Publication]) -> DemoPage:
    """The site's answer while these articles, newest first, have come out."""
    if request.path == "/robots.txt":
        return robots("Disallow: /search", "Disallow: /wp-admin/", "Allow: /wp-admin/admin-ajax.php")
    if request.path == PREFIX or request.path.startswith(f"{PREFIX}/"):
        return answer_rest(request, shown)
    for publication in shown:
        if request.query.get("p") == str(post_id(publication.sample)):
            return redirect(request.root + path(publication.sample))
    if not request.path.endswith("/"):
        return redirect(f"{request.root}{quote(request.path)}/")
    return _answer_page(request, shown)


def _answer_page(request: Request, shown: Sequence[Publication]) -> DemoPage:
    """The answer to an address that people look at, or to that of a feed."""
    if request.path in {"/feed/", f"{SECTION}feed/"}:
        return _feed(request, shown)
    if request.path == "/search/":
        return _listing(request, shown, base=request.path, heading="Resultados de la búsqueda", number=1)
    if match := re.fullmatch(rf"(/|{SECTION})(?:page/([0-9]{{1,6}})/)?", request.path):
        heading = TITLE if match[1] == "/" else "Etiqueta: <span>Perú</span>"
        return _listing(request, shown, base=match[1], heading=heading, number=int(match[2] or 1))
    for place, publication in enumerate(shown):
        if request.path == path(publication.sample):
            return _article(request, shown, place, publication)
    return _missing(request, shown)


def _page(request: Request, title: str, main: str, shown: Sequence[Publication], *, head: str = "") -> DemoPage:
    """The frame around everything, with the link to the search and the box of recent posts."""
    recent = "\n".join(
        f'<li><a class="wp-block-latest-posts__post-title" href="{request.root}{path(publication.sample)}">'
        f"{texturized(publication.sample.title)}</a></li>"
        for publication in shown[:RECENT]
    )
    text = f"""<!doctype html>
<html lang="es-PE">
<head>
<meta charset="UTF-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>{texturized(title)} &#8211; {TITLE}</title>
<link rel="alternate" type="application/rss+xml" title="{TITLE} &raquo; Feed" href="{request.root}/feed/" />
<link rel="https://api.w.org/" href="{request.root}{PREFIX}/" />
{head}<meta name="generator" content="WordPress 6.5" />
</head>
<body class="archive tag wp-embed-responsive">
<header id="masthead" class="site-header"><p class="site-title"><a href="{request.root}/" rel="home">{TITLE}</a></p>
<nav id="site-navigation" class="primary-navigation"><ul class="menu-wrapper"><li class="menu-item"><a href="{request.root}{SECTION}">Perú</a></li><li class="menu-item"><a href="{request.root}/search/?s=peru">Buscar</a></li></ul></nav></header>
<div id="content" class="site-content"><div id="primary" class="content-area"><main id="main" class="site-main">
{main}
</main></div></div>
<aside class="widget-area"><section class="widget widget_block widget_recent_entries"><h2>Entradas recientes</h2>
<ul class="wp-block-latest-posts__list wp-block-latest-posts">
{recent}
</ul></section></aside>
<footer id="colophon" class="site-footer"><div class="site-info">{INVENTED}</div></footer>
</body>
</html>
"""  # noqa: E501 - the menu on one line, as the theme prints it
    return DemoPage(body=text.encode(), modified=newest(shown))


def _missing(request: Request, shown: Sequence[Publication]) -> DemoPage:
    main = '<header class="page-header"><h1 class="page-title">No se encontró la página</h1></header>'
    return DemoPage(body=_page(request, "Página no encontrada", main, shown).body, content_type=HTML, status=404)


def _listing(request: Request, shown: Sequence[Publication], *, base: str, heading: str, number: int) -> DemoPage:
    """One page of an archive; 404 past the end."""
    total = parts(shown, PER_PAGE)
    if not 1 <= number <= total:
        return _missing(request, shown)
    items = "\n".join(_item(request, publication) for publication in part(shown, number, PER_PAGE))
    main = f"""<header class="page-header alignwide"><h1 class="page-title">{heading}</h1></header>
{items}
<nav class="navigation pagination" aria-label="Entradas"><h2 class="screen-reader-text">Navegación de entradas</h2>
<div class="nav-links">{_pager(request.root + base, number, total)}</div></nav>"""
    head = (
        f'<link rel="alternate" type="application/rss+xml" title="{TITLE} &raquo; Etiqueta Perú" '
        f'href="{request.root}{SECTION}feed/" />\n'
    )
    return _page(request, "Perú", main, shown, head=head)


def _pager(base: str, number: int, total: int) -> str:
    """Links to the other pages of an archive."""

    def link(to: int, kind: str, text: str) -> str:
        return f'<a class="{kind}page-numbers" href="{base}{f"page/{to}/" if to > 1 else ""}">{text}</a>'

    numbers = "\n".join(
        f'<span aria-current="page" class="page-numbers current">{each}</span>'
        if each == number
        else link(each, "", str(each))
        for each in range(1, total + 1)
    )
    newer = link(number - 1, "prev ", "Entradas más recientes") if number > 1 else ""
    older = link(number + 1, "next ", "Entradas anteriores") if number < total else ""
    return f"{newer}\n{numbers}\n{older}"


def _post_open(sample_id: int) -> str:
    return (
        f'<article id="post-{sample_id}" class="post-{sample_id} post type-post status-publish format-standard '
        'hentry category-noticias tag-peru entry">'
    )


def _item(request: Request, publication: Publication) -> str:
    """One post in an archive: title, excerpt, and no date."""
    sample = publication.sample
    url = request.root + path(sample)
    return f"""{_post_open(post_id(sample))}
<header class="entry-header"><h2 class="entry-title"><a href="{url}" rel="bookmark">{texturized(sample.title)}</a></h2></header>
<div class="entry-summary">{excerpt(sample)}</div>
<footer class="entry-footer"><span class="tags-links">Etiquetado <a href="{request.root}{SECTION}" rel="tag">Perú</a></span></footer>
</article>"""  # noqa: E501 - as the theme prints it


def _article(request: Request, shown: Sequence[Publication], place: int, publication: Publication) -> DemoPage:
    """A post with its byline, its description for machines, and links to its neighbours."""
    sample = publication.sample
    moment = local(publication)
    author = f'<span class="byline">Por {escape(sample.author)}</span>' if sample.author else ""
    main = f"""{_post_open(post_id(sample))}
<header class="entry-header alignwide"><h1 class="entry-title">{texturized(sample.title)}</h1></header>
<div class="entry-content">
{body(sample)}
</div>
<footer class="entry-footer"><div class="posted-by"><span class="posted-on">Publicado el <time class="entry-date published updated" datetime="{moment.isoformat()}">{format_date(moment, "long", locale="es")}</time></span>{author}</div></footer>
</article>
<nav class="navigation post-navigation" aria-label="Entradas"><div class="nav-links">{_neighbours(request, shown, place)}</div></nav>"""  # noqa: E501 - as the theme prints it
    return _page(request, sample.title, main, shown, head=_description(request, publication))


def _description(request: Request, publication: Publication) -> str:
    """What the head of an article's page tells machines: canonical address, Open Graph, JSON-LD."""
    sample = publication.sample
    url, moment = request.root + path(sample), local(publication).isoformat()
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": sample.title,
        "datePublished": moment,
        "dateModified": moment,
        "mainEntityOfPage": url,
        "inLanguage": "es-PE",
        "author": {"@type": "Person", "name": sample.author},
        "publisher": {"@type": "Organization", "name": TITLE},
    }
    linked = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return f"""<link rel="canonical" href="{url}" />
<meta property="og:type" content="article" />
<meta property="og:title" content="{texturized(sample.title)}" />
<meta property="og:url" content="{url}" />
<meta property="og:site_name" content="{TITLE}" />
<meta property="article:published_time" content="{moment}" />
<script type="application/ld+json">{linked}</script>
"""


def _neighbours(request: Request, shown: Sequence[Publication], place: int) -> str:
    """Links to the older post, which WordPress calls previous, and to the newer one."""
    wanted = (("previous", "prev", "Entrada anterior", place + 1), ("next", "next", "Entrada siguiente", place - 1))
    return "".join(
        f'<div class="nav-{word}"><a href="{request.root}{path(shown[other].sample)}" rel="{relation}">'
        f'<p class="meta-nav">{label}</p><p class="post-title">{texturized(shown[other].sample.title)}</p></a></div>'
        for word, relation, label, other in wanted
        if 0 <= other < len(shown)
    )


def _feed(request: Request, shown: Sequence[Publication]) -> DemoPage:
    """RSS 2.0 with whole texts, the newest posts first; older parts by `paged`, 404 past the end."""
    number = request.number("paged", 1)
    if not 1 <= number <= parts(shown, FEED_LIMIT):
        return _missing(request, shown)
    items = "\n".join(_feed_item(request, publication) for publication in part(shown, number, FEED_LIMIT))
    text = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel><title>{TITLE}</title>
<atom:link href="{request.root}{quote(request.path)}" rel="self" type="application/rss+xml" />
<link>{request.root}{SECTION}</link><description></description>
<lastBuildDate>{format_datetime(newest(shown))}</lastBuildDate><language>es-PE</language>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>
<generator>https://wordpress.org/?v=6.5</generator>
{items}
</channel></rss>
"""
    return DemoPage(body=text.encode(), content_type=RSS, modified=newest(shown))


def _feed_item(request: Request, publication: Publication) -> str:
    sample = publication.sample
    return f"""<item><title>{texturized(sample.title)}</title><link>{request.root}{path(sample)}</link>
<dc:creator><![CDATA[{sample.author or ""}]]></dc:creator><pubDate>{format_datetime(publication.moment)}</pubDate>
<category><![CDATA[Perú]]></category><guid isPermaLink="false">{request.root}/?p={post_id(sample)}</guid>
<description><![CDATA[{excerpt(sample)}]]></description>
<content:encoded><![CDATA[{body(sample)}]]></content:encoded></item>"""
