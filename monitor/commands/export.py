"""`peruwatch export` and `peruwatch opml`."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated, BinaryIO, TextIO

import typer

from alerts.publish.opml import opml as opml_document
from monitor.export import write_csv, write_jsonl, write_warc
from monitor.options import ConfigOption, DataOption
from monitor.place import open_config, open_database
from monitor.published import published_feeds, with_token
from storage import articles


class ExportFormat(StrEnum):
    """The forms in which articles leave."""

    JSONL = "jsonl"
    CSV = "csv"
    WARC = "warc"


def export(
    ctx: typer.Context,
    *,
    form: Annotated[
        ExportFormat, typer.Option("--format", help="jsonl and csv: the articles; warc: the fetched bytes.")
    ] = ExportFormat.JSONL,
    config: ConfigOption = None,
    data: DataOption = None,
) -> None:
    """Print all stored articles."""
    configuration = open_config(ctx, config, data)
    out = sys.stdout.buffer
    with open_database(configuration) as database, database.reading() as session:
        match form:
            case ExportFormat.JSONL:
                with _as_text(out) as text:
                    write_jsonl(articles.every(session), text)
            case ExportFormat.CSV:
                with _as_text(out) as text:
                    write_csv(articles.every(session), text)
            case ExportFormat.WARC:
                write_warc(articles.every_snapshot(session), out)


@contextmanager
def _as_text(out: BinaryIO) -> Iterator[TextIO]:
    """Lines as they are written, in UTF-8 whatever the terminal speaks."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    try:
        yield text
    finally:
        text.detach()


def opml(
    ctx: typer.Context,
    *,
    token: Annotated[str | None, typer.Option(help="A reader's token, for the addresses.")] = None,
    config: ConfigOption = None,
    data: DataOption = None,
) -> None:
    """Print the feeds that we publish as OPML, for a feed reader to import."""
    configuration = open_config(ctx, config, data)
    home = configuration.public_url
    feeds = [(feed.title, with_token(feed.url("rss"), token), home) for feed in published_feeds(configuration)]
    sys.stdout.buffer.write(opml_document("peruwatch", feeds))
