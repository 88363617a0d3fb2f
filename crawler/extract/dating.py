"""Which date an article bears: the most trusted one that the page, its listing and its source's other pages allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from crawler.extract.dates import TRUST, address_claims, believed, stated_claims
from crawler.extract.datewords import proven_order
from crawler.extract.knowledge import day_first, is_clock, is_mass_date, learned_places
from crawler.extract.metadata import Metadata
from crawler.extract.page import Page
from crawler.extract.places import elements_at, place_of
from crawler.extract.scope import Scope
from crawler.extract.shown_dates import Claim, Convention, claim_at, element_claims, is_today, page_claims, text_claims
from crawler.extract.template import Part, SeenDate, Template
from model.article import DateSource, PublicationDate

_MOST_SEEN = 20  # dates that a page tells of


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """The date of an article, and what its page tells of its source's dates."""

    published: PublicationDate | None
    place: str | None = None
    """Where the page shows it."""
    seen: tuple[SeenDate, ...] = ()
    said: str | None = None
    """The date that would be believed if no other page bore it, ISO 8601."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What is known of an article's text when its date is looked for."""

    title: str
    first: str
    """Its first paragraph."""
    language: str | None
    scope: Callable[[], Scope]
    """The part of the page that belongs to it."""


def date_article(
    page: Page,
    metadata: Metadata,
    text: Text,
    *,
    listed: PublicationDate | None,
    url: str,
    template: Template | None,
    now: datetime,
) -> Dating:
    """Date an article. What is less trusted than a claim that can be believed is not even looked for."""
    stated = [*([listed] if listed is not None else []), *stated_claims(metadata, title=text.title, url=url, language=text.language, day_first=day_first(template))]
    shown = list(_shown(page, text, template, settled=_settled(stated, template, now), now=now))
    likely = [claim for claim in shown if claim.is_likely and not is_clock(template, place_of(claim.element))]
    dates = [*stated, *(claim.date for claim in likely), *address_claims(url)]
    best = _best(dates, template, now)
    return Dating(
        published=best,
        place=next((place_of(claim.element) for claim in likely if claim.date is best), None),
        seen=tuple(
            SeenDate(
                place=place_of(claim.element),
                is_today=is_today(claim.date.value, now=now),
                day_first=proven_order(claim.text),
            )
            for claim in shown[:_MOST_SEEN]
        ),
        said=said.value if (said := believed(dates, now=now)) else None,
    )


def _settled(dates: Iterable[PublicationDate], template: Template | None, now: datetime) -> DateSource | None:
    """Source of the date that is to be believed of those stated."""
    best = _best(dates, template, now)
    return best.source if best else None


def _best(dates: Iterable[PublicationDate], template: Template | None, now: datetime) -> PublicationDate | None:
    """The most trusted date that other pages do not make unlikely."""
    return believed([date for date in dates if not is_mass_date(template, date, now=now)], now=now)


def _shown(
    page: Page, text: Text, template: Template | None, *, settled: DateSource | None, now: datetime
) -> Iterator[Claim]:
    """Dates that the page shows, as far as they could be trusted more than the one that is settled."""
    if _is_trusted(settled, DateSource.META):
        return
    convention = Convention(language=text.language, day_first=day_first(template))
    if learned := list(_at_learned_places(page, template, convention, now=now)):
        yield from learned
        return
    found = list(element_claims(text.scope(), convention, now=now))
    yield from found
    likely = believed([claim.date for claim in found if claim.is_likely], now=now)
    if likely is None and not _is_trusted(settled, DateSource.TEXT):
        told = list(text_claims(text.scope(), convention, first=text.first, now=now))
        yield from told
        if not any(claim.is_likely for claim in [*found, *told]):
            yield from page_claims(page, text.scope(), convention, now=now)


def _at_learned_places(
    page: Page, template: Template | None, convention: Convention, *, now: datetime
) -> Iterator[Claim]:
    """The date where the source's other pages show theirs, if there is one, and one only."""
    for place in learned_places(template, Part.DATE):
        elements = [] if is_clock(template, place) else elements_at(page.root, place)
        claims = [claim_at(element, convention) for element in elements]
        if len(claims) == 1 and claims[0] is not None and believed([claims[0].date], now=now):
            yield claims[0]
            return


def _is_trusted(settled: DateSource | None, source: DateSource) -> bool:
    """Whether what is settled is trusted at least as much as a source."""
    return settled is not None and TRUST.index(settled) <= TRUST.index(source)
