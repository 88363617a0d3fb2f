# ruff: noqa: E501 - markup is easier to read in one piece
"""Whole pages around a list of articles: menus, boxes, sidebars and footers as sites have them."""

from __future__ import annotations

import html
from collections.abc import Sequence

from tests.crawler.listings.samples import Sample, samples

MENU = {
    "en": ("Home", "World", "Theory and History", "About us", "Join the campaign today", "Donate"),
    "es": ("Inicio", "Mundo", "Teoría e historia", "Quiénes somos", "Súmate a la campaña", "Donar"),
}


def esc(text: str) -> str:
    return html.escape(text, quote=False)


def head(title: str, *, extra: str = "", language: str = "en") -> str:
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{esc(title)}</title>{extra}'
        "<style>.a{color:red}</style><script>var a = '<a href=\"/not-a-link-at-all-in-here/\">x</a>';</script></head>"
    )


def menu(language: str, suffix: str = "/") -> str:
    """Items of a menu, some with as many words as a title."""
    paths = ("", "world", "theory-and-history", "about-us", "join-the-campaign-today", "donate")
    return "".join(
        f'<li class="menu-item menu-item-{at}"><a href="/{path}{suffix if path else ""}">{esc(word)}</a></li>'
        for at, (path, word) in enumerate(zip(paths, MENU[language], strict=True))
    )


def others(language: str, address: str) -> list[tuple[str, Sample]]:
    """Articles of other sections, for boxes of latest and popular ones; `address` has a place for the slug."""
    return [
        (address.replace("{slug}", f"otro-{one.slug}").replace("{n}", str(one.number - 3000)), one)
        for one in samples(5, language=language, skip=9)
    ]


def latest(language: str, address: str) -> str:
    """A list of titles of other articles."""
    return "".join(f'<li><a href="{url}">{esc(one.title)}</a></li>' for url, one in others(language, address))


def wordpress(main: str, *, language: str, address: str, extra: str = "", heading: str = "Peru") -> str:
    """A WordPress page with everything around its main part."""
    recent = {"en": "Recent Posts", "es": "Entradas recientes"}[language]
    api = '<link rel="https://api.w.org/" href="/wp-json/" />'
    feeds = (
        '<link rel="alternate" type="application/rss+xml" title="Feed" href="/feed/" />'
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/" />'
        '<link rel="alternate" type="application/rss+xml" title="Tag" href="/tag/peru/feed/" />'
    )
    return f"""{head(heading, extra=api + feeds + extra, language=language)}
<body class="archive tag tag-peru tag-57 sidebar-right has-sidebar"><a class="skip-link screen-reader-text" href="#content">Skip</a>
<header id="masthead" class="site-header"><p class="site-title"><a href="/">The Andean Worker</a></p>
<nav id="site-navigation"><ul id="primary-menu" class="menu">{menu(language)}</ul></nav></header>
<div class="breadcrumbs"><a href="/">Home</a> » <a href="/category/latin-america/">Latin America and the Caribbean</a> » Peru</div>
<div id="content" class="site-content content-sidebar-wrap">
<main id="main" class="site-main"><header class="page-header"><h1 class="page-title">{heading}</h1>
<div class="archive-description"><p>Everything that we print about the country, see also
<a href="/tag/bolivia/">Bolivia</a>.</p></div></header>
{main}
</main>
<aside id="secondary" class="widget-area">
<section class="widget widget_search"><form role="search" action="/"><input name="s"></form></section>
<section class="widget widget_recent_entries"><h2 class="widget-title">{recent}</h2><ul>{latest(language, address)}</ul></section>
<section class="widget widget_tag_cloud"><a href="/tag/mining/" class="tag-cloud-link">Mining in the southern Andes</a></section>
<section class="widget widget_archive"><ul><li><a href="/2023/07/">July 2023</a></li></ul></section>
<section class="widget widget_categories"><ul><li><a href="/category/ecology/">Ecology</a></li></ul></section>
</aside></div>
<footer id="colophon" class="site-footer"><div class="footer-widgets"><h3>Most read</h3><ul>{latest(language, address)}</ul></div>
<a href="/privacy-policy/">Privacy policy</a> <a href="https://wordpress.org/">Proudly powered by WordPress</a>
<a href="mailto:desk@example.org">desk</a> <a href="https://t.me/andean">Telegram</a></footer></body></html>"""


def joomla(main: str, *, language: str, address: str, extra: str = "", heading: str = "Peru") -> str:
    """A Joomla page with modules on both sides."""
    label = {"en": "Latest Articles", "es": "Últimos artículos"}[language]
    feeds = (
        '<link href="/peru.htm?format=feed&amp;type=rss" rel="alternate" type="application/rss+xml" title="RSS 2.0">'
        '<link href="/peru.htm?format=feed&amp;type=atom" rel="alternate" type="application/atom+xml" title="Atom 1.0">'
    )
    return f"""{head(heading, extra=feeds + extra, language=language)}
<body class="site com_content view-category layout-blog"><div class="body"><div class="container">
<header class="header"><a class="brand" href="/"><img src="/images/logo.png" alt="The Andean Worker logo"></a></header>
<nav class="navigation"><ul class="nav menu mod-list">{menu(language, ".htm")}</ul></nav>
<div class="row"><div id="sidebar" class="span3"><div class="well _menu"><h3>Sections</h3><ul class="nav menu">
<li><a href="/bolivia.htm">Bolivia</a></li><li><a href="/peru.htm">Peru</a></li><li><a href="/trade-unions-of-the-world.htm">Trade unions of the world</a></li>
</ul></div></div>
<main id="content" role="main" class="span6">
{main}
</main>
<div id="aside" class="span3"><div class="moduletable"><h3>{label}</h3><ul class="latestnews">{latest(language, address)}</ul></div>
<div class="moduletable"><h3>Popular</h3><ul class="mostread">{latest(language, address)}</ul></div></div>
</div></div></div><footer class="footer"><p><a href="#top" id="back-top">Back to Top</a> <a href="/sitemap.htm">Site map</a></p></footer>
</body></html>"""


def plain(main: str, *, language: str = "en", title: str = "Untitled Document") -> str:
    """A page made by hand: tables and font elements, a menu that nothing marks as one."""
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>{title}</title></head>
<body bgcolor="#FFFFFF"><table width="780" border="0" align="center"><tr><td bgcolor="#990000" colspan="2">
<font size="4" color="#FFFFFF"><b>BULLETIN</b></font></td></tr>
<tr><td width="150" valign="top"><font size="1"><a href="../index.html">Home</a><br><a href="../bolivia/index.html">Bolivia</a><br>
<a href="../chile/index.html">Chile</a><br><a href="../whoweare.html">Who we are</a><br>
<a href="mailto:desk@example.org">Write to us</a></font></td>
<td valign="top">{main}</td></tr>
<tr><td colspan="2" align="center"><font size="1"><a href="../index.html">Home</a> | <a href="#top">Top</a></font></td></tr>
</table></body></html>"""


def modern(main: str, *, language: str, address: str, heading: str = "Peru", extra: str = "") -> str:
    """A page with semantic elements and names of its own kind."""
    popular = {"en": "Most read", "es": "Lo más leído"}[language]
    newest = {"en": "Latest news", "es": "Últimas noticias"}[language]
    return f"""{head(heading, extra=extra, language=language)}
<body><div id="__next"><header class="Header_root__x1"><a href="/" aria-label="Home"><svg></svg></a>
<nav aria-label="Main"><ul>{menu(language)}</ul></nav></header>
<div class="ticker"><span>{newest}</span>{latest(language, address)}</div>
<main><h1>{heading}</h1>
{main}
</main>
<aside><h3>{popular}</h3><ol>{latest(language, address)}</ol></aside>
<section class="newsletter-signup"><h2>Get our letter</h2><a href="/newsletter/">Sign up for the weekly letter</a></section>
<footer><div><h4>{newest}</h4>{latest(language, address)}</div><a href="/terms/">Terms</a></footer></div></body></html>"""


def soup(main: str, *, language: str, address: str) -> str:
    """A page of bare div elements."""
    links = "".join(f'<div><a href="/{path}">{word}</a></div>' for path, word in (("world", "World"), ("ecology", "Ecology"), ("unions", "Unions and strikes"), ("contact", "Contact")))  # fmt: skip
    return f"""{head("Peru", language=language)}<body><div><div><a href="/">Andean</a></div>{links}</div>
<div><div>{main}</div><div><div>{{latest}}</div></div></div><div><div><a href="/privacy">Privacy</a></div></div></body></html>""".replace(
        "{latest}", f"<b>{'Latest news' if language == 'en' else 'Últimas noticias'}</b>" + "".join(f'<div><a href="{url}">{esc(one.title)}</a></div>' for url, one in others(language, address))
    )  # fmt: skip


def joined(parts: Sequence[str]) -> str:
    return "\n".join(parts)
