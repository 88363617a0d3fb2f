"""`/sources`: how each source does and what to do where one does not, and `/sources.json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from model.browsing import DayCount
from model.source import SourceCondition, Ways
from monitor.status import SourceStatus, look
from monitor.status import as_json as status_json
from monitor.web.charts import Bars, bars
from monitor.web.forms import fields_of
from monitor.web.kept import Kept
from monitor.web.page import rendered
from monitor.web.site import Site, utc_day
from storage import browsing, ways

_WEEKS = 26
_URGENCY = (
    SourceCondition.FAILING,
    SourceCondition.SILENT,
    SourceCondition.NEVER,
    SourceCondition.OK,
    SourceCondition.PAUSED,
)
"""What a reader should see first."""
_TROUBLES = 5
"""Entries that could not be fetched that are named for a source; `peruwatch status` has more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ShownSource:
    """A source with what its card shows."""

    status: SourceStatus
    weeks: Bars
    ways: Ways | None


def routes(site: Site) -> list[Route]:
    """The page, its twin for programs, and what has a source looked at now."""

    def count(now: datetime) -> Sequence[DayCount]:
        with site.database.reading() as session:
            return browsing.days_of_sources(session, utc_day(now) - timedelta(days=7 * _WEEKS - 1))

    days = Kept(count)

    def gather() -> list[_ShownSource]:
        now = site.now()
        known = look(site.database, site.config, now).sources
        names = [one.source.name for one in known]
        charts = bars(days.get(now), names, today=now.astimezone(UTC).date(), days=7 * _WEEKS, span=7)
        with site.database.reading() as session:
            found = ways.all_ways(session)
        return [
            _ShownSource(status=one, weeks=chart, ways=found.get(one.source.name))
            for one, chart in zip(known, charts, strict=True)
        ]

    def show(request: Request) -> Response:
        viewer = site.viewer(request)
        shown = sorted(gather(), key=lambda one: _URGENCY.index(one.status.condition))
        return rendered(
            viewer,
            "sources.html",
            shown=shown,
            conditions=Counter(one.status.condition for one in shown),
            most_troubles=_TROUBLES,
            can_look=viewer.may_act and site.look is not None,
            asked_for=request.query_params.get("looks", ""),
            source_titles=site.source_titles,
        )

    def tell(_: Request) -> Response:
        shown = gather()
        by_name = {one.status.source.name: one for one in shown}
        known: Any = status_json(look(site.database, site.config, site.now()))["sources"]
        return JSONResponse({"sources": [_record(told, by_name[told["name"]]) for told in known]})

    async def look_now(request: Request) -> Response:
        name = request.path_params["name"]
        is_program = await _may_look(site, request)
        if name not in site.source_titles:
            raise HTTPException(404)
        is_taken = site.look is not None and await run_in_threadpool(site.look, name)
        if is_program:
            status = 202 if is_taken else 409
            told = "it will be looked at" if is_taken else "it is paused, or looked at already, or nothing crawls here"
            return JSONResponse({"source": name, "accepted": is_taken, "detail": told}, status_code=status)
        return RedirectResponse(f"/sources?looks={name}#{name}", status_code=303)

    return [
        Route("/sources", show),
        Route("/sources.json", tell),
        Route("/sources/{name}/look", look_now, methods=["POST"]),
    ]


async def _may_look(site: Site, request: Request) -> bool:
    """Whether a program asks, and not a form of ours; 403 where neither may."""
    if site.is_program(request):
        return True
    if not site.viewer(request).may_act:
        raise HTTPException(403, "log in, or send a token that may change something")
    await fields_of(site, request)
    return False


def _record(told: Mapping[str, Any], shown: _ShownSource) -> dict[str, Any]:
    source = shown.status.source
    return {
        **told,
        "title": source.title,
        "url": source.url,
        "network": source.network,
        "read_by": None if shown.ways is None else str(shown.ways.poll.kind),
        "weeks": [
            {"first_day": day.isoformat(), "articles": count}
            for day, count in zip(shown.weeks.firsts, shown.weeks.counts, strict=True)
        ],
    }
