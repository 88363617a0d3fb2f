"""What is sent to us: forms of our own pages, and requests of programs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.web.access import FORM_COOKIE, is_form_ours, is_from_elsewhere
from monitor.web.site import Site

_FORM = "application/x-www-form-urlencoded"
_MOST_BYTES = 100_000
"""Of a form; the largest has a checkbox for each article of a development."""

Fields = Mapping[str, Sequence[str]]


async def body_of(request: Request, most: int) -> bytes:
    """What was sent; 413 where it is too much."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise HTTPException(413, f"at most {most:,} bytes")
        parts.append(part)
    return b"".join(parts)


def takes_form(
    site: Site, handle: Callable[[Request, Fields], Response], *, for_anybody: bool = False
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that takes a form of one of our pages from whoever may change something, or from anybody."""

    async def endpoint(request: Request) -> Response:
        if not for_anybody and not site.viewer(request).may_act:
            raise HTTPException(403, "log in first")
        fields = await fields_of(site, request)
        return await run_in_threadpool(handle, request, fields)

    return endpoint


async def fields_of(site: Site, request: Request) -> Fields:
    """The fields of a form; 403 where it is not one of ours, so that no other page can send it for our reader."""
    if is_from_elsewhere(request, site.config):
        raise HTTPException(403, "this was sent by a page of another site")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise HTTPException(415, f"a form is expected, as {_FORM}")
    try:
        text = (await body_of(request, _MOST_BYTES)).decode()
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=2_000, errors="strict")
    except ValueError:
        raise HTTPException(400, "this form can't be read") from None
    if not is_form_ours(request.cookies.get(FORM_COOKIE), fields.get("form_token", [""])[0]):
        raise HTTPException(403, "this form is out of date: go back, load its page again, and send it once more")
    return fields
