"""HTTP on loopback: what a publisher answers, with HEAD and conditional requests."""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import BaseServer, ThreadingTCPServer
from typing import Any

from monitor.demo.pages import DemoPage

Respond = Callable[[str, str], DemoPage]
"""From the site's root and the request's target to the page."""


class SiteServer(ThreadingTCPServer):
    """One publisher's server on a free port of 127.0.0.1, a thread for each request."""

    # Not http.server's own class: that one looks the host's name up, which may take seconds without a network.
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, answer: Respond) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer

    @property
    def root(self) -> str:
        """Scheme, host and port, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start(self) -> None:
        """Answer from now on, in a thread of its own."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        """Answer no more, and free the port."""
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the base class' own types
        """Say nothing when a client goes away in the middle of an answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10

    def __init__(self, request: Any, client_address: Any, server: BaseServer) -> None:  # noqa: ANN401 - as above
        assert isinstance(server, SiteServer)  # noqa: S101 - tells the type checker what SiteServer.__init__ says
        self.site = server
        super().__init__(request, client_address, server)

    def do_GET(self) -> None:
        self._send(self.site.answer(self.site.root, self.path))

    do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

    def _send(self, page: DemoPage) -> None:
        validators = _validators(page)
        unchanged = page.status == HTTPStatus.OK and _unchanged(page, validators, dict(self.headers))
        self.send_response(HTTPStatus.NOT_MODIFIED if unchanged else page.status)
        for name, value in (*validators.items(), *page.headers, ("Connection", "close")):
            self.send_header(name, value)
        if not unchanged:
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        if not unchanged and self.command != "HEAD":
            self.wfile.write(page.body)

    def version_string(self) -> str:
        return "Apache"

    def log_message(self, *_: object) -> None:
        """Keep the terminal for what peruwatch says."""


def _validators(page: DemoPage) -> dict[str, str]:
    """What a client may ask again with: a tag of the bytes, and when they changed."""
    if page.modified is None:
        return {}
    tag = hashlib.sha256(page.body).hexdigest()[:20]
    return {"ETag": f'"{tag}"', "Last-Modified": format_datetime(page.modified, usegmt=True)}


def _unchanged(page: DemoPage, validators: dict[str, str], headers: dict[str, str]) -> bool:
    """Whether the client has these bytes already; a tag, where it sends one, decides alone."""
    if page.modified is None:
        return False
    if "If-None-Match" in headers:
        tags = {tag.strip().removeprefix("W/") for tag in headers["If-None-Match"].split(",")}
        return "*" in tags or validators["ETag"] in tags
    since = _moment(headers.get("If-Modified-Since", ""))
    return since is not None and page.modified <= since


def _moment(header: str) -> datetime | None:
    """The moment in a header; None where it can't be read or names no zone."""
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
