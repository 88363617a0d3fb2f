"""Dates in words, at the precision that is known and with where they come from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from model.article import Article, PublicationDate

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


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


def dated(article: Article, zone: tzinfo) -> str:
    """Say in words when an article was published, for readers in a time zone."""
    published = article.content.published
    if published is None:
        return f"undated; first seen {moment(article.first_seen, zone)}"
    return f"{_at_its_precision(published, zone)} (date from {published.source})"


def moment(when: datetime, zone: tzinfo) -> str:
    """Say a moment in words: `20 November 2026, 07:00 UTC-5`."""
    local = when.astimezone(zone)
    return f"{_day(local)}, {local:%H:%M} {_offset(local)}"


def weekday_and_moment(when: datetime, zone: tzinfo) -> str:
    """Say a moment in words with its day of the week: `Friday 20 November 2026, 07:00 UTC-5`."""
    return f"{_DAYS[when.astimezone(zone).weekday()]} {moment(when, zone)}"


def _at_its_precision(published: PublicationDate, zone: tzinfo) -> str:
    if published.has_time:
        return moment(published.earliest, zone)
    first = published.earliest
    by_length = {4: str(first.year), 7: f"{_MONTHS[first.month - 1]} {first.year}"}
    return by_length.get(len(published.value), _day(first))


def _offset(local: datetime) -> str:
    """Say how far a moment's clock is from UTC: `UTC-5`, `UTC+5:45`."""
    minutes = (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"


def _day(day: datetime) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
