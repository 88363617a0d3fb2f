"""Feeds as answers: conditional by content, packed for who can unpack, gone for good where that is so."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import format_datetime, parsedate_to_datetime

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from alerts.publish.feed import content_etag
from alerts.publish.opml import OPML_TYPE, opml
from config.load import Config
from config.query import QueryError
from monitor.live import Live
from monitor.published import PublishedFeed, published_feeds, search_feed, view_feed, with_token
from monitor.web import asked
from monitor.web.kept_feeds import FORMATS, Document, KeptFeeds
from monitor.web.tokens import Tokens, given_token
from storage import runs, watches
from storage.database import Database

SEARCH = "/feeds/search"
DEVELOPMENTS = "/feeds/developments"
"""The feed of which each view of the developments has its own."""
_PREFIXES = ("/feeds/watches/", "/feeds/sources/")


class Feeds:
    """Answers for all feeds over one store."""

    def __init__(self, live: Live, database: Database, kept: KeptFeeds, tokens: Tokens) -> None:
        self._live = live
        self._database = database
        self._kept = kept
        self._tokens = tokens
        self._known: tuple[Config, Mapping[str, PublishedFeed]] | None = None

    def routes(self, bounded: Middleware) -> list[Route]:
        """Where feeds are. Searches have theirs among the feeds and beside the page of results, which are bounded."""
        searched = ("/search.rss", "/search.atom", "/feeds/search.{extension}")
        return [
            Route("/feeds.opml", self.show_list),
            *(Route(path, self.show, middleware=[bounded]) for path in searched),
            Route("/feeds/{path:path}", self.show),
        ]

    async def show(self, request: Request) -> Response:
        """A feed; who has it is told so without a look at the store, where nothing was written to that."""
        path, _, extension = request.url.path.rpartition(".")
        if extension not in FORMATS:
            raise HTTPException(404)
        if refused := await self._refusal(request):
            return refused
        config = self._live.config
        path = SEARCH if path == "/search" else path
        try:
            feed = self._searched(request, config) if path == SEARCH else self._at(path, config)
            view = asked.as_query(request.query_params)
            if feed is not None and path == feed.path == DEVELOPMENTS and view:
                feed = view_feed(feed, view, asked.selection(view, self._kept.now()), config)
        except QueryError as error:
            return PlainTextResponse(f"{error}\n", status_code=400)
        if feed is None:
            is_gone = await run_in_threadpool(self._was_there, path)
            raise HTTPException(410 if is_gone else 404)
        if path != feed.path:
            return RedirectResponse(with_token(feed.url(extension), given_token(request)), status_code=301)
        document = self._kept.at_hand(feed, extension, config)
        if document is None:
            document = await run_in_threadpool(self._kept.document, feed, extension, config)
        return answer(request, document)

    async def show_list(self, request: Request) -> Response:
        """All feeds for a reader to import; with its token in their addresses where it has one."""
        if refused := await self._refusal(request):
            return refused
        token, home = given_token(request), self._live.config.public_url + "/"
        feeds = published_feeds(self._live.config)
        listed = [(feed.title, with_token(feed.url("rss"), token), home) for feed in feeds]
        return conditional(request, opml("peruwatch", listed), OPML_TYPE)

    async def _refusal(self, request: Request) -> Response | None:
        """What is answered to a token that is worth nothing; who has none is let in or not elsewhere."""
        token = given_token(request)
        if token is None or await self._tokens.scope(token) is not None:
            return None
        return PlainTextResponse("This token was revoked, or never given out.\n", status_code=401)

    def _searched(self, request: Request, config: Config) -> PublishedFeed | None:
        """The feed of what is searched for; None where that is nothing."""
        query = request.query_params.get("q", "").strip()
        return search_feed(config, self._database, query) if query else None

    def _at(self, path: str, config: Config) -> PublishedFeed | None:
        """The feed that is or was at a path."""
        if self._known is None or self._known[0] is not config:
            feeds = published_feeds(config)
            former = {path: feed for feed in feeds for path in feed.former_paths}
            self._known = (config, former | {feed.path: feed for feed in feeds})
        return self._known[1].get(path)

    def _was_there(self, path: str) -> bool:
        """Whether there was a feed of a watch or source that is no more."""
        with self._database.reading() as session:
            gone = {_PREFIXES[0]: watches.removed(session), _PREFIXES[1]: set(runs.states(session))}
        return any(path.startswith(prefix) and path.removeprefix(prefix) in names for prefix, names in gone.items())


def answer(request: Request, document: Document) -> Response:
    """A document, or 304 to who has it."""
    is_packed = document.packed is not None and _takes_gzip(request.headers.get("accept-encoding", ""))
    headers = {
        "ETag": document.packed_etag if is_packed else document.etag,
        "Last-Modified": format_datetime(document.modified, usegmt=True),
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
        "Link": document.links,
    }
    if _is_known(request, {document.etag, document.packed_etag}, document):
        return Response(status_code=304, headers=headers)
    if is_packed and document.packed is not None:
        return Response(document.packed, media_type=document.media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(document.body, media_type=document.media_type, headers=headers)


def _is_known(request: Request, etags: set[str], document: Document) -> bool:
    """Whether a reader has a document: by its tag, and only where it gives none by its date (RFC 9110, 13.2.2)."""
    tags = request.headers.getlist("if-none-match")
    if tags:
        return any(knows(", ".join(tags), etag) for etag in etags)
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and document.modified <= since


def _takes_gzip(header: str) -> bool:
    """Whether somebody can unpack (RFC 9110, 12.5.3)."""
    for coding in header.lower().replace(" ", "").split(","):
        name, _, weight = coding.partition(";q=")
        if name in {"gzip", "*"}:
            return weight.strip("0.") != "" or not weight
    return False


def conditional(request: Request, document: bytes, media_type: str) -> Response:
    """The document, or 304 if the reader has just these bytes."""
    etag = content_etag(document)
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if knows(", ".join(request.headers.getlist("if-none-match")), etag):
        return Response(status_code=304, headers=headers)
    return Response(document, media_type=media_type, headers=headers)


def knows(header: str, etag: str) -> bool:
    """Whether an If-None-Match names the ETag, compared weakly (RFC 9110, 13.1.2): proxies weaken tags."""
    given = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return etag in given or "*" in given
