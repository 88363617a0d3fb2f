"""Damaged listings of all kinds, read in worker processes as crawls have them read.

What a parser may do is refuse one, or read it. What ends its process, takes it too long, or raises anything else is
kept in the current folder.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from crawler.listings.listing import NotAListing
from crawler.sections.answers import Answer
from crawler.sections.kinds import read_part
from crawler.workers.pool import ExtractionPool
from model.crawl import Fetch, Outcome
from model.errors import NotAnArticle, ReaderBroke
from model.source import Source, WayKind
from tests.crawler.publisher import Story, rss, section_page

URL = "https://gazette.example/peru/"
SOURCE = Source(name="gazette", url=URL, title="Gazette", network="gazette")
_STORIES = [Story(number=number) for number in range(12)]
_MOST_TIMES = 3_000
"""How often a piece is repeated: what is nested or repeated is where parsers take too long."""
_LONGEST = 3_000_000
_PIECES = (
    b"<div>|</div>|<table><tr><td>|<a href='/peru/x.htm'>A town in the hills</a>|<li>|<!--|-->|<![CDATA[|]]>|&b;|&amp;|"
    b'<!DOCTYPE a [<!ENTITY b \'c\'>]>|&#xD800;|\0|\xff\xfe|[|{|{"a":|"|12/11/2024|<item>|<entry>|<link>|<url><loc>|'
    b"<script>|<svg>|<template>|<base href='//'>|<meta charset=zlib_codec>|%|..|\xe2\x80\xae|\xc3|<title>|9999999999"
).split(b"|")


def seeds() -> list[tuple[WayKind, bytes]]:
    """Listings that are as they should be."""
    root = "https://gazette.example"
    shown = [(root + story.path, story) for story in _STORIES]
    urls = "".join(f"<url><loc>{url}</loc><lastmod>2026-03-01</lastmod></url>" for url, _ in shown)
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    posts = [{"id": story.number, "link": url, "title": {"rendered": story.title}} for url, story in shown]
    items = [{"id": url, "url": url, "title": story.title, "content_html": "<p>Text."} for url, story in shown]
    return [
        (WayKind.PAGE, section_page(_STORIES, following="/peru/?start=12").encode()),
        (WayKind.FEED, rss(root, _STORIES).body),
        (WayKind.FEED, json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()),
        (WayKind.SITEMAP, sitemap.encode()),
        (WayKind.WORDPRESS, json.dumps(posts).encode()),
    ]


def damaged(document: bytes, chance: random.Random) -> bytes:
    """A document with some damage."""
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(document) + 1)
        end = min(len(document), at + int(chance.expovariate(1 / 200)))
        piece = chance.choice([*_PIECES, document[at:end]])
        match chance.randrange(5):
            case 0:
                document = document[:at] + piece + document[at:]
            case 1:
                document = document[:at] + document[end:]
            case 2:
                document = document[:at] + piece * chance.choice([2, 50, _MOST_TIMES]) + document[at:]
            case 3:
                document = document[:at] + chance.randbytes(chance.randint(1, 9)) + document[end:]
            case _:
                document = document[:at] if chance.random() < 0.3 else document + document[at:end]
    return document[:_LONGEST]


async def read(pool: ExtractionPool, kind: WayKind, document: bytes) -> str:
    """What comes of reading a document."""
    fetch = Fetch(url=URL, at=datetime(2026, 3, 14, tzinfo=UTC), outcome=Outcome.OK, status=200)
    try:
        await pool.run(read_part, kind, Answer(fetch=fetch, url=URL, body=document), SOURCE)
    except ReaderBroke as error:
        return f"BROKE: {error}"
    except (NotAListing, NotAnArticle):
        return "refused"
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"RAISED {type(error).__name__}"
    return "read"


async def _try(seconds: float, seed: int) -> Counter[str]:
    chance, found, ends = random.Random(seed), Counter[str](), time.monotonic() + seconds
    async with ExtractionPool() as pool:
        while time.monotonic() < ends:
            chosen = [chance.choice(seeds()) for _ in range(8)]
            batch = [(kind, damaged(document, chance)) for kind, document in chosen]
            outcomes = await asyncio.gather(*(read(pool, *one) for one in batch))
            for (kind, document), outcome in zip(batch, outcomes, strict=True):
                found[outcome] += 1
                if outcome.startswith(("BROKE", "RAISED")):
                    name = f"{kind}-{hashlib.sha256(document).hexdigest()[:12]}"
                    Path(name).write_bytes(document)  # noqa: ASYNC240 - nobody else waits for this loop
                    print(f"{name}: {outcome}", flush=True)
    return found


def try_listings(seconds: float, seed: int) -> int:
    """Give workers damaged listings until the time is over; gives 1 if any broke what reads it."""
    found = asyncio.run(_try(seconds, seed))
    told = ", ".join(f"{count:,} {outcome}" for outcome, count in found.most_common())
    print(f"{found.total():,} listings with seed {seed}: {told}")
    return int(any(outcome.startswith(("BROKE", "RAISED")) for outcome in found))
