"""Articles put into developments within the transaction that matches them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from alerts.developments.copies import fingerprints, is_copy
from alerts.developments.evidence import Evidence, evidence_of
from alerts.developments.index import Index
from alerts.developments.stream import place, place_copy
from alerts.developments.summary import Summary, from_json
from model.article import Article
from model.development import Decision
from storage import articles as article_store
from storage import developments as store
from storage.database import Session

_COMPARED = 10
"""Articles that a text is compared with word by word: those that share most passages with it."""


class Developments:
    """What one process remembers of developments. The database has it all: whoever changed it is believed."""

    def __init__(self) -> None:
        self._index = Index(_nothing)
        self._changes: int | None = None

    def place(
        self, session: Session, articles: Sequence[Article], now: datetime, *, ahead: Mapping[Article, Evidence]
    ) -> dict[int, Decision]:
        """Put those of these articles into developments that have no place yet; gives the decisions by their ids.

        `ahead` is what was read of the articles before the transaction. After an exception nothing has happened, in
        the database or here.
        """
        known = store.placed(session, [article.id for article in articles])
        new = [article for article in articles if article.id not in known]
        for article in articles:
            if article.id in known:
                store.keep_fingerprints(session, article.id, _fingerprints(article))
        if not new:
            return {}
        index = self._present(session)
        self._changes = None  # until all is written: an exception may come at any point
        decisions: dict[int, Decision] = {}
        for article in new:
            decision = _placed(session, index, article, ahead.get(article), now)
            decisions = {number: _moved(earlier, decision) for number, earlier in decisions.items()}
            decisions[article.id] = decision
        _write(session, index)
        self._changes = store.note_change(session)
        return decisions

    def _present(self, session: Session) -> Index:
        """The index as the database has it."""
        changes = store.changes(session)
        if self._changes != changes:
            self._index = Index(_nothing)
            self._index.load(store.spread(session), store.cores(session))
        self._index.read = lambda development: from_json(store.summary(session, development))
        return self._index


def evidence(article: Article) -> Evidence:
    """What an article shows of its happening."""
    content = article.content
    moment = content.published.earliest if content.published else article.first_seen.astimezone(UTC)
    return evidence_of(content.title, content.body, language=content.language, moment=moment)


def _placed(session: Session, index: Index, article: Article, read: Evidence | None, now: datetime) -> Decision:
    told = read or evidence(article)
    keys = _fingerprints(article)
    original = _original(session, article, keys)
    store.keep_fingerprints(session, article.id, keys)

    def start(after: int | None) -> int:
        return store.start(session, guid=article.guid, after=after, now=now)

    if original is None:
        decision = place(index, told, start)
    else:
        decision = place_copy(original, store.of_article(session, original))
    for gone in decision.merges:
        store.merge(session, gone, decision.development or gone)
    store.place(session, {article.id: decision}, now)
    return decision


def _moved(earlier: Decision, decision: Decision) -> Decision:
    """An earlier decision, where a later one found its development to be another one."""
    if earlier.development not in decision.merges:
        return earlier
    return replace(earlier, development=decision.development)


def _fingerprints(article: Article) -> frozenset[int]:
    return frozenset() if article.content.is_teaser else fingerprints(article.content.body)


def _original(session: Session, article: Article, keys: frozenset[int]) -> int | None:
    """The first article that prints the same text; None where none does."""
    if not keys:
        return None
    sharing = [number for number in store.sharing(session, keys) if number != article.id][:_COMPARED]
    alike = [text for text in article_store.texts(session, sharing) if is_copy(article.content.body, text.body)]
    if not alike:
        return None
    first = min(text.article_id for text in alike)
    known = store.why(session, first)
    return known.copy_of or first if known else first


def _write(session: Session, index: Index) -> None:
    changes = index.changes()
    store.widen(session, changes.spread)
    store.keep(session, {number: _kept(summary) for number, summary in changes.summaries.items()})


def _kept(summary: Summary) -> store.Kept:
    last = summary.last.timestamp() if summary.last else 0.0
    return store.Kept(summary=summary.to_json(), core=list(summary.core), last=last)


def _nothing(development: int) -> Summary:
    raise LookupError(f"development {development} was asked for outside of a transaction")
