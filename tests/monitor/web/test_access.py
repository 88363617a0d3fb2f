"""Who may see and do what, with and without a password."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from pydantic import SecretStr
from sqlalchemy import text

from config.load import Config, load
from config.settings import Web
from model.errors import ConfigError
from model.token import TokenScope
from monitor.live import Live
from monitor.steps import match
from monitor.web.access import LASTS, LoginLimit, Sessions, hashed_password, is_password
from monitor.web.app import create_app
from monitor.web.login import own_path
from monitor.web.tokens import issue
from storage import tokens
from storage.database import Database
from tests.config.folders import loaded
from tests.monitor.program import DIGESTS, SOURCES, WATCHES, write_config
from tests.monitor.samples import publish
from tests.monitor.web.server import Client, Visitor, serving

PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def hashed() -> str:
    """The password's hash, by parameters that take next to no time; a hash says by which it was made."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


Serve = Callable[[str], AbstractContextManager[Client]]


@pytest.fixture
def serve(tmp_path: Path, sqlite: Database, now: datetime) -> Serve:
    """Serves the application with these settings of [web]."""

    @contextmanager
    def with_settings(settings: str) -> Iterator[Client]:
        config = loaded(tmp_path, settings=f"[web]\n{settings}\n", sources=SOURCES, watches=WATCHES, digests=DIGESTS)
        publish(sqlite, now, "Flood in Piura")
        match(sqlite, config, now)
        app = create_app(Live(config), sqlite, now=lambda: now, look_now=lambda _: True)
        with serving(app) as client:
            yield client

    return with_settings


def told(folder: Path) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        load(folder, folder, {})
    return [str(mistake) for mistake in raised.value.mistakes]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "watch.example.org", "127.0.0.1.example.org"])
def test_others_are_not_served_without_a_password_or_a_word_that_it_is_public(host: str, tmp_path: Path) -> None:
    settings = f'[web]\nhost = "{host}"\n'
    (mistake,) = told(write_config(tmp_path, settings=settings))
    assert "there is no password" in mistake
    assert "peruwatch password" in mistake
    for more in ("public = true", 'password_hash = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"'):
        load(write_config(tmp_path, settings=f"{settings}{more}\n"), tmp_path, {})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "peru.localhost"])
def test_this_machine_is_served_as_it_is(host: str, tmp_path: Path) -> None:
    load(write_config(tmp_path, settings=f'[web]\nhost = "{host}"\n'), tmp_path, {})


def test_what_is_no_hash_is_refused_and_not_repeated(tmp_path: Path) -> None:
    (mistake,) = told(write_config(tmp_path, settings='[web]\npassword_hash = "hunter2hunter2"\n'))
    assert "hunter2" not in mistake
    assert "settings.toml:2: web.password_hash" in mistake


READING = ("/", "/developments/1", "/articles/1", "/watches", "/sources", "/feeds", "/search?q=flood")
PROGRAMS = ("/developments.json", "/articles/1.json", "/watches.json", "/sources.json", "/search.json?q=flood")


def test_with_a_password_nothing_is_shown_before_it_was_given(serve: Serve, hashed: str) -> None:
    with serve(f'password_hash = "{hashed}"') as web:
        for path in (*READING, "/outbox"):
            answer = web.get(path)
            assert (answer.status, answer.headers["location"].partition("?")[0]) == (303, "/login"), path
            assert b"Flood" not in answer.body
        for path in (*PROGRAMS, "/outbox.json", "/openapi.json", "/feeds/all.rss", "/feeds.opml"):
            answer = web.get(path)
            assert answer.status in {303, 401}, path
            assert b"Flood" not in answer.body
        assert [web.get(path).status for path in ("/healthz", "/readyz", "/static/style.css", "/login")] == [200] * 4
        assert web.get("/readyz").body == b'{"ready":true}'
        assert web.post("/check", b"", Content_Type="application/toml").status == 401
        assert web.post("/developments/1/correct", b"").status == 401


def test_the_password_opens_everything_until_one_logs_out(serve: Serve, hashed: str) -> None:
    with serve(f'password_hash = "{hashed}"') as web:
        visitor = Visitor(web)
        wrong = visitor.send("/login", {"password": "guess"}, on="/login")
        assert (wrong.status, b"This is not the password" in wrong.body) == (401, True)
        right = visitor.send("/login", {"password": PASSWORD, "next": "/watches?try=x"}, on="/login")
        assert (right.status, right.headers["location"]) == (303, "/watches?try=x")
        (cookie,) = right.cookies
        assert "HttpOnly" in cookie
        assert "samesite=lax" in cookie.lower()
        assert [visitor.get(path).status for path in (*READING, "/outbox")] == [200] * 8
        assert Visitor(web).get("/").status == 303
        session = dict(visitor.cookies)
        assert visitor.send("/logout", {}, on="/").status == 303
        visitor.cookies = session
        assert visitor.get("/").status == 303, "the old cookie is worth nothing any more"


def test_after_some_wrong_passwords_the_next_is_waited_for(serve: Serve, hashed: str) -> None:
    with serve(f'password_hash = "{hashed}"') as web:
        visitor = Visitor(web)
        statuses = [visitor.send("/login", {"password": f"guess {n}"}, on="/login").status for n in range(6)]
        assert statuses == [401] * 5 + [429]
        late = visitor.send("/login", {"password": PASSWORD}, on="/login")
        assert (late.status, late.headers["retry-after"]) == (429, "1")


def test_each_wrong_password_makes_the_wait_longer_and_other_addresses_wait_for_nothing(now: datetime) -> None:
    limit, waits, moment = LoginLimit(), [], now
    for _ in range(20):
        waits.append(limit.attempt("a", moment))
        moment += waits[-1]
        assert not waits[-1] or limit.attempt("a", moment) == timedelta()
    assert waits[:8] == [timedelta()] * 5 + [timedelta(seconds=one) for one in (1, 2, 4)]
    assert waits[-1] == timedelta(minutes=15)
    assert limit.attempt("b", moment) == timedelta()
    assert limit.attempt("a", moment + timedelta(days=1)) == timedelta()
    limit.succeeded("a")
    assert limit.attempt("a", moment) == timedelta()


def test_whoever_has_many_addresses_of_one_network_has_no_more_tries(now: datetime) -> None:
    limit = LoginLimit()
    waits = [limit.attempt(f"2001:db8:0:7::{number}", now) for number in range(6)]
    assert (waits[4], waits[5] > timedelta()) == (timedelta(), True)
    assert limit.attempt("2001:db8:0:8::1", now) == timedelta()


def test_addresses_of_ipv4_are_told_apart_on_a_socket_for_both_kinds_and_are_as_on_one_of_their_own(
    now: datetime,
) -> None:
    limit = LoginLimit()
    waits = [limit.attempt("::ffff:192.0.2.1", now) for _ in range(6)]
    assert waits[5] > timedelta()
    assert limit.attempt("192.0.2.1", now) > timedelta()
    assert limit.attempt("::ffff:192.0.2.2", now) == timedelta()


def test_public_pages_show_what_publishers_print_and_neither_outbox_nor_means_to_change(serve: Serve) -> None:
    with serve('host = "127.0.0.1"\npublic = true') as web:
        visitor = Visitor(web)
        assert [visitor.get(path).status for path in (*READING, *PROGRAMS)] == [200] * 12
        assert [visitor.get(path).status for path in ("/outbox", "/outbox.json")] == [403, 403]
        for path in READING:
            page = visitor.page(path)
            assert page.xpath("//form[@method='post']") == []
            assert "/outbox" not in page.xpath("//nav//@href")
        assert visitor.send("/developments/1/correct", {"action": "merge", "with": 2}, on="/login").status == 403
        assert web.post("/sources/gazette/look", b"{}", Content_Type="application/json").status == 403
        assert web.post("/check", b"", Content_Type="application/toml").status == 403


def test_a_form_counts_only_if_it_was_on_a_page_of_ours_in_the_same_browser(serve: Serve) -> None:
    with serve("") as web:
        visitor, other = Visitor(web), Visitor(web)
        fields = {"action": "merge", "with": 9}
        sent = visitor.send("/developments/1/correct", fields, on="/developments/1")
        assert (sent.status, b"there is no development 9" in sent.body) == (400, True)
        assert other.post("/developments/1/correct", fields).status == 403
        token = visitor.page("/developments/1").xpath("string(//input[@name='form_token']/@value)")
        assert other.post("/developments/1/correct", {"form_token": token, **fields}).status == 403
        foreign = {"Origin": "https://evil.example"}
        assert visitor.send("/developments/1/correct", fields, on="/developments/1", **foreign).status == 403
        foreign = {"Sec_Fetch_Site": "cross-site"}
        assert visitor.send("/developments/1/correct", fields, on="/developments/1", **foreign).status == 403
        kept = web.post("/developments/1/correct", b"x" * 200_000, Content_Type="application/x-www-form-urlencoded")
        assert kept.status == 413


def test_a_program_on_this_machine_needs_no_token_and_a_foreign_page_can_not_pass_for_one(serve: Serve) -> None:
    with serve("") as web:
        look, json = "/sources/gazette/look", "application/json"
        assert web.post(look, b"{}", Content_Type=json).status == 202
        assert web.post(look, b"{}", Content_Type=json, Origin="https://evil.example").status == 403
        assert web.post(look, b"{}", Content_Type="text/plain").status == 415
        assert web.post("/sources/nosuch/look", b"{}", Content_Type=json).status == 404


def test_a_token_opens_what_it_is_for_and_nothing_once_it_was_revoked(
    serve: Serve, hashed: str, sqlite: Database, now: datetime
) -> None:
    with sqlite.transaction() as session:
        feeds = issue(session, "reader", TokenScope.FEEDS, now)
        api = issue(session, "script", TokenScope.API, now)
    with serve(f'password_hash = "{hashed}"') as web:
        assert web.get(f"/feeds/all.rss?token={feeds}").status == 200
        assert web.get("/feeds/all.rss", Authorization=f"Bearer {feeds}").status == 200
        assert web.get(f"/developments.json?token={feeds}").status == 401
        assert web.get("/developments.json", Authorization=f"Bearer {feeds}").status == 401
        assert web.get(f"/developments.json?token={api}").status == 401, "addresses are written down in many places"
        by_program = {"Authorization": f"Bearer {api}"}
        assert [web.get(path, **by_program).status for path in (*PROGRAMS, "/outbox.json", "/feeds/all.rss")] == [
            200
        ] * 7
        assert web.post("/sources/gazette/look", b"", **by_program).status == 202
        assert web.post("/check", b'[watches.a]\nkeywords = ["a"]\n', **by_program).status == 200
        with sqlite.transaction() as session:
            tokens.revoke(session, "script")
        assert web.get("/outbox.json", **by_program).status == 401


def test_a_host_that_others_reach_opens_to_nobody_though_an_edit_takes_the_password_away(
    tmp_path: Path, sqlite: Database, now: datetime
) -> None:
    config: Config = loaded(tmp_path, settings='[web]\nhost = "0.0.0.0"\npublic = true\n', sources=SOURCES)
    web = config.settings.web.model_copy(update={"public": False})  # as an edit of host, too, that waits for a restart
    edited = replace(config, settings=config.settings.model_copy(update={"web": web}))
    with serving(create_app(Live(edited), sqlite, now=lambda: now)) as client:
        assert [client.get(path).status for path in ("/", "/outbox.json", "/login")] == [303, 401, 200]


def test_sessions_end_after_a_month_and_with_another_password_and_no_copy_of_the_store_opens_one(
    sqlite: Database, now: datetime, hashed: str
) -> None:
    sessions, web = Sessions(sqlite), Web(password_hash=SecretStr(hashed))
    cookie = sessions.open(web, now)
    assert Sessions(sqlite).knows(cookie, web, now + LASTS - timedelta(seconds=1)), "after a restart, too"
    assert not sessions.knows(cookie, web, now + LASTS)
    assert not sessions.knows("other", web, now)
    assert not sessions.knows(cookie, Web(password_hash=SecretStr(hashed + "x")), now)
    with sqlite.reading() as session:
        (kept,) = session.execute(text("SELECT hash FROM login")).scalars()
    assert not sessions.knows(kept, web, now)
    later = sessions.open(web, now + LASTS)
    assert [sessions.knows(one, web, now + LASTS) for one in (cookie, later)] == [False, True]


def test_a_password_is_known_by_its_hash_alone() -> None:
    hashed = hashed_password(PASSWORD)
    assert PASSWORD not in hashed
    assert hashed.startswith("$argon2id$")
    assert [is_password(given, hashed) for given in (PASSWORD, PASSWORD.upper(), "")] == [True, False, False]
    assert not is_password(PASSWORD, "$argon2id$nonsense")


@pytest.mark.parametrize("given", ["//evil.example", "https://evil.example", "/\\evil.example", "\\evil", "/a\nb", ""])
def test_a_login_leads_nowhere_else(given: str) -> None:
    assert own_path(given) == "/"
