"""Pages that pass for articles and are none, since they say what others say, or bear their title: a login, an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from model.article import DateSource, Entry, PublicationDate
from storage import articles
from storage.articles import Companion, FetchedArticle
from storage.database import Session
from storage.likeness import own_text_hash, titles_alike

COMPANIONS = 30
"""The newest articles of a source that a page is held against: a redesign shows at once or never."""
_SAME = 2
"""Others that say the same, or have the same title, though the section lists them under different ones: one may be an
article that is printed again under a new headline."""
_DAY = len("2022-12-22")
_STATED_ELSEWHERE = frozenset({DateSource.FEED, DateSource.WORDPRESS})
"""Dates that are not the page's own."""


@dataclass(frozen=True, slots=True)
class PageVerdict:
    """What a source's other pages say of one."""

    refusal: str | None = None
    """Why it is no article; None if nothing speaks against it."""
    is_hollow: bool = False
    """Whether it has a title of its own, and a text that others have, too: it is kept, and told if all are so."""


def judged(session: Session, source: str, found: FetchedArticle, entry: Entry) -> PageVerdict:
    """A page held against the newest articles of its source."""
    if entry.title is None:
        return PageVerdict()
    text, title = own_text_hash(found.content), found.content.title
    others = articles.companions(session, source, but=found.address.key, text=text, title=title, limit=COMPANIONS)
    return verdict(title, entry.title, others)


def verdict(title: str, listed: str, others: Sequence[Companion]) -> PageVerdict:
    """A page with a title that its section lists under another one, or the same; `others` share its text or title."""
    strangers = [other for other in others if not _is_the_same_article(other, title, listed)]
    saying_same = sum(other.says_same for other in strangers)
    if titles_alike(title, listed):
        return PageVerdict(is_hollow=saying_same >= _SAME)
    if saying_same:
        others_told = f"{saying_same} other{'' if saying_same == 1 else 's'}"
        return PageVerdict(f"the page says the same as {others_told}, and is not titled as its section has it")
    titled_same = sum(other.title == title for other in strangers)
    if titled_same >= _SAME:
        return PageVerdict(
            f"the page is titled {title[:80]!r}, as {titled_same} others are, and not as its section has it"
        )
    return PageVerdict()


def _is_the_same_article(other: Companion, title: str, listed: str) -> bool:
    """Whether another page is the same article at another address, or nobody can tell.

    So it is where both are listed under one title, and where the other one is titled as it is listed, and this one as
    that: then it is the section that names this one by other words, such as "read more".
    """
    if other.listed is None or titles_alike(other.listed, listed):
        return True
    return titles_alike(other.title, other.listed) and titles_alike(other.title, title)


def is_redated(known: PublicationDate | None, stated: PublicationDate | None, *, at: datetime) -> bool:
    """Whether a page that is looked at again bears the day of the look in place of the earlier one that it had."""
    if known is None or stated is None or not bears_day_of(at, stated):
        return False
    return known.value[:_DAY] < stated.value[:_DAY]  # both as days: a moment of the same day is no later one


def bears_day_of(look: datetime, stated: PublicationDate | None) -> bool:
    """Whether a page's own date is the day on which it was looked at, in whatever zone."""
    if stated is None or stated.source in _STATED_ELSEWHERE:
        return False
    days = {(look + timedelta(hours=hours)).date().isoformat() for hours in (-12, 0, 14)}
    return stated.value[:_DAY] in days
