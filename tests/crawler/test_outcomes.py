"""What attempts mean, and when entries are tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawler.http.outcomes import NoRules, Refused, judge_error, judge_status, next_try
from model.crawl import Outcome

NOW = datetime(2026, 3, 14, 15, tzinfo=UTC)
URL = "https://gazette.example/peru/1.htm"
HOPEFUL = (Outcome.BROKEN, Outcome.BUSY, Outcome.UNREACHABLE)


@pytest.mark.parametrize(
    ("status", "outcome", "detail"),
    [
        (200, Outcome.OK, ""),
        (204, Outcome.OK, ""),
        (300, Outcome.BROKEN, "answers 300: redirects to nowhere"),
        (304, Outcome.BROKEN, "answers 304: nothing changed, though we did not ask for that"),
        (307, Outcome.BROKEN, "answers 307: redirects to nowhere"),
        (400, Outcome.MISSING, "answers 400: nothing there"),
        (401, Outcome.MISSING, "answers 401: not shown to us"),
        (404, Outcome.MISSING, "answers 404: nothing there"),
        (410, Outcome.GONE, "answers 410: gone for good"),
        (429, Outcome.BUSY, "answers 429: asks us to come back later"),
        (451, Outcome.MISSING, "answers 451: not shown to us"),
        (500, Outcome.BROKEN, "answers 500: the server fails"),
        (503, Outcome.BUSY, "answers 503: asks us to come back later"),
        (599, Outcome.BROKEN, "answers 599: the server fails"),
    ],
)
def test_what_a_status_means(status: int, outcome: Outcome, detail: str) -> None:
    fetch = judge_status(URL, status, size=7, at=NOW)
    assert (fetch.outcome, fetch.detail, fetch.status, fetch.size, fetch.at) == (outcome, detail, status, 7, NOW)


def test_304_is_unchanged_where_we_asked_for_what_changed() -> None:
    fetch = judge_status(URL, 304, size=0, at=NOW, conditional=True)
    assert (fetch.outcome, fetch.detail) == (Outcome.UNCHANGED, "")


@given(st.integers(100, 999))
def test_every_status_means_something_and_failures_have_words(status: int) -> None:
    fetch = judge_status(URL, status, size=0, at=NOW)
    assert (fetch.outcome is Outcome.OK) == (fetch.detail == "")


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outcome", "detail"),
    [
        (Refused("robots.txt forbids it"), Outcome.REFUSED, "robots.txt forbids it"),
        (NoRules("its robots.txt answers 500"), Outcome.UNREACHABLE, "its robots.txt answers 500"),
        (
            caused(NoRules(), DownloadTimeoutError()),
            Outcome.UNREACHABLE,
            "gazette.example gave no answer within 2.5 s",
        ),
        (
            CannotResolveHostError(),
            Outcome.UNREACHABLE,
            "gazette.example can't be reached: no such host, or no network",
        ),
        (DownloadCancelledError(), Outcome.TOO_LARGE, "the answer is larger than the configured limit"),
        (IgnoreRequest("max redirections reached"), Outcome.BROKEN, "redirects for ever"),
        (IgnoreRequest("some other reason"), Outcome.BROKEN, "some other reason"),
        (ResponseDataLossError(), Outcome.BROKEN, "the answer was cut off"),
        (DownloadFailedError("it\n broke"), Outcome.UNREACHABLE, "gazette.example can't be reached: it broke"),
        (ValueError("Missing scheme in request url"), Outcome.BROKEN, "redirects to what is no web address"),
        (RuntimeError(), Outcome.UNREACHABLE, "gazette.example can't be reached: RuntimeError"),
    ],
)
def test_what_an_error_means(error: Exception, outcome: Outcome, detail: str) -> None:
    fetch = judge_error(URL, error, at=NOW, timeout=2.5)
    assert (fetch.outcome, fetch.detail, fetch.status) == (outcome, detail, None)


@pytest.mark.parametrize(
    ("outcome", "waits"),
    [
        (Outcome.MISSING, [timedelta(days=1), timedelta(days=7)]),
        (Outcome.NOT_ARTICLE, [timedelta(hours=1), timedelta(days=1), timedelta(days=7)]),
        (Outcome.REFUSED, [timedelta(days=1), timedelta(days=7), timedelta(days=30)]),
        (Outcome.TOO_LARGE, [timedelta(days=7)]),
        (Outcome.BROKEN, [timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1)]),
    ],
)
def test_tries_come_further_and_further_apart(outcome: Outcome, waits: list[timedelta]) -> None:
    tries = [next_try(outcome, attempts=n, first_seen=NOW, now=NOW) for n in range(1, len(waits) + 1)]
    assert tries == [NOW + wait for wait in waits]


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.GONE])
def test_an_entry_is_tried_to_the_end_of_its_waits_and_then_given_up(outcome: Outcome) -> None:
    now, tries = NOW, 1
    while again := next_try(outcome, attempts=tries, first_seen=NOW, now=now):
        assert again > now
        now, tries = again, tries + 1
        assert tries < 50
    assert tries > 1
    assert now - NOW >= (timedelta(days=30) if outcome in HOPEFUL else timedelta(days=7))


def test_what_is_gone_is_given_up_at_once() -> None:
    assert next_try(Outcome.GONE, attempts=1, first_seen=NOW, now=NOW) is None


@given(st.sampled_from([o for o in Outcome if o is not Outcome.GONE]), st.integers(1, 10_000), st.integers(0, 10_000))
def test_asking_again_and_again_loses_nothing(outcome: Outcome, attempts: int, minutes: int) -> None:
    now = NOW + timedelta(minutes=minutes)
    again = next_try(outcome, attempts=attempts, first_seen=NOW, now=now)
    assert again is None or again > now
    if minutes < 7 * 24 * 60:
        assert again is not None
