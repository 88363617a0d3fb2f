from __future__ import annotations

import asyncio
import email
import email.policy
import re
from datetime import datetime

import pytest

from alerts.delivery.outbox import deliver
from alerts.digests import editions
from config.load import Config
from model.alert import AlertKind
from monitor.status import look
from monitor.steps import match
from storage.database import Database
from tests.monitor.samples import publish
from tests.monitor.web.server import Client


def told(database: Database, config: Config, now: datetime, title: str) -> list[tuple[str, str]]:
    """Tell the readers of a digest of an article; gives to whom, and by what link each unsubscribes."""
    publish(database, now, title)
    match(database, config, now)
    editions.publish(database, config, config.digests[1], AlertKind.DIGEST, slot=None, now=now)
    sent = []
    for attempt in asyncio.run(deliver(database, config, now=lambda: now)):
        mail = email.message_from_bytes(attempt.message.content, policy=email.policy.default)
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        (link,) = re.findall("<https://watch.example/peru(/unsubscribe/.*)>", mail["List-Unsubscribe"])
        sent.append((attempt.message.recipient, link))
    return sent


@pytest.fixture
def links(sqlite: Database, config: Config, now: datetime) -> dict[str, str]:
    return dict(told(sqlite, config, now, "Strike in Puno"))


def test_a_get_only_shows_and_a_post_unsubscribes(
    web: Client, sqlite: Database, config: Config, now: datetime, links: dict[str, str]
) -> None:
    link = links["union@a.example"]
    for _ in range(2):
        shown = web.get(link)
        assert shown.status == 200
        assert "Stop sending “union” to union@a.example?" in shown.body.decode()
    assert look(sqlite, config, now).unsubscribed == ()
    assert "Nothing more of “union” is sent to union@a.example." in web.post(link).body.decode()
    assert "Nothing more of “union” is sent to union@a.example." in web.get(link).body.decode()
    (one,) = look(sqlite, config, now).unsubscribed
    assert (one.audience, one.recipient) == ("union", "union@a.example")
    assert [recipient for recipient, _ in told(sqlite, config, now.replace(day=15), "Strike in Ica")] == [
        "paper@a.example"
    ]


def test_who_unsubscribed_may_come_back(
    web: Client, sqlite: Database, config: Config, now: datetime, links: dict[str, str]
) -> None:
    link = links["union@a.example"]
    web.post(link)
    assert "is sent to union@a.example again" in web.post(f"{link}/again").body.decode()
    assert look(sqlite, config, now).unsubscribed == ()


def test_what_is_owed_to_one_who_unsubscribed_is_given_up(
    web: Client, sqlite: Database, config: Config, now: datetime, links: dict[str, str]
) -> None:
    publish(sqlite, now, "Strike in Ica")
    match(sqlite, config, now)
    later = now.replace(day=15)
    editions.publish(sqlite, config, config.digests[1], AlertKind.DIGEST, slot=None, now=later)
    web.post(links["union@a.example"])
    assert [one.message.recipient for one in look(sqlite, config, now).undelivered] == ["paper@a.example"]


def test_nobody_unsubscribes_without_the_link(
    web: Client, sqlite: Database, config: Config, now: datetime, links: dict[str, str]
) -> None:
    link = links["union@a.example"]
    other = f"{link[:-1]}{'y' if link.endswith('x') else 'x'}"
    for wrong in (other, "/unsubscribe/", "/unsubscribe/x", "/unsubscribe/union@a.example"):
        assert web.get(wrong).status == 404
        assert web.post(wrong).status == 404
    assert len(set(links.values())) == 2
    assert "@" not in link
    assert look(sqlite, config, now).unsubscribed == ()
