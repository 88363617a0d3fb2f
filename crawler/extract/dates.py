"""When an article was published, each claim with its source, and which claim is believed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import unquote, urlsplit

from crawler.extract.conventions import Convention
from crawler.extract.metadata import Metadata, as_texts
from crawler.extract.page import Page
from crawler.extract.trimming import letters
from crawler.text.calendars import month_of
from crawler.text.datewords import MONTHS, day_value, machine_date, stated_date
from model.article import DateSource, PublicationDate

TRUST = (
    DateSource.WORDPRESS,
    DateSource.JSON_LD,
    DateSource.META,
    DateSource.FEED,
    DateSource.TIME_ELEMENT,
    DateSource.TEXT,
    DateSource.URL,
)
"""Sources of dates, the most trusted first."""
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_FIRST_OF_LAST_CENTURY = 90  # a year of two digits; no page is older than the web

_PUBLISHED_META = (
    *("article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished"),
    *("parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "rnews:datepublished", "bt:pubdate"),
    *("pubdate", "publishdate", "publish_date", "publish-date", "published_time", "publication_date"),
    *("publication-date", "published-date", "article.published", "article_date_original", "originalpublicationdate"),
    *("dcterms.issued", "dc.date.issued", "dc.date.published", "citation_publication_date", "citation_online_date"),
    *(
        "citation_date",
        "dcterms.created",
        "dc.date.created",
        "dc.created",
        "dc.date",
        "dc:date",
        "dcterms.date",
        "date",
    ),
)
_LIKE_PUBLISHED = re.compile(r"publi(?:sh|cation).*(?:date|time|at)$|date.?publi|pub.?date|date.?posted$")
_MODIFIED_META = ("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified")
_DAY_IN_PATH = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
_DAY_FIRST_IN_PATH = re.compile(r"[/_-](\d{2})[-_](\d{2})[-_]((?:19|20)\d{2})(?=[/_.-]|$)")
_MONTH_IN_PATH = re.compile(r"/((?:19|20)\d{2})[/-](\d{2}|[^\W\d_]{3,10})(?=/)")
_RUN_OF_DIGITS = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_DAY_MONTH_YEAR = re.compile(r"[^\W\d_](\d{2})(\d{2})(\d{2})\.(?:html?|php|aspx?)$", re.IGNORECASE)
_IN_SCRIPT = re.compile(
    r"""["']?\b(?:date_?published|publish(?:ed)?_?(?:at|on|date|time)|publication_?date|first_?published(?:_?at)?|pub_?date)"""
    r"""\\?["']?\s*[:=]\s*\\?["']([^"'\\]{8,40})\\?["']""",
    re.IGNORECASE,
)
_WORDS_IN_SCRIPT = ("publi", "pubdate", "pub_date")
"""Of which each name of a date of publication has one."""
_OFFSET_IN_SCRIPT = re.compile(r'\d\d:\d\d:\d\d(?:\.\d{1,9})? ?([+-])(0\d|1[0-4]):?([0134][05])(?=[\\"])')
_UPLOADS = re.compile(r"/uploads?/", re.IGNORECASE)


def believed(claims: Iterable[PublicationDate], *, now: datetime) -> PublicationDate | None:
    """Choose the most trusted claim that is possible: not in the future of `now` and not before the web.

    Of equally trusted ones the first counts.
    """
    possible = [claim for claim in claims if EARLIEST <= claim.earliest <= now + timedelta(days=1)]
    return min(possible, key=lambda claim: TRUST.index(claim.source), default=None)


def stated_claims(metadata: Metadata, *, title: str, convention: Convention) -> Iterator[PublicationDate]:
    """Dates of publication in a page's descriptions of articles and in its meta elements."""
    read = partial(stated_date, language=convention.language, day_first=convention.day_first)
    for description in _nearest_first(metadata.descriptions, title):
        for text in as_texts(description.get("datePublished")) or as_texts(description.get("dateCreated")):
            yield from _claim(read(text), DateSource.JSON_LD)
    for name in (*_PUBLISHED_META, *filter(_LIKE_PUBLISHED.search, metadata.meta)):
        if name in metadata.meta:
            yield from _claim(read(metadata.meta[name]), DateSource.META)


def script_dates(page: Page, convention: Convention) -> Iterator[PublicationDate]:
    """The one day of publication that the data in a page's scripts name, if they name but one."""
    found: dict[str, str] = {}
    for script in page.having("script"):
        if "ld+json" in script.get("type", ""):  # what it describes is not this page's article
            continue
        written = script.text or ""
        lowered = written.lower()
        if not any(word in lowered for word in _WORDS_IN_SCRIPT):  # far quicker to see, and none is in most scripts
            continue
        for text in _IN_SCRIPT.findall(written):
            if value := stated_date(text, language=convention.language, day_first=convention.day_first):
                found.setdefault(value[:10], value)
    if len(found) == 1:
        yield from _claim(found.popitem()[1], DateSource.META)


def script_offset(page: Page) -> timedelta | None:
    """The one offset from UTC, other than its own, that moments in a page's scripts bear; None if there is none."""
    texts = (script.text or "" for script in page.having("script"))
    found = {sign + hours + minutes for text in texts for sign, hours, minutes in _OFFSET_IN_SCRIPT.findall(text)}
    offsets = {offset for text in found if (offset := datetime.strptime(text, "%z").utcoffset())}
    return offsets.pop() if len(offsets) == 1 else None


def page_dates(metadata: Metadata, *, title: str, url: str) -> Iterator[PublicationDate]:
    """Dates in descriptions of the page at `url`, by its address or name: it may be older than its text, or newer."""
    own = {_address(url), _address(metadata.canonical_url or url)}
    for node in metadata.pages:
        named = as_texts(node.get("name")) + as_texts(node.get("headline"))
        stated = as_texts(node.get("url")) + as_texts(node.get("@id"))
        if letters(title) in map(letters, named) or not own.isdisjoint(map(_address, stated)):
            for text in as_texts(node.get("datePublished")):
                yield from _claim(machine_date(text), DateSource.JSON_LD)


def _address(url: str) -> str:
    """Address as it is compared: host and path."""
    return re.sub(r"^\w+://(?:www\.)?|[#?].*$", "", url).rstrip("/")


def _nearest_first(descriptions: tuple[dict[str, object], ...], title: str) -> list[dict[str, object]]:
    """Descriptions with those that bear the article's title first: a page may describe others, too."""
    wanted = letters(title)
    return sorted(descriptions, key=lambda node: wanted not in map(letters, as_texts(node.get("headline"))))


def _claim(value: str | None, source: DateSource) -> Iterator[PublicationDate]:
    if value is not None:
        yield PublicationDate(value, source)


def modified_date(metadata: Metadata, *, title: str, now: datetime) -> str | None:
    """When the page says that it was last changed, ISO 8601 with offset; None if it doesn't say so exactly."""
    texts = [
        *(text for node in _nearest_first(metadata.descriptions, title) for text in as_texts(node.get("dateModified"))),
        *(metadata.meta.get(name, "") for name in _MODIFIED_META),
    ]
    moments = (machine_date(text) for text in texts)
    return next((moment for moment in moments if moment and _is_exact(moment, now)), None)


def _is_exact(moment: str, now: datetime) -> bool:
    """Whether a moment has its time and lies in the past."""
    return "T" in moment and datetime.fromisoformat(moment) <= now + timedelta(days=1)


def address_claims(url: str) -> Iterator[PublicationDate]:
    """Dates in an article's address: /2022/12/22/, /2022/12/, /2022/diciembre/, 20221222, or ddmmyy at a file's end."""
    path = unquote(urlsplit(url).path)
    if _UPLOADS.search(path):  # where a system keeps files, by the month of their upload
        return
    yield from _claim(_date_in_path(path), DateSource.URL)


def _date_in_path(path: str) -> str | None:
    if match := _DAY_IN_PATH.search(path):
        return day_value(int(match[1]), int(match[2]), int(match[3]))
    if (match := _DAY_FIRST_IN_PATH.search(path)) and (int(match[1]) > MONTHS or match[1] == match[2]):
        return day_value(int(match[3]), int(match[2]), int(match[1]))
    if match := _RUN_OF_DIGITS.search(path):
        return day_value(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_IN_PATH.search(path):
        month = int(match[2]) if match[2].isdecimal() else month_of(match[2]) or 0
        return f"{match[1]}-{month:02}" if 1 <= month <= MONTHS else None
    if match := _DAY_MONTH_YEAR.search(path):
        year = int(match[3])
        return day_value(year + (1900 if year >= _FIRST_OF_LAST_CENTURY else 2000), int(match[2]), int(match[1]))
    return None
