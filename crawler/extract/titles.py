"""The headline of an article, from where the page and the listing agree."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.extract.furniture import is_hidden, is_named_furniture
from crawler.extract.metadata import Metadata, as_texts
from crawler.extract.trimming import letters
from crawler.markup import collapse, short_text_of

_SEPARATORS = re.compile(r"\s+[|\u2013—»«·•\u203a:-]+\s+|\s*[|»·•]\s*|:\s+|::")
_GENERIC = re.compile(
    r"(?:untitled(?: document| page)?|document|documento(?: sin título)?|sem título|new page \d*|página nueva \d*"
    r"|index|home|página principal|inicio|welcome.*|home ?page|article|news|noticias?|no title|title)",
    re.IGNORECASE,
)
_LONGEST = 300  # characters
_MOST_HEADLINES = 50
_MOST_SEPARATORS = 6
_HEADING_SIZES = {"h1": 9.0, "h2": 7.5, "h3": 6.5, "h4": 5.5, "big": 5.0}
_BOLD = frozenset({"b", "strong"})
_WITHIN_A_LINE = frozenset({"b", "strong", "font", "span", "big", "i", "em", "u", "center"})
_NOT_THE_ARTICLES = frozenset({"nav", "aside", "footer"})


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the page that stands out."""

    text: str
    size: float
    """Rank by looks: a larger font or higher heading is more."""


def read_title(root: HtmlElement, metadata: Metadata, *, listed: str | None) -> str | None:
    """Headline of a page's article; `listed` is the title that the listing gave. None if nothing looks like one."""
    said = _said(metadata, listed)
    headlines = [text for text in _headlines(root) if not _names_site(text, metadata)]
    exact = _same(headlines, said)
    if exact:
        return exact
    lines = _prominent_lines(root)
    shown = [*headlines, *(line.text for line in lines)]
    agreed = _same(shown, said) or _nearly_same(shown, said)
    if agreed:
        return agreed
    return headlines[0] if len(headlines) == 1 else _best_statement(metadata, listed, headlines, lines)


def _said(metadata: Metadata, listed: str | None) -> list[str]:
    """Titles that are stated outside the page's visible text, the most trusted first."""
    stated = [
        *(text for description in metadata.descriptions for text in as_texts(description.get("headline"))),
        metadata.meta.get("og:title", ""),
        metadata.meta.get("twitter:title", ""),
        metadata.html_title,
    ]
    plain = [without_site(collapse(html.unescape(stated[at])), metadata) for at in range(len(stated))]
    return [text for text in [*plain, collapse(listed or "")] if text and not _is_generic(text)]


def without_site(text: str, metadata: Metadata) -> str:
    """Title without the site's name before or after it, where the page tells its site's name."""
    site = letters(metadata.meta.get("og:site_name", "")) or letters(metadata.meta.get("application-name", ""))
    for separator in _SEPARATORS.finditer(text):
        before, after = text[: separator.start()], text[separator.end() :]
        if site and letters(after) == site:
            return before
        if site and letters(before) == site:
            return after
    return text


def _same(shown: list[str], said: list[str]) -> str | None:
    """Line of the page that a statement repeats."""
    by_letters = {letters(line): line for line in reversed(shown)}
    return next((by_letters[letters(statement)] for statement in said if letters(statement) in by_letters), None)


def _nearly_same(shown: list[str], said: list[str]) -> str | None:
    """Line of the page to which a statement adds a site's name; the statement where the line has a kicker before it."""
    for statement in said:
        lines = [line for line in shown if _is_title_with_site(statement, line)]
        if lines:
            return max(lines, key=len)
        if any(_has_kicker(line, statement) for line in shown):
            return statement
    return None


def _is_title_with_site(statement: str, line: str) -> bool:
    """Whether a statement is a line with a site's or section's name beside it, or cut short."""
    marks = list(_SEPARATORS.finditer(statement))[:_MOST_SEPARATORS]
    parts = {letters(statement[: mark.start()]) for mark in marks} | {
        letters(statement[mark.end() :]) for mark in marks
    }
    shown = letters(line)
    cut = statement.endswith(("…", "...")) and len(statement) > 20 and shown.startswith(letters(statement))
    return bool(shown) and (shown in parts or cut)


def _has_kicker(line: str, statement: str) -> bool:
    """Whether a line is a statement with a few words of a section's name before it."""
    shown, wanted = letters(line), letters(statement)
    return len(wanted) > 15 and shown.endswith(wanted) and len(shown) - len(wanted) <= 30


def _headlines(root: HtmlElement) -> list[str]:
    """Headlines of the first order in the page, the ones marked as an article's headline first."""
    marked = [element for element in root.iter() if "headline" in str(element.get("itemprop", "")).split()]
    shown = [element for element in [*marked, *root.iter("h1")] if not _is_aside(element) and element.tag != "meta"]
    texts = [short_text_of(element, longest=_LONGEST) for element in shown[:_MOST_HEADLINES]]
    return [text for text in dict.fromkeys(texts) if text]


def _is_aside(element: HtmlElement) -> bool:
    """Whether an element is hidden or stands in a menu or beside the article."""
    return is_hidden(element) or any(around.tag in _NOT_THE_ARTICLES for around in element.iterancestors())


def _names_site(text: str, metadata: Metadata) -> bool:
    """Whether a line is but the site's name."""
    return letters(text) == letters(metadata.meta.get("og:site_name", "")) or not letters(text)


def _is_generic(text: str) -> bool:
    """Whether a title says nothing, as an editor's default does."""
    return _GENERIC.fullmatch(text) is not None or not letters(text)


def _prominent_lines(root: HtmlElement) -> list[_Line]:
    """Lines that stand out by heading, size or weight, the largest first, the upper one of equals."""
    found: dict[HtmlElement, _Line] = {}
    for element in root.iter(*_HEADING_SIZES, *_BOLD, "font", "p", "div", "td", "span", "center"):
        size = _size(element)
        text = short_text_of(element, longest=_LONGEST) if size else None
        if not text or len(text.split()) < 2 or _is_aside(element) or is_named_furniture(element):
            continue
        if _fills_its_block(element, text):
            found[element] = _Line(text, size)
    return sorted(_outermost(found), key=lambda line: -line.size)


def _outermost(found: dict[HtmlElement, _Line]) -> Iterator[_Line]:
    """Lines, each once, at the largest size of those elements that make it."""
    largest: dict[str, float] = {}
    for line in found.values():
        largest[line.text] = max(largest.get(line.text, 0), line.size)
    for text, size in largest.items():
        yield _Line(text, size)


def _size(element: HtmlElement) -> float:
    """How large an element's text looks; 0: as any other."""
    if element.tag in _HEADING_SIZES:
        return _HEADING_SIZES[str(element.tag)]
    if element.tag == "font":
        return _font_size(element.get("size", ""))
    if element.tag in _BOLD:
        return 3.2
    if styled := re.search(r"font-size\s*:\s*(\d+(?:\.\d+)?)\s*(px|pt|em|rem)", element.get("style", "")):
        size = float(styled[1]) * {"px": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0}[styled[2]]
        return size / 4.5 if size >= 18 else 0
    return 0


def _font_size(size: str) -> float:
    """Size of a font element from 1 to 7; 0 if it is not larger than text."""
    if not re.fullmatch(r"[+-]?\d", size):
        return 0
    number = float(size) + 3 if size[0] in "+-" else float(size)
    return number if number > 3 else 0


def _fills_its_block(element: HtmlElement, text: str) -> bool:
    """Whether an element is a line by itself and not some words of a paragraph."""
    block = next((around for around in element.iterancestors() if around.tag not in _WITHIN_A_LINE), element)
    if element.tag not in _WITHIN_A_LINE:
        return True
    whole = short_text_of(block, longest=len(text) + 5 + len(text) // 5)
    return whole is not None or _stands_between_breaks(element)


def _stands_between_breaks(element: HtmlElement) -> bool:
    """Whether a line break or nothing stands on both sides of an element."""
    after = element.getnext()
    before = element.getprevious()
    clear_after = not collapse(element.tail or "") and (after is None or after.tag in {"br", "p", "div", "table"})
    clear_before = before is None or (before.tag in {"br", "p", "div", "table"} and not collapse(before.tail or ""))
    return clear_after and clear_before


def _best_statement(metadata: Metadata, listed: str | None, headlines: list[str], lines: list[_Line]) -> str | None:
    """Title that stands alone: nothing on the page confirms any."""
    shown = [line.text for line in lines if line.size >= 3.5 and not _names_site(line.text, metadata)]
    stated = [text for text in _said(metadata, None) if text]
    titles = [_first_part(text) for text in stated]
    reworded = _most_alike(shown, listed) if listed else None
    best = [*headlines[:1], *titles, *([reworded] if reworded else shown[:1]), *([collapse(listed)] if listed else [])]
    return next(iter(best), None)


def _most_alike(shown: list[str], listed: str) -> str | None:
    """Line that says much the same as the listing, which editors reword: a masthead doesn't."""
    wanted = set(re.findall(r"\w+", listed.casefold()))
    shared = {line: len(wanted & set(re.findall(r"\w+", line.casefold()))) for line in shown}
    best = max(shared, key=shared.__getitem__, default="")
    return best if shared.get(best, 0) >= max(2, len(wanted) / 2) else None


def _first_part(text: str) -> str:
    """Title without what follows a separator, if the rest is long enough to be one."""
    marks = [mark for mark in _SEPARATORS.finditer(text) if mark.group().strip() not in {":", ""}]
    if marks and len(text[: marks[-1].start()].split()) >= 3 and len(text[marks[-1].end() :].split()) <= 6:
        return text[: marks[-1].start()]
    return text
