"""`/`: the developments, newest first, and `/developments.json`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from model.browsing import DayCount, Listed, ListPosition, Selection
from model.condition import condition_of
from model.source import Source, SourceCondition, SourceState
from monitor.web import asked, records
from monitor.web.charts import Bars, bars
from monitor.web.kept import Kept, KeptReading
from monitor.web.overview import Quotation, overview, quotable
from monitor.web.page import rendered
from monitor.web.site import Site, utc_day
from storage import articles, browsing, entries, lookup, runs, watches
from storage.database import Session

PAGE_LENGTH = 20
"""Developments on a page: some three screens, and less than 50 kB."""
_MOST_LISTED = 100
"""Developments in one answer for programs."""
DAYS = 90
_NEWEST_DAYS = 7
"""Days of these that are told apart, so that one sees what is going on."""
_CHARTS = 12
"""Watches that the timeline shows, those with most; the filter has all."""
_VISIT_COOKIE = "visit"
_A_VISIT = timedelta(minutes=30)
"""Without a request for so long, a visit is over; as those who count visitors have it."""
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class _Archive:
    """What of the whole archive the page tells."""

    days: Sequence[DayCount]
    languages: Sequence[str]
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """What the page reads for a selection and a place in the list."""

    shown: Sequence[Listed]
    following: ListPosition | None
    """The place after which the list goes on, if it does."""
    quotations: Sequence[Quotation]
    states: Mapping[str, SourceState]
    pending: int
    """Entries that wait to be read, where there is nothing to show."""


def routes(site: Site) -> list[Route]:
    """The page and its twin for programs."""

    def count(first: datetime) -> _Archive:
        with site.database.reading() as session:
            return _Archive(
                days=browsing.days_of_watches(session, first),
                languages=sorted(lookup.languages(session)),
                articles=articles.count(session),
            )

    def read(view: tuple[Selection, ListPosition | None]) -> _View:
        with site.database.reading() as session:
            shown, following = _listed(session, *view, PAGE_LENGTH)
            return _View(
                shown=shown,
                following=following,
                quotations=_quotations(session, shown),
                states=runs.states(session),
                pending=sum(entries.pending(session).values()) if not shown else 0,
            )

    counts, views = KeptReading(site.database, count), KeptReading(site.database, read)
    archive = Kept(lambda now: counts.get(utc_day(now) - timedelta(days=DAYS - 1)))

    def show(request: Request) -> Response:
        return _page(site, request, archive.get(site.now()), views)

    def tell(request: Request) -> Response:
        return _answer(site, request)

    return [Route("/", show), Route("/developments.json", tell)]


def _page(
    site: Site,
    request: Request,
    archive: _Archive,
    views: KeptReading[tuple[Selection, ListPosition | None], _View],
) -> Response:
    viewer, config, query = site.viewer(request), site.config, request.query_params
    chosen, after = asked.selection(query, viewer.now), asked.position(query)
    read = views.get((chosen, after))
    conditions: dict[SourceCondition, list[Source]] = {condition: [] for condition in SourceCondition}
    for source in config.sources:
        conditions[condition_of(source, read.states.get(source.name))].append(source)
    last_visit, visit = _visits(request.cookies.get(_VISIT_COOKIE, ""), viewer.now)
    view = asked.as_query(query)
    feed, feed_query = feed_of(view, site.watch_titles)
    charts = _charts(archive.days, list(site.watch_titles), viewer.now.astimezone(UTC).date())
    answer = rendered(
        viewer,
        "front.html",
        listed=overview(read.shown, read.quotations, networks=config.networks, figures=site.figures, since=last_visit),
        older={**view, "cursor": asked.cursor(read.following)} if read.following else None,
        last_visit=last_visit,
        newest=f"/?{urlencode(view)}" if view else "/",
        chosen=chosen,
        since=view.get("since", ""),
        is_filtered=bool(view),
        is_later=after is not None,
        feed=feed,
        feed_query=f"?{urlencode(feed_query)}" if feed_query else "",
        charts=charts if not view and after is None else [],
        busy_days=_busy_days(charts),
        archive_languages=archive.languages,
        articles_stored=archive.articles,
        pending=read.pending,
        failing=conditions[SourceCondition.FAILING],
        silent=conditions[SourceCondition.SILENT],
        mistakes=site.live.mistakes,
        waiting=site.live.waiting,
        source_titles=site.source_titles,
        watch_titles=site.watch_titles,
    )
    answer.set_cookie(_VISIT_COOKIE, visit, max_age=_YEAR, httponly=True, samesite="lax")
    return answer


def _answer(site: Site, request: Request) -> Response:
    query = request.query_params
    chosen, after = asked.selection(query, site.now()), asked.position(query)
    with site.database.reading() as session:
        shown, following = _listed(session, chosen, after, records.limit(query, PAGE_LENGTH, _MOST_LISTED))
    view = asked.as_query(query)
    next_url = None
    if following:
        next_url = (
            f"{site.config.public_url}/developments.json?{urlencode({**view, 'cursor': asked.cursor(following)})}"
        )
    return JSONResponse(
        {
            "developments": [records.development(one, site) for one in shown],
            "cursor": asked.cursor(following) if following else None,
            "next": next_url,
        }
    )


def _listed(
    session: Session, chosen: Selection, after: ListPosition | None, limit: int
) -> tuple[Sequence[Listed], ListPosition | None]:
    """A part of the list, and the place after which it goes on, if it does."""
    found = browsing.places(session, chosen, limit=limit + 1, after=after)
    return browsing.listed(session, found[:limit]), found[limit - 1] if len(found) > limit else None


def _quotations(session: Session, shown: Sequence[Listed]) -> list[Quotation]:
    """What the list quotes of each: of its articles one is read."""
    evidence = watches.evidence_in(session, [one.id for of in shown for one in quotable(of)])
    quoted = [next((each for each in quotable(one) if evidence.get(each.id)), one.lead) for one in shown]
    bodies = {one.article_id: one.body for one in articles.texts(session, [one.id for one in quoted])}
    return [
        Quotation(
            article=one,
            body=bodies.get(one.id, ""),
            evidence=evidence.get(one.id, ()),
            of_headline=evidence.get(of.lead.id, ()),
        )
        for of, one in zip(shown, quoted, strict=True)
    ]


def feed_of(view: dict[str, str], known_watches: Iterable[str]) -> tuple[str, dict[str, str]]:
    """The feed that has what a view shows: its path without the format, and its query."""
    if view.keys() == {"watch"} and view["watch"] in known_watches:
        return f"/feeds/watches/{view['watch']}", {}
    return "/feeds/developments", view


def _charts(counted: Sequence[DayCount], names: Sequence[str], today: date) -> list[Bars]:
    """The timeline of the watches with most articles, in their own order; none while there is nothing to be seen."""
    charts = bars(counted, names, today=today, days=DAYS, newest=_NEWEST_DAYS)
    most = sorted(charts, key=lambda chart: chart.total, reverse=True)[:_CHARTS]
    return [chart for chart in charts if chart in most] if any(chart.total for chart in charts) else []


def _busy_days(charts: Sequence[Bars]) -> list[tuple[date, tuple[int, ...]]]:
    """The days on which something was, newest first, with the count of each watch."""
    if not charts:
        return []
    rows = zip(charts[0].firsts, zip(*(chart.counts for chart in charts), strict=True), strict=True)
    return [(day, counts) for day, counts in rows if any(counts)][::-1]


def _visits(cookie: str, now: datetime) -> tuple[datetime | None, str]:
    """When the reader's last visit ended, before the present one, and what the cookie is to say from now on.

    It says when that was and when the last request came, in seconds since 1970.
    """
    current = int(now.timestamp())
    found = re.fullmatch(r"([0-9]{1,11})\.([0-9]{1,11})", cookie)
    if not found:
        return None, f"0.{current}"
    ended, last = int(found[1]), int(found[2])
    if not 0 <= current - last < _A_VISIT.total_seconds():
        ended = min(last, current)
    return (datetime.fromtimestamp(ended, UTC) if ended else None), f"{ended}.{current}"
