"""A real web server on loopback to which things are posted, and which can be told to misbehave."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"


@dataclass
class Hook:
    """What was posted, and how it is answered."""

    status: int = 200
    said: str = ""
    hangs_up: bool = False
    raw: bytes = b""
    """Sent as it is, in place of an answer."""
    retry_after: str = ""
    port: int = 0
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    posted: list[dict[str, Any]] = field(default_factory=list)

    def address(self, rest: str = "/hook", scheme: str = "json", login: str = "") -> str:
        """Its address as a channel has it."""
        return f"{scheme}://{login}{HOST}:{self.port}{rest}"


@contextmanager
def hooked(given: Hook | None = None) -> Iterator[Hook]:
    """A hook that listens while the block runs."""
    hook = given or Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            hook.paths.append(self.path)
            hook.headers.append(dict(self.headers.items()))
            hook.posted.append(json.loads(content))
            if hook.hangs_up:
                self.close_connection = True
                return
            if hook.raw:
                self.wfile.write(hook.raw)
                self.close_connection = True
                return
            self.send_response(hook.status)
            if hook.retry_after:
                self.send_header("Retry-After", hook.retry_after)
            self.send_header("Content-Length", str(len(hook.said.encode())))
            self.end_headers()
            self.wfile.write(hook.said.encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, hook.port), Handler)
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
