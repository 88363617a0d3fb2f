"""The pages as people meet them: in a browser, with and without scripts, by day and by night, on a phone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy import update

from config.load import Config, load
from model.alert import AlertKind
from model.article import Arrival, Content, Entry
from model.source import SourceState
from monitor.demo.configuration import write_demo_config
from monitor.live import Live
from monitor.steps import match
from monitor.web.app import create_app
from storage import alerts, entries, runs
from storage.alerts import Draft
from storage.database import Database
from storage.schema import ArticleRow
from tests.config.folders import loaded
from tests.conftest import NOW
from tests.monitor.program import DIGESTS, SOURCES, WATCHES
from tests.monitor.web.browsing import PUBLISHERS, Watched, fill_with_the_demo, started
from tests.monitor.web.server import Client, serving
from tests.storage.samples import stored

PASSWORD = "correct horse battery staple"
PAGES = {
    "/": "developments",
    "/articles/2": "article",
    "/articles/2/archived/1": None,
    "/watches?try=strike": "watches",
    "/sources": "sources",
    "/outbox": None,
    "/feeds": None,
    "/search?q=strike&order=fit": "search",
    "/preferences": None,
    "/login": None,
    "/nosuch": None,
}
"""Every page, with the name of its picture in the documentation, if it has one."""
PICTURES = Path(__file__).parent.parent.parent.parent / "docs" / "pictures"
MAKE_PICTURES = "TESTS_MAKE_PICTURES"
"""Set in the environment, the tests put the pictures that they take into the documentation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """Pages with something to see on them."""

    root: str
    story: str
    """Path of a development that several publishers tell of."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@contextmanager
def served(folder: Path, empty: Path, config: Config) -> Iterator[tuple[Client, Database]]:
    with closing(Database.open(f"sqlite:///{shutil.copy(empty, folder / 'peruwatch.db')}")) as database:
        app = create_app(Live(config), database, now=lambda: NOW + timedelta(hours=1), look_now=lambda _: True)
        with serving(app) as client:
            yield client, database


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Demo]:
    """Pages that have something to show, open to this machine."""
    folder = tmp_path_factory.mktemp("demo")
    write_demo_config(folder / "config", {name: f"https://{name}.example/peru/" for name in PUBLISHERS}, port=8765)
    config = load(folder / "config", folder / "var", {})
    with served(folder, empty_database, config) as (client, database):
        fill_with_the_demo(database, config, NOW)
        found = client.json("/developments.json?limit=50")["developments"]
        story = max(found, key=lambda one: (len(one["networks"]), one["figure"] is not None, one["id"]))["id"]
        yield Demo(root=client.root, story=f"/developments/{story}")


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """What most tests look through; another costs as much as some pages."""
    with opened(browser) as context:
        yield context


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    usual = {"locale": "en-GB", "timezone_id": "America/Lima", "viewport": {"width": 1100, "height": 900}}
    with closing(browser.new_context(**{**usual, **options})) as context:
        context.set_default_timeout(20_000)
        yield context


@contextmanager
def looking(window: BrowserContext, root: str) -> Iterator[Watched]:
    """A new page, by a reader who was never here."""
    window.clear_cookies()
    seen = Watched(window, root)
    with closing(seen.page):
        yield seen


def test_every_page_is_light_fits_a_phone_and_keeps_nobody_out_by_day_and_by_night(
    window: BrowserContext, demo: Demo
) -> None:
    with looking(window, demo.root) as seen:
        for path, picture in {**PAGES, demo.story: "development"}.items():
            page = seen.go(path)
            assert len(seen.asked) <= 5, path
            assert {address.startswith(demo.root) for address in seen.asked} == {True}
            size = page.evaluate("performance.getEntriesByType('navigation')[0].decodedBodySize")
            size += page.evaluate(
                "performance.getEntriesByType('resource').reduce((sum, e) => sum + e.decodedBodySize, 0)"
            )
            assert size <= 100_000, path
            page.emulate_media(color_scheme="light")
            assert seen.barriers() == [], path
            _picture(seen, picture)
            page.emulate_media(color_scheme="dark")
            assert seen.barriers("color-contrast") == [], path
            _picture(seen, picture and f"{picture}-dark")
            for width in (375, 550):  # a phone; a laptop's window at 200%
                page.set_viewport_size({"width": width, "height": 900})
                assert seen.overflow() == 0, (path, width)
            page.set_viewport_size({"width": 1100, "height": 900})
        assert [error for error in seen.errors if "404" not in error] == []


def _picture(seen: Watched, name: str | None) -> None:
    if name and os.environ.get(MAKE_PICTURES) and name in {"developments", "developments-dark", "development"}:
        PICTURES.mkdir(exist_ok=True)
        seen.page.screenshot(path=PICTURES / f"{name}.png")


def test_a_view_is_chosen_by_its_filter_and_has_an_address_of_its_own(window: BrowserContext, demo: Demo) -> None:
    with looking(window, demo.root) as seen:
        page = seen.go("/")
        before = page.locator("main article").count()
        page.get_by_label("Watch").select_option(label="Strikes")
        page.get_by_label("Language").select_option("es")
        page.get_by_role("button", name="Show").click()
        page.wait_for_url("**/?watch=strikes&language=es")
        shown = page.locator("main article")
        assert 0 < shown.count() < before
        expect(shown.first.locator("a.tag", has_text="Strikes")).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()


def test_times_are_the_reader_s_own_and_results_come_as_one_types(browser: Browser, demo: Demo) -> None:
    with opened(browser, timezone_id="Asia/Dubai") as elsewhere, looking(elsewhere, demo.root) as seen:
        page = seen.go("/")
        expect(page.locator(".zone")).to_have_text("Asia/Dubai")
        shown = page.locator("main time.moment").first.text_content()
        page.reload()
        expect(page.locator(".zone")).to_have_text("Asia/Dubai, UTC+4")
        expect(page.locator("main time.moment").first).to_have_text(shown or "")
        page = seen.go("/watches")
        page.get_by_role("searchbox").fill("lorry AND strike")
        expect(page.locator("#tried article")).to_have_count(2)
        expect(page.locator("#said")).to_contain_text("2 articles")
        assert page.url.endswith("/watches?try=lorry+AND+strike"), "what is shown has an address"
        page.get_by_role("searchbox").fill("lorry AND")
        expect(page.locator("#tried .bad")).to_contain_text("column 10")
        page = seen.go("/feeds")
        expect(page.get_by_role("button", name="Copy: http").first).to_be_visible()
        assert [error for error in seen.errors if "400" not in error] == []


def test_without_scripts_everything_can_be_read_and_asked(browser: Browser, demo: Demo) -> None:
    with opened(browser, java_script_enabled=False, locale="es-PE") as bare, looking(bare, demo.root) as seen:
        page = seen.go("/watches")
        page.get_by_role("searchbox").fill("huelga")
        page.get_by_role("button", name="Probar").click()
        assert page.locator("#tried article").count() >= 2
        page = seen.go("/")
        expect(page.locator("h1")).to_have_text("Acontecimientos")
        assert page.locator("main h3[lang=en]").count() > 0
        page.get_by_role("link", name="English").click()
        expect(page.locator("h1")).to_have_text("Developments")
        page.locator("main h3 a").first.click()
        expect(page.locator("#articles")).to_be_visible()


def test_a_reader_corrects_a_development(window: BrowserContext, demo: Demo) -> None:
    with looking(window, demo.root) as seen:
        page = seen.go(demo.story)
        title = page.locator("#articles + ol article").nth(1).locator("h3").text_content()
        page.locator("input[name=article]").nth(1).check()
        page.get_by_role("button", name="development of their own").click()
        expect(page.get_by_role("status")).to_have_text("These articles are a development of their own now.")
        expect(page.locator("h1")).to_have_text(title or "")
        page.get_by_label("another development that is the same one").fill(f"{demo.root}{demo.story}")
        page.get_by_role("button", name="Make them one").click()
        expect(page.get_by_role("status")).to_have_text("The two are one development now.")
        assert page.url == f"{demo.root}{demo.story}?done=merge"
        page.get_by_label("another development that is the same one").fill("nonsense")
        page.get_by_role("button", name="Make them one").click()
        expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")
        page = seen.go("/sources")
        page.get_by_role("button", name="Look now: Andean Observer").click()
        expect(page.get_by_role("status")).to_contain_text("Andean Observer is looked at now")


def test_a_password_opens_the_page_that_was_asked_for(
    window: BrowserContext, tmp_path: Path, empty_database: Path
) -> None:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    settings = f'[web]\npassword_hash = "{quick}"\n'
    config = loaded(tmp_path, settings=settings, sources=SOURCES, watches=WATCHES, digests=DIGESTS)
    with served(tmp_path, empty_database, config) as (client, _), looking(window, client.root) as seen:
        page = seen.go("/outbox")
        assert page.url == f"{client.root}/login?next=%2Foutbox"
        page.get_by_label("Password").fill("not this one")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("alert")).to_have_text("This is not the password.")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.locator("h1")).to_have_text("Outbox")
        page.get_by_role("button", name="Log out").click()
        expect(page.locator("h1")).to_have_text("Log in")


ATTACK = '"><img src=x onerror="window.ran=1"><script>window.ran=1</script><svg onload="window.ran=1"></svg>'
HOSTILE = (
    Content(title=f"Flood {ATTACK}", body=f"Flood.\n\n{ATTACK}\n\nflood {ATTACK}", authors=(ATTACK,), language='"><b>'),
    Content(title="Strike " + "A" * 10_000, body="strike " + "B" * 10_000, authors=("C" * 5_000,)),
    Content(
        title="\u202e\u2066Flood \u202exe.piz\u202c {{ 7 * 7 }} %(num)s ${x} <!--",
        body="\u202eflood backwards \u2067 45 dead ]]> flood &lt;script&gt; \x00\x1b[31m",
        language="ar",
    ),
)
"""What a publisher may print to harm our readers."""


def test_nothing_that_a_publisher_writes_runs_or_is_loaded_on_any_page(
    window: BrowserContext, tmp_path: Path, empty_database: Path
) -> None:
    config = loaded(tmp_path, sources=SOURCES, watches=WATCHES, digests=DIGESTS)
    with served(tmp_path, empty_database, config) as (client, database), looking(window, client.root) as seen:
        _store_what_is_hostile(database, config)
        paths = ["/", "/watches", "/sources", "/outbox", "/feeds", "/search?q=flood", "/watches?try=flood"]
        paths += [f"/search?q={ATTACK}", f"/?watch={ATTACK}", f"/nosuch{ATTACK}", f"/preferences?next={ATTACK}"]
        for number in range(1, len(HOSTILE) + 1):
            paths += [f"/articles/{number}", f"/articles/{number}/archived/1", f"/developments/{number}"]
        seen.page.set_viewport_size({"width": 375, "height": 800})
        for path in paths:
            page = seen.go(path)
            assert seen.ran == []
            assert page.evaluate("window.ran") is None, path
            assert {address.startswith(client.root) for address in seen.asked} == {True}, path
            assert page.evaluate(MARKUP_OF_OTHERS) == 0, path
            assert seen.overflow() == 0, path
            if path in {"/", "/sources"}:  # with a source that fails
                assert seen.barriers() == [], path


MARKUP_OF_OTHERS = """
    [...document.querySelectorAll("*")].filter(e =>
        e.matches("main script, main img, main svg[onload], iframe, object, embed, main style, meta[http-equiv]")
        || [...e.attributes].some(a => a.name.startsWith("on") || a.name == "style")
        || /^\\s*(javascript|data|vbscript):/i.test(e.getAttribute("href") || e.getAttribute("action") || "")
    ).length
"""


def _store_what_is_hostile(database: Database, config: Config) -> None:
    for number, said in enumerate(HOSTILE):
        moment = NOW + timedelta(minutes=number)
        fetched = f"<title>{ATTACK}</title><body>{ATTACK}</textarea>{'D' * 5_000}".encode()
        stored(database, moment, key=f"gazette.example/{number}", source="gazette", said=said, fetched=fetched)
        match(database, config, moment)
    stored(database, NOW, key="gazette.example/0", source="gazette", said=Content(title=ATTACK, body=f"flood {ATTACK}"))
    match(database, config, NOW)
    with database.transaction() as session:
        session.execute(update(ArticleRow).where(ArticleRow.id == 1).values(url="javascript:window.ran=1"))
        session.execute(update(ArticleRow).where(ArticleRow.id == 2).values(url=f"https://a.example/{ATTACK}"))
        owed = {"x": Entry(url=f"https://a.example/{'E' * 2_000}")}
        entries.record(session, "gazette", owed, arrival=Arrival.NEWS, now=NOW)
        entries.postpone(session, entries.owed(session, "gazette", due=None)[-1].id, reason=ATTACK, next_try=NOW)
        runs.keep_state(session, SourceState(name="gazette", last_attempt=NOW, last_error=ATTACK, failures=1))
        draft = Draft(message_id="<a@b>", recipient=f"{ATTACK}@a.example", subject=ATTACK + "F" * 900, content=b"")
        alerts.publish(session, ATTACK, AlertKind.DIGEST, slot=None, article_ids=[], drafts=[draft], now=NOW)
