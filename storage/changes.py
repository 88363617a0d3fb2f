"""Whether what feeds show may have changed."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.schema import ArticleRow, DevelopmentStateRow, MatchRow, RevisionRow, WatchStateRow


def stamp(session: Session) -> tuple[object, ...]:
    """What is another value after an article, a revision, a match, a development or a watch came or changed.

    It takes a few looks into indices. What is rarer, such as an article's move, it does not tell.
    """
    newest = (func.max(ArticleRow.id), func.max(RevisionRow.id), func.max(MatchRow.id))
    counters = [session.scalar(select(one)) for one in newest]
    changes = session.scalar(select(func.max(DevelopmentStateRow.changes)))
    watches = tuple(tuple(row) for row in session.execute(select(WatchStateRow.name, WatchStateRow.definition)))
    return (*counters, changes, hash(watches))
