from __future__ import annotations

from datetime import datetime, timedelta

from storage import hosts
from storage.database import Database


def test_of_a_host_that_told_nothing_nothing_is_known(database: Database) -> None:
    with database.reading() as session:
        assert hosts.rules_of(session, "a.example") is None
        assert hosts.backoff_until(session, "a.example") is None


def test_rules_and_rests_are_kept_beside_each_other_and_the_last_ones_count(database: Database, now: datetime) -> None:
    later = now + timedelta(hours=1)
    with database.transaction() as session:
        hosts.keep_rules(session, "a.example", "Disallow: /", now)
        hosts.keep_backoff(session, "a.example", now)
    with database.transaction() as session:
        hosts.keep_backoff(session, "a.example", later)
        hosts.keep_backoff(session, "b.example", now)
    with database.reading() as session:
        assert hosts.rules_of(session, "a.example") == ("Disallow: /", now)
        assert hosts.backoff_until(session, "a.example") == later
        assert hosts.rules_of(session, "b.example") is None
    with database.transaction() as session:
        hosts.keep_rules(session, "a.example", "\0Allow: /\0", later)
    with database.reading() as session:
        assert hosts.rules_of(session, "a.example") == ("Allow: /", later)
        assert hosts.backoff_until(session, "a.example") == later
