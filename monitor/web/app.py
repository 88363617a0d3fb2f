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

from alerts.publish.opml import opml
from config.load import Config
from model.errors import StorageError
from model.source import SourceCondition
from monitor.live import Live
from monitor.published import PublishedFeed, newest_developments, published_feeds
from monitor.status import look
from monitor.web import page
from monitor.web.feeds import FORMATS, answer_feed, conditional
from monitor.web.hosts import OurNames
from monitor.web.searching import searched
from monitor.web.unsubscribe import unsubscribe_routes
from storage import articles, developments, grouped, watches
from storage.database import Database

PAGE_LENGTH = 50
"""Developments on the page."""
_NO_ID = 2**31 - 1
"""Larger than any article's; SQLite takes no number at all."""


def create_app(live: Live, database: Database, *, now: Callable[[], datetime]) -> Starlette:
    """The application over an open database. Its endpoints are plain functions, so that they run in threads."""

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

    def show_feed(request: Request) -> Response:
        config = live.config
        path, _, extension = request.url.path.rpartition(".")
        if extension not in FORMATS:
            raise HTTPException(404)
        feed = _feed_at(path, config, database)
        if path != feed.path:
            return RedirectResponse(feed.url(extension), status_code=301)
        with database.reading() as session:
            chosen = feed.read(session)
        titles = {source.name: source.title for source in config.sources}
        return answer_feed(request, feed, extension, told=chosen, source_titles=titles)

    def show_opml(request: Request) -> Response:
        home = live.config.public_url + "/"
        listed = [(feed.title, feed.url("rss"), home) for feed in published_feeds(live.config)]
        return conditional(request, opml("peruwatch", listed), "text/x-opml; charset=utf-8")

    def ready(_: Request) -> Response:
        try:
            database.check()
            sources = look(database, live.config, now()).sources
        except Exception as error:  # noqa: BLE001 - whatever the trouble is, it is not ready
            problem = str(error) if isinstance(error, StorageError) else f"{type(error).__name__}: {error}"
            return JSONResponse({"ready": False, "problem": problem}, status_code=503)
        # A publisher's trouble is none of ours: who restarts what is not ready would mend nothing.
        failing = {one.source.name: one.state.last_error for one in sources if one.condition is SourceCondition.FAILING}
        return JSONResponse({"ready": True, "failing_sources": failing})

    return Starlette(
        routes=[
            Route("/", show_page),
            Route("/developments/{number:int}", _development_endpoint(live, database)),
            Route("/articles/{number:int}", _article_endpoint(live, database)),
            Route("/search", show_search),
            Route("/feeds", list_feeds),
            Route("/feeds.opml", show_opml),
            Route("/feeds/{path:path}", show_feed),
            *unsubscribe_routes(live, database, now=now),
            Route("/healthz", _healthy),
            Route("/readyz", ready),
        ],
        middleware=[Middleware(OurNames, config=lambda: live.config)],
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


def _feed_at(path: str, config: Config, database: Database) -> PublishedFeed:
    """The feed that is or was there; 410 where a watch had its feed that is no more, 404 where never one was."""
    for feed in published_feeds(config):
        if path in {feed.path, *feed.former_paths}:
            return feed
    with database.reading() as session:
        is_gone = path.removeprefix("/feeds/watches/") in watches.removed(session)
    raise HTTPException(410 if is_gone else 404)


def _unavailable(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", status_code=503, headers={"Retry-After": "60"})
