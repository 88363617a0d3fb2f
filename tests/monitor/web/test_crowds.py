"""Many clients, slow ones and idle ones: nobody keeps the page from the others."""

from __future__ import annotations

import asyncio
import json
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from config.load import Config
from monitor.daemon import listen
from monitor.live import Live
from monitor.web import serving
from monitor.web.app import create_app
from monitor.web.lanes import SearchLane
from monitor.web.serving import PageServer, most_connections
from storage.database import Database
from tests import PATIENCE
from tests.monitor.publishers import until
from tests.monitor.web.server import HOST, Client
from tests.storage.samples import content, stored

LIMITED = """
import asyncio, logging, resource, sys
logging.basicConfig(format="%(message)s")
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from monitor.daemon import listen
from monitor.web.serving import PageServer
listener = listen("127.0.0.1", 0)
server = PageServer(Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))]), listener, most=1000)
resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
print(listener.getsockname()[1], flush=True)
asyncio.run(server.serve())
"""


class Served(Client):
    def __init__(self, root: str, server: PageServer) -> None:
        super().__init__(root)
        self.connections = server.server_state.connections


@contextmanager
def served(app: Starlette, *, most: int = 100) -> Iterator[Served]:
    listener = listen(HOST, 0)
    server = PageServer(app, listener, most=most)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        yield Served(f"http://{HOST}:{listener.getsockname()[1]}", server)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def app(search: Callable[[], object] = lambda: None, *, patience: float = 9) -> Starlette:
    def answer(request: Request) -> Response:
        if request.url.path == "/search":
            search()
        return PlainTextResponse("here")

    lane = Middleware(SearchLane, places=asyncio.Semaphore(1), patience=patience)
    searched = [Route(path, answer, middleware=[lane]) for path in ("/search", "/feeds/search.atom")]
    return Starlette(routes=[*searched, Route("/healthz", answer)])


def idle(client: Client, sends: bytes = b"") -> socket.socket:
    """A connection that asks for nothing."""
    host, _, port = client.root.removeprefix("http://").partition(":")
    connection = socket.create_connection((host, int(port)), timeout=PATIENCE)
    connection.sendall(sends)
    return connection


def is_ended(connection: socket.socket) -> bool:
    """Whether the other side has ended a connection by now."""
    readable, _, _ = select.select([connection], [], [], 0)
    with suppress(ConnectionResetError):
        return bool(readable) and connection.recv(1) == b""
    return True


def test_a_search_that_waits_too_long_is_told_to_come_back_and_others_are_answered() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def search() -> None:
        begun.set()
        may_end.wait(PATIENCE)

    with served(app(search, patience=0.1)) as client:
        first = threading.Thread(target=client.get, args=("/search?q=a",))
        first.start()
        try:
            assert begun.wait(PATIENCE)
            assert client.get("/healthz").body == b"here"
            for later in map(client.get, ("/search?q=b", "/feeds/search.atom?q=b")):
                assert (later.status, later.headers["retry-after"].isdecimal()) == (503, True)
        finally:
            may_end.set()
            first.join()
        assert client.get("/search?q=b").status == 200


def test_sixty_clients_with_long_queries_are_answered_or_told_to_come_back(
    sqlite: Database, config: Config, now: datetime
) -> None:
    stored(sqlite, now, said=content("The strike of the nurses goes on."))
    long = "/search.json?q=" + " OR ".join(["strike", *(f"word{number}" for number in range(900))]).replace(" ", "+")
    assert len(long) > 9_000
    with served(create_app(Live(config), sqlite, now=lambda: now)) as client, ThreadPoolExecutor(64) as clients:
        searches = [clients.submit(client.get, long) for _ in range(60)]
        others = [clients.submit(client.get, path) for path in ("/healthz", "/", "/feeds/all.rss", "/sources")]
        assert [other.result(PATIENCE).status for other in others] == [200] * 4
        answers = [search.result(PATIENCE) for search in searches]
    assert {answer.status for answer in answers} <= {200, 503}
    assert all("retry-after" in answer.headers for answer in answers if answer.status == 503)
    assert any(json.loads(answer.body)["results"] for answer in answers if answer.status == 200)


@pytest.mark.parametrize("piece", [b"X-Long: a\r\n", b"a"])
def test_a_head_without_end_is_not_read_for_ever(piece: bytes) -> None:
    with served(app()) as client, idle(client, b"GET / HTTP/1.1\r\nHost: a\r\nX: ") as connection:
        with suppress(ConnectionResetError, BrokenPipeError):
            for _ in range(100):
                connection.sendall(piece * (10_000 // len(piece)))
        until(lambda: is_ended(connection))
        assert client.get("/healthz").status == 200


def test_a_request_with_a_long_body_is_answered() -> None:
    with served(app()) as client, idle(client) as connection:
        size = 300_000
        connection.sendall(f"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: {size}\r\n\r\n".encode())
        for _ in range(10):
            connection.sendall(b"a" * (size // 10))
        assert connection.recv(100).startswith(b"HTTP/1.1 405 ")


@pytest.mark.parametrize(
    "sends", [b"", b"GET / HTTP/1.1\r\nHost: a\r\n", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n"]
)
def test_who_does_not_ask_to_the_end_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, sends: bytes) -> None:
    monkeypatch.setattr(serving, "_REQUEST_WITHIN", 0.1)
    with served(app()) as client, idle(client, sends) as connection, suppress(ConnectionResetError):
        while connection.recv(1000):
            pass


def test_who_does_not_take_an_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for within in (
        "_ANSWER_WITHIN",
        "_REQUEST_WITHIN",
    ):  # as soon as all of it was given to be sent, the next one counts
        monkeypatch.setattr(serving, within, 0.5)
    body = b"x" * 50_000_000
    huge = Starlette(routes=[Route("/", lambda _: PlainTextResponse(body))])
    with served(huge) as client, idle(client, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n") as connection:
        assert connection.recv(1) == b"H"
        until(lambda: not client.connections)


def test_who_is_idle_longest_gives_way() -> None:
    with served(app(), most=3) as client, ExitStack() as open_ones:
        first, *others = [open_ones.enter_context(idle(client)) for _ in range(3)]
        assert client.get("/healthz").status == 200
        assert is_ended(first)
        assert not any(map(is_ended, others))


def test_without_a_file_left_accepting_pauses_which_is_told_once_and_goes_on() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", LIMITED], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        client = Client(f"http://{HOST}:{int(process.stdout.readline())}")
        with ExitStack() as open_ones:
            for _ in range(44):
                open_ones.enter_context(idle(client))
            first = process.stderr.readline()
        assert client.get("/").body == b"here"
    finally:
        process.terminate()
        _, told = process.communicate(timeout=PATIENCE)
    assert "accepts no more connections for now: Too many open files" in first
    assert told.splitlines() == ["the page accepts connections again"]


def test_there_are_fewer_connections_than_files() -> None:
    assert 8 <= most_connections() <= 256
