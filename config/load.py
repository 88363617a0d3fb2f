"""From files and environment to the configuration, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.catalogue import digests_in, sources_in, unknown_channels, watch_names, watches_in
from config.document import ConfigDocument, dotted, read_document
from config.environment import Override, overrides_in
from config.mistakes import mistakes_in
from config.settings import Settings
from model.alert import Digest
from model.errors import ConfigError, Mistake
from model.query import QueryRules
from model.source import Source
from model.watch import Watch

FILES = ("settings.toml", "sources.toml", "watches.toml", "digests.toml")
"""The files of a configuration folder."""

_SQLITE = "sqlite:///"
_EVERYWHERE = {"0.0.0.0", "::"}
"""Addresses to listen on that are no addresses to ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that users decide, read once."""

    settings: Settings
    sources: tuple[Source, ...]
    """In the order of the file; none yet where somebody new has not added any."""
    watches: tuple[Watch, ...]
    """In the order of the file; at least one."""
    digests: tuple[Digest, ...]
    config_dir: Path
    """Absolute; the folder of the four files."""
    data_dir: Path
    """Absolute; where state lives. It may not exist yet."""
    environ: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """The environment variables that were read with the files; some are secret."""

    @property
    def database_url(self) -> str:
        """The database's address for SQLAlchemy; a relative path to SQLite's file is inside the data folder."""
        url = self.settings.storage.url
        if not url.startswith(_SQLITE):
            return url.replace("postgresql://", "postgresql+psycopg://", 1)
        return f"{_SQLITE}{self.data_dir / url.removeprefix(_SQLITE).removeprefix('var/')}"

    @property
    def outbox_dir(self) -> Path:
        """Where messages are written while no mail server is set."""
        return self.data_dir / "outbox"

    @property
    def networks(self) -> Mapping[str, str]:
        """The network of each source."""
        return {source.name: source.network for source in self.sources}

    @property
    def rules(self) -> QueryRules:
        """What decides, besides its own words, what a query means."""
        return QueryRules(networks=self.networks, false_friends=self.settings.words.false_friends)

    @property
    def operators(self) -> tuple[str, ...]:
        """Whom to tell that something is wrong: as configured, else those who get digests, each once."""
        wanted = self.settings.monitor.to or [recipient for digest in self.digests for recipient in digest.to]
        return tuple({recipient.casefold(): recipient for recipient in wanted}.values())

    @property
    def public_url(self) -> str:
        """Address under which readers reach us, without a slash at its end."""
        web = self.settings.web
        host = f"[{web.host}]" if ":" in web.host else web.host
        return web.public_url.rstrip("/") or f"http://{host}:{web.port}"

    @property
    def has_no_address(self) -> bool:
        """Whether links to us lead nowhere: we listen to the whole network, and are not told what it calls us."""
        return self.settings.web.host in _EVERYWHERE and not self.settings.web.public_url


def load(config_dir: Path, data_dir: Path, environ: Mapping[str, str]) -> Config:
    """Read the four files and the environment; raise a ConfigError with every mistake in them."""
    config, mistakes = load_what_is_right(config_dir, data_dir, environ)
    if mistakes or config is None:
        raise ConfigError(mistakes)
    return config


def load_what_is_right(
    config_dir: Path, data_dir: Path, environ: Mapping[str, str]
) -> tuple[Config | None, list[Mistake]]:
    """Read the four files and the environment; give what is right, and every mistake.

    There is no configuration where settings or sources have mistakes; watches and digests that have are left out.
    """
    for_settings, for_sources = (read_document(config_dir / name) for name in FILES[:2])
    settings, wrong_settings = _settings_in(for_settings, environ)
    sources, wrong_sources = sources_in(for_sources)
    if settings is not None:
        wrong_settings += unknown_channels(for_settings, ("monitor",), settings.monitor.to, settings.channels)
    watches, digests, wrong_others = _watches_and_digests(config_dir, None if settings is None else settings.channels)
    mistakes = [*for_settings.mistakes, *for_sources.mistakes, *wrong_settings, *wrong_sources]
    if settings is None or mistakes:
        return None, sorted([*mistakes, *wrong_others], key=_order)
    config = Config(
        settings=settings,
        sources=tuple(sources),
        watches=watches,
        digests=digests,
        config_dir=config_dir.absolute(),
        data_dir=data_dir.absolute(),
        environ=environ,
    )
    return config, sorted(wrong_others, key=_order)


def reload(config: Config) -> tuple[Config, list[Mistake]]:
    """The configuration as its files have it now, and every mistake.

    Sources and settings with a mistake stay both as they were, and so do watches and digests.
    """
    found, mistakes = load_what_is_right(config.config_dir, config.data_dir, config.environ)
    if found is None:
        watches, digests, wrong = _watches_and_digests(config.config_dir, config.settings.channels)
        found, mistakes_there = replace(config, watches=watches, digests=digests), wrong
    else:
        mistakes_there = mistakes
    if mistakes_there:
        found = replace(found, watches=config.watches, digests=config.digests)
    return found, mistakes


def _watches_and_digests(
    config_dir: Path, channels: Collection[str] | None
) -> tuple[tuple[Watch, ...], tuple[Digest, ...], list[Mistake]]:
    """Those that are right, and the mistakes of their files. None for the names of channels: they are not known."""
    for_watches, for_digests = (read_document(config_dir / name) for name in FILES[2:])
    watches, wrong_watches = watches_in(for_watches)
    digests, wrong_digests = digests_in(for_digests, watch_names(for_watches), channels)
    mistakes = [*for_watches.mistakes, *for_digests.mistakes, *wrong_watches, *wrong_digests]
    return tuple(watches), tuple(digests), mistakes


def _settings_in(document: ConfigDocument, environ: Mapping[str, str]) -> tuple[Settings | None, list[Mistake]]:
    """The settings of a settings.toml and of the environment, None if they are wrong, and their mistakes."""
    overrides, mistakes = overrides_in(environ)
    try:
        return Settings.model_validate(_merged(document.table, overrides)), mistakes
    except ValidationError as error:
        variables = {dotted(override.key): override.variable for override in overrides}
        found = mistakes_in(error, Settings, document)
        return None, mistakes + [_at_its_origin(mistake, variables) for mistake in found]


def _merged(table: Mapping[str, Any], overrides: list[Override]) -> dict[str, Any]:
    """The file's tables with what the environment puts over them; what is no table stays, to be refused."""
    merged = dict(table)
    for override in overrides:
        name, key = override.key
        group = merged.get(str(name), {})
        if isinstance(group, dict):
            merged[str(name)] = {**group, str(key): override.value}
    return merged


def _at_its_origin(mistake: Mistake, variables: Mapping[str, str]) -> Mistake:
    """The mistake at the variable that caused it, if one did."""
    variable = variables.get(mistake.key)
    return replace(mistake, place=variable, line=None) if variable else mistake


def _order(mistake: Mistake) -> tuple[int, int]:
    """Files in their order, each from top to bottom, then the environment."""
    return FILES.index(mistake.place) if mistake.place in FILES else len(FILES), mistake.line or 0
