"""Dates that a page shows with its article: in time elements, and in words beside headline and byline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml.html import HtmlElement

from crawler.extract.datewords import dates_in, is_date_line, machine_date
from crawler.extract.furniture import is_hidden
from crawler.extract.paragraphs import Paragraph, paragraphs_of
from crawler.extract.trimming import letters
from crawler.markup import short_text_of, text_of
from model.article import DateSource, PublicationDate

_BESIDE = frozenset({"nav", "aside", "form", "iframe"})
_OTHERS = re.compile(
    r"related|recommend|comment|popular|sidebar|widget(?!-theme)|read-?more|latest|trending|relacionad|next|prev"
)
_CHANGED = re.compile(
    r"\b(?:updated|modified|last (?:edited|changed)|actualizad[oa]|modificad[oa]|atualizad[oa]|edited)\b", re.IGNORECASE
)
_PUBLISHED = re.compile(r"\b(?:published|posted|publicad[oa]|publicación|publicação|fecha|date|data)\b", re.IGNORECASE)
_ARTICLE_TYPE = re.compile(r"schema\.org/(?:\w*Article|BlogPosting|Report)$")
_LAYOUT = frozenset({"body", "html", "table", "tbody", "tr"})  # what stands above a headline there may be the site's
_LINES_ABOVE = 3
_LONGEST_LINE = 110
_MOST_OTHER_WORDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The part of a page that belongs to its article."""

    element: HtmlElement
    is_article: bool
    """Whether it is narrower than the page, so that site-wide clocks stand outside."""
    containers: tuple[HtmlElement, ...]
    """Elements that hold the article's text."""
    title: str


def article_scope(root: HtmlElement, *, containers: tuple[HtmlElement, ...], title: str) -> Scope:
    """Smallest part of a page that holds its headline and its text, widened to the article element around it."""
    page = root.find("body")
    inside = _common([*containers, *_headline(root, title)]) if containers else None
    whole = page if page is not None else root
    if inside is None:
        return Scope(element=whole, is_article=False, containers=containers, title=title)
    around = next((element for element in [inside, *inside.iterancestors()] if _is_article(element)), inside)
    return Scope(element=around, is_article=around.tag not in {"body", "html"}, containers=containers, title=title)


def _headline(root: HtmlElement, title: str) -> list[HtmlElement]:
    """Element that shows the title, a heading before others; none if no element does."""
    wanted = letters(title)
    for names in (("h1", "h2", "h3"), ("td", "p", "div", "center", "font", "b", "strong")):
        for element in root.iter(*names):
            if letters(short_text_of(element, longest=len(title) + 20) or "") == wanted:
                return [element]
    return []


def _common(elements: list[HtmlElement]) -> HtmlElement | None:
    """Innermost element around all of some."""
    chains = [[element, *element.iterancestors()] for element in elements]
    shared = set(chains[0]).intersection(*chains[1:])
    return next((element for element in chains[0] if element in shared), None)


def _is_article(element: HtmlElement) -> bool:
    """Whether an element is marked as a whole article."""
    return element.tag == "article" or bool(_ARTICLE_TYPE.search(element.get("itemtype", "")))


def element_claims(scope: Scope, *, now: datetime) -> Iterator[PublicationDate]:
    """Machine-readable dates of publication in the article's part of the page, the best marked ones first.

    On a page that does not set its article apart, dates that differ, and today's, may be anything's and are left.
    """
    found = [
        (rank, _is_inside(element, scope.containers), element)
        for element in scope.element.iter()
        if (rank := _rank(element)) and _belongs(element, scope)
    ]
    dated = [(element, value) for *_, element in sorted(found, key=lambda it: it[:2]) if (value := _value(element))]
    if not scope.is_article and (len({value for _, value in dated}) > 1 or any(_is_today(it, now) for _, it in dated)):
        return
    for element, value in dated:
        yield PublicationDate(value, DateSource.META if element.tag == "meta" else DateSource.TIME_ELEMENT)


def _is_inside(element: HtmlElement, containers: tuple[HtmlElement, ...]) -> bool:
    """Whether an element stands within the text, where it may be a quotation's date."""
    return not set(containers).isdisjoint(element.iterancestors())


def _rank(element: HtmlElement) -> int:
    """How clearly an element is marked as the date of publication, 1 the clearest; 0: it is no date."""
    rank = _rank_by_marks(element)
    return 0 if rank > 1 and _is_changed(element) else rank


def _rank_by_marks(element: HtmlElement) -> int:
    """How clearly an element's own marks make it the date of publication; 0: they do not."""
    properties = element.get("itemprop", "").lower().split()
    if "datepublished" in properties:
        return 1
    if "datemodified" in properties:
        return 0
    names = element.get("class", "").lower()
    if element.tag == "time" and element.get("datetime"):
        return 2 if "published" in names or element.get("pubdate") is not None else 3
    if element.get("content") and ("date-display-single" in names or "dc:date" in element.get("property", "")):
        return 4
    return 4 if element.tag == "abbr" and "published" in names.split() and element.get("title") else 0


def _is_changed(element: HtmlElement) -> bool:
    """Whether an element tells of a later change of the article."""
    parent = element.getparent()
    own = element.get("class", "").lower()
    around = parent.get("class", "").lower() if parent is not None else ""
    is_first = "published" in own or "entry-date" in own  # themes write `updated` beside either
    changed = ("updated" in own and not is_first) or "modified" in own or "modified" in around
    return changed or bool(_CHANGED.search((short_text_of(element, longest=_LONGEST_LINE) or "")[:40]))


def _value(element: HtmlElement) -> str | None:
    """ISO 8601 of an element's date."""
    for name in ("content", "datetime", "title"):
        if value := machine_date(element.get(name, "")):
            return value
    named = dates_in(short_text_of(element, longest=_LONGEST_LINE) or "", language=None)
    return named[0].value if len(named) == 1 else None


def _belongs(element: HtmlElement, scope: Scope) -> bool:
    """Whether an element speaks of the article itself, and not of one that is linked from it or of a comment."""
    inside_text = set(scope.containers)
    for steps, around in enumerate(element.iterancestors()):
        if around is scope.element:
            return True
        if around.tag in _BESIDE or is_hidden(around) or _names_others(around, scope):
            return False
        if around.tag in {"header", "footer"} and not scope.is_article:
            return False
        if around not in inside_text and steps < 4 and _leads_elsewhere(around):
            return False
    return False


def _names_others(element: HtmlElement, scope: Scope) -> bool:
    """Whether an element by its name or make holds other articles, or comments."""
    if any(element in [container, *container.iterancestors()] for container in scope.containers):
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}".lower()
    return element.tag == "article" or bool(_OTHERS.search(names))


def _leads_elsewhere(element: HtmlElement) -> bool:
    """Whether an element is small and holds a link with the words of a headline."""
    if short_text_of(element, longest=300) is None:
        return False
    return any(len(text_of(link).split()) >= 5 for link in element.iter("a"))


def text_claims(scope: Scope, *, first: str, language: str | None, now: datetime) -> Iterator[PublicationDate]:
    """Dates in words that stand between or beside the headline and the text, whose first paragraph is `first`."""
    lines = paragraphs_of(scope.element, skipped=lambda element: element.tag in _BESIDE or is_hidden(element))
    for line, is_below in _near_headline(lines, scope, first):
        value = _date_of_line(line, language)
        if value is None or _is_of_others(line, scope):
            continue
        if _is_today(value, now) and not (scope.is_article and is_below):
            continue
        yield PublicationDate(value, DateSource.TEXT)


def _near_headline(lines: list[Paragraph], scope: Scope, first: str) -> list[tuple[Paragraph, bool]]:
    """Lines near the headline, each with whether it stands below it: those below come first."""
    wanted, opening = letters(scope.title), letters(first)
    top = next((at for at, line in enumerate(lines) if letters(line.text) == wanted), None)
    start = next((at for at, line in enumerate(lines) if letters(line.text) == opening and at != top), None)
    if start is None:
        return []
    if top is None or top > start:
        above = lines[max(0, start - _LINES_ABOVE) : start]
        return [(line, True) for line in above]
    below = [(line, True) for line in lines[top + 1 : start]]
    if scope.element.tag in _LAYOUT:
        return below
    return below + [(line, False) for line in reversed(lines[max(0, top - _LINES_ABOVE) : top])]


def _date_of_line(line: Paragraph, language: str | None) -> str | None:
    """Date that a short line tells of its article; None if it tells none, several, or that of a change."""
    text = line.text
    if len(text) > _LONGEST_LINE or (_CHANGED.search(text) and not _PUBLISHED.search(text)):
        return None
    found = dates_in(text, language=language)
    changed = _CHANGED.search(text)
    found = [date for date in found if not (changed and date.start > changed.start())]
    if len(found) != 1:
        return None
    if is_date_line(text):
        return found[0].value
    others = (text[: found[0].start] + " " + text[found[0].end :]).split()
    by_itself = len(found[0].value) == 10 and len(others) <= _MOST_OTHER_WORDS and not line.is_heading
    return found[0].value if by_itself and not text.rstrip().endswith((".", "!", "?", "…")) else None


def _is_of_others(line: Paragraph, scope: Scope) -> bool:
    """Whether a line belongs to another article or to a comment."""
    for around in [line.element, *line.element.iterancestors()]:
        if around is scope.element:
            return False
        if _names_others(around, scope) or (not scope.is_article and around.tag in {"header", "footer"}):
            return True
    return False


def _is_today(value: str, now: datetime) -> bool:
    """Whether a date is that of `now`, by any clock of the world."""
    if len(value) < 10:
        return False
    days = {(now + timedelta(days=shift)).date().isoformat() for shift in (-1, 0, 1)}
    return value[:10] in days
