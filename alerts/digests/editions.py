"""Editions: what an audience is owed, told together, once. The articles count as told when the messages are owed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.delivery.compose import Rendered, compose, new_message_id
from alerts.digests.render import DigestView, SourceLook, render_alert, render_digest
from config.load import Config
from model.alert import AlertKind, Digest
from model.article import Article
from storage import articles, outbox, runs
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
        return _render(session, config, digest, AlertKind.DIGEST, now)


def publish(
    database: Database, config: Config, digest: Digest, kind: AlertKind, *, slot: datetime | None, now: datetime
) -> Edition | None:
    """Tell an audience what it is owed, in one transaction; None when a scheduled time has been answered already.

    With nothing to tell there is no message, unless the digest is to be sent empty; the time is answered all the same.
    """
    with database.transaction() as session:
        outbox.digest_since(session, digest.name, now)  # who else tells this audience waits until we have
        if slot is not None and outbox.has_edition(session, digest.name, kind, slot):
            return None
        untold = outbox.untold(session, digest.name, kind)
        edition = _render(session, config, digest, kind, now)
        send = bool(edition.articles) or (kind is AlertKind.DIGEST and digest.send_empty)
        if not send and not untold and slot is None:
            return edition
        seed = f"{digest.name} {kind} {slot or now.isoformat()}"
        drafts = (
            [_draft(config, edition, recipient, f"{seed} {recipient}", now) for recipient in digest.to] if send else []
        )
        outbox.publish(session, digest.name, kind, slot=slot, article_ids=untold, drafts=drafts, now=now)
        return Edition(digest=digest, articles=edition.articles, rendered=edition.rendered, messages=len(drafts))


def _render(session: Session, config: Config, digest: Digest, kind: AlertKind, now: datetime) -> Edition:
    untold = articles.by_id(session, outbox.untold(session, digest.name, kind))
    told = tuple(article for article in untold if any(digest.includes(name) for name in article.matches))
    since = outbox.last_edition(session, digest.name, kind)
    view = DigestView(
        digest=digest,
        articles=told,
        watch_titles={watch.name: watch.title for watch in config.watches if digest.includes(watch.name)},
        source_titles={source.name: source.title for source in config.sources},
        looks=_looks(session, config, since),
        now=now,
        public_url=config.public_url,
        told_before=outbox.developments_told(session, digest.name),
    )
    rendered = render_digest(view) if kind is AlertKind.DIGEST else render_alert(view)
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
            articles_new=(total if since is None else new).get(source.name, 0),
        )
        for source in config.sources
        if not source.paused
    )


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
