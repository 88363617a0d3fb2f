"""What a template lets one conclude: what recurs, where parts stand, what the site is called, which dates are none."""

from __future__ import annotations

from datetime import datetime, timedelta

from crawler.extract.template import Part, Template, TemplatePlace, key_of
from crawler.text.datewords import LENGTH_OF_DAY
from model.article import PublicationDate

_ENOUGH = 3  # pages
_SURE = 9  # pages of a place, after which three that show a block may be chance
_SHARE = 3  # one page in so many shows what recurs
_FIRM = 5  # pages that agree
_MOST_UNSEEN = 12  # pages of its place on which a block that recurs may be missing in a row
_SETTLED = timedelta(days=7)
_PROVEN = 9  # dates that can be read in one order only, for each that speaks for the other: one in ten may be a slip
_RARELY_TEXT = 0.3  # of a place's blocks; above it the article may stand there on some pages
_AGREEING = 2  # pages; what one page shows may be a slip of its own
_MORE_OFTEN_KNOWN = 1.5  # times as many blocks seen before as new ones: a box fills with the latest articles one by one
_NEARLY_ALL_DATED = 0.8  # of the pages with a date: a source's articles of one day are fewer


def recurs(template: Template, place: str, block: str) -> bool:
    """Whether a block, by the keys of its place and its own, is on too many pages to be an article's own."""
    seen = template.sights.get(f"{place}:{block}")
    if seen is None or seen.count < _ENOUGH:
        return False
    pages = template.places.get(place, TemplatePlace()).pages
    window = max(pages - seen.since + 1, min(pages, _SURE))
    return seen.count * _SHARE >= window and pages - seen.last <= _MOST_UNSEEN


def is_known(template: Template, place: str, block: str) -> bool:
    """Whether any page has shown a block at a place before."""
    return f"{place}:{block}" in template.sights


def is_furniture_place(template: Template, place: str) -> bool:
    """Whether what stands at a place mostly was on other pages before, as in a box of the latest articles."""
    known = template.places.get(place, TemplatePlace())
    return (
        known.pages >= _FIRM
        and known.share < _RARELY_TEXT
        and known.repeated >= _AGREEING
        and known.repeated > _MORE_OFTEN_KNOWN * known.fresh
    )


def is_box(template: Template, place: str) -> bool:
    """Whether elements at a place begin with something that recurs, so often that they are boxes as a whole."""
    return template.boxes.get(place, 0) >= _ENOUGH


def learned_places(template: Template | None, part: Part) -> list[str]:
    """Places where a part of the article stands on enough of the source's pages, the firmest first."""
    known = template.parts.get(part, {}) if template is not None else {}
    return sorted((place for place, firmness in known.items() if firmness >= _FIRM), key=lambda place: -known[place])


def site_names(template: Template | None) -> frozenset[str]:
    """Letters of the names of the site and its sections, as its pages' titles bear them."""
    if template is None or template.named < _ENOUGH:
        return frozenset()
    return frozenset(
        name for name, count in template.names.items() if count >= _ENOUGH and count * _SHARE >= template.named
    )


def is_clock(template: Template | None, place: str) -> bool:
    """Whether a place never showed another date than that of the day when it was looked at."""
    today, other = template.clocks.get(key_of(place), (0, 0)) if template is not None else (0, 0)
    return today >= _ENOUGH and other == 0


def is_mass_date(template: Template | None, date: PublicationDate, *, now: datetime) -> bool:
    """Whether so many pages are said to be of one day of the past that a move of the site is likely to have made it."""
    if template is None or now - date.earliest < _SETTLED:
        return False
    count = template.dates.get(date.value, 0)
    if date.has_time:
        return count >= _FIRM and 2 * count >= template.dated
    return len(date.value) == LENGTH_OF_DAY and count >= 2 * _FIRM and count >= _NEARLY_ALL_DATED * template.dated


def day_first(template: Template | None) -> bool | None:
    """Whether the source writes the day before the month; None if its other dates do not prove it."""
    if template is None or template.day_first + template.month_first < _AGREEING:
        return None
    if template.day_first >= _PROVEN * template.month_first:
        return True
    return False if template.month_first >= _PROVEN * template.day_first else None


def usual_offset(template: Template | None, moment: datetime) -> timedelta | None:
    """Offset from UTC that a source's other pages bear, those of the moment's month before others; None: too few do."""
    known = template.offsets if template is not None else {}
    if sum(known.values()) < _ENOUGH:
        return None
    month = f"{moment:%m}"
    key = max(known, key=lambda key: (key.startswith(month), known[key]))
    return datetime.strptime(key[2:], "%z").utcoffset()
