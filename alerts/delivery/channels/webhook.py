"""Messages posted to a webhook, as the JSON that docs/webhooks.md describes."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection, RemoteDisconnected
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from alerts.delivery.channels.threads import in_thread
from alerts.quoting.plain import one_line, shorten
from model.alert import Delivery, Message
from model.backoff import retry_after

_SCHEMES = {"json": "http", "json+http": "http", "jsons": "https", "json+https": "https"}
"""What Apprise calls its own webhooks, and the names that say which protocol they speak."""
_TIMEOUT = 30.0
"""Seconds for the whole of a request: a hook that has to do more answers first and does it then."""
_REFUSES_THE_MESSAGE = frozenset({400, 410, 413, 415, 422})
"""Answers about the message itself, which would stay the same. Others are about the address, a login or the server."""
_IN_PATHS = "%/:;=@!$&'()*+,~"
"""What stays as it is in a path, which the user wrote as an address."""
_SAID = 160
"""Characters of an answer's body that are told."""
_READ = 4 * _SAID
"""Bytes of it that are read: no character has more than four."""
_SAID_WITHIN = 3.0
"""Seconds without a further byte of it after which the rest is not waited for: other messages wait behind this one."""


def is_webhook(address: str) -> bool:
    """Whether an address of a channel is that of a webhook, by its scheme."""
    return address.partition("://")[0].lower() in _SCHEMES


@dataclass(slots=True, kw_only=True)
class _Answer:
    """What a hook has answered so far."""

    status: int | None = None
    """None until the head is here."""
    retry_after: str = ""
    said: bytes = b""
    """The beginning of the body, of an answer that is no yes: it explains the status, and decides nothing."""


async def post_to_webhook(message: Message, address: str, now: datetime) -> Delivery:
    """Make one attempt to post a message; never raises for what server, network or address do."""
    parts, answer = urlsplit(address), _Answer()
    place = _place(parts)
    try:
        await asyncio.wait_for(in_thread(lambda: _post(message, parts, answer)), _TIMEOUT)
    except (HTTPException, OSError, ValueError) as error:
        if answer.status is None:
            return Delivery(at=now, delivered=False, detail=f"{place} {_trouble(error)}")
    return _told(answer, place, now)


def _post(message: Message, parts: SplitResult, answer: _Answer) -> None:
    """Post it, and note the answer as it comes: its head counts, however its body ends or does not."""
    target, headers = _target(parts)
    with_tls = _SCHEMES[parts.scheme] == "https"
    connection_to = HTTPSConnection if with_tls else HTTPConnection
    connection = connection_to(parts.hostname or "", parts.port, timeout=_TIMEOUT)
    try:
        connection.connect()
        socket_in_use = connection.sock  # where the connection is to end with the body, only the response keeps it
        with suppress(ConnectionError):  # who refuses a message may hang up before it has read all of it
            connection.request("POST", target, message.content, {**headers, **_headers(message)})
        with connection.getresponse() as response:
            answer.retry_after = response.headers.get("Retry-After", "")
            answer.status = response.status
            socket_in_use.settimeout(_SAID_WITHIN)
            if not _is_yes(response.status):
                while len(answer.said) < _READ and (more := response.read1(_READ - len(answer.said))):
                    answer.said += more
    finally:
        connection.close()


def _target(parts: SplitResult) -> tuple[str, dict[str, str]]:
    """Where to post, and the headers that the address asks for, as Apprise's addresses do: `?+X-Token=abc`."""
    asked = parse_qsl(parts.query, keep_blank_values=True)
    headers = {name[1:]: value for name, value in asked if name.startswith(("+", " "))}
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {b64encode(login.encode()).decode()}"
    query = urlencode([(name, value) for name, value in asked if not name.startswith(("+", " "))])
    return f"{quote(parts.path, safe=_IN_PATHS) or '/'}{f'?{query}' if query else ''}", headers


def _headers(message: Message) -> Mapping[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "peruwatch",
        "Idempotency-Key": message.message_id.strip("<>"),  # the same for each attempt, so that repeats can be told
    }


def _is_yes(status: int) -> bool:
    return 200 <= status < 300


def _told(answer: _Answer, place: str, now: datetime) -> Delivery:
    code = answer.status or 0
    status = f"{code} ({_phrase(code)})"
    if _is_yes(code):
        return Delivery(at=now, delivered=True, detail=f"{place} accepted it: {status}")
    permanent = code in _REFUSES_THE_MESSAGE
    said = shorten(one_line(answer.said.decode("utf-8", "replace")), _SAID)
    told = ": ".join(part for part in (status, said) if part)
    advice = {
        401: "; check the login or token in the channel's address",
        403: "; check the login or token in the channel's address",
        404: "; check the path in the channel's address",
        405: "; nothing takes a POST there: check the path in the channel's address",
    }.get(code, "")
    if 300 <= code < 400:
        advice = "; it wants the message elsewhere: put that address into the channel"
    return Delivery(
        at=now,
        delivered=False,
        detail=f"{place} answered {told}{advice}",
        permanent=permanent,
        not_before=retry_after(answer.retry_after, now),
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "a status of its own"


def _trouble(error: Exception) -> str:
    """What went wrong before there was an answer, and what to look at."""
    match error:
        case TimeoutError():
            told = f"did not answer within {_TIMEOUT:g} s"
        case ssl.SSLCertVerificationError():
            told = "has a certificate that can't be trusted; check the host in the channel's address"
        case socket.gaierror():
            told = "can't be found: there is no such host; check the channel's address"
        case RemoteDisconnected():
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
