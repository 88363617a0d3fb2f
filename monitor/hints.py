"""What a query asks for that no article can have: names of sources, networks and languages that are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from config.load import Config
from config.values import guidance, nearest, shown
from model.query import Field, Having, Query, havings_in
from storage import articles
from storage.database import Session

_NAMED = 5
"""Languages that are offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """The names that a query can ask for."""

    sources: Mapping[str, str]
    """Names of sources by what people may call them: the name itself, and the title."""
    networks: frozenset[str]
    languages: Sequence[str] = ()
    """Of the stored articles, the most frequent first."""


def known_names(config: Config, session: Session | None) -> KnownNames:
    """The names that the configuration has, and those of stored articles."""
    stored = {} if session is None else {name: name for name in articles.count_by_source(session)}
    titles = {source.title: source.name for source in config.sources}
    return KnownNames(
        sources={**titles, **stored, **{source.name: source.name for source in config.sources}},
        networks=frozenset(source.network for source in config.sources),
        languages=() if session is None else articles.languages(session),
    )


def hints(query: Query, known: KnownNames) -> list[str]:
    """A line for each name in a query that is none, with the one that is probably meant."""
    return [line for part in dict.fromkeys(havings_in(query)) for line in _hint(part, known)]


def _hint(part: Having, known: KnownNames) -> Iterator[str]:
    problem = f"{part.field}:{part.value}: there is no {part.field} {shown(part.value)}"
    from crawler.extract.language import known_languages  # noqa: PLC0415 - slow to import, and seldom asked

    match part.field:
        case Field.SOURCE:
            if part.value.casefold() not in {name.casefold() for name in known.sources.values()}:
                meant = nearest(part.value, known.sources)
                names = sorted(set(known.sources.values()))
                advice = f'did you mean "{known.sources[meant]}"?' if meant else guidance(part.value, names, "sources")
                yield f"{problem} ({advice})"
        case Field.NETWORK:
            if part.value.casefold() not in {name.casefold() for name in known.networks}:
                yield f"{problem} ({guidance(part.value, known.networks, 'networks')})"
        case Field.LANGUAGE:
            if part.value.casefold() not in known_languages():
                offered = " or ".join(map(shown, known.languages[:_NAMED] or ("en", "es")))
                yield f"{problem} (did you mean {offered}? Languages are named by their ISO 639-1 codes)"
