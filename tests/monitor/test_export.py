from __future__ import annotations

import csv
import io
import json
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from warcio.archiveiterator import ArchiveIterator

from model.article import Content, DateSource, Kind, PublicationDate, Snapshot, Span, SpanKind
from monitor.export import write_warc
from storage.database import Database
from tests.monitor.conftest import Call
from tests.storage.samples import page, stored

FULL = Content(
    title="Inundación en Piura",
    body='El río creció «dos metros».\n\nNadie salió, "dice" Rosa;\tcoma, y\nfin de línea.',
    authors=("Rosa Quispe", "Juan Huamán"),
    published=PublicationDate("2022-12", DateSource.JSON_LD),
    modified="2022-12-27T08:00:00-05:00",
    language="es",
    kind=Kind.PDF,
    structure=(Span(SpanKind.NUMBERED, 0, 23, 4, 1), Span(SpanKind.STRONG, 3, 6)),
)
BARE = Content(title="Strike", body="")


@pytest.fixture
def filled(store: Database, now: datetime) -> Database:
    stored(store, now + timedelta(microseconds=5), key="gazette.example/piura", source="gazette", said=FULL)
    stored(store, now - timedelta(days=1), key="gazette.example/strike", source="gazette", said=BARE)
    return store


def lines(call: Call) -> list[dict[str, Any]]:
    result = call("export")
    assert (result.status, result.err) == (0, "")
    return [json.loads(line) for line in result.out.splitlines()]


def as_bytes(call: Call, monkeypatch: pytest.MonkeyPatch, form: str) -> bytes:
    """What is written to an output that can't show all letters."""
    out = io.BytesIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="iso8859-7"))
        assert call("export", "--format", form).status == 0
        return out.getvalue()


def test_a_line_holds_all_that_is_promised_of_an_article(peruwatch: Call, filled: Database) -> None:
    peruwatch("deliver")  # it matches first
    full, _ = lines(peruwatch)
    assert full == {
        "source": "gazette",
        "url": "https://gazette.example/piura",
        "title": "Inundación en Piura",
        "authors": ["Rosa Quispe", "Juan Huamán"],
        "published": "2022-12",
        "published_source": "json-ld",
        "modified": "2022-12-27T08:00:00-05:00",
        "first_seen": "2026-03-14T15:09:26+00:00",
        "language": "es",
        "kind": "pdf",
        "body": FULL.body,
        "revision": 1,
        "matches": ["floods"],
        "development": 1,
        "is_teaser": False,
        "structure": [
            {"kind": "numbered", "start": 0, "end": 23, "number": 4, "level": 1},
            {"kind": "strong", "start": 3, "end": 6},
        ],
        "body_share": 1.0,
        "other_title": None,
    }
    assert list(full) == [
        "source", "url", "title", "authors", "published", "published_source", "modified", "first_seen", "language",
        "kind", "body", "revision", "matches", "development", "is_teaser", "structure",
        "body_share", "other_title",
    ]  # fmt: skip


def test_what_is_unknown_is_null_and_a_date_s_origin_is_none(peruwatch: Call, filled: Database) -> None:
    _, bare = lines(peruwatch)
    unknown = {name for name, value in bare.items() if value is None}
    assert unknown == {"published", "modified", "language", "development", "other_title"}
    assert (bare["published_source"], bare["authors"], bare["body"]) == ("none", [], "")


def test_letters_stand_as_they_are(peruwatch: Call, filled: Database) -> None:
    assert "Inundación en Piura" in peruwatch("export").out
    assert "«dos metros»" in peruwatch("export").out


def test_output_is_utf_8_whatever_the_terminal_speaks(
    peruwatch: Call, filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Inundación" in as_bytes(peruwatch, monkeypatch, "jsonl").decode()
    assert "Inundación" in as_bytes(peruwatch, monkeypatch, "csv").decode()


def test_articles_come_in_the_order_in_which_they_were_stored_with_their_newest_revision(
    peruwatch: Call, filled: Database, now: datetime
) -> None:
    again = Content(title="Inundación en Piura y Tumbes", body=FULL.body)
    stored(filled, now, key="gazette.example/piura", source="gazette", said=again)
    assert [(line["title"], line["revision"]) for line in lines(peruwatch)] == [
        ("Inundación en Piura y Tumbes", 2),
        ("Strike", 1),
    ]


@pytest.mark.parametrize("form", ["jsonl", "warc"])
def test_an_empty_store_exports_nothing(peruwatch: Call, place: Path, form: str) -> None:
    result = peruwatch("export", "--format", form)
    assert (result.status, result.out, result.err) == (0, "", "")


def test_an_empty_store_exports_a_table_s_head(peruwatch: Call, place: Path) -> None:
    assert peruwatch("export", "--format", "csv").out.startswith("source,url,title,authors,published,")


def test_a_table_gives_back_what_was_stored(peruwatch: Call, filled: Database) -> None:
    peruwatch("deliver")
    result = peruwatch("export", "--format", "csv")
    full, bare = csv.DictReader(io.StringIO(result.out, newline=""))
    assert full["body"] == FULL.body
    assert (full["authors"], full["matches"]) == ("Rosa Quispe; Juan Huamán", "floods")
    assert (full["published"], full["revision"]) == ("2022-12", "1")
    assert (bare["title"], bare["published"], bare["authors"], bare["body"]) == ("Strike", "", "", "")
    assert result.out.count("\r\n") == 3


def test_an_archive_gives_back_the_bytes_that_were_fetched(
    peruwatch: Call, filled: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = io.BytesIO(as_bytes(peruwatch, monkeypatch, "warc"))
    records = [
        (
            record.rec_headers.get_header("WARC-Target-URI"),
            record.rec_headers.get_header("WARC-Date"),
            record.http_headers.get_statuscode(),
            record.content_stream().read(),
        )
        for record in ArchiveIterator(archive, check_digests="raise")
    ]
    body = page(now).body
    assert records == [
        ("https://a.example/flood", "2026-03-14T15:09:26.000005Z", "200", body),
        ("https://a.example/flood", "2026-03-13T15:09:26.000000Z", "200", body),
    ]


def test_an_archive_s_headers_fit_the_bytes_that_are_kept() -> None:
    snapshot = Snapshot(
        url="https://a.example/ñ",
        fetched=datetime(2026, 3, 14, tzinfo=UTC),
        body=b"<p>" + "río".encode() * 50,
        headers=(
            ("Content-Type", "text/html"),
            ("Content-Encoding", "gzip"),
            ("Transfer-Encoding", "chunked"),
            ("content-length", "17"),
            ("X-Place", "Cañete"),
        ),
    )
    out = io.BytesIO()
    write_warc([snapshot], out)
    out.seek(0)
    records = [(record.http_headers, record.content_stream().read()) for record in ArchiveIterator(out)]
    ((headers, body),) = records
    assert body == snapshot.body
    assert [name for name, _ in headers.headers] == ["Content-Type", "X-Place", "Content-Length"]
    assert headers.get_header("Content-Length") == str(len(snapshot.body))


def test_the_feeds_are_listed_for_a_reader_to_import(peruwatch: Call, place: Path) -> None:
    result = peruwatch("opml")
    assert (result.status, result.err) == (0, "")
    root = etree.fromstring(result.out.encode())
    addresses = [outline.get("xmlUrl") for outline in root.iter("outline")]
    assert addresses == [
        f"http://127.0.0.1:8765/feeds/{path}.rss"
        for path in ("all", "developments", "watches/floods", "watches/strikes", "sources/gazette", "sources/resting")
    ]


def test_exporting_changes_nothing(peruwatch: Call, filled: Database, place: Path) -> None:
    def everything() -> list[str]:
        with sqlite3.connect(place / "var" / "peruwatch.db") as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'search'")
            rows = [
                f"{name}: {row}" for (name,) in tables.fetchall() for row in connection.execute(f"SELECT * FROM {name}")
            ]
        connection.close()
        return rows

    before = everything()
    for form in ("jsonl", "csv"):
        peruwatch("export", "--format", form)
    assert everything() == before
