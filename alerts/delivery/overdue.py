"""The notice to the operator that a message has been tried for days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alerts.delivery.compose import Rendered, new_message_id, written
from alerts.delivery.mail_templates import plain
from config.load import Config
from model.alert import OVERDUE, AlertKind, Delivery, Message
from storage import alerts
from storage.database import Session

AUDIENCE = "monitor"
"""The operator, as an audience."""


def owe_notice(session: Session, config: Config, message: Message, delivery: Delivery, now: datetime) -> None:
    """Owe the operator a notice of a message that does not arrive; whom it can't reach is not told."""
    if message.audience == AUDIENCE:
        return  # a notice of a notice would be the first of many
    rendered = _rendered(message, delivery)
    others = [one for one in config.operators if one.casefold() != message.recipient.casefold()]
    owe_to_operators(session, config, rendered, others, seed=message.message_id, now=now)


def owe_to_operators(
    session: Session, config: Config, rendered: Rendered, operators: Sequence[str], *, seed: str, now: datetime
) -> int:
    """Owe operators a notice, the same seed always under the same Message-ID; returns how many messages that are."""
    sender = config.settings.mail.sender
    domain = sender.rpartition("@")[2].rstrip(">") or "localhost"
    drafts = []
    for recipient in operators:
        message_id = new_message_id(f"{AUDIENCE} {seed} {recipient}", domain)
        content = written(
            rendered,
            kind=AlertKind.NOTICE,
            sender=sender,
            recipient=recipient,
            message_id=message_id,
            date=now,
            list_id=f"{AUDIENCE}.{domain}",
        )
        drafts.append(
            alerts.Draft(message_id=message_id, recipient=recipient, subject=rendered.subject, content=content)
        )
    if drafts:
        alerts.publish(session, AUDIENCE, AlertKind.NOTICE, slot=None, article_ids=[], drafts=drafts, now=now)
    return len(drafts)


def _rendered(message: Message, delivery: Delivery) -> Rendered:
    said = f"A message to {message.recipient} has been tried for {OVERDUE.days} days and did not arrive:"
    retry, drop = f"`peruwatch deliver --retry {message.id}`", f"`--drop {message.id}`"
    return plain(
        f"peruwatch: a message to {message.recipient} does not arrive",
        [
            f"{said} {message.subject}",
            f"The last answer: {delivery.detail}",
            f"It is tried on. `peruwatch status` tells of it; {retry} tries it now, {drop} gives it up.",
        ],
    )
