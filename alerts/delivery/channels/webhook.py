"""Messages posted to a webhook, as the JSON that docs/webhooks.md describes."""

from __future__ import annotations

import os
import ssl
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from alerts.quoting.plain import one_line, shorten
from model.alert import Delivery, Message
from model.backoff import retry_after

if TYPE_CHECKING:
    from aiohttp import ClientResponse

_SCHEMES = {"json": "http", "json+http": "http", "jsons": "https", "json+https": "https"}
"""What Apprise calls its own webhooks, and the names that say which protocol they speak."""
_TIMEOUT = 30.0
"""Seconds for the whole of a request: a hook that has to do more answers first and does it then."""
_REFUSES_THE_MESSAGE = frozenset({400, 410, 413, 415, 422})
"""Answers about the message itself, which would stay the same. Others are about the address, a login or the server."""
_SAID = 160
"""Characters of an answer's body that are told."""


def is_webhook(address: str) -> bool:
    """Whether an address of a channel is that of a webhook, by its scheme."""
    return address.partition("://")[0].lower() in _SCHEMES


async def post_to_webhook(message: Message, address: str, now: datetime) -> Delivery:
    """Make one attempt to post a message; never raises for what server, network or address do."""
    from aiohttp import ClientError, ClientSession, ClientTimeout  # noqa: PLC0415 - it takes long to import

    parts = urlsplit(address)
    place = _place(parts)
    try:
        url, headers = _target(parts)
        async with (
            ClientSession(timeout=ClientTimeout(total=_TIMEOUT)) as session,
            session.post(
                url,
                data=message.content,
                headers={**headers, **_headers(message)},
                allow_redirects=False,
            ) as response,
        ):
            return await _answered(response, place, now)
    except (ClientError, OSError, ValueError) as error:
        return Delivery(at=now, delivered=False, detail=f"{place} {_trouble(error)}")


def _target(parts: SplitResult) -> tuple[str, dict[str, str]]:
    """Where to post, and the headers that the address asks for, as Apprise's addresses do: `?+X-Token=abc`."""
    asked = parse_qsl(parts.query, keep_blank_values=True)
    headers = {name[1:]: value for name, value in asked if name.startswith(("+", " "))}
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {b64encode(login.encode()).decode()}"
    query = urlencode([(name, value) for name, value in asked if not name.startswith(("+", " "))])
    host = parts.netloc.rpartition("@")[2]
    scheme = _SCHEMES[parts.scheme]
    return f"{scheme}://{host}{parts.path or '/'}{f'?{query}' if query else ''}", headers


def _headers(message: Message) -> Mapping[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "peruwatch",
        "Idempotency-Key": message.message_id.strip("<>"),  # the same for each attempt, so that repeats can be told
    }


async def _answered(response: ClientResponse, place: str, now: datetime) -> Delivery:
    status = f"{response.status} ({_phrase(response.status)})"
    if response.ok and response.status < 300:
        return Delivery(at=now, delivered=True, detail=f"{place} accepted it: {status}")
    said = (await response.content.read(4 * _SAID)).decode("utf-8", "replace")
    permanent = response.status in _REFUSES_THE_MESSAGE
    told = ": ".join(part for part in (status, shorten(one_line(said), _SAID)) if part)
    advice = {
        401: "; check the login or token in the channel's address",
        403: "; check the login or token in the channel's address",
        404: "; check the path in the channel's address",
        405: "; nothing takes a POST there: check the path in the channel's address",
    }.get(response.status, "")
    if 300 <= response.status < 400:
        advice = "; it wants the message elsewhere: put that address into the channel"
    return Delivery(
        at=now,
        delivered=False,
        detail=f"{place} answered {told}{advice}",
        permanent=permanent,
        not_before=retry_after(response.headers.get("Retry-After", ""), now),
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "a status of its own"


def _trouble(error: Exception) -> str:
    """What went wrong before there was an answer, and what to look at."""
    from aiohttp import ClientConnectorCertificateError, ClientConnectorDNSError, ServerDisconnectedError  # noqa: PLC0415 - as above

    match error:
        case TimeoutError():
            told = f"did not answer within {_TIMEOUT:g} s"
        case ClientConnectorCertificateError():
            told = "has a certificate that can't be trusted; check the host in the channel's address"
        case ClientConnectorDNSError():
            told = "can't be found: there is no such host; check the channel's address"
        case ServerDisconnectedError():
            told = "hung up without an answer"
        case ssl.SSLError():
            told = "did not speak TLS; json+http:// is without"
        case OSError(errno=int(number)) if number > 0:
            told = f"can't be reached: {os.strerror(number)}"
        case _:
            told = f"can't be used: {type(error).__name__}; check the channel's address"
    return told


def _place(parts: SplitResult) -> str:
    """Host and port; the rest of an address may be secret."""
    return parts.netloc.rpartition("@")[2] or "the webhook"
