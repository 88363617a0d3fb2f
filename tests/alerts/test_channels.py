"""Channels against real servers on this machine."""

from __future__ import annotations

import ast
import asyncio
import base64
import json
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from alerts.delivery.channels import webhook
from alerts.delivery.channels.named import send_to_address, send_to_channel
from alerts.delivery.channels.services import without_secrets
from alerts.delivery.outbox import deliver
from alerts.digests import editions
from alerts.run import match_new
from model.alert import AlertKind, Delivery, Message
from storage import alerts
from storage.database import Database
from tests.alerts.hooks import Hook, hooked
from tests.alerts.mailbox import saying
from tests.alerts.samples import NOON, message
from tests.config.folders import loaded
from tests.storage.samples import content, stored

TOLD = message(json.dumps({"subject": "News", "text": "A strike in Puno.\n"}).encode(), recipient="phone")


def sent(address: str, told: Message = TOLD) -> Delivery:
    return asyncio.run(send_to_address(told, address, NOON))


def test_a_webhook_gets_the_json_with_an_id_to_tell_repeats_by() -> None:
    with hooked() as hook:
        for _ in range(2):
            delivery = sent(hook.address("/hook?a=1&+X-Token=abc", login="me:word%2F1@"))
            assert (delivery.delivered, delivery.detail) == (True, f"127.0.0.1:{hook.port} accepted it: 200 (OK)")
    assert hook.posted == [{"subject": "News", "text": "A strike in Puno.\n"}] * 2
    assert hook.paths == ["/hook?a=1"] * 2
    (headers, _) = hook.headers
    login = base64.b64encode(b"me:word/1").decode()
    assert {
        "Content-Type": "application/json",
        "Idempotency-Key": "1@example.org",
        "X-Token": "abc",
        "Authorization": f"Basic {login}",
    }.items() <= headers.items()


@pytest.mark.parametrize(
    ("status", "permanent", "told"),
    [
        (500, False, "answered 500 (Internal Server Error): no room"),
        (429, False, "answered 429 (Too Many Requests): no room"),
        (401, False, "answered 401 (Unauthorized): no room; check the login or token in the channel's address"),
        (404, False, "answered 404 (Not Found): no room; check the path in the channel's address"),
        (302, False, "answered 302 (Found): no room; it wants the message elsewhere"),
        (422, True, "answered 422 (Unprocessable"),
        (599, False, "answered 599 (a status of its own): no room"),
    ],
)
def test_what_a_webhook_answers_decides_whether_it_is_tried_again(status: int, permanent: bool, told: str) -> None:  # noqa: FBT001
    with hooked(Hook(status=status, said="no\nroom\x1b")) as hook:
        delivery = sent(hook.address("/a-secret-path"))
    assert (delivery.delivered, delivery.permanent) == (False, permanent)
    assert told in delivery.detail
    assert "secret" not in delivery.detail


@pytest.mark.parametrize(
    ("said", "comes_back"),
    [("1800", NOON + timedelta(minutes=30)), (format_datetime(NOON + timedelta(hours=2)), NOON + timedelta(hours=2))],
)
def test_a_webhook_that_says_when_to_come_back_is_not_asked_before(
    sqlite: Database, tmp_path: Path, said: str, comes_back: datetime
) -> None:
    with hooked(Hook(status=503, retry_after=said)) as hook:
        settings = f'[channels]\nphone = "{hook.address()}"\n'
        config = loaded(tmp_path, settings=settings)
        with sqlite.transaction() as session:
            draft = alerts.Draft(message_id="<1@a>", recipient="phone", subject="News", content=b"{}")
            alerts.publish(session, "morning", AlertKind.DIGEST, slot=NOON, article_ids=[], drafts=[draft], now=NOON)
        asyncio.run(deliver(sqlite, config, now=lambda: NOON))
        asyncio.run(deliver(sqlite, config, now=lambda: comes_back - timedelta(seconds=1)))
        assert len(hook.posted) == 1
        asyncio.run(deliver(sqlite, config, now=lambda: comes_back))
        assert len(hook.posted) == 2


def test_a_webhook_that_hangs_up_or_is_not_there_is_tried_again() -> None:
    with hooked(Hook(hangs_up=True)) as hook:
        delivery = sent(hook.address())
    assert (delivery.delivered, delivery.permanent) == (False, False)
    assert delivery.detail == f"127.0.0.1:{hook.port} hung up without an answer"
    assert sent(hook.address()).detail == f"127.0.0.1:{hook.port} can't be reached: Connection refused"
    assert "can't be found" in sent("json://no-such-host.invalid/").detail
    assert "can't be used" in sent("json://127.0.0.1:99999/").detail
    with hooked() as plain:
        assert "did not speak TLS" in sent(plain.address(scheme="json+https")).detail


def test_what_a_webhook_says_after_its_yes_does_not_make_it_a_no() -> None:
    for said in (b"HTTP/1.1 204 No Content\r\n\r\nthanks", b"HTTP/1.0 200 OK\r\nContent-Length: 90\r\n\r\nthan"):
        with hooked(Hook(raw=said)) as hook:
            assert sent(hook.address()).delivered


REFUSAL = b"HTTP/1.1 422 No\r\nRetry-After: 60\r\n"


@pytest.mark.parametrize("hang_up", [True, False])
@pytest.mark.parametrize(
    "body", [b"Content-Length: 90\r\n\r\nno such", b"Transfer-Encoding: chunked\r\n\r\n9\r\nno such"]
)
def test_a_webhook_that_refuses_for_good_has_done_so_however_its_explanation_ends(
    monkeypatch: pytest.MonkeyPatch, body: bytes, *, hang_up: bool
) -> None:
    monkeypatch.setattr(webhook, "_SAID_WITHIN", 0.1)

    async def refused() -> Delivery:
        async with saying(REFUSAL + body, hang_up=hang_up) as port:
            return await send_to_address(TOLD, f"json://127.0.0.1:{port}/", NOON)

    delivery = asyncio.run(refused())
    assert (delivery.delivered, delivery.permanent) == (False, True)
    assert delivery.detail.endswith("answered 422 (Unprocessable Entity): no such")
    assert delivery.not_before == NOON + timedelta(minutes=1)


def test_of_an_explanation_without_end_the_beginning_is_read() -> None:
    with hooked(Hook(raw=REFUSAL + b"\r\n" + b"no " * 10_000)) as hook:
        delivery = sent(hook.address())
    assert delivery.permanent
    assert len(delivery.detail) < 250


def test_a_webhook_that_refuses_a_long_message_before_it_has_read_it_has_answered() -> None:
    async def refused() -> Delivery:
        async with saying(b"HTTP/1.1 413 No\r\n\r\ntoo long", hang_up=True) as port:
            return await send_to_address(message(b"x" * 8_000_000), f"json://127.0.0.1:{port}/", NOON)

    delivery = asyncio.run(refused())
    assert (delivery.permanent, delivery.detail.partition(" answered ")[2][:3]) == (True, "413")


def test_a_webhook_that_never_answers_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "_TIMEOUT", 0.2)

    async def hanging() -> Delivery:
        async with saying(b"", hang_up=False) as port:
            return await send_to_address(TOLD, f"json://127.0.0.1:{port}/", NOON)

    assert "did not answer within 0.2 s" in asyncio.run(hanging()).detail


def test_other_services_get_the_words_through_apprise() -> None:
    with hooked() as hook:
        delivery = sent(hook.address("/topic-of-ours", scheme="ntfy"))
        assert (delivery.delivered, delivery.detail) == (True, "ntfy accepted it")
        hook.status, hook.said = 403, '{"error": "forbidden"}'
        refused = sent(hook.address("/topic-of-ours", scheme="ntfy", login="user:secret-word@"))
    assert [(one["title"], one["message"].strip()) for one in hook.posted] == [("News", "A strike in Puno.")] * 2
    assert (refused.delivered, refused.permanent) == (False, False)
    assert "403" in refused.detail
    assert "it forbids this: check the token and its rights" in refused.detail
    assert "topic-of-ours" not in refused.detail
    assert "it can't be reached: check the address and the network" in sent("ntfy://127.0.0.1:1/topic").detail


def test_an_address_that_apprise_does_not_know_is_told_as_such() -> None:
    assert "its address is none that Apprise knows" in sent("nosuch://secret-word").detail


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("it failed for 123456789:AAtoken", "it failed for …:…"),
        ("see tgram://123456789:AAtoken/%40chat", "see tgram://…:…/…"),
        ("no such chat: @chat", "no such chat: …"),
        ("tgram said no", "tgram said no"),
    ],
)
def test_what_a_service_says_is_told_without_what_is_secret(text: str, told: str) -> None:
    assert without_secrets(text, "tgram://123456789:AAtoken/%40chat") == told


def test_the_name_of_a_host_is_no_secret() -> None:
    text = "Failed to reach ntfy.example.org with topic"
    assert without_secrets(text, "ntfy://ntfy.example.org/topic") == "Failed to reach ntfy.example.org with …"


def test_a_channel_that_is_not_there_any_more_is_told_by_its_name() -> None:
    gone = asyncio.run(send_to_channel(TOLD, {"desk": SecretStr("ntfy://topic")}, NOON))
    assert gone.detail == "settings.toml names no channel 'phone' under [channels]"
    assert not gone.permanent


BODY = "Nothing of note. " * 20 + "Then the river brought a flood to Piura, which killed 12 people."


def test_a_digest_goes_to_mailboxes_and_channels_each_once(sqlite: Database, tmp_path: Path, now: datetime) -> None:
    with hooked() as hook:
        settings = f'[channels]\nhook = "{hook.address()}"\n[web]\npublic_url = "https://w.example"\n'
        digests = '[digests.all]\nto = ["desk@a.example", "hook"]\nat = "07:00"\n'
        watches = '[watches.floods]\ntitle = "High water"\nkeywords = ["flood"]\nalert = true\n'
        config = loaded(tmp_path, settings=settings, digests=digests, watches=watches)
        stored(sqlite, now, source="gazette", said=replace(content(BODY), title="Piura under water"))
        match_new(sqlite, config.watches, config.digests, now)
        for kind in (AlertKind.INSTANT, AlertKind.DIGEST):
            editions.publish(sqlite, config, config.digests[0], kind, slot=None, now=now)
            attempts = asyncio.run(deliver(sqlite, config, now=lambda: now))
            assert [attempt.delivery.delivered for attempt in attempts] == [True, True]
    instant, digest = hook.posted
    assert len(list(config.outbox_dir.glob("*.eml"))) == 2
    assert (instant["version"], instant["kind"], instant["digest"]) == (1, "instant", "all")
    assert instant["subject"] == "High water: Piura under water"
    assert instant["id"] == hook.headers[0]["Idempotency-Key"] != digest["id"]
    assert "Unsubscribe" not in instant["text"]
    (article,) = instant["articles"]
    assert article["url"] == "https://a.example/flood"
    assert article["archived"] == "https://w.example/articles/1"
    assert (article["published"], article["repost"], article["told_at_once"]) == ("2022-12-25", False, False)
    (match,) = article["matches"]
    (excerpt,) = match["excerpts"]
    assert (match["watch"], match["title"], excerpt["field"]) == ("floods", "High water", "body")
    assert [part["text"] for part in excerpt["parts"] if part["found"]] == ["flood"]
    assert "".join(part["text"] for part in excerpt["parts"]).endswith(
        "brought a flood to Piura, which killed 12 people."
    )
    (development,) = instant["developments"]
    assert development["articles"] == [article["id"]]
    assert development["url"] == f"https://w.example/developments/{development['id']}"
    assert digest["articles"][0]["told_at_once"]


def test_what_takes_long_to_import_is_imported_only_to_send() -> None:
    root = Path(__file__).parent.parent.parent
    modules = [path for room in ("alerts", "config", "monitor") for path in (root / room).rglob("*.py")]
    for path in modules:
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [alias.name for alias in getattr(statement, "names", [])] + [getattr(statement, "module", "") or ""]
            assert not {name.partition(".")[0] for name in names} & {"apprise", "aiohttp"}, path
