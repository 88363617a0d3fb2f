"""Editions: what an audience is owed, told together, once. The articles count as told when the messages are owed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.delivery.compose import Rendered, compose, new_message_id
from alerts.digests.render import DigestView, SourceLook, render_alert, render_digest
from alerts.quoting.standing import described, pages, silence
from config.load import Config
from model.alert import Channel, Digest
from model.article import Article
from model.condition import condition_of
from model.source import Source, SourceCondition, SourceState
from storage import articles, outages, outbox, runs
from storage.database import Database, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What an audience was told, or would be."""

    digest: Digest
    articles: tuple[Article, ...]
    rendered: Rendered
    messages: int = 0
    """Messages that are owed for it."""


def preview(database: Database, config: Config, digest: Digest, now: datetime) -> Edition:
    """The digest as it would be sent now; nothing counts as told."""
    with database.reading() as session:
        return _render(session, config, digest, Channel.DIGEST, now)


def publish(
    database: Database, config: Config, digest: Digest, channel: Channel, *, slot: datetime | None, now: datetime
) -> Edition | None:
    """Tell an audience what it is owed, in one transaction; None when a scheduled time has been answered already.

    With nothing to tell there is no message, unless the digest is to be sent empty; the time is answered all the same.
    """
    with database.transaction() as session:
        outbox.digest_since(session, digest.name, now)  # who else tells this audience waits until we have
        if slot is not None and outbox.has_edition(session, digest.name, channel, slot):
            return None
        untold = outbox.untold(session, digest.name, channel)
        edition = _render(session, config, digest, channel, now)
        send = bool(edition.articles) or (channel is Channel.DIGEST and digest.send_empty)
        if not send and not untold and slot is None:
            return edition
        seed = f"{digest.name} {channel} {slot or now.isoformat()}"
        drafts = (
            [_draft(config, edition, recipient, f"{seed} {recipient}", now) for recipient in digest.to] if send else []
        )
        outbox.publish(session, digest.name, channel, slot=slot, article_ids=untold, drafts=drafts, now=now)
        return Edition(digest=digest, articles=edition.articles, rendered=edition.rendered, messages=len(drafts))


def _render(session: Session, config: Config, digest: Digest, channel: Channel, now: datetime) -> Edition:
    untold = articles.by_id(session, outbox.untold(session, digest.name, channel))
    told = tuple(article for article in untold if any(digest.includes(name) for name in article.matches))
    since = outbox.last_edition(session, digest.name, channel)
    view = DigestView(
        digest=digest,
        articles=told,
        watch_titles={watch.name: watch.title for watch in config.watches if digest.includes(watch.name)},
        source_titles={source.name: source.title for source in config.sources},
        looks=_looks(session, config, since),
        now=now,
        public_url=config.public_url,
        told_before=outbox.developments_told(session, digest.name),
        outages=[described(outage) for outage in outages.since(session, since)] if since else (),
    )
    rendered = render_digest(view) if channel is Channel.DIGEST else render_alert(view)
    return Edition(digest=digest, articles=told, rendered=rendered)


def _looks(session: Session, config: Config, since: datetime | None) -> Sequence[SourceLook]:
    """What was looked at since the last edition."""
    states = runs.states(session)
    new = {} if since is None else articles.count_since(session, since)
    total = articles.count_by_source(session)
    return tuple(
        SourceLook(
            title=source.title,
            last_success=states[source.name].last_success if source.name in states else None,
            last_error=states[source.name].last_error if source.name in states else None,
            concern=_concern(source, states.get(source.name)),
            articles_new=(total if since is None else new).get(source.name, 0),
        )
        for source in config.sources
        if not source.paused
    )


def _concern(source: Source, state: SourceState | None) -> str:
    """What else there is to say against a source whose section could be read; empty: nothing."""
    condition = condition_of(source, state)
    if state is None or state.last_error:
        return ""
    if condition is SourceCondition.FAILING:
        return pages(state)
    return silence(state) if condition is SourceCondition.SILENT else ""


def _draft(config: Config, edition: Edition, recipient: str, seed: str, now: datetime) -> outbox.Draft:
    sender = config.settings.mail.sender
    domain = sender.rpartition("@")[2].rstrip(">") or "localhost"
    message_id = new_message_id(seed, domain)
    return outbox.Draft(
        message_id=message_id,
        recipient=recipient,
        subject=edition.rendered.subject,
        content=compose(
            edition.rendered,
            sender=sender,
            recipient=recipient,
            message_id=message_id,
            date=now,
            list_id=f"{edition.digest.name}.{domain}",
        ),
    )
