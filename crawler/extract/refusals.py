"""Why a page that was fetched is no article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.extract.body import Body
from crawler.extract.metadata import Metadata, as_texts
from crawler.extract.overviews import ENOUGH, LABEL_WORDS, marks_of_overview
from crawler.extract.page import Page
from crawler.extract.trimming import letters
from crawler.text.markup import HIDDEN_TAGS, text_of
from crawler.text.writing import count_words

_ERROR_TITLE = re.compile(
    r"\b(?:error )?(?:404|403|500|502|503)\b|not found|(?:can(?:no|['\u2019]?)t|could not) be found|access denied"
    r"|forbidden|just a moment|attention required|are you a robot|no encontrad[ao]|no existe"
    r"|não encontrad[ao]|acceso denegado|acesso negado|service unavailable|bad gateway"
    r"|internal server error|nothing (?:here|found)",
    re.IGNORECASE,
)
_WALL = re.compile(
    # consent
    r"\b(?:use|store|almacenan?|uso de|usamos|utilizamos|usa|utiliza|armazenamos) (?:of )?cookies|before you continue"
    r"|\b(?:your|su|tu|sua) (?:privacy|privacidad|privacidade)\b"
    # machines
    r"|(?:enable|habilit\w+|activ\w+|ativ\w+|requires?|requiere) (?:o |el )?javascript|javascript (?:is )?disabled"
    r"|you are (?:a )?human|automation tools|not a robot|no eres un robot|não é um robô|captcha"
    # readers with an account
    r"|\b(?:sign|log) in to\b|\binicia(?:r|e)? (?:sesión|sessão)|subscribe to (?:continue|read)|subscribers only"
    r"|suscr[ií]b[ae]\w* para|(?:solo|sólo|exclusivo) para suscriptores|\bassine para|exclusivo para assinantes"
    # nothing there any more, or not now
    r"|(?:no longer|ya no está|não está mais) (?:available|disponible|disponível)|contenido no disponible"
    r"|page (?:that )?you (?:requested|were looking for|are looking for)|página que (?:busca|solicita|você procura)"
    r"|(?:scheduled|under|en|em) (?:maintenance|mantenimiento|manutenção)|database (?:error|connection)"
    r"|domain (?:name )?(?:is|may be) for sale|dominio (?:está )?en venta|domínio (?:está )?à venda",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 60  # words; error pages and login forms say no more
FEWEST_WORDS = 5
"""Of a text; less is a label."""
NO_TEXT = "the page holds no article text"
"""The reason why a page is refused that is not known to be anything else than an article's."""
OVERVIEW = "the page lists articles and is none itself"
_LEAST_OF_LISTING = 1
"""Points of an overview without which items with linked headings are an article's sections."""
_LISTED_SHARE = 0.6
_LONGEST_EXCERPT = 150  # words; a lone item that says more is an article under another one's heading
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_DEEPEST = 40  # elements between a post and its heading
_LONGEST_KICKER = 80  # characters before an item's heading: its section or date
_ITEM_CLASSES = frozenset(
    {
        *("blog-item", "hentry", "wp-block-post", "views-row", "elementor-post", "td_module_wrap", "catItemView"),
        *("post", "item", "mg-posts-sec-post", "leading"),
    }
)


def refusal(page: Page, metadata: Metadata, body: Body, *, url: str, title: str, is_listed: bool = False) -> str | None:
    """Reason why a page holds no article, in words for the user; None if it holds one.

    A page that shows the title that its listing gave (`is_listed`) may ask for money, but it is the article's.
    """
    words = sum(map(count_words, body.paragraphs))
    if words <= _LONGEST_NOTICE and _ERROR_TITLE.search(title):
        return f"the page is an error message, {title!r}"
    if words <= _LONGEST_NOTICE and _asks_for_login(page, metadata, body, title=title):
        return "the page asks for a login"
    if words <= _LONGEST_NOTICE and not is_listed and is_wall("\n".join((title, *body.paragraphs))):
        return f"the page stands in the article's way: {(body.paragraphs or (title,))[0][:80]!r}"
    if words < FEWEST_WORDS:
        return NO_TEXT
    return OVERVIEW if _lists_others(page, metadata, body, url=url, title=title, is_listed=is_listed) else None


def is_overview(page: Page, metadata: Metadata, body: Body, *, url: str, title: str, is_listed: bool) -> bool:
    """Whether a page whose text is a body is an overview, so that no other text need be looked for.

    A body without any words proves nothing: another tool may see some.
    """
    if not body.paragraphs or _is_listed_headline(title, is_listed=is_listed) or may_be_in_the_way(page, title=title):
        return False
    return _lists_others(page, metadata, body, url=url, title=title, is_listed=is_listed)


def _lists_others(page: Page, metadata: Metadata, body: Body, *, url: str, title: str, is_listed: bool) -> bool:
    """Whether a page whose text is a body is an overview, by its marks or by the items that it consists of."""
    points = sum(mark.points for mark in marks_of_overview(page, metadata, body, url=url, title=title))
    if points >= ENOUGH and not _is_listed_headline(title, is_listed=is_listed):
        return True
    own = {_path(url), _path(metadata.canonical_url or url)}
    return points >= _LEAST_OF_LISTING and _is_listing(page, body, own=own)


def _is_listed_headline(title: str, *, is_listed: bool) -> bool:
    """Whether a page shows the title that its listing gave, and that is a headline and no label."""
    return is_listed and count_words(title) > LABEL_WORDS


def may_be_in_the_way(page: Page, *, title: str) -> bool:
    """Whether a page may be an error message or ask for a login, which its text has to decide."""
    return _ERROR_TITLE.search(title) is not None or next(_password_fields(page), None) is not None


def _asks_for_login(page: Page, metadata: Metadata, body: Body, *, title: str) -> bool:
    """Whether a page of few words stands there for its login: not if it is described as the article of its headline.

    Many sites have a login in their head on every page, so that it says nothing of short news.
    """
    if next(_password_fields(page), None) is None:
        return False
    described = [letters(text) for node in metadata.descriptions for text in as_texts(node.get("headline"))]
    is_described = letters(title) in described or metadata.meta.get("og:type", "").lower() == "article"
    return not is_described or is_wall("\n".join((title, *body.paragraphs)))


def is_wall(text: str) -> bool:
    """Whether a text speaks as pages do that stand in an article's way."""
    return _WALL.search(text) is not None


def is_notice(body: Body) -> bool:
    """Whether what was found on a page is only a notice: words of a wall, or what the source's other pages say, too."""
    if sum(map(count_words, body.paragraphs)) > _LONGEST_NOTICE:
        return False
    return body.recurs or sum(count_words(text) for text in body.paragraphs if not is_wall(text)) < FEWEST_WORDS


def _password_fields(page: Page) -> Iterator[HtmlElement]:
    return (field for field in page.having("input") if field.get("type", "").lower() == "password")


def _is_listing(page: Page, body: Body, *, own: set[str]) -> bool:
    """Whether most of what looks like the article's text stands in items whose headings lead to other pages."""
    items = [text_of(item) for item in _items(page, own)]
    if not items or (len(items) == 1 and count_words(items[0]) > _LONGEST_EXCERPT):
        return False
    shown = letters(" ".join(items))
    listed = sum(len(text) for text in body.paragraphs if letters(text) in shown)
    return listed > _LISTED_SHARE * sum(map(len, body.paragraphs))


def _items(page: Page, own: set[str]) -> list[HtmlElement]:
    """Posts whose first heading is a link to another page than the `own`, as in a listing."""
    items: dict[HtmlElement, None] = {}
    for heading in page.having(*_HEADINGS):
        addresses = [link.get("href", "") for link in [*heading.iter("a"), *heading.iterancestors("a")]]
        if any(addresses) and own.isdisjoint(map(_path, addresses)):
            posts = (around for around in islice(heading.iterancestors(), _DEEPEST) if _is_post(around))
            items |= {post: None for post in posts if _is_headed(post, heading)}
    return list(items)


def _is_post(element: HtmlElement) -> bool:
    """Whether an element is marked as a post or an item of a listing."""
    return element.tag == "article" or not _ITEM_CLASSES.isdisjoint(element.get("class", "").split())


def _is_headed(post: HtmlElement, heading: HtmlElement) -> bool:
    """Whether a heading is that of a whole post."""
    return next(post.iter(*_HEADINGS), None) is heading and not _stands_deep(heading, post)


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
