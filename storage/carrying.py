"""What a restored database takes over from the one that it replaces, so that nothing is told twice.

The backup does not know what was sent after it was made. The former database does, as long as it can be read and goes
on from the backup; where it does not, all that is owed is given up, and what the next looks find is taken for old.
Both are of our version. This is SQL of SQLite's, since both are its files, and a row at a time would take minutes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

_AS_THEY_ARE_NOW = ("unsubscribed", "token", "told_condition", "outage", "pulse", "host")
"""Tables that are the former database's: who may read and who wants no mail, what was told of sources, who asked us to
wait. An older state of these would let in whom one shut out, and mail whom one must not."""

_SAME_EDITION = """e.audience = f.audience AND e.kind = f.kind AND
 (e.slot = f.slot OR (e.slot IS NULL AND f.slot IS NULL AND e.created = f.created))"""

_KEY = "coalesce('slot ' || slot, created)"
_EDITIONS = f"""
CREATE TEMP TABLE there AS SELECT id, audience, kind, {_KEY} AS at FROM former.edition;
CREATE TEMP TABLE here AS SELECT id, audience, kind, {_KEY} AS at FROM main.edition;
CREATE INDEX temp.ix_here ON here (audience, kind, at);
INSERT INTO edition (audience, kind, slot, created) SELECT f.audience, f.kind, f.slot, f.created
 FROM there t JOIN former.edition f ON f.id = t.id
 WHERE NOT EXISTS (SELECT 1 FROM here e WHERE e.audience = t.audience AND e.kind = t.kind AND e.at = t.at)
 ORDER BY f.id;
DELETE FROM here;
INSERT INTO here SELECT id, audience, kind, {_KEY} FROM main.edition;
CREATE TEMP TABLE edition_of (former INTEGER PRIMARY KEY, id INTEGER NOT NULL);
INSERT INTO edition_of SELECT t.id, min(e.id) FROM there t
 JOIN here e ON e.audience = t.audience AND e.kind = t.kind AND e.at = t.at GROUP BY t.id;
"""  # noqa: S608 - all of it is ours; without the index, years of editions would take minutes

_ALERTS = """
CREATE TEMP TABLE told (key TEXT, audience TEXT, kind TEXT, edition_id INTEGER, PRIMARY KEY (key, audience, kind));
INSERT OR IGNORE INTO told SELECT a.key, f.audience, f.kind, e.id FROM former.alert f
 JOIN former.address a ON a.article_id = f.article_id JOIN edition_of e ON e.former = f.edition_id;
INSERT OR IGNORE INTO told SELECT f.key, f.audience, f.kind, e.id FROM former.told_before f
 JOIN edition_of e ON e.former = f.edition_id;
INSERT INTO alert (audience, kind, article_id, created, edition_id)
 SELECT t.audience, t.kind, a.article_id, e.created, t.edition_id
 FROM told t JOIN main.address a ON a.key = t.key JOIN main.edition e ON e.id = t.edition_id WHERE true
 ON CONFLICT (audience, kind, article_id) DO UPDATE SET edition_id = coalesce(alert.edition_id, excluded.edition_id);
INSERT OR IGNORE INTO known_before SELECT key FROM former.address UNION SELECT key FROM former.known_before;
DELETE FROM known_before WHERE key IN (SELECT key FROM main.address);
INSERT OR REPLACE INTO told_before SELECT key, audience, kind, edition_id FROM told
 WHERE key NOT IN (SELECT key FROM main.address);
"""

_MESSAGES = """
INSERT INTO message (message_id, edition_id, audience, recipient, subject, content, created, state, attempts, next_try,
  reported)
 SELECT f.message_id, e.id, f.audience, f.recipient, f.subject, f.content, f.created, f.state, f.attempts, f.next_try,
  f.reported
 FROM former.message f JOIN edition_of e ON e.former = f.edition_id
 WHERE f.message_id NOT IN (SELECT message_id FROM main.message) ORDER BY f.id;
UPDATE message SET state = f.state, attempts = f.attempts, next_try = f.next_try, reported = f.reported
 FROM former.message f WHERE f.message_id = message.message_id;
UPDATE message SET claimed_by = NULL;
CREATE TEMP TABLE message_of AS SELECT f.id AS former, m.id FROM former.message f
 JOIN main.message m ON m.message_id = f.message_id;
DELETE FROM delivery WHERE message_id IN (SELECT id FROM message_of);
INSERT INTO delivery (message_id, at, delivered, detail, permanent)
 SELECT m.id, f.at, f.delivered, f.detail, f.permanent
 FROM former.delivery f JOIN message_of m ON m.former = f.message_id ORDER BY f.id;
"""

_COUNTS = """
DELETE FROM taken_in;
INSERT INTO taken_in (audience, origin, name, articles, matching, since, edition_id)
 SELECT f.audience, f.origin, f.name, f.articles, f.matching, f.since, e.id
 FROM former.taken_in f LEFT JOIN edition_of e ON e.former = f.edition_id ORDER BY f.id;
INSERT OR REPLACE INTO digest_state (name, since) SELECT name, since FROM former.digest_state;
INSERT OR REPLACE INTO signing_key (purpose, key) SELECT purpose, key FROM former.signing_key;
"""

_GIVE_UP = """
INSERT INTO delivery (message_id, at, delivered, detail, permanent)
 SELECT id, :now, false, :reason, true FROM message WHERE state = 'owed' AND {chosen};
UPDATE message SET state = 'dropped', claimed_by = NULL WHERE state = 'owed' AND {chosen};
"""
_UNKNOWN_TO_THE_FORMER = "message_id NOT IN (SELECT message_id FROM former.message)"

_HOLD_ALL = """
INSERT INTO edition (audience, kind, slot, created) SELECT audience, kind, NULL, :now FROM alert
 WHERE edition_id IS NULL UNION SELECT audience, 'digest', NULL, :now FROM taken_in WHERE edition_id IS NULL;
UPDATE alert SET edition_id = (SELECT max(id) FROM edition e WHERE e.audience = alert.audience AND e.kind = alert.kind)
 WHERE edition_id IS NULL;
UPDATE taken_in SET edition_id = (SELECT max(id) FROM edition e WHERE e.audience = taken_in.audience AND
  e.kind = 'digest') WHERE edition_id IS NULL;
UPDATE digest_state SET since = :now;
UPDATE entry SET arrival = 'archive' WHERE state = 'owed';
UPDATE article SET arrival = 'archive' WHERE id IN (SELECT article_id FROM visit)
 OR id IN (SELECT article_id FROM revision JOIN unmatched ON revision_id = revision.id)
 OR id IN (SELECT article_id FROM match WHERE article_id NOT IN (SELECT article_id FROM alert));
UPDATE source_state SET last_full = NULL;
DELETE FROM listing;
DELETE FROM pulse;
INSERT OR IGNORE INTO unsure_source SELECT name FROM source_state UNION SELECT DISTINCT source FROM article;
"""

REASON = "given up when a backup was restored: whether it was sent after the backup was made is not known"


def carry_over(copy: Path, former: Path, now: datetime) -> bool:
    """Let a copy know what the database that it is to replace has told; whether that goes on from it.

    Where it does not, or can't be read, nothing is changed.
    """
    try:
        return _carry_over(copy, former, now)
    except sqlite3.DatabaseError:
        return False


def _carry_over(copy: Path, former: Path, now: datetime) -> bool:
    with closing(_opened(copy)) as connection:
        connection.execute("ATTACH ? AS former", (f"{former.absolute().as_uri()}?immutable=1",))
        if not _goes_on(connection):
            return False
        connection.execute("BEGIN IMMEDIATE")
        for script in (_EDITIONS, _ALERTS, _MESSAGES, _COUNTS):
            _run(connection, script)
        for table in _AS_THEY_ARE_NOW:
            columns = ", ".join(name for _, name, *_ in connection.execute(f"PRAGMA main.table_info({table})"))
            connection.execute(f"DELETE FROM main.{table}")  # noqa: S608 - one of the names above
            connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM former.{table}")  # noqa: S608
        _run(connection, _GIVE_UP.format(chosen=_UNKNOWN_TO_THE_FORMER), _moment(now), REASON)
        connection.execute("COMMIT")
    return True


def hold_all(copy: Path, sources: Iterable[str], now: datetime) -> None:
    """Let a copy tell nothing of what may have been told already: of nothing that is older than this moment."""
    with closing(_opened(copy)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        _run(connection, _GIVE_UP.format(chosen="true"), _moment(now), REASON)
        _run(connection, _HOLD_ALL, _moment(now))
        connection.executemany("INSERT OR IGNORE INTO unsure_source VALUES (?)", [(name,) for name in sources])
        connection.execute("COMMIT")


def _goes_on(connection: sqlite3.Connection) -> bool:
    """Whether the former database has what the backup has: its last edition, and its last article or that it had it."""
    edition = f"""SELECT (SELECT count(*) FROM main.edition) = 0 OR EXISTS (SELECT 1 FROM former.edition f
     JOIN (SELECT * FROM main.edition ORDER BY id DESC LIMIT 1) e ON {_SAME_EDITION})"""  # noqa: S608 - all of it is ours
    article = """SELECT (SELECT count(*) FROM main.article) = 0 OR EXISTS (SELECT 1 FROM main.address a
     WHERE a.article_id = (SELECT max(id) FROM main.article) AND
     (a.key IN (SELECT key FROM former.address) OR a.key IN (SELECT key FROM former.known_before)))"""
    return all(connection.execute(query).fetchone()[0] for query in (edition, article))


def _run(connection: sqlite3.Connection, script: str, moment: str = "", reason: str = "") -> None:
    for statement in script.strip().split(";\n"):
        names = {"now": moment, "reason": reason}
        connection.execute(statement, {name: value for name, value in names.items() if f":{name}" in statement})


def _opened(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _moment(moment: datetime) -> str:
    """A moment as the tables have it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
