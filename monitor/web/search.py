"""`/search`: the stored articles that a query finds, and `/search.json`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from config.query import LONGEST
from monitor.web import asked, records
from monitor.web.page import rendered
from monitor.web.searching import Order, Result, Results, found_after, searched
from monitor.web.site import Site

_MOST_LISTED = 100


def routes(site: Site) -> list[Route]:
    """The page and its twin for programs."""

    def show(request: Request) -> Response:
        query = request.query_params
        order = Order(query["order"]) if query.get("order") in set(Order) else Order.DATE
        found = searched(site.database, site.config, query.get("q", ""), asked.page_number(request), order)
        return rendered(
            site.viewer(request),
            "search.html",
            status_code=400 if found.mistake else 200,
            found=found,
            order=order,
            longest=LONGEST,
            source_titles=site.source_titles,
            watch_titles=site.watch_titles,
        )

    def tell(request: Request) -> Response:
        query = request.query_params
        limit = records.limit(query, 20, _MOST_LISTED)
        found, following = found_after(site.database, site.config, query.get("q", ""), query.get("cursor", ""), limit)
        return JSONResponse(_record(found, following), status_code=400 if found.mistake else 200)

    return [Route("/search", show), Route("/search.json", tell)]


def _record(found: Results, following: str | None) -> dict[str, object]:
    if found.mistake:
        return {"error": found.mistake}
    return {
        "query": found.query,
        "count": found.count,
        "is_exact": found.is_exact,
        "is_least": found.is_least,
        "hints": list(found.hints),
        "results": [_result(one) for one in found.results],
        "cursor": following,
    }


def _result(one: Result) -> dict[str, object]:
    return {
        **records.article_brief(one.article),
        "excerpts": [[{"text": part.text, "found": part.found} for part in excerpt] for excerpt in one.excerpts],
    }
