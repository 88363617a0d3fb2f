"""What is known of all developments, kept so that those that an article may belong to are found at once."""

from __future__ import annotations

import math
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heappush, heapreplace
from operator import itemgetter

from alerts.developments.evidence import ArticleEvidence
from alerts.developments.summary import Summary, Weighed, weighed
from alerts.developments.wording import Weights, heaviest

_CANDIDATES = 6
"""Developments that an article is compared with: with five or eight the labelled sets are grouped alike."""
_LOOKED_UP = 16
"""Terms of an article that developments are looked up by, of words and of what is carried: those that weigh most."""
_COMMON = 40
"""Developments that are looked at for one term, those that were changed last: what more have in common is no evidence,
and time must not grow with the archive."""
_REMEMBERED = 10_000
"""Summaries that are kept in memory, those that were used last; the others are read when they are needed. One takes 7.5
kB. With 4,000, of 30,000 articles every one had a summary read for it; with 16,000 every sixth."""
_LEAST, _LEAST_OF_BEST = 0.15, 0.1
"""Weight of shared terms of the core below which a development isn't read to be compared: as a share of what the rarest
term weighs, which grows with the archive, and of what the best one has.

No article of the labelled sets joined, went on from or merged one below 0.22 of the rarest; the rest is left for texts
of other kinds. With a fifth of the best, some headlines missed a merge. Most that is found by a single term is below.
"""
_FADING = 0.15
"""How much less a shared term counts with each unit of log-days since a development's last article."""
_OVER, _FADED_AS_OVER = 45.0, 0.5
"""Days since its last article after which a development is closed, whatever its pauses were; and how much less a shared
term counts from then on: `decision.py` asks for half as much again of what reopens one. In an archive of years nearly
all that have some term in common are such."""
_DAY = 86_400.0


@dataclass(slots=True)
class Changes:
    """What changed since it was last written down."""

    summaries: dict[int, Summary] = field(default_factory=dict)
    """Developments that are new or different."""
    spread: Counter[str] = field(default_factory=Counter)
    """Terms and in how many more developments they are; fewer, if below 0."""
    merged: dict[int, int] = field(default_factory=dict)
    """Developments that are now part of another one."""


class Index:
    """All developments: by the terms of their cores, and how widespread each term is.

    It lives in memory and tells what changed, for a store to write down. `read` gives summaries that were written down.
    """

    def __init__(self, read: Callable[[Collection[int]], Mapping[int, Summary]]) -> None:
        """Make an empty one."""
        self.read = read
        self._summaries: OrderedDict[int, Summary] = OrderedDict()
        self._with_core: dict[str, int | list[int]] = {}
        self._spread: Counter[str] = Counter()
        self._weights = Weights(self._spread)
        self._last: dict[int, float] = {}
        self._changes = Changes()
        self.developments = 0
        self.kept_apart: set[tuple[int, int]] = set()
        """Developments that are never the same, the older number of each two first."""

    def load(self, spread: Iterable[tuple[str, int]], cores: Iterable[tuple[int, float, Iterable[str]]]) -> None:
        """Take in what was written down: how widespread terms are; and of developments the last moment and the core."""
        for term, count in spread:
            self._spread[term] = count
        for development, last, core in cores:
            self._last[development] = last
            self.developments += 1
            for term in core:
                self._post(term, development)

    def weigh(self, evidence: ArticleEvidence) -> Weighed:
        """Weigh an article's terms by how widespread they are."""
        return weighed(evidence, self.weights(evidence.words.keys() | evidence.carried.keys()))

    def weights(self, terms: Iterable[str]) -> dict[str, float]:
        """What terms weigh."""
        return self._weights.of(terms, self.developments)

    def candidates(self, article: Weighed) -> dict[int, Summary]:
        """The developments that an article may belong to: those that share most of the core."""
        hits: defaultdict[int, float] = defaultdict(float)
        for vector in (article.words, article.carried):
            for term, value in heaviest(vector, _LOOKED_UP):
                posted = self._with_core.get(term, ())
                heft = value * article.weights[term]
                for development in (posted,) if isinstance(posted, int) else posted[-_COMMON:]:
                    hits[development] += heft
        moment = article.evidence.moment
        best = self._nearest(hits, None if moment is None else moment.timestamp())
        self._read([development for development in best if development not in self._summaries])
        return {development: self.summary(development) for development in best}

    def _nearest(self, hits: Mapping[int, float], at: float | None) -> list[int]:
        """The developments that are hit most, less with the days since their last articles."""
        best: list[tuple[float, int]] = []
        least = _LEAST * self._weights.most(self.developments)
        enough = [pair for pair in hits.items() if pair[1] >= least]  # most share a single term by chance
        for development, hit in sorted(enough, key=itemgetter(1), reverse=True):
            if len(best) == _CANDIDATES and hit < best[0][0]:
                break  # days only take off
            faded = hit
            if at is not None:
                days = abs(at - (self._last[development] or at)) / _DAY
                faded /= 1 + _FADING * math.log1p(days) + (_FADED_AS_OVER if days > _OVER else 0.0)
            if len(best) < _CANDIDATES:
                heappush(best, (faded, -development))
            elif (faded, -development) > best[0]:
                heapreplace(best, (faded, -development))
        best.sort(reverse=True)
        least = max(least, _LEAST_OF_BEST * best[0][0]) if best else least
        return [-negative for faded, negative in best if faded >= least]

    def summary(self, development: int) -> Summary:
        """What is known of a development."""
        if development not in self._summaries:
            self._read([development])
        self._summaries.move_to_end(development)
        return self._summaries[development]

    def _read(self, missing: Collection[int]) -> None:
        if missing:
            self._summaries |= self.read(missing)
            self._forget_some()

    def put(self, development: int, before: Summary | None, after: Summary | None) -> None:
        """Put one summary in the place of another; None: the development is new, or is no more."""
        self._count(_terms(before), _terms(after))
        was, now = before.core.keys() if before else set(), after.core.keys() if after else set()
        for term in was - now:
            self._unpost(term, development)
        for term in now - was:
            self._post(term, development)
        self.developments += (after is not None) - (before is not None)
        self._changes.summaries.pop(development, None)
        if after is None:
            self._summaries.pop(development, None)
            self._last.pop(development, None)
            return
        self._summaries[development] = self._changes.summaries[development] = after
        self._summaries.move_to_end(development)
        self._last[development] = after.last.timestamp() if after.last else 0.0
        self._forget_some()

    def merge(self, kept: int, gone: int) -> None:
        """Make one development of two."""
        one, other = self.summary(kept), self.summary(gone)
        self.put(gone, other, None)
        self.put(kept, one, one.with_other(other))
        self._changes.merged[gone] = kept
        pairs = ((kept if a == gone else a, kept if b == gone else b) for a, b in self.kept_apart)
        self.kept_apart = {(min(pair), max(pair)) for pair in pairs}

    def changes(self) -> Changes:
        """What changed since this was last asked."""
        changes, self._changes = self._changes, Changes()
        return changes

    def _forget_some(self) -> None:
        # What is not written down yet stays: a store asks for changes long before there are so many.
        while len(self._summaries) > _REMEMBERED:
            oldest = next(iter(self._summaries))
            if oldest in self._changes.summaries:
                break
            del self._summaries[oldest]

    def _count(self, was: set[str], now: set[str]) -> None:
        more, fewer = now - was, was - now
        self._spread.update(more)
        self._changes.spread.update(more)
        if fewer:
            self._changes.spread.subtract(fewer)
            self._spread.subtract(fewer)
            for term in [term for term in fewer if not self._spread[term]]:
                del self._spread[term]

    def _post(self, term: str, development: int) -> None:
        posted = self._with_core.get(term)
        if posted is None:
            self._with_core[term] = development
        elif isinstance(posted, int):
            self._with_core[term] = [posted, development]
        else:
            posted.append(development)

    def _unpost(self, term: str, development: int) -> None:
        posted = self._with_core[term]
        if isinstance(posted, int):
            del self._with_core[term]
        else:
            # What changes was changed lately, so it stands near the end of a list that grows with the archive.
            del posted[len(posted) - 1 - next(at for at, one in enumerate(reversed(posted)) if one == development)]
            if len(posted) == 1:
                self._with_core[term] = posted[0]


def _terms(summary: Summary | None) -> set[str]:
    return summary.words.keys() | summary.carried.keys() if summary else set()
