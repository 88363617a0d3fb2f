"""`/developments/ID`: one story in time, with what its readers may correct."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from alerts.developments.additions import Printed, additions, figures_printed
from alerts.developments.figures import figures_in
from model.article import Article, ArticleBrief
from model.browsing import listed_as
from model.development import Decision, Development
from model.errors import PeruwatchError, StorageError
from monitor.correcting import Action, corrected
from monitor.web import asked, records
from monitor.web.charts import Line, line, ticks
from monitor.web.forms import Fields, takes_form
from monitor.web.overview import counts_time, headline
from monitor.web.page import rendered
from monitor.web.site import Site
from storage import browsing, developments, grouped, watches

_FIGURES = 6
"""Kinds of figures that are shown, those that changed most often; the twin for programs has all."""
_MOST_ARTICLES = 60
"""Articles that are shown at length; the others are named, and the twin for programs has them."""


@dataclass(frozen=True, slots=True)
class _Story:
    """A development and what stands around it."""

    development: Development
    decisions: Mapping[int, Decision | None]
    before: Development | None
    later: Sequence[Development]


def routes(site: Site) -> list[Route]:
    """The page, its twin for programs, and its corrections."""

    def show(request: Request) -> Response:
        story = _story(site, asked.number(request))
        if story.development.id != request.path_params["number"]:
            return RedirectResponse(f"/developments/{story.development.id}", status_code=301)
        return _page(site, request, story)

    def tell(request: Request) -> Response:
        story = _story(site, asked.number(request))
        if story.development.id != request.path_params["number"]:
            return RedirectResponse(f"/developments/{story.development.id}.json", status_code=301)
        return JSONResponse(as_record(story, site))

    def correct(request: Request, fields: Fields) -> Response:
        number = asked.number(request)
        try:
            action = Action(fields.get("action", [""])[0])
            leads_to = _correct(site, number, action, fields)
        except StorageError:
            raise
        except (PeruwatchError, ValueError) as error:
            return _page(site, request, _story(site, number), problem=str(error))
        return RedirectResponse(f"/developments/{leads_to}?done={action}", status_code=303)

    return [
        Route("/developments/{number:int}", show),
        Route("/developments/{number:int}.json", tell),
        Route("/developments/{number:int}/correct", takes_form(site, correct), methods=["POST"]),
    ]


def _story(site: Site, number: int) -> _Story:
    with site.database.reading() as session:
        current = developments.leads_to(session, number)
        found = grouped.by_id(session, [] if current is None else [current])
        if not found:
            raise HTTPException(404)
        (shown,) = found
        before = grouped.by_id(session, [] if shown.after is None else [shown.after])
        return _Story(
            development=shown,
            decisions={one.id: developments.why(session, one.id) for one in shown.articles},
            before=before[0] if before else None,
            later=grouped.by_id(session, browsing.continued_by(session, shown.id)),
        )


def _correct(site: Site, number: int, action: Action, fields: Fields) -> int:
    """Do what a form says; gives the number of the development to show then. Raises PeruwatchError, ValueError."""
    ticked = [_given(one, "articles") for one in fields.get("article", [])]
    if action is Action.MERGE:
        return corrected(site.database, site.config, number, action, [_target(fields, "with")])
    if not ticked:
        raise PeruwatchError("tick the articles first")
    if action is Action.SPLIT:
        return corrected(site.database, site.config, number, action, ticked)
    return corrected(site.database, site.config, _target(fields, "to"), action, ticked)


def _target(fields: Fields, name: str) -> int:
    return _given(fields.get(name, [""])[0], "developments")


def _given(text: str, of: str) -> int:
    """A number, or the one in the address of a page."""
    found = re.fullmatch(rf"(?:.*/{of}/)?([0-9]{{1,10}})", text.strip())
    if not found:
        raise PeruwatchError("give the number that stands in the address of the other development, such as 12")
    return min(int(found[1]), asked.NO_ID)


def _page(site: Site, request: Request, story: _Story, *, problem: str = "") -> Response:
    shown, viewer = story.development, site.viewer(request)
    members = shown.articles
    copies: dict[int, list[Article]] = {}
    for one in members:
        if one.copy_of is not None:
            copies.setdefault(one.copy_of, []).append(one)
    firsts = [one for one in members if one.copy_of is None or all(one.copy_of != other.id for other in members)]
    with site.database.reading() as session:
        evidence = watches.evidence_in(session, [one.id for one in members])
    figures = [kind for kind in figures_printed(members) if not counts_time(kind[-1].figure)][:_FIGURES]
    done = request.query_params.get("done", "")
    return rendered(
        viewer,
        "development.html",
        status_code=400 if problem else 200,
        development=shown,
        headline=headline(shown.lead, evidence.get(shown.lead.id, ())),
        networks=shown.networks(site.config.networks),
        line=_line(members),
        line_ends=(min(map(told_at, members)), max(map(told_at, members))),
        figures=[(_chart(kind), kind) for kind in figures],
        firsts=firsts[:_MOST_ARTICLES],
        others=firsts[_MOST_ARTICLES:],
        copies=copies,
        titles={one.id: headline(one, evidence.get(one.id, ())) for one in members},
        additions=additions(members),
        decisions=story.decisions,
        before=story.before,
        later=story.later,
        problem=problem,
        done=done if done in set(Action) else "",
        source_titles=site.source_titles,
        watch_titles=site.watch_titles,
    )


def told_at(article: ArticleBrief) -> datetime:
    """When an article was published, else first seen."""
    return article.appeared[0]


def _line(members: Sequence[Article]) -> list[tuple[str, str, int]]:
    """Publishers in the order of telling, each with the marks of its articles on a line of time, and how many."""
    moments: dict[str, list[datetime]] = {}
    for one in members:
        moments.setdefault(one.source, []).append(told_at(one))
    paths = ticks(moments)
    return [(source, paths[source], len(of_it)) for source, of_it in moments.items()]


def _chart(printed: Sequence[Printed]) -> Line | None:
    """Figures of one kind over time; None where there is but one."""
    if len(printed) == 1:
        return None
    values = [
        next((value for value, figure in figures_in(one.figure.sentence) if figure == one.figure), 0.0)
        for one in printed
    ]
    return line(sorted(zip([told_at(one.article) for one in printed], values, strict=True)))


def as_record(story: _Story, site: Site) -> dict[str, object]:
    """The development for programs."""
    shown = story.development
    adds = additions(shown.articles)
    return {
        **records.development(listed_as(shown), site),
        "after": shown.after,
        "continued_by": [one.id for one in story.later],
        "figures": [records.printed(one) for printed in figures_printed(shown.articles) for one in printed],
        "articles": [
            {
                **records.article_brief(one),
                "adds": list(adds.get(one.id, ())),
                "reasons": records.reasons(story.decisions.get(one.id)),
            }
            for one in shown.articles
        ],
    }
