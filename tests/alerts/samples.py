"""Articles and messages to test with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from alerts.digests.grouping import DevelopmentStanding, ordered
from alerts.digests.render import DigestView, SourceLook
from model.alert import Digest, Message
from model.article import Article, Content, DateSource, PublicationDate

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SOURCES = {"post": "The Northern Post", "diario": "Diario del Sur"}
WATCHES = {"strikes": "Strikes", "emergency": "States of emergency"}


def article(
    number: int = 1,
    *,
    title: str = "Teachers march in Puno",
    body: str = "The teachers of Puno marched on Monday.",
    published: tuple[str, DateSource] | None = None,
    matches: tuple[str, ...] = ("strikes",),
    authors: tuple[str, ...] = (),
    source: str = "post",
    url: str = "",
    seen: datetime | None = None,
    language: str | None = None,
) -> Article:
    return Article(
        id=number,
        guid=UUID(int=number).urn,
        source=source,
        url=url or f"https://post.example/articles/{number}",
        first_seen=seen or NOON + timedelta(minutes=number),
        revision_id=number,
        revision=1,
        content=Content(
            title=title,
            body=body,
            authors=authors,
            published=PublicationDate(*published) if published else None,
            language=language,
        ),
        matches=matches,
    )


def view(
    *articles: Article,
    looks: tuple[SourceLook, ...] = (),
    public_url: str = "",
    standings: Mapping[int, DevelopmentStanding] | None = None,
    told_before: Collection[int] = (),
    told_at_once: Collection[int] = (),
    **given: Any,
) -> DigestView:
    digest = Digest(name="morning", to=("desk@example.org",), cron="0 7 * * *", timezone="America/Lima")
    order = ordered(articles, standings or {}, WATCHES, told_before=told_before, told_at_once=told_at_once)
    whole: dict[str, Any] = {"digest": digest, "order": order, "evidence": {}, "figures": {}, "now": NOON, **given}
    return DigestView(watch_titles=WATCHES, source_titles=SOURCES, looks=looks, public_url=public_url, **whole)


def message(content: bytes = b"Subject: News\r\n\r\nHello.\r\n", recipient: str = "desk@example.org") -> Message:
    return Message(
        id=1,
        message_id="<1@example.org>",
        audience="morning",
        recipient=recipient,
        subject="News",
        content=content,
        created=NOON,
    )
