"""The REST interface of Crónica del Sur: its one tag, and the posts with it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from monitor.demo.pages import DemoPage, Request, part, parts
from monitor.demo.timeline import Publication
from monitor.demo.wordpress_text import body, excerpt, local, path, post_id, texturized

PREFIX = "/wp-json"
TAG_ID = 31
JSON = "application/json; charset=UTF-8"


def answer_rest(request: Request, shown: Sequence[Publication]) -> DemoPage:
    """The answer to an address below /wp-json."""
    route = request.path.removeprefix(PREFIX).rstrip("/")
    if route == "":
        return _json({"name": "Crónica del Sur", "url": request.root, "namespaces": ["wp/v2"], "routes": {}})
    if route == "/wp/v2/tags":
        return _tags(request, shown)
    if route == "/wp/v2/posts":
        return _posts(request, shown)
    if match := re.fullmatch(r"/wp/v2/posts/([0-9]+)", route):
        return _post(request, shown, int(match[1]))
    return _error("rest_no_route", "No route was found matching the URL and request method.", 404)


def _json(value: object, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> DemoPage:
    """An answer as WordPress gives it: without validators."""
    return DemoPage(body=json.dumps(value).encode(), content_type=JSON, status=status, headers=headers)


def _error(code: str, message: str, status: int) -> DemoPage:
    return _json({"code": code, "message": message, "data": {"status": status}}, status=status)


def _tags(request: Request, shown: Sequence[Publication]) -> DemoPage:
    """The tags with the slug asked for: one or none."""
    tag = {"id": TAG_ID, "count": len(shown), "name": "Perú", "slug": "peru", "link": f"{request.root}/tag/peru/"}
    return _json([tag] if request.query.get("slug", "peru") == "peru" else [])


def _posts(request: Request, shown: Sequence[Publication]) -> DemoPage:
    """One page of posts, with the totals in headers; 400 past the end."""
    size, number = request.number("per_page", 10), request.number("page", 1)
    if not 1 <= size <= 100 or number < 1:
        return _error("rest_invalid_param", "Invalid parameter(s): per_page, page", 400)
    found = [publication for publication in shown if _wanted(request, publication)]
    if number > parts(found, size):
        return _error("rest_post_invalid_page_number", "The page number requested is larger than available.", 400)
    totals = (("X-WP-Total", str(len(found))), ("X-WP-TotalPages", str(-(-len(found) // size))))
    return _json([_described(request, publication) for publication in part(found, number, size)], headers=totals)


def _wanted(request: Request, publication: Publication) -> bool:
    """Whether the query's tag and slug, where it names any, are this post's."""
    tags = request.query.get("tags", str(TAG_ID)).split(",")
    return str(TAG_ID) in tags and request.query.get("slug", publication.sample.slug) == publication.sample.slug


def _post(request: Request, shown: Sequence[Publication], number: int) -> DemoPage:
    """The one post with that number, if it has come out."""
    found = (publication for publication in shown if post_id(publication.sample) == number)
    publication = next(found, None)
    if publication is None:
        return _error("rest_post_invalid_id", "Invalid post ID.", 404)
    return _json(_described(request, publication))


def _described(request: Request, publication: Publication) -> dict[str, object]:
    """A post as REST describes it; only the fields asked for, where the query names some."""
    sample = publication.sample
    here = f"{local(publication):%Y-%m-%dT%H:%M:%S}"
    utc = f"{publication.moment:%Y-%m-%dT%H:%M:%S}"
    full: dict[str, object] = {
        "id": post_id(sample),
        "date": here,
        "date_gmt": utc,
        "guid": {"rendered": f"{request.root}/?p={post_id(sample)}"},
        "modified": here,
        "modified_gmt": utc,
        "slug": sample.slug,
        "status": "publish",
        "type": "post",
        "link": request.root + path(sample),
        "title": {"rendered": texturized(sample.title)},
        "content": {"rendered": body(sample), "protected": False},
        "excerpt": {"rendered": excerpt(sample), "protected": False},
        "author": 2,
        "categories": [1],
        "tags": [TAG_ID],
    }
    fields = request.query.get("_fields", ",".join(full)).split(",")
    return {key: value for key, value in full.items() if key in fields}
