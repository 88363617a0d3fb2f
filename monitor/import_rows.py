"""A line of what `export --format jsonl` prints, or another program in its place, as an article: a pure reading."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from crawler.address import home
from crawler.extract.dates import EARLIEST
from crawler.sections.scope import alias_hosts
from model.article import Content, DateSource, Kind, PublicationDate, Span, SpanKind
from model.errors import PeruwatchError
from model.source import Source
from model.urls import canonical, identity, part_of
from storage.imports import Imported

LONGEST_LINE = 8_000_000
"""Bytes. A thick novel has a million: what is longer is no article, and a few dozen of them are in memory at a time."""

_EARLIEST_YEAR = 1600
"""Before that nobody published newspapers, and some time zones carry dates out of the calendar."""
_LARGEST_NUMBER = 1_000_000
"""Of an item in a list."""
_PART = re.compile(r"page=\d+(?:&article=\d+)?")
"""The fragments by which a file's articles are told from each other; others lead to places within one."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]\w+)*", re.IGNORECASE)


class BadRow(PeruwatchError):  # noqa: N818 - an expected finding, as NotAnArticle is
    """A line that no article can be made of; its text is the reason."""


def _as_list(value: object) -> object:
    """A name alone as a list of it."""
    return [value] if isinstance(value, str) else value


class _Given(BaseModel):
    model_config = ConfigDict(strict=True)


class _GivenSpan(_Given):
    kind: Annotated[SpanKind, Field(strict=False)]
    start: Annotated[int, Field(ge=0)]
    end: int
    number: Annotated[int | None, Field(ge=-_LARGEST_NUMBER, le=_LARGEST_NUMBER)] = None
    level: Annotated[int | None, Field(ge=1, le=_LARGEST_NUMBER)] = None


class _GivenRow(_Given):
    """What a row may tell. All else in it, such as its matches, is made anew here."""

    url: Annotated[str, Field(max_length=4000)]
    title: Annotated[str, Field(max_length=4000)]
    source: Annotated[str | None, Field(max_length=200)] = None
    authors: Annotated[list[str] | None, BeforeValidator(_as_list)] = None
    published: str | None = None
    published_source: Annotated[DateSource | None, Field(strict=False)] = None
    modified: str | None = None
    first_seen: str | None = None
    language: str | None = None
    kind: Annotated[Kind | None, Field(strict=False)] = None
    body: str | None = None
    is_teaser: bool | None = None
    structure: list[_GivenSpan] | None = None
    body_share: Annotated[float, Field(ge=0, le=1)] | None = None
    other_title: Annotated[str, Field(max_length=4000)] | None = None


class Publishers:
    """Whose an address is, and under which keys its article may be known."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._aliases = {source.name: alias_hosts(source) for source in sources}
        self._all_aliases = {alias: main for aliases in self._aliases.values() for alias, main in aliases.items()}
        self._owners: dict[str, list[str]] = {}
        for source in sources:
            self._owners.setdefault(home(source.url, self._all_aliases), []).append(source.name)

    def source_of(self, url: str) -> str:
        """The source whose host it is; where none or several have it, the host's own name stands for one."""
        host = home(url, self._all_aliases)
        owners = self._owners.get(host, [])
        return owners[0] if len(owners) == 1 else host

    def keys(self, url: str, source: str) -> tuple[str, ...]:
        """Keys of an address, that of the source's own crawls first."""
        own = self._aliases.get(source, {})
        return tuple(dict.fromkeys(identity(url, aliases=aliases) for aliases in (own, {}, self._all_aliases)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a line says."""

    article: Imported
    says_language: bool
    """Otherwise it is to be found from the text."""

    @property
    def published(self) -> datetime | None:
        """By what rows are ordered; None: by their place in the file."""
        date = self.article.content.published
        return None if date is None else date.earliest


def read_row(line: bytes, publishers: Publishers, *, now: datetime) -> Row:
    """Read a line; raises BadRow with what is wrong with it."""
    if len(line) > LONGEST_LINE:
        raise BadRow(f"is longer than {LONGEST_LINE:,} bytes")
    try:
        given = _GivenRow.model_validate_json(line.removeprefix(codecs.BOM_UTF8))
    except ValidationError as error:
        raise BadRow(_told(error)) from None
    url, keys, source = _address(given, publishers)
    body = _plain(given.body or "")
    title = " ".join(_plain(given.title).split())
    if not title:
        raise BadRow("title: is empty")
    language = _language(given.language)
    content = Content(
        title=title,
        body=body,
        authors=tuple(name for author in given.authors or () if (name := " ".join(_plain(author).split()))),
        published=_publication_date(given, now),
        modified=_modified(given.modified),
        language=language,
        kind=given.kind or Kind.HTML,
        structure=_structure(given, body),
        is_teaser=bool(given.is_teaser),
        body_share=1.0 if given.body_share is None else given.body_share,
        other_title=" ".join(_plain(given.other_title or "").split()) or None,
    )
    first_seen = _first_seen(given.first_seen, now)
    article = Imported(source=source, keys=keys, url=url, first_seen=first_seen, content=content)
    return Row(article=article, says_language=language is not None)


def _told(error: ValidationError) -> str:
    """What is wrong, with the name of where, and nothing of what stands there: that may be long."""
    first, *others = error.errors(include_url=False, include_input=False, include_context=False)
    where = ".".join(map(str, first["loc"]))
    told = f"{where}: {first['msg']}" if where else first["msg"].replace(" at line 1 column ", " at column ")
    return f"{told} (and {len(others)} more)" if others else told


def _address(given: _GivenRow, publishers: Publishers) -> tuple[str, tuple[str, ...], str]:
    """Canonical address, keys and source."""
    address, _, fragment = given.url.strip().partition("#")
    part = fragment if _PART.fullmatch(fragment) else None
    try:
        url = canonical(address)
        source = " ".join(_plain(given.source or "").split()) or publishers.source_of(address)
        keys = publishers.keys(address, source)
    except ValueError as error:
        raise BadRow(f"url: {_shortened(str(error))}") from None
    return part_of(url, part), tuple(part_of(key, part) for key in keys), source


def _plain(text: str) -> str:
    """Text without control characters, each of which becomes a space, so that places in it stay; other line ends do."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def _publication_date(given: _GivenRow, now: datetime) -> PublicationDate | None:
    value = (given.published or "").strip()
    if not value:
        return None
    date = _date(value, given.published_source or DateSource.NONE)
    if date is None or date.earliest.year < _EARLIEST_YEAR:
        raise BadRow(f"published: {_shortened(value)!r} is no date in ISO 8601 that can be")
    if date.earliest > now + timedelta(days=1):  # clocks differ, and so do zones
        raise BadRow(f"published: {date.value} is in the future")
    return date


def _date(value: str, source: DateSource) -> PublicationDate | None:
    """A date in any form of ISO 8601, such as `2022-12-22 12:00`: where a time has no offset, only the day is known."""
    with suppress(ValueError, OverflowError):
        return PublicationDate(value, source)
    with suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(value)
        if "W" not in value:  # a week would become one of its days
            return PublicationDate(moment.isoformat() if moment.tzinfo else moment.date().isoformat(), source)
    return None


def _modified(given: str | None) -> str | None:
    """When it was last changed; what has no offset tells no moment and is left out."""
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given.strip())
    except ValueError:
        raise BadRow(f"modified: {_shortened(given)!r} is no moment in ISO 8601") from None
    return given.strip() if moment.tzinfo else None


def _first_seen(given: str | None, now: datetime) -> datetime:
    """When it was first seen there, in UTC unless it says otherwise; now where it doesn't tell, or tells the future."""
    if not given:
        return now
    try:
        moment = datetime.fromisoformat(given.strip())
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRow(f"first_seen: {_shortened(given)!r} is no moment in ISO 8601") from None
    if moment < EARLIEST:
        raise BadRow(f"first_seen: {_shortened(given)} is before there was a web")
    return min(moment, now)


def _language(given: str | None) -> str | None:
    """ISO 639 code; a country after it is left out."""
    if not given:
        return None
    found = _LANGUAGE.fullmatch(given.strip())
    if found is None:
        raise BadRow(f"language: {_shortened(given)!r} is no code in ISO 639")
    return found[1].lower()


def _structure(given: _GivenRow, body: str) -> tuple[Span, ...]:
    """Spans of the body; where its line ends were others, their offsets are of another text, and they are left out."""
    spans = given.structure or ()
    if any(span.start >= span.end or span.end > len(given.body or "") for span in spans):
        raise BadRow("structure: a span ends before it begins, or after the body does")
    if len(body) != len(given.body or ""):
        return ()
    return tuple(Span(span.kind, span.start, span.end, span.number, span.level) for span in spans)


def _shortened(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else f"{text[:limit]}…"
