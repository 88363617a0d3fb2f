"""When articles are looked at again: the decisions alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.timing.revisits import AGAIN_AFTER, Then, first_revisit, next_revisit
from model.article import Arrival, DateSource, Entry, PublicationDate
from model.crawl import Fetch, Outcome, Validators
from storage.revisits import Revisit

NOW = datetime(2026, 3, 14, 15, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
AN_HOUR_AGO = NOW - HOUR
MISSING = Outcome.MISSING
URL = "https://gazette.example/peru/1.htm"


def dated(ago: timedelta) -> PublicationDate:
    return PublicationDate((NOW - ago).isoformat(), DateSource.META)


@pytest.mark.parametrize(
    ("arrival", "published", "due"),
    [
        (Arrival.NEWS, None, NOW + HOUR),
        (Arrival.NEWS, dated(400 * DAY), NOW + HOUR),
        (Arrival.FIRST_LOOK, dated(2 * DAY), NOW + HOUR),
        (Arrival.FIRST_LOOK, dated(7 * DAY), NOW + HOUR),
        (Arrival.FIRST_LOOK, dated(8 * DAY), None),
        (Arrival.FIRST_LOOK, None, None),
        (Arrival.ARCHIVE, dated(400 * DAY), None),
        (Arrival.ARCHIVE, None, None),
    ],
)
def test_what_is_fresh_is_looked_at_again_after_an_hour(
    arrival: Arrival, published: PublicationDate | None, due: datetime | None
) -> None:
    assert first_revisit(arrival, published, now=NOW) == due


def look(looks: int = 0, missing_since: datetime | None = None) -> Revisit:
    return Revisit(
        article_id=1,
        entry_id=1,
        entry=Entry(url=URL),
        url=URL,
        looks=looks,
        validators=Validators(),
        missing_since=missing_since,
    )


def answered(outcome: Outcome, status: int | None = None) -> Fetch:
    return Fetch(url=URL, at=NOW, outcome=outcome, status=status)


def test_looks_come_after_an_hour_six_hours_a_day_and_a_week() -> None:
    first = first_revisit(Arrival.NEWS, None, now=NOW)
    moments = [first]
    planned = look()
    while moments[-1] is not None:
        then = next_revisit(planned, answered(Outcome.UNCHANGED, 304), backoff=None, now=moments[-1])
        planned = look(then.looks)
        moments.append(then.due)
    assert moments[:-1] == [NOW + after for after in (HOUR, 6 * HOUR, DAY, 7 * DAY)]


@pytest.mark.parametrize(
    ("before", "fetch", "then"),
    [
        (look(1), answered(Outcome.OK, 200), Then(due=NOW + 18 * HOUR, looks=2)),
        (look(1), answered(Outcome.NOT_ARTICLE, 200), Then(due=NOW + 18 * HOUR, looks=2)),
        (look(1), answered(Outcome.BROKEN, 500), Then(due=NOW + 18 * HOUR, looks=2)),
        (look(1), answered(MISSING, 403), Then(due=NOW + 18 * HOUR, looks=2)),
        (look(3), answered(Outcome.OK, 200), Then()),
        (look(0), answered(Outcome.GONE, 410), Then(gone=True)),
        (look(3), answered(MISSING, 404), Then(due=NOW + DAY, looks=3, missing_since=NOW)),
        (look(1, AN_HOUR_AGO), answered(MISSING, 404), Then(due=NOW + 23 * HOUR, looks=1, missing_since=AN_HOUR_AGO)),
        (look(1, NOW - DAY), answered(MISSING, 404), Then(gone=True)),
        (look(1, NOW - DAY), answered(Outcome.OK, 200), Then(due=NOW + 18 * HOUR, looks=2)),
        (look(1, NOW - DAY), answered(Outcome.BUSY, 429), Then(due=NOW + HOUR, looks=1, missing_since=NOW - DAY)),
        (look(1), answered(Outcome.BUSY), Then(due=NOW + HOUR, looks=1)),
    ],
)  # fmt: skip
def test_what_follows_a_look(before: Revisit, fetch: Fetch, then: Then) -> None:
    assert next_revisit(before, fetch, backoff=None, now=NOW) == then


def test_a_look_waits_until_its_host_has_rested() -> None:
    then = next_revisit(look(2), answered(Outcome.BUSY, 429), backoff=NOW + 5 * HOUR, now=NOW)
    assert then == Then(due=NOW + 5 * HOUR, looks=2)


def test_there_are_four_looks() -> None:
    assert AGAIN_AFTER == (HOUR, 6 * HOUR, DAY, 7 * DAY)
