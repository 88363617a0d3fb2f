"""What an address asks for, from texts that anybody may have typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request

from model.browsing import ListPosition, Selection

NO_ID = 2**31 - 1
"""Larger than any article's; SQLite takes no number at all."""

_AGO = re.compile(r"([1-9][0-9]{0,3})d")
_CURSOR = re.compile(r"([0-9]{1,17})([da])([0-9]{1,10})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LONGEST = 200
"""Characters of a name that is asked for."""


def selection(query: Mapping[str, str], now: datetime) -> Selection:
    """What a view shows; 400 where it can't be told."""
    return Selection(
        watch=_name(query, "watch"),
        source=_name(query, "source"),
        language=_name(query, "language"),
        since=_moment(query, "since", now),
        until=_moment(query, "until", now),
    )


def as_query(query: Mapping[str, str]) -> dict[str, str]:
    """The part of an address that says what a view shows."""
    return {name: query[name] for name in ("watch", "source", "language", "since", "until") if query.get(name)}


def _name(query: Mapping[str, str], name: str) -> str | None:
    given = query.get(name) or None
    if given is not None and (len(given) > _LONGEST or not given.isprintable()):
        raise HTTPException(400, f"{name}: no such name")
    return given


def _moment(query: Mapping[str, str], name: str, now: datetime) -> datetime | None:
    given = query.get(name)
    if not given:
        return None
    if days := _AGO.fullmatch(given):
        return now - timedelta(days=int(days[1]))
    try:
        moment = datetime.fromisoformat(given.replace(" ", "+"))  # a plus in an address that was not encoded
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise HTTPException(400, f"{name}: a date such as 2026-11-26, or days such as 7d") from None


def cursor(position: ListPosition) -> str:
    """A place in the list as it stands in an address."""
    moment = (position.moment - _EPOCH) // _MICROSECOND
    return f"{moment}{'d' if position.is_development else 'a'}{position.id}"


def position(query: Mapping[str, str]) -> ListPosition | None:
    """The place in the list after which it goes on; 400 where it is none that we gave."""
    given = query.get("cursor")
    if not given:
        return None
    found = _CURSOR.fullmatch(given)
    if not found or not found[3].isascii():
        raise HTTPException(400, "cursor: take it as it stands in the answer before")
    moment = _EPOCH + int(found[1]) * _MICROSECOND
    return ListPosition(moment, found[2] == "d", min(int(found[3]), NO_ID))


def number(request: Request) -> int:
    """The number in the path."""
    return min(int(request.path_params["number"]), NO_ID)


def page_number(request: Request) -> int:
    """Which page of results is asked for, from 1; 404 where there can be none."""
    given = request.query_params.get("page", "1")
    if not re.fullmatch("[1-9][0-9]{0,5}", given):
        raise HTTPException(404)
    return int(given)
