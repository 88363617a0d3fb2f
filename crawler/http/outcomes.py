"""How an HTTP attempt ended, in our terms and in words for the user, and when to try again."""

from __future__ import annotations

from datetime import datetime, timedelta

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectionDone, ConnectionLost

from model.crawl import Fetch, Outcome
from model.errors import NotAnArticle
from model.urls import host_of


class Refused(IgnoreRequest):
    """A request that we must not send: robots.txt or the rule about private networks forbids it."""


class Stopped(IgnoreRequest):
    """A request that was given up because its crawl is to end; it says nothing of the host."""


class BackingOff(IgnoreRequest):
    """A request that was not sent, because its host asked to be left alone for a while; the text says until when."""


class NoRules(IgnoreRequest):
    """A host's robots.txt could not be had, so that nothing may be fetched (RFC 9309, 2.3.1.4).

    Its cause, where there is one, is why.
    """


class TooLarge(NotAnArticle):
    """A page has more bytes than we read; its text says how many."""


def judge_status(url: str, status: int, *, size: int, at: datetime, conditional: bool = False) -> Fetch:
    """The outcome that a status line means; `conditional` says whether we asked only for what changed."""
    outcome, detail = _status_meaning(status)
    if outcome is Outcome.UNCHANGED and not conditional:
        outcome, detail = Outcome.BROKEN, "answers 304: nothing changed, though we did not ask for that"
    return Fetch(url=url, at=at, outcome=outcome, status=status, detail=detail, size=size)


def _status_meaning(status: int) -> tuple[Outcome, str]:  # noqa: PLR0911 - a table
    if status == 304:
        return Outcome.UNCHANGED, ""
    if 200 <= status < 300:
        return Outcome.OK, ""
    if 300 <= status < 400:
        return Outcome.BROKEN, f"answers {status}: redirects to nowhere"
    if status == 410:
        return Outcome.GONE, "answers 410: gone for good"
    if status in {429, 503}:
        return Outcome.BUSY, f"answers {status}: asks us to come back later"
    if status in {401, 403, 407, 451}:
        return Outcome.MISSING, f"answers {status}: not shown to us"
    if 400 <= status < 500:
        return Outcome.MISSING, f"answers {status}: nothing there"
    return Outcome.BROKEN, f"answers {status}: the server fails"


def judge_error(url: str, error: BaseException, *, at: datetime, timeout: float) -> Fetch:
    """The outcome that an exception of the downloader means."""
    outcome, detail = _error_meaning(url, error, timeout)
    return Fetch(url=url, at=at, outcome=outcome, detail=detail)


def _error_meaning(url: str, error: BaseException, timeout: float) -> tuple[Outcome, str]:  # noqa: PLR0911 - a table
    host = host_of(url)
    match error:
        case NoRules() if error.__cause__ is not None:
            return _error_meaning(url, error.__cause__, timeout)
        case IgnoreRequest():
            return _refusal_meaning(error)
        case DownloadCancelledError():
            return Outcome.TOO_LARGE, "the answer is larger than the configured limit"
        case ResponseDataLossError():
            return Outcome.BROKEN, "the answer was cut off"
        case ValueError() if "scheme" in str(error):
            return Outcome.BROKEN, "redirects to what is no web address"
        case DownloadTimeoutError():
            return Outcome.UNREACHABLE, f"{host} gave no answer within {timeout:g} s"
        case _:
            return Outcome.UNREACHABLE, f"{host} {_failure(error)}"


def _refusal_meaning(error: IgnoreRequest) -> tuple[Outcome, str]:
    """The outcome that a middleware means, ours or Scrapy's, which tells by its words alone."""
    match error:
        case Refused():
            return Outcome.REFUSED, str(error)
        case BackingOff():
            return Outcome.BUSY, str(error)
        case NoRules():
            return Outcome.UNREACHABLE, str(error)
        case _ if "MAXSIZE" in str(error):
            return Outcome.TOO_LARGE, "the answer, decompressed, is larger than the configured limit"
        case _ if "redirection" in str(error):
            return Outcome.BROKEN, "redirects for ever"
        case _:
            return Outcome.BROKEN, _words(error)


def _failure(error: BaseException) -> str:
    """Why there was no answer, in words that follow the host's name."""
    if isinstance(error, CannotResolveHostError):
        return "can't be reached: no such host, or no network"
    if isinstance(error, DownloadConnectionRefusedError):
        return "can't be reached: it refuses connections"
    reasons = [failure.value for failure in getattr(error.__cause__, "reasons", ())]
    if any(isinstance(reason, (ConnectionLost, ConnectionDone)) for reason in reasons):
        return "closed the connection without an answer"
    if any(isinstance(reason, VerificationError) or "certificate" in str(reason) for reason in reasons):
        return "can't be trusted: its certificate does not verify"
    if any(isinstance(reason, SSL.Error) for reason in reasons):
        return "can't be reached: it does not speak TLS as we do"
    return f"can't be reached: {'; '.join(map(_words, reasons)) or _words(error)}"


def _words(error: BaseException) -> str:
    """The error's own words in one line."""
    return " ".join(str(error).split()) or type(error).__name__


_WAITS: dict[Outcome, tuple[timedelta, ...]] = {
    Outcome.MISSING: (timedelta(days=1), timedelta(days=7)),
    Outcome.NOT_ARTICLE: (timedelta(hours=1), timedelta(days=1), timedelta(days=7)),
    Outcome.UNREADABLE: (timedelta(hours=1), timedelta(days=1), timedelta(days=7)),
    Outcome.REFUSED: (timedelta(days=1), timedelta(days=7), timedelta(days=30)),
    Outcome.TOO_LARGE: (timedelta(days=7),),
}
"""Waits before each further try, where another try has little hope; what is not here may mend itself any time."""

_HOPEFUL = tuple(timedelta(minutes=minutes) for minutes in (10, 60, 360, 1440, 2880, 5760))
_PATIENCE = timedelta(days=30)
"""How long a server may fail before an entry of its is given up."""


def next_try(outcome: Outcome, *, attempts: int, first_seen: datetime, now: datetime) -> datetime | None:
    """When to try an entry again after an attempt that failed, the `attempts`-th (from 1); None: give it up.

    Giving up takes both: as many tries as there are waits, and the time that these waits add up to. So a person who
    asks again and again loses nothing.
    """
    if outcome is Outcome.GONE:
        return None
    waits = _WAITS.get(outcome, _HOPEFUL)
    patience = sum(waits, timedelta()) if outcome in _WAITS else _PATIENCE
    if attempts > len(waits) and now - first_seen >= patience:
        return None
    return now + waits[min(attempts, len(waits)) - 1]
