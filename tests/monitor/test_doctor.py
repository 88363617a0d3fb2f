from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawler.http.reach import Reached
from crawler.http.robots import read_rules
from model.errors import Mistake
from model.source import Source
from monitor.doctor import (
    State,
    exit_status,
    judge_channels,
    judge_clock,
    judge_configuration,
    judge_daemon,
    judge_database,
    judge_source,
    judge_space,
)
from monitor.lock import Daemon, held
from storage.database import Database
from tests.monitor.conftest import Call
from tests.monitor.post import closed_post
from tests.monitor.program import DIGESTS, write_config

MINUTE = timedelta(minutes=1)
SOURCE = Source(name="gazette", url="https://gazette.example/peru/", title="The Gazette", network="gazette")


class Publisher(ThreadingHTTPServer):
    """A host that has a robots.txt, and a clock of its own."""

    def __init__(self, robots: str, ahead: timedelta = timedelta(), status: int = 200) -> None:
        self.asked: list[tuple[str, str]] = []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.asked.append((self.path, self.headers["User-Agent"]))
                if self.path == "/robots.txt" and status == 301:
                    self.send_response(301)
                    self.send_header("Location", "/elsewhere.txt")
                else:
                    self.send_response(200 if status == 301 else status)
                self.end_headers()
                self.wfile.write(robots.encode())

            def date_time_string(self, timestamp: float | None = None) -> str:
                return format_datetime(datetime.now(UTC) + ahead, usegmt=True)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server has it
                pass

        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/peru/"


@contextmanager
def publishing(publisher: Publisher) -> Iterator[Publisher]:
    thread = threading.Thread(target=publisher.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield publisher
    finally:
        publisher.shutdown()
        thread.join()
        publisher.server_close()


def configured(place: Path, *publishers: Publisher, settings: str = "", digests: str = DIGESTS) -> None:
    sources = "".join(f'[sources.p{number}]\nurl = "{one.url}"\n' for number, one in enumerate(publishers))
    crawl = '[crawl]\nallow_networks = ["127.0.0.0/8"]\ncontact = "desk@a.example"\ntimeout = "5s"\n'
    write_config(place, settings=crawl + settings, sources=sources, digests=digests)


def examined(peruwatch: Call) -> tuple[int, dict[str, tuple[str, str]]]:
    done = peruwatch("doctor", "--json")
    told = json.loads(done.out)
    assert told["ok"] is (done.status == 0)
    return done.status, {one["what"]: (one["state"], f"{one['detail']}; {one['advice']}") for one in told["checks"]}


def test_where_all_is_well_each_thing_has_a_line_and_nothing_is_left_to_do(
    peruwatch: Call, place: Path, store: Database
) -> None:
    post = closed_post()
    with publishing(Publisher("User-agent: *\nCrawl-delay: 3")) as publisher, post.open():
        configured(place, publisher, settings=post.settings() + '[channels]\nphone = "json://127.0.0.1:9/secret"\n')
        with held(place / "var", "http://127.0.0.1:8765"):
            done = peruwatch("doctor")
    assert (done.status, done.err) == (0, ""), done
    lines = [line.split() for line in done.out.splitlines()[1:]]
    assert {"configuration", "database", "daemon", "space", "clock"} <= {line[0] for line in lines}
    assert {"mail server", "channel phone", "source p0"} <= {" ".join(line[:2]) for line in lines}
    assert " wrong " not in done.out
    assert "with 3 s between requests" in done.out
    assert "secret" not in done.out
    assert [path for path, _ in publisher.asked] == ["/robots.txt"]
    assert publisher.asked[0][1].endswith("(+desk@a.example)")
    assert post.received == [], "no mail was sent"


def test_what_is_wrong_is_told_with_what_to_do(peruwatch: Call, place: Path) -> None:
    (place / "var").mkdir()
    (place / "var" / "peruwatch.db").write_text("this is no database, whatever its name says. " * 99)
    post = closed_post()
    with (
        publishing(Publisher("User-agent: peruwatch\nDisallow: /", ahead=timedelta(days=365))) as forbidding,
        publishing(Publisher("", status=503, ahead=timedelta(days=365))) as failing,
        publishing(Publisher("", status=301, ahead=timedelta(days=365))) as moved,
    ):
        configured(place, forbidding, failing, moved, settings=post.settings())
        with (place / "config" / "sources.toml").open("a") as file:
            file.write('[sources.nowhere]\nurl = "http://nowhere.invalid/"\n')
        status, told = examined(peruwatch)
    assert status == 1
    assert {what: state for what, (state, _) in told.items() if what != "space"} == {
        "configuration": "ok",
        "database": "wrong",
        "daemon": "note",
        "clock": "wrong",
        "mail server": "wrong",
        "source p0": "wrong",
        "source p1": "wrong",
        "source p2": "ok",
        "source nowhere": "wrong",
    }
    assert "is not a database: move the file away" in told["database"][1]
    assert "behind of 3 servers; set it" in told["clock"][1]
    assert f"{post.port} can't be reached" in told["mail server"][1]
    assert "check mail.host" in told["mail server"][1]
    assert "its robots.txt forbids it" in told["source p0"][1]
    assert "answers 503" in told["source p1"][1]
    assert "no address is known of nowhere.invalid" in told["source nowhere"][1]
    assert [path for path, _ in moved.asked] == ["/robots.txt", "/elsewhere.txt"]


def test_a_host_in_a_network_of_ones_own_is_not_asked(peruwatch: Call, place: Path) -> None:
    with publishing(Publisher("")) as publisher:
        write_config(place, sources=f'[sources.inside]\nurl = "{publisher.url}"\n')
        status, told = examined(peruwatch)
    assert (status, publisher.asked) == (1, [])
    assert "is in a private network (127.0.0.1)" in told["source inside"][1]
    assert told["database"][0] == "note"
    assert not (place / "var").exists(), "looking makes nothing"


def test_a_wrong_configuration_is_told_mistake_by_mistake(peruwatch: Call, place: Path) -> None:
    write_config(place, settings='[mail]\npasword = "hunter2"\n[web]\nport = 0\n')
    status, told = examined(peruwatch)
    assert status == 2
    assert set(told) == {"configuration"}
    assert "hunter2" not in str(told)
    done = peruwatch("doctor")
    assert done.out.count("configuration") == 2, "a line for each mistake"


def test_a_login_that_is_refused_is_told_without_the_password(peruwatch: Call, place: Path) -> None:
    post = closed_post()
    with publishing(Publisher("")) as publisher, post.open():  # it knows nobody
        settings = post.settings() + 'username = "desk"\npassword = "hunter2"\n'
        configured(place, publisher, settings=settings)
        status, told = examined(peruwatch)
    assert status == 1
    assert told["mail server"][0] == "wrong"
    assert "mail.username" in told["mail server"][1]
    assert "hunter2" not in str(told)


@pytest.mark.parametrize(
    ("seconds", "state", "words"),
    [
        ([], State.NOTE, "no server"),
        ([0.5], State.OK, "agrees with 1 server"),
        ([-90, 90], State.OK, "agrees with 2 servers"),
        ([1, -2, 86_400], State.OK, "3 servers"),
        ([300], State.WRONG, "0:05:00 behind of 1 server"),
        ([-3600, -3601, 0], State.WRONG, "1:00:00 ahead of 3 servers"),
    ],
)
def test_the_clock_is_held_against_the_one_in_the_middle(seconds: list[float], state: State, words: str) -> None:
    found = judge_clock([timedelta(seconds=one) for one in seconds])
    assert (found.state, words in found.detail) == (state, True)


@pytest.mark.parametrize(
    ("free", "state"), [(10**8 - 1, State.WRONG), (10**8, State.NOTE), (1 << 30, State.OK), (10**12, State.OK)]
)
def test_room_is_needed_for_two_of_the_largest_files(free: int, state: State) -> None:
    assert judge_space(free, 50_000_000).state is state


@pytest.mark.parametrize(
    ("daemon", "lag", "state", "words"),
    [
        (None, timedelta(), State.NOTE, "none runs"),
        (Daemon(pid=7, page=""), 9 * MINUTE, State.OK, "process 7 and is not behind"),
        (Daemon(pid=7, page=""), 10 * MINUTE, State.WRONG, "due for 0:10:00"),
        (Daemon(pid=7, page="", waits_for_restart=("web.port",)), timedelta(), State.NOTE, "web.port"),
    ],
)
def test_a_daemon_that_is_far_behind_is_wrong(daemon: Daemon | None, lag: timedelta, state: State, words: str) -> None:
    found = judge_daemon(daemon, lag)
    assert (found.state, words in found.detail) == (state, True)


def test_robots_txt_that_nobody_obeys_is_only_noted(now: datetime) -> None:
    reached = Reached(rules=read_rules(200, b"User-agent: *\nDisallow: /peru/", now))
    assert judge_source(SOURCE, reached, obeys=True).state is State.WRONG
    assert judge_source(SOURCE, reached, obeys=False).state is State.NOTE


def test_one_thing_that_is_wrong_decides_how_it_ends() -> None:
    well = judge_database(None, None, 5_000_000)
    note = judge_daemon(None, timedelta())
    damaged = judge_database(None, "row 7 missing from index", 5_000_000)
    channel = judge_channels({"phone": False})
    mistaken = judge_configuration([Mistake(place="settings.toml", problem="is none")], "config")
    assert exit_status([well, note]) == 0
    assert exit_status([well, damaged]) == exit_status([well, *channel]) == 1
    assert exit_status([damaged, *mistaken]) == 2
