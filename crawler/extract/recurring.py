"""Which paragraphs of a page recur on its source's other pages, and what the page itself adds to that knowledge."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.extract.knowledge import is_box, is_furniture_place, is_known, recurs
from crawler.extract.paragraphs import RUNNING_WORDS, Paragraph
from crawler.extract.places import place_of
from crawler.extract.template import Template, key_of
from crawler.extract.trimming import letters

_DIGITS = re.compile(r"\d+")
_LONGEST_LABEL = 15  # words; in a longer text the numbers are its own
_SHORTEST_LABEL = 3  # letters; what is left of a count or a date has less
_NEAREST = 5  # elements around one, up to the box that holds it
_LINKED = 0.3  # of a line that leads elsewhere
_LARGEST_BOX = 0.4  # of a page's text
_LARGEST_KNOWN_BOX = 0.6
_MOST_BLOCKS = 60  # that a page tells of from either end


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """A page's paragraphs after those were taken out that recur, and what the page tells of its source."""

    paragraphs: list[Paragraph]
    blocks: tuple[tuple[str, str], ...]
    """Keys of place and block, of those taken out, too."""
    shares: tuple[tuple[str, float], ...]
    boxes: tuple[str, ...]
    left_out: frozenset[str]
    """Letters of what was taken out."""


NOTHING_SIFTED = Sifted(paragraphs=[], blocks=(), shares=(), boxes=(), left_out=frozenset())


@dataclass(frozen=True, slots=True)
class _PlacedParagraph:
    """A paragraph as it is told from others."""

    paragraph: Paragraph
    place: str
    key: str
    is_running: bool


def sift(paragraphs: list[Paragraph], template: Template | None, *, own: Collection[str]) -> Sifted:
    """Take out of a page's paragraphs what recurs on the source's other pages.

    Letters of what is told of this article elsewhere are its `own`: they stay, though others may show them as teasers.
    """
    known = template or Template()
    blocks, recurring = _compared(paragraphs, known, own)
    boxes = list(_boxes(blocks, recurring, known))
    inside = {at for box in boxes for at in box.inside if box.is_furniture}
    left_out = recurring | inside | _at_furniture_places(blocks, recurring, known)
    if not any(block.is_running for at, block in enumerate(blocks) if at not in left_out):
        left_out = recurring  # boxes that leave no text are none
    ends = [*blocks[:_MOST_BLOCKS], *blocks[_MOST_BLOCKS:][-_MOST_BLOCKS:]]
    return Sifted(
        paragraphs=[block.paragraph for at, block in enumerate(blocks) if at not in left_out],
        blocks=tuple(dict.fromkeys((block.place, block.key) for block in ends if block.key)),
        shares=_shares(blocks),
        boxes=tuple(dict.fromkeys(box.place for box in boxes)),
        left_out=frozenset(letters(blocks[at].paragraph.text) for at in left_out),
    )


def _compared(
    paragraphs: list[Paragraph], known: Template, own: Collection[str]
) -> tuple[list[_PlacedParagraph], set[int]]:
    """Blocks of a page, and the numbers of those that recur.

    The place of what opens the text is one of its own: there, words that others show as a teaser are the article.
    """
    blocks: list[_PlacedParagraph] = []
    recurring: set[int] = set()
    places: dict[tuple[HtmlElement | None, str, str], str] = {}
    keys: dict[str, str] = {}
    opened = ""
    for at, paragraph in enumerate(paragraphs):
        element = paragraph.element
        twins = (element.getparent(), str(element.tag), element.get("class", ""))  # they have one place
        place = places.get(twins) or places.setdefault(twins, place_of(element))
        is_running = paragraph.words >= RUNNING_WORDS and not paragraph.is_heading
        key = keys.get(place + opened) or keys.setdefault(place + opened, key_of(place + opened))
        block = _PlacedParagraph(paragraph, key, _key(paragraph), is_running)
        if block.key and recurs(known, block.place, block.key) and not (is_running and letters(paragraph.text) in own):
            recurring.add(at)
        elif is_running:
            opened = "<text"
        blocks.append(block)
    return blocks, recurring


def _key(paragraph: Paragraph) -> str:
    """Name of a block: of its words, but of a line that leads elsewhere only those which stand outside the links."""
    if paragraph.linked >= _LINKED * len(paragraph.text):
        return key_of(f"link {letters(paragraph.plain)}")
    if paragraph.words > _LONGEST_LABEL:
        return key_of(paragraph.text)
    told = _DIGITS.sub("", letters(paragraph.text))
    return key_of(told) if len(told) >= _SHORTEST_LABEL else ""


@dataclass(frozen=True, slots=True)
class _Box:
    """An element that begins with what recurs."""

    place: str
    inside: frozenset[int]
    is_furniture: bool


def _boxes(blocks: list[_PlacedParagraph], recurring: set[int], known: Template) -> Iterator[_Box]:
    """Elements within the text that begin with something that recurs, each the largest such one."""
    held = _held(blocks, recurring)
    total = sum(len(block.paragraph.text) for block in blocks) or 1
    opening = next((at for at, block in enumerate(blocks) if block.is_running and at not in recurring), len(blocks))
    done: set[int] = set()
    for first in sorted(recurring)[:_MOST_BLOCKS]:
        if first in done:
            continue
        for element in reversed(list(_around(blocks[first].paragraph.element))):
            inside = held[element]
            if inside[0] != first or not 1 < len(inside) < len(blocks):
                continue
            size = sum(len(blocks[at].paragraph.text) for at in inside) / total
            if size > _LARGEST_KNOWN_BOX or _has_twin_without(element, held, recurring):
                continue
            place = key_of(place_of(element))
            if first < opening < inside[-1] or (size > _LARGEST_BOX and not is_box(known, place)):
                continue  # the text itself, after a notice
            others = [blocks[at] for at in inside if at not in recurring]
            is_furniture = is_box(known, place) or all(_is_no_text(block, known) for block in others)
            done.update(inside)
            yield _Box(place, frozenset(inside), is_furniture)
            break


def _held(blocks: list[_PlacedParagraph], recurring: set[int]) -> dict[HtmlElement, list[int]]:
    """Numbers of the blocks that each element holds."""
    held: dict[HtmlElement, list[int]] = defaultdict(list)
    if recurring:
        for at, block in enumerate(blocks):
            for element in _around(block.paragraph.element):
                held[element].append(at)
    return held


def _around(element: HtmlElement) -> Iterator[HtmlElement]:
    """An element and the nearest ones around it."""
    yield element
    for steps, around in enumerate(element.iterancestors()):
        if steps == _NEAREST or around.tag in {"body", "html"}:
            return
        yield around


def _has_twin_without(element: HtmlElement, held: dict[HtmlElement, list[int]], recurring: set[int]) -> bool:
    """Whether a neighbour of the same make begins with the article's own words: then they are its sections."""
    parent = element.getparent()
    twins = [] if parent is None else [twin for twin in parent if twin is not element and twin in held]
    names = element.get("class"), element.get("id")
    return any(
        twin.tag == element.tag and (twin.get("class"), twin.get("id")) == names and held[twin][0] not in recurring
        for twin in twins
    )


def _is_no_text(block: _PlacedParagraph, known: Template) -> bool:
    """Whether a block is a label, a link, or what another page has shown before."""
    paragraph = block.paragraph
    return not block.is_running or paragraph.linked > len(paragraph.text) / 2 or is_known(known, block.place, block.key)


def _at_furniture_places(blocks: list[_PlacedParagraph], recurring: set[int], known: Template) -> set[int]:
    """Numbers of the blocks at places whose contents go from page to page."""
    at_place = {place: is_furniture_place(known, place) for place in {block.place for block in blocks}}
    return {at for at, block in enumerate(blocks) if at not in recurring and at_place[block.place]}


def _shares(blocks: list[_PlacedParagraph]) -> tuple[tuple[str, float], ...]:
    """Which part of the text stands at each place."""
    sizes: Counter[str] = Counter()
    for block in blocks:
        sizes[block.place] += len(block.paragraph.text)
    total = sizes.total() or 1
    return tuple((place, round(size / total, 3)) for place, size in sizes.most_common(_MOST_BLOCKS))
