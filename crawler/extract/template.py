"""What a source's pages have taught: what recurs on them, where an article's parts stand, what its site is called."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import Any

VERSION = 1


class Part(StrEnum):
    """A part of an article that has its place on a page."""

    TITLE = "title"
    BODY = "body"
    DATE = "date"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Sight:
    """How often one block of text was seen at one place; pages are counted from the place's first."""

    count: int
    """Pages that show it."""
    since: int
    """Number of the first of them."""
    last: int
    """Number of the latest of them."""
    day: int
    """When that was, as a proleptic Gregorian ordinal."""


@dataclass(frozen=True, slots=True)
class TemplatePlace:
    """What stands at one place of a source's pages."""

    pages: int = 0
    """Pages that have it."""
    fresh: float = 0
    """Blocks that were new when they were seen, the latest pages weighing more."""
    repeated: float = 0
    """Blocks that another page had shown there, likewise."""
    share: float = 0
    """Which part of the text of a page stands there, 0 to 1, likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenDate:
    """A date that a page shows."""

    place: str
    is_today: bool
    """Whether it is the day of the look."""
    day_first: bool | None = None
    """Whether its numbers prove that the day comes before the month; None if they prove nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What one page tells of its source."""

    blocks: tuple[tuple[str, str], ...] = ()
    """Keys of the page's blocks of text, each as that of its place and its own."""
    shares: tuple[tuple[str, float], ...] = ()
    """Key of each place with the part of the page's text that stands there."""
    boxes: tuple[str, ...] = ()
    """Keys of places of elements that begin with something known to recur."""
    places: tuple[tuple[Part, str], ...] = ()
    """Where the article's parts were found."""
    names: tuple[str, ...] = ()
    """First and last parts of the page's titles, their letters only: the site's name may be among them."""
    dates: tuple[SeenDate, ...] = ()
    published: str | None = None
    """The date that was believed, ISO 8601."""
    offset: str | None = None
    """Month with the site's offset from UTC in it, such as `07-05:00`, where the page tells it."""
    length: int = 0
    """Characters of the article's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What a source's pages have taught so far. Never changed: `crawler.extract.learning.learn` makes the next one."""

    pages: int = 0
    """Pages that it was learned from."""
    entries: int = 0
    """Entries of the source, in the order in which they were put on record, whose pages these are."""
    addresses: tuple[str, ...] = ()
    """Keys of the addresses of the latest of them, which do not count again."""
    places: Mapping[str, TemplatePlace] = field(default_factory=dict)
    sights: Mapping[str, Sight] = field(default_factory=dict)
    """By the keys of place and block with a colon between."""
    boxes: Mapping[str, int] = field(default_factory=dict)
    """How many pages showed an element at a place that begins with something that recurs."""
    parts: Mapping[Part, Mapping[str, float]] = field(default_factory=dict)
    """How firmly an article's part is known to stand at each place: up with each page that agrees, down with others."""
    names: Mapping[str, int] = field(default_factory=dict)
    """How many pages bear each name in their titles, of `named` pages."""
    named: int = 0
    clocks: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """How many pages show at each place the day of the look, and how many another date."""
    dates: Mapping[str, int] = field(default_factory=dict)
    """How many pages are said to be of each date, of `dated` pages."""
    dated: int = 0
    day_first: int = 0
    """How many dates prove that the day is written before the month."""
    month_first: int = 0
    """How many prove the contrary."""
    offsets: Mapping[str, int] = field(default_factory=dict)
    """How many pages tell each offset from UTC, with its month, such as `07-05:00`."""
    length: float = 0
    """Usual length of an article's text in characters."""


def key_of(text: str) -> str:
    """Short name of a text: the same for the same text, hardly ever for another."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=5).hexdigest()


def to_json(template: Template) -> str:
    """The template as JSON: what is remembered is bounded, so that it has some tens of thousands of characters."""
    return json.dumps(
        {
            "version": VERSION,
            "pages": template.pages,
            "entries": template.entries,
            "addresses": template.addresses,
            "places": {key: [at.pages, at.fresh, at.repeated, at.share] for key, at in template.places.items()},
            "sights": {key: [at.count, at.since, at.last, at.day] for key, at in template.sights.items()},
            "boxes": template.boxes,
            "parts": template.parts,
            "names": template.names,
            "named": template.named,
            "clocks": template.clocks,
            "dates": template.dates,
            "dated": template.dated,
            "order": [template.day_first, template.month_first],
            "offsets": template.offsets,
            "length": template.length,
        },
        separators=(",", ":"),
        ensure_ascii=False,
    )


def from_json(text: str) -> Template:
    """The template that `to_json` wrote; an empty one if another version wrote it or it can't be read."""
    try:
        given = json.loads(text)
        return _template_of(given) if given["version"] == VERSION else Template()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return Template()


def _template_of(given: dict[str, Any]) -> Template:
    """The template of a JSON object; raises an error of some kind if it is none."""
    day_first, month_first = given["order"]
    return Template(
        pages=int(given["pages"]),
        entries=int(given["entries"]),
        addresses=tuple(map(str, given["addresses"])),
        places={key: TemplatePlace(int(pages), *map(float, rest)) for key, (pages, *rest) in given["places"].items()},
        sights={key: Sight(*map(int, numbers)) for key, numbers in given["sights"].items()},
        boxes=_counts(given["boxes"]),
        parts={
            Part(part): {place: float(firmness) for place, firmness in places.items()}
            for part, places in given["parts"].items()
        },
        names=_counts(given["names"]),
        named=int(given["named"]),
        clocks={place: (int(today), int(other)) for place, (today, other) in given["clocks"].items()},
        dates=_counts(given["dates"]),
        dated=int(given["dated"]),
        day_first=int(day_first),
        month_first=int(month_first),
        offsets=_counts(given.get("offsets", {})),  # templates of earlier releases have none
        length=float(given["length"]),
    )


def _counts(given: dict[str, Any]) -> dict[str, int]:
    """How often each thing was seen."""
    return {key: int(count) for key, count in given.items()}
