from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest

from alerts.delivery.channels.email import send_email
from alerts.delivery.compose import compose
from alerts.digests.render import render_digest
from config.settings import Mail
from model.alert import Delivery, Message
from tests.alerts.mailbox import HOST, PASSWORD, USERNAME, Mailbox, certificate, saying, serving
from tests.alerts.samples import NOON, article, message, view


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def trusted(identity: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The server's side of a certificate that this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(identity[0]))
    return identity[1]


def settings(port: int, **options: Any) -> Mail:
    return Mail.model_validate({"host": HOST, "port": port, "tls": "none", "timeout": "5s", **options})


def sent(
    mailbox: Mailbox, *, mail: dict[str, Any] | None = None, told: Message | None = None, **options: Any
) -> Delivery:
    """How one attempt ends at a server with some options, with some settings."""

    async def attempt() -> Delivery:
        async with serving(mailbox, **options) as port:
            mailbox.port = port
            return await send_email(told or message(), settings(port, **(mail or {})), NOON)

    return asyncio.run(attempt())


def test_a_message_arrives_as_it_is() -> None:
    rendered = render_digest(view(article(title="Paro en Cusco"), article(2)))
    content = compose(
        rendered,
        sender="peruwatch@example.org",
        recipient="desk@example.org",
        message_id="<1@example.org>",
        date=NOON,
        list_id=None,
    )
    mailbox = Mailbox()
    delivery = sent(mailbox, told=message(content), mail={"from": "peruwatch@example.org"})
    assert delivery == Delivery(at=NOON, delivered=True, detail=f"{HOST}:{mailbox.port} accepted it: queued as 7")
    [envelope] = mailbox.envelopes
    assert envelope.content == content
    assert envelope.mail_from == "peruwatch@example.org"
    assert envelope.rcpt_tos == ["desk@example.org"]


def test_starttls_encrypts_before_the_message_and_the_password(trusted: ssl.SSLContext) -> None:
    mailbox = Mailbox()
    mail = {"tls": "starttls", "username": USERNAME, "password": PASSWORD}
    assert sent(mailbox, mail=mail, tls_context=trusted, auth_require_tls=True).delivered
    assert mailbox.encrypted == [True]
    assert mailbox.logins == [USERNAME]


def test_tls_encrypts_from_the_first_byte(trusted: ssl.SSLContext) -> None:
    mailbox = Mailbox()
    assert sent(mailbox, mail={"tls": "tls"}, implicit_tls=trusted).delivered
    assert mailbox.encrypted == [True]


def test_a_server_without_starttls_gets_nothing_in_the_open() -> None:
    mailbox = Mailbox()
    mail = {"tls": "starttls", "username": USERNAME, "password": PASSWORD}
    delivery = sent(mailbox, mail=mail, auth_require_tls=False)
    assert not delivery.delivered
    assert not delivery.permanent
    assert "STARTTLS" in delivery.detail
    assert "check mail.tls" in delivery.detail
    assert mailbox.envelopes == []
    assert mailbox.logins == []


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_not_trusted(identity: tuple[Path, ssl.SSLContext], tls: str) -> None:
    mailbox = Mailbox()
    options: dict[str, Any] = {"tls_context": identity[1]} if tls == "starttls" else {"implicit_tls": identity[1]}
    delivery = sent(mailbox, mail={"tls": tls}, **options)
    assert not delivery.delivered
    assert not delivery.permanent
    assert delivery.detail.startswith(f"{HOST}:{mailbox.port}: its certificate can't be trusted: self")
    assert mailbox.envelopes == []


def test_tls_to_a_server_that_speaks_none_is_explained() -> None:
    mailbox = Mailbox()
    delivery = sent(mailbox, mail={"tls": "tls"})
    assert not delivery.delivered
    assert "did not speak TLS" in delivery.detail
    assert "check mail.port and mail.tls" in delivery.detail


def test_a_wrong_password_is_told_and_tried_again_later() -> None:
    mailbox = Mailbox()
    mail = {"username": USERNAME, "password": "wrong secret"}
    delivery = sent(mailbox, mail=mail, auth_require_tls=False)
    assert not delivery.delivered
    assert not delivery.permanent
    assert f"{HOST}:{mailbox.port} refused to log in {USERNAME}: 535" in delivery.detail
    assert "check mail.username and mail.password" in delivery.detail
    assert "wrong secret" not in delivery.detail


@pytest.mark.parametrize(
    ("answers", "detail", "permanent"),
    [
        ({"rcpt_answer": "450 try later"}, "refused the recipient desk@example.org: 450 try later", False),
        ({"rcpt_answer": "550 no such user"}, "refused the recipient desk@example.org: 550 no such user", True),
        ({"rcpt_answer": "530 log in first"}, "refused the recipient desk@example.org: 530 log in first", False),
        ({"data_answer": "451 disk full"}, "refused the message: 451 disk full", False),
        ({"data_answer": "554 looks like spam"}, "refused the message: 554 looks like spam", True),
        ({"mail_answer": "451 busy"}, "refused the sender peruwatch@localhost: 451 busy", False),
        ({"mail_answer": "553 not yours"}, "refused the sender peruwatch@localhost: 553 not yours", False),
        ({"mail_answer": "552 too large"}, "refused the sender peruwatch@localhost: 552 too large", True),
    ],
)
def test_only_what_the_server_refuses_for_good_is_given_up(
    answers: dict[str, Any], detail: str, *, permanent: bool
) -> None:
    mailbox = Mailbox(**answers)
    delivery = sent(mailbox)
    assert not delivery.delivered
    assert delivery.permanent is permanent
    assert delivery.detail.startswith(f"{HOST}:{mailbox.port} {detail}")


def test_a_farewell_that_fails_does_not_undo_an_acceptance() -> None:
    mailbox = Mailbox(quit_answer="drop")
    assert sent(mailbox).delivered
    assert len(mailbox.envelopes) == 1


@pytest.mark.parametrize(
    ("greeting", "hang_up", "detail"),
    [
        (b"", False, "did not answer within 1 s; check mail.host and mail.port"),
        (b"220 hello\r\n", False, "did not answer within 1 s; check mail.host and mail.port"),
        (b"", True, "can't be reached or hung up: "),
        (b"220 hello\r\n", True, "can't be reached or hung up: "),
        (b"554 no service\r\n", True, "answered 554 no service; check mail.host, mail.port and mail.tls"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", True, "answered what is not SMTP ("),
    ],
)
def test_a_server_that_does_not_serve_is_left_within_the_timeout(
    greeting: bytes, detail: str, *, hang_up: bool
) -> None:
    async def attempt() -> tuple[int, Delivery]:
        async with saying(greeting, hang_up=hang_up) as port:
            return port, await send_email(message(), settings(port, timeout="1s"), NOON)

    port, delivery = asyncio.run(attempt())
    assert not delivery.delivered
    assert not delivery.permanent
    assert delivery.detail.startswith(f"{HOST}:{port} {detail}")


def test_a_port_where_nobody_listens_is_told_with_what_to_check() -> None:
    with socket.socket() as unused:
        unused.bind((HOST, 0))
        port = unused.getsockname()[1]
        delivery = asyncio.run(send_email(message(), settings(port), NOON))
    assert not delivery.delivered
    assert not delivery.permanent
    assert delivery.detail.startswith(f"{HOST}:{port} can't be reached or hung up: Connection refused;")
    assert delivery.detail.endswith("check mail.host and mail.port, and the network")


def test_a_recipient_that_is_no_address_is_given_up_without_a_connection() -> None:
    mailbox = Mailbox()
    delivery = sent(mailbox, told=message(recipient="nobody"))
    assert delivery.permanent
    assert "'nobody' is not an address" in delivery.detail
    assert mailbox.envelopes == []
