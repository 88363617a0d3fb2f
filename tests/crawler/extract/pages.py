# ruff: noqa: E501 - a page is easier to check in its own lines
"""Small pages in the stock markups of content systems, with texts of their own."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.extract.html import extract_html
from model.article import Content, Entry, PublicationDate

NOW = datetime(2024, 7, 11, 15, 30, tzinfo=UTC)
URL = "https://noticias.example/peru/articulo.htm"

ENGLISH = (
    "Dock workers in Callao walked out on Thursday after talks with the port authority broke down.",
    "Their union says that three hundred temporary contracts were ended without notice.",
    "The ministry of labour called both sides to a meeting in Lima next week.",
)
SPANISH = (
    "Los comuneros de Challhuahuacho levantaron el bloqueo de la carretera después de once días.",
    "La empresa se comprometió a reparar los canales de riego antes de la siembra.",
)
PORTUGUESE = (
    "Os professores de Ayacucho voltaram às aulas depois de três semanas de greve.",
    "O governo regional prometeu pagar os salários atrasados até o fim do mês.",
)
HEADLINE = "Dockers' strike shuts the port of Callao"


def p(paragraphs: tuple[str, ...]) -> str:
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def read(
    page: str | bytes,
    *,
    url: str = URL,
    title: str | None = None,
    published: PublicationDate | None = None,
    authors: tuple[str, ...] = (),
    modified: str | None = None,
    charset: str | None = "utf-8",
    now: datetime = NOW,
) -> Content:
    entry = Entry(url=url, title=title, published=published, authors=authors, modified=modified)
    data = page.encode() if isinstance(page, str) else page
    return extract_html(data, url=url, charset=charset, entry=entry, now=now).content


def article(*, head: str = "", before: str = "", info: str = "", after: str = "", body: str = "") -> str:
    """A plain page with a marked article; each argument is markup for one place of it."""
    return f"""<!DOCTYPE html><html><head><title>{HEADLINE} | Puerto Libre</title>{head}</head><body>
<header class="top">{before}<nav><a href="/">Home</a> <a href="/peru">Peru</a></nav></header>
<article><h1>{HEADLINE}</h1>{info}<div class="entry-content">{body or p(ENGLISH)}</div>{after}</article>
<aside><h3>Latest</h3><ul><li><a href="/a">Rain closes the central highway again</a></li></ul></aside>
<footer>Puerto Libre, Jr. Lampa 100</footer></body></html>"""


JOOMLA_5 = f"""<!DOCTYPE html><html lang="en-gb"><head><title>{HEADLINE} | Peru</title></head><body class="site com_content">
<header><nav><ul class="mod-menu"><li><a href="/">Home</a></li></ul></nav></header><main>
<div class="com-content-article item-page" itemscope itemtype="https://schema.org/Article">
<div class="page-header"><h1 itemprop="headline">{HEADLINE}</h1></div>
<dl class="article-info text-muted"><dt class="article-info-term">Details</dt>
<dd class="createdby" itemprop="author" itemscope>Written by: <span itemprop="name">Rosa Huamán</span></dd>
<dd class="category-name">Category: <a href="/peru.htm" itemprop="genre">Peru</a></dd>
<dd class="published"><time datetime="2023-02-14T09:00:00-05:00" itemprop="datePublished">Published: 14 February</time></dd>
<dd class="modified"><time datetime="2023-03-01T09:00:00-05:00" itemprop="dateModified">Updated: 1 March</time></dd></dl>
<div itemprop="articleBody" class="com-content-article__body">{p(ENGLISH)}</div>
<nav class="pagenavigation"><a href="/older.htm" rel="prev">Previous article: Rain in Puno</a></nav></div>
</main><aside class="moduletable"><h3>Latest</h3><ul><li><a href="/x.htm">Rain closes the central highway</a></li></ul></aside>
</body></html>"""

JOOMLA_2 = f"""<html><head><title>{HEADLINE}</title></head><body><div id="main"><div class="item-page">
<h2><a href="/peru/articulo.htm">{HEADLINE}</a></h2><dl class="article-info"><dd class="createdby">Written by Rosa Huamán</dd>
<dd class="published">Tuesday, 14 February 2023</dd></dl>{p(ENGLISH)}</div></div></body></html>"""

WORDPRESS_2021 = f"""<!doctype html><html lang="es"><head><title>Fin del bloqueo en Apurímac &#8211; Puerto Libre</title>
<meta property="og:site_name" content="Puerto Libre"><meta property="og:title" content="Fin del bloqueo en Apur&iacute;mac">
<link rel="canonical" href="https://noticias.example/fin-del-bloqueo/"></head><body>
<header id="masthead" class="site-header"><p class="site-title"><a href="/">Puerto Libre</a></p></header>
<main><article id="post-7" class="post-7 post type-post hentry category-related tag-share">
<header class="entry-header"><h1 class="entry-title">Fin del bloqueo en Apurímac</h1></header>
<div class="entry-content">{p(SPANISH)}
<div class="sharedaddy"><h3>Comparte esto:</h3><ul><li><a href="https://x.example">Twitter</a></li></ul></div>
<div class="jp-relatedposts"><h3>Relacionado</h3><p>Otra nota muy larga que no es parte de este artículo.</p></div></div>
<footer class="entry-footer"><span class="posted-on">Publicado el <time class="entry-date published updated"
datetime="2022-09-05T18:20:00+00:00">5 septiembre, 2022</time></span>
<span class="byline">Por <a href="/author/ana/" rel="author">Ana Quispe</a></span></footer></article>
<nav class="post-navigation"><a href="/otra/" rel="prev">Entrada anterior</a></nav>
<div id="comments" class="comments-area"><ol class="comment-list"><li><time datetime="2022-09-06">6 septiembre, 2022</time>
<p>Muy buen artículo, gracias por contarlo con tanto detalle, compañera.</p></li></ol></div></main></body></html>"""

BLOCKS_2024 = f"""<!doctype html><html><head><title>Volta às aulas em Ayacucho - Puerto Libre</title></head><body>
<div class="wp-site-blocks"><main><h1 class="wp-block-post-title">Volta às aulas em Ayacucho</h1>
<div class="wp-block-post-date"><time datetime="2024-05-20T08:00:00-03:00">20 de maio de 2024</time></div>
<div class="wp-block-post-content is-layout-flow">{p(PORTUGUESE)}
<figure class="wp-block-image"><img src="a.jpg"><figcaption>Uma escola em Huanta</figcaption></figure></div></main></div></body></html>"""

NEWSPAPER = f"""<html><head><title>{HEADLINE}</title></head><body><div class="td-header"><div class="td_data_time">Thursday, July 11, 2024
</div></div><article class="post"><header><ul class="td-category"><li><a href="/peru">Peru</a></li></ul>
<h1 class="entry-title">{HEADLINE}</h1><div class="td-module-meta-info"><div class="td-post-author-name">By <a href="/a">Rosa Huamán</a>
</div><time class="entry-date updated td-module-date" datetime="2023-02-14T14:00:00+00:00">February 14, 2023</time></div></header>
<div class="td-post-content">{p(ENGLISH)}</div></article></body></html>"""

DRUPAL_10 = f"""<html><head><title>{HEADLINE} | Puerto Libre</title></head><body><article class="node"><h1>{HEADLINE}</h1>
<footer class="node__meta">Submitted by rosa on <time datetime="2023-02-14T14:00:00Z">Tue, 02/14/2023 - 14:00</time></footer>
<div class="node__content"><div class="field field--name-body">{p(ENGLISH)}</div></div></article></body></html>"""

HAND_MADE = f"""<html><head><title>Untitled Document</title></head><body bgcolor="#ffffff">
<table width="760"><tr><td bgcolor="#880000"><font size="4"><b>PUERTO LIBRE</b></font></td></tr>
<tr><td align="center"><font size="5" color="#990000"><b>{HEADLINE}</b></font></td></tr>
<tr><td><font face="Verdana" size="2">{ENGLISH[0]}<br><br>{ENGLISH[1]}<br>
<br>{ENGLISH[2]}</font></td></tr><tr><td><a href="index.html">Back</a></td></tr></table></body></html>"""
