"""How much of an article its page shows, as far as the page itself tells: the rest is on other pages or for members."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.extract.body import Body
from crawler.extract.metadata import Metadata
from crawler.extract.page import Page
from crawler.text.markup import short_text_of

_OF_PAGES = re.compile(
    r"\b(?:page|página|pagina|seite|pág\.?)\s*(\d{1,2})\s*(?:of|de|di|von|sur|/)\s*(\d{1,2})\b", re.IGNORECASE
)
_NUMBERS = re.compile(r"\d+")
_LONGEST_PAGER = 200  # characters
_PAGE = re.compile(r"(?:^|&)(?:page|pag|pagina|p|seite|start)=\d+", re.IGNORECASE)


def body_share(page: Page, metadata: Metadata, body: Body, *, url: str) -> float:
    """Which part of its article a body is, 0 to 1, by the words that the page states and by its further pages."""
    words = sum(len(text.split()) for text in body.paragraphs)
    stated = max((count for node in metadata.descriptions if (count := _whole(node.get("wordCount")))), default=0)
    share = min(1.0, words / stated) if stated else 1.0
    return round(min(share, 1 / _pages(page, url)), 2)


def _whole(value: object) -> int:
    """A number of words as JSON-LD states it; 0 if it is none."""
    text = str(value).strip() if isinstance(value, int | str) else ""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


def _pages(page: Page, url: str) -> int:
    """How many pages the article has, by its pager; 1 where there is none."""
    further = [link for link in page.relations if "next" in link.get("rel", "").lower().split()]
    if not any(_is_next_part(link, url) for link in further):
        return 1
    pagers = [link.getparent() for link in further if link.tag == "a"]
    texts = [short_text_of(pager, longest=_LONGEST_PAGER) or "" for pager in pagers if pager is not None]
    told = [int(number) for text in texts for found in _OF_PAGES.finditer(text) for number in found.groups()]
    counted = [int(number) for text in texts for number in _NUMBERS.findall(text) if len(number) <= 2]
    return max(2, *(told or counted or [2]))


def _is_next_part(link: HtmlElement, url: str) -> bool:
    """Whether a link to what comes next leads to the same article, whose address then differs by a number only."""
    if link.tag == "a" and (short_text_of(link, longest=_LONGEST_PAGER) or "").isdecimal():
        return True
    try:
        own, other = urlsplit(url), urlsplit(urljoin(url, link.get("href", "").strip()))
    except ValueError:
        return False
    if own.path == other.path:
        return _PAGE.search(other.query) is not None
    bare = own.path.rstrip("/")
    is_below = re.fullmatch(re.escape(bare) + r"/(?:page/|p)?\d{1,2}/?", other.path) is not None
    return bool(bare) and (is_below or _differs_by_one(own.path, other.path))


def _differs_by_one(own: str, other: str) -> bool:
    """Whether two paths are the same but for one number, which is the next."""
    mine, theirs = _NUMBERS.findall(own), _NUMBERS.findall(other)
    if _NUMBERS.sub("#", own) != _NUMBERS.sub("#", other):
        return False
    changed = [(int(a), int(b)) for a, b in zip(mine, theirs, strict=True) if a != b]
    return len(changed) == 1 and changed[0][1] == changed[0][0] + 1 and changed[0][1] < 100
