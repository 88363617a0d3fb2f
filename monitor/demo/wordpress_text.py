"""Crónica del Sur's addresses, numbers and texts, as WordPress makes them of what was written."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from zlib import crc32

from monitor.demo.pages import escape
from monitor.demo.samples import Sample
from monitor.demo.timeline import Publication

LIMA = timezone(-timedelta(hours=5))
"""The site's own time; Peru has no summer time."""
EXCERPT_WORDS = 28


def path(sample: Sample) -> str:
    """Where an article stands on the site."""
    return f"/{sample.slug}/"


def post_id(sample: Sample) -> int:
    """The number under which WordPress keeps the post: always the same for the same article."""
    return 1000 + crc32(sample.slug.encode()) % 90000


def texturized(text: str) -> str:
    """Text for HTML with its typographic signs as numeric entities."""
    return re.sub("[\u2018\u2019\u201c\u201d\u2013\u2014\u2026]", lambda sign: f"&#{ord(sign[0])};", escape(text))


def body(sample: Sample) -> str:
    """The article's paragraphs as HTML."""
    return "\n".join(f"<p>{texturized(paragraph)}</p>" for paragraph in sample.paragraphs)


def excerpt(sample: Sample) -> str:
    """The listing's text as HTML: written for it, or the first words of the article and three dots in brackets."""
    if sample.teaser:
        return f"<p>{texturized(sample.teaser)}</p>"
    words = " ".join(sample.paragraphs).split()
    return f"<p>{texturized(' '.join(words[:EXCERPT_WORDS]))} [&hellip;]</p>"


def local(publication: Publication) -> datetime:
    """When the article came out, on Lima's clocks."""
    return publication.moment.astimezone(LIMA)
