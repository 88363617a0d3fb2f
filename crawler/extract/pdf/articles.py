"""Paragraphs and headings → the articles of a supplement, divided where headlines stand and other signs agree.

A section's heading looks much like a headline. So a file is divided only at headings of one size, that of its
headlines, and only if that size is its largest and comes back, or if bylines, kickers or page starts tell that each
of them opens something new. Whatever is in doubt stays one article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crawler.extract.pdf.bylines import date_of, is_byline, is_kicker
from crawler.extract.pdf.titles import is_sensible
from crawler.extract.pdf.told import ReadBlock

_LARGER = 1.15
"""Least size of a heading, in sizes of the running text."""
_HEADLINE = 1.4
"""Least size of a headline that nothing but its size tells of."""
_SAME_SIZE = 0.05
_UNDER = 2  # lines under a heading: a standfirst may stand before the byline
_KICKER_ABOVE = 1.8  # of a heading's size, from its kicker's line to its own
_FEWEST_WORDS = 30
"""Of an article's text; fewer under a heading are a masthead, a deck or a list."""
_MOST_WORDS_BEFORE = 80
"""Of text before the first headline; more is an article's opening, and its headings are those of sections."""
_MOST = 0.6
"""Share of headings that must bear a sign."""
_QUOTED = re.compile(r"[\"'“‘«„].*[\"'”’»“]\W*", re.DOTALL)  # noqa: RUF001 - as printed
_NUMBERED = re.compile(
    r"(?:\(?(?:\d{1,2}|[IVX]{1,5}|[A-Za-z])[.):]|(?:part|chapter|parte|capítulo|section|sección)\b|\d{1,2}\s)",
    re.IGNORECASE,
)


class Start(NamedTuple):
    """Where an article begins."""

    at: int
    """Place of its first block."""
    headline: int | None
    """Place of its headline; None: not looked for."""


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading, and what tells whether it opens an article."""

    at: int
    """Place of its block."""
    size: float
    marked: bool
    """A byline or a date stands under it, or a kicker over it."""
    opens_page: bool
    numbered: bool


def starts(told: Sequence[ReadBlock], *, body_size: float, repeated: frozenset[int] = frozenset()) -> list[Start]:
    """Where articles begin, the first at 0; one only if nothing proves that there are several.

    At `repeated` places there are headings of what was begun before.
    """
    headings = list(_told_first(told, (one for one in _headings(told, body_size) if one.at not in repeated)))
    headlines = _headlines(headings, told, body_size)
    if len(headlines) <= 1:
        return [Start(0, None)]
    first, *others = headlines
    return [Start(0, first.at), *(Start(_with_kicker(told, one.at), one.at) for one in others)]


def _told_first(told: Sequence[ReadBlock], headings: Iterable[_Heading]) -> Iterator[_Heading]:
    """Headings less those that repeat an earlier one, as a title page's is repeated."""
    seen: set[tuple[str, float]] = set()
    for heading in headings:
        text = told[heading.at].text.casefold(), heading.size
        if text not in seen:
            yield heading
        seen.add(text)


def _headings(told: Sequence[ReadBlock], body_size: float) -> Iterator[_Heading]:
    pages: set[int] = set()
    for at, one in enumerate(told):
        if one.block.aside:
            continue
        opens_page = one.block.page not in pages
        if one.block.size >= _LARGER * body_size and is_sensible(one.text) and not _QUOTED.fullmatch(one.text):
            yield _Heading(at, one.block.size, _is_marked(told, at), opens_page, bool(_NUMBERED.match(one.text)))
        if not is_kicker(one):
            pages.add(one.block.page)


def _headlines(headings: list[_Heading], told: Sequence[ReadBlock], body_size: float) -> list[_Heading]:
    """The headings that open articles; none if there is but one article."""
    for size in _sizes(headings):
        larger = [one for one in headings if one.size > size * (1 + _SAME_SIZE)]
        of_size = [one for one in headings if abs(one.size - size) <= size * _SAME_SIZE]
        both = sorted([*larger, *of_size], key=lambda one: one.at)
        real = [one for one, following in zip(both, [*both[1:], None], strict=True) if _has_text(one, following, told)]
        others = [one for one in real if one in of_size]
        leads = [one for one in real if one not in of_size]
        if _is_class(others, leads, size / body_size) and _words(told[: real[0].at]) <= _MOST_WORDS_BEFORE:
            return real
    return []


def _is_class(of_size: list[_Heading], leads: list[_Heading], ratio: float) -> bool:
    """Whether headings of a size are headlines, beside larger ones."""
    if not of_size or len(of_size) + len(leads) <= 1 or len(leads) > len(of_size) + 1:
        return False
    if _share(one.numbered for one in of_size) >= _MOST and _share(one.marked for one in of_size) < _MOST:
        return False
    if not leads:
        return ratio >= _HEADLINE or _share(one.marked for one in of_size) >= _MOST
    marked = _share(one.marked for one in of_size) >= _MOST and _share(one.marked for one in leads) >= _MOST
    opens = (
        _share(one.opens_page for one in of_size) == 1
        and _share(one.opens_page for one in leads) == 1
        and ratio >= _HEADLINE
    )
    return marked or (opens and len(of_size) > 1)


def _share(signs: Iterable[bool]) -> float:
    """Share of headings that bear a sign."""
    found = list(signs)
    return sum(found) / len(found)


def _sizes(headings: list[_Heading]) -> list[float]:
    """The sizes of headings, the largest first, nearly equal ones once."""
    found: list[float] = []
    for size in sorted({one.size for one in headings}, reverse=True):
        if not found or size < found[-1] * (1 - _SAME_SIZE):
            found.append(size)
    return found


def _has_text(heading: _Heading, following: _Heading | None, told: Sequence[ReadBlock]) -> bool:
    """Whether an article's text stands under a heading, before the next one."""
    end = following.at if following else len(told)
    return _words([one for one in told[heading.at + 1 : end] if one.block.size < heading.size]) >= _FEWEST_WORDS


def _words(told: Sequence[ReadBlock]) -> int:
    return sum(len(one.text.split()) for one in told if not one.block.aside)


def _is_marked(told: Sequence[ReadBlock], at: int) -> bool:
    under = [one for one in told[at + 1 : at + 1 + _UNDER] if not one.block.aside]
    return any(is_byline(one.text) or date_of(one.text) is not None for one in under) or _with_kicker(told, at) < at


def _with_kicker(told: Sequence[ReadBlock], at: int) -> int:
    """Place of the kicker over a heading, else of the heading."""
    above = told[at - 1] if at else None
    if above is None or above.block.page != told[at].block.page or not is_kicker(above):
        return at
    line, below = above.block.lines[-1], told[at].block.lines[0]
    near = (
        0 < below.base - line.base < _KICKER_ABOVE * below.size + line.size and above.block.size < told[at].block.size
    )
    return at - 1 if near else at
