"""When each sample article comes out: some before the demo starts, the others one by one after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.demo.samples import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """How the offsets of the content become moments."""

    started: datetime
    """When the demo starts, with its offset from UTC."""
    spacing: timedelta
    """Time between two articles that come out after the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A sample article with the moment at which it comes out."""

    sample: Sample
    moment: datetime
    """In UTC and whole seconds, as publishers print it."""

    @property
    def printed_date(self) -> str | None:
        """ISO 8601 date that a reader finds, at the precision it is printed at; None where nothing is printed."""
        if self.sample.printed:
            return self.sample.printed
        return self.moment.isoformat() if self.sample.dated else None


def publications(samples: Iterable[Sample], timeline: Timeline) -> tuple[Publication, ...]:
    """Every article with its moment, newest first."""
    placed = (Publication(sample=sample, moment=_moment(sample, timeline)) for sample in samples)
    return tuple(sorted(placed, key=lambda publication: publication.moment, reverse=True))


def visible(article: Publication, moment: datetime) -> bool:
    """Whether the article has come out by that moment."""
    return article.moment <= moment


def _moment(sample: Sample, timeline: Timeline) -> datetime:
    """Start less the offset, or start plus one spacing for each place in the order, in UTC."""
    offset = timeline.spacing * (sample.order or 0) if sample.before is None else -sample.before
    exact = (timeline.started + offset).astimezone(UTC)
    # Rounded up: what comes out after the start must not be there at the start, however short the spacing.
    return exact.replace(microsecond=0) + timedelta(seconds=bool(exact.microsecond))
