"""The web application: the pages, their twins for programs, the published feeds, and what machines ask of us."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from model.errors import StorageError
from model.source import SourceCondition
from monitor.live import Live
from monitor.metrics import Metrics
from monitor.published import published_feeds
from monitor.status import look
from monitor.web import article, checking, development, front, login, openapi, outbox, search, sources, watches
from monitor.web.access import Sessions
from monitor.web.errors import ErrorPages
from monitor.web.feeds import Feeds
from monitor.web.gate import Gate
from monitor.web.headers import SafeHeaders
from monitor.web.hosts import OurNames
from monitor.web.kept_feeds import KeptFeeds
from monitor.web.lanes import AT_ONCE, SearchLane
from monitor.web.overview import Figures
from monitor.web.page import rendered
from monitor.web.site import Site, caller_of
from monitor.web.tokens import Tokens
from monitor.web.unsubscribe import unsubscribe_routes
from monitor.web.viewer import Access
from storage.database import Database

_STATIC = Path(__file__).parent / "static"
_KINDS = {"style.css": "text/css", "page.js": "text/javascript", "mark.svg": "image/svg+xml"}
"""Our own files, beside the pages."""


def create_app(
    live: Live,
    database: Database,
    *,
    now: Callable[[], datetime],
    look_now: Callable[[str], bool] | None = None,
    metrics: Metrics | None = None,
) -> Starlette:
    """The application over an open database. Its endpoints are plain functions, so that they run in threads.

    `look_now` has a source looked at, and tells whether it will be; it is called in the event loop. `metrics` are those
    of a daemon, which has counted; without, there are those that the store tells.
    """
    site = Site(
        live=live,
        database=database,
        now=now,
        look=look_now,
        tokens=Tokens(database),
        sessions=Sessions(database),
        figures=Figures(database),
    )
    errors = ErrorPages(site)
    small = Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    bounded = Middleware(SearchLane, places=asyncio.Semaphore(AT_ONCE))
    pages = [*front.routes(site), *development.routes(site), *article.routes(site), *sources.routes(site)]
    pages += [*outbox.routes(site), *login.routes(site), *checking.routes(site), *openapi.routes()]
    pages += [Route("/feeds", _feed_list(site)), Route("/static/{name}", _own_file)]
    return Starlette(
        # Feeds come first: routes are tried in their order, and readers ask for feeds more than for all the rest.
        routes=[
            *Feeds(live, database, KeptFeeds(database, now=now), site.tokens).routes(bounded),
            *_each(pages, small),
            *_each([*watches.routes(site), *search.routes(site)], small, bounded),
            *unsubscribe_routes(live, database, now=now),
            Route("/healthz", _healthy),
            Route("/readyz", _readiness(site)),
            Route("/metrics", _measured(metrics or Metrics(live, database, now=now))),
        ],
        middleware=[
            Middleware(SafeHeaders),
            Middleware(OurNames, config=lambda: live.config),
            Middleware(Gate, site=site, errors=errors),
        ],
        exception_handlers={
            HTTPException: errors.refused,
            StorageError: errors.unavailable,
            Exception: errors.failed,
        },
    )


def _each(routes: Sequence[Route], *middleware: Middleware) -> list[Route]:
    """The same routes, each behind something. The feeds are behind nothing: their bytes and tags stay as they are."""
    return [Route(one.path, one.endpoint, methods=sorted(one.methods or ()), middleware=middleware) for one in routes]


def _own_file(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _KINDS:
        raise HTTPException(404)
    return FileResponse(_STATIC / name, media_type=_KINDS[name], headers={"Cache-Control": "public, max-age=3600"})


def _feed_list(site: Site) -> Callable[[Request], Response]:
    """What lists the feeds."""

    def show(request: Request) -> Response:
        return rendered(site.viewer(request), "feeds.html", feeds=published_feeds(site.config))

    return show


def _healthy(_: Request) -> Response:
    return PlainTextResponse("ok\n")


def _measured(metrics: Metrics) -> Callable[[Request], Response]:
    """What Prometheus asks for."""

    def show(request: Request) -> Response:
        text, kind = metrics.written(request.headers.get("accept", ""))
        return Response(text, headers={"Content-Type": kind, "Cache-Control": "no-store"})

    return show


def _readiness(site: Site) -> Callable[[Request], Response]:
    """What tells whether something can be stored now."""

    def ready(request: Request) -> Response:
        try:
            site.database.check()
            found = look(site.database, site.config, site.now())
        except Exception as error:  # noqa: BLE001 - whatever the trouble is, it is not ready
            problem = str(error) if isinstance(error, StorageError) else f"{type(error).__name__}: {error}"
            return JSONResponse({"ready": False, "problem": problem}, status_code=503)
        if caller_of(request).access is Access.NOBODY:
            return JSONResponse({"ready": True})
        # A publisher's trouble is none of ours: who restarts what is not ready would mend nothing.
        failing = {one.source.name: one.concern for one in found.sources if one.condition is SourceCondition.FAILING}
        behind = round(found.lag.total_seconds())
        return JSONResponse({"ready": True, "failing_sources": failing, "lag_seconds": behind})

    return ready
