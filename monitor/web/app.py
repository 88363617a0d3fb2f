"""The web application: the page, the published feeds, and what machines ask of us."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from alerts.opml import opml
from config.load import Config
from model.errors import StorageError
from monitor.published import published_feeds
from monitor.status import look
from monitor.web import page
from monitor.web.feeds import FORMATS, answer_feed, conditional
from storage import articles
from storage.database import Database

PAGE_LENGTH = 50
"""Articles on the page."""


def create_app(config: Config, database: Database, *, now: Callable[[], datetime]) -> Starlette:
    """The application over an open database. Its endpoints are plain functions, so that they run in threads."""
    feeds = {feed.path: feed for feed in published_feeds(config)}
    titles = {source.name: source.title for source in config.sources}

    def show_page(_: Request) -> Response:
        with database.reading() as session:
            newest = articles.newest(session, limit=PAGE_LENGTH, matched=True)
        return page.front(newest, look(database, config, now()), config)

    def list_feeds(_: Request) -> Response:
        return page.feeds(list(feeds.values()))

    def show_feed(request: Request) -> Response:
        path, _, extension = request.url.path.rpartition(".")
        feed = feeds.get(path)
        if feed is None or extension not in FORMATS:
            raise HTTPException(404)
        with database.reading() as session:
            chosen = feed.read(session)
        return answer_feed(request, feed, extension, articles=chosen, source_titles=titles)

    def show_opml(request: Request) -> Response:
        listed = [(feed.title, feed.url("rss"), config.public_url + "/") for feed in feeds.values()]
        return conditional(request, opml("peruwatch", listed), "text/x-opml; charset=utf-8")

    def healthy(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    def ready(_: Request) -> Response:
        try:
            database.check()
        except Exception as error:  # noqa: BLE001 - whatever the trouble is, it is not ready
            problem = str(error) if isinstance(error, StorageError) else f"{type(error).__name__}: {error}"
            return JSONResponse({"ready": False, "problem": problem}, status_code=503)
        return JSONResponse({"ready": True})

    return Starlette(
        routes=[
            Route("/", show_page),
            Route("/feeds", list_feeds),
            Route("/feeds.opml", show_opml),
            Route("/feeds/{path:path}", show_feed),
            Route("/healthz", healthy),
            Route("/readyz", ready),
        ],
        exception_handlers={StorageError: _unavailable},
    )


def _unavailable(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", status_code=503, headers={"Retry-After": "60"})
