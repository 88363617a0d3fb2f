from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from model.alert import AlertKind
from model.errors import OutOfTimeError, StorageError
from storage import alerts, articles, developments, templates, ways
from storage.database import KNOWN_VERSIONS, Database, within
from storage.schema import CrawlRunRow, MatchRow, Table
from tests.conftest import NOW

WORDS_OF_THE_INDEX = {"search", "search_data", "search_idx", "search_docsize", "search_config"}
"""Tables that each database makes in its own way."""


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    return emptied(str(request.getfixturevalue("postgres_url")))


def emptied(url: str) -> str:
    """A database of PostgreSQL without its tables."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


@pytest.fixture
def migrated_url(database_url: str) -> str:
    """Address of a database whose tables were made by all migrations in turn."""
    upgraded(database_url, "head")
    return database_url


def upgraded(url: str, version: str) -> None:
    """Run the migrations up to a version."""
    config = Config()
    config.set_main_option("script_location", "storage/migrations")
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()


def test_migrations_lead_to_what_the_tables_say(migrated_url: str) -> None:
    engine = create_engine(migrated_url)
    with engine.connect() as connection:
        opts = {"compare_type": True, "include_name": lambda name, *_: name not in WORDS_OF_THE_INDEX}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Table.metadata) == []
    engine.dispose()


def test_the_words_of_the_index_are_kept_the_same_way_whether_migrated_or_new(migrated_url: str) -> None:
    migrated = search_table(migrated_url)
    url = f"{migrated_url}.new" if migrated_url.startswith("sqlite") else emptied(migrated_url)
    Database.open(url).close()
    assert migrated == search_table(url) != []


def search_table(url: str) -> list[str]:
    """How the table of the index is defined."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        query = "SELECT sql FROM sqlite_master WHERE name = 'search'"
    else:
        query = (
            "SELECT column_name || ' ' || data_type || is_nullable AS one FROM information_schema.columns"
            " WHERE table_name = 'search' UNION SELECT indexdef FROM pg_indexes WHERE tablename = 'search' ORDER BY one"
        )
    with engine.connect() as connection:
        found = ["".join(one.split()) for one in connection.execute(text(query)).scalars()]
    engine.dispose()
    return found


def test_a_database_of_the_first_version_is_brought_to_the_newest_with_what_is_in_it(database_url: str) -> None:
    upgraded(database_url, "0001")
    engine = create_engine(database_url)
    with engine.begin() as connection:
        columns, values = (
            "source, url, kind, polls, deep, learned",
            "'a', 'https://a.example/', 'page', true, true, :now",
        )
        connection.execute(text(f"INSERT INTO way ({columns}) VALUES ({values})"), {"now": "2026-03-14 15:00:00+00:00"})
        connection.execute(text("INSERT INTO archive_walk (source, url, parts) VALUES ('a', 'https://a.example/', 7)"))
    engine.dispose()
    database = Database.open(database_url)
    with database.reading() as session:
        known, walk = ways.ways_of(session, "a"), ways.archive_walk(session, "a")
    database.close()
    assert known is not None
    assert walk is not None
    assert (known.poll.url, known.instructions, walk.parts, walk.way) == ("https://a.example/", "", 7, None)


def test_a_new_database_is_of_the_version_that_migrations_lead_to(migrated_url: str, tmp_path: Path) -> None:
    assert versions(migrated_url) == versions(f"sqlite:///{tmp_path / 'other.db'}")


def versions(url: str) -> list[str]:
    Database.open(url).close()
    engine = create_engine(url)
    with engine.connect() as connection:
        found = list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    engine.dispose()
    return found


OLD_ROWS = """
INSERT INTO article (id, guid, source, url, first_seen, revision, condition, arrival, copy_of)
 VALUES (1, 'urn:uuid:1', 'a', 'https://a.example/1', :now, 1, 'live', 'news', NULL),
        (2, 'urn:uuid:2', 'b', 'https://b.example/2', :now, 1, 'live', 'news', 1);
INSERT INTO revision (id, article_id, number, created, title, body, authors, kind, words, taught)
 VALUES (1, 1, 1, :now, 'Flood in Piura', 'The river rose.', '[]', 'html', 'x', 0),
        (2, 2, 1, :now, 'Flood in Piura', 'The river rose.', '[]', 'html', 'x', 0);
INSERT INTO match (id, article_id, revision_id, watch, evidence, created) VALUES (1, 1, 1, 'floods', '[]', :now);
INSERT INTO alert (id, audience, channel, article_id, created, edition_id) VALUES (1, 'all', 'digest', 1, :now, NULL);
INSERT INTO template (source, lessons, learned) VALUES ('a', '{"version":1,"pages":7}', :now);
INSERT INTO entry (source, key, url, authors, first_seen, arrival, settled, state, attempts, next_try)
 VALUES ('a', '1', '1', '[]', :now, 'news', TRUE, 'owed', 0, :now), ('a', '2', '2', '[]', :now, 'news', TRUE, 'owed', 0,
        :now), ('a', '3', '3', '[]', :now, 'news', TRUE, 'owed', 0, :now);
"""


def test_what_an_earlier_version_stored_is_there_after_the_upgrade(database_url: str) -> None:
    upgraded(database_url, "0005")
    engine = create_engine(database_url)
    with engine.begin() as connection:
        for statement in OLD_ROWS.strip().split(";\n"):
            written = statement.strip(";\n").replace('":', '"\\:')  # which name no parameters
            connection.execute(text(written), {"now": "2026-03-14 15:00:00+00:00"})
    engine.dispose()
    database = Database.open(database_url)
    with database.transaction() as session:
        assert [one.content.title for one in articles.every(session)] == ["Flood in Piura"] * 2
        assert alerts.untold(session, "all", AlertKind.DIGEST) == [1]
        assert developments.unplaced(session, 10) == [1, 2]
        assert templates.template(session, "a") == '{"version":1,"pages":7,"entries":3}'
    with pytest.raises(IntegrityError), database.transaction() as session:  # references are checked again
        session.add(MatchRow(article_id=7, revision_id=7, watch="floods", evidence=[], created=NOW))
    database.close()


def test_a_file_of_each_later_version_is_brought_to_the_newest_with_what_is_in_it(tmp_path: Path) -> None:
    former = tmp_path / "former.db"
    upgraded(f"sqlite:///{former}", "0005")
    with closing(sqlite3.connect(former)) as connection, connection:
        for statement in OLD_ROWS.strip().split(";\n"):
            connection.execute(statement.replace(":now", "'2026-03-14 15:00:00'"))
    for version in sorted(number for number in KNOWN_VERSIONS if number >= "0005"):
        upgraded(f"sqlite:///{former}", version)
        file = tmp_path / f"{version}.db"
        shutil.copy(former, file)
        database = Database.open(f"sqlite:///{file}")
        with database.reading() as session:
            assert [one.content.title for one in articles.every(session)] == ["Flood in Piura"] * 2, version
            assert alerts.untold(session, "all", AlertKind.DIGEST) == [1], version
            assert session.scalar(text("SELECT version_num FROM alembic_version")) == max(KNOWN_VERSIONS)
        database.close()


def test_opening_again_changes_nothing(database_url: str) -> None:
    first = Database.open(database_url)
    with first.transaction() as session:
        session.add(CrawlRunRow(source="a", started=NOW))
    first.close()
    before = everything(database_url)
    assert before["crawl_run"]
    assert before["alembic_version"]
    Database.open(database_url).close()
    assert everything(database_url) == before


def test_a_new_database_and_all_beside_it_are_its_owners_alone(tmp_path: Path) -> None:
    with closing(Database.open(f"sqlite:///{tmp_path / 'new.db'}")) as database, database.transaction() as session:
        session.add(CrawlRunRow(source="a", started=NOW))
        session.flush()
        modes = {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()}
    assert modes.keys() >= {"new.db", "new.db-wal"}
    assert set(modes.values()) == {"0o600"}


def everything(url: str) -> dict[str, list[str]]:
    """The rows of all tables."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            table: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{table}"'))))
            for table in inspect(engine).get_table_names()
        }
    engine.dispose()
    return found


def test_several_processes_may_open_a_new_database_at_once(database_url: str) -> None:
    problems: list[Exception] = []

    def open_it() -> None:
        try:
            Database.open(database_url).close()
        except Exception as error:  # noqa: BLE001
            problems.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_a_new_database_that_another_process_writes_to_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE something (of_theirs)")
    ends = threading.Timer(0.2, lambda: other.execute("ROLLBACK"))
    ends.start()
    Database.open(f"sqlite:///{file}").close()
    ends.join()
    other.close()


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as session:
        session.execute(text("INSERT INTO source_state (name, failures) VALUES ('a', 0)"))
        raise RuntimeError
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM source_state")).scalar() == 0


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), database.transaction() as session:
        session.execute(text("INSERT INTO unmatched (revision_id) VALUES (99)"))


def test_sqlite_writes_ahead_and_waits_for_other_writers(sqlite: Database) -> None:
    with sqlite.reading() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert session.execute(text("PRAGMA busy_timeout")).scalar() == 30_000


def test_a_database_of_a_newer_version_is_left_alone_and_said_so(database_url: str) -> None:
    Database.open(database_url).close()
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StorageError, match=r"written by a newer version of peruwatch.*9999"):
        Database.open(database_url)


def test_a_locked_database_is_said_to_be_locked(sqlite_url: str) -> None:
    Database.open(sqlite_url).close()
    holder = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    holder.execute("BEGIN IMMEDIATE")
    opened = Database.open(sqlite_url, busy_timeout=0.05)
    with pytest.raises(StorageError, match="locked by another process"), opened.transaction() as session:
        session.execute(text("DELETE FROM source_state"))
    opened.close()
    holder.close()


def test_what_is_no_database_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Meeting at noon.\n" * 100)
    with pytest.raises(StorageError, match="is not a database"):
        Database.open(f"sqlite:///{file}")
    assert file.read_text().startswith("Meeting at noon.")


def test_a_path_that_is_a_folder_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="can't be opened"):
        Database.open(f"sqlite:///{tmp_path}")


def test_a_folder_that_can_not_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="can't make the folder"):
        Database.open(f"sqlite:///{tmp_path / 'file' / 'peruwatch.db'}")


@pytest.mark.parametrize("url", ["", "nonsense", "mysterydb://x"])
def test_an_address_that_is_none_is_said_so(url: str) -> None:
    with pytest.raises(StorageError, match="no address of a database"):
        Database.open(url)


def test_a_server_that_is_not_there_is_said_so() -> None:
    with pytest.raises(StorageError, match=r"postgresql\+psycopg://u:\*\*\*@127.0.0.1:1/x can't be used"):
        Database.open("postgresql+psycopg://u:secret@127.0.0.1:1/x")


def test_a_full_disk_is_said_so_and_loses_nothing(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        session.execute(text("INSERT INTO source_state (name, failures) VALUES ('before', 0)"))
    with pytest.raises(StorageError, match="the disk is full"), sqlite.transaction() as session:
        session.execute(text("PRAGMA max_page_count = 1"))
        session.execute(text("INSERT INTO source_state (name, failures) VALUES (:name, 0)"), {"name": "x" * 200_000})
    with sqlite.reading() as session:
        assert session.execute(text("SELECT name FROM source_state")).scalars().all() == ["before"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_database_without_permission_to_write_is_said_so(sqlite_url: str) -> None:
    Database.open(sqlite_url).close()
    Path(sqlite_url.removeprefix("sqlite:///")).chmod(0o400)
    opened = Database.open(sqlite_url)
    with pytest.raises(StorageError, match="can't be written to"), opened.transaction() as session:
        session.execute(text("INSERT INTO source_state (name, failures) VALUES ('a', 0)"))
    opened.close()


def test_what_takes_longer_than_its_asker_may_wait_is_broken_off(database: Database) -> None:
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT max(i) FROM n"
    )
    with within(0.1), pytest.raises(OutOfTimeError, match="too long"), database.reading() as session:
        session.execute(text(endless))
    with within(-1), pytest.raises(OutOfTimeError), database.reading():
        pass
    with database.reading() as session:  # nothing of it stays with the connection
        assert session.scalar(text("SELECT 1")) == 1


def test_a_file_that_is_taken_away_is_noticed_and_nothing_is_written_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    database = Database.open(f"sqlite:///{file}")
    for name in ("a.db", "a.db-wal", "a.db-shm"):
        (tmp_path / name).rename(tmp_path / f"away-{name}")
    for look in (database.transaction, database.reading):
        with pytest.raises(StorageError, match="was taken away"), look():
            pass
    with pytest.raises(StorageError, match="was taken away"):
        database.check()
    assert not file.exists()
    for name in ("a.db", "a.db-wal", "a.db-shm"):
        (tmp_path / f"away-{name}").rename(tmp_path / name)
    with database.transaction() as session:
        session.add(CrawlRunRow(source="a", started=NOW))
    database.check()
    database.close()
