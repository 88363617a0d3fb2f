"""What pages state as their own addresses, held against what is kept there: one that many pages state is no page's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from model.urls import address_of
from storage import articles
from storage.articles import FetchedArticle
from storage.database import Session
from storage.likeness import is_another


def settled(session: Session, found: FetchedArticle, *, aliases: Mapping[str, str]) -> FetchedArticle:
    """A fetched article at the address that is its own, whatever its page states.

    Where another article is kept at the address that its page states, the page is not believed; nor is the other one's
    page, if that one came from elsewhere, too.
    """
    stated = found.address
    holder = articles.holder(session, stated.key)
    if holder is None or not is_another(holder.content, found.content):
        return found
    own = found.answered or stated
    came_from = address_of(holder.snapshot_url, aliases=aliases)
    if came_from.key == own.key:  # it was written anew
        return found
    if came_from.key != stated.key:
        free = stated.key if own.key == stated.key else None
        articles.readdress(session, holder.article_id, came_from, free=free)
    return replace(found, address=own)
