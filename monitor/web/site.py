"""What all pages share: the configuration in force, the store, the clock, and who is asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request

from config.load import Config
from model.token import TokenScope
from monitor.live import Live
from monitor.web.access import FORM_COOKIE, SESSION_COOKIE, Sessions, is_from_elsewhere, is_open
from monitor.web.language import LANGUAGES, negotiated
from monitor.web.overview import Figures
from monitor.web.tokens import Tokens, given_token
from monitor.web.viewer import Access, Viewer, zone_named
from storage.database import Database

FEED_PATHS = ("/feeds/", "/feeds.opml", "/search.rss", "/search.atom")
"""How the addresses of feeds begin."""
LANGUAGE_COOKIE = "language"
ZONE_COOKIE = "zone"


@dataclass(slots=True, kw_only=True)
class Site:
    """The pages over one store."""

    live: Live
    database: Database
    now: Callable[[], datetime]
    look: Callable[[str], bool] | None = None
    """Has a source looked at now, and tells whether it will be; None where nothing crawls in this process."""
    tokens: Tokens
    sessions: Sessions = field(default_factory=Sessions)
    figures: Figures = field(default_factory=Figures)

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

    def access(self, request: Request) -> Access:
        """What somebody may, by their cookie or their token."""
        return max(self.cookie_access(request), self.token_access(request))

    def cookie_access(self, request: Request) -> Access:
        """What somebody may, by their cookie."""
        return self.sessions.access(request.cookies.get(SESSION_COOKIE), self.config.settings.web, self.now())

    def token_access(self, request: Request) -> Access:
        """What the token of a request lets it do: one for feeds opens these alone, one for programs everything.

        Only feed readers may have it in the address, which is written down in many places.
        """
        is_feed = request.url.path.startswith(FEED_PATHS)
        given = given_token(request) if is_feed or "authorization" in request.headers else None
        scope = None if given is None else self.tokens.scope_of(given)
        if scope is TokenScope.API:
            return Access.OWNER
        return Access.READER if scope is TokenScope.FEEDS and is_feed else Access.NOBODY

    def is_program(self, request: Request) -> bool:
        """Whether a program that may change something asks, and no page of somebody else's through a browser.

        It has a token. Where all are served as owners it needs none, but must send what browsers let no foreign page
        send: a body of another type than forms have.
        """
        if self.token_access(request) is Access.OWNER:
            return True
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        is_typed = kind in {"application/json", "application/toml"}
        return is_typed and is_open(self.config.settings.web) and not is_from_elsewhere(request, self.config)

    def viewer(self, request: Request) -> Viewer:
        """Who is asking."""
        cookies = request.cookies
        language = cookies.get(LANGUAGE_COOKIE, "")
        own_zone = zone_named(cookies.get(ZONE_COOKIE, ""))
        form_cookie, form_token, is_new = self.sessions.form(cookies.get(FORM_COOKIE))
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return Viewer(
            language=language if language in LANGUAGES else negotiated(request.headers.get("accept-language", "")),
            zone=own_zone or _zone_of(self.config),
            has_chosen_zone=own_zone is not None,
            access=self.access(request),
            is_logged_in=self.sessions.knows(cookies.get(SESSION_COOKIE), self.config.settings.web, self.now()),
            form_token=form_token,
            form_cookie=form_cookie if is_new else None,
            path=path,
            now=self.now(),
        )


def _zone_of(config: Config) -> ZoneInfo:
    """The zone in which times are told to whom we know no other of: that of the first digest, else UTC."""
    return ZoneInfo(config.digests[0].timezone) if config.digests else ZoneInfo("UTC")


def utc_day(moment: datetime) -> datetime:
    """The beginning of a moment's day in UTC."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
