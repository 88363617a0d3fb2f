"""Where recipients unsubscribe: a GET shows what a POST would do, since mail scanners open every link (RFC 8058)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from alerts.delivery import unsubscribing
from model.alert import Digest
from monitor.live import Live
from storage import outbox, subscriptions
from storage.database import Database

_WORDS = {
    "en": {
        "asks": "Stop sending “{digest}” to {recipient}?",
        "stop": "Unsubscribe",
        "done": "Nothing more of “{digest}” is sent to {recipient}.",
        "again": "Subscribe again",
        "back": "“{digest}” is sent to {recipient} again.",
    },
    "es": {
        "asks": "¿Dejar de enviar «{digest}» a {recipient}?",
        "stop": "Darse de baja",
        "done": "No se envía nada más de «{digest}» a {recipient}.",
        "again": "Suscribirse de nuevo",
        "back": "«{digest}» se envía de nuevo a {recipient}.",
    },
}


def unsubscribe_routes(live: Live, database: Database, *, now: Callable[[], datetime]) -> list[Route]:
    """The routes. Whoever has the link may use it: it is signed, and needs no password."""

    def show(request: Request) -> Response:
        link, digest, recipient = _whose(request, live, database)
        with database.reading() as session:
            is_out = subscriptions.is_unsubscribed(session, digest.name, recipient)
        return _page(link, digest, recipient, said="done" if is_out else "asks", button="again" if is_out else "stop")

    def stop(request: Request) -> Response:
        link, digest, recipient = _whose(request, live, database)
        with database.transaction() as session:
            subscriptions.unsubscribe(session, digest.name, recipient, now())
            outbox.drop_owed(session, digest.name, recipient, "its recipient unsubscribed", now())
        return _page(link, digest, recipient, said="done", button="again")

    def again(request: Request) -> Response:
        link, digest, recipient = _whose(request, live, database)
        with database.transaction() as session:
            subscriptions.subscribe_again(session, digest.name, recipient)
        return _page(link, digest, recipient, said="back", button="stop")

    path = f"{unsubscribing.PATH}{{token}}"
    return [
        Route(path, show, methods=["GET", "HEAD"]),
        Route(path, stop, methods=["POST"]),
        Route(f"{path}/again", again, methods=["POST"]),
    ]


def _whose(request: Request, live: Live, database: Database) -> tuple[str, Digest, str]:
    """The link's address as its readers have it, the digest, and the recipient; 404 where it is none of ours."""
    with database.reading() as session:
        key = subscriptions.known_key(session, unsubscribing.PURPOSE)
    found = unsubscribing.whose(request.path_params["token"], key, live.config.digests) if key else None
    if key is None or found is None:
        raise HTTPException(404)
    return unsubscribing.link(live.config.public_url, key, found[0].name, found[1]), *found


def _page(link: str, digest: Digest, recipient: str, *, said: str, button: str) -> HTMLResponse:
    words = _WORDS[digest.language]
    told = escape(words[said].format(digest=digest.name, recipient=recipient))
    path = urlsplit(link).path  # below the name by which they came
    action = f"{path}/again" if button == "again" else path
    return HTMLResponse(
        f'<!DOCTYPE html><html lang="{digest.language}"><head><meta charset="utf-8"><title>peruwatch</title>'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        '<meta name="color-scheme" content="light dark">'
        '<link rel="stylesheet" href="/static/style.css"></head>'
        f'<body><main><h1>peruwatch</h1><p>{told}</p><form method="post" action="{escape(action)}">'
        f"<button>{escape(words[button])}</button></form></main></body></html>",
        headers={"Cache-Control": "no-store"},
    )
