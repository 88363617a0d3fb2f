"""The sample publishers as running web sites: start them, know what they show, stop them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from monitor.demo import handmade, joomla, wordpress, wordpress_text
from monitor.demo.configuration import write_demo_config
from monitor.demo.pages import DemoPage, Request, request
from monitor.demo.samples import Sample, publisher
from monitor.demo.server import SiteServer
from monitor.demo.timeline import Publication, Timeline, publications, visible

__all__ = ["SampleArticle", "SampleSite", "SampleSites", "start_sites", "write_demo_config"]

Clock = Callable[[], datetime]
SPACING = timedelta(seconds=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a publisher's site is made."""

    name: str
    """The publisher's, as in its content file."""
    section: str
    """Path of its Peru section."""
    path: Callable[[Sample], str]
    """Where an article stands."""
    answer: Callable[[Request, Sequence[Publication]], DemoPage]
    """What it answers while these articles, newest first, have come out."""


FORMS = (
    Form(name="andean-observer", section=joomla.SECTION, path=joomla.path, answer=joomla.answer),
    Form(name="cronica-del-sur", section=wordpress.SECTION, path=wordpress_text.path, answer=wordpress.answer),
    Form(name="highland-bulletin", section=handmade.SECTION, path=handmade.path, answer=handmade.answer),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    """An article that a complete crawl should hold."""

    source: str
    url: str
    """Absolute, with percent signs where the path needs them."""
    title: str
    published: str | None
    """ISO 8601 at the precision printed, a time in UTC; None where the publisher prints no date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSite:
    """One publisher's running site."""

    name: str
    """Its key in the demo's sources.toml."""
    title: str
    section_url: str
    form: Form
    publications: tuple[Publication, ...]
    """All that it ever publishes, newest first."""
    server: SiteServer

    def articles(self, moment: datetime) -> list[SampleArticle]:
        """What has come out by that moment, newest first."""
        return [self._expected(publication) for publication in self.publications if visible(publication, moment)]

    def _expected(self, publication: Publication) -> SampleArticle:
        sample = publication.sample
        url = self.server.root + quote(self.form.path(sample))
        return SampleArticle(source=self.name, url=url, title=sample.title, published=publication.printed_date)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSites:
    """All the running sites."""

    sites: tuple[SampleSite, ...]
    clock: Clock

    @property
    def urls(self) -> Mapping[str, str]:
        """Address of each publisher's section, by its name."""
        return {site.name: site.section_url for site in self.sites}

    def articles(self) -> list[SampleArticle]:
        """What all the publishers show now."""
        moment = self.clock()
        return [article for site in self.sites for article in site.articles(moment)]

    def pending(self) -> int:
        """How many articles have yet to come out."""
        return sum(len(site.publications) for site in self.sites) - len(self.articles())

    def stop(self) -> None:
        """Shut the sites."""
        for site in self.sites:
            site.server.stop()


def start_sites(*, clock: Clock, started: datetime, spacing: timedelta = SPACING) -> SampleSites:
    """Serve the publishers on free ports of 127.0.0.1 until `stop`; `clock` tells what has come out at each request.

    `clock` and `started` give moments with an offset from UTC; `spacing` is time on that clock.
    """
    timeline = Timeline(started=started, spacing=spacing)
    return SampleSites(sites=tuple(_start(form, clock, timeline) for form in FORMS), clock=clock)


def _start(form: Form, clock: Clock, timeline: Timeline) -> SampleSite:
    told = publisher(form.name)
    ordered = publications(told.samples, timeline)

    def answer(root: str, target: str) -> DemoPage:
        moment = clock()
        return form.answer(request(root, target), [each for each in ordered if visible(each, moment)])

    server = SiteServer(answer)
    server.start()
    return SampleSite(
        name=form.name,
        title=told.title,
        section_url=server.root + form.section,
        form=form,
        publications=ordered,
        server=server,
    )
