"""Articles put into developments within the transaction that matches them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from alerts.developments.copies import fingerprints, is_copy, may_be_copy
from alerts.developments.evidence import ArticleEvidence, evidence_of
from alerts.developments.index import Changes, Index
from alerts.developments.stream import place, place_copy
from alerts.developments.summary import Summary, from_json
from model.article import Article
from model.development import Decision
from storage import articles as article_store
from storage import developments as store
from storage.database import Session

_COMPARED = 10
"""Articles that a text is compared with word by word: those that share most passages with it."""
_PHRASE = 20
"""Articles with one fingerprint from which on no more are kept under it, so that time doesn't grow with the archive.

A passage that more have is a phrase, or a text that is printed so often that its first article is known by it.
"""


@dataclass(frozen=True, slots=True)
class Read:
    """What is read of an article alone, before the transaction."""

    evidence: ArticleEvidence
    fingerprints: frozenset[int]
    """By what copies of its text are found; none of a teaser, which other articles may have, too."""


def read(article: Article) -> Read:
    """Read an article."""
    content = article.content
    moment = content.published.earliest if content.published else article.first_seen.astimezone(UTC)
    return Read(
        evidence_of(content.title, content.body, language=content.language, moment=moment),
        frozenset() if content.is_teaser else fingerprints(content.body),
    )


class Developments:
    """What one process remembers of developments. The database has it all: whoever changed it is believed."""

    def __init__(self) -> None:
        self._index = Index(_nothing)
        self._newest = 0
        self._changes: int | None = None

    def place(
        self, session: Session, articles: Sequence[Article], now: datetime, *, ahead: Mapping[Article, Read]
    ) -> dict[int, Decision]:
        """Put those of these articles into developments that have no place yet; gives the decisions by their ids.

        `ahead` is what was read of the articles before the transaction. After an exception nothing has happened, in
        the database or here.
        """
        known = store.placed(session, [article.id for article in articles])
        if known:
            store.forget_fingerprints(session, known)  # it is an edit: it stays where it is, with other words
        self._begin(session)
        said = {article.id: ahead.get(article) or read(article) for article in articles}
        keys = frozenset[int]().union(*(one.fingerprints for one in said.values()))
        chunk = _Chunk(session, self._index, self._newest, store.known_fingerprints(session, keys))
        for article in articles:
            chunk.take(article, said[article.id], is_new=article.id not in known)
        chunk.write(now)
        self._newest = chunk.newest
        self._changes = store.note_change(session)
        return chunk.decisions

    def correct(self, session: Session, correction: Callable[[Index], None]) -> None:
        """Change developments as a person says; the correction writes down which articles are where."""
        self._begin(session)
        correction(self._index)
        _write(session, self._index.changes())
        self._newest = store.newest(session)
        self._changes = store.note_change(session)

    def _begin(self, session: Session) -> None:
        if self._changes != store.changes(session):
            self.load(session)
        self._changes = None  # until all is written: an exception may come at any point
        self._index.read = partial(_summaries, session)

    def load(self, session: Session) -> None:
        """Take in what the database has."""
        self._index = Index(_nothing)
        self._index.load(store.spread(session), store.cores(session))
        self._index.kept_apart = store.kept_apart(session)
        self._newest = store.newest(session)


@dataclass(slots=True)
class _Chunk:
    """Some articles on their way into developments, written together at the end."""

    session: Session
    index: Index
    newest: int
    printed: Mapping[int, int]
    """Those of their fingerprints that earlier articles have, and how many: the others need not be looked for."""
    decisions: dict[int, Decision] = field(default_factory=dict)
    started: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)
    keys: dict[int, frozenset[int]] = field(default_factory=dict)
    having: defaultdict[int, list[int]] = field(default_factory=partial(defaultdict, list))
    """Which of these articles have a fingerprint."""
    bodies: dict[int, str] = field(default_factory=dict)

    def take(self, article: Article, said: Read, *, is_new: bool) -> None:
        """Decide where an article belongs."""
        if is_new:
            original = self._original(article, said.fingerprints)
            if original is None:
                decision = place(self.index, said.evidence, partial(self._start, article.guid))
            else:
                decision = place_copy(self.index, said.evidence, original, self._development_of(original))
            self._merge(decision)
            self.decisions[article.id] = decision
        self.keys[article.id] = said.fingerprints
        for key in said.fingerprints:
            self.having[key].append(article.id)
        self.bodies[article.id] = article.content.body

    def write(self, now: datetime) -> None:
        """Write all of it down."""
        session, changes = self.session, self.index.changes()
        store.start(session, self.started, now)
        for gone, kept in self.merged.items():
            store.merge(session, gone, kept, now)
        _write(session, changes)
        store.place(session, self.decisions, now)
        everywhere = {key for key, articles in self.printed.items() if articles >= _PHRASE}
        store.keep_fingerprints(session, {number: keys - everywhere for number, keys in self.keys.items()})

    def _start(self, guid: str, after: int | None) -> int:
        self.newest += 1
        self.started[self.newest] = guid, after
        return self.newest

    def _merge(self, decision: Decision) -> None:
        """Let go of the developments that a decision found to be part of its own."""
        if not decision.merges or decision.development is None:
            return
        self.merged |= dict.fromkeys(decision.merges, decision.development)
        for number, earlier in self.decisions.items():
            if earlier.development in decision.merges:
                self.decisions[number] = replace(earlier, development=decision.development)

    def _original(self, article: Article, keys: frozenset[int]) -> int | None:
        """The first article that prints the same text; None where none does."""
        if not keys:
            return None
        printed = keys & self.printed.keys()
        sharing = store.sharing(self.session, printed, _COMPARED) if printed else {}
        stored = [
            number
            for number, (shared, size) in sharing.items()
            if number not in self.keys and may_be_copy(shared, len(keys), size)
        ]
        near = Counter(number for key in keys & self.having.keys() for number in self.having[key])
        nearest = sorted(near, key=lambda number: (-near[number], number))[:_COMPARED]
        bodies = {
            number: self.bodies[number]
            for number in nearest
            if may_be_copy(near[number], len(keys), len(self.keys[number]))
        }
        if stored:
            bodies |= {text.article_id: text.body for text in article_store.texts(self.session, stored)}
        alike = [
            number for number, body in bodies.items() if number != article.id and is_copy(article.content.body, body)
        ]
        if not alike:
            return None
        first = min(alike)
        known = self.decisions.get(first) or store.why(self.session, first)
        return first if known is None or known.copy_of is None else known.copy_of

    def _development_of(self, article_id: int) -> int | None:
        decided = self.decisions.get(article_id)
        number = store.of_article(self.session, article_id) if decided is None else decided.development
        while number in self.merged:
            number = self.merged[number]
        return number


def _write(session: Session, changes: Changes) -> None:
    store.widen(session, changes.spread)
    store.keep(session, {number: _kept(summary) for number, summary in changes.summaries.items()})


def _kept(summary: Summary) -> store.StoredDevelopment:
    last = summary.last.timestamp() if summary.last else 0.0
    return store.StoredDevelopment(summary=summary.to_json(), core=list(summary.core), last=last)


def _summaries(session: Session, wanted: Collection[int]) -> dict[int, Summary]:
    return {number: from_json(text) for number, text in store.summaries(session, wanted).items()}


def _nothing(wanted: Collection[int]) -> dict[int, Summary]:
    raise LookupError(f"developments {wanted} were asked for outside of a transaction")
