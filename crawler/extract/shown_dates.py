"""Dates that a page shows with its article: in time elements, and in words beside headline and byline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache, partial
from itertools import islice, pairwise

from lxml.html import HtmlElement

from crawler.extract.conventions import Convention
from crawler.extract.dated_texts import DatedText
from crawler.extract.datelabels import DateLabel, label_of, published_in
from crawler.extract.furniture import is_hidden
from crawler.extract.page import Page
from crawler.extract.paragraphs import HEADINGS, Paragraph, walk_paragraphs
from crawler.extract.scope import (
    BESIDE,
    Scope,
    belongs,
    is_foreign,
    is_of_others,
    is_of_others_by_name,
    leads_elsewhere,
)
from crawler.extract.trimming import letters
from crawler.text.datewords import LENGTH_OF_DAY, dates_in, is_date_line, stated_date
from crawler.text.markup import INLINE_TAGS, collapse, short_text_of, spoken_texts
from model.article import DateSource, PublicationDate

_LAYOUT = frozenset({"body", "html", "table", "tbody", "tr"})  # what stands above a headline there may be the site's
_LINES_ABOVE = 3
_LINES_ABOVE_IN_ARTICLE = 6
"""The same where the part is the article's own: a section's name, buttons and a picture's credit may stand between."""
_SHORTEST_OPENING = 30  # letters
_LONGEST_LINE = 110
_LONGEST_MARKED = 160  # characters of an element that by its name tells date and author
_LONGEST_TOLD = 300  # characters of a line that tells when its article was posted, and under which categories
_MOST_OTHER_WORDS = 10
_PROPERTIES = frozenset({"datepublished", "datecreated", "date", "issued", "created", "published_time"})
_LONGEST_DATELINE = 90  # characters
_PLACE = re.compile(
    r"\W*(?:[A-ZÀ-Þ][\w.'\u2019-]*(?:[ /(),]+|$)(?:(?:de|del|la|el|am|im|on|der|den)[ ,]+){0,2}){0,6}\W*"
)
_END_OF_DATELINE = re.compile(r"\.?\s*(?:\([^)]{1,30}\)|/[^/]{1,20}/)?\s*(?:[-\u2013—:|]|\.-)")
_STEPS = 4  # elements around a date that may tell what it is of
_NEAR = 60  # elements
_NAMED = re.compile(
    r"(?<!up)(?<!candi)(?<!vali)date(?!base|-?picker)|\bdata\b|datum|fecha|publish|pubdate|publicad|publicac|posted|publication"
    r"|timestamp|(?<![a-z])time(?![a-z]|-?line)|created"
)
_NAMED_AROUND = re.compile(
    r"(?:post|entry|article|asset|news|story|blog|author|content)[-_]{0,2}(?:meta|info|details?|footer|byline|author)"
    r"|byline|dateline|infoline|submitted|(?<![a-z])meta(?![a-z])|meta-?info"
)
_CHANGED_NAMES = re.compile(r"modif|updated?(?![a-z])|changed")
_FIRST_NAMES = re.compile(
    r"publish|(?:entry|post)-(?:meta-)?(?:date|time)|pubdate|posted|\bdate(?= updated\b)|(?<=\bupdated )date\b"
)
"""Themes write `updated` beside either, since hAtom wants an entry to have it."""
_STATED, _TOLD = 1, 2
"""Ranks of what a page states as datePublished, and of a time that says it is that of publication."""
MARKED = 3
"""Rank of what is marked or labelled as a date of publication."""
_OF_ITS_KIND = 4
"""Rank of other marks that systems set on dates: older forms, and properties that say no more than date."""
NAMED = 5
"""Rank of what is a date by its class or id."""
BY_PLACE = 6
"""Rank of what may be one for standing with the headline."""
_LONGEST_LABEL = 40  # characters
_LONGEST_NAMES = 200  # characters of classes


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
    rank: int
    """How clearly it is marked as the date of publication: 1 to 3 as such, up to 6 as one that may be."""


def dated_elements(page: Page, texts: Iterable[DatedText]) -> list[tuple[HtmlElement, int]]:
    """Elements of a page that their marks or names make dates of publication, in order, each with its rank."""
    around = {element for one in texts for element in (one.element, *islice(one.element.iterancestors(), _STEPS))}
    found = around.union(page.properties, page.having("time"))
    ranked = [(element, rank) for element in page.elements if element in found and (rank := _rank(element))]
    return [*ranked, *_within_long(ranked, texts)]


def _within_long(
    ranked: Iterable[tuple[HtmlElement, int]], texts: Iterable[DatedText]
) -> Iterator[tuple[HtmlElement, int]]:
    """The dated parts of elements that are named as a date but hold more than one, such as an article's tags."""
    long = {element: rank for element, rank in ranked if rank == NAMED and not _is_short(element)}
    for one in texts if long else ():
        parent = one.element.getparent()
        if parent is not None and parent in long and one.element not in long and not _rank(one.element):
            yield one.element, long[parent]


def _is_short(element: HtmlElement) -> bool:
    return short_text_of(element, longest=_LONGEST_MARKED) is not None


def element_claims(
    dated: Iterable[tuple[HtmlElement, int]], scope: Scope, convention: Convention, *, now: datetime
) -> Iterator[Claim]:
    """Dates of publication in the article's part of the page that are marked as such, the best marked ones first.

    On a page that does not set its article apart, dates that differ, and today's, may be anything's and are left.
    """
    near = frozenset(_below_headline(scope))
    found = [
        (rank, _is_inside(element, scope.containers), element)
        for element, rank in dated
        if belongs(element, scope, is_near=element in near)
    ]
    valued = [
        (element, value, rank)
        for rank, _, element in sorted(found, key=lambda it: it[:2])
        if (value := _value(element, convention))
    ]
    is_one = _is_one_day(value for _, value, _ in valued)
    is_one_near = _is_one_day(value for element, value, _ in valued if element in near)
    for element, value, rank in valued:
        is_only = is_one or (is_one_near and element in near)
        is_likely = scope.is_article or (is_only and not is_today(value, now=now))
        text = short_text_of(element, longest=_LONGEST_MARKED) or ""
        yield Claim(_date_of(element, value), element, text, is_likely=is_likely, rank=rank)


def _is_one_day(values: Iterable[str]) -> bool:
    """Whether dates are all of one day."""
    return len({value[:10] for value in values}) == 1


def _below_headline(scope: Scope) -> Iterator[HtmlElement]:
    """Elements between the headline and the text or the next heading, where an article's particulars stand."""
    if scope.headline is None:
        return
    inside = set(scope.headline.iterdescendants())
    for element in islice(_from(scope.headline), _NEAR):
        if element in scope.containers or (element.tag in HEADINGS and element not in inside):
            return
        yield element


def _from(element: HtmlElement) -> Iterator[HtmlElement]:
    """What is in an element and after it, in the page's order."""
    yield from element.iterdescendants()
    for around in (element, *element.iterancestors()):
        for beside in around.itersiblings():
            yield from beside.iter()


def _date_of(element: HtmlElement, value: str) -> PublicationDate:
    """The date that an element gives, with its source."""
    if element.tag == "meta":
        return PublicationDate(value, DateSource.META)
    is_text = not _is_for_machines(element)
    return PublicationDate(value, DateSource.TEXT if is_text else DateSource.TIME_ELEMENT)


def _is_for_machines(element: HtmlElement) -> bool:
    """Whether an element's date is marked up for machines."""
    return element.tag == "time" or any(element.get(name) for name in ("content", "datetime", "itemprop", "property"))


def claim_at(element: HtmlElement, convention: Convention) -> Claim | None:
    """Date of an element that is known to show the article's; None if it shows none, or more than one."""
    text = short_text_of(element, longest=_LONGEST_MARKED) or ""
    is_stated = any(element.get(name) for name in ("content", "datetime"))
    value = _value(element, convention) if is_stated else _date_in_line(text, convention)
    return Claim(_date_of(element, value), element, text, is_likely=True, rank=MARKED) if value else None


def _is_inside(element: HtmlElement, containers: tuple[HtmlElement, ...]) -> bool:
    """Whether an element stands within the text, where it may be a quotation's date."""
    return not set(containers).isdisjoint(element.iterancestors())


def _rank(element: HtmlElement) -> int:
    """How clearly an element is marked as the date of publication, 1 the clearest; 0: it is no date."""
    rank = _rank_by_marks(element)
    return 0 if rank > 1 and _is_changed(element) else rank


def _rank_by_marks(element: HtmlElement) -> int:
    """How clearly an element's own marks make it the date of publication; 0: they do not."""
    properties = _properties(element)
    if "datepublished" in properties:
        return _STATED
    if "datemodified" in properties:
        return 0
    names = element.get("class", "").lower()
    if element.tag == "time":
        return _TOLD if "published" in names or element.get("pubdate") is not None else MARKED
    is_old_form = ("date-display-single" in names and element.get("content")) or (
        element.tag == "abbr" and "published" in names.split() and element.get("title")
    )
    if is_old_form or not _PROPERTIES.isdisjoint(properties):
        return _OF_ITS_KIND
    return _rank_by_names(*_lowered(names, element.get("id", "")))


def _lowered(names: str, name: str) -> tuple[str, str]:
    """Classes and id as they are compared."""
    return names[:_LONGEST_NAMES].lower(), name[:_LONGEST_NAMES].lower()


@lru_cache(maxsize=8192)
def _rank_by_names(names: str, name: str) -> int:
    """How clearly an element's classes and id make it the date of publication."""
    if not names and not name:
        return 0
    both = f"{names} {name}"
    if _NAMED.search(both):
        return NAMED
    return BY_PLACE if _NAMED_AROUND.search(both) else 0


def _properties(element: HtmlElement) -> list[str]:
    """What an element is of a thing by its microdata or RDFa, without the name of the vocabulary."""
    given = f"{element.get('itemprop') or ''} {element.get('property') or ''}"
    return [word.rpartition(":")[2] for word in given.lower().split()] if given != " " else []


def _is_changed(element: HtmlElement) -> bool:
    """Whether an element tells of a later change of the article, or of what else happened to it."""
    parent = element.getparent()
    own = element.get("class", "").lower()
    around = parent.get("class", "").lower() if parent is not None else ""
    changed = (_CHANGED_NAMES.search(own) and not _FIRST_NAMES.search(own)) or "modified" in around
    return bool(changed) or label_of(_words_before(element)) in {DateLabel.CHANGED, DateLabel.OTHER}


def _words_before(element: HtmlElement) -> str:
    """Words just before an element in its line, as far as they are no other date's."""
    parent, before = element.getparent(), element.getprevious()
    if before is None:
        return (parent.text or "")[-_LONGEST_LABEL:] if parent is not None else ""
    if (before.tail or "").strip():
        return (before.tail or "")[-_LONGEST_LABEL:]
    text = short_text_of(before, longest=_LONGEST_LABEL) or ""
    return text if not dates_in(text, language=None) else ""


def _value(element: HtmlElement, convention: Convention) -> str | None:
    """ISO 8601 of an element's date."""
    language, day_first = convention.language, convention.day_first
    for name in ("content", "datetime", "title"):
        if value := stated_date(element.get(name, ""), language=language, day_first=day_first):
            return value
    for text in _readings_of(element):
        if named := published_in(text, language=language, day_first=day_first):
            return named.date.value
    return None


def _readings_of(element: HtmlElement) -> Iterator[str]:
    """Text of a small element: with gaps between its parts, since a day may have a box of its own; and as it is."""
    text = short_text_of(element, longest=_LONGEST_MARKED)
    if text:
        if len(element):
            yield collapse(" ".join(spoken_texts(element)))
        yield text


def text_claims(scope: Scope, convention: Convention, *, first: str, now: datetime) -> Iterator[Claim]:
    """Dates in words that stand between or beside the headline and the text, whose first paragraph is `first`.

    Those that are said to be of the publication come first.
    """
    shown = walk_paragraphs(
        scope.element, skipped=lambda element: element.tag in BESIDE or is_hidden(element), breaks=1
    )
    lines = _up_to_text(shown, scope, first)
    before = {id(line): above.text for above, line in pairwise(lines)}
    near = [(line, is_below, _label_of_line(line, before)) for line, is_below in _near_headline(lines, scope, first)]
    for line, is_below, label in sorted(near, key=lambda it: it[2] is not DateLabel.PUBLISHED):
        value = _date_of_line(line, convention) if label not in {DateLabel.CHANGED, DateLabel.OTHER} else None
        if value is None or is_of_others(line, scope):
            continue
        is_likely = (scope.is_article and is_below) or not is_today(value, now=now)
        rank = MARKED if label is DateLabel.PUBLISHED else BY_PLACE
        yield Claim(PublicationDate(value, DateSource.TEXT), line.element, line.text, is_likely=is_likely, rank=rank)


def _up_to_text(lines: Iterable[Paragraph], scope: Scope, first: str) -> list[Paragraph]:
    """Lines up to the one with which the text begins: a date that is told by its place stands above or in that one."""
    wanted, opening = letters(scope.title), letters(first)
    kept: list[Paragraph] = []
    is_titled = False
    for line in lines:
        kept.append(line)
        told = letters(line.text)
        if told == wanted and not is_titled:
            is_titled = True
        elif _opens(told, opening):
            break
    return kept


def _label_of_line(line: Paragraph, before: dict[int, str]) -> DateLabel:
    """What a line says that its date is of, or else a short line before it without a date of its own."""
    if label_of(line.text) is DateLabel.PUBLISHED:
        return DateLabel.PUBLISHED
    above = before.get(id(line), "")
    return DateLabel.UNSAID if len(above) > _LONGEST_LABEL or dates_in(above, language=None) else label_of(above)


def dateline_claims(scope: Scope, convention: Convention, *, first: str, now: datetime) -> Iterator[Claim]:
    """The date of an agency's or press office's dateline with which a text begins: `LIMA, 20 January 2023 (EFE) -`."""
    found = dates_in(first[:_LONGEST_DATELINE], language=convention.language, day_first=convention.day_first)
    if found and len(found[0].value) == len("2022-12-22") and scope.containers:
        place, behind = first[: found[0].start], first[found[0].end :]
        if _PLACE.fullmatch(place) and _END_OF_DATELINE.match(behind) and not is_today(found[0].value, now=now):
            date = PublicationDate(found[0].value, DateSource.TEXT)
            yield Claim(date, scope.containers[0], "", is_likely=True, rank=BY_PLACE)


def page_claims(
    texts: list[DatedText],
    dated: list[tuple[HtmlElement, int]],
    scope: Scope,
    convention: Convention,
    *,
    now: datetime,
) -> Iterator[Claim]:
    """The one day that the whole page gives as a date of publication, by a mark or by the words before it.

    For pages that show it apart from headline and text, as in a box at their side or below the text.
    """
    near = frozenset(_below_headline(scope))
    for find in (
        partial(_marked_on, dated, scope, convention),
        partial(_told_on, texts, scope, convention),
        partial(_lines_on, texts, scope, convention),
    ):
        found = _labelled_on(list(find()))
        claims = [claim for claim in found if claim.element in near] or found
        if _is_one_day(claim.date.value for claim in claims):
            best = claims[0]
            yield replace(best, is_likely=not is_today(best.date.value, now=now))
            return


def _marked_on(dated: Iterable[tuple[HtmlElement, int]], scope: Scope, convention: Convention) -> Iterator[Claim]:
    """Dates of a page that are marked as such by element, property or name."""
    for element, rank in dated:
        if rank > NAMED or is_of_others_by_name(element, scope) or leads_elsewhere(element):
            continue
        if value := _value(element, convention):
            yield Claim(_date_of(element, value), element, "", is_likely=True, rank=MARKED)


def _labelled_on(claims: list[Claim]) -> list[Claim]:
    """Those of some claims before which the page says that they are of the publication; all if it says so of none."""
    return [claim for claim in claims if label_of(_words_before(claim.element)) is DateLabel.PUBLISHED] or claims


def _told_on(texts: Iterable[DatedText], scope: Scope, convention: Convention) -> Iterator[Claim]:
    """Dates of a page beside which its words say that they are of the publication."""
    for one in texts:
        if len(one.text) > _LONGEST_MARKED or is_of_others_by_name(one.element, scope):
            continue
        for line in (f"{one.before} {one.text}".strip(), _line_around(one.element)):
            told = published_in(line, language=convention.language, day_first=convention.day_first)
            if told is None or told.label is not DateLabel.PUBLISHED:
                continue
            date = PublicationDate(told.date.value, DateSource.TEXT)
            yield Claim(date, one.element, line, is_likely=True, rank=MARKED)
            break


def _line_around(element: HtmlElement) -> str:
    """The words of the block in which an element stands, if they are few: `It was posted on <b>2 May</b> by Ana`."""
    blocks = (around for around in [element, *element.iterancestors()] if around.tag not in INLINE_TAGS)
    block = next(blocks, None)
    return (short_text_of(block, longest=_LONGEST_TOLD) or "") if block is not None else ""


def _lines_on(texts: Iterable[DatedText], scope: Scope, convention: Convention) -> Iterator[Claim]:
    """Dates of a page that stand by themselves."""
    for one in texts:
        if label_of(one.before) in {DateLabel.CHANGED, DateLabel.OTHER}:
            continue
        if is_date_line(one.text) and not is_foreign(one.element, scope):
            told = published_in(one.text, language=convention.language, day_first=convention.day_first)
            if told is not None and len(told.date.value) == len("2022-12-22"):
                date = PublicationDate(told.date.value, DateSource.TEXT)
                yield Claim(date, one.element, one.text, is_likely=True, rank=BY_PLACE)


def dates_of_month(texts: Iterable[DatedText], convention: Convention, *, month: str) -> Iterator[Claim]:
    """The one day of a `month`, such as 2022-12, that stands by itself anywhere on a page whose article is of that."""
    found: list[Claim] = []
    for one in texts:
        if len(one.text) > _LONGEST_MARKED or leads_elsewhere(one.element):
            continue
        for date in dates_in(one.text, language=convention.language, day_first=convention.day_first):
            if len(date.value) == len("2022-12-22") and date.value.startswith(month):
                said = PublicationDate(date.value, DateSource.TEXT)
                found.append(Claim(said, one.element, one.text, is_likely=True, rank=BY_PLACE))
    if _is_one_day(claim.date.value for claim in found):
        yield found[0]


def _near_headline(lines: list[Paragraph], scope: Scope, first: str) -> list[tuple[Paragraph, bool]]:
    """Lines near the headline, each with whether it stands below it: those below come first."""
    wanted, opening = letters(scope.title), letters(first)
    top = next((at for at, line in enumerate(lines) if letters(line.text) == wanted), None)
    start = next((at for at, line in enumerate(lines) if at != top and _opens(letters(line.text), opening)), None)
    if start is None:
        return []
    own = start + (len(lines[start].text) <= _LONGEST_LINE)  # the text may begin with a line that dates it
    if top is None or top > start:
        above = lines[max(0, start - _LINES_ABOVE) : own]
        return [(line, True) for line in above]
    below = [(line, True) for line in lines[top + 1 : own]]
    if scope.element.tag in _LAYOUT:
        return below
    most = _LINES_ABOVE_IN_ARTICLE if scope.is_article else _LINES_ABOVE
    return below + [(line, False) for line in reversed(lines[max(0, top - most) : top])]


def _opens(line: str, opening: str) -> bool:
    """Whether a line is the first of a paragraph."""
    return line == opening or (len(line) >= _SHORTEST_OPENING and opening.startswith(line))


def _date_of_line(line: Paragraph, convention: Convention) -> str | None:
    """Date that a short line tells of its article; None if it tells none, several, or that of a change."""
    value = _date_in_line(line.text, convention)
    return value if value is None or not line.is_heading or is_date_line(line.text) else None


def _date_in_line(text: str, convention: Convention) -> str | None:
    """Date that a short text tells; None if it tells none, several, or that of a change, or is a sentence."""
    if len(text) > _LONGEST_LINE:
        return None
    found = published_in(text, language=convention.language, day_first=convention.day_first)
    if found is None:
        return None
    if is_date_line(text):
        return found.date.value
    others = (text[: found.date.start] + " " + text[found.date.end :]).split()
    by_itself = len(found.date.value) == LENGTH_OF_DAY and len(others) <= _MOST_OTHER_WORDS
    return found.date.value if by_itself and not _SENTENCE.search(text) else None


_SENTENCE = re.compile(r"(?<![\s.][a-z])[.!?…]\s*$", re.IGNORECASE)  # not `a. m.`


def is_today(value: str, *, now: datetime) -> bool:
    """Whether a date is that of `now`, by any clock of the world."""
    if len(value) < LENGTH_OF_DAY:
        return False
    days = {(now + timedelta(days=shift)).date().isoformat() for shift in (-1, 0, 1)}
    return value[:10] in days
