"""The way from a section's page to the next one, with older entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.listings.head import base_of
from crawler.markup import text_of
from crawler.urls import host_of, identity, resolve

_OFFSETS = ("start", "limitstart", "offset", "from", "desde", "debut_articles", "skip")
_NUMBERS = ("page", "paged", "pg", "pagina", "pag", "pageno", "page_num", "pagenum", "currentpage", "seite", "p", "_page")
_IN_PATH = re.compile(r"(?:/|-|_)(?:page|pagina|p%C3%A1gina|seite|pag|pg)[/=_-]?(\d{1,5})(?=\.\w+$|/|$)", re.IGNORECASE)
_AT_END = re.compile(r"(?:/|[-_])(\d{1,3})(?=(?:\.\w+)?$)")
_PAGER_NAME = re.compile(
    r"(?:^|[\s_-])(?:pager|paging|pagination|paginacion|paginador|paginator|paginate|pages|pagenavi|nav-links|page-nav"
    r"|page-numbers|posts-navigation|navigation|paging-navigation|nav-single|nav-below|nav-above|blog-pager|pagelinks"
    r"|query-pagination|load-more|loadmore|list-footer)(?:$|[\s_-])|[a-z](?:Pagination|Pager|Pages)",
    re.IGNORECASE,
)
_ARTICLE_NAVIGATION = re.compile(r"post-navigation|single|pagenavigation|prev-next|previous-next|article-nav|entry-nav|calendar")
_NEXT = re.compile(
    r"^\W*(?:(?:go to )?(?:the )?next(?: ?page| ?\d+| posts| entries| articles| results)?"
    r"|older(?: ?(?:posts?|entries|articles|news|stories|items))?|(?:p[aá]gina )?siguientes?(?: p[aá]gina| entradas)?"
    r"|(?:ver )?(?:entradas|art[ií]culos|noticias|notas|publicaciones) (?:m[aá]s )?(?:antigu[ao]s|anteriores)|m[aá]s antigu[ao]s"
    r"|(?:p[aá]gina )?pr[oó]xim[ao]s?(?: p[aá]gina)?|(?:p[aá]gina )?seguintes?(?: p[aá]gina)?|(?:posts|artigos|not[ií]cias)"
    r" (?:mais )?(?:antig[ao]s|anteriores)|mais antig[ao]s|suivante?s?|page suivante|n[aä]chste(?: seite)?|weiter|successiv[ao]"
    r"|load more(?: \w+)?|show more(?: \w+)?|more (?:posts|articles|news|stories)|cargar m[aá]s(?: \w+)?|carregar mais(?: \w+)?"
    r"|(?:ver|mostrar) m[aá]s(?: \w+)?|ver mais(?: \w+)?|>{1,2}|»|›|→|❯|⟩|▶|next-page)\W*$|^\W*[»›→❯⟩▶]\W*$|^[>]{1,2}$",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"^\W*(?:prev(?:ious)?|newer|first|last|anterior(?:es)?|primer[ao]?|[uú]ltim[ao]|fin|end|start|inicio|atr[aá]s|[«‹←<]{1,2}"
    r"|m[aá]s (?:nuev|recient)\w+|mais recentes)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A link that may lead to another page of the list."""

    url: str
    text: str
    """What the link says of itself, in text or attributes."""
    says_next: bool
    says_back: bool
    related: bool
    """Whether it carries rel=next."""
    in_pager: bool
    position: int | None
    """Number or offset of the page in its series, if its address has one."""


def next_page(tree: HtmlElement, url: str) -> str | None:
    """Absolute address of the page that follows in the same list; None where there is none.

    Never the page itself, an earlier page, or the next article of an article's own navigation.
    """
    steps = [step for step in _steps(tree, url) if identity(step.url) != identity(url)]
    series = [step for step in steps if step.position is not None]
    here = _here(url, series)
    onward = [step for step in series if step.position is not None and step.position > here]
    for wanted in (_is_related, _is_named):
        for step in (*onward, *(step for step in steps if step.position is None and step.in_pager)):
            if wanted(step):
                return step.url
    numbered = [step for step in onward if step.in_pager or step.text.isdigit()]
    return min(numbered, key=lambda step: step.position or 0).url if numbered else None


def _is_related(step: _Step) -> bool:
    return step.related and not step.says_back


def _is_named(step: _Step) -> bool:
    return step.says_next and not step.says_back


def _steps(tree: HtmlElement, url: str) -> Iterator[_Step]:
    base, host = base_of(tree, url), host_of(url).removeprefix("www.")
    for element in tree.iter("link", "a"):
        relations = (element.get("rel") or "").lower().split()
        if element.tag == "link" and "next" not in relations:
            continue
        target = resolve(base, element.get("href") or "")
        if target and host_of(target).removeprefix("www.") == host and not _is_of_articles(element):
            yield _step(element, url, target, related="next" in relations)


def _step(element: HtmlElement, url: str, target: str, *, related: bool) -> _Step:
    said = _said(element)
    return _Step(
        url=target,
        text=said[0],
        says_next=any(_NEXT.match(text) for text in said) or _named(element, "next", "nav-previous", "older"),
        says_back=any(_BACK.match(text) for text in said) and not _named(element, "nav-previous", "next"),
        related=related,
        in_pager=element.tag == "link" or _in_pager(element),
        position=_position(target, url),
    )


def _said(element: HtmlElement) -> list[str]:
    """What a link says of where it leads: its text, its attributes, the names of its pictures."""
    given = [text_of(element), *(element.get(name) or "" for name in ("title", "aria-label"))]
    given += [image.get("alt") or "" for image in element.iter("img")]
    return [given[0], *(text for text in given[1:] if text)]


def _named(element: HtmlElement, *names: str) -> bool:
    """Whether a class of the link, or of the item or box around it alone, has one of these words."""
    parent = element.getparent()
    nearby = [element] if parent is None or len(parent) > 1 else [element, parent]
    classes = " ".join(node.get("class") or "" for node in nearby).lower()
    return any(re.search(rf"(?:^|[\s_-]){name}(?:$|[\s_-])", classes) for name in names)


def _in_pager(element: HtmlElement) -> bool:
    """Whether a link stands within what is called a pager."""
    for node, _ in zip((element, *element.iterancestors()), range(6), strict=False):
        if node.tag in {"body", "main", "article"}:
            return False
        names = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('aria-label') or ''}"
        if _PAGER_NAME.search(names):
            return True
    return False


def _is_of_articles(element: HtmlElement) -> bool:
    """Whether a link stands in the navigation from one article to the next, or in a calendar."""
    return any(
        _ARTICLE_NAVIGATION.search(f"{node.get('class') or ''} {node.get('id') or ''}")
        for node, _ in zip(element.iterancestors(), range(5), strict=False)
        if node.tag != "body"
    )


def _here(url: str, series: list[_Step]) -> int:
    """Number or offset of the page that we are on."""
    own = _position(url, url)
    if own is not None and own != _first(url):
        return own
    if any(_is_offset(step.url) for step in series):
        return own or 0
    from_zero = any(step.position == 1 and (step.text == "2" or step.says_next or step.related) for step in series)
    return 0 if from_zero else 1
