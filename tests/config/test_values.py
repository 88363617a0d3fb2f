from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import values
from config.values import UnusableError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0s", timedelta()),
        ("500ms", timedelta(milliseconds=500)),
        ("1s", timedelta(seconds=1)),
        ("5m", timedelta(minutes=5)),
        ("1h30m", timedelta(minutes=90)),
        ("24h", timedelta(days=1)),
        ("7d", timedelta(days=7)),
        (" 2d12h ", timedelta(hours=60)),
    ],
)
def test_a_duration_is_numbers_with_units(text: str, expected: timedelta) -> None:
    assert values.duration(text) == expected


@pytest.mark.parametrize("text", ["", " ", "5", "5 m", "5min", "m", "-5m", "1.5h", "30m1h", "5M", "٣s", "1w"])
def test_other_texts_are_no_duration(text: str) -> None:
    with pytest.raises(UnusableError) as caught:
        values.duration(text)
    assert "is no duration" in str(caught.value)
    assert '"1h30m"' in caught.value.advice


@pytest.mark.parametrize("text", ["9" * 12 + "d", "9" * 5000 + "s"])
def test_a_duration_beyond_counting_is_refused(text: str) -> None:
    with pytest.raises(UnusableError, match="longer than can be counted"):
        values.duration(text)


@given(st.integers(0, 10**12).map(lambda count: timedelta(milliseconds=count)))
def test_a_duration_that_is_shown_reads_as_itself(length: timedelta) -> None:
    assert values.duration(values.shown_duration(length)) == length


@pytest.mark.parametrize(
    "text", ["bolshevik.example", "B.example", "127.0.0.1:8101", "localhost", "[::1]:80", "añil.pe"]
)
def test_an_alias_is_a_host_with_or_without_port(text: str) -> None:
    assert values.alias(text) == text.lower()


@pytest.mark.parametrize(
    ("parse", "text", "problem", "advice"),
    [
        (values.alias, "https://b.example/x", "is no host", '"b.example"'),
        (values.alias, "b.example/x", "is no host", '"b.example"'),
        (values.alias, "user@b.example", "is no host", '"b.example"'),
        (values.alias, "", "is no host", "a host alone"),
        (values.alias, "b example", "is no host", "a host alone"),
        (values.alias, "b.example:99999", "is no host", "a host alone"),
        (values.alias, "[::1", "is no host", "a host alone"),
        (values.host, "mail.example:25", "is no host", "alone"),
        (values.host, "smtp://mail.example", "is no host", "alone"),
        (values.web_address, "gazette.example/peru", "is no web address", '"https://'),
        (values.web_address, "ftp://gazette.example/", "is no web address", '"https://'),
        (values.web_address, "https:///peru", "is no web address", '"https://'),
        (values.web_address, "https://[::1/", "is no web address", '"https://'),
        (values.web_address, "https://gazette.example:x/", "is no web address", '"https://'),
        (values.web_address, "https://gazette.example/a b", "is no web address", '"https://'),
        (values.web_address, "https://me:hush@gazette.example/", "user name or password", "without"),
        (values.mail_address, "desk", "is no mail address", '"desk@example.org"'),
        (values.mail_address, "Desk <desk@example.org>", "is no mail address", "bare"),
        (values.mail_address, "desk@example.org\nBcc: x@y", "is no mail address", "bare"),
        (values.mail_address, "a..b@example.org", "is no mail address", "bare"),
        (values.mail_address, "señal@example.org", "is no mail address", "ASCII"),
        (values.mail_address, "a" * 250 + "@example.org", "is no mail address", "bare"),
        (values.network, "10.0.0.0/33", "is no network", '"10.0.0.0/8"'),
        (values.network, "127.0.0.1/8", "is an address inside a network", '"127.0.0.0/8"'),
        (values.time_zone, "Lima", "is no time zone", '"America/Lima"'),
        (values.time_zone, "America/Limma", "is no time zone", '"America/Lima"'),
        (values.time_zone, "America", "is no time zone", "IANA"),
        (values.time_zone, "../etc/passwd", "is no time zone", "IANA"),
        (values.time_zone, "", "is no time zone", "IANA"),
        (values.time_of_day, "7:00", "is no time of day", '"07:00"'),
        (values.time_of_day, "24:00", "is no time of day", '"07:00"'),
        (values.keyword, "…", "can't be searched for", "letter or digit"),
        (values.not_blank, " \t", "is empty", "leave the key out"),
        (values.header_text, "a@b.org\nX-Evil: 1", "can't go into a header", "ASCII"),
    ],
)
def test_an_unusable_value_is_named_with_what_is_allowed(
    parse: Callable[[str], object], text: str, problem: str, advice: str
) -> None:
    with pytest.raises(UnusableError) as caught:
        parse(text)
    assert problem in str(caught.value)
    assert advice in caught.value.advice
    assert "\n" not in str(caught.value) + caught.value.advice


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (values.host, ""),
        (values.host, "::1"),
        (values.host, "mail.example.org"),
        (values.web_address, "HTTP://127.0.0.1:8101/peru.htm?x=1"),
        (values.optional_web_address, ""),
        (values.mail_address, "peruwatch@localhost"),
        (values.mail_address, "first.last+peru@mail.example.org"),
        (values.time_zone, "America/Argentina/Buenos_Aires"),
        (values.keyword, "G20"),
    ],
)
def test_a_usable_value_is_kept_as_given(parse: Callable[[str], object], text: str) -> None:
    assert parse(text) == text


@pytest.mark.parametrize("text", ["127.0.0.0/8", "10.1.2.3", "fd00::/8", "::1"])
def test_a_network_may_be_of_either_version_or_one_address(text: str) -> None:
    assert str(values.network(text)).startswith(text)


@pytest.mark.parametrize(
    "other",
    [
        "http://gazette.example/peru",
        "https://www.gazette.example/peru/",
        "https://GAZETTE.example:443/peru/",
        "https://gazette.example/peru/#top",
    ],
)
def test_addresses_of_one_page_are_in_the_same_place(other: str) -> None:
    assert values.same_place(other) == values.same_place("https://gazette.example/peru/")


@pytest.mark.parametrize(
    "other",
    ["https://gazette.example/Peru/", "https://gazette.example/peru/?page=2", "https://gazette.example:8443/peru/"],
)
def test_addresses_of_two_pages_are_not(other: str) -> None:
    assert values.same_place(other) != values.same_place("https://gazette.example/peru/")


def test_what_is_no_address_is_in_no_place() -> None:
    assert values.same_place("https://[gazette/") is None


def test_a_network_may_come_as_one() -> None:
    assert values.network(ip_network("::1")) == ip_network("::1")


@given(st.text())
def test_whatever_is_shown_is_one_short_printable_line(text: str) -> None:
    line = values.shown(text)
    assert line.isprintable()
    assert len(line) <= 62


def test_bytes_of_another_encoding_can_be_shown() -> None:
    assert values.shown("caf\udce9").isascii()


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("feed", "feed"),
        ("sitemap", "sitemap"),
        ("/news.rss", "https://gazette.example/news.rss"),
        ("feed/", "https://gazette.example/peru/feed/"),
        ("./feed", "https://gazette.example/peru/feed"),
        ("?format=feed", "https://gazette.example/peru/?format=feed"),
        ("//cdn.example/map.xml", "https://cdn.example/map.xml"),
        (" http://other.example/x ", "http://other.example/x"),
    ],
)
def test_a_listing_is_a_kind_or_an_address_that_may_be_relative_to_the_section(given: str, address: str) -> None:
    assert values.listing(given, ("page", "feed", "sitemap"), section="https://gazette.example/peru/") == address


@pytest.mark.parametrize(
    "text", ["", " ", "rss", "Feed", "ftp://gazette.example/", "https://", "http://[/", "mailto:a@b.c"]
)
def test_what_is_neither_is_refused_with_what_may_be_said(text: str) -> None:
    with pytest.raises(UnusableError) as caught:
        values.listing(text, ("page", "feed"), section="https://gazette.example/peru/")
    assert '"feed"' in caught.value.advice


@pytest.mark.parametrize(
    "text", ["a", "li.news > a, h2 a", "div:has(h2) a", "a:not(.tag)", "[itemprop=blogPost]", "td + td a"]
)
def test_a_selector_is_css(text: str) -> None:
    assert values.selector(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Expected selector, got its end"),
        ("a[", "got its end"),
        ("> a", 'got ">"'),
        ("a..b", 'got "."'),
        ("a:nonsense", "The pseudo-class :nonsense is unknown"),
        ("a::text", "selects texts or attributes"),
        ("h2 a::attr(href)", "selects texts or attributes"),
    ],
)
def test_what_is_no_selector_of_elements_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(UnusableError) as caught:
        values.selector(text)
    assert reason in str(caught.value)
    assert "CSS for elements" in caught.value.advice


@given(st.text(max_size=30))
def test_whatever_is_given_for_a_selector_only_that_error_is_raised(text: str) -> None:
    with contextlib.suppress(UnusableError):
        values.selector(text)
