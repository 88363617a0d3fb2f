"""`peruwatch extract`: what would be stored of files on disk."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from config.values import UnusableError, web_address
from crawler.workers.pool import ExtractionPool
from model.article import Content, Entry, Snapshot
from model.clock import utc_now
from model.errors import NotAnArticle
from model.urls import part_of
from monitor.export import as_unstored_record
from monitor.terminal import json_text, say

_AHEAD = 8
"""Files that are read from disk before the first of them is done."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What came of one file."""

    file: Path
    url: str
    """Address that it was fetched from, or else its own."""
    contents: Sequence[Content] = ()
    why: tuple[str, ...] = ()
    """By which evidence its text was found."""
    failure: str | None = None
    """Why nothing would be stored of it."""

    def url_of(self, content: Content) -> str:
        """Address of one of its articles."""
        return part_of(content.canonical_url or self.url, content.fragment)


def extract(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Web pages and PDFs.", show_default=False)],
    *,
    url: Annotated[str | None, typer.Option(help="Address that they were fetched from, which may tell a date.")] = None,
    why: Annotated[bool, typer.Option("--why", help="Tell by which evidence each text was found.")] = False,
) -> int:
    """Print what would be stored of pages and PDFs on disk, a JSON line an article."""
    try:
        address = None if url is None else web_address(url)
    except UnusableError as error:
        raise typer.BadParameter(f"--url: {error}") from error
    named = [(file, address or file.absolute().as_uri()) for file in files]
    return int(asyncio.run(_print_all(named, utc_now(), why=why)))


async def _print_all(files: Iterable[tuple[Path, str]], now: datetime, *, why: bool) -> bool:
    """Print every file's lines in the order of the files; returns whether any has none."""
    failed = False
    async with ExtractionPool() as pool:
        async for extracted in _in_order(files, pool, now):
            for content in extracted.contents:
                record = {
                    "file": str(extracted.file),
                    **as_unstored_record(content, url=extracted.url_of(content), now=now),
                    **({"why": list(extracted.why)} if why else {}),
                }
                sys.stdout.write(json_text(record) + "\n")
            if extracted.failure is not None:
                failed = True
                say(f"peruwatch: {extracted.file}: {extracted.failure}", err=True)
    return failed


async def _in_order(files: Iterable[tuple[Path, str]], pool: ExtractionPool, now: datetime) -> AsyncIterator[Extracted]:
    """What came of each file; some are worked on at the same time."""
    under_way: list[asyncio.Task[Extracted]] = []
    for file, url in files:
        under_way.append(asyncio.create_task(_extracted(file, url, pool, now)))
        if len(under_way) >= _AHEAD:
            yield await under_way.pop(0)
    for task in under_way:
        yield await task


async def _extracted(file: Path, url: str, pool: ExtractionPool, now: datetime) -> Extracted:
    try:
        body = await asyncio.to_thread(file.read_bytes)
    except OSError as error:
        return Extracted(file, url, failure=f"can't be read: {error.strerror}")
    snapshot = Snapshot(url=url, fetched=now, body=body)
    try:
        reading = await pool.extract(snapshot, Entry(url=url), now)
    except NotAnArticle as error:
        return Extracted(file, url, failure=f"holds no article: {error}")
    return Extracted(file, url, contents=reading.contents, why=reading.why)
