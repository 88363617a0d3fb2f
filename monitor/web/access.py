"""Who may see and do what: the password, the sessions that it opens, and forms that only our own pages can send."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from starlette.requests import Request

from config.load import Config
from config.settings import Web
from config.values import is_loopback
from monitor.web.hosts import is_ours
from monitor.web.viewer import Access
from storage import logins
from storage.database import Database

SESSION_COOKIE = "peruwatch_session"
FORM_COOKIE = "peruwatch_form"

LASTS = timedelta(days=30)
"""How long a browser stays logged in."""
_MOST_SESSIONS = 1_000
"""Browsers that are logged in at a time; with one more, the oldest is logged out."""
_FREE_TRIES = 5
"""Wrong passwords in a row that cost nobody anything: people mistype."""
_LONGEST_WAIT = timedelta(minutes=15)
"""Between two tries after many wrong ones: a hundred a day lead nowhere, and an owner behind one proxy can wait."""
_REMEMBERED = timedelta(days=1)
"""How long a wrong password counts."""
_MOST_COUNTED = 30
_MOST_ADDRESSES = 10_000
_LONGEST_PASSWORD = 1_000
"""Characters of a password that are looked at."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request, as far as is known."""

    access: Access = Access.NOBODY
    is_logged_in: bool = False
    """By the password."""
    has_token: bool = False
    """Whether it is a program whose token lets it change something."""


class Sessions:
    """The browsers that are logged in.

    They are in the store, as hashes: a restart logs nobody out, logging out ends a session for good, and a copy of the
    store lets nobody in, as a key that signs cookies would.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def knows(self, cookie: str | None, web: Web, now: datetime) -> bool:
        """Whether a cookie is that of a browser that is logged in, by the password that is in force."""
        if not cookie or not web.password_hash.get_secret_value():
            return False
        with self._database.reading() as session:
            began = logins.began(session, _hashed(cookie, web))
        return began is not None and timedelta() <= now - began < LASTS

    def open(self, web: Web, now: datetime) -> str:
        """Log a browser in; gives the cookie that it is known by."""
        cookie = secrets.token_urlsafe(32)
        with self._database.transaction() as session:
            logins.add(session, _hashed(cookie, web), now)
            session.flush()
            logins.forget(session, before=now - LASTS, most=_MOST_SESSIONS)
        return cookie

    def close(self, cookie: str | None, web: Web) -> None:
        """Log a browser out."""
        if cookie:
            with self._database.transaction() as session:
                logins.end(session, _hashed(cookie, web))


def _hashed(cookie: str, web: Web) -> str:
    """What is kept of a cookie: it has 256 random bits, so that a quick hash does. Another password makes another."""
    return hashlib.sha256(f"{cookie}\n{web.password_hash.get_secret_value()}".encode(errors="replace")).hexdigest()


def form_token(cookie: str) -> str:
    """What the forms of a browser carry: only pages of ours know its cookie, from which this is made."""
    return hashlib.sha256(f"form\n{cookie}".encode(errors="replace")).hexdigest()


def is_form_ours(cookie: str | None, token: str) -> bool:
    """Whether a form was on a page that this browser got from us."""
    return bool(cookie) and hmac.compare_digest(form_token(cookie or "").encode(), token.encode(errors="replace"))


def is_open(web: Web) -> bool:
    """Whether all who are served may everything: those on this machine, while there is no password."""
    return is_loopback(web.host) and not web.public and not web.password_hash.get_secret_value()


def is_from_elsewhere(request: Request, config: Config) -> bool:
    """Whether a page of somebody else's sent a request; browsers say so, the older ones by the origin alone.

    The newer ones give no origin with forms of pages that, as ours, tell nobody where readers come from.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"none", "same-origin"}
    origin = request.headers.get("origin")
    return origin is not None and not is_ours(urlsplit(origin).netloc, config)


class LoginLimit:
    """Slows guessing: after a few wrong passwords from an address each further one is waited for longer."""

    def __init__(self) -> None:
        self._tried: dict[str, list[datetime]] = {}
        self._lock = threading.Lock()

    def attempt(self, address: str, now: datetime) -> timedelta:
        """How long until a password from an address is looked at; where it is at once, it counts as wrong by that.

        It counts before anybody looks, so that of many that are sent at a time none is free.
        """
        place = _place(address)
        with self._lock:
            tried = [when for when in self._tried.get(place, ()) if timedelta() <= now - when < _REMEMBERED]
            wait = _wait(tried, now)
            if not wait:
                if len(self._tried) >= _MOST_ADDRESSES and place not in self._tried:
                    del self._tried[next(iter(self._tried))]
                self._tried[place] = [*tried[-_MOST_COUNTED:], now]
        return wait

    def succeeded(self, address: str) -> None:
        """Forget the wrong ones of an address."""
        with self._lock:
            self._tried.pop(_place(address), None)


def _wait(tried: Sequence[datetime], now: datetime) -> timedelta:
    extra = len(tried) - _FREE_TRIES
    if extra < 0:
        return timedelta()
    pause = min(timedelta(seconds=2 ** min(extra, 20)), _LONGEST_WAIT)
    return max(tried[-1] + pause - now, timedelta())


def _place(address: str) -> str:
    """What counts as one address: of IPv6 the 64 bits that a provider gives to one customer."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    # An address of IPv4 on a socket for both stands in the last 32 bits: all of them would count as one customer.
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))


_hasher = PasswordHasher()  # argon2id with the parameters of RFC 9106 for little memory: 64 MiB, 50 ms
_one_at_a_time = threading.Lock()  # so that many tries at once take neither the memory nor all cores


def hashed_password(password: str) -> str:
    """A password as settings.toml keeps it."""
    return _hasher.hash(password)


def is_password(password: str, hashed: str) -> bool:
    """Whether a password is the one that was hashed."""
    with _one_at_a_time:
        try:
            return _hasher.verify(hashed, password[:_LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return False
