"""What is owed to whom for the articles that were matched: an alert for each, held against its development."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.policy import ALONE, Standing, confirmed, whom_to_tell
from model.alert import Digest
from model.article import Article
from model.development import Decision
from model.watch import Watch
from storage import outbox, tellings
from storage.database import Session
from storage.tellings import Member


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

    The articles have their places, which `decisions` tells of those that got them just now.
    """
    may_confirm = any(watch.networks > 1 for watch in telling.watches)
    owed = 0
    for article, met in matched:
        decision = decisions.get(article.id)
        if not met and not (decision and may_confirm):
            continue
        development = decision.development if decision else article.development
        members = [] if development is None else tellings.members(session, development)
        standing = _standing(session, article, members, decision, telling)
        owed += _owe(session, telling, article, met, standing=standing, now=now)
        if decision and development is not None:
            earlier = [member for member in members if member.id < article.id]
            # Each of developments that turn out to be one may have waited by itself; who was told is not told again.
            waited = replace(standing, networks_before=0) if decision.merges else standing
            for watch in confirmed(waited, telling.watches):
                owed += _owe_confirmed(
                    session, telling, watch, development=development, earlier=earlier, standing=standing, now=now
                )
    return owed


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
    session: Session, article: Article, members: Sequence[Member], decision: Decision | None, telling: Telling
) -> Standing:
    """Where an article stands in its development; one that got its place earlier adds nothing to it."""
    if not members:
        return ALONE
    so_far = [member for member in members if member.id <= article.id or not decision]
    before = [member for member in so_far if member.id != article.id] if decision else so_far
    development = decision.development if decision else article.development
    return Standing(
        networks=len(tellings.networks_of(so_far, telling.networks)),
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
    earlier: Sequence[Member],
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
    article: Article | Member,
    met: Collection[str],
    *,
    standing: Standing,
    now: datetime,
) -> int:
    told = whom_to_tell(article.arrival, met, standing=standing, watches=telling.watches, digests=telling.digests)
    return sum(outbox.owe(session, audience, kind, [article.id], now) for audience, kind in sorted(told))
