"""Backups, and what becomes of them when they are restored: nothing is lost that was owed, and nobody is told twice."""

from __future__ import annotations

import email
import email.policy
import json
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from config.load import Config, load
from model.clock import utc_now
from model.errors import PeruwatchError
from monitor import lock
from monitor.steps import match, tell_at_once
from storage import subscriptions, tokens
from storage.database import Database
from storage.standing import standing
from tests.monitor.conftest import Call
from tests.monitor.program import finished, open_store, write_config
from tests.monitor.publishers import is_sound, publishing
from tests.monitor.samples import publish

DATABASE = "var/peruwatch.db"
SAID = {
    "Flood in Catacaos": "Rosa Quispe lost her bakery when the canal at the market broke on Monday: 14 ovens.",
    "Flood in Moropampa": "The school's principal, Juan Mamani, sent 230 children home when the chapel fell.",
    "Flood in Sullana": "A bus with nineteen nuns was towed from the Pan-American highway by two tractors.",
    "Flood in Huambo": "Engineers of Electrosur switched off the substation, and a trout farm is gone.",
}
"""Happenings that have nothing to do with each other, so that each wakes readers by itself."""


@contextmanager
def opened(place: Path) -> Iterator[tuple[Database, Config]]:
    """The store as a daemon has it, and the configuration."""
    database = open_store(place)
    try:
        yield database, load(place / "config", place / "var", {})
    finally:
        database.close()


def come(place: Path, *titles: str) -> None:
    """Have articles come as a crawl brings them, matched and, where they wake somebody, told."""
    with opened(place) as (database, config):
        for title in titles:
            publish(database, utc_now(), title, body=SAID[title])
        match(database, config, utc_now())
        tell_at_once(database, config, utc_now())


def mails(place: Path) -> list[EmailMessage]:
    found = [email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in _eml(place)]
    return [one for one in found if isinstance(one, EmailMessage)]


def _eml(place: Path) -> list[Path]:
    return sorted((place / "var" / "outbox").glob("*.eml"))


def titles_told(place: Path) -> Counter[tuple[str, str, str]]:
    """How often each recipient was told of each flood: by which digest, and whether in a digest or at once."""
    told: Counter[tuple[str, str, str]] = Counter()
    for mail in mails(place):
        body = mail.get_body(("plain",))
        assert body is not None
        kind = "at once" if str(mail["Subject"]).startswith("Floods") else "digest"
        told.update((str(mail["To"]), kind, title) for title in set(re.findall(r"Flood in \w+", body.get_content())))
    return told


def test_a_backup_is_whole_its_owners_alone_and_replaces_no_file(
    peruwatch: Call, place: Path, filled: Database
) -> None:
    with filled.transaction():  # somebody writes meanwhile
        made = peruwatch("backup", "kept.db")
    assert (made.status, made.err) == (0, "")
    assert "kept.db: 3 articles and 0 messages" in made.out
    assert oct((place / "kept.db").stat().st_mode & 0o777) == "0o600"
    with closing(sqlite3.connect(place / "kept.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM article").fetchone() == (3,)
    before = (place / "kept.db").read_bytes()
    again = peruwatch("backup", "kept.db")
    assert again.status == 1
    assert "kept.db is there already" in again.err
    assert (place / "kept.db").read_bytes() == before
    assert sorted(one.name for one in place.iterdir()) == ["config", "kept.db", "var"]


def test_on_a_disk_whose_files_have_one_name_each_backups_are_made_and_restored(
    peruwatch: Call, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    come(place, "Flood in Catacaos")
    monkeypatch.setattr("os.link", refusing)
    assert peruwatch("backup", "kept.db").status == 0
    assert "is there already" in peruwatch("backup", "kept.db").err
    assert peruwatch("restore", "kept.db", "--yes").status == 0
    assert is_sound(place)
    assert len(list(place.glob("var/*.replaced"))) == 1


def refusing(*_: object) -> None:
    raise PermissionError


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_of_postgresql_is_said_what_to_use_without_its_password(peruwatch: Call, place: Path, command: str) -> None:
    write_config(place, settings='[storage]\nurl = "postgresql+psycopg://u:secret@db.example/x?sslpassword=hidden"\n')
    done = peruwatch(command, "kept.dump")
    assert done.status == 1
    assert "postgresql://u@db.example/x" in done.err
    assert {"backup": "pg_dump --format=custom --file=kept.dump", "restore": "pg_restore --clean"}[command] in done.err
    assert "secret" not in done.err
    assert "hidden" not in done.err


def test_what_was_told_since_the_backup_is_not_told_again_and_what_was_owed_still_is(
    peruwatch: Call, place: Path
) -> None:
    come(place, "Flood in Catacaos")
    assert peruwatch("backup", "kept.db").status == 0  # Catacaos is owed to the desk at once, and waits for the digest
    peruwatch("deliver")
    come(place, "Flood in Moropampa")
    peruwatch("deliver")
    peruwatch("digest", "morning", "--send")
    come(place, "Flood in Sullana")  # which is owed when the backup is restored
    told = titles_told(place)
    assert max(told.values()) == 1
    done = peruwatch("restore", "kept.db", "--yes")
    assert (done.status, done.err) == (0, "")
    assert "is told to nobody again" in done.out
    assert is_sound(place)
    peruwatch("deliver")
    assert titles_told(place) - told == Counter({("desk@a.example", "at once", "Flood in Sullana"): 1})
    come(place, "Flood in Moropampa", "Flood in Sullana", "Flood in Huambo")  # the first two are fetched again
    peruwatch("deliver")
    peruwatch("digest", "morning", "--send")
    after = titles_told(place)
    assert max(after.values()) == 1
    assert {title for _, kind, title in after if kind == "digest"} == {
        f"Flood in {one}" for one in ("Catacaos", "Moropampa", "Sullana", "Huambo")
    }
    former = next(place.glob("var/*.replaced"))
    with closing(sqlite3.connect(former)) as connection:
        assert connection.execute("SELECT count(*) FROM article").fetchone() == (3,)


def test_who_was_shut_out_or_unsubscribed_since_the_backup_stays_so(peruwatch: Call, place: Path) -> None:
    come(place, "Flood in Catacaos")
    peruwatch("tokens", "add", "ana")
    peruwatch("backup", "kept.db")
    peruwatch("tokens", "revoke", "ana")
    with opened(place) as (database, _), database.transaction() as session:
        subscriptions.unsubscribe(session, "morning", "desk@a.example", utc_now())
    assert peruwatch("restore", "kept.db", "--yes").status == 0
    with opened(place) as (database, _), database.reading() as session:
        assert tokens.every(session) == []
        assert subscriptions.is_unsubscribed(session, "morning", "desk@a.example")


@pytest.mark.parametrize("lost", ["gone", "damaged", "begun anew"])
def test_where_nobody_knows_what_was_told_nothing_older_is_mailed_and_one_notice_says_so(
    peruwatch: Call, place: Path, lost: str
) -> None:
    come(place, "Flood in Catacaos")
    peruwatch("backup", "kept.db")
    peruwatch("deliver")
    come(place, "Flood in Moropampa")
    peruwatch("deliver")
    told = titles_told(place)
    database = place / DATABASE
    if lost == "damaged":
        database.write_bytes(database.read_bytes()[:5000] + b"x" * 60_000)
    else:
        database.unlink()
        if lost == "begun anew":
            database.with_name("peruwatch.db.held").unlink()
            come(place)
    assert "a message says so" in peruwatch("restore", "kept.db", "--yes").out
    with opened(place) as (restored_store, config), restored_store.reading() as session:
        assert all(standing(session, source.name, since=utc_now()).is_unsure for source in config.sources)
    peruwatch("deliver")
    peruwatch("digest", "morning", "--send")
    assert titles_told(place) == told
    notices = [mail for mail in mails(place) if "backup was restored" in str(mail["Subject"])]
    assert sorted(str(mail["To"]) for mail in notices) == ["desk@a.example", "paper@a.example", "union@a.example"]
    come(place, "Flood in Huambo")  # after the first look, all is as ever
    peruwatch("deliver")
    assert titles_told(place) - told == Counter({("desk@a.example", "at once", "Flood in Huambo"): 1})


def test_after_a_restore_a_crawl_tells_nobody_what_was_told(peruwatch: Call, tmp_path: Path) -> None:
    with publishing(tmp_path) as (sites, calendar):
        sources, second = tmp_path / "config" / "sources.toml", list(sites.urls)[1]
        sources.write_text(sources.read_text(encoding="utf-8").partition(f"[sources.{second}]")[0], encoding="utf-8")
        finished("crawl", cwd=tmp_path)
        assert peruwatch("backup", "kept.db").status == 0
        calendar.now += timedelta(days=3)
        finished("crawl", cwd=tmp_path)
        peruwatch("digest", "demo", "--send")
        told, known = mails(tmp_path), stored(tmp_path)
        assert told
        assert peruwatch("restore", "kept.db", "--yes").status == 0
        assert stored(tmp_path) < known
        finished("crawl", cwd=tmp_path)
        assert stored(tmp_path) == known
        peruwatch("deliver")
        peruwatch("digest", "demo", "--send")
    assert is_sound(tmp_path)
    new = [mail for mail in mails(tmp_path) if mail["Message-ID"] not in {one["Message-ID"] for one in told}]
    words = "".join(mail.get_content() for one in new for mail in [one.get_body(("plain",))] if mail)
    assert [title for title in titles(tmp_path) if title in words] == []


def stored(place: Path) -> set[str]:
    with closing(sqlite3.connect(place / DATABASE)) as connection:
        return {url for (url,) in connection.execute("SELECT url FROM article")}


def titles(place: Path) -> list[str]:
    with closing(sqlite3.connect(place / DATABASE)) as connection:
        return [title for (title,) in connection.execute("SELECT title FROM revision")]


def test_while_a_daemon_or_another_process_is_at_work_nothing_is_restored(peruwatch: Call, place: Path) -> None:
    come(place, "Flood in Catacaos")
    peruwatch("backup", "kept.db")
    with lock.held(place / "var", "http://127.0.0.1:8765"):
        refused = peruwatch("restore", "kept.db", "--yes")
    assert refused.status == 1
    assert "a peruwatch runs on" in refused.err
    with opened(place) as (database, _), database.reading():
        refused = peruwatch("restore", "kept.db", "--yes")
    assert refused.status == 1
    assert "in use by another process" in refused.err
    unasked = peruwatch("restore", "kept.db")
    assert unasked.status == 1
    assert "nothing was changed: say --yes where nobody can be asked" in unasked.err
    assert [one.name for one in (place / "var").iterdir() if "restor" in one.name or "replaced" in one.name] == []


def test_only_a_sound_backup_of_ours_that_is_not_newer_is_restored(peruwatch: Call, place: Path) -> None:
    come(place, "Flood in Catacaos")
    peruwatch("backup", "kept.db")
    well = peruwatch("doctor", "kept.db")
    assert (well.status, well.err) == (0, "")
    assert re.search(r"backup +ok +is whole, with 1 article and \d+ messages?, until 20", well.out)
    (place / "notes.txt").write_text("Meeting at noon.\n" * 400)
    with closing(sqlite3.connect(place / "other.db")) as connection, connection:
        connection.execute("CREATE TABLE article (id INTEGER)")
    shutil.copy(place / "kept.db", place / "newer.db")
    with closing(sqlite3.connect(place / "newer.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    whole = (place / "kept.db").read_bytes()
    (place / "damaged.db").write_bytes(whole[:8192] + b"x" * 40_000 + whole[48_192:])
    names = ("notes.txt", "other.db", "newer.db", "damaged.db", "nowhere.db")
    said = {name: peruwatch("restore", name, "--yes").err for name in names}
    for name in names:
        examined = peruwatch("doctor", name, "--json")
        (check,) = json.loads(examined.out)["checks"]
        assert (examined.status, check["state"]) == (1, "wrong")
        assert check["detail"] in said[name]
    assert "notes.txt is not a database" in said["notes.txt"]
    assert "none of peruwatch" in said["other.db"]
    assert "written by a newer version of peruwatch (its version is 9999" in said["newer.db"]
    assert "damaged.db" in said["damaged.db"]
    assert "there is no file nowhere.db" in said["nowhere.db"]
    assert list(place.glob("var/*.replaced")) == []
    with pytest.raises(PeruwatchError), lock.held(place / "config" / "sources.toml", ""):
        pass
