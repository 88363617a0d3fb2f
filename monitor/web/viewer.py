"""Who looks at a page, and how it is told to them: in which language, by which clock, with which rights."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from model.article import PublicationDate

_MOMENT = "d MMM y, HH:mm"
_DAY = "d MMM y"
_BY_LENGTH = {4: "y", 7: "LLLL y"}
"""How a date is told of which no more than the year, or the month, is known."""


_REMEMBERED = 5_000
"""Days and moments as they are told. The front page has over a hundred, of which each takes Babel 0.1 ms, and they are
mostly those that it had before."""


class Access(IntEnum):
    """What somebody may see and do; each may what the one before may."""

    NOBODY = 0
    """Nothing: a password is asked for."""
    READER = 1
    """See what publishers print, but neither what is sent nor to whom, and change nothing."""
    OWNER = 2
    """Everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Somebody who asks for a page."""

    language: str
    """One of ours, by its code."""
    zone: ZoneInfo
    has_chosen_zone: bool = False
    """Whether the zone is the reader's own; otherwise it is the configuration's."""
    access: Access
    is_logged_in: bool = False
    form_token: str = ""
    """What shows of a form that it is from a page of ours."""
    form_cookie: str | None = None
    """What the browser is to keep for that, if it has nothing yet."""
    path: str = "/"
    """The page's own address."""
    now: datetime

    @property
    def may_act(self) -> bool:
        """Whether they may change something."""
        return self.access is Access.OWNER

    @property
    def zone_name(self) -> str:
        """The time zone with its offset now: `America/Lima, UTC-5`."""
        minutes = (self.now.astimezone(self.zone).utcoffset() or timedelta()) // timedelta(minutes=1)
        hours, rest = divmod(abs(minutes), 60)
        offset = f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"
        return offset if self.zone.key == offset else f"{self.zone.key}, {offset}"

    def moment(self, when: datetime) -> str:
        """A moment by the reader's clock."""
        return _moment(when.astimezone(self.zone).replace(tzinfo=None), self.language)

    def day(self, day: date) -> str:
        """A day."""
        return _day(day, _DAY, self.language)

    def published(self, when: PublicationDate) -> str:
        """A date of publication at the precision that is known."""
        if when.has_time:
            return self.moment(when.earliest)
        return _day(when.earliest.astimezone(UTC).date(), _BY_LENGTH.get(len(when.value), _DAY), self.language)

    def number(self, number: float) -> str:
        """A number as the language writes it."""
        return format_decimal(number, locale=self.language)


@lru_cache(_REMEMBERED)
def _moment(local: datetime, language: str) -> str:
    return format_datetime(local, _MOMENT, locale=language)


@lru_cache(_REMEMBERED)
def _day(day: date, pattern: str, language: str) -> str:
    return format_date(day, pattern, locale=language)


def zone_named(name: str) -> ZoneInfo | None:
    """The time zone of an IANA name, if there is one; the name comes from a browser."""
    if not re.fullmatch(r"[A-Za-z0-9_+-]{1,40}(?:/[A-Za-z0-9_+-]{1,40}){0,2}", name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # what is no zone may be a folder of them
        return None
