"""Editions: what an audience is owed, told together, once. The articles count as told when the messages are owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.delivery import unsubscribing
from alerts.delivery.compose import Rendered, compose, new_message_id
from alerts.developments.additions import Printed, figures_printed
from alerts.digests.grouping import DevelopmentStanding, DigestOrder, ordered
from alerts.digests.payload import payload
from alerts.digests.render import DigestView, SourceLook, render_alert, render_digest
from alerts.quoting.standing import pages, silence, unseen
from config.load import Config
from model.alert import AlertKind, Digest, is_channel
from model.article import Article
from model.condition import condition_of
from model.source import Source, SourceCondition, SourceState
from storage import alerts, arrivals, articles, outages, runs, subscriptions, tellings, watches
from storage.database import Database, Session

_WEEK = timedelta(days=7)
_MOST_MEMBERS = 50
"""Articles of a development, the first of them, that figures are read from: a long one's page tells all, and to read
thousands of articles for one digest takes longer than it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What an audience was told, or would be."""

    digest: Digest
    articles: tuple[Article, ...]
    rendered: Rendered
    view: DigestView
    messages: int = 0
    """Messages that are owed for it."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell but what was looked at."""
        return not (self.articles or self.view.taken_in)


def preview(database: Database, config: Config, digest: Digest, now: datetime) -> Edition:
    """The digest as it would be sent now; nothing counts as told."""
    with database.reading() as session:
        return _render(session, config, digest, AlertKind.DIGEST, now)


def publish(
    database: Database, config: Config, digest: Digest, kind: AlertKind, *, slot: datetime | None, now: datetime
) -> Edition | None:
    """Tell an audience what it is owed, in one transaction; None when a scheduled time has been answered already.

    With nothing to tell there is no message, unless the digest is to be sent empty; the time is answered all the same.
    What a digest tells is not told at once after it.
    """
    with database.transaction() as session:
        alerts.digest_since(session, digest.name, now)  # who else tells this audience waits until we have
        if slot is not None and alerts.has_edition(session, digest.name, kind, slot):
            return None
        untold = alerts.untold(session, digest.name, kind)
        edition = _render(session, config, digest, kind, now)
        send = not edition.is_empty or (kind is AlertKind.DIGEST and digest.send_empty)
        if not send and not untold and slot is None:
            return edition
        seed = f"{digest.name} {kind} {slot or now.isoformat()}"
        recipients = _recipients(session, digest) if send else []
        key = subscriptions.signing_key(session, unsubscribing.PURPOSE)
        drafts = [
            _draft(config, edition, kind, recipient, new_message_id(f"{seed} {recipient}", _domain(config)), key=key)
            for recipient in recipients
        ]
        number = alerts.publish(session, digest.name, kind, slot=slot, article_ids=untold, drafts=drafts, now=now)
        if kind is AlertKind.DIGEST:
            alerts.told_with(session, digest.name, AlertKind.INSTANT, untold, number)
            arrivals.told(session, digest.name, number)
        return Edition(
            digest=digest,
            articles=edition.articles,
            rendered=edition.rendered,
            view=edition.view,
            messages=len(drafts),
        )


def _recipients(session: Session, digest: Digest) -> list[str]:
    return [one for one in digest.to if not subscriptions.is_unsubscribed(session, digest.name, one)]


def _render(session: Session, config: Config, digest: Digest, kind: AlertKind, now: datetime) -> Edition:
    untold = articles.by_id(session, alerts.untold(session, digest.name, kind))
    told = tuple(article for article in untold if any(digest.includes(name) for name in article.matches))
    is_digest = kind is AlertKind.DIGEST
    order = _order(session, config, digest, told, is_digest=is_digest)
    at_length = order.groups[: digest.length]
    wants_all = any(map(is_channel, digest.to))
    quoted = [article.id for article in told] if wants_all else [group.lead.id for group in at_length]
    since = alerts.last_edition(session, digest.name, kind)
    titles = {watch.name: watch.title for watch in config.watches if digest.includes(watch.name)}
    view = DigestView(
        digest=digest,
        order=order,
        evidence=watches.evidence_of(session, quoted),
        figures=_figures(session, [group.lead.development for group in at_length if group.is_development]),
        watch_titles=titles,
        source_titles={source.name: source.title for source in config.sources},
        looks=_looks(session, config, digest, since) if is_digest else (),
        now=now,
        since=since,
        public_url=config.public_url,
        outages=(
            [unseen(outage, digest.language) for outage in outages.since(session, since)] if since and is_digest else ()
        ),
        taken_in=arrivals.untold(session, digest.name) if is_digest else (),
        seen=watches.seen_of_late(session, list(titles), now - _WEEK) if is_digest else (),
        unsubscribable=bool(config.settings.web.public_url),
    )
    rendered = render_digest(view) if is_digest else render_alert(view)
    return Edition(digest=digest, articles=told, rendered=rendered, view=view)


def _order(
    session: Session, config: Config, digest: Digest, told: Sequence[Article], *, is_digest: bool
) -> DigestOrder:
    numbers = sorted({article.development for article in told if article.development is not None})
    standings = {
        number: _standing(members, config.networks) for number, members in tellings.members_of(session, numbers).items()
    }
    return ordered(
        told,
        standings,
        [watch.name for watch in config.watches if digest.includes(watch.name)],
        told_before=alerts.developments_told(session, digest.name),
        told_at_once=alerts.told_at_once(session, digest.name) if is_digest else (),
    )


def _standing(members: Sequence[tellings.PlacedArticle], networks: Mapping[str, str]) -> DevelopmentStanding:
    independent = [member for member in members if member.copy_of is None]
    return DevelopmentStanding(
        sources=tuple(dict.fromkeys(member.source for member in independent)),
        networks=max(1, len(tellings.networks_of(members, networks))),
        independent=len(independent),
    )


def _figures(session: Session, numbers: Sequence[int | None]) -> Mapping[int, Sequence[Sequence[Printed]]]:
    found = tellings.members_of(session, [number for number in numbers if number is not None])
    read = {
        number: [member.id for member in members if member.copy_of is None][:_MOST_MEMBERS]
        for number, members in found.items()
    }
    return {number: figures_printed(articles.by_id(session, ids)) for number, ids in read.items()}


def _looks(session: Session, config: Config, digest: Digest, since: datetime | None) -> Sequence[SourceLook]:
    """What was looked at since the last edition."""
    states = runs.states(session)
    looks = runs.count_since(session, since)
    new = articles.count_by_source(session) if since is None else articles.count_since(session, since)
    return tuple(
        SourceLook(
            title=source.title,
            last_success=states[source.name].last_success if source.name in states else None,
            last_error=states[source.name].last_error if source.name in states else None,
            concern=_concern(source, states.get(source.name), digest.language),
            articles_new=new.get(source.name, 0),
            looks=looks.get(source.name, 0),
        )
        for source in config.sources
        if not source.paused
    )


def _concern(source: Source, state: SourceState | None, language: str) -> str:
    """What else there is to say against a source whose section could be read; empty: nothing."""
    condition = condition_of(source, state)
    if state is None or state.last_error:
        return ""
    if condition is SourceCondition.FAILING:
        return pages(state, language)
    return silence(state, language) if condition is SourceCondition.SILENT else ""


def _draft(
    config: Config, edition: Edition, kind: AlertKind, recipient: str, message_id: str, *, key: bytes
) -> alerts.Draft:
    name, public_url = edition.digest.name, config.settings.web.public_url
    if is_channel(recipient):
        content = payload(edition.rendered, edition.view, kind, config.networks, message_id=message_id)
    else:
        content = compose(
            edition.rendered,
            sender=config.settings.mail.sender,
            recipient=recipient,
            message_id=message_id,
            date=edition.view.now,
            list_id=f"{name}.{_domain(config)}",
            unsubscribe=unsubscribing.link(public_url, key, name, recipient) if public_url else "",
        )
    return alerts.Draft(message_id=message_id, recipient=recipient, subject=edition.rendered.subject, content=content)


def _domain(config: Config) -> str:
    return config.settings.mail.sender.rpartition("@")[2].rstrip(">") or "localhost"
