"""The way from a section's page to the next one, with older entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from lxml.html import HtmlElement

from crawler.listings.head import base_of
from crawler.listings.outline import MOST_IN_LINK
from crawler.listings.vocabulary import says_next, says_previous
from crawler.text.markup import text_of
from model.urls import host_of, identity, resolve

_OFFSETS = frozenset({"start", "limitstart", "offset", "from", "desde", "debut_articles", "skip"})
_NUMBERS = frozenset(
    {"page", "paged", "pg", "pagina", "pag", "pageno", "page_num", "pagenum", "currentpage", "seite", "p", "_page"}
)
_IN_PATH = re.compile(r"(?:/|-|_)(?:page|pagina|p%C3%A1gina|seite|pag|pg)[/=_-]?(\d{1,5})(?=\.\w+$|$)", re.IGNORECASE)
_AT_END = re.compile(r"(?:/|[-_]|(?<=[a-z]))(\d{1,3})(?=\.\w+$|$)")
_INDEX = re.compile(r"/index\.\w+$")
_SLUG = 3
"""Words in an address from which on it is an article's and no page of a list; sections are called by one or two."""
_PAGER_WITHIN, _NAVIGATION_WITHIN = 6, 5
"""Elements around a link, itself counted for pagers, whose names tell: as deep as themes nest lists in navigations."""
_PICTURES = 10
"""Pictures of a link whose names are read: a link to another page has an arrow or two."""
_LONGEST_NUMBER = 6
"""Digits of a page's number or offset: longer ones are an article's id or a date."""
_PAGER_NAME = re.compile(
    r"(?:^|[\s_-])(?:pager|paging|pagination|paginacion|paginador|paginator|paginate|pages|pagenavi|nav-links|page-nav"
    r"|page-numbers|posts-navigation|navigation|paging-navigation|nav-single|nav-below|nav-above|blog-pager|pagelinks"
    r"|query-pagination|load-more|loadmore|list-footer)(?:$|[\s_-])|[a-z](?:Pagination|Pager|Pages)",
    re.IGNORECASE,
)
_ARTICLE_NAVIGATION = re.compile(
    r"post-navigation|nav-single|pagenavigation|\bpagenav\b|prev-next|previous-next|article-nav|entry-nav|calendar"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Position:
    """Where a page stands in a series."""

    scheme: str
    """Name of the parameter that counts, or `path`."""
    number: int
    """Page number or offset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A link that may lead to another page of the list."""

    url: str
    text: str
    onward: bool
    """Whether its words or classes say that it leads to the next page."""
    back: bool
    """Whether they say that it leads elsewhere in the list."""
    related: bool
    """Whether it carries rel=next."""
    in_pager: bool
    position: _Position | None
    """Its place in the series that the section's address begins; None if the address doesn't tell."""

    @property
    def leads_on(self) -> bool:
        """Whether the link says that the next page is behind it."""
        return (self.related or self.onward) and not self.back


def next_page(tree: HtmlElement, url: str) -> str | None:
    """Absolute address of the page that follows in the same list; None where there is none.

    Never the page itself, an earlier page, or the next article of an article's own navigation.
    """
    steps = list(_steps(tree, url))
    counted = [step for step in steps if step.position and (step.leads_on or step.in_pager or step.text.isdigit())]
    if counted:
        return _next_counted(counted, url)
    onward = (step.url for step in steps if step.leads_on and _may_follow(step.url, url, in_pager=step.in_pager))
    return next(onward, None)


def _next_counted(steps: list[_Step], url: str) -> str | None:
    """Page with the lowest number after ours; links named "next" decide which way of counting is meant."""
    positions = [(step.position, step) for step in sorted(steps, key=lambda step: not step.leads_on) if step.position]
    scheme = positions[0][0].scheme
    series = [(position.number, step) for position, step in positions if position.scheme == scheme]
    here = _here(url, scheme, series)
    onward = [(number, step) for number, step in series if number > here]
    return min(onward, key=lambda numbered: numbered[0])[1].url if onward else None


def _here(url: str, scheme: str, series: list[tuple[int, _Step]]) -> int:
    """Number or offset of the page that we are on; the first one may be 0 or 1, as its links tell."""
    own = [position for position in _positions(url) if position.scheme == scheme]
    if own:
        return own[0].number
    if scheme in _OFFSETS:
        return 0
    from_zero = any(number == 1 and (step.text == "2" or step.leads_on) for number, step in series)
    return 0 if from_zero else 1


def _steps(tree: HtmlElement, url: str) -> Iterator[_Step]:
    base, host, own = base_of(tree, url), host_of(url).removeprefix("www."), identity(url)
    for element in tree.iter("link", "a"):
        relations = (element.get("rel") or "").lower().split()
        if element.tag == "link" and "next" not in relations:
            continue
        said = _said(element)
        text, related = _digits(said[0]), "next" in relations
        in_pager = element.tag == "link" or _in_pager(element)
        onward = any(map(says_next, said)) or _named(element, ("next", "older", "nav-previous"))
        if not (related or onward or in_pager or text.isdigit()):  # as nearly all: they lead to articles
            continue
        target = resolve(base, element.get("href") or "")
        if target is None or host_of(target).removeprefix("www.") != host or identity(target) == own:
            continue
        if not _is_of_articles(element):
            yield _Step(
                url=target,
                text=text,
                onward=onward,
                back=any(map(says_previous, said)) and not _named(element, ("next", "nav-previous")),
                related=related,
                in_pager=in_pager,
                position=_position(target, url, in_pager=in_pager),
            )


def _said(element: HtmlElement) -> list[str]:
    """What a link says of where it leads: its text, its attributes, the names of its pictures."""
    given = [element.get(name) or "" for name in ("title", "aria-label")]
    given += [image.get("alt") or "" for image in islice(element.iter("img"), _PICTURES)]
    return [text_of(element, most=MOST_IN_LINK), *(text for text in given if text)]


def _digits(text: str) -> str:
    """Text of a link, or the number alone where it says `Page 2`."""
    found = re.fullmatch(r"(?:page|p[aá]gina|seite)?\s*(\d{1,5})", text, re.IGNORECASE)
    return found[1] if found else text


def _named(element: HtmlElement, names: tuple[str, ...]) -> bool:
    """Whether a class of the link, or of the item around it alone, is one of these names."""
    parent = element.getparent()
    alone = parent is not None and element.getnext() is None and element.getprevious() is None
    nearby = [element, parent] if alone and parent is not None else [element]
    classes = {name.lower() for node in nearby for name in (node.get("class") or "").split()}
    return any(name in names or name.endswith(("-next", "_next", "-next-link", "older-link")) for name in classes)


def _in_pager(element: HtmlElement) -> bool:
    """Whether a link stands within what is called a pager."""
    for node, _ in zip(chain((element,), element.iterancestors()), range(_PAGER_WITHIN), strict=False):
        if node.tag in {"body", "main", "article"}:
            return False
        if _PAGER_NAME.search(f"{node.get('class') or ''} {node.get('id') or ''} {node.get('aria-label') or ''}"):
            return True
    return False


def _is_of_articles(element: HtmlElement) -> bool:
    """Whether a link stands in the navigation from one article to the next, or in a calendar."""
    return any(
        _ARTICLE_NAVIGATION.search(f"{node.get('class') or ''} {node.get('id') or ''}")
        for node, _ in zip(element.iterancestors(), range(_NAVIGATION_WITHIN), strict=False)
        if node.tag != "body"
    )


def _position(target: str, url: str, *, in_pager: bool) -> _Position | None:
    """Place of a page in the series that our page belongs to, if the two addresses differ in nothing else."""
    ours = {_stem(url, position.scheme) for position in _positions(url)} | {_stem(url, "")}
    for position in _positions(target):
        sure = in_pager or position.scheme not in {"p", "end"} or _stem(target, position.scheme) == _stem(url, "")
        if sure and _stem(target, position.scheme) in ours:
            return position
    return None


def _positions(url: str) -> Iterator[_Position]:
    """Every way in which an address may count pages; parameters before paths."""
    path, query = _parts(url)
    for part in query:
        name, _, value = part.partition("=")
        if name.lower() in _OFFSETS | _NUMBERS and value.isdecimal() and len(value) <= _LONGEST_NUMBER:
            yield _Position(scheme=name.lower(), number=int(value))
    for scheme, pattern in (("path", _IN_PATH), ("end", _AT_END)):
        found = pattern.search(path)
        if found:
            yield _Position(scheme=scheme, number=int(found[1]))


def _stem(url: str, scheme: str) -> tuple[str, frozenset[str]]:
    """What stays the same through a series: the address without what counts its pages."""
    path, query = _parts(url)
    path = _INDEX.sub("", _AT_END.sub("", path)) if scheme == "end" else _IN_PATH.sub("", path)
    return path, frozenset(part for part in query if part.partition("=")[0].lower() not in _OFFSETS | _NUMBERS)


def _parts(url: str) -> tuple[str, list[str]]:
    whole, _, query = identity(url).partition("?")
    return "/" + whole.partition("/")[2], [part for part in query.split("&") if part]


def _may_follow(target: str, url: str, *, in_pager: bool) -> bool:
    """Whether an address that doesn't count can be the next page: it continues ours or, in a pager, is no article's."""
    path, own = _parts(target)[0], _parts(url)[0]
    stem = re.sub(r"\.\w+$", "", own)
    if path == own or path.startswith(f"{stem}/"):
        return in_pager or _slug_words(path) < _SLUG
    return in_pager and (_slug_words(path) < _SLUG or path.startswith((f"{stem}-", f"{stem}_")))


def _slug_words(path: str) -> int:
    return len([word for word in re.split(r"[-_+]|%20", path.rpartition("/")[2]) if word.isalpha()])
