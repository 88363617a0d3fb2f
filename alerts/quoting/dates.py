"""Dates in words, at the precision that is known and with where they come from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

from babel.dates import get_day_names, get_month_names

from model.article import Article, PublicationDate

_OF = {"en": " ", "es": " de "}
"""What stands between day, month and year."""
_UNDATED = {"en": "undated; first seen {}", "es": "sin fecha; visto por primera vez el {}"}
_DATE_FROM = {"en": "{} (date from {})", "es": "{} (fecha según {})"}


def provenance(article: Article) -> str:
    """Say in ISO 8601 when an article was published and who says so, or that nobody does and when we first saw it."""
    published = article.content.published
    if published is None:
        return f"No date of publication; first seen {article.first_seen.astimezone(UTC):%Y-%m-%d}"
    return f"Published {published.value[:10]} ({published.source})"


def known_day(article: Article) -> datetime | None:
    """Give the moment of publication, or the first one of its day; None where not even the day is known."""
    published = article.content.published
    return published.earliest if published and len(published.value) >= len("2022-12-22") else None


def dated(article: Article, zone: tzinfo, language: str = "en") -> str:
    """Say in words when an article was published, for readers in a time zone."""
    published = article.content.published
    if published is None:
        return _UNDATED[language].format(moment(article.first_seen, zone, language))
    return _DATE_FROM[language].format(_at_its_precision(published, zone, language), published.source)


def moment(when: datetime, zone: tzinfo, language: str = "en") -> str:
    """Say a moment in words: `20 November 2026, 07:00 UTC-5`."""
    local = when.astimezone(zone)
    return f"{_day(local, language)}, {local:%H:%M} {_offset(local)}"


def weekday_and_moment(when: datetime, zone: tzinfo, language: str = "en") -> str:
    """Say a moment in words with its day of the week: `Friday 20 November 2026, 07:00 UTC-5`."""
    return f"{weekday(when.astimezone(zone), language)} {moment(when, zone, language)}"


def weekday(day: date, language: str = "en") -> str:
    """Say which day of the week it is."""
    return str(get_day_names(locale=language)[day.weekday()])


def _at_its_precision(published: PublicationDate, zone: tzinfo, language: str) -> str:
    if published.has_time:
        return moment(published.earliest, zone, language)
    first = published.earliest
    month = _OF[language].join((_month(first, language), str(first.year)))
    return {4: str(first.year), 7: month}.get(len(published.value), _day(first, language))


def _offset(local: datetime) -> str:
    """Say how far a moment's clock is from UTC: `UTC-5`, `UTC+5:45`."""
    minutes = (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"


def _day(day: datetime, language: str) -> str:
    return _OF[language].join((str(day.day), _month(day, language), str(day.year)))


def _month(day: date, language: str) -> str:
    return str(get_month_names(locale=language)[day.month])
