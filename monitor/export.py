"""Articles as lines of JSON, as a table, and snapshots as an archive of the web."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from typing import IO, BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from model.article import Article, Content, Snapshot, Span
from monitor.terminal import json_text

FIELDS = (
    "source", "url", "title", "authors", "published", "published_source", "modified", "first_seen", "language", "kind",
    "body", "revision", "matches", "development", "is_teaser", "structure", "body_share", "other_title",
)  # fmt: skip
"""The contract of `export`, in order."""


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What formulas begin with (OWASP, CSV injection), full-width signs of East Asia among them."""
_TRANSPORT = {"content-encoding", "content-length", "transfer-encoding"}


def as_record(article: Article) -> dict[str, object]:
    """One article by the names of FIELDS."""
    said = article.content
    return {
        "source": article.source,
        "url": article.url,
        "title": said.title,
        "authors": list(said.authors),
        "published": said.published and said.published.value,
        "published_source": said.published.source if said.published else "none",
        "modified": said.modified,
        "first_seen": article.first_seen.isoformat(timespec="seconds"),
        "language": said.language,
        "kind": said.kind,
        "body": said.body,
        "revision": article.revision,
        "matches": list(article.matches),
        "development": article.development,
        "is_teaser": said.is_teaser,
        "structure": [_as_object(span) for span in said.structure],
        "body_share": said.body_share,
        "other_title": said.other_title,
    }


def _as_object(span: Span) -> dict[str, object]:
    """A part of a body and what it is; offsets are code points."""
    return {name: value for name, value in asdict(span).items() if value is not None}


def as_unstored_record(content: Content, *, url: str, now: datetime) -> dict[str, object]:
    """What an article's record would be, were it stored now from a listing of nobody's."""
    article = Article(id=0, guid="", source="", url=url, first_seen=now, revision_id=0, revision=1, content=content)
    return as_record(article)


def write_jsonl(articles: Iterable[Article], out: IO[str]) -> None:
    """One object a line, an article each."""
    for article in articles:
        out.write(json_text(as_record(article)) + "\n")


def write_csv(articles: Iterable[Article], out: IO[str]) -> None:
    """A table with a head (RFC 4180); several authors or matches stand in one cell, with semicolons between."""
    columns = [name for name in FIELDS if name != "structure"]  # which is no cell's matter
    table = csv.DictWriter(out, columns, lineterminator="\r\n", extrasaction="ignore")
    table.writeheader()
    for article in articles:
        record = as_record(article)
        joined = {
            name: "; ".join(article_values)
            for name, article_values in (("authors", article.content.authors), ("matches", article.matches))
        }
        table.writerow({name: _plain(value) for name, value in (record | joined).items()})


def _plain(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula: what begins like one stands behind an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA) else cell


def write_warc(snapshots: Iterable[Snapshot], out: BinaryIO) -> None:
    """WARC 1.1 records of what was fetched (ISO 28500), each compressed by itself."""
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    for snapshot in snapshots:
        # The bytes are kept decompressed, so the headers that speak of their transport no longer hold.
        headers = [pair for pair in snapshot.headers if pair[0].lower() not in _TRANSPORT]
        headers.append(("Content-Length", str(len(snapshot.body))))
        head = StatusAndHeaders(str(snapshot.status), headers, protocol="HTTP/1.1")
        moment = snapshot.fetched.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        record = writer.create_warc_record(
            snapshot.url,
            "response",
            payload=BytesIO(snapshot.body),
            length=len(snapshot.body),
            http_headers=head,
            warc_headers_dict={"WARC-Date": moment},
        )
        writer.write_record(record)
