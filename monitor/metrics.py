"""What Prometheus is told: what this process did, and how the store stands, under names by its conventions."""

from __future__ import annotations

import threading
from collections import Counter as Numbers
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from alerts.delivery.outbox import Attempt
from config.load import Config
from model.alert import MessageState
from model.condition import condition_of
from model.crawl import CrawlRun, Outcome
from model.source import SourceCondition
from monitor.live import Live
from monitor.lock import holder
from monitor.status import lag_of
from storage import runs
from storage.database import Database, within
from storage.figures import Totals, fetches_between, figures, newest_fetch

_WITHIN = 8.0
"""Seconds for the store to answer: Prometheus itself gives up after ten, by default."""
_LOOKS = (0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000)
"""Seconds: a look at what has not changed takes a fraction of one, a first crawl many minutes."""

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second sample beside each counter that nobody here asks for


class Metrics(Collector):
    """Counters of this process from its start on, and gauges of the store at the moment of asking."""

    def __init__(
        self,
        live: Live,
        database: Database,
        *,
        now: Callable[[], datetime],
        worker_deaths: Callable[[], int] = lambda: 0,
    ) -> None:
        self._live = live
        self._database = database
        self._now = now
        self._worker_deaths = worker_deaths
        self._fetches = Numbers(dict.fromkeys(Outcome, 0))
        self._counted_to: int | None = None
        """Id of the last fetch that is counted; None until the store was asked for the first time."""
        self._lock = threading.Lock()
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        registry.register(self)
        self._looks = Counter("peruwatch_looks", "Looks at sources that ended.", ["result"], registry=registry)
        self._took = Histogram(
            "peruwatch_look_duration_seconds", "How long looks at sources took.", buckets=_LOOKS, registry=registry
        )
        self._added = Counter("peruwatch_articles_added", "Articles that looks brought.", registry=registry)
        self._revised = Counter("peruwatch_revisions_added", "Revisions that looks brought.", registry=registry)
        self._deliveries = Counter(
            "peruwatch_deliveries", "Attempts to hand a message over.", ["result"], registry=registry
        )
        for result in ("ok", "failed"):  # what never happened is 0, not absent
            self._looks.labels(result)
            self._deliveries.labels(result)

    def begin(self) -> None:
        """Count fetches from now on; without, from the first time that somebody asks."""
        with self._database.reading() as session:
            self._counted_to = newest_fetch(session)

    def count_run(self, run: CrawlRun) -> None:
        """Count a look that ended."""
        self._looks.labels("failed" if run.error else "ok").inc()
        self._took.observe(max(0.0, (run.finished - run.started).total_seconds()))
        self._added.inc(run.articles)
        self._revised.inc(run.revisions)

    def count_attempt(self, attempt: Attempt) -> None:
        """Count an attempt to deliver a message."""
        self._deliveries.labels("ok" if attempt.delivery.delivered else "failed").inc()

    def written(self, accept: str) -> tuple[bytes, str]:
        """All of it as whoever asks wants it, and what that is. Raises StorageError."""
        encode, kind = choose_encoder(accept)
        return encode(self._registry), kind

    def describe(self) -> Iterable[Metric]:
        """Nothing: whoever registers this need not ask the store."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """What the store tells now, and how many workers died."""
        now, config = self._now(), self._live.config
        with self._lock, within(_WITHIN), self._database.reading() as session:
            newest = newest_fetch(session)
            # Where the newest were deleted, their numbers are given again: what gets them before we look isn't counted.
            before = newest if self._counted_to is None else self._counted_to
            self._fetches.update(fetches_between(session, before, newest))
            self._counted_to = newest
            found, states = figures(session), runs.states(session)
            lag = timedelta() if holder(config.data_dir) is None else lag_of(session, config, states, now)
            conditions = Numbers(condition_of(source, states.get(source.name)) for source in config.sources)
            fetches = dict(self._fetches)
        yield _labelled(
            CounterMetricFamily("peruwatch_fetches", "HTTP attempts that were kept on record.", labels=["outcome"]),
            fetches.items(),
        )
        yield CounterMetricFamily(
            "peruwatch_worker_deaths", "Processes that ended over a document.", self._worker_deaths()
        )
        yield _labelled(
            GaugeMetricFamily("peruwatch_sources", "Sources by how they do.", labels=["state"]),
            [(condition, conditions[condition]) for condition in SourceCondition],
        )
        yield _gauge("lag_seconds", "How long a source has been due at most while a daemon runs.", lag.total_seconds())
        yield from _store(found, config, now)
        build = GaugeMetricFamily("peruwatch_build_info", "The version that runs.", labels=["version"])
        build.add_metric([version("peruwatch")], 1)
        yield build


def _store(found: Totals, config: Config, now: datetime) -> Iterable[Metric]:
    age = 0.0 if found.oldest_owed is None else max(0.0, (now - found.oldest_owed).total_seconds())
    yield _gauge("articles", "Articles that are stored.", found.articles)
    yield _labelled(
        GaugeMetricFamily("peruwatch_matches", "Articles that meet a watch.", labels=["watch"]),
        [(watch.name, found.matches.get(watch.name, 0)) for watch in config.watches],
    )
    yield _gauge("pending_entries", "Links that are still to be fetched.", found.pending_entries)
    yield _gauge(
        "unmatched_revisions", "Revisions that are still to be held against the watches.", found.unmatched_revisions
    )
    yield _gauge("messages_owed", "Messages that are still to be delivered.", found.messages[MessageState.OWED])
    yield _gauge("messages_failed", "Messages that were refused for good.", found.messages[MessageState.FAILED])
    yield _gauge("oldest_owed_age_seconds", "Age of the oldest message that is owed; 0 where none is.", age)
    yield _gauge("database_size_bytes", "Size of the database, without a log beside it.", found.database_size)


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(f"peruwatch_{name}", says, value)


def _labelled(family: GaugeMetricFamily | CounterMetricFamily, values: Iterable[tuple[str, int]]) -> Metric:
    for label, value in values:
        family.add_metric([label], value)
    return family
