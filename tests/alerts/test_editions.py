from __future__ import annotations

import email
import email.policy
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NoReturn

import pytest

from alerts.digests import editions
from alerts.digests.editions import Edition
from alerts.run import match_new
from config.load import Config
from model.alert import AlertKind, Digest, Message
from model.article import Arrival
from model.source import SourceState
from storage import alerts, outbox, runs
from storage.database import Database
from tests.config.folders import loaded
from tests.monitor.samples import happenings
from tests.storage.samples import content, stored

SETTINGS = '[mail]\nfrom = "watch@a.example"\n[web]\npublic_url = "https://watch.example/"\n'
SOURCES = """
[sources.gazette]
url = "https://gazette.example/peru/"
name = "The Gazette"
[sources.herald]
url = "https://herald.example/peru/"
name = "The Herald"
[sources.resting]
url = "https://resting.example/"
name = "The BackingOff"
paused = true
"""
WATCHES = """
[watches.floods]
title = "High water"
keywords = ["flood"]
alert = true
[watches.strikes]
title = "Strikes"
keywords = ["strike"]
"""
DIGESTS = """
[digests.morning]
to = ["desk@a.example", "paper@b.example"]
at = "07:00"
timezone = "America/Lima"
[digests.union]
to = ["union@a.example"]
at = "07:00"
watches = ["strikes"]
send_empty = true
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return loaded(tmp_path, settings=SETTINGS, sources=SOURCES, watches=WATCHES, digests=DIGESTS)


def digest(config: Config, name: str) -> Digest:
    return next(one for one in config.digests if one.name == name)


def news(database: Database, config: Config, now: datetime, *titles: str, arrival: Arrival = Arrival.NEWS) -> None:
    """Articles come, and are matched."""
    for title in titles:
        key = f"gazette.example/{title.split()[0].lower()}"
        stored(database, now, key=key, source="gazette", said=content("", title=title), arrival=arrival)
    match_new(database, config.watches, config.digests, now)


def publish(
    database: Database,
    config: Config,
    name: str,
    now: datetime,
    *,
    slot: datetime | None = None,
    kind: AlertKind = AlertKind.DIGEST,
) -> Edition | None:
    return editions.publish(database, config, digest(config, name), kind, slot=slot, now=now)


def titles(edition: Edition | None) -> list[str]:
    assert edition is not None
    return [article.content.title for article in edition.articles]


def owed(database: Database, now: datetime) -> list[Message]:
    """The messages that are owed, in the order in which they were."""
    with database.reading() as session:
        return [one.message for one in reversed(outbox.undelivered(session))]


def read(message: Message) -> EmailMessage:
    parsed = email.message_from_bytes(message.content, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def text(messages: Sequence[Message]) -> str:
    part = read(messages[0]).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_a_digest_tells_all_that_is_owed_and_each_recipient_gets_a_message_of_their_own(
    sqlite: Database, config: Config, now: datetime
) -> None:
    news(sqlite, config, now, "First flood", "Second strike", "Third nothing")
    edition = publish(sqlite, config, "morning", now)
    assert titles(edition) == ["First flood", "Second strike"]
    assert edition is not None
    assert edition.messages == 2
    messages = owed(sqlite, now)
    assert [message.recipient for message in messages] == ["desk@a.example", "paper@b.example"]
    assert len({message.message_id for message in messages}) == 2
    for message in messages:
        mail = read(message)
        assert mail["To"] == message.recipient
        assert mail["From"] == "watch@a.example"
        assert mail["Message-ID"] == message.message_id
        assert mail["Subject"] == message.subject
        assert mail["List-Id"] == "<morning.a.example>"
        assert "First flood" in text([message])
        assert "https://watch.example" in text([message])


def test_what_one_digest_told_the_next_does_not_repeat(sqlite: Database, config: Config, now: datetime) -> None:
    news(sqlite, config, now, "First flood")
    publish(sqlite, config, "morning", now)
    news(sqlite, config, now, "Second flood")
    assert titles(publish(sqlite, config, "morning", now + timedelta(days=1))) == ["Second flood"]
    assert titles(publish(sqlite, config, "morning", now + timedelta(days=2))) == []


def test_each_digest_has_its_own_memory_and_tells_its_own_watches(
    sqlite: Database, config: Config, now: datetime
) -> None:
    news(sqlite, config, now, "First flood", "Second strike")
    assert titles(publish(sqlite, config, "union", now)) == ["Second strike"]
    assert titles(publish(sqlite, config, "morning", now)) == ["First flood", "Second strike"]


def test_a_preview_shows_what_would_be_told_and_tells_nothing(sqlite: Database, config: Config, now: datetime) -> None:
    news(sqlite, config, now, "First flood")
    for _ in range(2):
        shown = editions.preview(sqlite, config, digest(config, "morning"), now)
        assert titles(shown) == ["First flood"]
        assert "First flood" in shown.rendered.text
    assert owed(sqlite, now) == []


def test_with_nothing_new_nothing_is_sent(sqlite: Database, config: Config, now: datetime) -> None:
    edition = publish(sqlite, config, "morning", now)
    assert edition is not None
    assert edition.messages == 0
    assert owed(sqlite, now) == []
    with sqlite.reading() as session:
        assert alerts.last_edition(session, "morning", AlertKind.DIGEST) is None


def test_a_digest_that_is_wanted_empty_is_sent_empty(sqlite: Database, config: Config, now: datetime) -> None:
    edition = publish(sqlite, config, "union", now)
    assert edition is not None
    assert edition.messages == 1
    (message,) = owed(sqlite, now)
    assert "nothing new matched" in message.subject


def test_an_alert_is_never_sent_empty(sqlite: Database, config: Config, now: datetime) -> None:
    publish(sqlite, config, "union", now, kind=AlertKind.INSTANT)
    assert owed(sqlite, now) == []


def test_a_scheduled_time_is_answered_once_even_with_nothing_to_tell(
    sqlite: Database, config: Config, now: datetime
) -> None:
    edition = publish(sqlite, config, "morning", now, slot=now)
    assert edition is not None
    assert edition.messages == 0
    news(sqlite, config, now, "First flood")
    assert publish(sqlite, config, "morning", now, slot=now) is None
    assert titles(publish(sqlite, config, "morning", now, slot=now + timedelta(days=1))) == ["First flood"]


def test_a_flood_of_alerts_is_one_message_to_each(sqlite: Database, config: Config, now: datetime) -> None:
    floods = happenings(30)
    news(sqlite, config, now, *(f"{number}: {flood}" for number, flood in enumerate(floods)))
    edition = publish(sqlite, config, "morning", now, kind=AlertKind.DIGEST)
    assert len(titles(edition)) == len(floods) == 30
    messages = owed(sqlite, now)
    assert len(messages) == 2
    assert all(flood in text(messages) for flood in floods)


def test_an_article_that_was_told_at_once_is_told_by_the_digest_too(
    sqlite: Database, config: Config, now: datetime
) -> None:
    news(sqlite, config, now, "First flood")
    assert titles(publish(sqlite, config, "morning", now, kind=AlertKind.INSTANT)) == ["First flood"]
    assert titles(publish(sqlite, config, "morning", now, kind=AlertKind.INSTANT)) == []
    assert titles(publish(sqlite, config, "morning", now)) == ["First flood"]


def test_what_no_longer_meets_a_watch_is_not_told_and_not_kept_for_later(
    sqlite: Database, config: Config, now: datetime
) -> None:
    news(sqlite, config, now, "First flood", "Second strike")
    watches = tuple(replace(watch, keywords=("drought",)) for watch in config.watches if watch.name == "floods")
    kept = tuple(watch for watch in config.watches if watch.name != "floods")
    match_new(sqlite, (*watches, *kept), config.digests, now)
    assert titles(publish(sqlite, config, "morning", now)) == ["Second strike"]
    with sqlite.reading() as session:
        assert alerts.untold(session, "morning", AlertKind.DIGEST) == []


def test_the_same_scheduled_message_has_the_same_identity_and_another_one_another(
    tmp_path: Path, config: Config, now: datetime
) -> None:
    def identities(file: str, slot: datetime) -> list[str]:
        database = Database.open(f"sqlite:///{tmp_path / file}")
        news(database, config, now, "First flood")
        publish(database, config, "morning", now, slot=slot)
        found = [message.message_id for message in owed(database, now)]
        database.close()
        return found

    first, again = identities("a.db", now), identities("b.db", now)
    other = identities("c.db", now + timedelta(days=1))
    assert first == again
    assert len({*first, *other}) == 4
    assert all(identity.endswith("@a.example>") for identity in first)


def test_a_digest_ends_with_what_was_looked_at(sqlite: Database, config: Config, now: datetime) -> None:
    with sqlite.transaction() as session:
        runs.keep_state(session, SourceState(name="gazette", last_attempt=now, last_success=now))
        runs.keep_state(
            session, SourceState(name="herald", last_attempt=now, last_error="the section answered 404", failures=1)
        )
    news(sqlite, config, now, "First flood", "Second nothing")
    publish(sqlite, config, "morning", now)
    told = " ".join(text(owed(sqlite, now)).split())
    assert "The Gazette: last read" in told
    assert "; 2 new articles" in told
    assert "The Herald: could not be read: the section answered 404; not read yet" in told
    assert "The BackingOff" not in told, "nobody wants it looked at"


def test_new_articles_are_counted_since_the_last_digest(sqlite: Database, config: Config, now: datetime) -> None:
    with sqlite.transaction() as session:
        runs.keep_state(session, SourceState(name="gazette", last_attempt=now, last_success=now))
    news(sqlite, config, now, "First flood", "Second nothing")
    publish(sqlite, config, "morning", now)
    tomorrow = now + timedelta(days=1)
    news(sqlite, config, tomorrow, "Third flood")
    edition = editions.preview(sqlite, config, digest(config, "morning"), tomorrow)
    assert "; 1 new article\n" in edition.rendered.text


def test_nothing_counts_as_told_when_the_messages_could_not_be_kept(
    sqlite: Database, config: Config, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    news(sqlite, config, now, "First flood")

    keep = alerts.publish

    def keep_and_die(*given: Any, **named: Any) -> NoReturn:
        keep(*given, **named)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(alerts, "publish", keep_and_die)
        publish(sqlite, config, "morning", now, slot=now)
    assert owed(sqlite, now) == []
    assert titles(publish(sqlite, config, "morning", now, slot=now)) == ["First flood"]
