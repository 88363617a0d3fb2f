"""Pages, readable without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from alerts.developments.additions import additions, figures_printed
from alerts.quoting.body_html import body_html
from config.load import Config
from config.query import LONGEST
from model.article import Article
from model.development import Decision, Development
from model.errors import Mistake
from monitor.published import PublishedFeed
from monitor.status import Status
from monitor.web.searching import Results

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["moment"] = lambda moment: moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
_TEMPLATES.filters["dated"] = lambda date: (
    datetime.fromisoformat(date.value).isoformat(sep=" ", timespec="minutes") if date.has_time else date.value
)
_TEMPLATES.tests["web_address"] = lambda url: url.startswith(("http://", "https://"))
"""What may be a link: a publisher's listing must not put a script under our readers' fingers."""

_FIGURES = 10
"""Kinds of figures that a development's page shows, those that changed most often."""


def front(
    newest: Sequence[Article | Development],
    status: Status,
    config: Config,
    mistakes: Sequence[Mistake] = (),
    waiting: Sequence[str] = (),
) -> HTMLResponse:
    """The newest matched articles, how each source does, and what became of edits of the configuration."""
    return _page(
        "front.html",
        newest=newest,
        status=status,
        mistakes=mistakes,
        waiting=waiting,
        watch_titles={watch.name: watch.title for watch in config.watches},
        source_titles={source.name: source.title for source in config.sources},
    )


def article(shown: Article, config: Config) -> HTMLResponse:
    """One article, as its newest revision has it."""
    return _page(
        "article.html",
        article=shown,
        body=body_html(shown.content.body, shown.content.structure),
        watch_titles={watch.name: watch.title for watch in config.watches},
        source_titles={source.name: source.title for source in config.sources},
    )


def development(shown: Development, decisions: Mapping[int, Decision | None], config: Config) -> HTMLResponse:
    """One development: the figures told, its articles, what each came from, what it adds, and what tied it in."""
    return _page(
        "development.html",
        development=shown,
        decisions=decisions,
        figures=figures_printed(shown.articles)[:_FIGURES],
        additions=additions(shown.articles),
        networks=config.networks,
        watch_titles={watch.name: watch.title for watch in config.watches},
        source_titles={source.name: source.title for source in config.sources},
    )


def feeds(published: Sequence[PublishedFeed]) -> HTMLResponse:
    """The feeds to subscribe to."""
    return _page("feeds.html", feeds=published)


def search(found: Results, config: Config) -> HTMLResponse:
    """A page of what a search found, or what is wrong with it."""
    return _page(
        "search.html",
        status_code=400 if found.mistake else 200,
        found=found,
        longest=LONGEST,
        watch_titles={watch.name: watch.title for watch in config.watches},
        source_titles={source.name: source.title for source in config.sources},
    )


def _page(template: str, *, status_code: int = 200, **values: object) -> HTMLResponse:
    policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"
    return HTMLResponse(
        _TEMPLATES.get_template(template).render(**values),
        status_code=status_code,
        headers={"Content-Security-Policy": policy},
    )
