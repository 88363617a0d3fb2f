"""Whether a page writes 3/4/2022 for the third of April or the fourth of March."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.extract.dated_texts import DatedText
from crawler.extract.metadata import Metadata
from crawler.extract.page import Page
from crawler.text.datewords import DAY_FIRST_LANGUAGES, readings_in

_MONTH_FIRST_REGIONS = frozenset({"US", "PH"})
_NO_COUNTRIES = frozenset({"io", "co", "tv", "me", "ai", "fm", "ly", "to", "cc", "ws", "ca", "ph"})
"""Domains of countries that are used in all the world, or where both orders are."""
_MONTH_FIRST_DOMAINS = frozenset({"us", "gov", "mil"})
_LETTERS_OF_A_COUNTRY = 2  # ISO 3166: top-level domains of two letters are countries', and no other has two
_REGION = re.compile(r"^[a-z]{2,3}[-_](?:[a-z]{4}[-_])?([a-z]{2})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """How a page writes its dates."""

    language: str | None
    day_first: bool | None
    """Whether the day stands before the month in numbers; None: the language says, or nothing."""


def convention_of(
    page: Page,
    metadata: Metadata,
    texts: Iterable[DatedText],
    *,
    usual: Convention,
    url: str,
    months: Iterable[str],
) -> Convention:
    """How a page at `url` writes its dates: as is `usual` for it, or as its own dates, region and address tell.

    The `texts` are those of the page that hold dates; the article is likely to be of one of some `months`, as 2022-12.
    """
    if not has_no_order(usual):
        return usual
    proven = _proven(texts, frozenset(months))
    by_place = proven if proven is not None else _of_country(_regions(page.root, metadata), url)
    return Convention(language=usual.language, day_first=by_place)


def has_no_order(convention: Convention) -> bool:
    """Whether neither the source's other pages nor the language tells where the day stands."""
    return convention.day_first is None and convention.language not in DAY_FIRST_LANGUAGES


def _proven(texts: Iterable[DatedText], months: frozenset[str]) -> bool | None:
    """Order that the page's dates in numbers prove, for there is no such month, or it must be one of some."""
    told: set[bool] = set()
    for one in texts:
        for day_first, month_first in readings_in(one.text):
            if (day_first is None) != (month_first is None):
                told.add(day_first is not None)
            elif day_first and month_first and (day_first[:7] in months) != (month_first[:7] in months):
                told.add(day_first[:7] in months)
    return told.pop() if len(told) == 1 else None


def _regions(root: HtmlElement, metadata: Metadata) -> Iterator[str]:
    """Countries that a page's tags of its language name, in capitals."""
    for tag in (root.get("lang", ""), metadata.meta.get("og:locale", ""), metadata.meta.get("dc.language", "")):
        if match := _REGION.match(tag.strip()):
            yield match[1].upper()


def _of_country(regions: Iterable[str], url: str) -> bool | None:
    """Order of a country: that of the address, since systems say en-US where nobody chose a language."""
    domain = (urlsplit(url).hostname or "").rpartition(".")[2]
    if domain in _MONTH_FIRST_DOMAINS:
        return False
    if len(domain) == _LETTERS_OF_A_COUNTRY and domain not in _NO_COUNTRIES:
        return True
    return next((region not in _MONTH_FIRST_REGIONS for region in regions), None)
