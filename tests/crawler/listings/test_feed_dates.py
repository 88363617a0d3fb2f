"""Dates of feeds are read as they are meant, and what means no date is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listings.feed_dates import feed_date
from model.article import DateSource, PublicationDate


@pytest.mark.parametrize(
    ("given_", "value"),
    [
        ("Sat, 11 Jan 2025 06:40:00 -0000", "2025-01-11T06:40:00+00:00"),
        ("2025-01-11T06:40:00-00:00", "2025-01-11T06:40:00+00:00"),
        ("11 Jan 2025 06:40 -0000", "2025-01-11T06:40:00+00:00"),
        ("Sat, 11 Jan 2025 06:40:00 GMT-05:00", "2025-01-11T06:40:00-05:00"),
        ("Sat, 11 Jan 2025 06:40:00 GMT+0530", "2025-01-11T06:40:00+05:30"),
        ("Sat, 11 Jan 2025 06:40:00 UTC-3", "2025-01-11T06:40:00-03:00"),
        ("Sat Jan 11 2025 06:40:00 GMT-0500 (Peru Standard Time)", "2025-01-11T06:40:00-05:00"),
        ("2025-01-11 06:40:00 +0000 UTC", "2025-01-11T06:40:00+00:00"),
        ("Sat, 11 Jan 2025 06:40:00 PM GMT", "2025-01-11T18:40:00+00:00"),
        ("January 11, 2025 12:40 a.m. PET", "2025-01-11T00:40:00-05:00"),
        ("Sat, 11 Jan 2025 18:40 PM -0500", "2025-01-11T18:40:00-05:00"),
        ("Sat, 11 Jan 25 06:40:00 EST", "2025-01-11T06:40:00-05:00"),
        ("11 Jan 98 06:40 UT", "1998-01-11T06:40:00+00:00"),
        ("11-Jan-25", "2025-01-11"),
        ("sáb, 11 enero 2025 06:40:00 -0500", "2025-01-11T06:40:00-05:00"),
        ("Sat Jan 11 06:40:00 2025", "2025-01-11"),
        ("Sat, 11 Jan 2025 06:40:00", "2025-01-11"),
        ("Sat, 11 Jan 2025 06:40:00 XYZT", "2025-01-11"),
        ("Sat, 11 Jan 2025 06:40:00 +9900", "2025-01-11"),
        ("2025-1-11T06:40Z", "2025-01-11T06:40:00+00:00"),
        ("2025-01", "2025-01"),
    ],
)
def test_a_date_is_read_whatever_form_it_has(given_: str, value: str) -> None:
    assert feed_date(given_) == value


@pytest.mark.parametrize(
    "given_",
    [
        *("Mon, 01 Jan 0001 00:00:00 +0000", "0001-01-01T00:00:00Z", "1/1/0001 12:00:00 AM", "01 January 0001"),
        *("0000-00-00 00:00:00", "Wed, 30 Nov -0001 00:00:00 +0000", "Thu, 01 Jan 1970 00:00:00 GMT"),
        *("9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 GMT", "Tue, 31 Jun 2025 00:00:00 GMT", "null", "N/A", ""),
    ],
)
def test_what_stands_where_a_program_has_no_date_is_none(given_: str) -> None:
    assert feed_date(given_) is None


@given(
    st.one_of(st.text(max_size=40), st.from_regex(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{2,4} \d\d?:\d\d .{0,9}"))
)
def test_whatever_is_given_is_a_date_of_ours_or_none(given_: str) -> None:
    value = feed_date(given_)
    assert value is None or PublicationDate(value, DateSource.FEED).earliest.year >= 1989
