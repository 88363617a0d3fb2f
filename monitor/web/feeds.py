"""Feeds as answers, with a content ETag, so that a reader fetches nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from alerts.publish.feed import FeedInfo, atom, content_etag, json_feed, rss
from model.article import Article
from model.development import Development
from monitor.published import PublishedFeed


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """A form in which a feed is published."""

    media_type: str
    write: Callable[..., bytes]


FORMATS = {
    "rss": FeedFormat("application/rss+xml; charset=utf-8", rss),
    "atom": FeedFormat("application/atom+xml; charset=utf-8", atom),
    "json": FeedFormat("application/feed+json; charset=utf-8", json_feed),
}
"""By the extension in the address."""


def answer_feed(
    request: Request,
    feed: PublishedFeed,
    extension: str,
    *,
    told: Sequence[Article | Development],
    source_titles: Mapping[str, str],
) -> Response:
    """The feed, or 304 if the reader has it."""
    form = FORMATS[extension]
    info = FeedInfo(
        id=f"{feed.public_url}{feed.first_path}.atom",
        title=feed.title,
        description=feed.description,
        self_url=feed.url(extension),
        site_url=feed.public_url + "/",
    )
    return conditional(request, form.write(info, told, source_titles=source_titles), form.media_type)


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
