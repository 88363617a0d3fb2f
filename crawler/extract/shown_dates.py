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
from crawler.extract.scope import BESIDE, Scope, belongs, is_of_others
from crawler.extract.trimming import letters
from crawler.markup import short_text_of
from model.article import DateSource, PublicationDate

_CHANGED = re.compile(
    r"\b(?:updated|modified|last (?:edited|changed)|actualizad[oa]|modificad[oa]|atualizad[oa]|edited)\b", re.IGNORECASE
)
_PUBLISHED = re.compile(r"\b(?:published|posted|publicad[oa]|publicación|publicação|fecha|date|data)\b", re.IGNORECASE)
_LAYOUT = frozenset({"body", "html", "table", "tbody", "tr"})  # what stands above a headline there may be the site's
_LINES_ABOVE = 3
_SHORTEST_OPENING = 30  # letters
_LONGEST_LINE = 110
_MOST_OTHER_WORDS = 10


@dataclass(frozen=True, slots=True)
class Claim:
    """A date that a page shows."""

    date: PublicationDate
    element: HtmlElement
    """What shows it."""
    text: str
    """The words that show it; empty where it is written for machines."""
    is_likely: bool
    """Whether it may be the article's: not if it is today's date and stands where a clock may stand."""


def element_claims(scope: Scope, *, now: datetime) -> Iterator[Claim]:
    """Machine-readable dates of publication in the article's part of the page, the best marked ones first.

    On a page that does not set its article apart, dates that differ, and today's, may be anything's and are left.
    """
    found = [
        (rank, _is_inside(element, scope.containers), element)
        for element in scope.element.iter()
        if (rank := _rank(element)) and belongs(element, scope)
    ]
    dated = [(element, value) for *_, element in sorted(found, key=lambda it: it[:2]) if (value := _value(element))]
    values = {value for _, value in dated}
    is_likely = scope.is_article or (len(values) == 1 and not any(is_today(value, now=now) for value in values))
    for element, value in dated:
        yield Claim(_date_of(element, value), element, "", is_likely)


def _date_of(element: HtmlElement, value: str) -> PublicationDate:
    """The date that an element gives, with its source."""
    return PublicationDate(value, DateSource.META if element.tag == "meta" else DateSource.TIME_ELEMENT)


def claim_at(element: HtmlElement, *, day_first: bool | None, language: str | None) -> Claim | None:
    """Date of an element that is known to show the article's; None if it shows none, or more than one."""
    if any(element.get(name) for name in ("content", "datetime")):
        value = _value(element)
        return Claim(_date_of(element, value), element, "", is_likely=True) if value else None
    text = short_text_of(element, longest=_LONGEST_LINE)
    value = _date_in_line(text, language=language, day_first=day_first) if text else None
    return Claim(PublicationDate(value, DateSource.TEXT), element, text or "", is_likely=True) if value else None


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


def text_claims(
    scope: Scope, *, first: str, language: str | None, day_first: bool | None, now: datetime
) -> Iterator[Claim]:
    """Dates in words that stand between or beside the headline and the text, whose first paragraph is `first`.

    Where the source's other dates do not tell whether it writes the `day_first`, the language does.
    """
    lines = paragraphs_of(scope.element, skipped=lambda element: element.tag in BESIDE or is_hidden(element), breaks=1)
    for line, is_below in _near_headline(lines, scope, first):
        value = _date_of_line(line, language=language, day_first=day_first)
        if value is None or is_of_others(line, scope):
            continue
        is_likely = (scope.is_article and is_below) or not is_today(value, now=now)
        yield Claim(PublicationDate(value, DateSource.TEXT), line.element, line.text, is_likely)


def _near_headline(lines: list[Paragraph], scope: Scope, first: str) -> list[tuple[Paragraph, bool]]:
    """Lines near the headline, each with whether it stands below it: those below come first."""
    wanted, opening = letters(scope.title), letters(first)
    top = next((at for at, line in enumerate(lines) if letters(line.text) == wanted), None)
    start = next((at for at, line in enumerate(lines) if at != top and _opens(letters(line.text), opening)), None)
    if start is None:
        return []
    if top is None or top > start:
        above = lines[max(0, start - _LINES_ABOVE) : start]
        return [(line, True) for line in above]
    below = [(line, True) for line in lines[top + 1 : start]]
    if scope.element.tag in _LAYOUT:
        return below
    return below + [(line, False) for line in reversed(lines[max(0, top - _LINES_ABOVE) : top])]


def _opens(line: str, opening: str) -> bool:
    """Whether a line is the first of a paragraph."""
    return line == opening or (len(line) >= _SHORTEST_OPENING and opening.startswith(line))


def _date_of_line(line: Paragraph, *, language: str | None, day_first: bool | None) -> str | None:
    """Date that a short line tells of its article; None if it tells none, several, or that of a change."""
    value = _date_in_line(line.text, language=language, day_first=day_first)
    return value if value is None or not line.is_heading or is_date_line(line.text) else None


def _date_in_line(text: str, *, language: str | None, day_first: bool | None) -> str | None:
    """Date that a short text tells; None if it tells none, several, or that of a change, or is a sentence."""
    if len(text) > _LONGEST_LINE or (_CHANGED.search(text) and not _PUBLISHED.search(text)):
        return None
    found = dates_in(text, language=language, day_first=day_first)
    changed = _CHANGED.search(text)
    found = [date for date in found if not (changed and date.start > changed.start())]
    if len(found) != 1:
        return None
    if is_date_line(text):
        return found[0].value
    others = (text[: found[0].start] + " " + text[found[0].end :]).split()
    by_itself = len(found[0].value) == 10 and len(others) <= _MOST_OTHER_WORDS
    return found[0].value if by_itself and not text.rstrip().endswith((".", "!", "?", "…")) else None


def is_today(value: str, *, now: datetime) -> bool:
    """Whether a date is that of `now`, by any clock of the world."""
    if len(value) < 10:
        return False
    days = {(now + timedelta(days=shift)).date().isoformat() for shift in (-1, 0, 1)}
    return value[:10] in days
