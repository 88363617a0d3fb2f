"""`/watches`: what is watched for and what it finds, with a box to try a query, and `/watches.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from model.article import Article
from model.browsing import DayCount
from model.watch import Watch
from monitor.web import records
from monitor.web.charts import Bars, bars
from monitor.web.kept import Kept
from monitor.web.page import rendered
from monitor.web.searching import searched
from monitor.web.site import Site, utc_day
from storage import browsing
from storage import watches as watch_store

_WEEKS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """What watches found."""

    days: Sequence[DayCount]
    in_all: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _ShownWatch:
    """A watch with what its card shows."""

    watch: Watch
    weeks: Bars
    in_all: int
    last: Article | None


def routes(site: Site) -> list[Route]:
    """The page and its twin for programs."""

    def count(now: datetime) -> _Counted:
        with site.database.reading() as session:
            days = browsing.days_of_watches(session, utc_day(now) - timedelta(days=7 * _WEEKS - 1))
            return _Counted(days=days, in_all=watch_store.count_by_watch(session))

    counted = Kept(count)

    def gather() -> list[_ShownWatch]:
        now, watches = site.now(), site.config.watches
        known, names = counted.get(now), [watch.name for watch in watches]
        charts = bars(known.days, names, today=now.astimezone(UTC).date(), days=7 * _WEEKS, span=7)
        with site.database.reading() as session:
            last = browsing.last_matches(session, names)
        return [
            _ShownWatch(watch=watch, weeks=chart, in_all=known.in_all.get(watch.name, 0), last=last.get(watch.name))
            for watch, chart in zip(watches, charts, strict=True)
        ]

    def show(request: Request) -> Response:
        query = request.query_params.get("try", "")
        viewer = site.viewer(request)
        tried = searched(site.database, site.config, query, 1)
        return rendered(
            viewer,
            "watches.html",
            shown=gather(),
            tried=tried,
            mistakes=[one for one in site.live.mistakes if one.place == "watches.toml"] if viewer.may_act else [],
            source_titles=site.source_titles,
            watch_titles=site.watch_titles,
        )

    def tell(_: Request) -> Response:
        return JSONResponse({"watches": [_record(one, site) for one in gather()]})

    return [Route("/watches", show), Route("/watches.json", tell)]


def _record(shown: _ShownWatch, site: Site) -> dict[str, object]:
    watch = shown.watch
    return {
        "name": watch.name,
        "title": watch.title,
        "query": str(watch.wanted),
        "inflect": watch.inflect,
        "alert": watch.alert,
        "networks": watch.networks,
        "articles": shown.in_all,
        "last": None if shown.last is None else records.article_brief(shown.last),
        "weeks": [
            {"first_day": day.isoformat(), "articles": count}
            for day, count in zip(shown.weeks.firsts, shown.weeks.counts, strict=True)
        ],
        "feed": f"{site.config.public_url}/feeds/watches/{watch.name}.atom",
    }
