"""How much of an article its page shows, as far as the page itself tells: the rest is on other pages or for members."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.extract.body import Body
from crawler.extract.metadata import Metadata
from crawler.extract.page import Page
from crawler.text.markup import short_text_of
from crawler.text.writing import has_spaces

_OF_PAGES = re.compile(
    r"\b(?:page|página|pagina|seite|pág\.?)\s*(\d{1,2})\s*(?:of|de|di|von|sur|/)\s*(\d{1,2})\b", re.IGNORECASE
)
_NUMBERS = re.compile(r"\d+")
_LONGEST_PAGER = 200  # characters
_PAGE = re.compile(r"(?:^|&)(?:page|pag|pagina|p|seite|start)=(\d{1,4})(?=&|$)", re.IGNORECASE)
_LAST_NUMBER = re.compile(r"(?:^|[/_,-]|page|p)(\d{1,2})(?:/|\.\w{3,5})?$")
_COMMENTS = re.compile(r"comment|coment|related|listing|archive")
_MOST_DIGITS = (
    2  # of a page's number: articles of a hundred pages are none, and three digits are as often a year's or an id's
)
_FEWEST_PAGES = 2  # of an article with a further page
_MOST_PAGES = 21  # a higher number in an address is an article's own, and the next one is another article's
_WHOLE = frozenset({"html", "body"})


def body_share(page: Page, metadata: Metadata, body: Body, *, url: str, following: str | None) -> float:
    """Which part of its article a body is, 0 to 1, by the words that the page states and by its further pages.

    The `following` is the address of the next one.
    """
    words = sum(len(text.split()) for text in body.paragraphs)
    counts = (_whole(node.get("wordCount")) for node in metadata.descriptions if has_spaces("".join(body.paragraphs)))
    stated = max(counts, default=0)
    share = min(1.0, words / stated) if stated else 1.0
    return round(min(share, 1 / (_pages(page, body, url) if following else 1)), 2)


def _whole(value: object) -> int:
    """A number of words as JSON-LD states it; 0 if it is none."""
    text = str(value).strip() if isinstance(value, int | str) else ""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


def next_page(page: Page, body: Body, *, url: str) -> str | None:
    """Address of the article's next page: one related as such, or else the next number of a pager beside the text."""
    own = _number_of(url)
    for link in (*_related_as_next(page, url), *_numbered(page, body, own)):
        address = _absolute(link, url)
        if address is not None and _is_next_part(link, url) and _follows(_number_of(address), own):
            return address
    return None


def _follows(number: int | None, own: int | None) -> bool:
    """Whether a page's number is the one after the `own`; where that is not told, some systems count from 0."""
    return number == own + 1 if own is not None else number in {1, 2}


def _absolute(link: HtmlElement, url: str) -> str | None:
    """Where a link of a page leads, if that is another address of the same host."""
    try:
        address = urldefrag(urljoin(url, link.get("href", "").strip())).url
        is_own = urlsplit(address).netloc == urlsplit(url).netloc
    except ValueError:
        return None
    return address if is_own and address != urldefrag(url).url else None


def _number_of(url: str) -> int | None:
    """The number of a page within its article that its address tells."""
    parts = urlsplit(url)
    match = _PAGE.search(parts.query) or _LAST_NUMBER.search(parts.path)
    return int(match[1]) if match else None


def _numbered(page: Page, body: Body, own: int | None) -> Iterator[HtmlElement]:
    """Links in the article's part of the page, but no comments' pager, that have the number of its next page."""
    wanted = {"2"} if own is None else {str(own + 1), str(own + 2)}
    around = {element for container in body.containers[:1] for element in [container, *container.iterancestors()]}
    around = {element for element in around if element.tag not in _WHOLE}
    for link in page.having("a") if around else ():
        if (
            len((link.text or "").strip()) <= _MOST_DIGITS
            and (short_text_of(link, longest=_MOST_DIGITS) or "") in wanted
        ):
            above = list(link.iterancestors())
            names = " ".join(f"{one.get('class', '')} {one.get('id', '')}" for one in above)
            if not around.isdisjoint(above) and not _COMMENTS.search(names.lower()):
                yield link


def _related_as_next(page: Page, url: str) -> list[HtmlElement]:
    """Links that a page relates to itself as the next part of its article."""
    further = [link for link in page.relations if "next" in link.get("rel", "").lower().split()]
    return [link for link in further if _is_next_part(link, url)]


def _pages(page: Page, body: Body, url: str) -> int:
    """How many pages an article of several has, by its pager."""
    further = _related_as_next(page, url) or _numbered(page, body, _number_of(url))
    pagers = [link.getparent() for link in further if link.tag == "a"]
    texts = [short_text_of(pager, longest=_LONGEST_PAGER) or "" for pager in pagers if pager is not None]
    told = [int(number) for text in texts for found in _OF_PAGES.finditer(text) for number in found.groups()]
    counted = [int(number) for text in texts for number in _NUMBERS.findall(text) if len(number) <= _MOST_DIGITS]
    return max(_FEWEST_PAGES, *(told or counted or [_FEWEST_PAGES]))


def _is_next_part(link: HtmlElement, url: str) -> bool:
    """Whether a link to what comes next leads to the same article, whose address then differs by a number only."""
    try:
        own, other = urlsplit(url), urlsplit(urljoin(url, link.get("href", "").strip()))
    except ValueError:
        return False
    if own.path == other.path:
        others = [_PAGE.sub("", parts.query).lstrip("&") for parts in (own, other)]
        return _PAGE.search(other.query) is not None and others[0] == others[1]
    bare = own.path.rstrip("/")
    is_below = re.fullmatch(re.escape(bare) + r"/(?:page/|p)?\d{1,2}/?", other.path) is not None
    return bool(bare) and (is_below or _differs_by_one(own.path, other.path))


def _differs_by_one(own: str, other: str) -> bool:
    """Whether two paths are the same but for one number, which is the next."""
    mine, theirs = _NUMBERS.findall(own), _NUMBERS.findall(other)
    if _NUMBERS.sub("#", own) != _NUMBERS.sub("#", other):
        return False
    changed = [(int(a), int(b)) for a, b in zip(mine, theirs, strict=True) if a != b]
    return len(changed) == 1 and changed[0][1] == changed[0][0] + 1 <= _MOST_PAGES
