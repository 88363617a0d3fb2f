"""What the sample publishers are asked and what they answer."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote

from monitor.demo.timeline import Publication

HTML = "text/html; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"

INVENTED = "A sample publisher of the peruwatch demo. Its articles, groups and figures are invented."
"""Printed at the foot of pages, so that nobody who lands on one takes it for news."""

_OLDEST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asks for."""

    root: str
    """Scheme, host and port of the publisher, without a slash at the end."""
    path: str
    """Without query, with percent signs undone."""
    query: dict[str, str] = field(default_factory=dict)

    def number(self, name: str, default: int) -> int:
        """A whole number from the query; the default where there is none that can be read."""
        told = self.query.get(name, "")
        return int(told) if re.fullmatch(r"[0-9]{1,6}", told) else default


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPage:
    """An answer."""

    body: bytes
    content_type: str = HTML
    modified: datetime | None = None
    """Becomes Last-Modified, and allows 304 together with a tag of the bytes; None: neither."""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


def request(root: str, target: str) -> Request:
    """The request for a target (path, and query after a question mark) as HTTP's first line has it."""
    path, _, query = target.partition("?")
    return Request(root=root, path=unquote(path), query=dict(parse_qsl(query, keep_blank_values=True)))


def redirect(url: str) -> DemoPage:
    """An answer that sends to another address for good."""
    return DemoPage(body=b"", status=301, headers=(("Location", url),))


def robots(*rules: str) -> DemoPage:
    """A robots.txt with these rules for everyone."""
    return DemoPage(body="\n".join(("User-agent: *", *rules, "")).encode(), content_type="text/plain; charset=utf-8")


def escape(text: str) -> str:
    """Text for HTML and XML, also inside a quoted attribute."""
    return html.escape(text)


def teaser(publication: Publication) -> str:
    """What a listing shows with the link: what was written for it, or the article's opening."""
    return publication.sample.teaser or publication.sample.paragraphs[0]


def newest(publications: Iterable[Publication]) -> datetime:
    """When the last of these came out: no page that names them all has changed since."""
    return max((publication.moment for publication in publications), default=_OLDEST)


def part(publications: Sequence[Publication], number: int, size: int) -> Sequence[Publication]:
    """The articles on one page of a listing, counted from 1."""
    return publications[(number - 1) * size : number * size]


def parts(publications: Sequence[Publication], size: int) -> int:
    """How many pages a listing has; an empty one has one."""
    return max(1, -(-len(publications) // size))
