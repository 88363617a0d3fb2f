"""Messages sent by SMTP."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from contextlib import suppress
from datetime import datetime

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPTimeoutError,
)

from alerts.delivery.compose import bare_address
from alerts.quoting.plain import one_line
from config.settings import Mail, Tls
from model.alert import Delivery, Message
from model.errors import DeliveryError

_FAREWELLS: set[asyncio.Task[None]] = set()
"""Connections that are being closed; the loop itself keeps no hold of its tasks."""
_LOGIN_NEEDED = 530
_TOO_LARGE = 552


async def send_email(message: Message, settings: Mail, now: datetime) -> Delivery:
    """Make one attempt to hand a message to the mail server; never raises for what the server or network does."""
    try:
        answer = await _send(message, settings)
    except (SMTPException, OSError, ValueError, DeliveryError) as error:
        detail, permanent = _explained(error, message, settings)
        return Delivery(at=now, delivered=False, detail=one_line(detail), permanent=permanent)
    return Delivery(at=now, delivered=True, detail=one_line(f"{_place(settings)} accepted it: {answer}"))


async def _send(message: Message, settings: Mail) -> str:
    sender, recipient = bare_address(settings.sender), bare_address(message.recipient)
    client = _client(settings)
    await client.connect()
    try:
        _, answer = await client.sendmail(sender, [recipient], message.content)
    except BaseException:
        client.close()
        raise
    # It was accepted, and that is noted before all else: whoever were killed during a farewell would repeat it.
    farewell = asyncio.get_running_loop().create_task(_leave(client))
    _FAREWELLS.add(farewell)
    farewell.add_done_callback(_FAREWELLS.discard)
    return answer


async def try_login(settings: Mail) -> str | None:
    """Connect, switch to TLS and log in, as for a message, and send none; gives what went wrong and what to do."""
    client = _client(settings)
    try:
        await client.connect()
    except (SMTPException, OSError, ValueError) as error:
        if isinstance(error, SMTPResponseException):
            return one_line(_explained_answer(error, settings)[0])
        return one_line(_explained_connection(error, settings))
    await _leave(client)
    return None


async def _leave(client: SMTP) -> None:
    try:
        with suppress(SMTPException, OSError):
            await client.quit()
    finally:
        client.close()


def _client(settings: Mail) -> SMTP:
    """Give a client that upgrades to TLS where that is asked for or else fails, and that checks certificates."""
    return SMTP(
        hostname=settings.host,
        port=settings.port,
        username=settings.username or None,
        password=settings.password.get_secret_value() if settings.username else None,
        local_hostname=socket.gethostname() or "localhost",  # its default asks DNS, which may take long to fail
        timeout=settings.timeout.total_seconds(),
        use_tls=settings.tls is Tls.TLS,
        start_tls=settings.tls is Tls.STARTTLS,
        tls_context=None if settings.tls is Tls.NONE else ssl.create_default_context(),
    )


def _explained(error: Exception, message: Message, settings: Mail) -> tuple[str, bool]:
    """Say what went wrong and what to do, and whether trying again can't help."""
    match error:
        case DeliveryError():
            return str(error), error.permanent
        case SMTPRecipientsRefused(recipients=[refusal, *_]):
            return f"{_place(settings)} refused the recipient {message.recipient}: {_answer(refusal)}", _final(refusal)
        case SMTPResponseException():
            return _explained_answer(error, settings)
        case _:
            return _explained_connection(error, settings), False


def _explained_answer(error: SMTPResponseException, settings: Mail) -> tuple[str, bool]:
    """Explain a refusal of anything but the recipient; only a refusal of the message itself is final."""
    place, answer = _place(settings), _answer(error)
    match error:
        case SMTPAuthenticationError():
            advice = "check mail.username and mail.password"
            return f"{place} refused to log in {settings.username}: {answer}; {advice}", False
        case SMTPSenderRefused():
            advice = "check mail.from and whether the server wants a login"
            return f"{place} refused the sender {settings.sender}: {answer}; {advice}", error.code == _TOO_LARGE
        case SMTPDataError():
            return f"{place} refused the message: {answer}", _final(error)
        case _:
            return f"{place} answered {answer}; check mail.host, mail.port and mail.tls", False


def _explained_connection(error: Exception, settings: Mail) -> str:
    place = _place(settings)
    reason = error.__cause__ or error
    match reason, error:
        case ssl.SSLCertVerificationError(), _:
            problem, advice = f"certificate can't be trusted: {reason.verify_message}", "check mail.host"
            return f"{place}: its {problem}; {advice}, or have the system trust its authority"
        case ssl.SSLError(), _:
            return f"{place} did not speak TLS ({reason.reason}); check mail.port and mail.tls"
        case _, SMTPTimeoutError():
            return (
                f"{place} did not answer within {settings.timeout.total_seconds():g} s; check mail.host and mail.port"
            )
        case _, SMTPConnectError() | OSError():
            advice = "check mail.host and mail.port, and the network"
            return f"{place} can't be reached or hung up: {_reason(reason)}; {advice}"
        case _:
            return f"{place} can't be used: {error}; check mail.tls and mail.username"


def _reason(reason: BaseException) -> str:
    """Give the system's own words for what a connection met, without numbers and nested quotes."""
    number = reason.errno if isinstance(reason, OSError) else None
    if number is not None and number > 0:
        return os.strerror(number)
    return getattr(reason, "strerror", None) or str(reason)


def _final(refusal: SMTPResponseException) -> bool:
    return refusal.code >= 500 and refusal.code != _LOGIN_NEEDED


def _answer(response: SMTPResponseException) -> str:
    if response.code < 0:
        return f"what is not SMTP ({response.message})"
    return f"{response.code} {response.message}"


def _place(settings: Mail) -> str:
    return f"{settings.host}:{settings.port}"
