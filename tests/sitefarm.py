"""Sites on loopback for tests: what they answer is scripted, what they are asked is logged."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.message import Message
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import Any, Self

HOST = "127.0.0.1"

NEVER = threading.TIMEOUT_MAX
"""As `Reply.after`: until the site is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a site answers, and how it misbehaves with it."""

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    """Sent with the body, which is not sent again to who shows it."""
    last_modified: str | None = None
    """Likewise."""
    after: float = 0
    """Seconds before the first byte."""
    pause: float = 0
    """Seconds between two bytes of the body."""
    missing: int = 0
    """Bytes that are announced but never sent."""
    hang_up: bool = False
    """Close the connection instead of answering."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request."""

    target: str
    """Path and query."""
    headers: Message
    at: float
    """Seconds of a monotonic clock."""
    body: bytes = b""
    """What was sent along, by POST."""

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


Route = Reply | str | int | Callable[[Asked], "Reply | str | int"]
"""A page, its HTML, a status alone, or a function to any of them."""


BODILESS = (204, 304)
"""What ends with its headers (RFC 9110, section 6.4.1): some clients refuse more."""


def redirect(to: str, status: int = 302) -> Reply:
    """Send on to another address."""
    return Reply(status=status, headers={"Location": to})


def in_turn(*routes: Reply | str | int) -> Callable[[Asked], Reply | str | int]:
    """Answer each request with the next of these, and then always with the last one."""
    left = list(routes)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


class Site:
    """A site on a free port of 127.0.0.1. Routes may be changed at any time; what has none is 404."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.routes: dict[str, Route] = {}
        """By target, else by path."""
        self.log: list[Asked] = []
        self.most_at_once = 0
        """Requests that were being answered at the same time."""
        self.on_request: Callable[[Asked], object] = lambda _: None
        """Called before each answer, in the server's thread."""
        self._at_once = 0
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server((HOST, 0), self._handler())
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port: int = self._server.server_address[1]
        self.root = f"{'http' if tls is None else 'https'}://{HOST}:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def asked(self) -> list[str]:
        """Targets of all requests so far, in their order, less those for robots.txt."""
        return [one.target for one in self.log if one.target != "/robots.txt"]

    def forget(self) -> None:
        """Begin the log anew."""
        self.log.clear()

    def reply_to(self, asked: Asked) -> Reply:
        """What the routes say."""
        route = self.routes.get(asked.target, self.routes.get(asked.path, 404))
        if callable(route):
            route = route(asked)
        if isinstance(route, int):
            page = f"<html><title>{route}</title><p>{route}</p></html>"
            return Reply(status=route, body=b"" if route in BODILESS else page.encode())
        reply = Reply(body=route.encode()) if isinstance(route, str) else route
        return _unchanged(reply) if _has_it(asked, reply) else _with_validators(reply)

    def _reply_in_time(self, asked: Asked) -> Reply:
        """Log the request, wait as told, and say what to answer; it counts as being answered until the first byte."""
        with self._lock:
            self.log.append(asked)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            self.on_request(asked)
            reply = self.reply_to(asked)
            self._closing.wait(reply.after)
        finally:
            with self._lock:
                self._at_once -= 1
        return reply

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 5

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                asked = Asked(target=self.path, headers=self.headers, at=time.monotonic(), body=body)
                reply = site._reply_in_time(asked)
                self.close_connection = True
                if reply.hang_up:
                    _reset(self.connection)
                else:
                    self._send(reply)

            do_POST = do_GET  # noqa: N815 - the name that the standard library looks for

            def _send(self, reply: Reply) -> None:
                self.send_response(reply.status)
                headers = {"Content-Type": reply.kind, "Content-Length": str(len(reply.body) + reply.missing)}
                for name, value in {**headers, **reply.headers, "Connection": "close"}.items():
                    self.send_header(name, value)
                self.end_headers()
                if not reply.pause:
                    self.wfile.write(reply.body)
                for byte in reply.body if reply.pause else b"":
                    self.wfile.write(bytes([byte]))
                    if site._closing.wait(reply.pause):
                        break

            def log_message(self, *_: object) -> None:
                pass

        return Handler


class _Server(ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away in the middle are what some tests are about."""


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _has_it(asked: Asked, reply: Reply) -> bool:
    if reply.etag is not None and asked.headers.get("If-None-Match") == reply.etag:
        return True
    return reply.last_modified is not None and asked.headers.get("If-Modified-Since") == reply.last_modified


def _unchanged(reply: Reply) -> Reply:
    return replace(_with_validators(reply), status=304, body=b"")


def _with_validators(reply: Reply) -> Reply:
    given = {"ETag": reply.etag, "Last-Modified": reply.last_modified}
    return replace(reply, headers={**reply.headers, **{name: value for name, value in given.items() if value}})
