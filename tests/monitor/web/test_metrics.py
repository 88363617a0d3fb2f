from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as in_openmetrics
from prometheus_client.parser import text_string_to_metric_families as in_plain_text

from alerts.delivery.outbox import Attempt
from config.load import Config
from model.alert import AlertKind, Delivery, Message
from model.crawl import CrawlRun, Fetch, Outcome
from model.token import TokenScope
from monitor.live import Live
from monitor.metrics import Metrics
from monitor.web.app import create_app
from monitor.web.tokens import issue
from storage import alerts, runs
from storage.alerts import Draft
from storage.database import Database
from tests.config.folders import loaded
from tests.monitor.program import SOURCES, WATCHES
from tests.monitor.samples import publish
from tests.monitor.web.server import Client, serving

DOCS = Path(__file__).parent.parent.parent.parent / "docs" / "monitoring"
HOUR = timedelta(hours=1)


@pytest.fixture
def metrics(sqlite: Database, config: Config, now: datetime) -> Metrics:
    return Metrics(Live(config), sqlite, now=lambda: now, worker_deaths=lambda: 2)


def families(metrics: Metrics) -> dict[str, Metric]:
    text, kind = metrics.written("application/openmetrics-text;version=1.0.0")
    assert kind.startswith("application/openmetrics-text")
    return {family.name: family for family in in_openmetrics(text.decode())}  # type: ignore[no-untyped-call]


def values(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """By name and the values of labels."""
    found = families(metrics).values()
    return {(one.name, *one.labels.values()): one.value for family in found for one in family.samples}


def run_of(now: datetime, **given: object) -> CrawlRun:
    run = CrawlRun(source="gazette", started=now, finished=now + timedelta(seconds=2), articles=3, revisions=1)
    return replace(run, **given)  # type: ignore[arg-type]  # values of its fields


def keep_fetches(database: Database, now: datetime, *outcomes: Outcome) -> None:
    with database.transaction() as session:
        run = runs.start(session, "gazette", now)
        runs.add_fetches(session, run, [Fetch(url="http://a/", at=now, outcome=outcome) for outcome in outcomes])


def owe(database: Database, now: datetime, key: str) -> None:
    with database.transaction() as session:
        draft = Draft(message_id=f"<{key}@a>", recipient="desk@a.example", subject="News", content=b"")
        alerts.publish(session, "morning", AlertKind.DIGEST, slot=None, article_ids=[], drafts=[draft], now=now)


def test_names_units_and_help_are_as_prometheus_wants_them(metrics: Metrics) -> None:
    """promtool's rules, and those of its manual on names."""
    found = families(metrics)
    assert len(found) > 15
    for name, family in found.items():
        assert re.fullmatch(r"(peruwatch|process)_[a-z]+(_[a-z]+)*", name), name
        assert re.fullmatch(r"[A-Z].*\.", family.documentation), name
        assert not re.search(r"_(total|count|sum|bucket|created)$", name), "suffixes that exposition adds or reserves"
        assert not re.search(r"_(counter|gauge|histogram|metric)(_|$)", name), "a type is no part of a name"
        assert not re.search(r"_(s|ms|milliseconds|minutes|hours|days|b|kb|mb|megabytes|percent)(_|$)", name), name
        for sample in family.samples:
            assert sample.name.endswith("_total") is (family.type == "counter"), sample
            assert all(re.fullmatch("[a-z]+", label) for label in sample.labels)
            assert family.type == "histogram" or "le" not in sample.labels
    for name in found:
        if re.search("_(age|duration|lag|size|memory)(_|$)", name):
            assert re.search("(seconds|bytes)$", name), f"{name} has no base unit"


def test_the_plain_format_says_the_same(metrics: Metrics) -> None:
    text, kind = metrics.written("")
    assert kind.startswith("text/plain; version=0.0.4")
    assert {family.name for family in in_plain_text(text.decode())} == set(families(metrics))


def test_looks_and_deliveries_are_counted(metrics: Metrics, now: datetime) -> None:
    message = Message(id=1, message_id="", audience="", recipient="", subject="", content=b"", created=now)
    for run in (run_of(now), run_of(now), run_of(now, error="answers 404", articles=0, revisions=0)):
        metrics.count_run(run)
    for delivered in (True, False, False):
        metrics.count_attempt(Attempt(message=message, delivery=Delivery(at=now, delivered=delivered, detail="")))
    found = values(metrics)
    assert (found["peruwatch_looks_total", "ok"], found["peruwatch_looks_total", "failed"]) == (2, 1)
    assert (found["peruwatch_articles_added_total",], found["peruwatch_revisions_added_total",]) == (6, 2)
    assert (found["peruwatch_deliveries_total", "ok"], found["peruwatch_deliveries_total", "failed"]) == (1, 2)
    assert found["peruwatch_look_duration_seconds_sum",] == 6
    assert found["peruwatch_worker_deaths_total",] == 2


def test_fetches_are_counted_from_the_beginning_on_and_never_less(
    metrics: Metrics, sqlite: Database, now: datetime
) -> None:
    keep_fetches(sqlite, now - HOUR, Outcome.OK)
    metrics.begin()
    keep_fetches(sqlite, now, Outcome.OK, Outcome.OK, Outcome.BUSY)
    for _ in range(2):
        found = values(metrics)
        counted = {outcome: found["peruwatch_fetches_total", outcome] for outcome in Outcome}
        assert {outcome: number for outcome, number in counted.items() if number} == {Outcome.OK: 2, Outcome.BUSY: 1}
    with sqlite.transaction() as session:
        runs.forget(session, "gazette", before=now + HOUR)
    assert values(metrics)["peruwatch_fetches_total", "ok"] == 2
    keep_fetches(sqlite, now, Outcome.OK)
    assert values(metrics)["peruwatch_fetches_total", "ok"] == 3


def test_the_store_is_told_as_it_is_now(metrics: Metrics, sqlite: Database, now: datetime) -> None:
    before = values(metrics)
    assert (before["peruwatch_articles",], before["peruwatch_oldest_owed_age_seconds",]) == (0, 0)
    publish(sqlite, now, "Flood in Piura")
    owe(sqlite, now - 3 * HOUR, "old")
    owe(sqlite, now - HOUR, "new")
    found = values(metrics)
    assert found["peruwatch_articles",] == found["peruwatch_unmatched_revisions",] == 1
    assert (found["peruwatch_messages_owed",], found["peruwatch_oldest_owed_age_seconds",]) == (2, 3 * 3600)
    assert found["peruwatch_matches", "floods"] == 0
    assert (found["peruwatch_sources", "never"], found["peruwatch_sources", "paused"]) == (1, 1)
    assert found["peruwatch_database_size_bytes",] > 100_000


@contextmanager
def guarded(tmp_path: Path, database: Database, now: datetime) -> Iterator[Client]:
    settings = '[web]\npassword_hash = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$aGFzaGhhc2g"\n'
    config = loaded(tmp_path, settings=settings, sources=SOURCES, watches=WATCHES)
    with serving(create_app(Live(config), database, now=lambda: now)) as client:
        yield client


def test_a_token_for_programs_opens_it_where_a_password_is_needed(
    tmp_path: Path, sqlite: Database, now: datetime
) -> None:
    with sqlite.transaction() as session:
        api = issue(session, "prometheus", TokenScope.API, now)
        feeds = issue(session, "ana", TokenScope.FEEDS, now)
    with guarded(tmp_path, sqlite, now) as client:
        assert client.get("/metrics").status == 401
        assert client.get("/metrics", Authorization=f"Bearer {feeds}").status == 401
        answer = client.get("/metrics", Authorization=f"Bearer {api}")
    assert answer.status == 200
    assert b"peruwatch_articles 0.0" in answer.body


def test_the_page_of_this_machine_shows_it_to_all_who_are_served(web: Client) -> None:
    answer = web.get("/metrics")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")


def named_in(expressions: list[str]) -> set[str]:
    return {name for one in expressions for name in re.findall(r"\b(?:peruwatch|process)_\w+", one)}


def test_rules_and_dashboard_name_what_there_is(metrics: Metrics) -> None:
    names = {sample.name for family in families(metrics).values() for sample in family.samples}
    labels = {value for key in values(metrics) for value in key[1:]}
    rules = [rule for group in yaml.safe_load((DOCS / "alerts.yml").read_text())["groups"] for rule in group["rules"]]
    panels = json.loads((DOCS / "dashboard.json").read_text())["panels"]
    asked = [rule["expr"] for rule in rules] + [one["expr"] for panel in panels for one in panel["targets"]]
    assert len(rules) == len({rule["alert"] for rule in rules}) > 5
    assert all(rule["annotations"].keys() == {"summary", "description"} for rule in rules)
    assert named_in(asked) <= names
    wanted = {value for one in asked for value in re.findall(r'(?:state|result|outcome)="([^"]*)"', one)}
    assert wanted <= labels
    assert len({panel["id"] for panel in panels}) == len(panels)
    ours = {name for name in names if name.startswith("peruwatch") and not name.endswith(("_sum", "_count", "_info"))}
    assert ours - named_in(asked) <= {"peruwatch_articles", "peruwatch_messages_failed"}, "what nobody looks at"


def test_the_documentation_has_each_metric_of_ours(metrics: Metrics) -> None:
    text = (DOCS.parent / "operating.md").read_text()
    told = {f"{name}{'_total' if family.type == 'counter' else ''}" for name, family in families(metrics).items()}
    assert set(re.findall(r"`(peruwatch_\w+)`", text)) == {name for name in told if name.startswith("peruwatch")}
