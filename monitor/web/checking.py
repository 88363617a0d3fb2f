"""`POST /check`: a watches.toml in, its mistakes or what it would change over the stored articles out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from config.catalogue import watches_in
from config.document import parse_document
from model.errors import Mistake
from monitor.effects import as_dict, effects
from monitor.web.forms import body_of
from monitor.web.site import Site

_MOST_BYTES = 500_000
"""Of a watches.toml; a thousand watches of ten keywords have some 200,000."""


def routes(site: Site) -> list[Route]:
    """The address."""
    return [Route("/check", _endpoint(site), methods=["POST"])]


def _endpoint(site: Site) -> Callable[[Request], Awaitable[Response]]:
    async def check(request: Request) -> Response:
        if not site.is_program(request):
            raise HTTPException(
                403, "this is for programs with a token; or send it as application/toml to this machine"
            )
        body = await body_of(request, _MOST_BYTES)
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise HTTPException(400, "watches.toml is UTF-8") from None
        return await run_in_threadpool(_checked, site, text)

    return check


def _checked(site: Site, text: str) -> Response:
    watches, mistakes = watches_in(parse_document("watches.toml", text))
    if mistakes:
        return JSONResponse(
            {"ok": False, "mistakes": [_record(one) for one in mistakes], "changes": []}, status_code=422
        )
    changed = replace(site.config, watches=tuple(watches))
    return JSONResponse({"ok": True, "mistakes": [], "changes": [as_dict(one) for one in effects(changed)]})


def _record(mistake: Mistake) -> dict[str, object]:
    return {
        "place": mistake.place,
        "line": mistake.line,
        "key": mistake.key,
        "problem": mistake.problem,
        "advice": mistake.advice,
    }
