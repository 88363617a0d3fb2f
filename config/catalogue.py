"""The tables of sources.toml, watches.toml and digests.toml, and the model values that they make."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetPydanticSchema,
    StrictBool,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core.core_schema import no_info_after_validator_function, str_schema

from config import values
from config.cron import at_time, portable_cron, weekdays
from config.document import ConfigDocument
from config.mistakes import mistakes_in
from config.query import parse_query
from config.settings import Interval, Table
from config.values import guidance, nearest, same_place, shown
from model.alert import Digest, is_channel
from model.errors import Mistake
from model.query import Query, asks_for_nothing
from model.source import Source, WayKind
from model.watch import Again, Watch

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_STARTER = "add a table [{root}.NAME]; `peruwatch init` writes examples"
_Shape = TypeVar("_Shape", bound=Table)

Text = Annotated[str, AfterValidator(values.not_blank)]
Keyword = Annotated[str, AfterValidator(values.keyword)]
Recipient = Annotated[str, AfterValidator(values.recipient)]
ReadQuery = Annotated[Query, GetPydanticSchema(lambda *_: no_info_after_validator_function(parse_query, str_schema()))]
"""A query as a tree; the file has it as text."""


def _names(given: object) -> object:
    """One name as a list of names."""
    return [given] if isinstance(given, str) else given


class Language(StrEnum):
    """A language that digests speak."""

    ENGLISH = "en"
    SPANISH = "es"


class SourceTable(Table):
    """A source as sources.toml has it."""

    url: Annotated[str, AfterValidator(values.web_address)]
    """Address of the section, with http:// or https://."""
    name: Text | None = None
    """Name to show; the key if not given."""
    network: Text | None = None
    """Publishers of one network share copy; the source's own if not given."""
    aliases: tuple[Annotated[str, AfterValidator(values.alias)], ...] = ()
    """Other hosts that serve the same paths."""
    interval: Interval | None = None
    """Fixed time between two looks, at least 1s, instead of a learned one."""
    paused: StrictBool = False
    """Whether to leave it alone for now."""
    listing: str | None = None
    """The listing to read, by its address or kind ("page", "feed", "wordpress", "sitemap"), instead of any found."""
    entry: Annotated[str, AfterValidator(values.selector)] | None = None
    """CSS selector of articles' links on the section's pages, or of elements that hold the link."""
    next: Annotated[str, AfterValidator(values.selector)] | None = None
    """CSS selector of the link to the next page."""

    @field_validator("listing")
    @classmethod
    def _listing(cls, given: str, info: ValidationInfo) -> str:
        """The kind of listing, or its absolute address; what is relative is so to `url`."""
        section = info.data.get("url")
        return given if section is None else values.listing(given, WayKind, section=section)


class WatchTable(Table):
    """A watch as watches.toml has it."""

    title: Text | None = None
    """Title to show; the key if not given."""
    keywords: tuple[Keyword, ...] = Field(default=(), min_length=1)
    """Words and phrases, of which any is enough, such as ["national strike", "huelga"]."""
    require: tuple[Keyword, ...] = ()
    """Words and phrases, of which any must be there as well."""
    exclude: tuple[Keyword, ...] = ()
    """Words and phrases, of which any is too much."""
    query: ReadQuery | None = None
    """What lists of words can't say, such as 'strike NEAR/10 (mine OR miners)'."""
    inflect: StrictBool = True
    """Whether other forms of the words count, too."""
    alert: StrictBool = False
    """Whether to tell at once, too."""
    again: Again = Again.NETWORK
    """What tells at once again of a development that was told at once before."""
    networks: Annotated[int, Field(ge=1, le=20, strict=True)] = 1
    """Networks that must tell of a development before readers are told of it."""
    formerly: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    """The name that it had before, or all of them, the newest first."""


class DigestTable(Table):
    """A digest as digests.toml has it; one of `at` and `cron` is given."""

    to: Annotated[tuple[Recipient, ...], AfterValidator(values.recipients)] = Field(min_length=1)
    """Mail addresses and names of channels, such as ["desk@example.org", "phone"]."""
    at: Annotated[str, AfterValidator(values.time_of_day)] | None = None
    """Time of day, such as "07:00"."""
    days: Annotated[str, BeforeValidator(weekdays)] | None = None
    """Beside `at`: "daily", "weekdays", "weekly", or days of the week, such as ["mon", "thu"]."""
    cron: Annotated[str, AfterValidator(portable_cron)] | None = None
    """Minute, hour, day, month and weekday, such as "0 7 * * mon-fri"."""
    timezone: Annotated[str, AfterValidator(values.time_zone)] = "UTC"
    """IANA name of the time zone, such as "America/Lima"."""
    watches: tuple[str, ...] = Field(default=("*",), min_length=1)
    """Names of watches; "*" is all of them."""
    language: Language = Language.ENGLISH
    """Language of its own words: "en" or "es"."""
    length: Annotated[int, Field(ge=1, le=1000, strict=True)] = 25
    """How many developments and articles it tells at length; of the others there is a line each."""
    quiet: Annotated[str, AfterValidator(values.quiet_hours)] | None = None
    """Hours in which instant alerts wait, such as "22:00-07:00"."""
    send_empty: StrictBool = False
    """Whether to send it when there is nothing to tell."""


def sources_in(document: ConfigDocument) -> tuple[list[Source], list[Mistake]]:
    """The sources of a sources.toml, and its mistakes. That there are none yet is no mistake."""
    shapes, mistakes = _shapes_in(document, "sources", SourceTable)
    sources = [_source(name, shape) for name, shape in shapes.items()]
    mistakes += _shared_sections(document)
    mistakes += [mistake for name, shape in shapes.items() for mistake in _idle_selectors(document, name, shape)]
    if not document.exists:
        mistakes.append(document.mistake((), "no sources: the file is missing", _STARTER.format(root="sources")))
    return sources, mistakes


def watches_in(document: ConfigDocument) -> tuple[list[Watch], list[Mistake]]:
    """The watches of a watches.toml, and its mistakes."""
    shapes, mistakes = _shapes_in(document, "watches", WatchTable)
    watches = []
    for name, shape in shapes.items():
        wrong = [*_wants_nothing(document, name, shape), *_wrong_names(document, name, shape)]
        mistakes += wrong
        watches += [] if wrong else [_watch(name, shape)]
    if not (watches or mistakes or document.mistakes):
        problem = "nothing can ever match" if document.exists else "the file is missing"
        mistakes.append(document.mistake((), f"no watches: {problem}", _STARTER.format(root="watches")))
    return watches, mistakes


def digests_in(
    document: ConfigDocument, watches: Collection[str] | None, channels: Collection[str] | None
) -> tuple[list[Digest], list[Mistake]]:
    """The digests of a digests.toml, and its mistakes. None for names of watches or channels: they are not known."""
    shapes, mistakes = _shapes_in(document, "digests", DigestTable)
    for name, table in _tables(document, "digests").items():
        mistakes += _wrong_time(document, name, table)
        mistakes += _unknown_watches(document, name, table, watches)
        mistakes += (
            unknown_channels(document, ("digests", name), table.get("to"), channels) if channels is not None else ()
        )
    return [_digest(name, shape) for name, shape in shapes.items()], mistakes


def watch_names(document: ConfigDocument) -> Collection[str] | None:
    """The names that digests may use, those of faulty watches too; None if the file could not be read."""
    return _entries(document, "watches").keys() if document.table else None


def _shared_sections(document: ConfigDocument) -> Iterator[Mistake]:
    """A mistake for each source whose section another one has already."""
    first_at: dict[str, str] = {}
    for name, table in _tables(document, "sources").items():
        url = table.get("url")
        section = same_place(url) if isinstance(url, str) else None
        first = first_at.setdefault(section, name) if section else name
        if first != name:
            problem = f'the sources "{first}" and "{name}" have the same section'
            yield document.mistake(("sources", name, "url"), problem, "keep one of the two")


def _idle_selectors(document: ConfigDocument, name: str, shape: SourceTable) -> Iterator[Mistake]:
    """A mistake for each selector of a source whose pages are not read."""
    for key in ("entry", "next"):
        if getattr(shape, key) is not None and shape.listing in {*WayKind} - {WayKind.PAGE}:
            problem = f"selects on pages, and with listing = {shown(shape.listing)} no page is read"
            yield document.mistake(("sources", name, key), problem, "leave one of the two out")


def _wrong_time(document: ConfigDocument, name: str, table: Mapping[str, Any]) -> Iterator[Mistake]:
    """A mistake if the digest doesn't have exactly one of `at` and `cron`."""
    if ("at" in table) == ("cron" in table):
        problem = "has both at and cron" if "at" in table else "has neither at nor cron"
        advice = 'one of the two, such as at = "07:00" or cron = "0 7 * * mon-fri"'
        yield document.mistake(("digests", name), problem, advice)
    if "days" in table and "at" not in table:
        yield document.mistake(("digests", name, "days"), "goes with at", "cron says itself on which days")


def _wants_nothing(document: ConfigDocument, name: str, shape: WatchTable) -> Iterator[Mistake]:
    """A mistake if the watch has neither keywords nor a query, or asks only for what must not be there."""
    if not shape.keywords and shape.query is None:
        advice = 'words and phrases, such as ["national strike", "huelga"]; or give a query'
        yield document.mistake(("watches", name, "keywords"), "is missing", advice)
    elif shape.query is not None and asks_for_nothing(_watch(name, shape).wanted):
        problem = "asks for no word that must be there, so most articles would match"
        yield document.mistake(("watches", name, "query"), problem, "add with AND what you look for")


def _wrong_names(document: ConfigDocument, name: str, shape: WatchTable) -> Iterator[Mistake]:
    """A mistake for each former name that can't have been one, or that another watch has or had."""
    tables = _tables(document, "watches")
    others = [_names(table.get("formerly")) for other, table in tables.items() if other != name]
    for place, former in enumerate(shape.formerly):
        key = ("watches", name, "formerly", place)
        if not _NAME.fullmatch(former):
            yield document.mistake(
                key, f"{shown(former)} can't have been a name", "lower-case letters, digits and hyphens"
            )
        elif former == name or former in tables:
            yield document.mistake(
                key, f"a watch {shown(former)} is there", "the name that this watch had before, if any"
            )
        elif any(former in names for names in others if isinstance(names, list)):
            yield document.mistake(key, f"another watch was {shown(former)}, too", "keep one of the two")


def _unknown_watches(
    document: ConfigDocument, name: str, table: Mapping[str, Any], watches: Collection[str] | None
) -> Iterator[Mistake]:
    """A mistake for each watch that the digest names and that isn't there."""
    listed = table.get("watches")
    if watches is None or not isinstance(listed, list):
        return
    for place, watch in enumerate(listed):
        if isinstance(watch, str) and watch not in {"*", *watches}:
            key = ("digests", name, "watches", place)
            yield document.mistake(key, f"no watch {shown(watch)}", guidance(watch, watches, "watches"))


def unknown_channels(
    document: ConfigDocument, table: tuple[str, ...], listed: object, channels: Collection[str]
) -> Iterator[Mistake]:
    """A mistake for each channel that a table's `to` names and that settings.toml does not."""
    for place, recipient in enumerate(listed if isinstance(listed, list | tuple) else ()):
        if isinstance(recipient, str) and is_channel(recipient) and recipient not in channels:
            meant = nearest(recipient, channels)
            advice = f'did you mean "{meant}"?' if meant else _no_channel(channels)
            yield document.mistake((*table, "to", place), f"no channel {shown(recipient)}", advice)


def _no_channel(channels: Collection[str]) -> str:
    named = f"channels: {', '.join(sorted(channels))}" if channels else "[channels] in settings.toml names none"
    return f'a mail address has an "@"; {named}'


def _source(name: str, shape: SourceTable) -> Source:
    return Source(
        name=name,
        url=shape.url,
        title=shape.name or name,
        network=shape.network or name,
        aliases=shape.aliases,
        interval=shape.interval,
        paused=shape.paused,
        listing=shape.listing,
        entry=shape.entry,
        next=shape.next,
    )


def _watch(name: str, shape: WatchTable) -> Watch:
    return Watch(
        name=name,
        title=shape.title or name,
        keywords=shape.keywords,
        require=shape.require,
        exclude=shape.exclude,
        query=shape.query,
        inflect=shape.inflect,
        alert=shape.alert,
        again=shape.again,
        networks=shape.networks,
        formerly=shape.formerly,
    )


def _digest(name: str, shape: DigestTable) -> Digest:
    return Digest(
        name=name,
        to=shape.to,
        cron=shape.cron or at_time(shape.at or "00:00", shape.days or "*"),
        timezone=shape.timezone,
        watches=shape.watches,
        send_empty=shape.send_empty,
        language=shape.language,
        length=shape.length,
        quiet=shape.quiet or "",
    )


def _entries(document: ConfigDocument, root: str) -> Mapping[str, Any]:
    """What stands under the file's one table, by name."""
    entries = document.table.get(root, {})
    return entries if isinstance(entries, dict) else {}


def _tables(document: ConfigDocument, root: str) -> Mapping[str, dict[str, Any]]:
    """The entries that are tables, right or wrong inside."""
    return {name: entry for name, entry in _entries(document, root).items() if isinstance(entry, dict)}


def _shapes_in(document: ConfigDocument, root: str, shape: type[_Shape]) -> tuple[dict[str, _Shape], list[Mistake]]:
    """Each table `[root.NAME]` that is right, by its name; a mistake in one hides none of the others."""
    shapes: dict[str, _Shape] = {}
    mistakes = [
        document.mistake((key,), "unknown key", f"this file holds tables [{root}.NAME]")
        for key in document.table
        if key != root
    ]
    if not isinstance(document.table.get(root, {}), dict):
        mistakes.append(document.mistake((root,), "must be tables, each with a name", f"[{root}.NAME]"))
    for name, table in _entries(document, root).items():
        if not _NAME.fullmatch(name):
            advice = "lower-case letters, digits and hyphens, at most 63, the first no hyphen"
            mistakes.append(document.mistake((root, name), f"{shown(name)} can't be a name", advice))
        try:
            shapes[name] = shape.model_validate(table)
        except ValidationError as error:
            mistakes += mistakes_in(error, shape, document, (root, name))
    return shapes, mistakes
