"""What is owed to whom for the articles that were matched: an alert for each, held against its development."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.policy import ALONE, AT_ONCE, Standing, confirmed, is_dated_before, is_stale, origin, whom_to_tell
from model.alert import Digest, Origin, TakenIn
from model.article import Arrival, Article
from model.development import Decision
from model.watch import Watch
from storage import alerts, arrivals, entries, restored, tellings
from storage.database import Session
from storage.tellings import PlacedArticle

_KNOWN_FOR = timedelta(days=1)
"""For how long a source must have been watched before what is older than that is taken for what was there: on the
first day nobody knows yet how it dates what it publishes."""
_TOGETHER = timedelta(minutes=30)
"""Within which entries came up together: a listing of many parts takes minutes to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """By what is decided who is told."""

    watches: Sequence[Watch]
    digests: Sequence[Digest]
    networks: Mapping[str, str]
    """Each source's network; a source that is not named here is one of its own."""


def owe(
    session: Session,
    telling: Telling,
    matched: Sequence[tuple[Article, Sequence[str]]],
    decisions: Mapping[int, Decision],
    now: datetime,
) -> int:
    """Owe what articles give reason to tell, each with the watches that it newly meets; gives how many alerts are new.

    The articles have their places, which `decisions` tells of those that got them just now, one after the other.
    """
    may_confirm = any(watch.networks > 1 for watch in telling.watches)
    old = _old_news(session, [article for article, _ in matched], decisions)
    _take_in(session, telling, [one for one in matched if one[0].id in decisions], old, now)
    knowing = alerts.audiences(session) if any(is_stale(article) for article, _ in matched) else frozenset()
    owed = 0
    still_to_come = set(decisions)
    for article, met in matched:
        still_to_come.discard(article.id)
        if article.id in old:
            continue
        decision = decisions.get(article.id)
        if not met and not (decision and may_confirm):
            continue
        development = decision.development if decision else article.development
        together = [] if development is None else tellings.members(session, development)
        members = [member for member in together if member.id not in still_to_come]
        standing = _standing(session, article, members, decision, telling)
        but = knowing if is_stale(article) else frozenset()
        owed += _owe(session, telling, article, met, standing=standing, now=now, but=but)
        if decision and development is not None:
            earlier = [member for member in members if member.id != article.id]
            # Each of developments that turn out to be one may have waited by itself; who was told is not told again.
            waited = replace(standing, networks_before=0) if decision.merges else standing
            for watch in confirmed(waited, telling.watches):
                owed += _owe_confirmed(
                    session, telling, watch, development=development, earlier=earlier, standing=standing, now=now
                )
    return owed


def _old_news(session: Session, articles: Sequence[Article], decisions: Mapping[int, Decision]) -> frozenset[int]:
    """Ids of the articles that came up as news, many together, and that we had or that are older than our watching."""
    old: set[int] = set()
    together: dict[tuple[str, datetime], int] = {}
    for article in articles:
        if article.arrival is not Arrival.NEWS or article.id not in decisions:
            continue
        source, seen = article.source, article.first_seen
        was_there = is_dated_before(article, seen) and _was_there(session, article)
        if not (was_there or tellings.is_copy_of_own(session, article.id, source)):
            continue
        if (source, seen) not in together:
            together[source, seen] = entries.news_between(session, source, seen - _TOGETHER, seen + _TOGETHER)
        if together[source, seen] >= AT_ONCE:
            old.add(article.id)
    return frozenset(old)


def _was_there(session: Session, article: Article) -> bool:
    """Whether an article is older than our watching of its source, which we have watched for a while."""
    since = tellings.watched_since(session, article.source)
    return since < article.first_seen - _KNOWN_FOR and is_dated_before(article, since)


def _take_in(
    session: Session,
    telling: Telling,
    matched: Sequence[tuple[Article, Sequence[str]]],
    old: Collection[int],
    now: datetime,
) -> None:
    """Count for each audience the articles that were there already when they came."""
    counted: dict[tuple[str, Origin, str], list[int]] = {}
    counted_before = restored.known_before(session, [article.id for article, _ in matched])
    for article, met in matched:
        if article.id in counted_before:
            continue
        came_by = origin(article, is_old_news=article.id in old)
        if came_by is None:
            continue
        for digest in telling.digests:
            count = counted.setdefault((digest.name, came_by, article.source), [0, 0])
            count[0] += 1
            count[1] += any(digest.includes(name) for name in met)
    for (audience, came_by, source), (number, matching) in counted.items():
        new = TakenIn(origin=came_by, name=source, articles=number, matching=matching)
        arrivals.add(session, audience, new, now)


def owe_confirmed(session: Session, telling: Telling, development: int, now: datetime) -> int:
    """Owe what waited for as many networks as tell of a development now that a person has put it together.

    Gives how many alerts are new. As where articles show that two developments are one, each of the two may have waited
    by itself, and who was told is not told again.
    """
    members = tellings.members(session, development)
    standing = Standing(networks=len(tellings.networks_of(members, telling.networks)))
    return sum(
        _owe_confirmed(session, telling, watch, development=development, earlier=members, standing=standing, now=now)
        for watch in confirmed(standing, telling.watches)
    )


def _standing(
    session: Session, article: Article, members: Sequence[PlacedArticle], decision: Decision | None, telling: Telling
) -> Standing:
    """Where an article stands in its development; one that got its place earlier adds nothing to it."""
    if not members:
        return ALONE
    before = [member for member in members if member.id != article.id] if decision else members
    development = decision.development if decision else article.development
    return Standing(
        networks=len(tellings.networks_of(members, telling.networks)),
        networks_before=len(tellings.networks_of(before, telling.networks)),
        adds_figure=bool(decision and decision.adds_figure),
        is_copy=any(member.id == article.id and member.copy_of is not None for member in members),
        told_at_once=frozenset() if development is None else tellings.told_at_once(session, development),
    )


def _owe_confirmed(
    session: Session,
    telling: Telling,
    watch: Watch,
    *,
    development: int,
    earlier: Sequence[PlacedArticle],
    standing: Standing,
    now: datetime,
) -> int:
    """Owe the earlier articles that waited for as many networks as tell of their development now."""
    owed = 0
    meeting = set(tellings.meeting(session, [member.id for member in earlier], watch.name))
    for member in earlier:
        if member.id in meeting:
            stands = Standing(
                networks=standing.networks,
                networks_before=standing.networks,  # the article that confirms them is what is new, once
                is_copy=member.copy_of is not None,
                told_at_once=tellings.told_at_once(session, development),
            )
            owed += _owe(session, telling, member, {watch.name}, standing=stands, now=now)
    return owed


def _owe(
    session: Session,
    telling: Telling,
    article: Article | PlacedArticle,
    met: Collection[str],
    *,
    standing: Standing,
    now: datetime,
    but: Collection[str] = (),
) -> int:
    told = whom_to_tell(
        article.arrival, met, standing=standing, watches=telling.watches, digests=telling.digests, but=but
    )
    return sum(alerts.owe(session, audience, kind, [article.id], now) for audience, kind in sorted(told))
