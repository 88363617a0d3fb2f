"""Where a password is asked for: nothing but what machines ask passes without it."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.web.errors import is_for_program
from monitor.web.site import FEED_PATHS, Site
from monitor.web.viewer import Access

_FOR_ALL = frozenset({"/login", "/logout", "/preferences", "/healthz", "/readyz"})

_FOR_ALL_BELOW = ("/static/", "/unsubscribe/")
"""Our own files; and links that are signed, for those who have them from a mail."""


class Gate:
    """Lets requests pass by what who sent them may."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] == "http" and not _is_for_all(scope["path"]):
            request = Request(scope)
            access = self._site.cookie_access(request)
            if access is Access.NOBODY:  # a token may need a look into the store
                access = await run_in_threadpool(self._site.token_access, request)
            if access is Access.NOBODY:
                await _refusal(request)(scope, receive, send)
                return
        await self._app(scope, receive, send)


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
