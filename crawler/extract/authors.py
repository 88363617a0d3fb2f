"""Who wrote an article, as the page and the listing say."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.extract.datewords import WEEKDAYS, dates_in
from crawler.extract.furniture import is_hidden
from crawler.extract.metadata import Metadata, as_texts
from crawler.extract.trimming import letters
from crawler.markup import collapse, short_text_of

_BEFORE_A_NAME = re.compile(
    r"(?:written|posted|published|escrito|publicado|redactado|enviado|texto|text)?\s*\b(?:by|por)\b\s*:?\s*"
    r"|(?:author|autora?|autores|authors|written by|escrito por|text|texto|words)\s*:\s*|(?:author|autora?|by|por)\s+",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r"\s*(?:;|\||/|&|·|•)\s*|\s+(?:and|y|e)\s+(?=[^\W\d_])")
_COMMA = re.compile(r"\s*,\s*")
_NOBODY = frozenset(
    {
        *("admin", "administrator", "administrador", "editor", "editors", "webmaster", "root", "user", "superuser"),
        *(
            "staff",
            "guest",
            "anonymous",
            "anónimo",
            "unknown",
            "wordpress",
            "author",
            "autor",
            "by",
            "por",
            "redaccion",
        ),
        *("redacción", "editorial", "redação", "equipo", "moderator", "none", "null", "na"),
    }
)
_CLASS = re.compile(
    r"(?:^|[\s_-])(?:author(?:s|-?name|-?line|_name)?|byline|by-line|autor|createdby|fn|entry-author|post-author|posted-by)(?:$|[\s_-])"
)
_AFTER_NAMES = re.compile(
    r"\b(?:published|posted|updated|publicad[oa]|actualizad[oa]|atualizad[oa])\b.*|\s(?:on|el|em)?\s*(?:"
    + WEEKDAYS
    + r")[,.]?\s*$",
    re.IGNORECASE,
)
_LONGEST_NAME = 60
_LONGEST_LINE = 120
_BESIDE = frozenset({"nav", "aside", "footer"})


def read_authors(root: HtmlElement, metadata: Metadata, *, listed: tuple[str, ...]) -> tuple[str, ...]:
    """Names of an article's authors; `listed` are those that the listing gave. Empty if nobody is named."""
    site = letters(metadata.meta.get("og:site_name", ""))
    sources = (
        _described(metadata),
        _meta(metadata),
        *([name] for name in _shown(root)),
        list(listed),
    )
    for names in sources:
        people = _people(names, site)
        if people:
            return people
    return ()


def _people(texts: list[str], site: str) -> tuple[str, ...]:
    """Names in texts without the words around them; each once."""
    names = [name for text in texts for name in names_in(text)]
    return tuple({letters(name): name for name in reversed(names) if letters(name) != site}.values())[::-1]


def names_in(text: str) -> list[str]:
    """Names of people in a byline, such as `Written by Ana Quispe and Juan Mamani`."""
    line = collapse(html.unescape(text))
    if "://" in line:
        return []
    found = dates_in(line, language="es")
    line = line[: found[0].start] if found else line
    start = _BEFORE_A_NAME.match(line)
    line = _AFTER_NAMES.sub("", line[start.end() :] if start else line)
    parts = [part for piece in _BETWEEN_NAMES.split(line) for part in _split_at_commas(piece)]
    return [name for name in (part.strip(" ,.;:|\u2013—-") for part in parts) if _is_name(name)]


def _split_at_commas(text: str) -> list[str]:
    """Names between commas, where each part could be a name by itself: `Quispe, Ana` is one."""
    parts = _COMMA.split(text)
    return (
        parts
        if all(len(part.split()) >= 2 for part in parts)
        else [text.split(",", maxsplit=1)[0] if len(parts) > 2 else text]
    )


def _is_name(text: str) -> bool:
    """Whether a text can be a name: short, of letters, no address, and no role that systems fill in."""
    return (
        0 < len(text) <= _LONGEST_NAME
        and len(text.split()) <= 8
        and letters(text) not in _NOBODY
        and not any(mark in text for mark in "@/<>{}=")
        and not re.search(r"\d{3}|https?:", text)
        and any(character.isalpha() for character in text)
    )


def _described(metadata: Metadata) -> list[str]:
    """Names that the page's schema.org descriptions give."""
    for description in metadata.descriptions:
        authors = description.get("author") or description.get("creator")
        names = [name for author in (authors if isinstance(authors, list) else [authors]) for name in _names_of(author)]
        if names:
            return names
    return []


def _names_of(author: object) -> list[str]:
    """Names of one author in JSON-LD: a text, or an object with a name; organisations are publishers."""
    if isinstance(author, dict):
        return [] if "Organization" in as_texts(author.get("@type")) else as_texts(author.get("name"))
    return as_texts(author)


def _meta(metadata: Metadata) -> list[str]:
    """Names in the page's meta elements."""
    names = (metadata.meta.get(key, "") for key in ("author", "article:author", "parsely-author", "dc.creator", "byl"))
    return [name for name in names if name and "://" not in name][:1]


def _shown(root: HtmlElement) -> Iterator[str]:
    """Bylines that the page shows, the clearest marks first."""
    marked = [(rank, element) for element in root.iter() if (rank := _rank(element)) and not _is_beside(element)]
    for _, element in sorted(marked, key=lambda found: found[0]):
        text = short_text_of(element, longest=_LONGEST_LINE)
        if text:
            yield text


def _rank(element: HtmlElement) -> int:
    """How clearly an element is marked as an author's name, 1 the clearest; 0: it is not."""
    if not isinstance(element.tag, str) or element.tag in {"meta", "link", "body", "html"}:
        return 0
    if "author" in element.get("itemprop", "").split():
        return 1
    if "author" in element.get("rel", "").split():
        return 2
    return 3 if _CLASS.search(element.get("class", "")) else 0


def _is_beside(element: HtmlElement) -> bool:
    """Whether an element is hidden, or stands in a menu, at the page's side, or among comments."""
    return is_hidden(element) or any(
        (around.tag in _BESIDE and not _is_article_foot(around))
        or "comment" in f"{around.get('class', '')} {around.get('id', '')}".lower()
        for around in element.iterancestors()
        if around.tag not in {"body", "html"}
    )


def _is_article_foot(element: HtmlElement) -> bool:
    """Whether an element is the foot of an article, where some themes put its byline, and not the site's."""
    return element.tag == "footer" and next(element.iterancestors("article"), None) is not None
