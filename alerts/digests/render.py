"""Digests and instant alerts put into words: a subject, plain text and HTML."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from alerts.delivery.compose import Rendered
from alerts.digests.grouping import Group, by_watch
from alerts.quoting.dates import moment, weekday_and_moment
from alerts.quoting.plain import counted, one_line, shorten, uri
from model.alert import Digest
from model.article import Article

_WIDTH = 76
_SUBJECT = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLook:
    """What looking at a source came to."""

    title: str
    last_success: datetime | None
    """When its section was last read; None: never yet."""
    last_error: str | None
    """Why the last look failed; None when it succeeded."""
    articles_new: int
    """Articles that it brought since the readers were last told, matched or not."""
    concern: str = ""
    """Why it is silent, or its articles' pages can't be read, in a clause; empty: neither is so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView:
    """Everything that an issue of a digest, or an instant alert to its readers, tells."""

    digest: Digest
    articles: Sequence[Article]
    """The new ones that match, in any order."""
    watch_titles: Mapping[str, str]
    """Titles by name of the watches that the digest tells of, in the order in which to tell them."""
    source_titles: Mapping[str, str]
    """Titles of the sources by name."""
    looks: Sequence[SourceLook]
    now: datetime
    """Until when it tells."""
    public_url: str = ""
    """Address of our page; empty: none to point to."""
    told_before: frozenset[int] = frozenset()
    """Developments that the readers were told of before."""
    outages: Sequence[str] = ()
    """When nothing could be looked at since the readers were last told, each in a sentence."""


def render_digest(view: DigestView) -> Rendered:
    """Put an issue of a digest into words; every article is told once, and what was looked at is told last."""
    groups = _groups(view)
    title = f"peruwatch {view.digest.name}"
    headline = _headline(groups, view.looks)
    return _rendered("digest", view, groups, subject=f"{title}: {headline}", title=title, headline=headline)


def render_alert(view: DigestView) -> Rendered:
    """Put articles that are told at once into words: one message, however many there are."""
    groups = _groups(view)
    told = [item for group in groups for item in group.told]
    watches = ", ".join(group.title for group in groups)
    headline = _told(groups)
    subject = f"{watches}: {told[0].title}" if len(told) == 1 else f"{headline}: {watches}"
    return _rendered("alert", view, groups, subject=subject, title=watches, headline=headline)


def _rendered(
    template: str, view: DigestView, groups: Sequence[Group], *, subject: str, title: str, headline: str
) -> Rendered:
    zone = ZoneInfo(view.digest.timezone)
    told = {
        "title": title,
        "headline": headline[0].upper() + headline[1:],
        "until": f"{weekday_and_moment(view.now, zone)} ({zone.key})",
        "groups": groups,
        "looks": _looks(view.looks, zone),
        "outages": view.outages,
        "page": uri(view.public_url.rstrip("/")),
    }
    return Rendered(
        subject=shorten(one_line(subject), _SUBJECT),
        text=_TEMPLATES.get_template(f"{template}.txt").render(told),
        html=_INLINER.inline(_TEMPLATES.get_template(f"{template}.html").render(told)),
    )


def _groups(view: DigestView) -> tuple[Group, ...]:
    return by_watch(
        view.articles,
        view.watch_titles,
        view.source_titles,
        ZoneInfo(view.digest.timezone),
        told_before=view.told_before,
    )


def _headline(groups: Sequence[Group], looks: Sequence[SourceLook]) -> str:
    """Say how much is new, and whether nothing new may mean only that we could not look."""
    unread = sum(look.last_error is not None for look in looks)
    silent = sum(bool(look.concern) for look in looks)
    said = [_told(groups) if groups else "nothing new matched"]
    said += [f"{counted(unread, 'source')} could not be read"] if unread else []
    said += [f"{counted(silent, 'source')} may not be well"] if silent else []
    return "; ".join(said)


def _told(groups: Sequence[Group]) -> str:
    """Say how many articles are told, and of how many developments, where these are fewer."""
    developments = sum(len(group.told) for group in groups)
    articles = sum(1 + len(item.more) for group in groups for item in group.told)
    said = counted(articles, "new article")
    return said if articles == developments else f"{said} on {counted(developments, 'development')}"


def _looks(looks: Sequence[SourceLook], zone: tzinfo) -> list[tuple[str, bool]]:
    """Give a line for each source, and whether it tells of a failure."""
    return [(f"{one_line(look.title)}: {_look(look, zone)}", _is_unwell(look)) for look in looks]


def _is_unwell(look: SourceLook) -> bool:
    return look.last_error is not None or bool(look.concern)


def _look(look: SourceLook, zone: tzinfo) -> str:
    read = f"last read {moment(look.last_success, zone)}" if look.last_success else "not read yet"
    if look.last_error is not None:
        return f"could not be read: {one_line(look.last_error).rstrip('.')}; {read}"
    if look.last_success is None:
        return read
    if look.concern:
        return f"{look.concern}; {read}"
    return f"{read}; {counted(look.articles_new, 'new article') if look.articles_new else 'nothing new'}"


def _fill(text: str, indent: str = "", first: str | None = None) -> str:
    """Wrap a line of text; `first` begins the first line and `indent` the others."""
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("alerts.digests"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["fill"] = _fill
    return environment


_TEMPLATES = _environment()
_INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
