"""The kinds of value that options take: from what a user wrote to what we use, or the reason why not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from difflib import get_close_matches
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urljoin, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from cssselect import HTMLTranslator, SelectorError
from cssselect import parse as parse_css

_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds", "ms": "milliseconds"}
_DURATION = re.compile("".join(rf"(?:(?P<{word}>[0-9]+){unit})?" for unit, word in _UNITS.items()))
_DURATION_ADVICE = 'numbers with units, such as "500ms", "30s", "5m", "1h30m", "24h" or "7d"'

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_MAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_HOST = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?")
_TO_XPATH = HTMLTranslator()
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_CHANNEL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")
_TIME = re.compile(r"(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9])")


class UnusableError(ValueError):
    """A value that can't be used: `problem` says what was given and why, `advice` what is allowed.

    What is wrong with a table because of one of its keys names that `key`.
    """

    def __init__(self, problem: str, advice: str = "", *, key: str | None = None) -> None:
        super().__init__(problem)
        self.advice = advice
        self.key = key


def shown(given: object) -> str:
    """Whatever was given, much as its author wrote it, on one line and not too long."""
    if isinstance(given, bool):
        return str(given).lower()
    if not isinstance(given, str):
        return str(given) if isinstance(given, int | float) else f"a {_noun(given)}"
    safe = given.encode("utf-8", "backslashreplace").decode("utf-8")
    line = "".join(char if char.isprintable() else repr(char)[1:-1] for char in safe)
    return f'"{line}"' if len(line) <= 60 else f'"{line[:59]}…"'


def _noun(given: object) -> str:
    """What TOML calls a value that is neither text, number nor truth."""
    return {"dict": "table", "list": "list"}.get(type(given).__name__, "date or time")


def nearest(given: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known word that the given one is most likely meant to be, at least that alike (1: the same)."""
    words = {word.casefold().replace("-", "_"): word for word in known}
    close = get_close_matches(given.casefold().replace("-", "_"), words, n=1, cutoff=likeness)
    return words[close[0]] if close else None


def guidance(given: str, known: Iterable[str], what: str) -> str:
    """Advice on an unknown word: the nearest known one, else all of them."""
    words = sorted(known)
    meant = nearest(given, words)
    return f'did you mean "{meant}"?' if meant else f"{what}: {', '.join(words) or 'none'}"


def not_blank(text: str) -> str:
    """The text itself, which says something."""
    if not text.strip():
        raise UnusableError("is empty", "leave the key out, or give it a text")
    return text


def keyword(text: str) -> str:
    """A word or phrase that an article can hold: at least one letter or digit."""
    if not any(char.isalnum() for char in text):
        raise UnusableError(f"{shown(text)} can't be searched for", "a keyword has at least one letter or digit")
    return text


def header_text(text: str) -> str:
    """A text that fits into an HTTP header: printable ASCII."""
    if not (text.isascii() and (text.isprintable())):
        raise UnusableError(f"{shown(text)} can't go into a header", "ASCII on one line: an address or a mail address")
    return text


def duration(given: object) -> timedelta:
    """A length of time from its text, such as `1h30m`."""
    if isinstance(given, timedelta):
        return given
    if not isinstance(given, str):
        raise UnusableError(f"must be a duration in quotes, not {shown(given)}", _DURATION_ADVICE)
    found = _DURATION.fullmatch(given.strip())
    if not found or not found[0]:
        raise UnusableError(f"{shown(given)} is no duration", _DURATION_ADVICE)
    try:
        return timedelta(**{unit: int(count) for unit, count in found.groupdict().items() if count})
    except (OverflowError, ValueError):
        raise UnusableError(f"{shown(given)} is longer than can be counted", _DURATION_ADVICE) from None


def kept_for(given: object) -> timedelta | None:
    """For how long something is kept, at least a day; None where the text is empty, which means for ever."""
    if given == "" or given is None:
        return None
    length = duration(given)
    if length < timedelta(days=1):
        raise UnusableError(f"{shown_duration(length)} is too short", 'at least "1d", or "" for ever')
    return length


def a_second_or_more(length: timedelta) -> timedelta:
    """A length of time for which one can wait, without asking again at once."""
    if length < timedelta(seconds=1):
        raise UnusableError(f"{shown_duration(length)} is too short", 'at least "1s"')
    return length


def shown_duration(length: timedelta) -> str:
    """A length of time in the form that `duration` reads."""
    rest = length // timedelta(milliseconds=1)
    parts = []
    for unit, word in _UNITS.items():
        count, rest = divmod(rest, timedelta(**{word: 1}) // timedelta(milliseconds=1))
        parts.append(f"{count}{unit}" if count else "")
    return "".join(parts) or "0s"


def host(text: str) -> str:
    """A host's name or IP address, without scheme, port or path; empty stays empty."""
    if text and not (_HOST.fullmatch(text) or _is_ip_address(text)):
        raise UnusableError(f"{shown(text)} is no host", 'a name or an IP address alone, such as "mail.example.org"')
    return text


@lru_cache(maxsize=10)  # it is asked of the page's own host at each request
def is_loopback(text: str) -> bool:
    """Whether only this machine is served at a host: by its address, or a name that always means it (RFC 6761)."""
    name = text.strip("[]").rstrip(".").lower()
    if _is_ip_address(name):
        return ip_address(name).is_loopback
    return name == "localhost" or name.endswith(".localhost")


def _is_ip_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def web_address(text: str) -> str:
    """An http or https address with a host; it is kept as given."""
    parts = _split(text)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UnusableError(f"{shown(text)} is no web address", 'such as "https://www.example.org/peru/"')
    if parts.username is not None:
        raise UnusableError(
            "holds a user name or password, and addresses are shown to readers", "an address without one"
        )
    return text


def optional_web_address(text: str) -> str:
    """An http or https address, or nothing."""
    return web_address(text) if text else text


def listing(text: str, kinds: Iterable[str], *, section: str) -> str:
    """One of the kinds of listing, or the absolute address of one; what is relative is so to the section's address."""
    words = tuple(kinds)
    if text in words:
        return text
    advice = f'one of {", ".join(map(shown, words))}, or an address, such as "/peru/feed/"'
    if not any(mark in text for mark in "/?."):
        meant = nearest(text, words)
        problem = f"{shown(text)} is neither a kind of listing nor an address"
        raise UnusableError(problem, f'did you mean "{meant}"?' if meant else advice)
    try:
        return web_address(text.strip() if "://" in text else urljoin(section, text.strip()))
    except (UnusableError, ValueError):
        raise UnusableError(f"{shown(text)} is no address of a listing", advice) from None


def selector(text: str) -> str:
    """A CSS selector of elements."""
    advice = 'CSS for elements, such as "article h2 a" or ".news-list > li"'
    try:
        parsed = parse_css(text)
        paths = [_TO_XPATH.selector_to_xpath(one) for one in parsed]
    except SelectorError as error:
        raise UnusableError(f"{shown(text)} is no CSS selector: {_css_reason(error)}", advice) from None
    if not paths or any(one.pseudo_element is not None for one in parsed):
        raise UnusableError(f"{shown(text)} selects texts or attributes", advice)
    return text


def _css_reason(error: SelectorError) -> str:
    """The parser's complaint, in which what it met is quoted as it stands."""
    words = re.sub(r"<EOF at \d+>", "its end", str(error))
    return re.sub(r"<\w+ '(.*?)' at (\d+)>", r'"\1"', words)


def _split(address: str) -> SplitResult | None:
    """The parts of an address; None if it is none."""
    if any(char.isspace() or not char.isprintable() for char in address):
        return None
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - refuses port 99999 here
    except ValueError:
        return None
    return parts


def same_place(address: str) -> str | None:
    """What two addresses of one page have in common: no scheme, no `www.`, no last slash, no fragment."""
    parts = _split(address)
    if parts is None:
        return None
    name = (parts.hostname or "").removeprefix("www.")
    port = "" if parts.port in {None, 80, 443} else f":{parts.port}"
    query = f"?{parts.query}" if parts.query else ""
    return name + port + parts.path.rstrip("/") + query


def alias(text: str) -> str:
    """A host that serves the same paths, `host` or `host:port`, in lower case."""
    parts = _split(text if "//" in text else f"//{text}")
    name = (parts and parts.hostname) or ""
    bare = f"[{name}]" if ":" in name else name
    port = f":{parts.port}" if parts and parts.port else ""
    if not name or text.lower() != bare + port:
        raise UnusableError(f"{shown(text)} is no host", f'a host alone, such as "{bare or "www.example.org"}"')
    host(name)
    return bare + port


def mail_address(text: str) -> str:
    """One bare mail address."""
    if not _MAIL.fullmatch(text) or len(text) > 254:
        raise UnusableError(
            f"{shown(text)} is no mail address", 'one bare address in ASCII, such as "desk@example.org"'
        )
    return text


def recipients(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Recipients of which each is another mailbox or channel, as far as one can see."""
    folded = [address.casefold() for address in addresses]
    for address in addresses:
        if folded.count(address.casefold()) > 1:
            raise UnusableError(f"names {shown(address)} twice", "each address once")
    return addresses


def recipient(text: str) -> str:
    """Whom a digest tells: a mail address, or the name of a channel, which has no "@"."""
    return mail_address(text) if "@" in text else channel_name(text)


def channel_name(text: str) -> str:
    """The name of a channel."""
    if not _NAME.fullmatch(text):
        raise UnusableError(
            f"{shown(text)} is neither a mail address nor a name of a channel",
            'such as "desk@example.org"; names have lower-case letters, digits and hyphens',
        )
    return text


def channel_address(text: str) -> str:
    """An address as Apprise writes them. It holds what is secret, so no message repeats it."""
    if not _CHANNEL.fullmatch(text.strip()):
        advice = 'an Apprise address, such as "ntfy://topic", "json+https://example.org/hook" or "slack://…"'
        raise UnusableError("is no address of a channel", advice)
    return text.strip()


def quiet_hours(text: str) -> str:
    """Two times of a day with a hyphen between, on a 24-hour clock; the first may be later, in the evening."""
    first, mark, last = text.replace("\N{EN DASH}", "-").replace(" ", "").partition("-")
    if not (mark and _TIME.fullmatch(first) and _TIME.fullmatch(last)):
        raise UnusableError(f"{shown(text)} is no stretch of a day", 'two times, such as "22:00-07:00"')
    if first == last:
        raise UnusableError(f"{shown(text)} is the whole day", "leave alert = true out of the watches instead")
    return f"{first}-{last}"


def network(given: object) -> IPv4Network | IPv6Network:
    """A network of IP addresses from its text, such as `10.0.0.0/8`."""
    if isinstance(given, IPv4Network | IPv6Network):
        return given
    advice = 'a network such as "127.0.0.0/8", "10.0.0.0/8" or "fd00::/8"'
    if not isinstance(given, str):
        raise UnusableError(f"must be a network in quotes, not {shown(given)}", advice)
    try:
        found = ip_network(given, strict=False)
    except ValueError:
        raise UnusableError(f"{shown(given)} is no network", advice) from None
    if "/" in given and str(found.network_address) != str(ip_address(given.partition("/")[0])):
        raise UnusableError(f"{shown(given)} is an address inside a network", f'the network is "{found}"')
    return found


def time_zone(text: str) -> str:
    """A time zone by its IANA name."""
    try:
        ZoneInfo(text)
    except (OSError, ValueError, LookupError):
        zones = available_timezones()
        city = text.casefold().replace(" ", "_")
        of_city = (zone for zone in sorted(zones) if zone.casefold().endswith(f"/{city}"))
        meant = next(of_city, nearest(text, zones, likeness=0.8))
        advice = f'did you mean "{meant}"?' if meant else 'an IANA name, such as "America/Lima"'
        raise UnusableError(f"{shown(text)} is no time zone", advice) from None
    return text


def time_of_day(text: str) -> str:
    """A time of day, `HH:MM`, on a 24-hour clock."""
    if not _TIME.fullmatch(text):
        raise UnusableError(f"{shown(text)} is no time of day", 'hour and minute on a 24-hour clock, such as "07:00"')
    return text
