"""Sets of real pages on disk with what is known of them, divided by host into a half to learn from and one to judge."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from tldextract import TLDExtract

Half = Literal["A", "B"]

_BUNDLED = TLDExtract(suffix_list_urls=(), cache_dir=None)  # the list that comes with it: no network


@dataclass(frozen=True, slots=True, kw_only=True)
class RealPage:
    """A page with what is known of it; None is unknown."""

    id: str
    url: str
    page: bytes
    is_article: bool
    body: str | None
    title: str | None
    author: str | None
    published: str | None

    @property
    def half(self) -> Half:
        """The half of its set that it belongs to: A to learn from, B to judge."""
        return half_of(self.url)


def half_of(url: str) -> Half:
    """Half of an address: that of its registered domain, so that pages of one publisher never stand in both."""
    parts = _BUNDLED.extract_str(urlsplit(url).hostname or "")
    domain = parts.top_domain_under_public_suffix or parts.domain
    return "A" if sha256(domain.encode()).digest()[0] % 2 == 0 else "B"


def real_pages(folder: Path) -> Iterator[RealPage]:
    """Pages of a set: `ground-truth.json` has what is known by their names, `html/NAME.html.gz` the bytes."""
    for name, known in json.loads((folder / "ground-truth.json").read_text()).items():
        yield RealPage(
            id=name,
            url=known.get("url") or "http://localhost/",
            page=gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()),
            is_article=known.get("kind", "article") == "article",
            body=known.get("body") or known.get("articleBody"),
            title=known.get("title"),
            author=known.get("author"),
            published=known["published"] if isinstance(known.get("published"), str) else None,  # some are NaN
        )
