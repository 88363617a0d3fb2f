"""Digests and instant alerts put into words: a subject, plain text, HTML and a picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from alerts.delivery.compose import UNSUBSCRIBE, Picture, Rendered
from alerts.delivery.mail_templates import MailTemplates
from alerts.developments.additions import Printed
from alerts.digests.chart import bar_chart, width
from alerts.digests.grouping import DigestOrder, Titles, sections
from alerts.digests.wording import Wording, wording
from alerts.quoting.dates import moment, weekday, weekday_and_moment
from alerts.quoting.excerpts import ExcerptPart
from alerts.quoting.plain import one_line, uri
from model.alert import Digest, Origin, TakenIn
from model.watch import Evidence

_DAYS = 7
"""Of the chart."""
_SOURCES = 30
"""Sources that have a line of their own although all is well with them."""


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
    looks: int = 0
    """How often it was looked at since then."""
    concern: str = ""
    """Why it is silent, or its articles' pages can't be read, in a clause; empty: neither is so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView:
    """Everything that an issue of a digest, or an instant alert to its readers, tells."""

    digest: Digest
    order: DigestOrder
    evidence: Mapping[int, Mapping[str, Sequence[Evidence]]]
    """By article, of those that are told at length, what each watch met."""
    figures: Mapping[int, Sequence[Sequence[Printed]]]
    """By development, of those that are told at length."""
    watch_titles: Mapping[str, str]
    """Titles by name of the watches that the digest tells of, in the order in which to tell them."""
    source_titles: Mapping[str, str]
    """Titles of the sources by name."""
    looks: Sequence[SourceLook] = ()
    now: datetime
    since: datetime | None = None
    """When the readers were told last."""
    public_url: str = ""
    """Address of our page; empty: none to point to."""
    taken_in: Sequence[TakenIn] = ()
    outages: Sequence[str] = ()
    """When nothing could be looked at since the readers were last told, each in a sentence."""
    unsubscribable: bool = False
    """Whether recipients have an address to unsubscribe."""
    seen: Sequence[datetime] = ()
    """When articles that match were first seen, in the last week."""

    @property
    def titles(self) -> Titles:
        """How things are called and found."""
        return Titles(
            watches=self.watch_titles,
            sources=self.source_titles,
            page=uri(self.public_url.rstrip("/")),
            zone=ZoneInfo(self.digest.timezone),
            language=self.digest.language,
        )


def render_digest(view: DigestView) -> Rendered:
    """Put an issue of a digest into words; every article is told once, and what was looked at is told last."""
    words = wording(view.digest.language)
    title = f"peruwatch {view.digest.name}"
    headline = _headline(view, words)
    return _rendered("digest", view, words, subject=f"{title}: {headline}", title=title, headline=headline)


def render_alert(view: DigestView) -> Rendered:
    """Put articles that are told at once into words: one message, however many there are."""
    words = wording(view.digest.language)
    told = sections(view.order, {}, {}, view.titles)
    watches = ", ".join(told.watches)
    headline = _told(view.order, words)
    alone = told.told[0].lead.title if len(told.told) == 1 and not told.told[0].more else ""
    subject = f"{watches}: {alone}" if alone else f"{headline}: {watches}"
    return _rendered("alert", view, words, subject=subject, title=watches, headline=headline)


def _rendered(template: str, view: DigestView, words: Wording, *, subject: str, title: str, headline: str) -> Rendered:
    zone, language = ZoneInfo(view.digest.timezone), view.digest.language
    picture, days = _week(view, zone, words) if template == "digest" else (None, ())
    told = {
        "w": words,
        "title": title,
        "headline": _capital(headline),
        "until": f"{_capital(weekday_and_moment(view.now, zone, language))} ({zone.key})",
        "told": sections(view.order, view.evidence, view.figures, view.titles),
        "length": view.digest.length,
        "taken_in": [_taken_in(one, view, words) for one in view.taken_in],
        "summary": _summary(view, zone, words) if view.looks else words.no_source,
        "outages": view.outages,
        "looks": _looks(view.looks, zone, words),
        "page": view.titles.page,
        "unsubscribe": UNSUBSCRIBE if view.unsubscribable else "",
        "picture": picture,
        "days": days,
    }
    return _TEMPLATES.render(template, told, subject=subject, picture=picture)


def _headline(view: DigestView, words: Wording) -> str:
    """Say how much is new, and whether nothing new may mean only that we could not look."""
    unread = sum(look.last_error is not None for look in view.looks)
    said = _told(view.order, words) if view.order.groups or view.order.reposts or view.order.at_once else ""
    said = said or (words.taken_in_only if view.taken_in else words.nothing)
    unwell = sum(bool(look.concern) for look in view.looks)
    trouble = [words.counted(words.unread, unread)] if unread else []
    trouble += [words.counted(words.unwell, unwell)] if unwell else []
    return "; ".join([said, *trouble])


def _told(order: DigestOrder, words: Wording) -> str:
    """Say how many articles are told, and of how many developments, where these are fewer."""
    grouped = sum(len(group.articles) for group in order.groups)
    alone = len(order.reposts) + len(order.at_once)
    said = words.counted(words.new_articles, grouped + alone)
    if grouped == len(order.groups):
        return said
    return words.counted(words.on_developments, len(order.groups) + alone, articles=said)


def _taken_in(one: TakenIn, view: DigestView, words: Wording) -> str:
    titles = view.watch_titles if one.origin is Origin.WATCH else view.source_titles
    phrase = {
        Origin.FIRST_LOOK: words.first_look,
        Origin.ARCHIVE: words.archive,
        Origin.OLD_NEWS: words.old_news,
        Origin.WATCH: words.watch,
    }[one.origin]
    name = one_line(titles.get(one.name, one.name))
    return words.counted(phrase, one.articles, name=name, matching=words.number(one.matching))


def _summary(view: DigestView, zone: tzinfo, words: Wording) -> str:
    """Say in a sentence what was looked at."""
    since = words.since.format(moment=moment(view.since, zone, words.language)) if view.since else ""
    return words.looked.format(
        sources=words.counted(words.sources, len(view.looks)),
        looks=words.counted(words.looks, sum(look.looks for look in view.looks)),
        since=since,
        brought=words.counted(words.brought, sum(look.articles_new for look in view.looks)),
    )


def _looks(looks: Sequence[SourceLook], zone: tzinfo, words: Wording) -> list[tuple[str, bool]]:
    """Give a line for each source, those in trouble first, and whether it is; of many that are well, for some."""
    trouble = [look for look in looks if _is_trouble(look)]
    well = [look for look in looks if not _is_trouble(look)]
    lines = [(_look(look, zone, words), _is_trouble(look)) for look in (*trouble, *well[:_SOURCES])]
    if others := well[_SOURCES:]:
        lines.append((words.counted(words.others_read, len(others)), False))
    return lines


def _is_trouble(look: SourceLook) -> bool:
    return look.last_error is not None or bool(look.concern)


def _look(look: SourceLook, zone: tzinfo, words: Wording) -> str:
    source = one_line(look.title)
    read = words.never_read
    if look.last_success:
        read = words.last_read.format(moment=moment(look.last_success, zone, words.language))
    if look.last_error is not None:
        return words.failing.format(source=source, reason=one_line(look.last_error).rstrip("."), last=read)
    if look.concern:
        return f"{source}: {one_line(look.concern)}; {read}"
    if look.last_success is None:
        return f"{source}: {read}"
    brought = words.counted(words.new_articles, look.articles_new) if look.articles_new else words.nothing_new
    return f"{source}: {read}; {brought}"


def _week(view: DigestView, zone: tzinfo, words: Wording) -> tuple[Picture, tuple[tuple[str, str], ...]]:
    """A chart of the last days, and each day's name with its number."""
    last = view.now.astimezone(zone).date()
    days = [last - timedelta(days=back) for back in reversed(range(_DAYS))]
    counts: Counter[date] = Counter(when.astimezone(zone).date() for when in view.seen)
    told = tuple((weekday(day, words.language), words.number(counts[day])) for day in days)
    alternative = f"{words.week}: {', '.join(f'{name} {count}' for name, count in told)}"
    picture = Picture(
        content=bar_chart([counts[day] for day in days]), alternative=alternative, width=width(_DAYS) // 2
    )
    return picture, told


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _starred(parts: Sequence[ExcerptPart]) -> str:
    """A line of plain text with stars around what was found."""
    return "".join(f"*{part.text}*" if part.found else part.text for part in parts)


_TEMPLATES = MailTemplates("alerts.digests", starred=_starred)
