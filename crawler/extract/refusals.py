"""Why a page that was fetched is no article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.extract.body import Body
from crawler.extract.trimming import letters
from crawler.markup import HIDDEN_TAGS, text_of

_ERROR_TITLE = re.compile(
    r"\b(?:error )?(?:404|403|500|502|503)\b|not found|(?:can(?:no|['\u2019]?)t|could not) be found|access denied"
    r"|forbidden|just a moment|attention required|are you a robot|no encontrad[ao]|no existe"
    r"|não encontrad[ao]|acceso denegado|acesso negado|service unavailable|bad gateway"
    r"|internal server error|nothing (?:here|found)",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 60  # words; error pages and login forms say no more
_FEWEST_WORDS = 5
_LISTED_SHARE = 0.6
_LONGEST_EXCERPT = 150  # words; a lone item that says more is an article under another one's heading
_LONGEST_KICKER = 80  # characters before an item's heading: its section or date
_ITEM_CLASSES = frozenset(
    {
        *("blog-item", "hentry", "wp-block-post", "views-row", "elementor-post", "td_module_wrap", "catItemView"),
        *("post", "item", "mg-posts-sec-post", "leading"),
    }
)


def refusal(root: HtmlElement, *, url: str, canonical_url: str | None, title: str, body: Body) -> str | None:
    """Reason why a page holds no article, in words for the user; None if it holds one."""
    words = sum(len(paragraph.split()) for paragraph in body.paragraphs)
    if words <= _LONGEST_NOTICE and _ERROR_TITLE.search(title):
        return f"the page is an error message, {title!r}"
    if words <= _LONGEST_NOTICE and next(_password_fields(root), None) is not None:
        return "the page asks for a login"
    if words < _FEWEST_WORDS:
        return "the page holds no article text"
    if _is_listing(root, body, own={_path(url), _path(canonical_url or url)}):
        return "the page lists articles and is none itself"
    return None


def _password_fields(root: HtmlElement) -> Iterator[HtmlElement]:
    return (field for field in root.iter("input") if field.get("type", "").lower() == "password")


def _is_listing(root: HtmlElement, body: Body, *, own: set[str]) -> bool:
    """Whether most of what looks like the article's text stands in items whose headings lead to other pages."""
    items = [text_of(item) for item in root.iter() if _is_item(item, own)]
    if not items or (len(items) == 1 and len(items[0].split()) > _LONGEST_EXCERPT):
        return False
    shown = letters(" ".join(items))
    listed = sum(len(text) for text in body.paragraphs if letters(text) in shown)
    return listed > _LISTED_SHARE * sum(map(len, body.paragraphs))


def _is_item(element: HtmlElement, own: set[str]) -> bool:
    """Whether an element is an item of a listing: a post whose heading is a link to another page than the `own`."""
    if element.tag != "article" and _ITEM_CLASSES.isdisjoint(element.get("class", "").split()):
        return False
    heading = next(element.iter("h1", "h2", "h3", "h4", "h5"), None)
    if heading is None or _stands_deep(heading, element):
        return False
    addresses = [link.get("href", "") for link in [*heading.iter("a"), *heading.iterancestors("a")]]
    return any(addresses) and not own.intersection(map(_path, addresses))


def _stands_deep(heading: HtmlElement, element: HtmlElement) -> bool:
    """Whether more than a section's name or a date stands before a heading in its element."""
    before = 0
    for node in element.iter():
        if node is heading:
            return False
        before += len((node.text or "").strip()) if node.tag not in HIDDEN_TAGS else 0
        if before > _LONGEST_KICKER:
            return True
    return True


def _path(address: str) -> str:
    """Address without its host, as far as it tells two pages of a site apart."""
    try:
        parts = urlsplit(urljoin("http://site/", address.strip()))
    except ValueError:
        return address
    return f"{parts.path.rstrip('/')}?{parts.query}"
