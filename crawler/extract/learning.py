"""One more page of a source, and what is known of the source then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import islice, takewhile
from typing import TypeVar

from crawler.extract.template import Part, Sight, Template, TemplatePlace, Traits, key_of

_MOST_ADDRESSES = 400
_MOST_PLACES = 150
_MOST_SIGHTS = 600
_MOST_BOXES = 60
_MOST_NAMES = 60
_MOST_OFFSETS = 48  # those of twelve months, before and after a site changed its own
_MOST_CLOCKS = 40
_MOST_DATES = 100
_MOST_OF_A_PART = 6
_WINDOW = 40  # pages; what was before the latest ones weighs half
_WINDOW_OF_SHARES = 10  # pages; a redesign moves text to other places at once
_MOST_ORDERS = 99  # dates that are counted
_FORGOTTEN_PAGES = 30
_FORGOTTEN_DAYS = 120
_ENOUGH = 3  # pages on which something recurs
_KEPT = 0.85  # of what was known, with each page that tells otherwise
_FIRMEST = 10.0
_LONGEST_VALUE = 60  # characters of a name or a date

_Value = TypeVar("_Value")


def learn(template: Template, traits: Traits, *, url: str, now: datetime) -> Template:
    """What is known of a source after one more of its pages, which stands at `url`; a page counts once."""
    address = key_of(url)
    if address in template.addresses:
        return template
    today = now.astimezone(UTC).toordinal()
    places, sights = _seen(template, traits, today)
    named, names = _counted(template.named, template.names, traits.names)
    dated, dates = _counted(template.dated, template.dates, [traits.published] if traits.published else [])
    orders = Counter(date.day_first for date in traits.dates)
    return Template(
        pages=template.pages + 1,
        entries=template.entries,
        addresses=(*template.addresses, address)[-_MOST_ADDRESSES:],
        places=_newest(places, _MOST_PLACES),
        sights=_kept(sights, today),
        boxes=_newest(_added(template.boxes, traits.boxes), _MOST_BOXES),
        parts=_placed(template.parts, traits.places),
        names=_newest(names, _MOST_NAMES),
        named=named,
        clocks=_newest(_clocks(template.clocks, traits), _MOST_CLOCKS),
        dates=_newest(dates, _MOST_DATES),
        dated=dated,
        day_first=min(_MOST_ORDERS, template.day_first + orders[True]),
        month_first=min(_MOST_ORDERS, template.month_first + orders[False]),
        offsets=_newest(_added(template.offsets, [traits.offset] if traits.offset else []), _MOST_OFFSETS),
        length=round(template.length + (traits.length - template.length) / min(template.pages + 1, _WINDOW), 1),
    )


def _seen(template: Template, traits: Traits, today: int) -> tuple[dict[str, TemplatePlace], dict[str, Sight]]:
    """Places and the blocks seen there, with those of one more page."""
    places, sights = dict(template.places), dict(template.sights)
    found = Counter(place for place, _ in set(traits.blocks))
    shares = dict(traits.shares)
    numbers = {place: places.get(place, TemplatePlace()).pages + 1 for place in found}
    repeated: Counter[str] = Counter()
    for place, block in dict.fromkeys(traits.blocks):
        key = f"{place}:{block}"
        before = sights.pop(key, None)
        repeated[place] += before is not None
        sights[key] = _once_more(before, numbers[place], today)
    for place, blocks in found.items():
        before_ = places.pop(place, TemplatePlace())
        places[place] = TemplatePlace(
            pages=before_.pages + 1,
            fresh=round(_KEPT * before_.fresh + blocks - repeated[place], 2),
            repeated=round(_KEPT * before_.repeated + repeated[place], 2),
            share=round(
                before_.share + (shares.get(place, 0) - before_.share) / min(before_.pages + 1, _WINDOW_OF_SHARES), 3
            ),
        )
    return places, sights


def _once_more(before: Sight | None, number: int, today: int) -> Sight:
    """A block that was seen on one more page, the `number`th that has its place."""
    if before is None or number - before.last > _FORGOTTEN_PAGES:
        return Sight(1, number, number, today)
    age = number - before.since + 1
    if age > _WINDOW:
        return Sight((before.count + 1) // 2 + 1, number - age // 2, number, today)
    return Sight(before.count + 1, before.since, number, today)


def _kept(sights: dict[str, Sight], today: int) -> dict[str, Sight]:
    """Blocks to be remembered: none from long ago, and of too many those that recur rather than the others.

    The ones seen last stand last.
    """
    gone = {key for key, _ in takewhile(lambda one: today - one[1].day > _FORGOTTEN_DAYS, sights.items())}
    surplus = len(sights) - len(gone) - _MOST_SIGHTS
    if surplus > 0:
        rare = (key for key, seen in sights.items() if seen.count < _ENOUGH and key not in gone)
        gone.update(islice(rare, surplus))
    for key in gone:
        del sights[key]
    return _newest(sights, _MOST_SIGHTS)


def _counted(pages: int, known: Mapping[str, int], found: Iterable[str]) -> tuple[int, dict[str, int]]:
    """Number of pages that show any of some things, and of those that show each, with one more page."""
    new = [thing for thing in dict.fromkeys(found) if len(thing) <= _LONGEST_VALUE]
    if not new:
        return pages, dict(known)
    if pages >= 2 * _WINDOW:
        pages, known = pages // 2, {thing: count // 2 for thing, count in known.items() if count > 1}
    return pages + 1, _added(known, new)


def _added(known: Mapping[str, int], found: Iterable[str]) -> dict[str, int]:
    """Counts with one more of each thing found; those found stand last."""
    counts = dict(known)
    for thing in dict.fromkeys(found):
        counts[thing] = counts.pop(thing, 0) + 1
    return counts


def _clocks(known: Mapping[str, tuple[int, int]], traits: Traits) -> dict[str, tuple[int, int]]:
    """How often the day of the look and other days were shown at each place, with one more page."""
    clocks = dict(known)
    for place, is_today in dict.fromkeys((key_of(date.place), date.is_today) for date in traits.dates):
        today, other = clocks.pop(place, (0, 0))
        clocks[place] = (today + is_today, other + (not is_today))
    return clocks


def _placed(
    known: Mapping[Part, Mapping[str, float]], found: Iterable[tuple[Part, str]]
) -> dict[Part, dict[str, float]]:
    """Where an article's parts stand, with one more page: each other place that was known is known less firmly."""
    parts = {part: dict(places) for part, places in known.items()}
    for part, place in found:
        before = parts.get(part, {})
        others = {other: round(_KEPT * firmness, 3) for other, firmness in before.items() if other != place}
        firm = sorted(others.items(), key=lambda item: -item[1])[: _MOST_OF_A_PART - 1]
        parts[part] = {**dict(firm), place: min(_FIRMEST, before.get(place, 0) + 1)}
    return parts


def _newest(known: dict[str, _Value], most: int) -> dict[str, _Value]:
    """As many things as are to be remembered, of which the newest stand last."""
    surplus = len(known) - most
    return known if surplus <= 0 else dict(islice(known.items(), surplus, None))
