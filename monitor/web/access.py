"""Who may see and do what: the password, the sessions that it opens, and forms that only our own pages can send."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from starlette.requests import Request

from config.load import Config
from config.settings import Web
from config.values import is_loopback
from monitor.web.hosts import is_ours
from monitor.web.viewer import Access

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


class Sessions:
    """The browsers that are logged in, and what makes forms ours. A restart logs everybody out."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._began: dict[str, tuple[datetime, str]] = {}
        """When each began and the hash of the password then, by its cookie's hash, in the order of logging in."""
        self._lock = threading.Lock()

    def access(self, cookie: str | None, web: Web, now: datetime) -> Access:
        """What somebody with this cookie may."""
        if self.knows(cookie, web, now) or is_open(web):
            return Access.OWNER
        return Access.READER if web.public else Access.NOBODY

    def knows(self, cookie: str | None, web: Web, now: datetime) -> bool:
        """Whether a cookie is that of a browser that is logged in, by the password that is in force."""
        known = None if cookie is None else self._began.get(_hashed(cookie))
        if known is None:
            return False
        began, password_hash = known
        return timedelta() <= now - began < LASTS and password_hash == web.password_hash.get_secret_value()

    def open(self, web: Web, now: datetime) -> str:
        """Log a browser in; gives the cookie that it is known by."""
        cookie = secrets.token_urlsafe(32)
        with self._lock:
            if len(self._began) >= _MOST_SESSIONS:
                del self._began[next(iter(self._began))]
            self._began[_hashed(cookie)] = now, web.password_hash.get_secret_value()
        return cookie

    def close(self, cookie: str | None) -> None:
        """Log a browser out."""
        if cookie is not None:
            self._began.pop(_hashed(cookie), None)

    def form(self, cookie: str | None) -> tuple[str, str, bool]:
        """A browser's cookie for forms, what its forms carry, and whether the cookie is a new one."""
        is_new = not cookie or len(cookie) > 100
        known = secrets.token_urlsafe(16) if is_new or cookie is None else cookie
        return known, hmac.new(self._key, known.encode(), hashlib.sha256).hexdigest(), is_new

    def is_form_ours(self, cookie: str | None, token: str) -> bool:
        """Whether a form was on a page that this browser got from us."""
        _, expected, is_new = self.form(cookie)
        return not is_new and hmac.compare_digest(expected.encode(), token.encode(errors="replace"))


def is_open(web: Web) -> bool:
    """Whether all who are served may everything: those on this machine, while there is no password."""
    return is_loopback(web.host) and not web.public and not web.password_hash.get_secret_value()


def _hashed(cookie: str) -> str:
    return hashlib.sha256(cookie.encode(errors="replace")).hexdigest()


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
        self._failed: dict[str, list[datetime]] = {}
        self._lock = threading.Lock()

    def wait(self, address: str, now: datetime) -> timedelta:
        """How long until the next try from an address is looked at."""
        with self._lock:
            failed = [when for when in self._failed.get(address, ()) if timedelta() <= now - when < _REMEMBERED]
        extra = len(failed) - _FREE_TRIES
        if extra < 0:
            return timedelta()
        pause = min(timedelta(seconds=2 ** min(extra, 20)), _LONGEST_WAIT)
        return max(failed[-1] + pause - now, timedelta())

    def failed(self, address: str, now: datetime) -> None:
        """Count a wrong password."""
        with self._lock:
            if len(self._failed) >= _MOST_ADDRESSES and address not in self._failed:
                del self._failed[next(iter(self._failed))]
            self._failed[address] = [*self._failed.get(address, ())[-_MOST_COUNTED:], now]

    def succeeded(self, address: str) -> None:
        """Forget the wrong ones of an address."""
        with self._lock:
            self._failed.pop(address, None)


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
