"""Who wrote an article, as the page and the listing say."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from lxml.html import HtmlElement

from crawler.extract.furniture import is_hidden
from crawler.extract.knowledge import learned_places
from crawler.extract.metadata import Metadata, as_texts
from crawler.extract.page import Page
from crawler.extract.places import elements_at
from crawler.extract.template import Part, Template
from crawler.extract.trimming import letters
from crawler.text.datewords import WEEKDAYS, dates_in
from crawler.text.markup import HIDDEN_TAGS, collapse, short_text_of, text_of

_BEFORE_A_NAME = re.compile(
    r"(?:written|posted|published|words|story|reported|report|escrito|publicado|redactado|enviado|texto|nota|text)?"
    r"\s*\b(?:by|por)\b\s*:?\s*"
    r"|(?:author|autora?|autores|authors|written by|escrito por|text|texto|words|escriben?)\s*:\s*"
    r"|(?:author|autora?|by|por)\s+",
    re.IGNORECASE,
)
_UP_TO_A_NAME = re.compile(
    r"^.*\b(?i:written|article|guide|posts?|story|words|text|more) (?i:by|about|por)\b\s*:?\s*|^By(?=[A-ZÀ-Þ][a-zà-ÿ])"
)
_SAYS_AUTHOR = re.compile(
    r"(?:(?i:words|text|story|written|reported|report|escrito|texto|nota)\s+)?(?i:by|por)\s*:?\s+[^\W\d_a-z]"
    r"|(?i:author|autora?|autores|escriben?|texto|words|text)\s*:\s*[^\W\d_a-z]"
)
_NEAR = 25  # elements
_MOST_WORDS = 9
_WORDS_OF_A_NAME = 4
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
    r"(?:\b|(?<=[a-z]))(?:published|posted|updated|publicad[oa]|actualizad[oa]|atualizad[oa])\b.*|\s(?:on|el|em)?\s*(?:"
    + WEEKDAYS
    + r")[,.]?\s*$|\s(?:on|last|el|em)\s*$|\s(?:more posts|share|follow|\d+ min(?:ute)?s?)\b.*",
    re.IGNORECASE,
)
_NAME_AND_ROLE = 2  # parts of `Ana Ruiz, Lima`; more of them are a list that can't be parted
_LONGEST_NAME = 60
_LONGEST_NAMES = 300  # characters of an element's classes
_NOT_SHOWN = frozenset({"meta", "link", "body", "html"})
_LONGEST_LINE = 120
_FEWEST_OF_A_NAME = 2  # words: a given name and a family name; one word alone is as often a place or a section
_MOST_OF_A_NAME = 8  # words, as in "Maria do Carmo Vaz de Almeida e Silva"
_BESIDE = frozenset({"nav", "aside", "footer"})


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote an article, and where the page shows it."""

    names: tuple[str, ...] = ()
    element: HtmlElement | None = None


def read_authors(
    page: Page,
    metadata: Metadata,
    *,
    headline: HtmlElement | None,
    listed: tuple[str, ...],
    site: Collection[str],
    template: Template | None,
) -> Byline:
    """Names of an article's authors; `listed` are those that the listing gave. Nobody if nobody is named.

    Below the `headline` unmarked bylines are looked for. The `site` is no author: letters of its names.
    """
    own = {*site, *map(letters, _publishers(metadata))}
    for names in (_described(metadata), _meta(metadata)):
        if people := _people(names, own):
            return Byline(people, _shown_at(page, people, template))
    for element in chain(_bylines(page, template), _lines_below(page, headline)):
        text = short_text_of(element, longest=_LONGEST_LINE)
        if text and (people := _people([text], own)):
            return Byline(_linked(element, people, own), element)
    return Byline(_people(list(listed), own))


def _linked(element: HtmlElement, people: tuple[str, ...], own: Collection[str]) -> tuple[str, ...]:
    """People of a byline as its links name them, where their names stand there and more behind them, such as a role."""
    links = [
        text
        for link in element.iter("a")
        if _FEWEST_OF_A_NAME <= len((text := text_of(link)).split()) <= _WORDS_OF_A_NAME
    ]
    linked = _people(links, own)
    return linked if len(linked) == len(people) and all(map(str.startswith, people, linked)) else people


def _publishers(metadata: Metadata) -> Iterator[str]:
    """Names of the page's publisher, in its descriptions and after the last bar of its title."""
    for description in metadata.descriptions:
        publisher = description.get("publisher")
        yield from as_texts(publisher.get("name") if isinstance(publisher, dict) else publisher)
    yield re.split(r"\s[|\u2013—-]\s", metadata.html_title)[-1]


def _people(texts: list[str], own: Collection[str]) -> tuple[str, ...]:
    """Names in texts without the words around them; each once."""
    names = [name for text in texts for name in names_in(text)]
    return tuple({letters(name): name for name in reversed(names) if letters(name) not in own}.values())[::-1]


def _shown_at(page: Page, people: tuple[str, ...], template: Template | None) -> HtmlElement | None:
    """Element that shows the authors whom the page states; not looked for where that place is known."""
    if learned_places(template, Part.AUTHOR):
        return None
    for element in page.elements:
        if people[0] in (element.text or "") and element.tag not in HIDDEN_TAGS and not _is_beside(element):
            text = short_text_of(element, longest=_LONGEST_LINE)
            if text and tuple(names_in(text)) == people:
                return element
    return None


def names_in(text: str) -> list[str]:
    """Names of people in a byline, such as `Written by Ana Quispe and Juan Mamani`."""
    line = collapse(html.unescape(text))
    if "://" in line:
        return []
    found = dates_in(line, language="es")
    line = line[: found[0].start] if found else line
    line = _UP_TO_A_NAME.sub("", line)
    start = _BEFORE_A_NAME.match(line)
    line = _AFTER_NAMES.sub("", line[start.end() :] if start else line)
    parts = [part for piece in _BETWEEN_NAMES.split(line) for part in _split_at_commas(piece)]
    return [name for name in (part.strip(" ,.;:|\u2013—-") for part in parts) if _is_name(name)]


def _split_at_commas(text: str) -> list[str]:
    """Names between commas, where each part could be a name by itself: `Quispe, Ana` is one."""
    parts = _COMMA.split(text)
    return (
        parts
        if all(len(part.split()) >= _FEWEST_OF_A_NAME for part in parts)
        else [text.split(",", maxsplit=1)[0] if len(parts) > _NAME_AND_ROLE else text]
    )


def _is_name(text: str) -> bool:
    """Whether a text can be a name: short, of letters, no address, and no role that systems fill in."""
    return (
        0 < len(text) <= _LONGEST_NAME
        and len(text.split()) <= _MOST_OF_A_NAME
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
    """Names of one author in JSON-LD: a text, or an object with a name."""
    return as_texts(author.get("name") if isinstance(author, dict) else author)


def _meta(metadata: Metadata) -> list[str]:
    """Names in the page's meta elements."""
    names = (metadata.meta.get(key, "") for key in ("author", "article:author", "parsely-author", "dc.creator", "byl"))
    return [name for name in names if name and "://" not in name][:1]


def _bylines(page: Page, template: Template | None) -> Iterator[HtmlElement]:
    """Elements that show who wrote the article: where the source's other pages do, then the best marked ones."""
    for place in learned_places(template, Part.AUTHOR):
        found = elements_at(page, place)
        yield from found if len(found) == 1 else ()
    for element in dict.fromkeys(_marked(page)):
        if element.tag not in _NOT_SHOWN and not _is_beside(element):
            yield element


def _lines_below(page: Page, headline: HtmlElement | None) -> Iterator[HtmlElement]:
    """Lines shortly below the headline that say in words who wrote the article."""
    if headline is None:
        return
    start = page.elements.index(headline) + 1
    for element in page.elements[start : start + _NEAR]:
        text = short_text_of(element, longest=_LONGEST_LINE)
        if text and _SAYS_AUTHOR.match(text) and len(text.split()) <= _MOST_WORDS and not _is_beside(element):
            yield element


def _marked(page: Page) -> Iterator[HtmlElement]:
    """Elements that are marked as an author's name, the clearest marks first."""
    yield from (element for element in page.properties if "author" in element.get("itemprop", "").split())
    yield from (element for element in page.relations if "author" in element.get("rel", "").split())
    yield from (element for element, names, _ in page.named if _names_author(names[:_LONGEST_NAMES]))


@lru_cache(maxsize=4096)
def _names_author(names: str) -> bool:
    """Whether classes are such as a byline has."""
    return _CLASS.search(names) is not None


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
