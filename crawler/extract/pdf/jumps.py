"""Articles that go on on another page: `Continued on page 5`, and there `From page 1`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from crawler.extract.pdf.blocks import Block, ends_sentence
from crawler.extract.pdf.told import ReadBlock

_PAGE = r"(?:page|pages|pp?\.?|p[aá]g(?:ina|inas|s)?\.?)\s*(?P<page>\d{1,3})\W*$"
_WORDS = r"\b(?:\s[a-zñú]+){0,2}\W+"
_TO = re.compile(
    rf"\W*(?:(?:story |article )?contin(?:ued|ues|úa|ua)|turn to|sigue|pasa|segue){_WORDS}{_PAGE}", re.IGNORECASE
)
_FROM = re.compile(
    rf"\W*(?:(?:continued |continues )?from|viene|continuación|vem|continuação){_WORDS}{_PAGE}", re.IGNORECASE
)
_NEAR = 4  # sizes of a heading, down to the text that goes on under it
_OPENING = 3  # blocks of an article: headline, standfirst and first paragraph
_MOST_WORDS = 8
_HEADING_BEFORE = 2
"""Blocks over a `From page 1` that may repeat the headline."""


def with_jumps_apart(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks whose first or last line sends the reader to another page, without it, and that line by itself."""
    for block in blocks:
        rest = list(block.lines)
        if len(rest) > 1 and came_from(rest[0].text) is not None:
            yield replace(block, lines=[rest.pop(0)])
        last = rest.pop() if len(rest) > 1 and goes_to(rest[-1].text) is not None else None
        yield block if len(rest) == len(block.lines) else replace(block, lines=rest)
        if last is not None:
            yield replace(block, lines=[last])


def goes_to(text: str) -> int | None:
    """The page on which an article is said to go on."""
    found = _TO.match(text) if len(text.split()) <= _MOST_WORDS else None
    return int(found["page"]) if found else None


def came_from(text: str) -> int | None:
    """The page from which an article is said to come."""
    found = _FROM.match(text) if len(text.split()) <= _MOST_WORDS else None
    return int(found["page"]) if found else None


def returns(told: Sequence[ReadBlock]) -> dict[int, int]:
    """Where parts begin that come from an earlier page, by the place of what stands first: a headline's repetition.

    The values are the places of the lines that say so.
    """
    left = {(one.block.page + 1, goes_to(one.text)) for one in told if goes_to(one.text) is not None}
    found: dict[int, int] = {}
    for at, one in enumerate(told):
        page = came_from(one.text)
        if (
            page is None
            or page > one.block.page
            or not any(page in pair or one.block.page + 1 in pair for pair in left)
        ):
            continue
        first = at
        while first and at - first < _HEADING_BEFORE and _is_over(told[first - 1], told[first]):
            first -= 1
        found[first] = at
    return found


def parts(
    told: Sequence[ReadBlock], starts: Sequence[int], comebacks: dict[int, int], tell: Callable[[Block], ReadBlock]
) -> list[list[ReadBlock]]:
    """The articles that begin at `starts`, each with what comes back to it further on."""
    cuts = sorted({0, *starts, *comebacks})
    found: list[list[ReadBlock]] = []
    for start, end in pairwise([*cuts, len(told)]):
        part = list(told[start:end])
        if start not in comebacks:
            found.append(part)
            continue
        line = comebacks[start] - start
        open_ones = [one for one in found if _leads_to(one, part[line])]
        if not open_ones:
            found[-1:] = [[*found[-1], *part]] if found else [part]
            continue
        _add(max(open_ones, key=lambda one: _alike(one, part[:line])), part[line + 1 :], tell)
    return found


def _is_over(above: ReadBlock, below: ReadBlock) -> bool:
    """Whether a block is a heading over another one on its page."""
    return (
        above.block.page == below.block.page
        and not above.block.aside
        and (above.block.bold or above.block.size > below.block.size)
        and len(above.text.split()) <= 2 * _MOST_WORDS
        and not ends_sentence(above.text)
        and goes_to(above.text) is None
        and 0 < below.block.lines[0].base - above.block.lines[-1].base < _NEAR * above.block.size
    )


def _leads_to(article: list[ReadBlock], line: ReadBlock) -> bool:
    """Whether an article is still open and left on the page that a line names, or for the page where that stands."""
    jump = next((one for one in reversed(article) if goes_to(one.text) is not None), None)
    if jump is None:
        return False
    return jump.block.page + 1 == came_from(line.text) or goes_to(jump.text) == line.block.page + 1


def _alike(article: list[ReadBlock], repeated: Sequence[ReadBlock]) -> int:
    """Number of words that an article's opening shares with the heading over its continuation."""
    opening = {word for one in article[:_OPENING] for word in one.text.casefold().split()}
    return len(opening & {word for one in repeated for word in one.text.casefold().split()})


def _add(article: list[ReadBlock], rest: Sequence[ReadBlock], tell: Callable[[Block], ReadBlock]) -> None:
    """Puts the rest of an article in the place of the line that leads to it."""
    at = max(at for at, one in enumerate(article) if goes_to(one.text) is not None)
    after = article[at + 1 :]
    del article[at:]
    more = list(rest)
    if article and more and not ends_sentence(article[-1].text) and not more[0].block.aside:
        last, first = article.pop(), more.pop(0)
        article.append(tell(replace(last.block, lines=[*last.block.lines, *first.block.lines])))
    article += [*more, *after]
