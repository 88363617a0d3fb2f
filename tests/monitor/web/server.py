"""The web application on a free port of loopback, and a client that follows nothing."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import uvicorn
from lxml import html
from lxml.html import HtmlElement
from starlette.types import ASGIApp
from uvicorn.server import ServerState

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

    def post(self, path: str, body: bytes = b"", **headers: str) -> Answer:
        return ask(self.root + path, "POST", body, **headers)

    def json(self, path: str) -> Any:
        answer = self.get(path)
        assert answer.status == 200
        return json.loads(answer.body)

    def text(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status == 200
        return answer.body.decode()


class Visitor:
    """A browser without a screen: it keeps cookies and sends forms as they stand on pages."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        return self._kept(self._client.get(path, **self._with_cookies(headers)))

    def page(self, path: str) -> HtmlElement:
        answer = self.get(path)
        assert answer.status == 200, path
        return html.fromstring(answer.body)

    def send(self, action: str, fields: Mapping[str, object], *, on: str, **headers: str) -> Answer:
        """Send a form with these fields to an address, with what its page put into it."""
        token = self.page(on).xpath("string(//input[@name='form_token']/@value)")
        return self.post(action, {"form_token": str(token), **fields}, **headers)

    def post(self, path: str, fields: Mapping[str, object], **headers: str) -> Answer:
        sent = {"Content_Type": "application/x-www-form-urlencoded", **self._with_cookies(headers)}
        return self._kept(self._client.post(path, urlencode(fields, doseq=True).encode(), **sent))

    def _with_cookies(self, headers: dict[str, str]) -> dict[str, str]:
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {**({"Cookie": kept} if kept else {}), **headers}

    def _kept(self, answer: Answer) -> Answer:
        for given in answer.cookies:
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return answer


@contextmanager
def serving(app: ASGIApp) -> Iterator[Client]:
    """Serve an application in a thread while the block runs.

    By uvicorn's protocol alone: its server looks ten times a second whether it is to end, and a suite waits for that.
    """
    listener = listen(HOST, 0)
    running: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(app, listener, running)))
    thread.start()
    loop, is_over = running.result()
    try:
        yield Client(f"http://{HOST}:{listener.getsockname()[1]}")
    finally:
        loop.call_soon_threadsafe(is_over.set)
        thread.join()
        listener.close()


async def _serve(
    app: ASGIApp, listener: socket.socket, running: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]]
) -> None:
    config = uvicorn.Config(app, log_config=None, lifespan="off")
    config.load()
    state, loop, is_over = ServerState(), asyncio.get_running_loop(), asyncio.Event()
    kind: Any = config.http_protocol_class
    server = await loop.create_server(lambda: kind(config=config, server_state=state, app_state={}), sock=listener)
    running.set_result((loop, is_over))
    await is_over.wait()
    server.close()
    if state.tasks:
        await asyncio.wait(state.tasks, timeout=1)
    for connection in list(state.connections):
        connection.shutdown()
