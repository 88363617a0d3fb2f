"""Every kind of feed with content that is hard to carry, held against the standards."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from lxml import etree

from alerts.publish.feed import FeedInfo, atom, json_feed, rss
from model.article import Article, DateSource, Span, SpanKind
from model.development import Development, Merged
from tests.alerts.feed_rules import ATOM, TOMBSTONES, atom_faults, json_faults, newest_moment, rss_faults
from tests.alerts.samples import NOON, SOURCES, article

INFO = FeedInfo(
    id="https://watch.example/feeds/all.atom",
    title="peruwatch: all \x00 & <every> 🦙",
    description="Every article \u202e of every source.",
    self_url="https://watch.example/feeds/all.rss?q=a b&c=ñ",
    site_url="https://watch.example/",
    looked=NOON,
    hub="https://hub.example/",
)
HARD = {
    "controls": article(1, title="A \x00bell\x07 and \x1b[31mred\ufffe", body="One\x0b two\x0c three \ud800 four."),
    "emoji": article(2, title="🦙🇵🇪👩‍👩‍👧 in Cusco", body="A llama 🦙 said: “👍🏽”. " * 20, authors=("Ana 🦙",)),
    "right to left": article(3, title="إضراب في ليما", body="أضرب العمال اليوم \u202e في ليما.", language="ar"),
    "ten thousand words": article(4, title="Long", body=" ".join(f"word{number}" for number in range(10_000))),
    "markup": article(
        5, title="<script>alert(1)</script> ]]> &amp; &nbsp;", body="<b>not</b> bold ]]> &lt; <!-- x -->"
    ),
    "nothing": article(6, title="", body=""),
    "an address": article(7, url="https://post.example/perú/a b?x=1&y=“2”#<here>", title="\n\t spaced \n out \t"),
    "no web address": article(8, url="urn:isbn:123"),
    "early date": article(9, published=("0001-01-01T00:00:00+00:00", DateSource.META)),
    "an offset": article(10, published=("2022-12-22T22:00:00-05:00", DateSource.META)),
    "a month": article(11, published=("2022-12", DateSource.URL)),
    "many authors": article(12, authors=tuple(f"Author {number} <a@b.example>" for number in range(50))),
    "blank author": article(13, authors=(" \x00 ", "Rosa")),
    "unknown source": article(14, source="gone"),
    "spans": replace(
        article(15),
        content=replace(
            article(15, body="Title\n\nItem one\n\nItem two").content,
            structure=(
                Span(kind=SpanKind.SUBHEADING, start=0, end=5, number=2),
                Span(kind=SpanKind.BULLETED, start=7, end=15),
                Span(kind=SpanKind.BULLETED, start=17, end=25),
                Span(kind=SpanKind.STRONG, start=900, end=905),
            ),
        ),
    ),
}
KINDS: dict[str, tuple[Callable[..., bytes], Callable[[bytes], list[str]]]] = {
    "rss": (rss, rss_faults),
    "atom": (atom, atom_faults),
    "json": (json_feed, json_faults),
}


def develops(number: int, *articles: Article) -> Development:
    seen = max(one.first_seen for one in articles)
    return Development(id=number, guid=articles[0].guid, started=seen, updated=seen, articles=articles)


def merged(number: int, *, minutes: int = 0) -> Merged:
    at = NOON + timedelta(minutes=minutes)
    return Merged(guid=article(number).guid, into=7, headline="One & \x00 <all>", at=at)


def checked(kind: str, document: bytes) -> None:
    """Hold a document against its standard, and have feedparser read it."""
    _, faults = KINDS[kind]
    assert faults(document) == []
    if kind != "json":
        parsed = feedparser.parse(document)
        assert not parsed.bozo, parsed.bozo_exception
        assert len(parsed.entries) == document.count(b"<item>") + document.count(b"<entry")


@pytest.mark.parametrize("is_full", [False, True], ids=["summary", "full"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("content", [*HARD, "everything"])
def test_hard_content_keeps_every_rule(kind: str, content: str, *, is_full: bool) -> None:
    told = list(HARD.values()) if content == "everything" else [HARD[content]]
    info = replace(INFO, is_full=is_full)
    checked(kind, KINDS[kind][0](info, told, source_titles=SOURCES))
    together = [develops(7, *told, article(90)), develops(8, article(91))]
    gone = [merged(40), merged(41, minutes=5)]
    checked(kind, KINDS[kind][0](info, together, source_titles=SOURCES, merged=gone))


def test_entries_of_one_moment_are_told_apart_and_each_keeps_its_own() -> None:
    """Articles of one look came at one; validators warn of entries that share it, since readers sort by it."""
    told = [article(number, seen=NOON) for number in range(1, 101)]
    together = [develops(number, *told[number * 2 : number * 2 + 2]) for number in range(1, 20)]
    assert atom_faults(atom(INFO, told, source_titles=SOURCES)) == []
    assert atom_faults(atom(INFO, together, source_titles=SOURCES)) == []

    def moments(items: list[Article]) -> dict[str, str]:
        return {entry.id: entry.updated for entry in feedparser.parse(atom(INFO, items, source_titles=SOURCES)).entries}

    assert moments(told[:50]).items() <= moments(told).items()


def test_an_item_says_in_which_language_it_is() -> None:
    told = [article(1, language="ar"), article(2)]
    entries = etree.fromstring(atom(INFO, told, source_titles=SOURCES)).findall(f"{{{ATOM}}}entry")
    assert [entry.get("{http://www.w3.org/XML/1998/namespace}lang") for entry in entries] == [None, "ar"]
    items = etree.fromstring(rss(INFO, told, source_titles=SOURCES)).findall("channel/item")
    assert [item.findtext("{http://purl.org/dc/elements/1.1/}language") for item in items] == [None, "ar"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_of_nothing_keeps_every_rule_and_is_of_the_last_look(kind: str) -> None:
    document = KINDS[kind][0](INFO, [], source_titles=SOURCES)
    checked(kind, document)
    assert b"1970" not in document
    if kind == "atom":
        assert newest_moment(document) == NOON


def test_a_full_feed_tells_all_words_and_a_summary_some() -> None:
    long = HARD["ten thousand words"]
    for write in (rss, atom, json_feed):
        assert b"word9999" in write(replace(INFO, is_full=True), [long], source_titles=SOURCES)
        assert b"word9999" not in write(INFO, [long], source_titles=SOURCES)


def test_a_full_feed_carries_an_articles_structure() -> None:
    (item,) = json.loads(json_feed(replace(INFO, is_full=True), [HARD["spans"]], source_titles=SOURCES))["items"]
    assert "<ul>" in item["content_html"]
    assert "<li>Item one</li>" in item["content_html"].replace("\n", "")


@pytest.mark.parametrize("write", [rss, atom, json_feed])
def test_a_hub_is_named(write: Callable[..., bytes]) -> None:
    assert b"https://hub.example/" in write(INFO, [], source_titles=SOURCES)
    assert b"hub" not in write(replace(INFO, hub="", id="urn:x:1"), [], source_titles=SOURCES)


def test_a_channel_leads_to_the_page_whether_or_not_there_is_a_hub() -> None:
    for hub in ("", "https://hub.example/"):
        channel = etree.fromstring(rss(replace(INFO, hub=hub), [], source_titles=SOURCES))
        assert channel.findtext("channel/link") == "https://watch.example/"
        links = {link.get("rel"): link.get("href") for link in channel.findall(f"channel/{{{ATOM}}}link")}
        assert links.get("hub", "") == hub


def test_atom_has_a_tombstone_for_what_was_merged() -> None:
    root = etree.fromstring(
        atom(INFO, [develops(7, article(1), article(2))], source_titles=SOURCES, merged=[merged(40)])
    )
    (tomb,) = root.findall(f"{{{TOMBSTONES}}}deleted-entry")
    assert (tomb.get("ref"), tomb.get("when")) == (article(40).guid, "2026-11-20T12:00:00+00:00")
    link = tomb.find(f"{{{ATOM}}}link")
    assert link is not None
    assert link.get("href") == "https://watch.example/developments/7"


def test_rss_and_json_tell_of_a_merger_once_under_the_identity_that_readers_know() -> None:
    told = [develops(7, article(1), article(2))]
    items = json.loads(json_feed(INFO, told, source_titles=SOURCES, merged=[merged(40)]))["items"]
    (told_of,) = [item for item in items if item["id"] == article(40).guid]
    assert told_of["_peruwatch"] == {"merged_into": 7}
    assert told_of["date_modified"] == "2026-11-20T12:00:00+00:00"
    assert told_of["url"] == "https://watch.example/developments/7"
    entries = feedparser.parse(rss(INFO, told, source_titles=SOURCES, merged=[merged(40)])).entries
    assert [entry.title for entry in entries if entry.id == article(40).guid] == ["Told as one: One & <all>"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_there_by_itself_is_not_told_as_merged(kind: str) -> None:
    document = KINDS[kind][0](INFO, [develops(7, article(1))], source_titles=SOURCES, merged=[merged(1)])
    checked(kind, document)
    assert b"Told as one" not in document


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        ("rss", b'<rss version="2.0"><channel><title>a</title><item><guid>x</guid></item></channel></rss>'),
        ("atom", b'<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title><entry><id>x y</id></entry></feed>'),
        ("json", b'{"version": "1", "items": [{"id": 1, "url": null}]}'),
    ],
)
def test_the_rules_find_what_is_wrong(kind: str, broken: bytes) -> None:
    assert len(KINDS[kind][1](broken)) >= 4


def test_a_moment_of_another_weekday_is_found() -> None:
    document = rss(INFO, [article(1, published=("2022-12-22", DateSource.META))], source_titles=SOURCES)
    assert rss_faults(document.replace(b"Thu, 22 Dec 2022", b"Fri, 22 Dec 2022"))
    assert datetime(2022, 12, 22, tzinfo=UTC).strftime("%a") == "Thu"
