"""What pages state as their own addresses, held against what is kept there: one that many pages state is no page's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from model.urls import canonical, identity
from storage import articles
from storage.articles import Answered, FetchedArticle
from storage.database import Session
from storage.likeness import is_another


def settled(session: Session, found: FetchedArticle, *, aliases: Mapping[str, str]) -> FetchedArticle:
    """A fetched article at the address that is its own, whatever its page states.

    Where another article is kept at the address that its page states, the page is not believed; nor is the other one's
    page, if that one came from elsewhere, too.
    """
    holder = articles.holder(session, found.key)
    if holder is None or not is_another(holder.content, found.content):
        return found
    own = found.answered or Answered(key=found.key, url=found.url)
    came_from = Answered(key=identity(holder.snapshot_url, aliases=aliases), url=canonical(holder.snapshot_url))
    if came_from.key == own.key:  # it was written anew
        return found
    if came_from.key != found.key:
        free = found.key if own.key == found.key else None
        articles.readdress(session, holder.article_id, came_from, free=free)
    return replace(found, key=own.key, url=own.url)
