"""The pages' twins for programs, as /openapi.json describes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.load import Config
from model.alert import AlertKind, Delivery, MessageState
from model.article import Content
from monitor.live import Live
from monitor.steps import match
from monitor.web.app import create_app
from storage import alerts, outbox
from storage.alerts import Draft
from storage.database import Database
from tests.monitor.samples import happenings, publish
from tests.monitor.web.server import Client, serving
from tests.storage.samples import stored

ROOT = Path(__file__).parent.parent.parent.parent


TEXTS = (
    ("Flood in Catacaos", "The river took houses."),
    ("Strike of bakers in Tacna", "Flour has become dearer, their guild says."),
    ("Hospital staff on strike", "Nurses in Arequipa ask for masks and beds."),
    ("A flood of letters", "Readers of Cusco write about the new stadium."),
)


@pytest.fixture
def filled(sqlite: Database, config: Config, now: datetime) -> Database:
    """Developments of one and of several articles, a revision, a copy, and messages in each state."""
    for number, (title, body) in enumerate(TEXTS):
        publish(sqlite, now + timedelta(minutes=number), title, body=body)
    publish(sqlite, now, "Flood in Catacaos", body="The river took 20 houses. Mayor Hilda Pasache spoke of 45 dead.")
    stored(
        sqlite,
        now,
        key="resting.example/x",
        source="resting",
        said=Content(title="", body="Inundación.", language="es"),
    )
    match(sqlite, config, now + timedelta(minutes=9))
    with sqlite.transaction() as session:
        drafts = [Draft(message_id=f"<{n}@a>", recipient=f"{n}@a.example", subject="S", content=b"") for n in range(3)]
        alerts.publish(session, "morning", AlertKind.DIGEST, slot=None, article_ids=[1], drafts=drafts, now=now)
        taken = outbox.claim(session, [1, 2], "ours", now=now, everything=True)
        for message, delivered in zip(taken, (True, False), strict=True):
            ended = Delivery(at=now, delivered=delivered, detail="<250>", permanent=not delivered)
            outbox.record_delivery(session, message, ended, next_try=now)
    return sqlite


@pytest.mark.usefixtures("filled")
def test_developments_are_told_part_by_part_with_a_cursor(web: Client) -> None:
    found, path = [], "/developments.json?limit=2"
    while path:
        part = web.json(path)
        found += part["developments"]
        path = (part["next"] or "").removeprefix("https://watch.example/peru")
        if path:
            path += "&limit=2"
    assert len({one["guid"] for one in found}) == len(found) == 5
    assert [one["latest"] for one in found] == sorted((one["latest"] for one in found), reverse=True)


def test_a_search_goes_on_where_it_was_whatever_comes_in_between(
    web: Client, sqlite: Database, config: Config, now: datetime
) -> None:
    floods = happenings(5)
    for number, title in enumerate(floods):
        publish(sqlite, now + timedelta(minutes=number), title)
    found: list[str] = []
    cursor: str | None = ""
    for _ in range(3):
        part = web.json(f"/search.json?q=flood&limit=2&cursor={cursor}")
        found += [one["title"] for one in part["results"]]
        cursor = part["cursor"]
        publish(sqlite, now + timedelta(hours=len(found)), f"Flood number {len(found)}")
    assert found == floods[::-1]
    assert cursor is None
    assert web.get("/search.json?q=strike+AND").status == 400


@pytest.mark.usefixtures("filled")
def test_the_outbox_tells_messages_by_their_state(web: Client) -> None:
    told = web.json("/outbox.json")
    assert told["counts"] == {"owed": 1, "sent": 1, "failed": 1, "dropped": 0}
    assert [(one["recipient"], one["state"]) for one in told["messages"]] == [
        ("2@a.example", "owed"),
        ("1@a.example", "failed"),
        ("0@a.example", "sent"),
    ]
    assert [one["id"] for one in web.json("/outbox.json?state=failed")["messages"]] == [2]
    first = web.json("/outbox.json?limit=1")
    assert web.json(f"/outbox.json?limit=1&cursor={first['cursor']}")["messages"][0]["id"] == 2
    assert "&lt;250&gt;" in web.text("/outbox")


@pytest.mark.usefixtures("filled")
def test_an_article_tells_its_revisions_and_where_watches_met_it(web: Client) -> None:
    told = web.json("/articles/1.json")
    assert [one["number"] for one in told["revisions"]] == [1, 2]
    assert told["evidence"]["floods"][0] == {"field": "title", "start": 0, "end": 5, "keyword": "flood"}
    number = told["development"]
    assert [one["id"] for one in web.json(f"/developments/{number}.json")["articles"]] == [1]


@pytest.mark.usefixtures("filled")
def test_a_watches_toml_is_checked_with_its_mistakes_or_what_it_would_change(web: Client) -> None:
    def check(text: str) -> tuple[int, dict[str, object]]:
        answer = web.post("/check", text.encode(), Content_Type="application/toml")
        return answer.status, json.loads(answer.body)

    status, told = check('[watches.floods]\ntitle = "Floods"\nkeywords = ["flood"]\ncolour = "red"\n')
    assert (status, told["ok"]) == (422, False)
    assert "unknown key" in str(told["mistakes"])
    assert "'line': 4" in str(told["mistakes"])
    status, told = check('[watches.missing]\ntitle = "Missing"\nkeywords = ["missing"]\n')
    assert (status, told["ok"]) == (200, True)
    assert web.post("/check", b"\xff", Content_Type="application/toml").status == 400
    assert web.post("/check", b"x" * 600_000, Content_Type="application/toml").status == 413


@schemathesis.serializer("application/toml")
def as_toml(_: schemathesis.SerializationContext, value: object) -> bytes:
    return str(value).encode()


@pytest.fixture
def described(filled: Database, config: Config, now: datetime) -> Iterator[schemathesis.BaseSchema]:
    app = create_app(Live(config), filled, now=lambda: now, look_now=lambda _: False)
    with serving(app) as client:
        yield schemathesis.openapi.from_url(f"{client.root}/openapi.json")


CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
"""What texts may be asked for is said in words, so what is refused is no fault."""


@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.generate],
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_whatever_programs_ask_is_answered_as_described(
    described: schemathesis.BaseSchema, data: st.DataObject
) -> None:
    operations = [found.ok() for found in described.get_all_operations() if isinstance(found, Ok)]
    operation = data.draw(st.sampled_from(operations))
    case = data.draw(operation.as_strategy())
    case.call_and_validate(checks=CHECKS)


def test_the_documentation_names_every_address_for_programs(web: Client) -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    for path in web.json("/openapi.json")["paths"]:
        assert path.replace("{id}", "ID").replace("{name}", "NAME") in text
    assert MessageState.OWED in text
