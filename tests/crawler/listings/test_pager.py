# ruff: noqa: E501, RUF001 - a case is a line, with the signs that sites use
"""The next page of a list is found however its pager is made, and nothing else is taken for it."""

from __future__ import annotations

import pytest

from crawler.listings.pager import next_page
from crawler.text.markup import parse_html

SITE = "https://andean.example"

NEXT = [
    ("/peru/", '<link rel="next" href="/peru/page/2/">', "/peru/page/2/"),
    ("/peru/", '<a rel="next" href="/peru/page/2/">»</a>', "/peru/page/2/"),
    ("/peru/page/2/", '<a href="/peru/">1</a><span>2</span><a href="/peru/page/3/">3</a><a href="/peru/page/9/">9</a>', "/peru/page/3/"),
    ("/peru/page/2/", '<div class="nav-previous"><a href="/peru/page/3/">Older</a></div><div class="nav-next"><a href="/peru/">Newer</a></div>', "/peru/page/3/"),
    ("/peru/", '<div class="nav-previous"><a href="/peru/page/2/">&larr; Entradas anteriores</a></div>', "/peru/page/2/"),
    ("/peru.htm", '<ul><li>1</li><li><a href="/peru.htm?start=11">2</a></li><li><a href="/peru.htm?start=22">3</a></li></ul>', "/peru.htm?start=11"),
    ("/peru.htm?start=11", '<a href="/peru.htm">1</a><a href="/peru.htm?start=0">Start</a><a href="/peru.htm?start=22">3</a>', "/peru.htm?start=22"),
    ("/peru.htm", '<a href="/peru/page-2.htm?start=11" title="Next">Next</a>', "/peru/page-2.htm?start=11"),
    ("/x?view=category&id=5", '<a class="pagenav" title="Next" href="/x?view=category&amp;id=5&amp;limitstart=20">Next</a>', "/x?view=category&id=5&limitstart=20"),
    ("/country/peru", '<ul class="pager"><li class="pager-next"><a href="/country/peru?page=1">next ›</a></li><li class="pager-last"><a href="/country/peru?page=9">last »</a></li></ul>', "/country/peru?page=1"),
    ("/country/peru", '<ul class="pager"><li>1</li><li><a href="/country/peru?page=1">2</a></li><li><a href="/country/peru?page=2">3</a></li></ul>', "/country/peru?page=1"),
    ("/peru", '<div class="pages"><a href="/peru?page=1">1</a> <a href="/peru?page=2">2</a> <a href="/peru?page=3">3</a></div>', "/peru?page=2"),
    ("/peru?page=2", '<a href="/peru?page=1">« Anterior</a> <a href="/peru?page=3">Siguiente »</a>', "/peru?page=3"),
    ("/peru", '<a href="/peru?pagina=2" class="siguiente">Próxima página</a>', "/peru?pagina=2"),
    ("/spip.php?rubrique12", '<a class="lien_pagination" href="/spip.php?rubrique12&amp;debut_articles=10#pagination_articles">2</a>', "/spip.php?rubrique12&debut_articles=10"),
    ("/peru/", '<a href="/peru/?offset=1682547200000">Older Posts</a>', "/peru/?offset=1682547200000"),
    ("/peru/", '<p class="pager"><a href="archive-2019.html">Older articles</a></p>', "/peru/archive-2019.html"),
    ("/peru/index.html", '<a href="index2.html">Next &gt;</a>', "/peru/index2.html"),
    ("/noticias/peru/", '<div class="pagination"><a href="/noticias/peru/2/">2</a><a href="/noticias/peru/3/">3</a></div>', "/noticias/peru/2/"),
    ("/peru", '<button onclick="more()">Load</button><a class="load-more" href="/peru?page=2">Cargar más noticias</a>', "/peru?page=2"),
    ("/peru/", '<a href="/peru/page/5/">»</a><a href="/peru/page/2/">›</a>', "/peru/page/2/"),
]  # fmt: skip

NONE = [
    ("/peru/", ""),
    ("/peru/", '<a rel="next" href="/peru/">Next</a>'),
    ("/peru/", '<a rel="next" href="#">Next</a>'),
    ("/peru/page/3/", '<div class="nav-links"><a href="/peru/page/2/">Previous</a><a href="/peru/">1</a><span>3</span></div>'),
    ("/peru.htm?start=11", '<a class="pagenav" href="/peru.htm?start=0">Prev</a><a class="pagenav" href="/peru.htm">1</a>'),
    ("/peru/", '<a rel="next" href="https://other.example/peru/page/2/">Next</a>'),
    ("/a-strike-in-puno/", '<link rel="next" href="/dockers-win-their-contract/">'),
    ("/a-strike-in-puno/", '<nav class="post-navigation"><div class="nav-previous"><a rel="prev" href="/older-report-on-wells/">Older report on wells</a></div><div class="nav-next"><a rel="next" href="/dockers-win-their-contract/">Dockers win</a></div></nav>'),
    ("/a-strike.htm", '<nav class="pagenavigation"><span class="pagination"><a class="btn next" rel="next" href="/dockers-win-their-contract.htm">Next article: Dockers win</a></span></nav>'),
    ("/a-strike.htm", '<ul class="pager pagenav"><li class="next"><a rel="next" href="/dockers.htm">Next</a></li></ul>'),
    ("/peru/", '<div class="calendar"><a href="/2023/08/">Aug »</a></div>'),
    ("/peru/", '<h3><a href="/news/older-posts-of-the-guard/">Older posts of the guard</a></h3>'),
    ("/peru/", '<a href="/peru/?sort=2">2</a><a href="/2022/">2022</a>'),
    ("/taxonomy/term/5", '<a href="/taxonomy/term/6">Bolivia</a>'),
    ("/?cat=5", '<a href="/?p=12">12</a>'),
    ("/peru/", '<div class="slider"><a class="slick-next" href="javascript:void(0)">Next</a></div>'),
]  # fmt: skip


def following(path: str, body: str) -> str | None:
    return next_page(parse_html(f"<html><body>{body}</body></html>".encode(), charset="utf-8"), SITE + path)


@pytest.mark.parametrize(("path", "body", "target"), NEXT)
def test_the_next_page_is_found(path: str, body: str, target: str) -> None:
    assert following(path, body) == SITE + target


@pytest.mark.parametrize(("path", "body"), NONE)
def test_nothing_else_is_taken_for_the_next_page(path: str, body: str) -> None:
    assert following(path, body) is None
