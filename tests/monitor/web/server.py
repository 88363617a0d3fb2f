"""The web application on a free port of loopback, and a client that follows nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from monitor.daemon import listen
from tests.monitor.demo.client import Answer, ask

HOST = "127.0.0.1"


class Client:
    """Asks the application at a root address."""

    def __init__(self, root: str) -> None:
        self.root = root

    def get(self, path: str, **headers: str) -> Answer:
        return ask(self.root + path, **headers)

    def head(self, path: str, **headers: str) -> Answer:
        return ask(self.root + path, "HEAD", **headers)

    def post(self, path: str, **headers: str) -> Answer:
        return ask(self.root + path, "POST", **headers)

    def text(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status == 200
        return answer.body.decode()


@contextmanager
def serving(app: ASGIApp) -> Iterator[Client]:
    """Serve an application in a thread while the block runs."""
    listener = listen(HOST, 0)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield Client(f"http://{HOST}:{listener.getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
