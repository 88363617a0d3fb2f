"""What all pages share: the configuration in force, the store, the clock, and who is asking."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request

from config.load import Config
from model.token import TokenScope
from monitor.live import Live
from monitor.web.access import (
    FORM_COOKIE,
    SESSION_COOKIE,
    Caller,
    Sessions,
    form_token,
    is_from_elsewhere,
    is_open,
)
from monitor.web.language import LANGUAGES, negotiated
from monitor.web.overview import Figures
from monitor.web.tokens import Tokens, given_token
from monitor.web.viewer import Access, Viewer, zone_named
from storage.database import Database

FEED_PATHS = ("/feeds/", "/feeds.opml", "/search.rss", "/search.atom")
"""How the addresses of feeds begin."""
LANGUAGE_COOKIE = "language"
ZONE_COOKIE = "zone"
CALLER = "peruwatch.caller"
"""Under what a request's scope has its caller, since the gate looked."""
_LONGEST_COOKIE = 100
"""Characters of a cookie for forms; ours have 22."""


@dataclass(slots=True, kw_only=True)
class Site:
    """The pages over one store."""

    live: Live
    database: Database
    now: Callable[[], datetime]
    look: Callable[[str], bool] | None = None
    """Has a source looked at now, and tells whether it will be; None where nothing crawls in this process."""
    tokens: Tokens
    sessions: Sessions
    figures: Figures

    @property
    def config(self) -> Config:
        """The configuration in force."""
        return self.live.config

    @property
    def source_titles(self) -> Mapping[str, str]:
        """What sources are called, by their names."""
        return {source.name: source.title for source in self.config.sources}

    @property
    def watch_titles(self) -> Mapping[str, str]:
        """What watches are called, by their names."""
        return {watch.name: watch.title for watch in self.config.watches}

    def caller(self, request: Request) -> Caller:
        """Who sends a request, by their cookie or their token; where they have one, it takes a look into the store."""
        web = self.config.settings.web
        is_logged_in = self.sessions.knows(request.cookies.get(SESSION_COOKIE), web, self.now())
        is_feed = request.url.path.startswith(FEED_PATHS)
        # Only feed readers may have a token in the address, which is written down in many places.
        given = given_token(request) if is_feed or "authorization" in request.headers else None
        scope = None if given is None else self.tokens.scope_of(given)
        if is_logged_in or scope is TokenScope.API or is_open(web):
            access = Access.OWNER
        else:
            access = Access.READER if web.public or (scope and is_feed) else Access.NOBODY
        return Caller(access, is_logged_in, has_token=scope is TokenScope.API)

    def is_program(self, request: Request) -> bool:
        """Whether a program that may change something asks, and no page of somebody else's through a browser.

        It has a token. Where all are served as owners it needs none, but must send what browsers let no foreign page
        send: a body of another type than forms have.
        """
        if caller_of(request).has_token:
            return True
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        is_typed = kind in {"application/json", "application/toml"}
        return is_typed and is_open(self.config.settings.web) and not is_from_elsewhere(request, self.config)

    def viewer(self, request: Request) -> Viewer:
        """Who is asking."""
        cookies = request.cookies
        language = cookies.get(LANGUAGE_COOKIE, "")
        own_zone = zone_named(cookies.get(ZONE_COOKIE, ""))
        form_cookie = cookies.get(FORM_COOKIE, "")
        is_new = not form_cookie or len(form_cookie) > _LONGEST_COOKIE
        if is_new:
            form_cookie = secrets.token_urlsafe(16)
        caller = caller_of(request)
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return Viewer(
            language=language if language in LANGUAGES else negotiated(request.headers.get("accept-language", "")),
            zone=own_zone or _zone_of(self.config),
            has_chosen_zone=own_zone is not None,
            access=caller.access,
            is_logged_in=caller.is_logged_in,
            form_token=form_token(form_cookie),
            form_cookie=form_cookie if is_new else None,
            path=path,
            now=self.now(),
        )


def caller_of(request: Request) -> Caller:
    """Who sends a request, as the gate found out."""
    caller = request.scope.get(CALLER)
    return caller if isinstance(caller, Caller) else Caller()


def _zone_of(config: Config) -> ZoneInfo:
    """The zone in which times are told to whom we know no other of: that of the first digest, else UTC."""
    return ZoneInfo(config.digests[0].timezone) if config.digests else ZoneInfo("UTC")


def utc_day(moment: datetime) -> datetime:
    """The beginning of a moment's day in UTC."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
