"""What a person knows better: developments that are one, articles that belong elsewhere. The program keeps to it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from alerts.developments.apply import Developments, read
from alerts.developments.index import Index
from alerts.developments.summary import Summary
from model.errors import PeruwatchError
from storage import articles, developments
from storage.database import Session


def merge(known: Developments, session: Session, one: int, other: int, now: datetime) -> int:
    """Make one development of two; gives the number that it has, the older one. Raises PeruwatchError."""
    kept, gone = sorted((_present(session, one), _present(session, other)))
    if kept == gone:
        raise PeruwatchError(f"{one} and {other} are one development already")
    developments.allow_together(session, kept, gone)

    def together(index: Index) -> None:
        index.kept_apart.discard((kept, gone))
        index.merge(kept, gone)
        developments.merge(session, gone, kept, now)

    known.correct(session, together)
    return kept


def split(known: Developments, session: Session, number: int, ids: Collection[int], now: datetime) -> int:
    """Make a development of its own of some articles of one; gives its number. Raises PeruwatchError.

    The larger part keeps the number, so that what most readers know under it stays there.
    """
    number = _present(session, number)
    members = developments.articles_in(session, number)
    strangers = set(ids) - set(members)
    if strangers:
        raise PeruwatchError(f"development {number} has no article {', '.join(map(str, sorted(strangers)))}")
    leaving, staying = list(dict.fromkeys(ids)), [one for one in members if one not in ids]
    if not staying:
        raise PeruwatchError(f"development {number} has no other articles: there is nothing to split")
    if len(leaving) > len(staying):
        leaving = staying
    new = developments.newest(session) + 1

    def apart(index: Index) -> None:
        # The guid is not an article's: that one may be the identity of the development which it leaves.
        developments.start(session, {new: (uuid.uuid4().urn, None)}, now)
        developments.move(session, leaving, new, now)
        index.put(new, None, _summary(session, index, new))
        index.put(number, index.summary(number), _summary(session, index, number))
        _keep_apart(session, index, number, new)

    known.correct(session, apart)
    return new


def move(known: Developments, session: Session, article: int, to: int, now: datetime) -> int:
    """Put an article into a development; gives the number that this has. Raises PeruwatchError."""
    to, number = _present(session, to), developments.of_article(session, article)
    if number == to:
        raise PeruwatchError(f"article {article} is in development {to} already")
    if developments.why(session, article) is None:
        raise PeruwatchError(f"there is no article {article}, or it waits to be matched; `peruwatch status` tells")
    if number is not None and developments.articles_in(session, number) == [article]:
        return merge(known, session, number, to, now)

    def into(index: Index) -> None:
        developments.move(session, [article], to, now)
        for changed in (to, number):
            if changed is not None:
                index.put(changed, index.summary(changed), _summary(session, index, changed))
        if number is not None:
            _keep_apart(session, index, number, to)

    known.correct(session, into)
    return to


def take_out(known: Developments, session: Session, ids: Collection[int]) -> None:
    """Let developments know nothing of articles any more; one without others is none from then on."""
    numbers = developments.of_articles(session, ids)

    def without(index: Index) -> None:
        developments.take_out(session, ids)
        for number in sorted(numbers):
            before, has_others = index.summary(number), bool(developments.articles_in(session, number))
            index.put(number, before, _summary(session, index, number) if has_others else None)
            if not has_others:
                developments.empty(session, number)

    known.correct(session, without)


def _keep_apart(session: Session, index: Index, one: int, other: int) -> None:
    developments.keep_apart(session, one, other)
    index.kept_apart.add((min(one, other), max(one, other)))


def _present(session: Session, number: int) -> int:
    """The number that a development has now."""
    current = developments.leads_to(session, number)
    if current is None:
        raise PeruwatchError(f"there is no development {number}; `peruwatch export` and the page have the numbers")
    return current


def _summary(session: Session, index: Index, number: int) -> Summary:
    """A development as the sum of the articles that it has now; copies say nothing of their own."""
    summary = Summary()
    members = articles.by_id(session, developments.articles_in(session, number))
    for article in [one for one in members if one.copy_of is None] or members[:1]:
        summary = summary.with_article(index.weigh(read(article).evidence))
    return summary
