"""Where a password is asked for: nothing but what machines ask passes without it."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from model.errors import StorageError
from monitor.web.access import SESSION_COOKIE, Caller
from monitor.web.errors import ErrorPages, is_for_program
from monitor.web.site import CALLER, FEED_PATHS, Site
from monitor.web.tokens import given_token
from monitor.web.viewer import Access

_FOR_ALL = frozenset({"/login", "/logout", "/preferences", "/healthz", "/readyz"})

_FOR_ALL_BELOW = ("/static/", "/unsubscribe/")
"""Our own files; and links that are signed, for those who have them from a mail."""


class Gate:
    """Finds out who sends a request, once, and lets it pass by what they may."""

    def __init__(self, app: ASGIApp, site: Site, errors: ErrorPages) -> None:
        self._app = app
        self._site = site
        self._errors = errors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] == "http" and (answer := await self._refusal(Request(scope))):
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _refusal(self, request: Request) -> Response | None:
        is_for_all = _is_for_all(request.url.path)
        try:
            caller = await self._caller(request)
        except StorageError as error:
            return None if is_for_all else self._errors.unavailable(request, error)
        request.scope[CALLER] = caller
        return _refusal(request) if caller.access is Access.NOBODY and not is_for_all else None

    async def _caller(self, request: Request) -> Caller:
        if SESSION_COOKIE in request.cookies or given_token(request) is not None:  # which takes a look into the store
            return await run_in_threadpool(self._site.caller, request)
        return self._site.caller(request)


def _is_for_all(path: str) -> bool:
    return path in _FOR_ALL or path.startswith(_FOR_ALL_BELOW)


def _refusal(request: Request) -> Response:
    path = request.url.path
    headers = {"WWW-Authenticate": "Bearer"}
    if is_for_program(request):
        return JSONResponse({"error": "a token is needed, or a login"}, status_code=401, headers=headers)
    if path.startswith(FEED_PATHS) or path == "/metrics":
        return PlainTextResponse("a token is needed, or a login\n", status_code=401, headers=headers)
    here = path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/login?{urlencode({'next': here})}", status_code=303)
