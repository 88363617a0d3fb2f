"""What a query asks for that no article can have: names of sources, networks and languages that are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from config.load import Config
from config.values import guidance, nearest, shown
from model.query import Field, Having, Query, havings_in
from storage import articles, lookup
from storage.database import Session

_NAMED = 5
"""Languages that are offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """The names that a query can ask for."""

    sources: Mapping[str, str]
    """Names of sources by what people may call them: the name itself, and the title."""
    networks: frozenset[str]
    stored_languages: frozenset[str] = frozenset()
    """Of the stored articles, where a query asks for one."""
    languages: Sequence[str] = ()
    """The same, the most frequent first, where a query asks for one that is none."""


def known_names(config: Config, session: Session | None, queries: Iterable[Query]) -> KnownNames:
    """The names that the configuration has; and those of stored articles, of the kinds that queries have others of."""
    titles = {source.title: source.name for source in config.sources}
    names = {source.name: source.name for source in config.sources}
    networks = frozenset(source.network for source in config.sources)
    configured = KnownNames(sources={**titles, **names}, networks=networks)
    if session is None:
        return configured
    asked = [part for query in queries for part in havings_in(query)]
    if any(part.field is Field.LANGUAGE for part in asked):
        configured = replace(configured, stored_languages=frozenset(lookup.languages(session)))
    unknown = {part.field for part in asked if not _is_known(part, configured)}
    stored = {name: name for name in lookup.sources(session)} if Field.SOURCE in unknown else {}
    return replace(
        configured,
        sources={**titles, **stored, **names},
        languages=articles.languages(session) if Field.LANGUAGE in unknown else (),
    )


def hints(query: Query, known: KnownNames) -> list[str]:
    """A line for each name in a query that is none, with the one that is probably meant."""
    return [_hint(part, known) for part in dict.fromkeys(havings_in(query)) if not _is_known(part, known)]


def _is_known(part: Having, known: KnownNames) -> bool:
    value = part.value.casefold()
    match part.field:
        case Field.SOURCE:
            return any(name.casefold() == value for name in known.sources.values())
        case Field.NETWORK:
            return any(name.casefold() == value for name in known.networks)
        case Field.LANGUAGE:
            if value in known.stored_languages:
                return True
            from crawler.extract.language import known_languages  # noqa: PLC0415 - slow to import, and seldom asked

            return value in known_languages()


def _hint(part: Having, known: KnownNames) -> str:
    problem = f"{part.field}:{part.value}: there is no {part.field} {shown(part.value)}"
    match part.field:
        case Field.SOURCE:
            meant = nearest(part.value, known.sources)
            names = sorted(set(known.sources.values()))
            advice = f'did you mean "{known.sources[meant]}"?' if meant else guidance(part.value, names, "sources")
        case Field.NETWORK:
            advice = guidance(part.value, known.networks, "networks")
        case Field.LANGUAGE:
            offered = " or ".join(map(shown, known.languages[:_NAMED] or ("en", "es")))
            advice = f"did you mean {offered}? Languages are named by their ISO 639-1 codes"
    return f"{problem} ({advice})"
