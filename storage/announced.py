"""What our feeds were like when a WebSub hub was told of them last."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from storage.schema import AnnouncedFeedRow


def tags(session: Session) -> dict[str, str]:
    """The tags of the documents, by their addresses."""
    return {row.url: row.tag for row in session.scalars(select(AnnouncedFeedRow))}


def note(session: Session, tags: Mapping[str, str]) -> None:
    """Keep these in place of those that were."""
    session.execute(delete(AnnouncedFeedRow))
    if tags:
        session.execute(insert(AnnouncedFeedRow), [{"url": url, "tag": tag} for url, tag in tags.items()])
