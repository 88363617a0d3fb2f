"""Chromium, as Debian has it, driven by Playwright; and a store with something to see in it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from config.load import Config
from model.article import Content, DateSource, PublicationDate
from model.source import SourceState
from monitor.demo.samples import Sample, publisher
from monitor.demo.timeline import Timeline, publications
from monitor.steps import match
from storage import runs
from storage.database import Database
from tests.storage.samples import stored

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PUBLISHERS = {"andean-observer": "en", "cronica-del-sur": "es", "highland-bulletin": "en"}
"""The demo's, with the language of each."""


AGO = timedelta(hours=60)
"""How long before the present the demo began, which goes on for a while."""


@contextmanager
def started() -> Iterator[Browser]:
    """A browser; a test that asks for one is skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: `apt-get install chromium`, and the pages are looked at in it, too")
    with sync_playwright() as playwright:
        # Without a graphics card a process of its own for it only costs. A browser of root's has no sandbox; it shows
        # nothing but our own pages.
        arguments = ["--disable-gpu", "--in-process-gpu"]
        arguments += ["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


class Watched:
    """A page of the browser, with what it asked for and what it complained of."""

    def __init__(self, context: BrowserContext, root: str) -> None:
        self.page: Page = context.new_page()
        self.root = root
        self.asked: list[str] = []
        self.ran: list[str] = []
        """What a publisher's words made the browser do."""
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("dialog", self._dismiss)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)

    def _dismiss(self, dialog: Any) -> None:
        self.ran.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def go(self, path: str) -> Page:
        self.asked.clear()
        self.page.goto(self.root + path)
        return self.page

    def overflow(self) -> int:
        """Pixels by which the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def barriers(self, *rules: str) -> list[str]:
        """What keeps people from using the page, as axe-core finds it; by these rules, or by all."""
        options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}  # our pages load nothing to look at
        if rules:
            options["runOnly"] = {"type": "rule", "values": list(rules)}
        if not self.page.evaluate("'axe' in window"):  # it takes longer to read than to run
            self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate("options => axe.run(options)", options)
        return [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]


def fill_with_the_demo(database: Database, config: Config, now: datetime) -> None:
    """What the sample publishers say, as if it had been crawled while it came out."""
    coming = [
        (publication.moment, name, language, publication.sample)
        for name, language in PUBLISHERS.items()
        for publication in publications(publisher(name).samples, Timeline(started=now, spacing=timedelta(hours=3)))
    ]
    by_day = groupby(sorted(coming, key=lambda one: one[0]), key=lambda one: one[0].date())
    for day, of_day in by_day:
        for moment, name, language, sample in of_day:
            _store(database, moment - AGO, name, language, sample)
        match(database, config, datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC) - AGO)
    with database.transaction() as session:
        for name in PUBLISHERS:
            looked = now - timedelta(minutes=4)
            state = SourceState(
                name=name, last_attempt=looked, last_success=looked, next_run=now + timedelta(minutes=6)
            )
            runs.keep_state(session, state)


def _store(database: Database, moment: datetime, name: str, language: str, sample: Sample) -> None:
    published = PublicationDate(moment.isoformat(timespec="seconds"), DateSource.FEED) if sample.dated else None
    said = Content(
        title=sample.title,
        body="\n\n".join(sample.paragraphs),
        authors=(sample.author,) if sample.author else (),
        published=published,
        language=language,
    )
    stored(database, moment + timedelta(minutes=9), key=f"{name}.example/{sample.slug}", source=name, said=said)
