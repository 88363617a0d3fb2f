"""Articles that somebody else has kept, on their way into the store, many at once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from model.article import Arrival, ArticleCondition, Content
from storage import mapping, statements
from storage.likeness import own_text_hash, words_hash
from storage.schema import AddressRow, ArticleRow, RevisionRow, UnmatchedRow

_WORDS_AT = (
    select(AddressRow.key, RevisionRow.words)
    .join(ArticleRow, ArticleRow.id == AddressRow.article_id)
    .join(RevisionRow, mapping.is_newest())
    .where(AddressRow.key.in_(bindparam("keys", expanding=True)))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """An article that somebody else has kept."""

    source: str
    """Whose it is; the configuration need not know of it."""
    keys: tuple[str, ...]
    """Keys under any of which it may be known; it is stored under the first."""
    url: str
    """Canonical address."""
    first_seen: datetime
    content: Content


class ImportNovelty(StrEnum):
    """What an imported article is to the store."""

    NEW = "new"
    """It was not known."""
    KNOWN = "known"
    """It was known as it is."""
    DIFFERENT = "different"
    """It was known with other words, and keeps them: nothing tells which are the newer ones."""


def words_at(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """Of these few keys those under which an article is known, each with the hash of its words."""
    found: dict[str, str] = dict(statements.execute(session, _WORDS_AT, {"keys": keys}).all())
    return found


def novelty(imported: Imported, known: Mapping[str, str]) -> ImportNovelty:
    """What an imported article is to a store that has articles of these words under these keys."""
    words = next((known[key] for key in imported.keys if key in known), None)
    if words is None:
        return ImportNovelty.NEW
    return ImportNovelty.KNOWN if words == words_hash(imported.content) else ImportNovelty.DIFFERENT


def bring_in(session: Session, given: Sequence[Imported], *, now: datetime) -> list[ImportNovelty]:
    """Store a few articles in their order, but for those that are known, and tell what each was.

    They are put up to be matched in the same transaction, and arrive as of the archive, so that nobody is told of them.
    """
    known = words_at(session, [key for one in given for key in one.keys])
    novelties = []
    new = []
    for one in given:
        novelties.append(novelty(one, known))
        if novelties[-1] is ImportNovelty.NEW:
            new.append(one)
            known[one.keys[0]] = words_hash(one.content)
    if new:
        _insert(session, new, now)
    return novelties


def _insert(session: Session, new: Sequence[Imported], now: datetime) -> None:
    ids = statements.insert_all(session, ArticleRow, [_article(one) for one in new])
    addresses = [{"key": one.keys[0], "article_id": article_id} for one, article_id in zip(new, ids, strict=True)]
    statements.add(session, AddressRow, addresses)
    revisions = [_revision(one.content, article_id, now) for one, article_id in zip(new, ids, strict=True)]
    revision_ids = statements.insert_all(session, RevisionRow, revisions)
    statements.add(session, UnmatchedRow, [{"revision_id": revision_id} for revision_id in revision_ids])


def _article(imported: Imported) -> dict[str, object]:
    return {
        "guid": uuid.uuid5(uuid.NAMESPACE_URL, imported.keys[0]).urn,
        "source": imported.source,
        "url": imported.url,
        "first_seen": imported.first_seen,
        "condition": ArticleCondition.LIVE,
        "arrival": Arrival.ARCHIVE,
        "revision": 1,
    }


def _revision(said: Content, article_id: int, now: datetime) -> dict[str, object]:
    return {
        "article_id": article_id,
        "number": 1,
        "created": now,
        **mapping.said(said),
        "words": words_hash(said),
        "text": own_text_hash(said),
        "template_entries": 0,
    }
