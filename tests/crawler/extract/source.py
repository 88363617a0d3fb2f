"""A source in a test: pages are read in turn, each with what the ones before it taught."""

from __future__ import annotations

from datetime import datetime

from crawler.extract.html import extract_html
from crawler.extract.learning import learn
from crawler.extract.template import Template, from_json, to_json
from model.article import Content, Entry
from model.errors import NotAnArticle
from tests.crawler.extract.pages import NOW


class Source:
    """Reads pages and learns from them, keeping what it knows as text in between, as storage does."""

    def __init__(self) -> None:
        self._kept = to_json(Template())

    @property
    def template(self) -> Template:
        return from_json(self._kept)

    def read(
        self, page: str, url: str, *, now: datetime = NOW, title: str | None = None, teaser: str | None = None
    ) -> Content:
        """What a page says; it is learned from."""
        reading = extract_html(
            page.encode(),
            url=url,
            charset="utf-8",
            entry=Entry(url=url, title=title, teaser=teaser),
            now=now,
            template=self.template,
        )
        assert reading.traits is not None
        self._kept = to_json(learn(self.template, reading.traits, url=url, now=now))
        return reading.content

    def body(self, page: str, url: str, *, title: str | None = None, teaser: str | None = None) -> str:
        """Text of a page; empty if it holds none."""
        try:
            return self.read(page, url, title=title, teaser=teaser).body
        except NotAnArticle:
            return ""
