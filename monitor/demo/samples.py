"""What the sample publishers say: articles read from content/*.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from model.article import Kind

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One invented article, as its author wrote it."""

    slug: str
    """Last part of its address, without ending."""
    title: str
    paragraphs: tuple[str, ...]
    before: timedelta | None = None
    """How long before the start of the demo it came out; None: after it, in its order."""
    order: int | None = None
    """Place among the articles of all publishers that come out after the start, from 1."""
    author: str | None = None
    teaser: str | None = None
    """What the listing shows with the link, where it isn't the article's own opening."""
    dated: bool = True
    """Whether the publisher prints the time of publication."""
    printed: str | None = None
    """ISO 8601 date that a PDF prints in its running head: the month of the issue, not when it was put on the site."""
    running_head: str = ""
    """Line on top of each page of a PDF."""
    kind: Kind = Kind.HTML


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """One invented publisher with all that it ever says."""

    name: str
    """Key in the demo's sources.toml and name of its content file."""
    title: str
    samples: tuple[Sample, ...]


def publisher(name: str) -> Publisher:
    """Everything that the publisher of that name says, in the order of its file."""
    told = tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))
    return Publisher(name=name, title=told["title"], samples=tuple(_sample(table) for table in told["articles"]))


def _sample(table: dict[str, Any]) -> Sample:
    """One table of a content file; exactly one of `hours_before` and `order` places it in time."""
    given = dict(table)
    hours = given.pop("hours_before", None)
    if (hours is None) == ("order" not in given):
        raise ValueError(f"{given['slug']}: give either hours_before or order")
    return Sample(
        before=None if hours is None else timedelta(hours=hours),
        paragraphs=tuple(given.pop("paragraphs")),
        kind=Kind(given.pop("kind", Kind.HTML)),
        **given,
    )
