"""Which date an article bears: the most trusted one that the page, its listing and its source's other pages allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, partial
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.extract.conventions import Convention, convention_of, has_no_order
from crawler.extract.dated_texts import DatedText, dated_texts
from crawler.extract.dates import (
    address_claims,
    believed,
    modified_date,
    page_dates,
    script_dates,
    script_offset,
    stated_claims,
)
from crawler.extract.knowledge import day_first, is_clock, is_mass_date, learned_places, usual_offset
from crawler.extract.metadata import Metadata
from crawler.extract.page import Page
from crawler.extract.places import elements_at, place_of
from crawler.extract.scope import Scope
from crawler.extract.shown_dates import (
    BY_PLACE,
    MARKED,
    NAMED,
    Claim,
    claim_at,
    dated_elements,
    dateline_claims,
    dates_of_month,
    element_claims,
    is_today,
    page_claims,
    text_claims,
)
from crawler.extract.template import Part, SeenDate, Template
from crawler.text.countries import country_of, offsets_in
from crawler.text.datewords import proven_order
from crawler.text.local_time import at_offset, is_moment_in_utc, offset_near, shown_day, shown_offset
from model.article import DateSource, PublicationDate

_MOST_SEEN = 20  # dates that a page tells of
_SETTLING = frozenset({DateSource.WORDPRESS, DateSource.JSON_LD})
_STRONGER = {DateSource.JSON_LD: MARKED, DateSource.META: NAMED}
"""Rank from which on what readers see is believed rather than what is stated where they don't."""
_DAY = len("2022-12-22")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """The date of an article, and what its page tells of its source's dates."""

    published: PublicationDate | None
    place: str | None = None
    """Where the page shows it."""
    seen: tuple[SeenDate, ...] = ()
    said: str | None = None
    """The date that would be believed if no other page bore it, ISO 8601."""
    offset: str | None = None
    """Month with the site's offset from UTC in it, such as `07-05:00`, where the page tells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """What is known of an article's text when its date is looked for."""

    title: str
    first: str
    """Its first paragraph."""
    language: str | None
    scope: Callable[[], Scope]
    """The part of the page that belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """Dates that the listing gives, and those that the page states out of its readers' sight."""

    dates: tuple[PublicationDate, ...]
    best: PublicationDate | None
    """The one to be believed."""

    @property
    def is_sure(self) -> bool:
        """Whether words on the page can tell no more: of a moment in UTC or of several days they can."""
        is_of_one_day = len({date.value[:_DAY] for date in self.dates}) == 1
        return self.best is not None and is_of_one_day and not is_moment_in_utc(self.best)

    @property
    def is_settled(self) -> bool:
        """Whether nothing that the page shows could be believed rather."""
        return self.is_sure and self.best is not None and self.best.source in _SETTLING


def date_article(
    page: Page,
    metadata: Metadata,
    text: ArticleText,
    *,
    listed: PublicationDate | None,
    url: str,
    template: Template | None,
    now: datetime,
) -> Dating:
    """Date an article. What is less trusted than a claim that can be believed is not even looked for."""
    in_address = list(address_claims(url))
    changed = modified_date(metadata, title=text.title, now=now)
    usual = Convention(language=text.language, day_first=day_first(template))
    read = partial(_stated, metadata, title=text.title, listed=listed, template=template, now=now)
    stated = read(usual)
    shown: list[Claim] = []
    texts = cache(partial(dated_texts, page))

    @cache
    def convention() -> Convention:
        months = [value[:7] for value in (*(date.value for date in in_address), changed or "") if value]
        return convention_of(page, metadata, texts(), usual=usual, url=url, months=months)

    if not stated.is_settled:
        find = partial(_at_learned_places, list(_learned_elements(page, template)), now=now)
        if (learned := find(usual)) is None or not _is_same_in_any_order((read, find), usual):
            stated, learned = read(convention()), find(convention())
        shown = [learned] if learned is not None else []
        shown = shown or list(_shown(page, text, convention(), stated=stated, texts=texts(), now=now))
    likely = [
        claim
        for claim in shown
        if claim.is_likely and not is_clock(template, place_of(claim.element)) and not _is_refuted(claim, in_address)
    ]
    dates = [*stated.dates, *(claim.date for claim in likely), *in_address]
    if (best := _best(dates, template, now)) is None or best.source is DateSource.URL:
        dates = [*page_dates(metadata, title=text.title, url=url), *script_dates(page, convention()), *dates]
        best = _best(dates, template, now)
    if best is not None and best.source is DateSource.URL and len(best.value) == len("2022-12"):
        of_month = dates_of_month(texts(), convention(), month=best.value)
        best = next((claim.date for claim in of_month), best)
    if best is not None and best is stated.best:
        best = _agreed(stated.dates, likely, changed) or _as_shown(best, likely, changed) or best
    place = next((place_of(claim.element) for claim in likely if claim.date is best), None)
    if best is not None and is_moment_in_utc(best):
        offset = offset_near(best.earliest, metadata.moments) or usual_offset(template, best.earliest)
        offset = offset or script_offset(page)
        best = _by_the_site_s_clock(best, likely, in_address, offset, url=url)
    return Dating(
        published=best,
        place=place,
        seen=tuple(
            SeenDate(
                place=place_of(claim.element),
                is_today=is_today(claim.date.value, now=now),
                day_first=proven_order(claim.text),
            )
            for claim in shown[:_MOST_SEEN]
        ),
        said=said.value if (said := believed(dates, now=now)) else None,
        offset=_told_offset(best),
    )


def _is_refuted(claim: Claim, in_address: Iterable[PublicationDate]) -> bool:
    """Whether a date that only its place makes the article's is of another month than the address names."""
    months = {date.value for date in in_address if len(date.value) == len("2022-12")}
    return claim.rank >= BY_PLACE and bool(months) and claim.date.value[:7] not in months


def _stated(
    metadata: Metadata,
    convention: Convention,
    *,
    title: str,
    listed: PublicationDate | None,
    template: Template | None,
    now: datetime,
) -> Stated:
    """Dates that the listing and the page's head state."""
    dates = [] if listed is None else [listed]
    dates += stated_claims(metadata, title=title, convention=convention)
    return Stated(dates=tuple(dates), best=_best(dates, template, now))


def _agreed(stated: Iterable[PublicationDate], shown: list[Claim], changed: str | None) -> PublicationDate | None:
    """Of stated dates that differ the one whose day the page shows, unless it is that of the last change."""
    days = {claim.date.value[:_DAY] for claim in shown} - {(changed or "")[:_DAY]}
    return next((date for date in stated if date.value[:_DAY] in days), None)


def _as_shown(stated: PublicationDate, shown: list[Claim], changed: str | None) -> PublicationDate | None:
    """Another date than a stated one that the page shows more firmly to its readers.

    Systems state the day when a draft was made or the site was moved. What is shown may be the day of the last change,
    which is `changed`.
    """
    weakest = _STRONGER.get(stated.source, 0)
    firm = next((claim.date for claim in shown if claim.rank <= weakest and len(claim.date.value) >= _DAY), None)
    if firm is None or abs(firm.earliest - stated.earliest) < _least_difference(stated):
        return None
    return None if changed and firm.value[:_DAY] == changed[:_DAY] else firm


def _least_difference(stated: PublicationDate) -> timedelta:
    """Difference of dates from which on they are two and not one by two clocks."""
    return timedelta(days=2) if stated.has_time else timedelta(days=1)


def _by_the_site_s_clock(
    stated: PublicationDate,
    shown: list[Claim],
    in_address: list[PublicationDate],
    usual: timedelta | None,
    *,
    url: str,
) -> PublicationDate:
    """A moment in UTC as the site itself tells it: with its offset, as the page shows it, as is `usual`, or its land's.

    Where only the day is shown, or stands in the address, and is another than that offset gives, the day alone is sure.
    """
    pairs = [(claim.date, claim.text) for claim in shown]
    if (offset := shown_offset(stated, pairs)) is not None:
        return at_offset(stated, offset)
    day = shown_day(stated, [*pairs, *((date, "") for date in in_address)])
    if day is None and usual is None:
        return _by_clocks_of_country(stated, urlsplit(url).hostname or "")
    local = at_offset(stated, usual) if usual is not None else stated
    return local if day is None or day.value == local.value[:_DAY] else day


def _by_clocks_of_country(stated: PublicationDate, host: str) -> PublicationDate:
    """A moment in UTC as the clocks of the country tell it that a host's name ends with.

    Where the country has several clocks, the day alone is sure, if it is the same by all of them but not in UTC.
    """
    country = country_of(host)
    local = [at_offset(stated, offset) for offset in offsets_in(country, stated.earliest)] if country else []
    days = {date.value[:_DAY] for date in local}
    if len(local) == 1:
        return local[0]
    return PublicationDate(days.pop(), stated.source) if len(days) == 1 and stated.value[:_DAY] not in days else stated


def _told_offset(date: PublicationDate | None) -> str | None:
    """Month and offset of a moment, if it has one other than UTC's."""
    if date is None or not date.has_time or date.value.endswith("+00:00"):
        return None
    return f"{date.value[5:7]}{date.value[-6:]}"


def _best(dates: Iterable[PublicationDate], template: Template | None, now: datetime) -> PublicationDate | None:
    """The most trusted date that other pages do not make unlikely."""
    return believed([date for date in dates if not is_mass_date(template, date, now=now)], now=now)


def _shown(
    page: Page,
    text: ArticleText,
    convention: Convention,
    *,
    stated: Stated,
    texts: list[DatedText],
    now: datetime,
) -> Iterator[Claim]:
    """Dates that the page shows, the likeliest first, as far as they can tell more than what is `stated`."""
    dated = dated_elements(page, texts)
    found = list(element_claims(dated, text.scope(), convention, now=now))
    yield from found
    if stated.is_sure or believed([claim.date for claim in found if claim.is_likely], now=now):
        return
    told = list(text_claims(text.scope(), convention, first=text.first, now=now))
    yield from told
    if stated.best is None and not any(claim.is_likely for claim in [*found, *told]):
        apart = list(page_claims(texts, dated, text.scope(), convention, now=now))
        yield from apart or dateline_claims(text.scope(), convention, first=text.first, now=now)


def _learned_elements(page: Page, template: Template | None) -> Iterator[HtmlElement]:
    """What stands where the source's other pages show their date, the firmest place first, if it is one element."""
    for place in learned_places(template, Part.DATE):
        elements = [] if is_clock(template, place) else elements_at(page, place)
        if len(elements) == 1:
            yield elements[0]


def _at_learned_places(elements: Iterable[HtmlElement], convention: Convention, *, now: datetime) -> Claim | None:
    """The date of the first element that shows one that can be believed."""
    claims = (claim_at(element, convention) for element in elements)
    return next((claim for claim in claims if claim is not None and believed([claim.date], now=now)), None)


def _is_same_in_any_order(reads: Iterable[Callable[[Convention], object]], usual: Convention) -> bool:
    """Whether dates are read alike wherever the day stands in them, so that it need not be found out."""
    orders = [replace(usual, day_first=order) for order in (None, True, False)] if has_no_order(usual) else [usual]
    return all(read(order) == read(orders[0]) for read in reads for order in orders[1:])
