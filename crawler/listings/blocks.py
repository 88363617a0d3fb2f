"""The words of a block around a link: the title, teaser and dates of the article behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice

from lxml.html import HtmlElement

from crawler.listings.lines import ListingLine, PageLinks, lines_of
from crawler.listings.vocabulary import BYLINE, TITLE_PREFIX, leads_on
from crawler.text.datewords import dates_in, is_date_line, machine_date
from crawler.text.words import shortened
from crawler.text.writing import count_words
from model.article import DateSource, Entry, PublicationDate

_LONG_TITLE = 40
"""Words from which on a link's text is no title: it is a teaser that is a link throughout."""
_TITLE_WORDS = 3
"""Words that are enough for a title: of several links of one block with so many, the first is it."""
_TEASER_WORDS = 4
"""Words that a teaser has at least: what is shorter is a label, a place or a name."""
_BYLINE_WORDS = 14
"""Words that a line about authors and dates has at most: three names with a date and hour are so many."""
_NAME_WORDS = 6
"""Words that names have at most: two names of three words, as Peruvians have."""
_MOST_LINES = 200
"""Lines of a block that are read: many times what a list shows of an article. Where articles' elements are never
closed, each block holds all that follow; to read each to its end would cost by the square of their number."""
_PICTURES = 10
"""Pictures of a link whose names are asked for a title: an article's card has one, with its author's two."""
_LETTER = re.compile(r"[^\W\d_]")
_LETTERS = re.compile(r"[^\W\d_]{2,}")


class TitleKind(IntEnum):
    """How a block gives its title."""

    NONE = 0
    WORDS = 1
    """A link's words, or a picture's."""
    PLAIN_HEADING = 2
    """A heading that is no link."""
    HEADING = 3
    """A heading that is the link."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BlockFacts:
    """What a block tells of the article that it leads to."""

    title: str | None
    title_kind: TitleKind
    teaser: str | None
    published: PublicationDate | None
    modified: str | None


def told_by(nodes: Sequence[HtmlElement | str], links: PageLinks, key: str, language: str | None) -> BlockFacts:
    """Read the elements and bare texts of a block; `links` are the page's, `key` is the identity of the article.

    The language settles whether 3/4/2022 begins with the day.
    """
    lines = list(islice(lines_of(nodes, links, key), _MOST_LINES))
    elements = [node for node in nodes if not isinstance(node, str)]
    anchors = [anchor for node in elements for anchor in node.iter("a") if links.keys.get(anchor) == key]
    title, kind = _title(anchors, lines)
    published, modified = _dates(elements, lines, language)
    return BlockFacts(
        title=title, title_kind=kind, teaser=_teaser(lines, title), published=published, modified=modified
    )


def merged(url: str, blocks: Sequence[BlockFacts]) -> Entry:
    """One entry from all blocks that lead to the same article, with whatever any of them tells."""
    return Entry(
        url=url,
        title=max(blocks, key=lambda told: told.title_kind).title,
        teaser=next((told.teaser for told in blocks if told.teaser), None),
        published=next((told.published for told in blocks if told.published), None),
        modified=next((told.modified for told in blocks if told.modified), None),
    )


def _title(anchors: list[HtmlElement], lines: list[ListingLine]) -> tuple[str | None, TitleKind]:
    """Title of a block and how it is given; the surest way first."""
    for line in lines:
        if line.heading and not line.foreign and not is_date_line(line.text):
            return line.own or line.text, TitleKind.HEADING if line.own else TitleKind.PLAIN_HEADING
    words = [line.own for line in lines if line.own and not leads_on(line.own) and not is_date_line(line.own)]
    titles = [text for text in words if count_words(text) <= _LONG_TITLE]
    if titles:
        return max(titles, key=lambda text: min(count_words(text), _TITLE_WORDS)), TitleKind.WORDS
    bold = next((line.text for line in lines if line.bold and not line.foreign and not is_date_line(line.text)), None)
    if bold and not words:
        return bold, TitleKind.PLAIN_HEADING
    told = next(_attributes(anchors), None)
    return told, TitleKind.WORDS if told else TitleKind.NONE


def _attributes(anchors: list[HtmlElement]) -> Iterator[str]:
    """Titles that attributes of links and their pictures give."""
    for anchor in anchors:
        pictures = [image.get("alt") or "" for image in islice(anchor.iter("img"), _PICTURES)]
        for value in (anchor.get("aria-label") or "", anchor.get("title") or "", *pictures):
            text = TITLE_PREFIX.sub("", value.strip()).strip(" :\"“”'")
            if count_words(text) > 1 and not leads_on(text):
                yield text


def _teaser(lines: list[ListingLine], title: str | None) -> str | None:
    return shortened(" ".join(line.text for line in lines if _is_teaser(line, title)))


def _is_teaser(line: ListingLine, title: str | None) -> bool:
    words = count_words(line.text)
    if line.heading or line.foreign or line.aside or words < _TEASER_WORDS or line.text == title:
        return False
    if title and title in line.text:
        rest = line.text.replace(title, " ", 1)
        return count_words(rest) >= _TEASER_WORDS and not _is_imprint(rest)
    return not (line.dated or _is_imprint(line.text) or leads_on(line.text))


def _is_imprint(text: str) -> bool:
    """Whether a line only says when, by whom or where an article was published."""
    words = count_words(text)
    if words > _BYLINE_WORDS:
        return False
    dates = dates_in(text, language="es")
    if not dates:
        return words <= _NAME_WORDS and BYLINE.match(text) is not None
    rest = text[: dates[0].start] + " " + text[dates[0].end :]
    at_an_end = _LETTER.search(text[: dates[0].start]) is None or _LETTER.search(text[dates[-1].end :]) is None
    few = len(_LETTERS.findall(rest)) <= _NAME_WORDS
    return is_date_line(text) or BYLINE.match(text) is not None or (at_an_end and few)


def _dates(
    elements: list[HtmlElement], lines: list[ListingLine], language: str | None
) -> tuple[PublicationDate | None, str | None]:
    """Date of publication and of the last change, as a block tells them."""
    published, modified = None, None
    for value, changed in _machine_dates(elements):
        if changed:
            modified = modified or value
        elif published is None:
            published = PublicationDate(value, DateSource.TIME_ELEMENT)
    return published or _worded_date(lines, language), modified


def _machine_dates(elements: list[HtmlElement]) -> Iterator[tuple[str, bool]]:
    """Dates written for machines, each with whether it is that of a change."""
    for element in elements:
        for node in element.iter("time", "span", "meta", "abbr", "div", "p", "dd"):
            given = _machine_value(node)
            value = machine_date(given) if given else None
            if value:
                names = f"{node.get('class') or ''} {node.get('itemprop') or ''}".lower()
                yield value, ("updated" in names or "modified" in names) and "publish" not in names


def _machine_value(node: HtmlElement) -> str | None:
    if node.tag == "time" or node.get("datetime"):
        return node.get("datetime") or node.get("content")
    if "date" in f"{node.get('itemprop') or ''} {node.get('property') or ''} {node.get('class') or ''}".lower():
        return node.get("content") or (node.get("title") if node.tag == "abbr" else None)
    return node.get("title") if node.tag == "abbr" else None


def _worded_date(lines: list[ListingLine], language: str | None) -> PublicationDate | None:
    for line in lines:
        text = line.text if line.dated or is_date_line(line.text) else line.plain
        if text and (line.dated or (_is_imprint(text) and not line.foreign)):
            found = dates_in(text, language=language)
            if found:
                return PublicationDate(found[0].value, DateSource.TEXT)
    return None
