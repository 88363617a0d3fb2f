from __future__ import annotations

import io
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.load import load
from model.article import Arrival
from monitor.steps import tell_due_digests
from storage.database import Database
from tests.alerts.hooks import hooked
from tests.monitor.conftest import Call
from tests.monitor.post import Post, closed_post
from tests.monitor.program import write_config
from tests.monitor.samples import publish

CALM = Arrival.FIRST_LOOK  # told by digests, not at once


@pytest.fixture
def post(place: Path) -> Post:
    """A mail server, down, and a configuration that names it."""
    server = closed_post()
    write_config(place, settings=server.settings())
    return server


def eml_files(place: Path) -> list[str]:
    return [path.read_text() for path in sorted((place / "var" / "outbox").glob("*.eml"))]


def test_a_digest_is_shown_and_nothing_counts_as_told(peruwatch: Call, store: Database, now: datetime) -> None:
    publish(store, now, "Flood in Piura")
    for options in ([], ["--print"], ["--print"]):
        shown = peruwatch("digest", "morning", *options)
        assert (shown.status, shown.err) == (0, "")
        assert "Flood in Piura" in shown.out
    assert json.loads(peruwatch("status", "--json").out)["outbox"]["owed"] == 0


def test_a_digest_is_shown_as_json(peruwatch: Call, store: Database, now: datetime) -> None:
    publish(store, now, "Inundación en Piura")
    shown = peruwatch("digest", "morning", "--json").out
    told = json.loads(shown)
    assert (told["digest"], told["articles"]) == (
        "morning",
        [
            {
                "url": "https://gazette.example/inundación-en-piura",
                "title": "Inundación en Piura",
                "matches": ["floods"],
            }
        ],
    )
    assert "1 new article" in told["subject"]
    assert "Inundación en Piura" in told["text"]
    assert "Inundación en Piura" in shown, "letters stand as they are"


def test_a_digest_that_is_sent_tells_and_the_next_one_does_not_repeat(
    peruwatch: Call, place: Path, store: Database, now: datetime
) -> None:
    publish(store, now, "Flood in Piura", arrival=CALM)
    sent = peruwatch("digest", "morning", "--send")
    assert (sent.status, sent.err) == (0, "")
    head, delivery = sent.out.splitlines()
    assert head == "morning: 1 article"
    assert delivery.startswith("sent: desk@a.example: peruwatch morning: 1 new article: written to ")
    again = peruwatch("digest", "morning", "--send")
    assert (again.status, again.out) == (0, "morning: nothing new to tell\n")
    assert len(eml_files(place)) == 1


def test_a_digest_that_is_sent_can_be_told_as_json(peruwatch: Call, store: Database, now: datetime) -> None:
    publish(store, now, "Flood in Piura", arrival=CALM)
    told = json.loads(peruwatch("digest", "morning", "--send", "--json").out)
    assert told["articles"] == ["https://gazette.example/flood-in-piura"]
    (delivery,) = told["deliveries"]
    assert set(delivery) == {"id", "recipient", "subject", "message_id", "delivered", "permanent", "detail"}
    assert (delivery["recipient"], delivery["delivered"]) == ("desk@a.example", True)
    nothing = json.loads(peruwatch("digest", "morning", "--send", "--json").out)
    assert nothing == {"articles": [], "deliveries": []}


def test_a_digest_that_is_wanted_empty_is_sent_empty(peruwatch: Call, place: Path) -> None:
    write_config(place, digests='[digests.morning]\nto = ["desk@a.example"]\nat = "07:00"\nsend_empty = true\n')
    sent = peruwatch("digest", "morning", "--send")
    assert sent.out.startswith("morning: nothing new to tell\nsent: desk@a.example: ")
    assert len(eml_files(place)) == 1


def test_a_digest_reaches_every_recipient_by_mail(peruwatch: Call, post: Post, store: Database, now: datetime) -> None:
    publish(store, now, "Strike in Piura", arrival=CALM)
    with post.open():
        assert peruwatch("digest", "union", "--send").status == 0
    assert sorted(recipient for recipient, _ in post.received) == ["paper@a.example", "union@a.example"]
    assert all("Strike in Piura" in str(mail.get_body(("plain",))) for _, mail in post.received)


def test_while_the_mail_server_is_down_a_digest_stays_owed_and_then_arrives_once(
    peruwatch: Call, post: Post, store: Database, now: datetime
) -> None:
    publish(store, now, "Flood in Piura", arrival=CALM)
    sent = peruwatch("digest", "morning", "--send")
    assert sent.status == 1
    assert f"still owed: desk@a.example: peruwatch morning: 1 new article: 127.0.0.1:{post.port} can't be" in sent.out
    (message_id,) = {each["message_id"] for each in json.loads(peruwatch("deliver", "--json").out)["deliveries"]}
    assert "still owed" in peruwatch("deliver").out
    status = json.loads(peruwatch("status", "--json").out)
    assert status["outbox"] == {"owed": 1, "failed": 0}
    assert f"127.0.0.1:{post.port} can't be reached" in peruwatch("status").out
    with post.open():
        delivered = peruwatch("deliver")
        assert (delivered.status, delivered.err) == (0, "")
        assert delivered.out.startswith("sent: desk@a.example: ")
        assert peruwatch("deliver").out == "nothing is owed\n"
    assert [(recipient, mail["Message-ID"]) for recipient, mail in post.received] == [("desk@a.example", message_id)]
    assert json.loads(peruwatch("status", "--json").out)["outbox"] == {"owed": 0, "failed": 0}


def test_a_recipient_whom_the_server_refuses_delays_nobody_and_is_told_of(
    peruwatch: Call, post: Post, store: Database, now: datetime
) -> None:
    publish(store, now, "Strike in Piura", arrival=CALM)
    post.refused["union@a.example"] = "550 5.1.1 no such user here"
    with post.open():
        sent = peruwatch("digest", "union", "--send")
        assert peruwatch("deliver").out == "nothing is owed\n", "what is refused for good is not tried again"
    assert sent.status == 1
    assert "refused: union@a.example: " in sent.out
    assert "sent: paper@a.example: " in sent.out
    assert [recipient for recipient, _ in post.received] == ["paper@a.example"]
    assert json.loads(peruwatch("status", "--json").out)["outbox"] == {"owed": 0, "failed": 1}
    assert "no such user here" in peruwatch("status").out


def test_deliver_tells_what_is_urgent_and_digests_whose_hour_has_passed(
    peruwatch: Call, place: Path, store: Database
) -> None:
    write_config(
        place, digests='[digests.each]\nto = ["desk@a.example"]\ncron = "* * * * *"\ntimezone = "America/Lima"\n'
    )
    long_ago = datetime.now(UTC) - timedelta(days=1)
    tell_due_digests(store, load(place / "config", place / "var", {}), long_ago)
    publish(store, long_ago, "Flood in Piura")
    lines = peruwatch("deliver").out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("sent: desk@a.example: Floods: Flood in Piura: ")
    assert lines[1].startswith("sent: desk@a.example: peruwatch each: 1 new article: ")
    assert peruwatch("deliver").out == "nothing is owed\n"


def test_with_nothing_owed_deliver_says_so(peruwatch: Call, place: Path) -> None:
    assert peruwatch("deliver").out == "nothing is owed\n"
    assert json.loads(peruwatch("deliver", "--json").out) == {"deliveries": []}


def test_letters_that_a_terminal_can_not_show_are_spelled_out(
    peruwatch: Call, store: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(store, now, "Inundación en Piura")
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="iso8859-7")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert peruwatch("digest", "morning").status == 0
    terminal.seek(0)
    assert "Inundaci\\xf3n en Piura" in terminal.read()


def test_a_message_that_was_refused_is_sent_again_or_given_up_by_its_id(
    peruwatch: Call, post: Post, store: Database, now: datetime
) -> None:
    publish(store, now, "Strike in Piura", arrival=CALM)
    post.refused = dict.fromkeys(("union@a.example", "paper@a.example"), "550 5.1.1 no such user here")
    with post.open():
        assert peruwatch("digest", "union", "--send").status == 1
        one, other = json.loads(peruwatch("status", "--json").out)["messages"]
        post.refused.clear()
        assert peruwatch("deliver", "--retry", str(one["id"])).out.startswith(f"sent: {one['recipient']}: ")
        again = peruwatch("deliver", "--retry", str(one["id"]))
    assert (again.status, again.err) == (
        1,
        f"peruwatch: message {one['id']} was delivered already, or what it told was forgotten\n",
    )
    assert [recipient for recipient, _ in post.received] == [one["recipient"]]
    dropped = json.loads(peruwatch("deliver", "--drop", str(other["id"]), "--json").out)["dropped"]
    assert (dropped["id"], dropped["recipient"]) == (other["id"], other["recipient"])
    assert json.loads(peruwatch("status", "--json").out)["messages"] == []
    assert peruwatch("deliver").out == "nothing is owed\n"


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("option", ["--retry", "--drop"])
def test_an_id_that_no_message_has_is_told_as_such(peruwatch: Call, option: str) -> None:
    for number in ("7", "99999999999999999999"):
        result = peruwatch("deliver", option, number)
        assert result.status == 1
        assert f"there is no message {number}: `peruwatch status` tells the IDs" in result.err


def test_what_waits_for_its_next_try_is_sent_now_when_that_is_asked_for(
    peruwatch: Call, post: Post, store: Database, now: datetime
) -> None:
    publish(store, now, "Flood in Piura", arrival=CALM)
    assert "still owed" in peruwatch("digest", "morning", "--send").out
    assert peruwatch("deliver", "--retry", "1").out.startswith("still owed: desk@a.example: ")
    with post.open():
        told = json.loads(peruwatch("deliver", "--retry", "1", "--json").out)
    assert [(one["id"], one["delivered"]) for one in told["deliveries"]] == [(1, True)]


def test_a_channel_is_tried_and_what_came_of_it_is_told(peruwatch: Call, place: Path) -> None:
    with hooked() as hook:
        write_config(place, settings=f'[channels]\nhook = "{hook.address("/secret")}"\n')
        sent = peruwatch("channels", "test", "hook")
        assert (sent.status, sent.err) == (0, "")
        assert sent.out == f"sent: hook: 127.0.0.1:{hook.port} accepted it: 200 (OK)\n"
        hook.status = 403
        refused = peruwatch("channels", "test", hook.address("/secret"), "--json")
    told = json.loads(refused.out)
    assert (refused.status, told["recipient"], told["delivered"]) == (1, "json://…", False)
    assert "check the login or token" in told["detail"]
    assert "secret" not in refused.out
    assert [(one["kind"], one["articles"]) for one in hook.posted] == [("test", [])] * 2
    assert peruwatch("channels", "test", "desk@a.example").out.startswith("sent: desk@a.example: written to ")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("hok", "settings.toml: [channels] names no 'hok' (did you mean \"hook\"?)"),
        ("desk@", '"desk@" is no mail address'),
        ("ntfy://secret word", "is no address of a channel"),
    ],
)
def test_what_is_no_channel_is_wrong_use(peruwatch: Call, place: Path, name: str, told: str) -> None:
    write_config(place, settings='[channels]\nhook = "json://127.0.0.1/"\n')
    result = peruwatch("channels", "test", name)
    assert result.status == 2
    assert told in result.err
    assert "secret" not in result.err
