"""The web application: the page, the published feeds, and what machines ask of us."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from model.errors import StorageError
from model.source import SourceCondition
from monitor.live import Live
from monitor.published import newest_developments, published_feeds
from monitor.status import look
from monitor.web import page
from monitor.web.feeds import Feeds
from monitor.web.hosts import OurNames
from monitor.web.kept_feeds import KeptFeeds
from monitor.web.lanes import SearchLane
from monitor.web.searching import searched
from monitor.web.unsubscribe import unsubscribe_routes
from storage import articles, developments, grouped
from storage.database import Database

PAGE_LENGTH = 50
"""Developments on the page."""
_NO_ID = 2**31 - 1
"""Larger than any article's; SQLite takes no number at all."""


def create_app(live: Live, database: Database, *, now: Callable[[], datetime]) -> Starlette:
    """The application over an open database. Its endpoints are plain functions, so that they run in threads."""
    feeds = Feeds(live, database, KeptFeeds(database, now=now))

    def show_page(_: Request) -> Response:
        config = live.config
        with database.reading() as session:
            newest = newest_developments(session, limit=PAGE_LENGTH)
        return page.front(newest, look(database, config, now()), config, live.mistakes, live.waiting)

    def show_search(request: Request) -> Response:
        config = live.config
        return page.search(searched(database, config, request.query_params.get("q", ""), _page_number(request)), config)

    def list_feeds(_: Request) -> Response:
        return page.feeds(published_feeds(live.config))

    def ready(_: Request) -> Response:
        try:
            database.check()
            found = look(database, live.config, now())
        except Exception as error:  # noqa: BLE001 - whatever the trouble is, it is not ready
            problem = str(error) if isinstance(error, StorageError) else f"{type(error).__name__}: {error}"
            return JSONResponse({"ready": False, "problem": problem}, status_code=503)
        # A publisher's trouble is none of ours: who restarts what is not ready would mend nothing.
        failing = {one.source.name: one.concern for one in found.sources if one.condition is SourceCondition.FAILING}
        behind = round(found.lag.total_seconds())
        return JSONResponse({"ready": True, "failing_sources": failing, "lag_seconds": behind})

    return Starlette(
        routes=[
            Route("/", show_page),
            Route("/developments/{number:int}", _development_endpoint(live, database)),
            Route("/articles/{number:int}", _article_endpoint(live, database)),
            Route("/search", show_search),
            Route("/feeds", list_feeds),
            *feeds.routes(),
            *unsubscribe_routes(live, database, now=now),
            Route("/healthz", _healthy),
            Route("/readyz", ready),
        ],
        middleware=[Middleware(OurNames, config=lambda: live.config), Middleware(SearchLane)],
        exception_handlers={StorageError: _unavailable},
    )


def _article_endpoint(live: Live, database: Database) -> Callable[[Request], Response]:
    """What shows one article."""

    def show_article(request: Request) -> Response:
        with database.reading() as session:
            found = articles.by_id(session, [min(request.path_params["number"], _NO_ID)])
        if not found:
            raise HTTPException(404)
        return page.article(found[0], live.config)

    return show_article


def _development_endpoint(live: Live, database: Database) -> Callable[[Request], Response]:
    """What shows one development, under the number that it has now."""

    def show_development(request: Request) -> Response:
        number = min(request.path_params["number"], _NO_ID)
        with database.reading() as session:
            current = developments.leads_to(session, number)
            found = grouped.by_id(session, [] if current is None else [current])
            reasons = {one.id: developments.why(session, one.id) for of in found for one in of.articles}
        if not found:
            raise HTTPException(404)
        if current != number:
            return RedirectResponse(f"/developments/{current}", status_code=301)
        return page.development(found[0], reasons, live.config)

    return show_development


def _healthy(_: Request) -> Response:
    return PlainTextResponse("ok\n")


def _page_number(request: Request) -> int:
    """Which page of results is asked for, from 1; 404 where there can be none."""
    number = request.query_params.get("page", "1")
    if not re.fullmatch("[1-9][0-9]{0,5}", number):
        raise HTTPException(404)
    return int(number)


def _unavailable(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", status_code=503, headers={"Retry-After": "60"})
